"""What must always be true of works and awards."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from lertrat.records.invariants import register
from lertrat.works.models import Award, AwardSource, Certification, Lineage, Work
from lertrat.works.states import LineageKind


def unsourced() -> QuerySet[Award]:
    """Awards of no edition that no source tells of."""
    return Award.objects.filter(edition=None).exclude(
        Exists(AwardSource.objects.filter(award=OuterRef("pk")))
    )


def half_conferred() -> QuerySet[Award]:
    """Awards of an edition without the moment and the number of their publication, or the other way round."""
    return Award.objects.filter(
        Q(edition__isnull=False, conferred_at__isnull=True)
        | Q(edition__isnull=False, publication_number__isnull=True)
        | Q(edition__isnull=True, publication_number__isnull=False)
    )


def misfiled() -> QuerySet[Award]:
    """Awards whose branch or category does not fit their type."""
    return Award.objects.filter(
        (Q(type_id__startswith="pmqa-") & ~Q(branch="management"))
        | (Q(type_id__startswith="service-") & ~Q(branch="service"))
        | (Q(category__isnull=False) & ~Q(type_id="pmqa-category"))
    )


def strange_works() -> QuerySet[Award]:
    """Awards for a work of another agency."""
    return (
        Award.objects.filter(work__isnull=False, agency__isnull=False, work__agency__isnull=False)
        .exclude(work__agency=F("agency"))
        .exclude(joint=F("work__agency"))
    )


def circles() -> list[str]:
    """Works that grew out of themselves."""
    down: dict[int, list[int]] = {}
    for parent, child in Lineage.objects.exclude(kind=LineageKind.SAME).values_list("from_work", "to_work"):
        down.setdefault(parent, []).append(child)
    found = []
    for start in down:
        seen: set[int] = set()
        waiting = list(down[start])
        while waiting:
            at = waiting.pop()
            if at not in seen:
                seen.add(at)
                waiting += down.get(at, [])
        if start in seen:
            found.append(f"work {start}")
    return found


def fictitious_among_real() -> QuerySet[Work]:
    """Works of fictitious agencies that are not marked so."""
    return Work.objects.filter(agency__fictitious=True, fictitious=False)


register("works.sourced", "รางวัลนอกระบบทุกรายการมีแหล่งที่มา", "Every award from outside has a source.", unsourced)
register(
    "works.conferred",
    "รางวัลที่มอบในระบบมีเวลาและเลขที่การประกาศครบ",
    "Every award of an edition carries the moment and number of its publication.",
    half_conferred,
)
register("works.filed", "สาขาและหมวดตรงกับประเภทรางวัล", "Branch and category fit the type of award.", misfiled)
register(
    "works.own_work",
    "รางวัลเป็นของหน่วยงานเจ้าของผลงาน",
    "An award for a work goes to the work's agency.",
    strange_works,
)
register("works.no_circle", "ไม่มีผลงานที่ต่อยอดจากตนเอง", "No work grew out of itself.", circles)
register(
    "works.fictitious",
    "ผลงานของหน่วยงานสมมติแสดงว่าเป็นข้อมูลสมมติ",
    "Works of fictitious agencies are marked as fictitious.",
    fictitious_among_real,
)


def expired_before_decided() -> QuerySet[Certification]:
    """Certifications that would end before they were decided."""
    return Certification.objects.filter(valid_until__lt=F("decided_on"))


register(
    "works.certified", "การรับรองไม่หมดอายุก่อนวันที่มีมติ", "No certification ends before it was decided.",
    expired_before_decided,
)  # fmt: skip
