"""What every page carries: who is signed in, where they may go, the year, the demonstration's notices."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def context(request: HttpRequest) -> dict[str, Any]:
    """Context for the page shell."""
    return {"demo": settings.LERTRAT_DEMO}
