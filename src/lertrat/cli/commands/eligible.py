"""`lertrat eligible`: may this be entered, as far as the facts in a file tell?"""

from __future__ import annotations

import argparse

from lertrat.cli.frame import Command, Parser, json_option, print_json, read_text


def arguments(parser: Parser) -> None:
    from lertrat.cli import rules

    parser.add_argument("edition", metavar="EDITION")
    parser.add_argument("type", metavar="TYPE", help="the type's id or printed name")
    parser.add_argument(
        "--facts", required=True, metavar="FILE", help="one JSON object of facts (- for standard input)"
    )
    rules.options(parser)
    json_option(parser)


def call(options: argparse.Namespace) -> int:
    from lertrat.cli import rules
    from lertrat.criteria import facts_from_json, judge

    pack = rules.edition(options.edition, not options.without_supplement)
    type_id = rules.award_type(pack, options.type)
    judged = judge(pack, type_id, facts_from_json(read_text(options.facts)))
    if options.json:
        print_json(judged.as_json(options.language))
        return 0
    print(f"{pack.types[type_id].name.says(options.language)}: {judged.verdict}")
    for one in judged.conditions:
        places = ", ".join(f"{c.file}:{c.line}" for c in one.citations)
        print(f"  {one.verdict:<8}{one.says.says(options.language)}  [{one.id}; {places}]")
    return 0


COMMAND = Command(
    "eligible", "Whether a work may be entered for a type, by the facts in a file.", arguments, call
)
