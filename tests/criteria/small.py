"""The small year of rules that these tests share."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lertrat.criteria import Pack, load_pack

HERE = Path(__file__).parent
TEXT = (HERE / "mini.yaml").read_text("utf-8")
SUPPLEMENT = (HERE / "mini.demo.yaml").read_text("utf-8")


@cache
def pack(supplement: bool = True) -> Pack:
    return load_pack(TEXT, SUPPLEMENT if supplement else None, name="mini.yaml")
