"""What recurs in this room."""

from __future__ import annotations

from datetime import timedelta

from lertrat.privacy.actions import run_retention
from lertrat.records import due

due.register("privacy.retention", timedelta(hours=1), run_retention)
