"""Bringing a form back from paper: what was shown is what is done, in one act, each answer a revision of its own."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from lertrat.applications import content as contents
from lertrat.applications import importing
from lertrat.applications.actions.drafting import answer_many
from lertrat.applications.models import Stage
from lertrat.applications.permits import may
from lertrat.kernel.errors import Conflict, Refusal
from lertrat.people.models import Person
from lertrat.records.actions import append


def import_paper(
    *, stage: Stage, ref: str, digest: str, question_ids: Collection[str], by: Person
) -> tuple[list[str], list[str]]:
    """Put what the document `ref` says into the chosen questions: (ids taken over, ids that somebody wrote meanwhile: left alone).

    `digest` names the plan the person saw (`importing.Reading.plan`). Conflict "paper-moved" where an answer has changed since, so
    that it is shown again. Refusal "nothing-chosen".
    """
    may(by, "edit", stage.application).require()
    file = importing.document(by, ref)
    read = importing.reading(contents.read(stage), file, by)
    if read.plan.digest != digest:
        raise Conflict(
            "paper-moved",
            "มีคำตอบเปลี่ยนไประหว่างที่ท่านดูอยู่ ระบบยังไม่ได้นำเข้า โปรดดูรายการอีกครั้งแล้วกดนำเข้า",
            "An answer has changed while you were looking; nothing was taken over. Please look again.",
        )
    lines = importing.chosen_lines(read, question_ids)
    if not lines:
        raise Refusal(
            "nothing-chosen", "กรุณาเลือกคำตอบที่จะนำเข้าอย่างน้อยหนึ่งข้อ", "Choose at least one answer to take over."
        )
    with transaction.atomic():
        clashes = answer_many(
            stage=stage,
            given={one.question.id: one.given for one in lines},
            bases={one.question.id: one.revision for one in lines},
            by=by,
        )
        taken = sorted({one.question.id for one in lines} - set(clashes))
        append(
            "answers.imported", obj=stage, by=by, edition_id=stage.application.edition_id, file=file.pk, questions=taken
        )  # fmt: skip
    return taken, clashes
