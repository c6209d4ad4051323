"""What a meeting resolves on results: one resolution per item, nobody with a tie in the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from lertrat.committees import actions as committees
from lertrat.committees import queries as committee_queries
from lertrat.committees.models import AgendaItem, Meeting, Resolution
from lertrat.conflicts.door import Door, doors
from lertrat.decisions import proposals, validators
from lertrat.decisions.models import Decision, HonourDecision
from lertrat.decisions.permits import may
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.programmes import queries as programmes
from lertrat.programmes.models import Edition
from lertrat.records.actions import append

AS_PROPOSED = "เห็นชอบตามที่เสนอ"


def recuse_shut(
    *, row: Decision | HonourDecision, by: Person, known: Mapping[int, Door] | None = None
) -> int:
    """Ask the door for each seat present and recuse those it is shut for; how many. `known`: doors asked already.

    It stands on its own, before the decision: who leaves has left, whether or not the decision then goes through.
    """
    item = _item(row)
    may(by, "run", item).require()
    present = committee_queries.present(item.meeting_id, item.pk)
    asked = known if known is not None else doors([seat.person_id for seat in present], row.edition)
    work_id, nominee = None, ""
    if isinstance(row, Decision):
        work_id, nominee = row.application.work_id, row.application.nominee
    shut = 0
    with transaction.atomic():
        for seat in present:
            door = asked.get(seat.person_id) or doors([seat.person_id], row.edition)[seat.person_id]
            permit = door.judge(row.agency_id, work_id, nominee)
            if not permit:
                committees.recuse(item=item, seat=seat, reason=permit.th, detected=True, by=None)
                shut += 1
    return shut


def decide(
    *, decision: Decision, outcome: str, level: str = "", text: str, reason: str = "", by: Person
) -> Decision:
    """The meeting resolves on one result. `outcome`: awarded, not_awarded, not_considered; `level` with an award only.

    Refuses while the item is not open in an open meeting, by somebody recused, a level the type does not have, a decision
    against the proposal without a reason, and an award by category while the exclusion waits for another result.
    """
    recuse_shut(row=decision, by=by)
    return _decide(decision, outcome, level, text, reason, by)


def _decide(decision: Decision, outcome: str, level: str, text: str, reason: str, by: Person) -> Decision:
    words = validators.resolution_text(text)
    with transaction.atomic():
        held = _locked(decision)
        _fresh_exclusion(held, outcome)
        type = programmes.pack_of(held.edition).type(held.type_id)
        validators.outcome(type, outcome, level)
        held.reason = validators.against(held, outcome, level, reason)
        resolution = resolve(held, words, (outcome, level), _snapshot(held, outcome, level), by)
        held.outcome, held.level, held.state, held.resolution = outcome, level, "decided", resolution
        held.save()
        append(
            "result.decided", obj=held, by=by, edition_id=held.edition_id, application=held.application_id,
            resolution=resolution.pk,
        )  # fmt: skip
    return held


def resolve(
    row: Decision | HonourDecision, words: str, outcome: object, payload: Mapping[str, Any], by: Person
) -> Resolution:
    """The committee's resolution: "approved" what was proposed, "rejected" where it resolved otherwise."""
    as_proposed = True
    if isinstance(row, Decision) and row.proposed_outcome:
        as_proposed = outcome == (row.proposed_outcome, row.proposed_level)
    return committees.resolve(
        item=_item(row), outcome="approved" if as_proposed else "rejected", text=words, payload=payload, by=by
    )


def _locked(decision: Decision) -> Decision:
    held = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("application__agency", "edition__pack_version", "item__meeting__committee", "agency")
        .get(pk=decision.pk)
    )
    if held.state != "tabled":
        raise Refusal(
            "not-tabled", "เรื่องนี้ไม่ได้อยู่ในระเบียบวาระ หรือมีมติแล้ว", "This is not on an agenda, or decided already."
        )
    return held


def _fresh_exclusion(held: Decision, outcome: str) -> None:
    """The exclusion read again: what it depends on may have been decided a minute ago, in this meeting."""
    type = programmes.pack_of(held.edition).type(held.type_id)
    if type.exclusion is None:
        return
    computed = proposals.compute(held.edition, [held.agency_id])
    made = computed.proposals.get(held.application_id)
    if made is None:
        return
    if made.waits and outcome == "awarded":
        raise Refusal(
            "waits-for", f"{made.flag} ก่อน จึงจะมีมติให้รางวัลนี้ได้", "This waits for another result first."
        )
    for name in ("proposed_outcome", "proposed_level", "rule", "assumed", "flag"):
        setattr(held, name, getattr(made, name))


def _snapshot(held: Decision, outcome: str, level: str) -> dict[str, Any]:
    return {
        "decision": held.pk,
        "application": held.application.ref,
        "type": held.type_id,
        "agency": held.agency.code,
        "outcome": outcome,
        "level": level,
        "proposed": {"outcome": held.proposed_outcome, "level": held.proposed_level, "rule": held.rule},
        "reason": held.reason,
    }


def _item(row: Decision | HonourDecision) -> AgendaItem:
    if row.item_id is None:
        raise Refusal("not-tabled", "เรื่องนี้ยังไม่ได้บรรจุในระเบียบวาระ", "This is not on an agenda yet.")
    return committee_queries.item(row.item_id)


@dataclass(frozen=True, slots=True)
class Many:
    """What was decided, and what was left with the reason."""

    done: list[Decision] = field(default_factory=list)
    left: list[tuple[Decision, Refusal]] = field(default_factory=list)


def decide_many(*, decisions: Sequence[Decision], text: str = AS_PROPOSED, by: Person) -> Many:
    """Resolve on each as proposed: its own resolution, its own recusals. What cannot be decided so is left, with the reason.

    The order given is kept, so that an award another one depends on can be decided before it.
    """
    result = Many()
    known: dict[int, dict[int, Door]] = {}
    for decision in decisions:
        try:
            item = _item(decision)
            asked = _known(known, item.meeting, decision.edition)
            recuse_shut(row=decision, by=by, known=asked)
            if not decision.proposed_outcome:
                raise Refusal(
                    "no-proposal",
                    "เกณฑ์ไม่ได้เสนอผลของเรื่องนี้ ที่ประชุมต้องพิจารณาเป็นรายเรื่อง",
                    "The rules propose nothing here; the meeting decides it on its own.",
                )
            done = _decide(decision, decision.proposed_outcome, decision.proposed_level, text, "", by)
        except Refusal as refusal:
            result.left.append((decision, refusal))
        else:
            result.done.append(done)
    return result


def _known(known: dict[int, dict[int, Door]], meeting: Meeting, edition: Edition) -> dict[int, Door]:
    if meeting.pk not in known:
        seats = committee_queries.present(meeting.pk)
        known[meeting.pk] = doors([seat.person_id for seat in seats], edition)
    return known[meeting.pk]
