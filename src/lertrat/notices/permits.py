"""Who may read the outbox and send a message again, and which of its letters."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from lertrat.kernel import clock
from lertrat.kernel.permit import YES, Permit, no
from lertrat.notices.models import OutboxMessage
from lertrat.people.models import Person
from lertrat.programmes import queries as programmes

OUTSIDE = no("not-officer", "เฉพาะเจ้าหน้าที่โครงการเท่านั้น", "Officers of the programme only.")
NOT_YOURS = no("not-your-letter", "จดหมายนี้ไม่อยู่ในงานของท่าน", "This letter is not within your work.")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which letters a person reads. `whole`: all of them (administrators); else those of the programmes they are officers of,
    with the letters about no year (accounts), and for a co-organiser those about its own types."""

    whole: bool
    reach: programmes.Reach

    def __bool__(self) -> bool:
        return self.whole or bool(self.reach)

    @property
    def rows(self) -> Q:
        """The same as a filter over the outbox."""
        if self.whole:
            return Q()
        seen = Q(pk__in=[])
        if self.reach.programmes:
            seen |= Q(edition__isnull=True) | Q(edition__programme__in=self.reach.programmes)
        for programme_id, types in self.reach.types.items():
            seen |= Q(type_id__in=types, edition__programme=programme_id)
        return seen


def scope(person: Person | None) -> Scope:
    """What of the outbox the person may read; false for nothing. One query."""
    if person is None or not person.is_active:
        return Scope(False, programmes.Reach(frozenset(), {}))
    if person.is_administrator:
        return Scope(True, programmes.Reach(frozenset(), {}))
    return Scope(False, programmes.reach(person.pk, clock.now()))


def may(person: Person | None, verb: str, obj: OutboxMessage | None = None) -> Permit:
    """Verbs: "read" (the outbox, or one letter of it), "release" (send a held or failed message). Administrators, the
    programme's officers, and a co-organiser's officers for the letters about their own types."""
    if verb not in ("read", "release"):
        raise ValueError(f"no such verb: {verb}")
    seen = scope(person)
    if not seen:
        return OUTSIDE
    if obj is not None and not OutboxMessage.objects.filter(seen.rows, pk=obj.pk).exists():
        return NOT_YOURS
    return YES
