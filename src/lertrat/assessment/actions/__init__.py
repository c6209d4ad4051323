"""What can happen in assessment."""

from __future__ import annotations

from lertrat.assessment.actions.assigning import apply_conflicts, assign, declare_interests, release
from lertrat.assessment.actions.checking import check_again, check_submission, overrule
from lertrat.assessment.actions.clarifying import ask, send, write
from lertrat.assessment.actions.kpi import appoint_kpi, conclude_kpi, lock_kpi, release_kpi, save_kpi
from lertrat.assessment.actions.panels import create_panel, join_panel, leave_panel, set_due
from lertrat.assessment.actions.planning import apply_assignment, plan_assignment
from lertrat.assessment.actions.results import agree, conclude
from lertrat.assessment.actions.scoring import lock_sheet, save_sheet
from lertrat.assessment.actions.screening import ask_two, screen, two_asked
from lertrat.assessment.actions.visits import appoint_visit, record_visit

__all__ = [
    "agree", "apply_assignment", "appoint_kpi", "conclude_kpi", "lock_kpi", "release_kpi", "save_kpi", "apply_conflicts", "appoint_visit", "assign", "conclude", "create_panel",
    "declare_interests", "join_panel", "leave_panel", "lock_sheet", "plan_assignment", "record_visit", "release",
    "save_sheet", "screen", "set_due",
    "ask", "ask_two", "send", "write", "check_again", "check_submission", "overrule", "two_asked",
]  # fmt: skip
