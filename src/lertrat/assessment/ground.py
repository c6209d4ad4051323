"""What an assignment is planned from, read in a handful of queries: submissions, seats, doors, and what was assigned before.

Two readings that are equal give the same plan; that is how applying makes sure that nothing has moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from lertrat.assessment.models import Assignment, PanelMember, StepResult
from lertrat.assessment.rules import in_play, readers_of
from lertrat.conflicts.door import doors
from lertrat.kernel.errors import Refusal
from lertrat.programmes.models import Edition
from lertrat.programmes.queries import pack_by_id, pack_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """A submission that needs readers."""

    id: int
    ref: str
    title: str
    type_id: str
    application_id: int
    need: int


@dataclass(frozen=True, slots=True)
class Seat:
    """A panel's seat: who sits there, for which types, how many works it takes and how many it holds elsewhere."""

    id: int
    panel_id: int
    panel: str
    person_id: int
    name: str
    types: tuple[str, ...]
    capacity: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Ground:
    """Pairs are (submission id, person id). `kept` are active assignments with their panel; `ended` dark or released ones."""

    wanted: tuple[Wanted, ...]
    seats: tuple[Seat, ...]
    kept: tuple[tuple[int, int, int], ...]
    ended: frozenset[tuple[int, int]]
    shut: frozenset[tuple[int, int]]
    undeclared: frozenset[int]
    known: frozenset[tuple[int, int]]


def survey(edition: Edition, type_ids: Iterable[str], step: int, per_submission: int | None) -> Ground:
    """Read the ground. About nine queries, however many submissions and assessors. Refuses a step without a score sheet,
    and fewer readers than the rules ask for."""
    types = sorted(set(type_ids))
    for type_id in types:
        pack = pack_of(edition)
        pack.rubric(type_id, step)
        least = readers_of(pack, type_id, step)
        if per_submission is not None and per_submission < least:
            raise Refusal(
                "readers-few", f"หลักเกณฑ์กำหนดให้มีผู้ตรวจอย่างน้อย {least} คนต่อผลงาน",
                f"The rules ask for at least {least} assessors per work.",
            )  # fmt: skip
    wanted, subjects = _wanted(edition, types, step, per_submission)
    kept, ended = _assigned(edition, types, step)
    seats = _seats(edition, types, step, {one.id for one in wanted})
    opened = doors({seat.person_id for seat in seats}, edition)
    shut = frozenset(
        (one.id, person_id)
        for one in wanted
        for person_id, door in opened.items()
        if not door.judge(*subjects[one.id])
    )
    live = {one.id for one in wanted}
    return Ground(
        wanted=tuple(wanted),
        seats=tuple(seats),
        kept=tuple(row for row in kept if row[0] in live),
        ended=frozenset(row for row in ended if row[0] in live),
        shut=shut,
        undeclared=frozenset(person_id for person_id, door in opened.items() if not door.declared),
        known=_known(wanted, step),
    )


def _wanted(
    edition: Edition, types: list[str], step: int, per_submission: int | None
) -> tuple[list[Wanted], dict[int, tuple[int, int | None, str]]]:
    found: list[Wanted] = []
    subjects: dict[int, tuple[int, int | None, str]] = {}
    for type_id in types:
        rows = in_play(edition, type_id, step).filter(
            ~Exists(StepResult.objects.filter(submission=OuterRef("pk")))
        )
        for pk, ref, title, version, sha, application, agency, work, nominee in rows.order_by("pk").values_list(
            "pk", "ref", "title", "pack_version_id", "pack_version__sha256", "application_id", "agency_id",
            "application__work_id", "application__nominee",
        ):  # fmt: skip
            need = per_submission or readers_of(pack_by_id(version, sha), type_id, step)
            found.append(Wanted(pk, ref, title, type_id, application, need))
            subjects[pk] = (agency, work, nominee)
    return found, subjects


def _assigned(
    edition: Edition, types: list[str], step: int
) -> tuple[list[tuple[int, int, int]], set[tuple[int, int]]]:
    rows = Assignment.objects.filter(
        submission__edition=edition, submission__type_id__in=types, submission__step=step
    ).values_list("submission_id", "person_id", "panel_id", "state")
    kept = sorted((s, p, panel) for s, p, panel, state in rows if state == "active")
    return kept, {(s, p) for s, p, _, state in rows if state != "active"}


def _seats(edition: Edition, types: list[str], step: int, planned: set[int]) -> list[Seat]:
    rows = PanelMember.objects.filter(
        panel__edition=edition, left_at__isnull=True, person__is_active=True
    ).select_related("panel", "person")
    members = [
        m for m in rows.order_by("panel__code", "person__sort_key", "pk") if set(m.panel.types) & set(types)
    ]
    held: Counter[tuple[int, int]] = Counter()
    load = Assignment.objects.filter(
        person__in={m.person_id for m in members}, state="active", submission__edition=edition,
        submission__step=step, submission__live=True,
    )  # fmt: skip
    for submission_id, person_id, panel_id in load.values_list("submission_id", "person_id", "panel_id"):
        if submission_id not in planned:
            held[(panel_id, person_id)] += 1
    return [
        Seat(
            m.pk, m.panel_id, m.panel.code, m.person_id, m.person.full_name, tuple(m.panel.types), m.capacity,
            held[(m.panel_id, m.person_id)],
        )
        for m in members
    ]  # fmt: skip


def _known(wanted: list[Wanted], step: int) -> frozenset[tuple[int, int]]:
    """Who read the same application's step before: they come first where loads are even."""
    if step == 1 or not wanted:
        return frozenset()
    of = {one.application_id: one.id for one in wanted}
    rows = Assignment.objects.filter(
        submission__application__in=list(of), submission__step=step - 1, state="active"
    ).values_list("submission__application_id", "person_id")
    return frozenset((of[application], person) for application, person in rows)
