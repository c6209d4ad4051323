"""What can happen to an application."""

from __future__ import annotations

from lertrat.applications.actions.approving import approve, ask_approval, return_to_draft, take_back, withdraw
from lertrat.applications.actions.drafting import (
    answer_many,
    counted_agency,
    describe,
    save_answer,
    start,
)
from lertrat.applications.actions.evidence import attach, cite, describe_item, detach, give_up, keep
from lertrat.applications.actions.internal import plan_inside, remind_inside
from lertrat.applications.actions.moving import move_drafts, read_move, seal_rules
from lertrat.applications.actions.office import establish, mark_screened, open_stage
from lertrat.applications.actions.presence import forget_presence, here
from lertrat.applications.actions.replacing import intend, replace
from lertrat.applications.actions.selfassessed import send_kpi, step_one_from
from lertrat.applications.actions.submitting import submit

__all__ = [
    "answer_many", "approve", "ask_approval", "attach", "cite", "describe_item", "give_up", "keep", "counted_agency", "describe", "detach", "establish", "intend",
    "forget_presence", "here", "mark_screened", "move_drafts", "read_move", "seal_rules",
    "open_stage", "plan_inside", "remind_inside", "replace", "return_to_draft", "save_answer", "send_kpi", "start", "step_one_from", "submit", "take_back", "withdraw",
]  # fmt: skip
