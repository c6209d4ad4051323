"""Papers that are set once and then kept: certificates, certifications, guides. What a paper is made from is its name."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from lertrat.kernel.hashing import digest


def kept_paper(folder: str, made_from: Any, make: Callable[[], bytes]) -> bytes:
    """The paper from where it is kept; made first where it is not there yet, with whatever `make` raises.

    The file's name is a hash and tells nobody whose paper it is. It is whole from the moment it is there, also when two ask at once.
    """
    path = Path(settings.MEDIA_ROOT) / folder / f"{digest(made_from)}.pdf"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    paper = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
        part.write(paper)
    os.replace(part.name, path)
    return paper
