"""`lertrat pmqa`: examiners' scores of PMQA 4.0 to means, gates and the KPI."""

from __future__ import annotations

import argparse

from lertrat.cli.frame import Command, Parser, json_option, print_json, print_table, read_csv

COLUMNS = ("agency", "kind", "step", "category", "score")
SHOWN = ("agency", "step", "mean", "mean_decimal", "gate", "kpi_points", "kpi_weighted", "refused_because")


def arguments(parser: Parser) -> None:
    from lertrat.cli import rules

    parser.add_argument("edition", metavar="EDITION")
    parser.add_argument("--scores", required=True, metavar="FILE.csv", help=f"columns {','.join(COLUMNS)}")
    rules.options(parser)
    json_option(parser)


def call(options: argparse.Namespace) -> int:
    from lertrat.cli import rules
    from lertrat.criteria import pmqa

    pack = rules.edition(options.edition, not options.without_supplement)
    rows = [one.as_json(options.language) for one in pmqa(pack, read_csv(options.scores, COLUMNS))]
    if options.json:
        print_json(rows)
    else:
        print_table(rows, SHOWN)
    return 0


COMMAND = Command("pmqa", "PMQA 4.0: scores to means, gates and KPI.", arguments, call)
