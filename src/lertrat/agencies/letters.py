"""Invitations as letters. They stand apart from `notices`, whose outbox people of the office can read: a link that lets somebody
act for an agency is shown to nobody but its addressee, and its key is computed only while the letter is sent."""

from __future__ import annotations

import hmac
import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from lertrat.agencies.models import Invitation
from lertrat.agencies.states import role_name
from lertrat.kernel import clock
from lertrat.kernel.dates import deadline_words, thai_date
from lertrat.people import secrets
from lertrat.people.models import Person

logger = logging.getLogger(__name__)


def token(invitation: Invitation) -> str:
    """What the link carries: the row's number and a key of 256 bits over whom it was written to and which letter it is."""
    return f"{invitation.pk}-{_key(invitation)}"


def _key(invitation: Invitation) -> str:
    told = (
        invitation.pk,
        invitation.ref,
        invitation.agency_id,
        invitation.email.casefold(),
        invitation.round,
    )
    return secrets.keyed("invitation", ":".join(map(str, told)))


def found(given: str) -> Invitation | None:
    """The invitation whose link this is; None for a wrong one and for the link of an earlier letter. Says nothing of its state."""
    number, _, key = given.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 16 and key.isascii()):
        return None
    held = Invitation.objects.select_related("agency", "invited_by", "person").filter(pk=int(number)).first()
    if held is None or not hmac.compare_digest(_key(held), key):
        return None
    return held


def send_waiting(limit: int = 50) -> int:
    """Send what waits; how many. A letter is claimed before it is sent, and given back where the post does not take it."""
    waiting = Invitation.objects.filter(sent_at=None, state="waiting", expires_at__gt=clock.now())
    sent = 0
    for pk in list(waiting.order_by("id").values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            claimed = Invitation.objects.filter(pk=pk, sent_at=None).update(sent_at=clock.now())
        if not claimed:
            continue
        try:
            _mail(Invitation.objects.select_related("agency", "invited_by").get(pk=pk)).send()
            sent += 1
        except OSError:
            logger.warning("invitation %s could not be sent", pk)
            Invitation.objects.filter(pk=pk).update(sent_at=None)
            break
    return sent


def _mail(held: Invitation) -> EmailMessage:
    link = f"{settings.LERTRAT_SITE.rstrip('/')}/invitation/{token(held)}/"
    until = deadline_words(held.expires_at)
    if held.agency is None:
        return _account_mail(held, link, until)
    assert held.invited_by is not None
    roles = " และ".join(role_name(role) for role in held.roles)
    ends = f"การมอบหมายสิ้นสุดเมื่อ{deadline_words(held.until_at)}\n" if held.until_at else ""
    rests = f"ตามหนังสือที่ {held.letter_ref}" if held.letter_ref else ""
    rests += f" ลงวันที่ {thai_date(held.letter_on)}" if rests and held.letter_on else ""
    body = (
        f"เรียน ผู้ใช้อีเมล {held.email}\n\n{held.invited_by.full_name} เชิญท่านเป็น{roles}ของ{held.agency.name_th} "
        f"ในระบบรางวัลเลิศรัฐ {rests}\n{ends}\nโปรดเปิดลิงก์นี้เพื่อตอบรับภายใน{until}\n{link}\n\n"
        "ลิงก์ใช้ได้ครั้งเดียวและเฉพาะท่าน โปรดอย่าส่งต่อ หากท่านไม่รู้จักผู้เชิญ ไม่ต้องทำอะไร"
    )
    return EmailMessage(f"คำเชิญปฏิบัติหน้าที่แทน{held.agency.name_th}"[:200], body, to=[held.email])


def _account_mail(held: Invitation, link: str, until: str) -> EmailMessage:
    if Person.objects.filter(email__iexact=held.email).exists():
        site = f"{settings.LERTRAT_SITE.rstrip('/')}{settings.LOGIN_URL}"
        body = f"เรียน ผู้ใช้อีเมล {held.email}\n\nมีผู้ขอเปิดบัญชีด้วยอีเมลนี้ แต่ท่านมีบัญชีอยู่แล้ว โปรดเข้าสู่ระบบที่\n{site}\n\nหากท่านไม่ได้ขอ ไม่ต้องทำอะไร"
    else:
        body = f"เรียน ผู้ใช้อีเมล {held.email}\n\nโปรดเปิดลิงก์นี้ภายใน{until} เพื่อเปิดบัญชีในระบบรางวัลเลิศรัฐ แล้วยื่นคำขอของหน่วยงานหรือองค์กรต่อไป\n{link}\n\nหากท่านไม่ได้ขอ ไม่ต้องทำอะไร"
    return EmailMessage("เปิดบัญชีในระบบรางวัลเลิศรัฐ", body, to=[held.email])
