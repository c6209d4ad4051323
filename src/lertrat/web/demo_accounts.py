"""The demonstration's accounts, one per role, shown on its sign-in page; none outside the demonstration."""

from __future__ import annotations

from lertrat.people.queries import demonstration_accounts

accounts = demonstration_accounts
