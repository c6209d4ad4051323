"""What this room keeps about people; see `records.personal`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from lertrat.applications.models import (
    Answer,
    AnswerRevision,
    Application,
    Approval,
    Attachment,
    CalendarKey,
    Comment,
    InternalPlan,
    LibraryItem,
    OfficerFact,
    Presence,
    RulesMove,
    SectionMark,
    SectionRight,
    Stage,
    Submission,
    SubmitIntent,
)
from lertrat.applications.states import UNSENT
from lertrat.records.actions import append
from lertrat.records.personal import (
    USERS,
    DataClass,
    Retention,
    Source,
    Words,
    deleting,
    official,
    on_closing,
    register,
)

COLLEAGUES = Words("ผู้ร่วมงานในหน่วยงานเดียวกัน", "Colleagues of the same agency")
REMARKS = Source(Comment, ("by", "resolved_by"), ("question_id", "text", "mentions", "resolved_at"), at="at")
PRESENCE = Source(Presence, ("person",), ("section_id", "question_id", "seen_at"), at="since")
CALENDAR = Source(CalendarKey, ("person",), (), ("token",), at="made_at")


def old_remarks(moment: datetime) -> QuerySet[Any]:
    """Remarks on drafts that nobody has touched since `moment`."""
    return Comment.objects.filter(at__lt=moment, stage__touched_at__lt=moment)


def erase_remarks(person_id: int) -> int:
    """The person's remarks. One that somebody answered loses its words and stays, since the answers would hang in the air."""
    own = Comment.objects.filter(by=person_id)
    answered = own.filter(replies__isnull=False).exclude(replies__by=person_id).exclude(text="")
    blanked = Comment.objects.filter(pk__in=list(answered.values_list("pk", flat=True))).update(
        text="", mentions=[]
    )
    others = Comment.objects.filter(parent=OuterRef("pk")).exclude(by=person_id)
    return blanked + own.filter(~Exists(others)).delete()[0]


def abandoned_before(moment: datetime) -> QuerySet[Any]:
    """Drafts that were never sent, still hold answers, and that nobody has touched since `moment`."""
    sent = Submission.objects.filter(stage=OuterRef("pk"))
    written = Answer.objects.filter(stage=OuterRef("pk"))
    rows = Stage.objects.filter(state__in=[*UNSENT, "withdrawn"], touched_at__lt=moment)
    return rows.filter(Exists(written)).exclude(Exists(sent))


def empty_drafts(keys: list[Any]) -> int:
    """Erase what was written in these drafts, with every revision; the draft stays as an empty one. How many were emptied."""
    done = 0
    for key in keys:
        with transaction.atomic():
            stage = Stage.objects.select_for_update().get(pk=key)
            if Submission.objects.filter(stage=stage).exists():
                continue
            Comment.objects.filter(stage=stage).delete()
            AnswerRevision.objects.filter(answer__stage=stage).delete()
            Answer.objects.filter(stage=stage).delete()
            append("draft.emptied", obj=stage, by=None)
            done += 1
    return done


def step_back(person_id: int) -> int:
    """Rights in single sections and the reading of colleagues' works end with the account."""
    ended = InternalPlan.objects.filter(reviewer=person_id).update(reviewer=None)
    return ended + SectionRight.objects.filter(person=person_id).delete()[0]


on_closing("applications.parts", step_back)
register(
    DataClass(
        id="applications.drafting",
        name=Words("คำตอบและงานร่างใบสมัคร", "Answers and work on drafts"),
        whose=USERS,
        purpose=Words(
            "ให้ผู้ร่วมจัดทำเห็นว่าใครเขียนอะไรเมื่อใด และย้อนกลับไปฉบับก่อนได้",
            "So that co-authors see who wrote what and when, and can go back to an earlier text.",
        ),
        basis="task",
        recipients=Words(
            "ผู้ร่วมงานในหน่วยงานเดียวกัน และเจ้าหน้าที่กับผู้ตรวจประเมินเมื่อส่งใบสมัครแล้ว",
            "Colleagues of the same agency; officers and assessors once the application is sent",
        ),
        retention=Retention(
            Words(
                "ฉบับที่ส่งแล้วเก็บไว้กับใบสมัคร ฉบับที่ไม่ได้ส่งเก็บต่อนับจากวันที่แก้ไขครั้งสุดท้าย",
                "What was sent stays with the application; what was never sent is kept, from its last change, for",
            ),
            timedelta(days=1095),
        ),
        sources=(
            Source(
                AnswerRevision, ("saved_by",), ("answer__question_id", "revision", "value"), at="saved_at"
            ),
            Source(Answer, ("saved_by",), ("question_id", "revision"), at="saved_at"),
            Source(Application, ("created_by",), ("ref", "title"), at="created_at"),
            Source(Stage, ("touched_by",), ("state",), at="touched_at"),
            Source(Attachment, ("added_by",), ("question_id", "file__name", "caption"), at="added_at"),
            Source(LibraryItem, ("added_by",), ("title", "transcript"), at="added_at"),
            Source(SectionRight, ("person", "given_by"), ("section_id", "right"), at="given_at"),
            Source(SectionMark, ("by",), ("section_id",), at="at"),
            Source(InternalPlan, ("reviewer", "set_by"), ("note", "due_at"), at="set_at"),
            Source(RulesMove, ("read_by",), ("read_at",), at="at"),
        ),
        kept=Words(
            "เป็นเอกสารของหน่วยงานที่ผู้อื่นร่วมจัดทำและต้องใช้ต่อ",
            "They are the agency’s documents, which others work on and still need.",
        ),
        old=abandoned_before,
        forget=empty_drafts,
    )
)
register(
    DataClass(
        id="applications.remarks",
        name=Words("ความเห็นระหว่างผู้ร่วมจัดทำ", "Remarks between co-authors"),
        whose=USERS,
        purpose=Words("ปรึกษากันระหว่างจัดทำใบสมัคร", "To consult while drafting."),
        basis="task",
        recipients=COLLEAGUES,
        retention=Retention(
            Words("นับจากวันที่ร่างถูกแก้ไขครั้งสุดท้าย", "From the last change of the draft, for"), timedelta(days=365)
        ),
        sources=(REMARKS,),
        erase=erase_remarks,
        old=old_remarks,
    )
)
register(
    DataClass(
        id="applications.presence",
        name=Words("ใครกำลังเขียนข้อใด", "Who is writing where"),
        whose=USERS,
        purpose=Words(
            "ไม่ให้สองคนเขียนข้อเดียวกันพร้อมกัน", "So that two people do not write the same answer at once."
        ),
        basis="task",
        recipients=COLLEAGUES,
        retention=Retention(
            Words("นับจากสัญญาณครั้งสุดท้าย", "From the last sign of life, for"), timedelta(hours=1)
        ),
        sources=(PRESENCE,),
        erase=deleting(PRESENCE),
        old=lambda moment: Presence.objects.filter(seen_at__lt=moment),
    )
)
register(
    DataClass(
        id="applications.calendar",
        name=Words("ที่อยู่ปฏิทินส่วนตัว", "The address of a person’s calendar"),
        whose=USERS,
        purpose=Words("ให้ปฏิทินของท่านแสดงวันปิดรับ", "So that your calendar shows closing times."),
        basis="task",
        recipients=Words("ผู้ที่ท่านให้ที่อยู่นั้น", "Whoever you give the address to"),
        retention=Retention(Words("จนกว่าจะปิดบัญชี", "Until the account is closed.")),
        sources=(CALENDAR,),
        erase=deleting(CALENDAR),
    )
)
official(
    "applications.submissions",
    Words("การอนุมัติและการส่งใบสมัคร", "Approving and sending applications"),
    Words(
        "เป็นหลักฐานว่าผู้ใดอนุมัติและส่งใบสมัครของหน่วยงาน หรือรับรองข้อเท็จจริงใด",
        "To show who approved and sent an agency’s application, or established which fact.",
    ),
    Source(Submission, ("submitted_by",), ("ref", "title", "agency_name", "root_hash"), at="received_at"),
    Source(Approval, ("by",), ("outcome", "comment", "content_hash"), at="at"),
    Source(SubmitIntent, ("person",), (), at="at"),
    Source(OfficerFact, ("by",), ("fact", "value", "reason", "source"), at="at"),
    names=True,
)
register(
    DataClass(
        id="applications.named",
        name=Words("ผู้ที่ถูกกล่าวถึงในใบสมัคร", "People named in an application"),
        whose=Words("ผู้ได้รับการเสนอชื่อ และผู้ที่คำตอบกล่าวถึง", "Nominees, and people whom answers name"),
        purpose=Words("พิจารณาผลงานและผู้ได้รับการเสนอชื่อ", "To judge works and nominees."),
        basis="task",
        recipients=Words(
            "หน่วยงานที่เสนอ เจ้าหน้าที่โครงการ ผู้ตรวจประเมินที่ได้รับมอบหมาย และกรรมการ",
            "The agency that applies, the awards team, the assessors assigned and the committees",
        ),
        retention=Retention(
            Words(
                "เก็บไว้กับใบสมัคร เจ้าหน้าที่ลบเฉพาะส่วนที่กล่าวถึงท่านได้ตามคำขอ",
                "Kept with the application; an officer can erase the part that names you when you ask.",
            )
        ),
        sources=(
            Source(Application, (), ("nominee",)),
            Source(Submission, (), ("frozen", "withdrawn_reason"), ("tree", "token")),
        ),
        kept=Words(
            "เจ้าหน้าที่พิจารณาคำขอเป็นรายกรณี ส่วนที่ลบจะหายไปโดยใบรับยังตรวจสอบได้",
            "An officer decides on each request; an erased part is gone while the receipt still verifies.",
        ),
    )
)
