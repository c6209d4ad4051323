"""What must always be true of results and their publication."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from lertrat.decisions.models import Certificate, Decision, HonourDecision, Publication
from lertrat.programmes.models import Edition
from lertrat.records.invariants import register
from lertrat.works.models import Award


def awards_without_decision() -> list[Any]:
    """Awards of an edition whose certificate leads to no published decision that awards them."""
    published = Decision.objects.filter(
        application=OuterRef("certificate__application"), state="published", outcome="awarded",
        type_id=OuterRef("type_id"), level=OuterRef("level"), agency=OuterRef("agency"),
    )  # fmt: skip
    honoured = HonourDecision.objects.filter(
        edition=OuterRef("edition"), agency=OuterRef("agency"), honour=OuterRef("honour_id"),
        state="published", outcome="awarded",
    )  # fmt: skip
    rows = Award.objects.filter(edition__isnull=False).exclude(
        Q(is_honour=False) & Exists(published) | Q(is_honour=True) & Exists(honoured)
    )
    return list(rows.values_list("ref", flat=True))


def published_without_award() -> list[Any]:
    made = Certificate.objects.filter(application=OuterRef("application"))
    rows = Decision.objects.filter(~Exists(made), state="published", outcome="awarded")
    return list(rows.values_list("application__ref", flat=True))


def numbers_out_of_step() -> list[Any]:
    """Editions whose publication number is not the count of their publications, or that carry an award beyond it."""
    published: dict[int, list[int]] = {}
    for edition_id, number in Publication.objects.filter(state="published").values_list(
        "edition_id", "number"
    ):
        published.setdefault(edition_id, []).append(number or 0)
    wrong = [
        e.code
        for e in Edition.objects.all()
        if sorted(published.get(e.pk, [])) != list(range(1, e.publication_number + 1))
    ]
    beyond = Award.objects.filter(
        edition__isnull=False, publication_number__gt=F("edition__publication_number")
    )
    return wrong + list(beyond.values_list("ref", flat=True))


def published_early() -> list[Any]:
    rows = Publication.objects.filter(state="published", published_at__lt=F("scheduled_at"))
    return list(rows.values_list("pk", flat=True))


def miscounted() -> list[Any]:
    wrong = []
    for publication in Publication.objects.filter(state="published"):
        found = Award.objects.filter(
            edition_id=publication.edition_id, publication_number=publication.number
        ).count()
        if found != publication.awards:
            wrong.append(f"{publication.pk}: {found} of {publication.awards}")
    return wrong


def decided_otherwise() -> list[Any]:
    """Decisions that differ from the resolution they rest on."""
    rows = Decision.objects.exclude(resolution=None).select_related("resolution")
    return [
        d.pk
        for d in rows.iterator(chunk_size=500)
        if d.resolution is not None
        and (d.resolution.payload.get("outcome"), d.resolution.payload.get("level")) != (d.outcome, d.level)
    ]


register(
    "decisions.awards", "รางวัลของปีต้องมาจากมติที่ประกาศแล้ว", "Every award of an edition rests on a published decision.",
    awards_without_decision,
)  # fmt: skip
register(
    "decisions.conferred", "มติให้รางวัลที่ประกาศแล้วต้องมีรางวัลและเกียรติบัตร",
    "Every published decision to award has its award and certificate.", published_without_award,
)  # fmt: skip
register(
    "decisions.numbers", "เลขที่ประกาศของปีต้องนับต่อเนื่องและไม่มีรางวัลเกินเลขนั้น",
    "Publication numbers count on without a gap, and no award is beyond them.", numbers_out_of_step,
)  # fmt: skip
register(
    "decisions.hour", "ไม่มีการประกาศก่อนเวลาที่กำหนด", "Nothing is published before its hour.", published_early
)
register(
    "decisions.whole",
    "จำนวนรางวัลที่ประกาศตรงกับที่บันทึก",
    "A publication holds as many awards as it says.",
    miscounted,
)
register(
    "decisions.resolved", "ผลทุกเรื่องตรงกับมติ", "Every decision is what its resolution says.", decided_otherwise
)
