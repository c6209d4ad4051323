"""Write the one style sheet the pages load from its parts: `python tools/bundle_css.py` (`--check` only compares).

The parts are what people read and change; the bundle saves the reader's line seven requests. Comments and needless blanks
go, nothing else is touched.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "src/lertrat/web/static/lertrat/css"
PARTS = ("tokens", "base", "shell", "forms", "data", "desk", "ceremony", "print")


def bundle() -> str:
    """The bundle's text, made from the parts as they stand."""
    text = "\n".join((FOLDER / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s*([{};,>])\s*", r"\1", text)
    text = re.sub(r":\s+", ":", text)
    return text.replace(";}", "}").strip() + "\n"


def main() -> int:
    """Write the bundle, or with --check tell whether it is in step."""
    target = FOLDER / "lertrat.css"
    made = bundle()
    if "--check" in sys.argv:
        if target.exists() and target.read_text(encoding="utf-8") == made:
            return 0
        print("lertrat.css is not in step with its parts: run .venv/bin/python tools/bundle_css.py")
        return 1
    target.write_text(made, encoding="utf-8")
    print(f"{target.name}: {len(made.encode()) / 1000:.1f} kB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
