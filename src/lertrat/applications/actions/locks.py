"""What every write of this room does first: take the stage's row, look again at its state, and note who touched it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from lertrat.applications import closing
from lertrat.applications.content import content_hash
from lertrat.applications.models import Answer, Application, Attachment, SectionRight, Stage
from lertrat.applications.states import STAGE_STEPS
from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.records.statements import Prepared, change


def stage_hash(stage: Stage) -> str:
    application = Application.objects.get(pk=stage.application_id)
    answers = Answer.objects.filter(stage=stage).values_list("question_id", "revision")
    files = Attachment.objects.filter(stage=stage, removed_at__isnull=True).values_list("pk", flat=True)
    return content_hash(application, answers, files)


def lock(
    application: Application, step: int, states: frozenset[str], *, by: Person | None = None, sections: Iterable[str] = ()
) -> Stage:  # fmt: skip
    """The stage's row, taken. With `by` and `sections` it is also asked, in the same statement, whether the person may write
    in all of them."""
    held = _taken(application, step, by, list(sections))
    if getattr(held, "kept_out", False):
        raise Refusal(
            "section-right", "ท่านไม่ได้รับสิทธิเขียนส่วนนี้ เจ้าของฉบับร่างหรือผู้อนุมัติของหน่วยงานเปิดสิทธิให้ได้",
            "You may not write in this section; the draft's owner or an approver of your agency can let you.",
        )  # fmt: skip
    if held.state not in states:
        raise Refusal(
            "not-editable",
            "ขณะนี้แก้ไขไม่ได้ เพราะใบสมัครรออนุมัติ อนุมัติแล้ว ส่งแล้ว หรือถอนแล้ว",
            "This cannot be edited now: it awaits approval, is approved, sent or withdrawn.",
        )
    held.application = application
    due = closing.closes_at(held)
    if due is not None and clock.now() >= due:
        raise Refusal(
            "window-closed", "ปิดรับสมัครแล้ว ฉบับร่างยังเก็บไว้ให้อ่านได้ แต่แก้ไขไม่ได้",
            "The window has closed. The draft is kept and can be read, but not changed.",
        )  # fmt: skip
    return held


def _taken(application: Application, step: int, by: Person | None, sections: list[str]) -> Stage:
    if by is None:
        return Stage.objects.select_for_update().get(application_id=application.pk, step=step)
    if len(sections) != 1:
        return _rows(application.pk, step, by.pk, sections).get()
    # One answer is saved far more often than anything else is written: its statement is written once.
    found: list[Stage] = _for_one(
        application_id=application.pk, step=step, person_id=by.pk, section_id=sections[0]
    )
    if not found:
        raise Stage.DoesNotExist
    return found[0]


@Prepared
def _for_one(application_id: int, step: int, person_id: int, section_id: str) -> QuerySet[Stage]:
    return _rows(application_id, step, person_id, [section_id])


def _rows(application_id: int, step: int, person_id: int, sections: list[str]) -> QuerySet[Stage]:
    less = SectionRight.objects.filter(stage=OuterRef("pk"), person=person_id, section_id__in=sections)
    rows = Stage.objects.select_for_update().annotate(kept_out=Exists(less.exclude(right="write")))
    return rows.filter(application_id=application_id, step=step)


def advance(stage: Stage, to: str, by: Person) -> Stage:
    held = Stage.objects.select_for_update().select_related("application").get(pk=stage.pk)
    if to not in STAGE_STEPS[held.state]:
        raise Refusal(
            "stage-state", "ใบสมัครไม่อยู่ในสถานะที่ทำรายการนี้ได้ อาจมีผู้อื่นดำเนินการไปแล้ว",
            "The application's state does not allow this; somebody may have acted already.",
        )  # fmt: skip
    held.state = to
    touch(held, by)
    return held


def touch(stage: Stage, by: Person) -> None:
    stage.touched_at, stage.touched_by = clock.now(), by
    change(stage, "state", "touched_at", "touched_by")
