"""`lertrat invariants`: every sentence that must always be true, asked of the database."""

from __future__ import annotations

import argparse

from lertrat.cli.frame import Command, Parser, json_option, print_json


def arguments(parser: Parser) -> None:
    json_option(parser)


def call(options: argparse.Namespace) -> int:
    from lertrat.records import queries

    findings = queries.run_invariants()
    if options.json:
        print_json(
            [
                {"name": one.name, "th": one.th, "en": one.en, "ok": one.ok, "offenders": list(one.offenders)}
                for one in findings
            ]
        )
    else:
        for one in findings:
            print(f"{'ok ' if one.ok else 'NOT'} {one.name}: {one.th}")
            for offender in one.offenders[:20]:
                print(f"      {offender}")
            if len(one.offenders) > 20:
                print(f"      … {len(one.offenders) - 20} more")
    return 0 if all(one.ok for one in findings) else 1


COMMAND = Command(
    "invariants", "Ask the database every sentence that must always be true.", arguments, call, database=True
)
