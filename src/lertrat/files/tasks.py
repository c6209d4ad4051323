"""What recurs in this room."""

from __future__ import annotations

from datetime import timedelta

from lertrat.files import actions, disk
from lertrat.records import due

due.register("files.sweep", timedelta(hours=6), disk.sweep)
due.register("files.scan", timedelta(seconds=30), actions.scan_waiting)
due.register("files.previews", timedelta(seconds=20), actions.preview_waiting)
