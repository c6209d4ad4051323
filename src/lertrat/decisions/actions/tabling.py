"""Bringing results before the committee they belong to."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from lertrat.committees import actions as committees
from lertrat.committees import queries as committee_queries
from lertrat.committees.models import AgendaItem, Meeting
from lertrat.decisions.models import Decision
from lertrat.decisions.permits import may
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.programmes import queries as programmes
from lertrat.records.actions import append

DECISION = "decisions.decision"
HONOUR = "decisions.honourdecision"


def table(*, decisions: Sequence[Decision], meeting: Meeting, by: Person) -> list[AgendaItem]:
    """One agenda item per decision, in the order given. Titles tell the work, never the result.

    A branch's results go to the sub-committee that looks after it (to the Commission where none does). Refuses another
    committee's or edition's meeting, and what is on an agenda already (an item that was put off may be tabled again).
    """
    may(by, "run", meeting).require()
    made = []
    with transaction.atomic():
        rows = (
            Decision.objects.select_for_update(of=("self",))
            .filter(pk__in=[d.pk for d in decisions])
            .select_related("application", "agency", "edition__pack_version", "item__meeting")
        )
        held = {row.pk: row for row in rows}
        for decision in decisions:
            row = held[decision.pk]
            _tableable(row, meeting)
            name = programmes.pack_of(row.edition).type(row.type_id).name.th
            row.item = committees.add_item(
                meeting=meeting, title=f"{name}: {row.application.title} ({row.agency.name_th})",
                subject_type=DECISION, subject_id=row.pk, agency_id=row.agency_id, by=by,
            )  # fmt: skip
            row.state = "tabled"
            row.save(update_fields=["state", "item"])
            append("result.tabled", obj=row, by=by, edition_id=row.edition_id, meeting=meeting.pk)
            made.append(row.item)
    return made


def _tableable(row: Decision, meeting: Meeting) -> None:
    on_agenda = row.state == "tabled" and row.item is not None and row.item.state == "open"
    if row.state not in {"proposed", "tabled"} or on_agenda:
        raise Refusal(
            "tabled-already",
            f"“{row.application.title}” อยู่ในระเบียบวาระหรือมีมติแล้ว",
            "This is on an agenda already, or decided.",
        )
    right_edition(meeting, row.edition_id)
    branch = programmes.pack_of(row.edition).type(row.type_id).branch
    owner = committee_queries.for_branch(branch)
    fits = branch in meeting.committee.scope if owner is not None else meeting.committee.kind == "commission"
    if not fits:
        raise Refusal(
            "wrong-committee",
            f"ผลของสาขานี้เป็นเรื่องของ{owner.name_th if owner else 'ก.พ.ร.'} ไม่ใช่คณะนี้",
            "Results of this branch go to the committee that looks after it.",
        )


def right_edition(meeting: Meeting, edition_id: int) -> None:
    """Refuse a meeting that was called for another edition."""
    if meeting.edition_id not in (None, edition_id):
        raise Refusal("wrong-edition", "การประชุมนี้เป็นของปีอื่น", "This meeting is for another edition.")


def take_back(*, decision: Decision, by: Person) -> Decision:
    """A decision whose item was put off goes back among the proposals, to be tabled again."""
    may(by, "propose", decision.edition).require()
    with transaction.atomic():
        held = Decision.objects.select_for_update(of=("self",)).select_related("item").get(pk=decision.pk)
        if held.state != "tabled" or held.item is None or held.item.state != "deferred":
            raise Refusal(
                "not-put-off",
                "นำกลับได้เฉพาะเรื่องที่ที่ประชุมเลื่อนพิจารณา",
                "Only what a meeting put off can be taken back.",
            )
        held.state = "proposed"
        held.save(update_fields=["state"])
        append("result.taken_back", obj=held, by=by, edition_id=held.edition_id)
    return held
