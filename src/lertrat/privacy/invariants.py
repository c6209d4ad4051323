"""What must always be true of personal data."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from lertrat.agencies.models import Membership
from lertrat.agencies.queries import live
from lertrat.people.models import Person
from lertrat.people.queries import ways_in
from lertrat.records import personal
from lertrat.records.invariants import register
from lertrat.records.models import DueTask, Heartbeat

# A worker may stand still for a while; longer than this nothing outlasts its period.
LATE = timedelta(days=7)


def outlasted() -> list[str]:
    """Classes of which something was past its period by more than `LATE` when the last turn ended well, and is there still;
    and a worker that beats though no turn ended well for as long."""
    turn = DueTask.objects.filter(name="privacy.retention", error="").first()
    if turn is None or turn.last_at is None:
        return []
    found = [
        f"{data.id}: {due.count()}"
        for data in personal.classes()
        if (due := data.due(turn.last_at, late=LATE)) is not None and due.exists()
    ]
    beat = Heartbeat.objects.filter(name="worker").first()
    if beat is not None and beat.at - turn.last_at > LATE:
        found.append(f"no turn since {turn.last_at}")
    return found


def open_though_erased() -> list[str]:
    """Accounts closed for good that somebody could still use."""
    gone = Person.objects.exclude(erased_at=None)
    found = [
        f"account {pk}"
        for pk in gone.filter(
            Q(is_active=True) | Q(is_administrator=True) | ~Q(password__startswith="!")
        ).values_list("pk", flat=True)
    ]
    found += [f"way into account {pk}" for pk in ways_in(gone)]
    acting = Membership.objects.filter(live(), person__in=gone)
    return found + [f"membership {pk}" for pk in acting.values_list("pk", flat=True)]


register(
    "privacy.retention",
    "ไม่มีข้อมูลส่วนบุคคลใดถูกเก็บเกินระยะเวลาของประเภทนั้นกว่าเจ็ดวัน",
    "Nothing about a person is kept more than seven days beyond its period.",
    outlasted,
)
register(
    "privacy.erased",
    "บัญชีที่ลบข้อมูลแล้วไม่มีทางเข้าสู่ระบบและไม่ปฏิบัติหน้าที่แทนหน่วยงานใด",
    "An account closed for good has no way in and acts for no agency.",
    open_though_erased,
)
