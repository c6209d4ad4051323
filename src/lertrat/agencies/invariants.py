"""What must always be true of the register."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from lertrat.agencies.models import Agency, Membership
from lertrat.records.invariants import register


def circles() -> list[str]:
    """Agencies from which the way up never ends."""
    above = dict(Agency.objects.exclude(parent=None).values_list("pk", "parent_id"))
    found = []
    for start in above:
        seen = {start}
        at = above.get(start)
        while at is not None and at not in seen:
            seen.add(at)
            at = above.get(at)
        if at == start:
            found.append(f"agency {start}")
    return found


def state_companies() -> QuerySet[Agency]:
    """Private and civil bodies kept as bodies of the state."""
    return Agency.objects.filter(kind__in=("company", "association", "community"), state_body=True)


def granted_after_end() -> QuerySet[Membership]:
    """Memberships that ended before they began."""
    return Membership.objects.filter(Q(until_at__lt=F("from_at")))


register("agencies.no_circle", "ไม่มีหน่วยงานที่สังกัดวนเป็นวงกลม", "No agency stands above itself.", circles)
register(
    "agencies.non_state",
    "ภาคเอกชนและภาคประชาสังคมไม่ถูกนับเป็นหน่วยงานของรัฐ",
    "Private and civil bodies are not counted as bodies of the state.",
    state_companies,
)
register(
    "agencies.membership_forward",
    "การปฏิบัติหน้าที่แทนหน่วยงานไม่สิ้นสุดก่อนเริ่ม",
    "No membership ends before it begins.",
    granted_after_end,
)
