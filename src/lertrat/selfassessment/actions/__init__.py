"""What can happen to a self-assessment."""

from __future__ import annotations

from lertrat.selfassessment.actions.freezing import freeze, send_kpi
from lertrat.selfassessment.actions.indicators import apply_indicators, drop_indicator
from lertrat.selfassessment.actions.scoring import agree, lock_sheet, name_raters, reopen, save_sheet
from lertrat.selfassessment.actions.working import (
    add_evidence,
    own_category,
    remove_evidence,
    set_last_year,
    start,
    write_category,
)

__all__ = [
    "add_evidence", "agree", "apply_indicators", "drop_indicator", "freeze", "lock_sheet", "name_raters",
    "own_category", "remove_evidence", "reopen", "save_sheet", "send_kpi", "set_last_year", "start", "write_category",
]  # fmt: skip
