"""Compile the translations by Babel, so that no machine needs gettext."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def compile_all(under: Path = ROOT / "src/lertrat") -> list[Path]:
    """Write `django.mo` beside each `django.po` that is newer than it; the files written.

    Raises ValueError, naming file and line, where a translation does not fit its original's placeholders.
    """
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for source in sorted(under.glob("**/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parents[1].name)
        for message, errors in catalogue.check():
            raise ValueError(f"{source.relative_to(ROOT)}:{message.lineno}: {errors[0]}")
        part = target.with_suffix(".part")
        with part.open("wb") as file:
            write_mo(file, catalogue)
        part.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    compile_all()
