"""What recurs in this room."""

from __future__ import annotations

from datetime import timedelta

from lertrat.applications.actions.internal import remind_inside
from lertrat.applications.actions.timing import remind_closing
from lertrat.records import due

due.register("applications.internal", timedelta(hours=1), remind_inside)
due.register("applications.closing", timedelta(minutes=5), remind_closing)
