"""What can happen to an account, and the ways in."""

from __future__ import annotations

from lertrat.people.actions.accounts import create_person, deactivate, edit_person, set_active, set_password
from lertrat.people.actions.devices import end_sessions
from lertrat.people.actions.entering import CodeNeeded, confirm, enter_with_code, entered, sign_in
from lertrat.people.actions.erasing import close_for_good
from lertrat.people.actions.factors import (
    confirm_one_time_key,
    new_recovery_codes,
    remove_one_time_key,
    start_one_time_key,
)
from lertrat.people.actions.identities import (
    Proven,
    identified,
    link_identity,
    proven,
    unlink_identity,
)
from lertrat.people.actions.looking import end_look, start_look
from lertrat.people.actions.mailed import ask_email, ask_reset, change_email, reset_password
from lertrat.people.actions.passkeys import (
    Site,
    add_passkey,
    remove_passkey,
    rename_passkey,
    sign_in_with_passkey,
)
from lertrat.people.actions.recovering import (
    ask_recovery,
    confirm_recovery,
    recover_at_machine,
    stop_recovery,
)
from lertrat.people.throttle import Wait

__all__ = [
    "CodeNeeded", "Proven", "Site", "Wait", "add_passkey", "ask_email", "ask_recovery", "ask_reset", "change_email", "close_for_good", "confirm", "confirm_recovery",
    "confirm_one_time_key", "create_person", "deactivate", "edit_person", "end_look", "end_sessions", "enter_with_code",
    "entered", "identified", "link_identity", "new_recovery_codes", "proven", "recover_at_machine", "remove_one_time_key", "remove_passkey",
    "rename_passkey", "reset_password", "set_active", "set_password", "sign_in", "sign_in_with_passkey", "start_look",
    "start_one_time_key", "stop_recovery", "unlink_identity",
]  # fmt: skip
