"""What stands on certificates and minutes, and the paper itself, set on first asking and outside any transaction."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from lertrat.agencies import queries as agencies
from lertrat.criteria import Pack
from lertrat.decisions.models import Certificate, Decision, HonourDecision, Publication
from lertrat.files.papers import kept_paper
from lertrat.kernel import dates
from lertrat.typesetting import render

COMMISSION = "คณะกรรมการพัฒนาระบบราชการ (ก.พ.ร.)"
WORDING_ASSUMED = "ถ้อยคำในเกียรติบัตร"
LEVEL_ASSUMED = "คะแนนตัดระดับรางวัล"


def certificate(
    pack: Pack, publication: Publication, row: Decision | HonourDecision, reference: str
) -> dict[str, Any]:
    """The words of one certificate (`typesetting.papers.Certificate` without the address), fixed at publication."""
    assert publication.published_at is not None
    agency = row.application.agency if isinstance(row, Decision) else row.agency
    above = [one.name_th for one in agencies.above(agency)]
    data: dict[str, Any] = {
        "dated": dates.day_of(publication.published_at).isoformat(),
        "year_be": pack.year_be,
        "programme": "รางวัลเลิศรัฐ",
        "agency": agency.name_th,
        "agency_parents": " ".join(above),
        "giver": next((body.th for body in pack.bodies if body.role == "confers"), COMMISSION),
        "given_on": f"ให้ไว้ ณ {_day(publication)}",
        "resolution": _resolution(publication, row),
        "reference": reference,
        "assumed": _assumed(pack, row),
    }
    data |= _award(pack, row) if isinstance(row, Decision) else _honour(pack, row)
    return {name: value for name, value in data.items() if value != ""} | {
        "level": data.get("level", ""),
        "branch": data.get("branch", ""),
        "branch_name": data.get("branch_name", ""),
    }


def _day(publication: Publication) -> str:
    assert publication.published_at is not None
    return "วันที่ " + dates.thai_date(publication.published_at, "full").partition("ที่ ")[2]


def _award(pack: Pack, row: Decision) -> dict[str, Any]:
    type = pack.types[row.type_id]
    application = row.application
    level = "" if row.level == "awarded" else f"ระดับ{pack.levels[row.level].name.th}"
    award = type.name.th if type.name.th.startswith("PMQA") else f"ประเภท{type.name.th}"
    data = {
        "branch": type.branch,
        "emblem": type.branch,
        "branch_name": pack.branches[type.branch].name.th,
        "award": award,
        "level": level,
    }
    if type.subject == "work":
        data["work"] = application.title
    elif type.subject == "organisation_category":
        option = next((o for o in type.categories if o.id == str(application.category)), None)
        data["award"] = f"{award} หมวด {application.category}" + (f" {option.th}" if option else "")
    elif type.subject == "person_or_group":
        data["agency"] = application.nominee or application.title
        data["agency_parents"] = f"เสนอชื่อโดย {application.agency.name_th}"
    return data


def _honour(pack: Pack, row: HonourDecision) -> dict[str, Any]:
    honour = next(h for h in pack.honours if h.id == row.honour)
    branch = honour.branches[0] if len(honour.branches) == 1 else ""
    name = honour.name.th
    if branch:
        name = f"{name} {pack.branches[branch].name.th}"
    return {"branch": branch, "emblem": branch or "programme", "branch_name": "", "award": name, "level": ""}


def _resolution(publication: Publication, row: Decision | HonourDecision) -> str:
    resolution = publication.resolution or row.resolution
    if resolution is None:
        return ""
    meeting = resolution.item.meeting
    return f"ตามมติ {meeting.committee.name_th} ครั้งที่ {meeting.number}"


def _assumed(pack: Pack, row: Decision | HonourDecision) -> str:
    """What on this paper comes from the demonstration supplement; "" without one."""
    if pack.label is None:
        return ""
    what = [WORDING_ASSUMED] if any(w.assumed for w in pack.certificates) else []
    if isinstance(row, Decision) and row.assumed:
        what.append(LEVEL_ASSUMED)
    return f"{pack.label.th}: {' '.join(what)}" if what else pack.label.th


def verify_url(found: Certificate) -> str:
    """The address printed on the paper, under which anybody confirms it."""
    return f"{settings.LERTRAT_SITE.rstrip('/')}/check/certificate/{found.token}/"


def certificate_pdf(found: Certificate) -> bytes:
    """The certificate as PDF. Set once for the words and the address it carries, then kept as a file.

    Raises TypesettingError.
    """
    data = dict(found.data) | {"verify_url": verify_url(found)}
    return kept_paper("certificates", data, lambda: render("certificate", data))
