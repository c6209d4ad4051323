"""What can happen to an application."""

from __future__ import annotations

from lertrat.applications.actions.approving import approve, ask_approval, return_to_draft, take_back, withdraw
from lertrat.applications.actions.comments import (
    comment,
    erase_comment,
    resolve,
)
from lertrat.applications.actions.copying import copy_answers
from lertrat.applications.actions.drafting import (
    answer_many,
    counted_agency,
    describe,
    save_answer,
    start,
)
from lertrat.applications.actions.evidence import attach, cite, describe_item, detach, give_up, keep
from lertrat.applications.actions.handing_over import hand_over
from lertrat.applications.actions.internal import plan_inside, remind_inside
from lertrat.applications.actions.moving import move_drafts, read_move, seal_rules
from lertrat.applications.actions.office import establish, mark_screened, open_stage
from lertrat.applications.actions.papers import import_paper
from lertrat.applications.actions.presence import here
from lertrat.applications.actions.replacing import intend, replace
from lertrat.applications.actions.sections import finish_section, set_rights
from lertrat.applications.actions.selfassessed import send_kpi, step_one_from
from lertrat.applications.actions.submitting import submit
from lertrat.applications.actions.timing import remind_closing, renew_calendar

__all__ = [
    "answer_many", "approve", "ask_approval", "attach", "cite", "comment", "copy_answers", "counted_agency", "describe",
    "describe_item", "detach", "erase_comment", "establish", "finish_section",
    "give_up", "hand_over", "here", "import_paper", "intend", "keep", "mark_screened", "move_drafts", "open_stage",
    "plan_inside", "read_move", "remind_closing", "remind_inside", "renew_calendar", "replace", "resolve", "return_to_draft", "save_answer", "seal_rules",
    "send_kpi", "set_rights", "start", "step_one_from", "submit", "take_back", "withdraw",
]  # fmt: skip
