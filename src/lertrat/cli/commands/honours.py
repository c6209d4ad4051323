"""`lertrat honours`: which honours follow from a list of awards."""

from __future__ import annotations

import argparse
import sys

from lertrat.cli.frame import Command, Parser, json_option, print_json, print_table, read_csv

COLUMNS = ("year_be", "branch", "type", "level", "agency")


def arguments(parser: Parser) -> None:
    from lertrat.cli import rules

    parser.add_argument("edition", metavar="EDITION")
    parser.add_argument("--awards", required=True, metavar="FILE.csv", help=f"columns {','.join(COLUMNS)}")
    parser.add_argument(
        "--explain", action="store_true", help="with the tree that explains each verdict (JSON)"
    )
    rules.options(parser)
    json_option(parser)


def call(options: argparse.Namespace) -> int:
    from lertrat.cli import rules
    from lertrat.criteria import AwardFact, honours

    pack = rules.edition(options.edition, not options.without_supplement)
    told = read_csv(options.awards, COLUMNS)
    # A register may not know whose an award is (winners.csv has two such rows): it counts for nobody, and is said so.
    nameless = [str(number) for number, row in enumerate(told, 1) if not row["agency"]]
    if nameless:
        rows_are = f"row{'' if len(nameless) == 1 else 's'} {', '.join(nameless[:20])}"
        print(f"lertrat: {options.awards}: no agency in {rows_are}; left out", file=sys.stderr)
    awards = [AwardFact(*(row[column] for column in COLUMNS)) for row in told if row["agency"]]
    rows = [one.as_json(options.language, tree=options.explain) for one in honours(pack, awards)]
    if options.json or options.explain:
        print_json(rows)
    else:
        print_table(rows, ["agency", "honour", "verdict", "missing"])
    return 0


COMMAND = Command("honours", "Which honours follow from the awards in a file.", arguments, call)
