"""`lertrat register load`: the register that comes with the program: provinces, agencies, works and awards."""

from __future__ import annotations

import argparse

from lertrat.cli.frame import Command, Parser, json_option, print_json, print_table


def arguments(parser: Parser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="load")
    load = verbs.add_parser("load", help="read the register into the database; a second run changes nothing")
    json_option(load)


def call(options: argparse.Namespace) -> int:
    from lertrat.agencies import actions as agencies
    from lertrat.works import actions as works

    plans = [agencies.load_register(by=None), *works.load_register(by=None)]
    rows = [
        {
            "name": plan.name,
            "added": plan.count("add"),
            "changed": plan.count("change"),
            "kept": plan.count("keep"),
        }
        for plan in plans
    ]
    if options.json:
        print_json(rows)
    else:
        print_table(rows, ["name", "added", "changed", "kept"])
    return 0


COMMAND = Command(
    "register", "Load the register of agencies, works and awards.", arguments, call, database=True
)
