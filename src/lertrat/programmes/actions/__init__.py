"""What can happen to programmes, editions and drafts of rules."""

from __future__ import annotations

from lertrat.programmes.actions.editions import (
    amend_window,
    appoint,
    create_edition,
    create_programme,
    dismiss,
    seal,
)
from lertrat.programmes.actions.rules import (
    change_rules,
    copy_year,
    correct_year,
    name_ground,
    propose_rules,
    save_rules,
    take_back_rules,
    withdraw_rules,
)
from lertrat.programmes.actions.sealing import seal_draft

__all__ = [
    "amend_window", "appoint", "change_rules", "copy_year", "correct_year", "create_edition", "create_programme", "dismiss",
    "name_ground", "propose_rules", "save_rules", "seal", "seal_draft", "take_back_rules", "withdraw_rules",
]  # fmt: skip
