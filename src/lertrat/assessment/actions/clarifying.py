"""A round of clarification: the office opens named fields for a time, the agency answers these and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from lertrat.applications.content import form_by_id
from lertrat.applications.models import Submission
from lertrat.applications.permits import may as may_apply
from lertrat.assessment.actions.locks import lock_submission
from lertrat.assessment.models import Clarification, ClarificationItem
from lertrat.assessment.permits import may
from lertrat.kernel import clock, hashing, thai
from lertrat.kernel.errors import Conflict, Refusal
from lertrat.people.models import Person
from lertrat.records.actions import append

MOST_ITEMS = 30
LONGEST_QUESTION = 1_000
LONGEST_ANSWER = 20_000
REMIND = timedelta(days=1)
LATE = Refusal(
    "clarification-late",
    "พ้นกำหนดชี้แจงแล้ว ระบบจึงไม่รับคำชี้แจงนี้ ใบสมัครที่ส่งไว้ยังมีผลตามเดิม หากมีเหตุจำเป็นโปรดติดต่อสำนักงานโครงการ",
    "The time for clarification is over, so this cannot be taken in. Your submission stands. Please contact the office if you must.",
)


def ask(
    *, submission: Submission, questions: Sequence[tuple[str, str]], closes_at: datetime, by: Person
) -> Clarification:
    """Open a round. `questions`: (question id of the form, what is asked of it). One round runs at a time, before the decision."""
    may(by, "judge", submission).require()
    form = form_by_id(
        submission.pack_version_id, submission.pack_version.sha256, submission.type_id, submission.step
    )
    labels = {question.id: question.label.th for question in form.questions}
    said = {name: _said(text, LONGEST_QUESTION) for name, text in questions}
    if not said or len(said) > MOST_ITEMS or any(not text for text in said.values()):
        raise Refusal(
            "clarification-blank",
            "เลือกข้ออย่างน้อยหนึ่งข้อ และเขียนคำถามของทุกข้อที่เลือก",
            "Name at least one field, and write a question for each.",
        )
    if strange := [name for name in said if name not in labels]:
        raise Refusal("no-field", f"แบบฟอร์มนี้ไม่มีข้อ {', '.join(strange)}", "The form has no such field.")
    now = clock.now()
    if closes_at <= now:
        raise Refusal(
            "clarification-past", "กำหนดตอบต้องเป็นเวลาหลังจากนี้", "The closing must lie in the future."
        )
    with transaction.atomic():
        held = lock_submission(submission)
        if held.screened:
            raise Refusal("screened", "ใบสมัครนี้ตรวจคุณสมบัติไปแล้ว", "This submission has been screened already.")
        rounds = list(Clarification.objects.filter(submission=submission).order_by("number"))
        if any(one.sent_at is None and one.closes_at > now for one in rounds):
            raise Refusal(
                "clarification-open",
                "มีคำขอชี้แจงที่ยังไม่ครบกำหนดอยู่แล้ว",
                "A round of clarification is still open.",
            )
        made = Clarification.objects.create(
            submission=submission, number=len(rounds) + 1, asked_at=now, asked_by=by, closes_at=closes_at
        )
        ClarificationItem.objects.bulk_create(
            ClarificationItem(clarification=made, question_id=name, label=labels[name], asks=text)
            for name, text in said.items()
        )
        append(
            "clarification.asked", obj=made, by=by, edition_id=submission.edition_id, submission=submission.pk,
            number=made.number,
        )  # fmt: skip
    return made


def write(
    *,
    clarification: Clarification,
    answers: Mapping[str, str],
    revision: int,
    received_at: datetime,
    by: Person,
) -> Clarification:
    """Keep what the agency writes, by question id. Only the round's fields take anything.

    Refuses what arrives at or after the closing, what was sent, and (Conflict) what somebody saved in between.
    """
    application = clarification.submission.application
    may_apply(by, "edit", application).require()
    with transaction.atomic():
        held = _held(clarification, received_at)
        if held.revision != revision:
            raise Conflict(
                "clarification-moved",
                "มีผู้อื่นในหน่วยงานบันทึกคำชี้แจงนี้ไปแล้ว ข้อความของท่านยังอยู่ในหน้านี้ โปรดเทียบก่อนบันทึกอีกครั้ง",
                "Somebody of your agency saved in between. Your words are still on this page; compare before saving again.",
                current=held.revision,
            )
        items = {one.question_id: one for one in held.items.all()}
        if strange := [name for name in answers if name not in items]:
            raise Refusal(
                "field-shut",
                f"ข้อ {', '.join(strange)} ไม่ได้เปิดให้ชี้แจง",
                "This field is not open for clarification.",
            )
        for name, text in answers.items():
            said = _said(text, LONGEST_ANSWER)
            if said != items[name].answer:
                ClarificationItem.objects.filter(pk=items[name].pk).update(
                    answer=said, saved_at=received_at, saved_by=by
                )
        held.revision += 1
        held.save(update_fields=["revision"])
    return held


def send(*, clarification: Clarification, received_at: datetime, by: Person) -> Clarification:
    """Freeze the answers as an addendum of the submission, which stays as it was. A second click finds the first."""
    application = clarification.submission.application
    may_apply(by, "submit", application).require()
    with transaction.atomic():
        held = Clarification.objects.select_for_update(no_key=True).get(pk=clarification.pk)
        if held.sent_at is not None:
            return held
        held = _held(clarification, received_at)
        items = list(held.items.order_by("id"))
        if bare := [one.label for one in items if not one.answer]:
            raise Refusal(
                "clarification-unanswered",
                "ยังไม่ได้ชี้แจงข้อ: " + " · ".join(bare),
                "Not answered yet: " + " · ".join(bare),
            )
        frozen = {
            "submission": {"ref": clarification.submission.ref, "root": clarification.submission.root_hash},
            "round": {"number": held.number, "closes_at": held.closes_at.isoformat()},
            "answers": [
                {"question": one.question_id, "label": one.label, "asks": one.asks, "answer": one.answer}
                for one in items
            ],
        }
        tree = hashing.tree(frozen)
        held.frozen, held.tree, held.root_hash = frozen, tree, tree["root"]
        held.sent_at, held.sent_by = received_at, by
        held.save(update_fields=["frozen", "tree", "root_hash", "sent_at", "sent_by"])
        append(
            "clarification.sent", obj=held, by=by, edition_id=clarification.submission.edition_id,
            submission=held.submission_id, number=held.number, root=held.root_hash,
        )  # fmt: skip
    return held


def remind() -> int:
    """Remind of every round that closes within a day and was not sent, once; how many."""
    now = clock.now()
    rows = Clarification.objects.filter(
        sent_at__isnull=True, reminded_at__isnull=True, closes_at__gt=now, closes_at__lte=now + REMIND,
        submission__live=True,
    )  # fmt: skip
    done = 0
    for pk in list(rows.order_by("closes_at").values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            held = Clarification.objects.select_for_update(no_key=True).get(pk=pk)
            if held.sent_at is not None or held.reminded_at is not None:
                continue
            held.reminded_at = now
            held.save(update_fields=["reminded_at"])
            # Asked shortly before its closing, a round needs no second letter on the same day.
            if held.asked_at < held.closes_at - REMIND:
                append("clarification.reminded", obj=held, by=None, submission=held.submission_id)
                done += 1
    return done


def _held(clarification: Clarification, received_at: datetime) -> Clarification:
    held = Clarification.objects.select_for_update(no_key=True).get(pk=clarification.pk)
    if held.sent_at is not None:
        raise Refusal(
            "clarification-sent", "ส่งคำชี้แจงรอบนี้ไปแล้ว แก้ไขไม่ได้", "This round was sent and cannot be changed."
        )
    if received_at >= held.closes_at:
        raise LATE
    if not Submission.objects.filter(pk=held.submission_id, live=True, screened=False).exists():
        raise Refusal(
            "clarification-over",
            "ใบสมัครนี้ตัดสินคุณสมบัติแล้วหรือถูกถอนแล้ว จึงไม่รับคำชี้แจงเพิ่ม",
            "The submission has been decided on or withdrawn; nothing more is taken in.",
        )
    return held


def _said(text: str, longest: int) -> str:
    clean = thai.tidy(text).strip()
    if len(clean) > longest:
        raise Refusal(
            "clarification-long",
            f"ข้อความยาว {len(clean):,} ตัวอักษร ใช้ได้ไม่เกิน {longest:,}",
            f"At most {longest:,} characters.",
        )
    return clean
