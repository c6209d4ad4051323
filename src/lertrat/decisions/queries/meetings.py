"""A meeting's agenda and minutes as each person may read them: who left the room for an item does not read it here either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lertrat.committees import permits as committees_permits
from lertrat.committees import queries as committees
from lertrat.committees.models import AgendaItem, Meeting, Recusal
from lertrat.committees.states import MEETING_MODES, RESOLUTION_OUTCOMES
from lertrat.conflicts.door import door
from lertrat.decisions.actions.tabling import DECISION, HONOUR
from lertrat.decisions.models import Decision, HonourDecision
from lertrat.decisions.permits import scope
from lertrat.kernel import dates
from lertrat.kernel.errors import NotFound
from lertrat.kernel.hashing import digest
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.records import queries as records

AWAY = "ท่านออกจากการพิจารณาวาระนี้"


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """An item as one person sees it. `shut`: they left the room, or their door is shut; there is no subject and no text."""

    item: AgendaItem
    shut: bool
    decision: Decision | None
    honour: HonourDecision | None
    recusals: list[Recusal]
    resolution: str
    outcome: str


def agenda(person: Person, meeting: Meeting) -> list[AgendaRow]:
    """The agenda in order. Seats of the committee and the office of the edition; others find nothing (NotFound)."""
    edition = Edition.objects.filter(pk=meeting.edition_id).first() if meeting.edition_id else None
    seat = committees_permits.may(person, "read", meeting)
    office = scope(person, edition) if edition and not seat else None
    if not seat and not (office and office.office):
        raise NotFound("no-meeting", "ไม่พบการประชุม", "There is no such meeting.")
    items = committees.papers(meeting)
    subjects = [i.subject_id or 0 for i in items if i.subject_type == DECISION]
    rows = Decision.objects.filter(pk__in=subjects).select_related("application", "agency")
    decisions = {d.pk: d for d in rows} if subjects else {}
    subjects = [i.subject_id or 0 for i in items if i.subject_type == HONOUR]
    found = HonourDecision.objects.filter(pk__in=subjects).select_related("agency")
    honours = {h.pk: h for h in found} if subjects else {}
    own = door(person.pk, edition) if edition and seat else office.door if office else None
    made = []
    for item in items:
        decision = decisions.get(item.subject_id or 0) if item.subject_type == DECISION else None
        honour = honours.get(item.subject_id or 0) if item.subject_type == HONOUR else None
        recusals = list(item.recusals.all())
        shut = any(r.seat.person_id == person.pk for r in recusals)
        if own is not None and decision is not None:
            application = decision.application
            shut = shut or not own.judge(decision.agency_id, application.work_id, application.nominee)
        if own is not None and honour is not None:
            shut = shut or not own.judge(honour.agency_id)
        resolution = getattr(item, "resolution", None)
        made.append(
            AgendaRow(
                item=item, shut=shut, decision=None if shut else decision, honour=None if shut else honour,
                recusals=recusals, resolution=resolution.text if resolution and not shut else "",
                outcome=resolution.outcome if resolution and not shut else "",
            )
        )  # fmt: skip
    return made


def minutes(person: Person, meeting: Meeting) -> dict[str, Any]:
    """The minutes' data for `typesetting.render("minutes", …)`, with the head of the record's chain. Raises NotFound.

    A seat that left for an item reads that it left, and not what was resolved.
    """
    rows = agenda(person, meeting)
    there = committees.attendance(meeting)
    roles = {"chair": "ประธาน", "member": "กรรมการ", "secretary": "เลขานุการ"}
    head = records.head()
    outcomes = dict(RESOLUTION_OUTCOMES)
    return {
        "dated": dates.day_of(meeting.held_at).isoformat(),
        "committee": meeting.committee.name_th,
        "meeting": f"ครั้งที่ {meeting.number}",
        "date": dates.thai_date(meeting.held_at, "full"),
        "time": dates.thai_time(meeting.held_at),
        "place": meeting.place or dict(MEETING_MODES)[meeting.mode],
        "attendance": [
            {
                "name": one.seat.person.full_name,
                "post": roles[one.seat.role],
                "status": "มาประชุม" if one.present else "ไม่มาประชุม",
            }
            for one in there
        ],
        "items": [_minute(row, outcomes) for row in rows],
        "closed": f"เลิกประชุมเวลา {dates.thai_time(meeting.closed_at)}" if meeting.closed_at else "",
        "signatures": [
            {"name": one.seat.person.full_name, "post": roles[one.seat.role]}
            for one in there
            if one.present and one.seat.role in {"chair", "secretary"}
        ],
        "head": {"number": head.number, "hash": meeting.record_head or head.link_hash},
        "reference": meeting.ref,
        "assumed": "การประชุมสมมติเพื่อการสาธิต" if meeting.demonstration else "",
        "verify_url": "",
    }


def _minute(row: AgendaRow, outcomes: dict[str, str]) -> dict[str, Any]:
    item = row.item
    data: dict[str, Any] = {
        "number": f"วาระที่ {item.order}",
        "title": item.title,
        "recused": [{"name": r.seat.person.full_name, "reason": r.reason} for r in row.recusals],
    }
    if row.shut:
        return data | {"discussion": AWAY}
    if row.decision is not None and row.decision.rule:
        data["presented"] = row.decision.rule
    if row.decision is not None and row.decision.reason:
        data["discussion"] = row.decision.reason
    if row.honour is not None:
        data["presented"] = row.honour.tree["says"]["th"]
        data["discussion"] = row.honour.reason
    resolution = getattr(item, "resolution", None)
    if resolution is not None:
        data["count"] = f"ผู้พิจารณา {resolution.present} คน ออกจากการพิจารณา {resolution.recused} คน"
        data["resolution"] = (
            f"{outcomes[resolution.outcome]} {resolution.text}\nลายนิ้วมือของมติ {digest(resolution.payload)[:16]}"
        )
    elif item.state == "deferred":
        data["resolution"] = "เลื่อนพิจารณา"
    return data
