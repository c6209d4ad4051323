"""What can happen to personal data: taken along, erased, asked about, gone by itself; and the register of breaches."""

from __future__ import annotations

from lertrat.privacy.actions.breaches import change_breach, record_breach
from lertrat.privacy.actions.erasing import erase_account, plan_erasure
from lertrat.privacy.actions.exporting import export
from lertrat.privacy.actions.requests import (
    answer_request,
    ask,
    confirm_identity,
    record_request,
    withdraw_request,
)
from lertrat.privacy.actions.retention import plan_retention, run_retention

__all__ = [
    "answer_request", "ask", "change_breach", "confirm_identity", "erase_account", "export", "plan_erasure",
    "plan_retention", "record_breach", "record_request", "run_retention", "withdraw_request",
]  # fmt: skip
