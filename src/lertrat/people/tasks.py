"""What recurs in this room."""

from __future__ import annotations

from datetime import timedelta

from lertrat.people import letters, throttle
from lertrat.people.sessions import SessionStore
from lertrat.records import due

due.register("people.forget_sign_in_failures", timedelta(hours=1), throttle.forget_old)
due.register("people.send_letters", timedelta(seconds=2), letters.send_waiting)
due.register("people.forget_letters", timedelta(days=1), letters.forget_old)
due.register("people.forget_sessions", timedelta(days=1), SessionStore.clear_expired)
