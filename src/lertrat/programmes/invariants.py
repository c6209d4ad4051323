"""What must always be true of editions."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import F

from lertrat.programmes.models import Edition, PackVersion, RulesDraft, RulesRevision
from lertrat.records.invariants import register


def sealed_without_rules() -> list[Any]:
    return list(
        Edition.objects.exclude(state="draft")
        .filter(pack_version__isnull=True)
        .values_list("code", flat=True)
    )


def altered_rules() -> list[Any]:
    return [
        str(version)
        for version in PackVersion.objects.select_related("edition").iterator()
        if hashlib.sha256(version.source.encode() + b"\0" + version.supplement.encode()).hexdigest()
        != version.sha256
    ]


def sealed_by_its_author() -> list[Any]:
    """Drafts that somebody who wrote or proposed them sealed."""
    proposed = RulesDraft.objects.filter(state="sealed", sealed_version__sealed_by=F("proposed_by"))
    wrote = RulesRevision.objects.filter(
        draft__state="sealed", saved_by=F("draft__sealed_version__sealed_by")
    )
    return sorted(
        set(proposed.values_list("ref", flat=True)) | set(wrote.values_list("draft__ref", flat=True))
    )


def sealed_otherwise() -> list[Any]:
    """Drafts whose newest text is not the text that was sealed."""
    rows = RulesRevision.objects.filter(draft__state="sealed", number=F("draft__number")).exclude(
        source=F("draft__sealed_version__source"), supplement=F("draft__sealed_version__supplement")
    )
    return list(rows.values_list("draft__ref", flat=True))


register(
    "programmes.second_officer", "ผู้จัดทำร่างหลักเกณฑ์ไม่ได้เป็นผู้ผนึก", "Rules are sealed by another officer than wrote them.",
    sealed_by_its_author,
)  # fmt: skip
register(
    "programmes.sealed_text", "ข้อความที่ผนึกคือข้อความสุดท้ายของร่าง", "What was sealed is the draft's last text.",
    sealed_otherwise,
)  # fmt: skip
register(
    "programmes.sealed", "ปีที่ประกาศหลักเกณฑ์แล้วต้องมีหลักเกณฑ์", "A sealed edition has its rules.",
    sealed_without_rules,
)  # fmt: skip
register(
    "programmes.rules", "ข้อความหลักเกณฑ์ต้องตรงกับลายนิ้วมือที่ผนึกไว้", "Sealed rules still fit their hash.",
    altered_rules,
)  # fmt: skip
