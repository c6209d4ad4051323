"""What can happen to results: proposed, tabled, decided in a meeting, published in one moment."""

from __future__ import annotations

from lertrat.decisions.actions.deciding import Many, decide, decide_many, recuse_shut
from lertrat.decisions.actions.honouring import decide_honour, propose_honours, table_honours
from lertrat.decisions.actions.proposing import apply_proposals, leave_out, propose
from lertrat.decisions.actions.publishing import (
    cancel_publication,
    publish,
    publish_due,
    schedule_publication,
)
from lertrat.decisions.actions.tabling import table, take_back
from lertrat.decisions.papers import certificate_pdf

__all__ = [
    "Many",
    "apply_proposals",
    "cancel_publication",
    "certificate_pdf",
    "decide",
    "decide_honour",
    "decide_many",
    "leave_out",
    "propose",
    "propose_honours",
    "publish",
    "publish_due",
    "recuse_shut",
    "schedule_publication",
    "table",
    "table_honours",
    "take_back",
]
