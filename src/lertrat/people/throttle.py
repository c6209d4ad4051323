"""Failed sign-ins, counted in the database so that all workers count together.

An attempt is counted before the password is looked at, and taken back when it was right: guesses sent at the same moment
cannot slip past the count.
"""

from __future__ import annotations

import math
from datetime import timedelta

from django.db import transaction

from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.kernel.hashing import digest
from lertrat.people.models import SignInFailure

FAILURES = 5
WAIT = timedelta(minutes=15)


def key(email: str, address: str) -> str:
    """What failures are counted under: one e-mail address (any case) from one network address."""
    return digest([email.strip().casefold(), address])


def count_attempt(email: str, address: str) -> None:
    """Count one more attempt. Refusal "sign-in-wait" while the person has to wait, with the minutes left."""
    now, name = clock.now(), key(email, address)
    with transaction.atomic():
        SignInFailure.objects.bulk_create([SignInFailure(key=name, last_at=now)], ignore_conflicts=True)
        row = SignInFailure.objects.select_for_update().get(key=name)
        # A wait that ends further off than WAIT was set before a rehearsal's clock was set back.
        if row.waits_until and now < row.waits_until <= now + WAIT:
            raise _wait(math.ceil((row.waits_until - now) / timedelta(minutes=1)))
        if row.waits_until or not now - WAIT < row.last_at <= now:
            row.count, row.waits_until = 0, None
        row.count += 1
        row.last_at = now
        if row.count >= FAILURES:
            row.waits_until = now + WAIT
        row.save()


def _wait(minutes: int) -> Refusal:
    return Refusal(
        "sign-in-wait",
        f"กรอกรหัสผ่านไม่ถูกต้องครบ {FAILURES} ครั้งแล้ว เพื่อความปลอดภัยของบัญชี โปรดรออีก {minutes} นาทีแล้วลองใหม่",
        f"The password was wrong {FAILURES} times. To protect the account, please wait "
        f"{minutes} more minute{'' if minutes == 1 else 's'} and try again.",
    )


def clear(email: str, address: str) -> None:
    """The attempt succeeded: nothing is counted any more."""
    SignInFailure.objects.filter(key=key(email, address)).delete()


def forget_old() -> int:
    """Remove counts nobody waits for; how many. Run once an hour."""
    return SignInFailure.objects.filter(last_at__lt=clock.now() - 4 * WAIT).delete()[0]
