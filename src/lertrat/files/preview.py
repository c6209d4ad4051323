"""A small picture of a file's first page, and how many pages it has: `python -m lertrat.files.preview KIND SOURCE TARGET`.

A process of its own, with little memory and time: what is drawn here came from strangers. It writes the picture (PNG) to TARGET and
prints the number of pages, or nothing where a kind has none. PDF by pdfium, pictures by Pillow; slides are counted in the container.
"""

from __future__ import annotations

import os
import re
import resource
import sys
import zipfile
from pathlib import Path

WIDTH = 480
MEMORY = 1 << 30
SECONDS = 20
MOST_PIXELS = 80_000_000


def pdf(source: Path, target: Path) -> int:
    """The first page drawn; the number of pages."""
    import pypdfium2

    document = pypdfium2.PdfDocument(source)
    try:
        page = document[0]
        longest = max(page.get_size())
        page.render(scale=WIDTH / max(1.0, longest)).to_pil().convert("RGB").save(target, "PNG")
        return len(document)
    finally:
        document.close()


def image(source: Path, target: Path) -> int | None:
    """The picture made small, upright as the camera held it."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(source, formats=("JPEG", "PNG")) as held:
        held.draft("RGB", (WIDTH, WIDTH))
        small = ImageOps.exif_transpose(held)
        small.thumbnail((WIDTH, WIDTH))
        small.convert("RGB").save(target, "PNG")
    return None


def slides(source: Path, target: Path) -> int | None:
    """No picture; the number of slides."""
    with zipfile.ZipFile(source) as container:
        names = [re.fullmatch(r"ppt/slides/slide\d+\.xml", name) for name in container.namelist()]
    return sum(1 for name in names if name) or None


KINDS = {"pdf": pdf, "jpg": image, "png": image, "pptx": slides}


def main(kind: str, source: str, target: str) -> int:
    """Bound this process, then draw."""
    os.nice(10)  # people who wait for a page come first
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    pages = KINDS[kind](Path(source), Path(target))
    print("" if pages is None else pages)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
