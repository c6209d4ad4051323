"""A paper is made once, also when several ask at once, and is whole whenever it is there."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lertrat.files.papers import kept_paper


def test_made_once_and_whole_while_many_ask(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    together = threading.Barrier(8)

    def make() -> bytes:
        together.wait(timeout=20)  # all eight found nothing and set the paper at the same time
        return b"%PDF" * 100_000

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: kept_paper("certificates", {"a": 1}, make), range(8)))
    assert made == [b"%PDF" * 100_000] * 8
    assert [path.suffix for path in (tmp_path / "certificates").iterdir()] == [".pdf"]
    assert kept_paper("certificates", {"a": 1}, lambda: b"never asked") == made[0]


def test_a_paper_that_cannot_be_set_leaves_nothing(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path

    def fails() -> bytes:
        raise ValueError("not set")

    with pytest.raises(ValueError, match="not set"):
        kept_paper("guides", "x", fails)
    assert not list(tmp_path.rglob("*.*"))
