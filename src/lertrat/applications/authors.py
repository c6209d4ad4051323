"""What authors of one draft see of each other: who is writing what, open comments, and what each may do in a section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import CharField, Prefetch, Value

from lertrat.applications.models import Answer, Comment, Presence, SectionMark, SectionRight, Stage
from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound
from lertrat.people.models import Person

# How long a sign of life tells that somebody is here, and that they are writing.
PRESENT = timedelta(seconds=20)
HELD = timedelta(seconds=25)


@dataclass(frozen=True, slots=True)
class Writing:
    """Somebody else is writing a question, since when, and the revision that stands there."""

    by: str
    since: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class Company:
    """The others in a section: `writing` by question, `people` present; `revisions` of the section's answers, and open
    threads of comments, both by question."""

    writing: dict[str, Writing]
    people: tuple[str, ...]
    revisions: dict[str, int]
    comments: dict[str, int]


def company(
    stage: Stage, section_id: str, question_ids: list[str], person: Person, *, rows: Iterable[Answer] | None = None,
    talk: dict[str, int] | None = None,
) -> Company:  # fmt: skip
    """Who else is in a section now, or in the whole draft where `section_id` is empty. Three queries, fewer where the
    caller has the answers (`rows`, each with `saved_by`) or the open threads (`talk`) at hand.

    Writing is what a browser said within `HELD`, or what was saved within it: an autosave tells of itself, so that it needs no
    statement of its own for this. A question is held by whoever began first, so nobody is named over a person who holds it.
    """
    now = clock.now()
    here = Presence.objects.filter(stage=stage, seen_at__gt=now - HELD, seen_at__lte=now)
    if section_id:
        here = here.filter(section_id=section_id)
    alive = list(here.select_related("person").order_by("since", "id"))
    if rows is None:
        answers = Answer.objects.filter(stage=stage, question_id__in=question_ids)
        rows = list(answers.defer("value").select_related("saved_by"))
    revisions = {one.question_id: one.revision for one in rows}
    held = [
        (one.since, one.question_id, one.person_id, one.person.full_name) for one in alive if one.question_id
    ]
    held += [
        (one.saved_at, one.question_id, one.saved_by_id, one.saved_by.full_name)
        for one in rows
        if one.saved_by_id != person.pk and now - HELD < one.saved_at <= now
    ]
    first: dict[str, tuple[datetime, int, str]] = {}
    for since, question_id, person_id, name in held:
        first.setdefault(question_id, (since, person_id, name))
    writing = {
        question_id: Writing(name, since, revisions.get(question_id, 0))
        for question_id, (since, person_id, name) in first.items()
        if person_id != person.pk
    }
    present = [
        one.person.full_name for one in alive if one.person_id != person.pk and one.seen_at > now - PRESENT
    ]
    people = tuple(dict.fromkeys([*present, *(one.by for one in writing.values())]))
    return Company(writing, people, revisions, open_comments(stage, question_ids) if talk is None else talk)


@dataclass(frozen=True, slots=True)
class Mark:
    """Somebody called a section finished; `content` is what stood there then (`content.section_hash`)."""

    content: str
    at: datetime
    by: str


def working(stage: Stage) -> tuple[dict[str, Mark], dict[str, int]]:
    """What has been called finished, by section, and the open threads of comments, by question. One query for both."""
    finished = SectionMark.objects.filter(stage=stage).values_list(
        "section_id", "content", "at", "by__title", "by__name", Value(0)
    )
    nothing = Value("", output_field=CharField())
    threads = Comment.objects.filter(stage=stage, parent__isnull=True, resolved_at__isnull=True).values_list(
        "question_id", nothing, "at", nothing, nothing, Value(1)
    )
    marks: dict[str, Mark] = {}
    talk: Counter[str] = Counter()
    for name, content, at, title, person, thread in finished.union(threads, all=True):
        if thread:
            talk[name] += 1
        else:
            marks[name] = Mark(content, at, f"{title}{person}")
    return marks, dict(talk)


def open_comments(stage: Stage, question_ids: list[str]) -> dict[str, int]:
    """Open threads by question. One query."""
    rows = Comment.objects.filter(
        stage=stage, question_id__in=question_ids, parent__isnull=True, resolved_at__isnull=True
    )
    return dict(Counter(rows.values_list("question_id", flat=True)))


def right_in(stage: Stage, section_id: str, person: Person) -> str:
    """ "write", "comment" or "read": what was given to a person for a section; "write" where nothing was. One query."""
    rows = SectionRight.objects.filter(stage=stage, section_id=section_id, person=person)
    return rows.values_list("right", flat=True).first() or "write"


def comments(stage: Stage, question_id: str) -> list[Comment]:
    """The threads on one answer, oldest first, each with its `replies`. Two queries."""
    rows = Comment.objects.filter(stage=stage, question_id=question_id, parent__isnull=True)
    replies = Prefetch("replies", Comment.objects.select_related("by").order_by("id"))
    return list(rows.select_related("by", "resolved_by").prefetch_related(replies).order_by("id")[:200])


def comment(stage: Stage, question_id: str, comment_id: int) -> Comment:
    """One remark on an answer. Raises NotFound."""
    found = Comment.objects.filter(stage=stage, question_id=question_id, pk=comment_id).first()
    if found is None:
        raise NotFound("no-comment", "ไม่พบความเห็นนี้ อาจถูกลบไปแล้ว", "There is no such comment; it may be gone.")
    found.stage = stage
    return found


def rights(stage: Stage) -> dict[int, dict[str, str]]:
    """What was given to whom: right by section, by person's id. Without an entry a person writes. One query."""
    given: dict[int, dict[str, str]] = {}
    for one in SectionRight.objects.filter(stage=stage):
        given.setdefault(one.person_id, {})[one.section_id] = one.right
    return given
