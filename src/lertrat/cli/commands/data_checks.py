"""`lertrat data-checks`: the sums the sources state, counted again from the register."""

from __future__ import annotations

import argparse

from lertrat.cli.frame import Command, Parser, json_option, print_json


def arguments(parser: Parser) -> None:
    json_option(parser)


def call(options: argparse.Namespace) -> int:
    from lertrat.works import queries

    checks = queries.data_checks()
    if options.json:
        print_json(
            [
                {
                    "check": one.check,
                    "th": one.th,
                    "source": one.source,
                    "expected": one.expected,
                    "found": one.found,
                    "ok": one.ok,
                }
                for one in checks
            ]
        )
    else:
        for one in checks:
            print(
                f"{'ok ' if one.ok else 'NOT'} {one.th}: expected {one.expected}, found {one.found}  ({one.source})"
            )
    return 0 if all(one.ok for one in checks) else 1


COMMAND = Command(
    "data-checks",
    "Count again from the register the sums that the sources state.",
    arguments,
    call,
    database=True,
)
