"""Letters that prove an address. They stand apart from `notices`, whose outbox people of the office can read: a link that opens
an account is shown to nobody, and its key is computed only while the letter is sent."""

from __future__ import annotations

import hmac
import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from lertrat.kernel import clock
from lertrat.people import secrets
from lertrat.people.models import Proof

logger = logging.getLogger(__name__)
LASTS = timedelta(hours=1)
PATHS = {"reset": "/sign-in/reset/{token}/", "email": "/account/email/{token}/"}

_SUBJECTS = {
    "reset": ("ตั้งรหัสผ่านใหม่สำหรับระบบรางวัลเลิศรัฐ", "A new password for Lertrat"),
    "email": ("ยืนยันอีเมลใหม่สำหรับระบบรางวัลเลิศรัฐ", "Confirm your new e-mail address for Lertrat"),
    "email-changed": (
        "อีเมลของบัญชีระบบรางวัลเลิศรัฐเปลี่ยนแล้ว",
        "The e-mail address of your Lertrat account has changed",
    ),
    "recovery-asked": (
        "มีผู้ขอนำวิธีเข้าสู่ระบบของบัญชีท่านออก",
        "Somebody asked to remove the ways in to your Lertrat account",
    ),
    "recovered": (
        "นำวิธีเข้าสู่ระบบเดิมของบัญชีท่านออกแล้ว",
        "The ways in to your Lertrat account were removed",
    ),
}
_BODIES = {
    "reset": (
        "เรียน {name}\n\nมีผู้ขอตั้งรหัสผ่านใหม่ให้บัญชีของท่าน หากเป็นท่านเอง โปรดเปิดลิงก์นี้ภายใน 1 ชั่วโมง\n{link}\n\n"
        "หากไม่ใช่ท่าน ไม่ต้องทำอะไร รหัสผ่านเดิมยังใช้ได้ และไม่มีผู้ใดเห็นลิงก์นี้นอกจากผู้รับอีเมล",
        "Dear {name},\n\nSomebody asked for a new password for your account. If it was you, open this link within one hour:\n"
        "{link}\n\nIf it was not you, there is nothing to do: your password stays as it is.",
    ),
    "email": (
        "เรียน {name}\n\nท่านขอใช้อีเมลนี้กับบัญชีระบบรางวัลเลิศรัฐ โปรดเข้าสู่ระบบแล้วเปิดลิงก์นี้ภายใน 1 ชั่วโมงเพื่อยืนยัน\n{link}\n\n"
        "หากท่านไม่ได้ขอ ไม่ต้องทำอะไร",
        "Dear {name},\n\nYou asked to use this address for your Lertrat account. Sign in and open this link within one hour:\n"
        "{link}\n\nIf you did not ask, there is nothing to do.",
    ),
    "email-changed": (
        "เรียน {name}\n\nอีเมลของบัญชีท่านเปลี่ยนเป็นอีเมลอื่นแล้ว อีเมลนี้จึงใช้เข้าสู่ระบบไม่ได้อีก\n\n"
        "หากท่านไม่ได้เปลี่ยนเอง โปรดแจ้งเจ้าหน้าที่โครงการโดยเร็ว",
        "Dear {name},\n\nYour account now has another e-mail address; this one no longer signs in.\n\n"
        "If you did not change it, please tell the awards team at once.",
    ),
    "recovery-asked": (
        "เรียน {name}\n\nผู้ดูแลระบบได้รับแจ้งว่าท่านเข้าสู่ระบบไม่ได้ เพราะไม่มีทั้งพาสคีย์ แอปยืนยันตัวตน และรหัสสำรอง "
        "เมื่อผู้ดูแลระบบอีกท่านหนึ่งยืนยันแล้ว วิธีเข้าสู่ระบบเดิมจะถูกนำออก และท่านจะได้รับอีเมลอีกฉบับ\n\n"
        "หากท่านไม่ได้ขอ โปรดเข้าสู่ระบบด้วยวิธีเดิม คำขอจะสิ้นสุดทันที แล้วแจ้งเจ้าหน้าที่โครงการ\n{site}/sign-in/",
        "Dear {name},\n\nAn administrator was told that you cannot sign in, having neither passkey, authenticator app nor recovery "
        "codes. Once another administrator confirms, your present ways in are removed and you get a second letter.\n\n"
        "If you did not ask, sign in as usual: that ends the request. Then tell the awards team.\n{site}/sign-in/",
    ),
    "recovered": (
        "เรียน {name}\n\nผู้ดูแลระบบนำพาสคีย์ แอปยืนยันตัวตน รหัสสำรอง และรหัสผ่านเดิมของท่านออกแล้ว และทุกอุปกรณ์ออกจากระบบแล้ว "
        "ร่างใบสมัครและข้อมูลของท่านยังอยู่ครบ\n\nโปรดขอตั้งรหัสผ่านใหม่ที่ {site}/sign-in/reset/ แล้วเพิ่มพาสคีย์หรือแอปยืนยันตัวตนใหม่\n\n"
        "หากท่านไม่ได้ขอ โปรดแจ้งเจ้าหน้าที่โครงการโดยเร็ว",
        "Dear {name},\n\nThe administrators removed your passkeys, authenticator app, recovery codes and password, and signed out "
        "every device. Your drafts and data are all still there.\n\nAsk for a new password at {site}/sign-in/reset/, then add a new "
        "passkey or app.\n\nIf you did not ask for this, please tell the awards team at once.",
    ),
}


def token(proof: Proof) -> str:
    """What the link carries: the row's number and its key."""
    return f"{proof.pk}-{_key(proof)}"


def _key(proof: Proof) -> str:
    person = proof.person
    return secrets.keyed("proof", f"{proof.pk}:{proof.kind}:{proof.address}:{person.email}:{person.password}")


def proof_of(given: str, kind: str) -> Proof | None:
    """The letter whose link was opened; None for a wrong, used or old one, or one whose account has changed since."""
    number, _, key = given.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 16 and key.isascii()):
        return None
    rows = Proof.objects.select_related("person").filter(kind=kind, used_at=None, person__is_active=True)
    held = rows.filter(pk=int(number)).first()
    if held is None or not -LASTS < clock.now() - held.asked_at < LASTS:
        return None
    return held if hmac.compare_digest(_key(held), key) else None


def send_waiting(limit: int = 50) -> int:
    """Send what waits; how many. A letter is claimed before it is sent: one that fails is asked for again by its person."""
    sent = 0
    for pk in list(Proof.objects.filter(sent_at=None).order_by("id").values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            claimed = Proof.objects.filter(pk=pk, sent_at=None).update(sent_at=clock.now())
        if not claimed:
            continue
        try:
            _mail(Proof.objects.select_related("person").get(pk=pk)).send()
            sent += 1
        except OSError:
            logger.warning("letter %s could not be sent", pk)
            Proof.objects.filter(pk=pk).update(sent_at=None)
            break
    return sent


def _mail(proof: Proof) -> EmailMessage:
    person = proof.person
    english = person.language == "en"
    path = PATHS.get(proof.kind, "")
    site = settings.LERTRAT_SITE.rstrip("/")
    link = f"{site}{path.format(token=token(proof))}" if path else ""
    body = _BODIES[proof.kind][english].format(name=person.full_name, link=link, site=site)
    return EmailMessage(_SUBJECTS[proof.kind][english], body, to=[proof.address])
