"""What must always be true of editions."""

from __future__ import annotations

import hashlib
from typing import Any

from lertrat.programmes.models import Edition, PackVersion
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


register(
    "programmes.sealed", "ปีที่ประกาศหลักเกณฑ์แล้วต้องมีหลักเกณฑ์", "A sealed edition has its rules.",
    sealed_without_rules,
)  # fmt: skip
register(
    "programmes.rules", "ข้อความหลักเกณฑ์ต้องตรงกับลายนิ้วมือที่ผนึกไว้", "Sealed rules still fit their hash.",
    altered_rules,
)  # fmt: skip
