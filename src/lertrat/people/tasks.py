"""What recurs in this room."""

from __future__ import annotations

from datetime import timedelta

from lertrat.people import throttle
from lertrat.records import due

due.register("people.forget_sign_in_failures", timedelta(hours=1), throttle.forget_old)
