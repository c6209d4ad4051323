"""What can happen to programmes, editions and drafts of rules."""

from __future__ import annotations

from lertrat.programmes.actions.editions import (
    appoint,
    create_edition,
    create_programme,
    dismiss,
    seal,
)
from lertrat.programmes.actions.items import copy_item, remove_item
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
from lertrat.programmes.actions.windows import (
    amend_window,
    confirm_extension,
    decline_extension,
    propose_extension,
)

__all__ = [
    "amend_window", "appoint", "change_rules", "confirm_extension", "copy_item", "copy_year", "correct_year", "create_edition",
    "create_programme", "decline_extension", "dismiss", "name_ground", "propose_extension", "propose_rules", "remove_item", "save_rules", "seal", "seal_draft", "take_back_rules", "withdraw_rules",
]  # fmt: skip
