"""Who reads what: planned as a whole, looked at, then applied exactly as it was looked at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db import transaction

from lertrat.applications.models import Submission
from lertrat.assessment.actions.locks import lock_people
from lertrat.assessment.actions.waiting import taken_up
from lertrat.assessment.ground import Ground, Seat, Wanted, survey
from lertrat.assessment.models import Assignment
from lertrat.assessment.permits import may
from lertrat.assessment.rules import LIVE
from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict
from lertrat.kernel.plan import Change, Plan
from lertrat.matching import Unfilled, assign
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.records.actions import append

MOVED = Conflict(
    "plan-moved",
    "ข้อมูลเปลี่ยนไปหลังจากดูแผนนี้ กรุณาดูแผนใหม่ก่อนยืนยัน",
    "Something has changed since this plan was made. Look at the new plan first.",
)


def plan_assignment(
    *,
    edition: Edition,
    type_ids: Iterable[str],
    step: int,
    per_submission: int | None = None,
    by: Person | None = None,
) -> Plan:
    """The assignment as it would be made: what is assigned stays, empty places are filled, loads are balanced.

    Changes: "keep" and "add" (one assessor of one submission; `after` names submission, person and panel), "refuse" (places
    nobody can take; `why` says why). The same state gives the same plan. `per_submission`: more readers than the rules ask
    for. With `by`, refuses who may not assign; reading it changes nothing.
    """
    types = sorted(set(type_ids))
    for type_id in types if by else ():
        may(by, "office", edition, type_id=type_id).require()
    return _plan(edition, types, step, per_submission, survey(edition, types, step, per_submission))


def apply_assignment(
    *,
    edition: Edition,
    type_ids: Iterable[str],
    step: int,
    digest: str,
    per_submission: int | None = None,
    by: Person,
) -> int:
    """Make the assignments of the plan with this digest; how many are new. Conflict when the plan would be another by now."""
    types = sorted(set(type_ids))
    for type_id in types:
        may(by, "office", edition, type_id=type_id).require()
    # The solver runs before the transaction; inside, the ground is read again and must be the same.
    ground = survey(edition, types, step, per_submission)
    plan = _plan(edition, types, step, per_submission, ground)
    if plan.digest != digest:
        raise MOVED
    with transaction.atomic():
        held = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        lock_people(seat.person_id for seat in ground.seats)
        list(
            Submission.objects.select_for_update(no_key=True)
            .filter(edition=held, step=step, type_id__in=types, **LIVE)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        if survey(edition, types, step, per_submission) != ground:
            raise MOVED
        return _write(edition, plan, by)


def _write(edition: Edition, plan: Plan, by: Person) -> int:
    moment = clock.now()
    made = Assignment.objects.bulk_create(
        [
            Assignment(
                submission_id=change.after["submission"], person_id=change.after["person"],
                panel_id=change.after["panel_id"], plan_digest=plan.digest, made_at=moment, made_by=by,
            )
            for change in plan.changes
            if change.kind == "add"
        ],
        batch_size=500,
    )  # fmt: skip
    taken_up(one.submission_id for one in made)
    per_person: dict[int, list[Assignment]] = defaultdict(list)
    for assignment in made:
        per_person[assignment.person_id].append(assignment)
    # One record an assessor, not one a work: it names them all, and one letter tells of them.
    for held in per_person.values():
        append(
            "assignment.made", obj=held[0], by=by, edition_id=edition.pk, person=held[0].person_id,
            assignments=[one.pk for one in held], submissions=[one.submission_id for one in held],
        )  # fmt: skip
    append(
        "assignment.applied", obj=edition, by=by, edition_id=edition.pk, digest=plan.digest, made=len(made)
    )
    return len(made)


def _plan(edition: Edition, types: list[str], step: int, per_submission: int | None, ground: Ground) -> Plan:
    name = f"assignment {edition.code} {step} {','.join(types)} {per_submission or ''}".strip()
    if not ground.wanted:
        return Plan(name, (), ("ไม่มีผลงานที่รอมอบหมายในขั้นนี้",))
    seated = _seated(ground)
    allowed = {
        (one.id, seat.id): 1 if (one.id, seat.person_id) in ground.known else 0
        for one in ground.wanted
        for seat in seated[one.type_id]
        if (one.id, seat.person_id) not in ground.shut and (one.id, seat.person_id) not in ground.ended
    }
    of = {(one.id, seat.person_id): seat.id for one in ground.wanted for seat in seated[one.type_id]}
    kept: dict[int, set[int]] = defaultdict(set)
    for submission_id, person_id, _ in ground.kept:
        kept[submission_id].add(person_id)
    # An assessor without a seat any more keeps what is assigned; the solver only sees the places that are left.
    fixed = [
        (s, of[(s, p)])
        for s, people in kept.items()
        for p in sorted(people)
        if (s, of.get((s, p), 0)) in allowed
    ]
    placed, load = Counter(s for s, _ in fixed), Counter(seat for _, seat in fixed)
    solved = assign(
        [one.id for one in ground.wanted],
        [seat.id for seat in ground.seats],
        per_submission={
            one.id: max(placed[one.id], one.need - len(kept[one.id]) + placed[one.id])
            for one in ground.wanted
        },
        capacity={seat.id: max(load[seat.id], seat.capacity - seat.elsewhere) for seat in ground.seats},
        forbidden=(),
        affinity=allowed,
        fixed=fixed,
        listed_only=True,
    )
    return Plan(name, tuple(_changes(ground, seated, kept, solved.pairs, solved.unfilled, solved.loads)))


def _seated(ground: Ground) -> dict[str, list[Seat]]:
    """Per type, the seats that may read it; somebody on two panels reads it from the first."""
    seated: dict[str, list[Seat]] = defaultdict(list)
    taken: set[tuple[str, int]] = set()
    for seat in ground.seats:
        for type_id in seat.types:
            if (type_id, seat.person_id) not in taken:
                taken.add((type_id, seat.person_id))
                seated[type_id].append(seat)
    return seated


def _changes(
    ground: Ground,
    seated: dict[str, list[Seat]],
    kept: dict[int, set[int]],
    pairs: tuple[tuple[int, int], ...],
    unfilled: tuple[Unfilled[int, int], ...],
    loads: dict[int, int],
) -> Iterable[Change]:
    seats = {seat.id: seat for seat in ground.seats}
    names = _names(ground)
    chosen: dict[int, list[Seat]] = defaultdict(list)
    for submission_id, seat_id in pairs:
        chosen[submission_id].append(seats[seat_id])
    short = {gap.submission: gap for gap in unfilled}
    for one in ground.wanted:
        subject = f"{one.ref} {one.title}"
        for person_id in sorted(kept[one.id]):
            yield Change(
                "keep",
                subject,
                after={"submission": one.id, "person": person_id, "assessor": names[person_id]},
            )
        for seat in chosen[one.id]:
            if seat.person_id not in kept[one.id]:
                yield Change(
                    "add", subject,
                    after={"submission": one.id, "person": seat.person_id, "assessor": seat.name,
                           "panel_id": seat.panel_id, "panel": seat.panel},
                    why=f"{seat.panel} · รวม {loads[seat.id] + seat.elsewhere} จาก {seat.capacity} ผลงาน",
                )  # fmt: skip
        if one.id in short:
            gap = short[one.id]
            yield Change(
                "refuse", subject, after={"submission": one.id, "missing": gap.missing, "code": gap.code},
                why=_why(ground, one, seated[one.type_id], gap),
            )  # fmt: skip


def _names(ground: Ground) -> dict[int, str]:
    names = {seat.person_id: seat.name for seat in ground.seats}
    gone = {person_id for _, person_id, _ in ground.kept} - names.keys()
    if gone:
        names |= {person.pk: person.full_name for person in Person.objects.filter(pk__in=gone)}
    return names


def _why(ground: Ground, one: Wanted, seats: list[Seat], gap: Unfilled[int, int]) -> str:
    """The solver's reason, and who of the panels cannot read this one."""
    pair = {seat.person_id: (one.id, seat.person_id) for seat in seats}
    undeclared = [s.name for s in seats if s.person_id in ground.undeclared]
    shut = [
        s.name for s in seats if pair[s.person_id] in ground.shut and s.person_id not in ground.undeclared
    ]
    ended = [s.name for s in seats if pair[s.person_id] in ground.ended]
    parts = [gap.th] if seats else ["ยังไม่มีคณะผู้ตรวจประเมินของประเภทนี้"]
    for words, people in (
        ("ยังไม่แสดงรายการผลประโยชน์ทับซ้อน", undeclared),
        ("มีผลประโยชน์ทับซ้อน", shut),
        ("เคยถูกยกเลิกการมอบหมายผลงานนี้", ended),
    ):
        if people:
            parts.append(f"{words}: {', '.join(people)}")
    return " · ".join(parts)
