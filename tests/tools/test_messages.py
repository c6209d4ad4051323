"""Translations are compiled when they changed, and one that does not fit its placeholders is refused with its line."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from tools import messages

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def written(folder: Path, entry: str) -> Path:
    path = folder / "room/locale/th/LC_MESSAGES/django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + entry)
    return path


def test_compiled_once_until_the_source_changes(tmp_path: Path) -> None:
    source = written(tmp_path, 'msgid "Award"\nmsgstr "รางวัล"\n')
    (target,) = messages.compile_all(tmp_path)
    with target.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Award") == "รางวัล"
    assert messages.compile_all(tmp_path) == []
    later = target.stat().st_mtime + 5
    os.utime(source, (later, later))
    assert messages.compile_all(tmp_path) == [target]


def test_a_lost_placeholder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    written(tmp_path, '#, python-format\nmsgid "%(count)s works"\nmsgstr "%(number)s ผลงาน"\n')
    with pytest.raises(ValueError, match=r"django\.po:\d+: "):
        messages.compile_all(tmp_path)
