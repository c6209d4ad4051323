"""Rights used: a request comes in, it is made sure who asks, and it is answered within the time the law sets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from lertrat.kernel import clock, ids, thai
from lertrat.kernel.errors import Conflict, NotFound, Refusal
from lertrat.people.models import Person
from lertrat.people.validators import one_line
from lertrat.privacy.models import Request
from lertrat.privacy.permits import may
from lertrat.privacy.states import ANSWER_WITHIN, CHANNELS, KINDS, OUTCOMES
from lertrat.records.actions import append

LONGEST = 4000
MOST_OPEN = 20


def ask(*, person: Person, kind: str, asks: str, by: Person) -> Request:
    """Somebody who is signed in uses a right that needs a human. Refusals: "kind", "asks", "requests-many"."""
    may(by, "own", person).require()
    words = _words(asks, "asks", "สิ่งที่ขอ", "what you ask for")
    now = clock.now()
    with transaction.atomic():
        held = Person.objects.select_for_update().get(pk=person.pk)
        if Request.objects.filter(person=held, state="waiting").count() >= MOST_OPEN:
            raise Refusal(
                "requests-many",
                f"ท่านมีคำขอที่รอคำตอบอยู่ {MOST_OPEN} เรื่อง โปรดรอคำตอบก่อน",
                f"{MOST_OPEN} of your requests are waiting already.",
            )
        made = Request.objects.create(
            ref=ids.reference("PD"), kind=_kind(kind), channel="online", person=held, asks=words, asked_at=now,
            due_at=now + ANSWER_WITHIN, recorded_by=by, identity="เข้าสู่ระบบด้วยบัญชีของตนเอง", identity_at=now,
        )  # fmt: skip
        append("privacy_request.received", obj=made, by=by)
    return made


def record_request(
    *, kind: str, channel: str, name: str, contact: str, asks: str, asked_at: datetime, by: Person
) -> Request:
    """An officer writes down what somebody without an account asks; the time to answer runs from `asked_at`.

    Refusals: "kind", "channel", "requester" (name), "contact", "asks", "asked-at" (in the future).
    """
    may(by, "desk").require()
    if channel not in CHANNELS or channel == "online":
        raise Refusal("channel", "โปรดเลือกช่องทางที่รับคำขอ", "Choose how the request came.")
    fields: dict[str, Any] = {
        "kind": _kind(kind),
        "channel": channel,
        "name": one_line(name, code="requester", th="ชื่อผู้ขอ", en="requester’s name", longest=200, needed=True),
        "contact": one_line(contact, code="contact", th="ช่องทางติดต่อกลับ", en="contact", longest=300, needed=True),
        "asks": _words(asks, "asks", "สิ่งที่ขอ", "what is asked"),
    }  # fmt: skip
    if asked_at > clock.now():
        raise Refusal("asked-at", "วันที่รับคำขอต้องไม่เป็นวันในอนาคต", "The day it came cannot lie ahead.")
    with transaction.atomic():
        made = Request.objects.create(
            ref=ids.reference("PD"),
            asked_at=asked_at,
            due_at=asked_at + ANSWER_WITHIN,
            recorded_by=by,
            **fields,
        )
        append("privacy_request.recorded", obj=made, by=by)
    return made


def confirm_identity(*, asked: Request, how: str, by: Person) -> Request:
    """Say how it was made sure who asks. Refusals: "identity", Conflict "request-decided"."""
    may(by, "desk").require()
    words = one_line(how, code="identity", th="วิธีตรวจตัวตน", en="check of identity", longest=300, needed=True)
    with transaction.atomic():
        held = _open(asked)
        held.identity, held.identity_at, held.identity_by = words, clock.now(), by
        held.save(update_fields=["identity", "identity_at", "identity_by"])
        append("privacy_request.identified", obj=held, by=by)
    return held


def answer_request(*, asked: Request, outcome: str, answer: str, by: Person) -> Request:
    """End a request with its reason, which the person reads.

    Refusals: "outcome", "answer", "identity-first" (what is handed out or erased goes to nobody unknown), "own-request",
    Conflict "request-decided".
    """
    may(by, "desk").require()
    if outcome not in OUTCOMES:
        raise Refusal("outcome", "โปรดเลือกผลการพิจารณา", "Choose an outcome.")
    words = _words(answer, "answer", "คำตอบและเหตุผล", "the answer with its reason")
    with transaction.atomic():
        held = _open(asked)
        if held.person_id == by.pk:
            raise Refusal(
                "own-request",
                "ท่านตอบคำขอของตนเองไม่ได้ โปรดให้เจ้าหน้าที่อีกคนดำเนินการ",
                "Somebody else has to answer your own request.",
            )
        if outcome != "refused" and held.identity_at is None:
            raise Refusal(
                "identity-first",
                "โปรดบันทึกวิธีตรวจตัวตนของผู้ขอก่อน ข้อมูลจึงไม่ไปถึงผู้อื่น",
                "Record first how it was made sure who asks.",
            )
        held.state, held.answer, held.decided_at, held.decided_by = outcome, words, clock.now(), by
        held.save(update_fields=["state", "answer", "decided_at", "decided_by"])
        append("privacy_request.answered", obj=held, by=by, outcome=outcome)
    return held  # fmt: skip


def withdraw_request(*, asked: Request, by: Person) -> Request:
    """Take one's own request back. Conflict "request-decided"."""
    with transaction.atomic():
        held = _open(asked)
        if held.person_id is None or held.person_id != by.pk:
            raise NotFound("privacy-request", "ไม่พบคำขอนี้", "There is no such request.")
        held.state, held.decided_at = "withdrawn", clock.now()
        held.save(update_fields=["state", "decided_at"])
        append("privacy_request.withdrawn", obj=held, by=by)
    return held


def _open(asked: Request) -> Request:
    held = Request.objects.select_for_update().get(pk=asked.pk)
    if held.state != "waiting":
        raise Conflict("request-decided", "คำขอนี้มีคำตอบแล้ว", "This request has been answered.", current=held)
    return held


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise Refusal("kind", "โปรดเลือกสิ่งที่ขอ", "Choose what is asked for.")
    return kind


def _words(text: str, code: str, th: str, en: str) -> str:
    clean = thai.normalise(text).strip()
    if not clean:
        raise Refusal(code, f"โปรดกรอก{th}", f"Please write {en}.")
    if len(clean) > LONGEST:
        raise Refusal(
            code,
            f"{th}ยาว {len(clean):,} ตัวอักษร ใช้ได้ไม่เกิน {LONGEST:,} ข้อความยังอยู่ในช่อง",
            f"At most {LONGEST:,} characters; this has {len(clean):,}.",
        )
    return clean
