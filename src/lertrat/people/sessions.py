"""Sessions in the database that know whose they are, so that a person can see their devices and end one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils.dateparse import parse_datetime

from lertrat.people.models import Session

# Where a session keeps how and where it was opened: {"at": ISO moment, "way", "address", "agent"}.
DEVICE = "device"


class SessionStore(DatabaseStore):
    """Django's store; each row is written with the person and the device, at the cost of no statement more."""

    ends_at: datetime | None = None  # of the session as it was read; None for one that was not

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()  # type: ignore[misc]  # the stubs leave Django's hook out
        self.ends_at = row.expire_date if row is not None else None
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row as Django makes it, with whose session it is."""
        row = cast(Session, super().create_model_instance(data))
        device = data.get(DEVICE) or {}
        row.person_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.started_at = parse_datetime(device.get("at", ""))
        row.way = device.get("way", "")[:40]
        row.address = device.get("address", "")[:45]
        row.agent = device.get("agent", "")[:300]
        return row
