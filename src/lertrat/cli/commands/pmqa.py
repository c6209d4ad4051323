"""`lertrat pmqa`: examiners' scores of PMQA 4.0 to means, gates and the KPI."""

from __future__ import annotations

import argparse
from typing import Any

from lertrat.cli.frame import Command, Parser, json_option, print_json, print_table, read_csv

COLUMNS = ("agency", "kind", "step", "category", "score")
SHOWN = (
    "agency",
    "step",
    "mean",
    "mean_decimal",
    "gate",
    "level",
    "kpi_points",
    "kpi_weighted",
    "categories",
    "refused_because",
)


def arguments(parser: Parser) -> None:
    from lertrat.cli import rules

    parser.add_argument("edition", metavar="EDITION")
    parser.add_argument("--scores", required=True, metavar="FILE.csv", help=f"columns {','.join(COLUMNS)}")
    rules.options(parser)
    parser.add_argument(
        "--explain", action="store_true", help="the rule behind each figure, and where it stands"
    )
    json_option(parser)


def call(options: argparse.Namespace) -> int:
    from lertrat.cli import rules
    from lertrat.criteria import pmqa

    pack = rules.edition(options.edition, not options.without_supplement)
    rows = [one.as_json(options.language) for one in pmqa(pack, read_csv(options.scores, COLUMNS))]
    if options.json:
        print_json(rows)
    else:
        print_table([row | {"categories": _listed(row["categories"])} for row in rows], SHOWN)
        if options.explain:
            _explain(rows)
    return 0


def _listed(categories: dict[str, str]) -> list[str]:
    return [f"{number}={score}" for number, score in categories.items()]


def _explain(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        print(f"\n{row['agency']} · {row['step']}")
        for name, rule in row["rules"].items():
            places = ", ".join(f"{place['file']}:{place['line']}" for place in rule["citations"])
            print(f"  {name}: {rule['says']}{f' [{places}]' if places else ''}")


COMMAND = Command("pmqa", "PMQA 4.0: scores to means, gates and KPI.", arguments, call)
