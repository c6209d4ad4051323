"""What recurs in this room: invitations go out, the end of an appointment is announced."""

from __future__ import annotations

from datetime import timedelta

from lertrat.agencies import letters, membership
from lertrat.records import due

due.register("agencies.invitations", timedelta(seconds=20), letters.send_waiting)
due.register("agencies.appointments", timedelta(hours=1), membership.remind)
