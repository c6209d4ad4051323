"""`lertrat records verify`: prove the chain of seals and everything in it."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from lertrat.cli.frame import Command, Parser, Wrong, json_option, print_json


def arguments(parser: Parser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="verify|head")
    verify = verbs.add_parser(
        "verify", help="prove every record and every link; exit status 1 when something does not fit"
    )
    verify.add_argument(
        "--head",
        action="append",
        default=[],
        metavar="NUMBER:HASH",
        help="a head printed on a receipt or minutes, to hold against the chain; may be repeated",
    )
    json_option(verify)
    head = verbs.add_parser("head", help="the chain's head as it is printed on receipts")
    json_option(head)


def heads(texts: list[str]) -> dict[int, str]:
    """Printed heads by number."""
    found = {}
    for text in texts:
        number, colon, value = text.strip().lower().partition(":")
        if (
            not colon
            or not number.isascii()
            or not number.isdigit()
            or len(value) != 64
            or set(value) - set("0123456789abcdef")
        ):
            raise Wrong(f"records verify: --head {text}: expected NUMBER:HASH with 64 hexadecimal digits")
        found[int(number)] = value
    return found


def call(options: argparse.Namespace) -> int:
    from lertrat.records import queries

    if options.verb == "head":
        head = queries.head()
        print_json(asdict(head)) if options.json else print(head)
        return 0
    printed = heads(options.head)
    problems = queries.verify(printed)
    records, seals = queries.counts()
    if options.json:
        rows = [asdict(problem) for problem in problems]
        print_json({"records": records, "seals": seals, "head": asdict(queries.head()), "problems": rows})
    else:
        for problem in problems:
            print(f"{problem.code}: {problem.th} ({problem.en})")
        words = "intact" if not problems else f"{len(problems)} problem(s)"
        print(f"{records} records in {seals} seals, head {queries.head()}: {words}")
    return 1 if problems else 0


COMMAND = Command(
    "records", "Prove the record of what happened (records verify).", arguments, call, database=True
)
