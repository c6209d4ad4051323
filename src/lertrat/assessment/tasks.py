"""What recurs in this room."""

from __future__ import annotations

from datetime import timedelta

from lertrat.assessment.sweep import sweep
from lertrat.records import due

due.register("assessment.conflicts", timedelta(hours=1), sweep)
