"""What recurs in this room."""

from __future__ import annotations

from datetime import timedelta

from lertrat.files import disk
from lertrat.records import due

due.register("files.sweep", timedelta(hours=6), disk.sweep)
