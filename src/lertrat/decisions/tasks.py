"""What recurs in this room."""

from __future__ import annotations

from datetime import timedelta

from lertrat.decisions.actions import publish_due
from lertrat.records import due

due.register("decisions.publish_due", timedelta(seconds=5), publish_due)
