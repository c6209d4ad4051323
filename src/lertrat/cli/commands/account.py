"""`lertrat account recover`: the way back for somebody who lost every factor, where no two administrators can do it in the pages."""

from __future__ import annotations

import argparse

from lertrat.cli.frame import Command, Parser, Wrong, json_option, print_json


def arguments(parser: Parser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="recover")
    recover = actions.add_parser(
        "recover", help="remove passkeys, app, recovery codes and password; a new password comes by letter"
    )
    recover.add_argument("email", help="the account's e-mail address")
    recover.add_argument("--reason", required=True, help="how it was made sure who is asking; kept")
    recover.add_argument("--yes", action="store_true", help="do it; without, only say what would be removed")
    json_option(recover)


def call(options: argparse.Namespace) -> int:
    from lertrat.people import actions, queries

    person = queries.by_email(options.email)
    if person is None:
        raise Wrong(f"account: no account with {options.email}")
    held = queries.factors(person)
    told = {
        "email": person.email, "passkeys": held.passkeys, "app": held.app, "codes": held.codes, "removed": options.yes,
    }  # fmt: skip
    if options.yes:
        actions.recover_at_machine(person=person, reason=options.reason)
    if options.json:
        print_json(told)
        return 0
    parts = f"{held.passkeys} passkeys, {'an' if held.app else 'no'} app, {held.codes} recovery codes, the password"
    print(f"{person.email}: {parts}: " + ("removed" if options.yes else "would be removed (--yes does it)"))
    return 0


COMMAND = Command(
    "account",
    "Help somebody who lost every way to sign in.",
    arguments,
    call,
    database=True,
)
