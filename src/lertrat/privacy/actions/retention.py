"""What is past its period goes, class by class, batch by batch."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict
from lertrat.kernel.plan import Change, Plan
from lertrat.privacy.models import RetentionRun
from lertrat.records import personal
from lertrat.records.actions import append

BATCH = 200  # rows in one transaction: nobody waits long for a lock
TURN = 50  # batches of one class in one turn; what is left goes in the next


def plan_retention(now: datetime | None = None) -> Plan:
    """What the next turn would erase, by class; changes nothing."""
    moment = now or clock.now()
    changes = []
    for data in personal.classes():
        due = data.due(moment)
        if due is not None and data.after is not None and (found := due.count()):
            # In `why`, which the digest leaves out: the clock moves on, the plan stays the same.
            since = (moment - data.after).isoformat(timespec="seconds")
            changes.append(Change("remove", data.id, {"rows": found}, why=since))
    return Plan("retention", tuple(changes))


def run_retention(*, digest: str = "") -> dict[str, int]:
    """Erase what is past its period; how many rows, by class. May be killed at any point and run again.

    Each batch is one transaction with its own line in the account, so that nothing goes untold. `digest`: of the plan that somebody
    read; Conflict "plan-moved" where the plan is another by now.
    """
    began = clock.now()
    if digest and plan_retention(began).digest != digest:
        raise Conflict(
            "plan-moved",
            "รายการที่ครบกำหนดเปลี่ยนไปแล้ว ยังไม่มีสิ่งใดถูกลบ โปรดดูรายการใหม่",
            "What is due has changed since; nothing was erased. Please look at the plan again.",
        )
    gone: dict[str, int] = {}
    for data in personal.classes():
        if data.due(began) is None:
            continue
        for _ in range(TURN):
            count = _batch(data, began)
            if not count:
                break
            gone[data.id] = gone.get(data.id, 0) + count
    return gone


def _batch(data: personal.DataClass, began: datetime) -> int:
    assert data.after is not None
    with transaction.atomic():
        count = personal.forget_batch(data, BATCH, began)
        if not count:
            return 0
        run, made = RetentionRun.objects.get_or_create(
            class_id=data.id, began_at=began, defaults={"before": began - data.after, "erased": count}
        )
        if not made:
            RetentionRun.objects.filter(pk=run.pk).update(erased=F("erased") + count)
        else:
            append("retention.erased", obj=run, by=None, of=data.id)
    return count
