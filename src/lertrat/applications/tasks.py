"""What recurs in this room."""

from __future__ import annotations

from datetime import timedelta

from lertrat.applications.actions.comments import erase_old_comments
from lertrat.applications.actions.internal import remind_inside
from lertrat.applications.actions.presence import forget_presence
from lertrat.applications.actions.timing import remind_closing
from lertrat.records import due

due.register("applications.presence", timedelta(hours=1), forget_presence)
due.register("applications.internal", timedelta(hours=1), remind_inside)
due.register("applications.comments", timedelta(days=1), erase_old_comments)
due.register("applications.closing", timedelta(minutes=5), remind_closing)
