"""Looking up citations: each pack says file, line and words; the words must stand there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lertrat.criteria import Citation, Pack
from lertrat.criteria.checks import walk

NEAR = 3  # lines


def citations(value: Any) -> list[tuple[str, Citation]]:
    """Every citation within `value`, once each, with the path of the first place that makes it."""
    found: dict[tuple[str, int, str], tuple[str, Citation]] = {}
    for path, model in walk(value):
        if isinstance(model, Citation):
            found.setdefault((model.file, model.line, model.words), ("/".join(map(str, path)), model))
    return list(found.values())


def folded(text: str) -> str:
    return " ".join(text.split())


def misplaced(pack: Pack, sources: Path) -> list[str]:
    """The citations whose words do not stand at their line (give or take three lines), in words."""
    lines = {
        source.id: (sources / source.path).read_text("utf-8").split("\n")
        for source in pack.sources
        if source.path and (sources / source.path).is_file()
    }
    quoted = {source.id for source in pack.sources if source.quoted}
    wrong = []
    for where, citation in citations(pack):
        if citation.file not in quoted & set(lines):
            continue
        near = lines[citation.file][max(0, citation.line - 1 - NEAR) : citation.line + NEAR]
        if folded(citation.words) not in folded("\n".join(near)):
            wrong.append(f"{citation.file}:{citation.line} {citation.words} ({where})")
    return wrong
