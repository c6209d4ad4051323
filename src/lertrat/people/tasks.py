"""What recurs in this room."""

from __future__ import annotations

from datetime import timedelta

from lertrat.people import letters
from lertrat.records import due

due.register("people.send_letters", timedelta(seconds=2), letters.send_waiting)
