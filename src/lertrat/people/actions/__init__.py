"""What can happen to an account, and the ways in."""

from __future__ import annotations

from lertrat.people.actions.accounts import create_person, deactivate, edit_person, set_active, set_password
from lertrat.people.actions.entering import CodeNeeded, confirm, enter_with_code, sign_in
from lertrat.people.actions.factors import (
    confirm_one_time_key,
    new_recovery_codes,
    remove_one_time_key,
    start_one_time_key,
)
from lertrat.people.actions.passkeys import (
    Site,
    add_passkey,
    remove_passkey,
    rename_passkey,
    sign_in_with_passkey,
)
from lertrat.people.throttle import Wait

__all__ = [
    "CodeNeeded", "Site", "Wait", "add_passkey", "confirm", "confirm_one_time_key", "create_person", "deactivate",
    "edit_person", "enter_with_code", "new_recovery_codes", "remove_one_time_key", "remove_passkey", "rename_passkey",
    "set_active", "set_password", "sign_in", "sign_in_with_passkey", "start_one_time_key",
]  # fmt: skip
