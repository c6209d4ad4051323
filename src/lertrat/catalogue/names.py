"""What an award and its recipient are called on a page: as printed where a source prints it, else by the register's names."""

from __future__ import annotations

from lertrat.catalogue.lists import BRANCHES_EN, TYPES_EN
from lertrat.works import vocabulary
from lertrat.works.models import Award
from lertrat.works.states import Programme

HONOURS_EN = {
    "overall": "Overall Excellence Award",
    "prestige": "Prestige Award",
    "branch-service": "Branch Excellence Award, Public Service",
    "branch-participatory": "Branch Excellence Award, Participatory Administration",
}


def award_name(award: Award) -> tuple[str, str]:
    """(Thai, English) name of an award's type or honour; "" in English where there is only the printed Thai name.

    Where a source names no type, the branch stands for it, else the programme: nothing is made up.
    """
    if award.is_honour:
        names = vocabulary.HONOURS.get(award.honour_id, ())
        th = award.type_text or (names[-1] if names else award.honour_id)
        if award.honour_id.startswith("branch-") and not award.type_text:
            th = f"{th} สาขา{vocabulary.BRANCHES[award.honour_id.removeprefix('branch-')][1]}"
        return th, HONOURS_EN.get(award.honour_id, "")
    if award.type_id:
        th = award.type_text or vocabulary.TYPES[award.type_id][1][0]
        en = TYPES_EN[award.type_id]
        if award.category:
            th = th if th.endswith(str(award.category)) else f"{th} หมวด {award.category}"
            en = f"{en}, category {award.category}"
        return th, en
    if award.programme == Programme.UNPSA:
        return "รางวัลบริการภาครัฐแห่งสหประชาชาติ (UNPSA)", "United Nations Public Service Award"
    if award.type_text:
        return award.type_text, ""
    if award.branch:
        return vocabulary.BRANCHES[award.branch][0], f"{BRANCHES_EN[award.branch]} award"
    return "รางวัลเลิศรัฐ", "Public Sector Excellence Award"


def recipient_name(award: Award) -> tuple[str, str]:
    """(Thai, English) name of who received it: the nominee, else the agency, else the name as printed; "" where none is told."""
    if award.nominee_text:
        return award.nominee_text, ""
    if award.agency is not None:
        return award.agency.name_th, award.agency.name_en
    return award.agency_text, ""
