"""Honours: awards that follow from decided awards of the same year, resolved by the Commission (004:77)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from lertrat.committees import actions as committees
from lertrat.committees.models import AgendaItem, Meeting
from lertrat.criteria import AwardFact, Explanation, HonourVerdict, honours
from lertrat.decisions import validators
from lertrat.decisions.actions.deciding import recuse_shut, resolve
from lertrat.decisions.actions.tabling import HONOUR, right_edition
from lertrat.decisions.models import Decision, HonourDecision
from lertrat.decisions.permits import may
from lertrat.decisions.proposals import DECIDED
from lertrat.kernel import thai
from lertrat.kernel.errors import Conflict, Refusal
from lertrat.people.models import Person
from lertrat.programmes import queries as programmes
from lertrat.programmes.models import Edition
from lertrat.records.actions import append


def verdicts(edition: Edition, agency_ids: Sequence[int] | None = None) -> dict[int, list[HonourVerdict]]:
    """Agency id → one verdict per honour, for every agency with a decided award of the edition. One query."""
    rows = Decision.objects.filter(edition=edition, state__in=DECIDED, outcome="awarded")
    if agency_ids is not None:
        rows = rows.filter(agency_id__in=agency_ids)
    pack = programmes.pack_of(edition)
    facts = [
        AwardFact(edition.year_be, pack.types[type_id].branch, type_id, level, str(agency_id))
        for agency_id, type_id, level in rows.order_by("agency_id", "pk").values_list(
            "agency_id", "type_id", "level"
        )
    ]
    found: dict[int, list[HonourVerdict]] = {}
    for verdict in honours(pack, facts):
        found.setdefault(int(verdict.agency), []).append(verdict)
    return found


def stored(verdict: HonourVerdict) -> dict[str, Any]:
    """The explanation as it is kept: both languages, and the branches that lack or are not established."""
    return {**_node(verdict.tree), "missing": list(verdict.missing)}


def _node(node: Explanation) -> dict[str, Any]:
    return {
        "about": node.about,
        "verdict": node.verdict,
        "says": node.says.as_json(),
        "children": [_node(child) for child in node.children],
    }


def propose_honours(*, edition: Edition, by: Person) -> list[HonourDecision]:
    """Compute every honour for every agency with a decided award: yes, no (naming the branch) or unknown, with its tree.

    What is tabled or decided keeps its state; a decided one keeps its words too. Rows of agencies without an award go.
    """
    may(by, "propose", edition).require()
    with transaction.atomic():
        Edition.objects.select_for_update().get(pk=edition.pk)
        held = {
            (h.agency_id, h.honour): h
            for h in HonourDecision.objects.select_for_update().filter(edition=edition)
        }
        new, changed = [], []
        found = verdicts(edition)
        for agency_id, agency_verdicts in found.items():
            for verdict in agency_verdicts:
                row = held.pop((agency_id, verdict.honour), None)
                tree = stored(verdict)
                if row is None:
                    new.append(
                        HonourDecision(
                            edition=edition, agency_id=agency_id, honour=verdict.honour, verdict=verdict.verdict,
                            tree=tree,
                        )
                    )  # fmt: skip
                elif row.state not in DECIDED and (row.verdict, row.tree) != (verdict.verdict, tree):
                    row.verdict, row.tree = verdict.verdict, tree
                    changed.append(row)
        HonourDecision.objects.bulk_create(new, batch_size=200)
        HonourDecision.objects.bulk_update(changed, ["verdict", "tree"], batch_size=100)
        gone = [row.pk for row in held.values() if row.state == "proposed"]
        HonourDecision.objects.filter(pk__in=gone).delete()
        append(
            "honours.proposed",
            obj=edition,
            by=by,
            edition_id=edition.pk,
            added=len(new),
            changed=len(changed),
        )
    return list(HonourDecision.objects.filter(edition=edition).select_related("agency").order_by("id"))


def table_honours(*, honours: Sequence[HonourDecision], meeting: Meeting, by: Person) -> list[AgendaItem]:
    """One agenda item of the Commission per honour. Refuses another committee's meeting."""
    may(by, "run", meeting).require()
    if meeting.committee.kind != "commission":
        raise Refusal(
            "wrong-committee",
            "รางวัลเลิศรัฐยอดเยี่ยมและเลิศรัฐสาขาเป็นเรื่องของ ก.พ.ร.",
            "Honours go to the Commission.",
        )
    made = []
    with transaction.atomic():
        rows = (
            HonourDecision.objects.select_for_update(of=("self",))
            .filter(pk__in=[h.pk for h in honours])
            .select_related("agency", "edition__pack_version", "item")
        )
        held = {row.pk: row for row in rows}
        for honour in honours:
            row = held[honour.pk]
            right_edition(meeting, row.edition_id)
            if row.state in DECIDED or (row.item is not None and row.item.state == "open"):
                raise Refusal(
                    "tabled-already",
                    "เรื่องนี้อยู่ในระเบียบวาระหรือมีมติแล้ว",
                    "This is on an agenda already, or decided.",
                )
            name = next(h.name.th for h in programmes.pack_of(row.edition).honours if h.id == row.honour)
            row.item = committees.add_item(
                meeting=meeting, title=f"{name}: {row.agency.name_th}", subject_type=HONOUR, subject_id=row.pk,
                agency_id=row.agency_id, by=by,
            )  # fmt: skip
            row.state = "tabled"
            row.save(update_fields=["state", "item"])
            append("honour.tabled", obj=row, by=by, edition_id=row.edition_id, meeting=meeting.pk)
            made.append(row.item)
    return made


def decide_honour(
    *, honour: HonourDecision, outcome: str, text: str, reason: str = "", by: Person
) -> HonourDecision:
    """The Commission confers an honour or does not. `outcome`: awarded or not_awarded.

    An honour that follows from awards is never conferred where the rule says no. Where it says unknown, or where the honour
    is proposed by hand, conferring needs its reason; so does withholding one the rule says is due. Conflict where the awards
    behind the verdict have changed since it was proposed.
    """
    words = validators.resolution_text(text)
    recuse_shut(row=honour, by=by)
    with transaction.atomic():
        held = (
            HonourDecision.objects.select_for_update(of=("self",))
            .select_related("agency", "edition__pack_version", "item__meeting__committee")
            .get(pk=honour.pk)
        )
        if held.state != "tabled":
            raise Refusal("not-tabled", "เรื่องนี้ไม่ได้อยู่ในระเบียบวาระ", "This is not on an agenda.")
        _still_true(held)
        held.reason = _reason(held, outcome, reason)
        payload = {
            "honour": held.honour, "agency": held.agency.code, "verdict": held.verdict, "tree": held.tree,
            "outcome": outcome, "reason": held.reason,
        }  # fmt: skip
        held.resolution = resolve(held, words, outcome, payload, by)
        held.outcome, held.state = outcome, "decided"
        held.save()
        append("honour.decided", obj=held, by=by, edition_id=held.edition_id, resolution=held.resolution_id)
    return held


def _still_true(held: HonourDecision) -> None:
    found = verdicts(held.edition, [held.agency_id]).get(held.agency_id, [])
    now = next((v for v in found if v.honour == held.honour), None)
    if now is None or (now.verdict, stored(now)) != (held.verdict, held.tree):
        raise Conflict(
            "verdict-moved", "ผลที่ใช้ประกอบการพิจารณาเปลี่ยนไปแล้ว กรุณาคำนวณข้อเสนอใหม่ก่อนลงมติ",
            "The awards behind this verdict have changed; compute the proposal again first.",
            current=now.verdict if now else None,
        )  # fmt: skip


def _reason(held: HonourDecision, outcome: str, reason: str) -> str:
    if outcome not in {"awarded", "not_awarded"}:
        raise Refusal("outcome", "กรุณาเลือกว่ามอบหรือไม่มอบ", "Choose whether it is conferred.")
    if outcome == "awarded" and held.verdict == "no":
        raise Refusal(
            "not-due",
            "ไม่เข้าเงื่อนไขของรางวัลนี้ จึงมอบไม่ได้",
            "The condition of this honour is not met; it cannot be conferred.",
        )
    clean = thai.normalise(reason).strip()[:600]
    plain = (outcome, held.verdict) in {("awarded", "yes"), ("not_awarded", "no"), ("not_awarded", "unknown")}
    if not plain and not clean:
        raise Refusal("reason-needed", "กรุณาระบุเหตุผล", "Give the reason.")
    return clean
