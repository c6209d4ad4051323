"""Saving what a page posted: each answer for itself, so that one refusal or one clash never takes the others with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from lertrat.applications import actions, queries
from lertrat.criteria.schema import Question
from lertrat.files import actions as files
from lertrat.kernel.errors import Conflict, NotAllowed, Refusal
from lertrat.web.applicant import answers
from lertrat.web.applicant.place import Place

if TYPE_CHECKING:
    from lertrat.applications.models import Answer

STOPS = frozenset({"not-editable", "window-closed", "section-right"})


@dataclass(slots=True)
class Saved:
    """What came of a post: `typed` boxes by question, `errors` in words, `clashes` with what stands now, `stop` for all."""

    typed: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    clashes: dict[str, Answer] = field(default_factory=dict)
    stop: str = ""
    count: int = 0

    @property
    def clean(self) -> bool:
        """Nothing was refused."""
        return not (self.errors or self.clashes or self.stop)


def save_posted(request: HttpRequest, place: Place, questions: Iterable[Question]) -> Saved:
    """Save every posted answer that differs from what stands, and attach every file that came along."""
    done = Saved()
    asked = list(questions)
    for question in asked:
        held = None if question.kind == "file" else answers.posted(question, request.POST)
        if held is None:
            continue
        done.typed[question.id] = held
        if not done.stop and not answers.same(question, held, _standing(place, question)):
            _save(place, question, held, answers.base(question, request.POST), done)
    for question in asked:
        if question.kind == "file" and not done.stop:
            _attach(request, place, question, done)
    return done


def _standing(place: Place, question: Question) -> list[str]:
    return answers.boxes(question, place.content.value(question.id))


def _save(place: Place, question: Question, held: Sequence[str], base: int, done: Saved) -> None:
    try:
        _write(place, question, held, base)
        done.count += 1
    except Conflict as conflict:
        current: Any = conflict.current
        if not _settled(place, question, held, base, current, done):
            done.clashes[question.id] = current
    except NotAllowed:
        raise
    except Refusal as refusal:
        if refusal.code in STOPS:
            done.stop = refusal.th
        else:
            done.errors[question.id] = refusal.th


def _write(place: Place, question: Question, held: Sequence[str], base: int | None) -> Answer:
    return actions.save_answer(
        stage=place.stage, question_id=question.id, given=answers.given(question, held), base=base, by=place.person
    )  # fmt: skip


def _settled(
    place: Place, question: Question, held: Sequence[str], base: int, current: Answer, done: Saved
) -> bool:
    """Whether a clash is none: the writer never touched this answer, or every newer text is their own (autosaved meanwhile)."""
    rows = queries.history(place.stage, question.id)
    shown = next((row.value for row in rows if row.revision == base), None)
    if answers.same(question, held, answers.boxes(question, shown)):
        done.typed[question.id] = answers.boxes(question, current.value)
        return True
    if all(row.saved_by_id == place.person.pk for row in rows if row.revision > base):
        _write(place, question, held, current.revision)
        done.count += 1
        return True
    return False


def _attach(request: HttpRequest, place: Place, question: Question, done: Saved) -> None:
    caption = request.POST.get(f"caption:{question.id}", "")
    for upload in request.FILES.getlist(question.id):
        if not place.editable:
            done.stop = "ขณะนี้แนบไฟล์ไม่ได้ เพราะใบสมัครไม่ได้เปิดให้แก้ไข"
            return
        try:
            stored = files.store(upload, place.person, allowed=question.accept or None)
            actions.attach(
                stage=place.stage, question_id=question.id, file=stored, caption=caption, by=place.person
            )
            done.count += 1
        except NotAllowed:
            raise
        except Refusal as refusal:
            done.errors[question.id] = f"{upload.name}: {refusal.th}"
