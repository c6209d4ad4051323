"""`lertrat personal`: the register of personal data, what is past its period, and erasing it as the worker does."""

from __future__ import annotations

import argparse
from typing import Any

from lertrat.cli.frame import Command, Parser, json_option, print_json, print_table


def arguments(parser: Parser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="register|due|erase")
    json_option(verbs.add_parser("register", help="every class: purpose, basis, period, recipients"))
    json_option(
        verbs.add_parser("due", help="what is past its period, and the plan's digest; changes nothing")
    )
    erase = verbs.add_parser("erase", help="erase exactly what `due` showed")
    erase.add_argument("digest", help="the digest that `due` printed")
    json_option(erase)


def call(options: argparse.Namespace) -> int:
    from lertrat.privacy import actions, queries

    if options.verb == "register":
        rows = [queries.told(data) for data in queries.classes()]
        if options.json:
            print_json(rows)
        else:
            plain = [{key: _english(value) for key, value in row.items()} for row in rows]
            print_table(
                plain, ["class", "name", "purpose", "basis", "period", "recipients", "kept_on_request"]
            )
        return 0
    if options.verb == "erase":
        gone = actions.run_retention(digest=options.digest)
        print_json(gone) if options.json else print_table(
            [{"class": name, "erased": count} for name, count in gone.items()], ["class", "erased"]
        )
        return 0
    plan = actions.plan_retention()
    due = [{"class": one.subject, "rows": one.before["rows"], "before": one.why} for one in plan.changes]
    if options.json:
        print_json({"digest": plan.digest, "due": due})
    else:
        print_table(due, ["class", "rows", "before"])
        print(f"digest: {plan.digest}")
    return 0


def _english(value: Any) -> Any:
    return value["en"] if isinstance(value, dict) else value


COMMAND = Command(
    "personal", "Show the register of personal data, and erase what is past its period.", arguments, call, database=True
)  # fmt: skip
