"""What must always be true of the outbox."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from lertrat.notices.models import OutboxMessage
from lertrat.records.invariants import register
from lertrat.records.models import Delivery


def without_delivery() -> QuerySet[OutboxMessage]:
    """Messages made from a record that is not marked delivered: the two are written together or not at all."""
    done = Delivery.objects.filter(record=OuterRef("record"), reader="notices", done_at__isnull=False)
    return OutboxMessage.objects.filter(~Exists(done), record__isnull=False)


register(
    "notices.delivered",
    "จดหมายทุกฉบับมาจากบันทึกที่ส่งถึงระบบจดหมายแล้วเพียงครั้งเดียว",
    "Every message comes from a record that was delivered to the outbox.",
    without_delivery,
)
