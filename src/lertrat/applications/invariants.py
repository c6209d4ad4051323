"""What must always be true of applications and submissions."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from lertrat.applications.models import Answer, AnswerRevision, Attachment, Stage, Submission
from lertrat.kernel import hashing
from lertrat.records.invariants import register


def submitted_without_submission() -> list[Any]:
    live = Submission.objects.filter(stage=OuterRef("pk"), live=True)
    return list(Stage.objects.filter(~Exists(live), state="submitted").values_list("pk", flat=True))


def live_submission_elsewhere() -> list[Any]:
    return list(
        Submission.objects.filter(live=True)
        .exclude(stage__state="submitted")
        .exclude(stage__replacing=F("pk"))
        .values_list("ref", flat=True)
    )


def replacing_what_is_gone() -> list[Any]:
    return list(Stage.objects.filter(replacing__live=False).values_list("pk", flat=True))


def broken_frozen_copies() -> list[Any]:
    rows = Submission.objects.only("ref", "frozen", "tree", "root_hash").iterator(chunk_size=200)
    return [s.ref for s in rows if hashing.verify(s.tree, s.frozen) or s.tree["root"] != s.root_hash]


def answers_without_their_revision() -> list[Any]:
    last = AnswerRevision.objects.filter(answer=OuterRef("pk"), revision=OuterRef("revision"))
    return list(Answer.objects.filter(~Exists(last)).values_list("pk", flat=True))


def nominations_without_parent() -> list[Any]:
    """Live nominations whose parent was withdrawn."""
    alive = Stage.objects.filter(application=OuterRef("application__parent")).exclude(state="withdrawn")
    return list(
        Submission.objects.filter(~Exists(alive), live=True, application__parent__isnull=False).values_list(
            "ref", flat=True
        )
    )


def citations_of_another_agency() -> list[Any]:
    """Citations whose file is not the item's, or whose item is another agency's."""
    right = Q(file=F("item__file"), item__agency=F("stage__application__agency"))
    return list(Attachment.objects.exclude(right).values_list("pk", flat=True))


def citations_of_what_is_gone() -> list[Any]:
    """Live citations of a file that was taken out of its library."""
    gone = Attachment.objects.filter(removed_at__isnull=True, item__removed_at__isnull=False)
    return list(gone.values_list("pk", flat=True))


def type_differs_from_application() -> list[Any]:
    return list(Submission.objects.exclude(type_id=F("application__type_id")).values_list("ref", flat=True))


register(
    "applications.submitted", "ใบสมัครที่ส่งแล้วต้องมีสำเนาที่ส่งหนึ่งฉบับ", "What is submitted has its live submission.",
    submitted_without_submission,
)  # fmt: skip
register(
    "applications.live", "สำเนาที่ส่งต้องเป็นของใบสมัครที่ส่งแล้ว", "A live submission belongs to a submitted stage.",
    live_submission_elsewhere,
)  # fmt: skip
register(
    "applications.replacing", "ฉบับที่กำลังจัดทำแทนต้องแทนสำเนาที่ยังมีผล", "What is written anew replaces a live submission.",
    replacing_what_is_gone,
)  # fmt: skip
register(
    "applications.frozen", "สำเนาที่ส่งต้องตรงกับลายนิ้วมือในใบรับ", "Every frozen copy fits the hash on its receipt.",
    broken_frozen_copies,
)  # fmt: skip
register(
    "applications.revisions", "คำตอบทุกข้อต้องมีประวัติของฉบับล่าสุด", "Every answer has the revision it shows.",
    answers_without_their_revision,
)  # fmt: skip
register(
    "applications.nominations", "การเสนอชื่อต้องมีใบสมัครฐานที่ยังไม่ถูกถอน", "A live nomination has a live parent.",
    nominations_without_parent,
)  # fmt: skip
register(
    "applications.citations", "หลักฐานที่อ้างต้องเป็นไฟล์ในคลังของหน่วยงานนั้น", "A citation is of a file in the agency's library.",
    citations_of_another_agency,
)  # fmt: skip
register(
    "applications.kept", "หลักฐานที่ยังอ้างอยู่ต้องยังอยู่ในคลัง", "What is cited has not been taken out of the library.",
    citations_of_what_is_gone,
)  # fmt: skip
register(
    "applications.type", "สำเนาที่ส่งต้องเป็นประเภทเดียวกับใบสมัคร", "A submission has its application's type.",
    type_differs_from_application,
)  # fmt: skip
