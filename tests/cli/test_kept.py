"""Compiled rules between two runs: the same answer, and nothing but what this user wrote is believed."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from lertrat.cli import kept
from lertrat.criteria import PackError, load_pack, loading
from tests.criteria import small


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(loading, "_loaded", type(loading._loaded)())


def files() -> list[Path]:
    return sorted(kept.folder().glob("*"))


def test_the_second_run_reads_what_the_first_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept.load(small.TEXT, small.SUPPLEMENT)
    monkeypatch.setattr(kept, "load_pack", lambda *a, **k: pytest.fail("compiled again"))
    again = kept.load(small.TEXT, small.SUPPLEMENT)
    assert again == first == load_pack(small.TEXT, small.SUPPLEMENT)
    assert again.model_dump_json() == first.model_dump_json()
    assert [one.stat().st_mode & 0o077 for one in files()] == [0]


def test_other_text_or_another_program_is_another_file(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, bare = kept.load(small.TEXT, small.SUPPLEMENT), kept.load(small.TEXT)
    assert whole != bare and len(files()) == 2
    monkeypatch.setattr(kept.pydantic, "VERSION", "0")
    kept.load(small.TEXT)
    assert len(files()) == 3


class Trap:
    """What somebody else's file would do if it were believed."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.mark),)


@pytest.mark.parametrize("damage", ["cut", "empty", "noise", "other", "writable"])
def test_a_damaged_or_foreign_file_is_as_good_as_absent(damage: str, tmp_path: Path) -> None:
    first = kept.load(small.TEXT)
    (file,) = files()
    whole, mark = file.read_bytes(), tmp_path / "sprung"
    match damage:
        case "cut":
            file.write_bytes(whole[: len(whole) // 2])
        case "empty":
            file.write_bytes(b"")
        case "noise":
            file.write_bytes(os.urandom(500))
        case "other":
            file.write_bytes(pickle.dumps(Trap(mark)))
        case "writable":
            import hashlib

            data = pickle.dumps(Trap(mark))
            file.write_bytes(hashlib.sha256(data).digest() + data)
            file.chmod(0o666)
    assert kept.load(small.TEXT) == first
    assert not mark.exists()
    assert file.read_bytes() == whole and file.stat().st_mode & 0o077 == 0  # mended on the way


def test_rules_with_a_problem_are_never_kept() -> None:
    with pytest.raises(PackError):
        kept.load(small.TEXT + "\nunknown: 1\n")
    assert files() == []


def test_a_home_that_cannot_be_written_costs_time_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert kept.load(small.TEXT) == load_pack(small.TEXT)


def test_no_more_than_a_shelf_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    for number in range(4):
        kept.load(small.TEXT + f"\n# {number}\n")
    assert len(files()) == 2
