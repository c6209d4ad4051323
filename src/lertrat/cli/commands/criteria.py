"""`lertrat criteria`: the rules of a year: list, show, check, compare, the facts they read, and the guide."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lertrat.cli.frame import Command, Parser, Wrong, json_option, print_json, print_table


def arguments(parser: Parser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|show|check|diff|facts|guide")
    listed = verbs.add_parser("list", help="the editions whose rules come with the program")
    show = verbs.add_parser("show", help="an edition's rules with their citations")
    show.add_argument("edition", metavar="EDITION")
    check = verbs.add_parser("check", help="whether a rules file can be used; every problem with its line")
    check.add_argument("file", metavar="FILE")
    diff = verbs.add_parser("diff", help="what changed from one edition (or file) to another")
    diff.add_argument("a", metavar="A")
    diff.add_argument("b", metavar="B")
    facts = verbs.add_parser("facts", help="the facts a type's conditions read")
    facts.add_argument("edition", metavar="EDITION")
    facts.add_argument("type", metavar="TYPE")
    guide = verbs.add_parser("guide", help="the applicants' guide of an edition as a PDF")
    guide.add_argument("edition", metavar="EDITION")
    guide.add_argument(
        "--out", required=True, metavar="FILE", help="where the PDF is written (-: standard output)"
    )
    from lertrat.cli import rules

    for sub in (show, diff, facts, guide):
        rules.options(sub)
    for sub in (listed, show, check, diff, facts, guide):
        json_option(sub)


def call(options: argparse.Namespace) -> int:
    return VERBS[options.verb](options)


def list_editions(options: argparse.Namespace) -> int:
    from lertrat.cli import rules
    from lertrat.criteria import builtin_ids

    rows = []
    for id in builtin_ids():
        pack = rules.edition(id)
        rows.append(
            {
                "id": id,
                "year_be": pack.year_be,
                "title": pack.title.th,
                "types": len(pack.types),
                "sha256": pack.sha256,
                "supplement": pack.supplement or None,
            }
        )
    if options.json:
        print_json(rows)
    else:
        print_table(rows, ["id", "year_be", "types", "title", "supplement"])
    return 0


def show(options: argparse.Namespace) -> int:
    from lertrat.cli import rules

    pack = rules.edition(options.edition, not options.without_supplement)
    if options.json:
        print_json(_without_blanks(pack.model_dump(mode="json")))
        return 0
    language = options.language
    print(f"{pack.title.says(language)}  [{pack.id}]")
    print((pack.authority.shown or pack.authority).says(language))
    if pack.label is not None:
        print(f"* {pack.label.says(language)}: {pack.supplement}")
    for pause in pack.suspended:
        print(f"! {pause.year_be}: {pause.says(language)}  ({_places(pause.citations)})")
    for branch_id, branch in pack.branches.items():
        print(f"\n{branch.name.says(language)}")
        for award in pack.types_of(branch_id):
            print(f"  {award.number}. {award.name.says(language)}  [{award.id}]")
            for condition in award.conditions:
                print(f"       {condition.text.says(language)}  ({_places(condition.citations)})")
            for like in award.corresponds:
                print(
                    f"       = {like.edition} {like.type}: {like.says(language)}  ({_places(like.citations)})"
                )
            for step in award.steps:
                window = step.window
                span = f"{window.first_day} – {window.last_day}" if window else "–"
                print(f"       {step.number}) {step.name.says(language)}: {span}")
    for value in pack.open_values:
        print(f"\n? {value.question.says(language)}  [{value.id}]\n  {value.reason.says(language)}")
    return 0


def check(options: argparse.Namespace) -> int:
    from lertrat.cli import rules
    from lertrat.criteria import PackError

    try:
        pack = rules.from_file(options.file)
    except PackError as error:
        if options.json:
            problems = [one.as_json("en") | {"words_th": one.words.th} for one in error.problems]
            print_json({"ok": False, "problems": problems})
        else:
            for one in error.problems:
                print(f"{one.file}:{one.line}: {one.words.en}")
        print(
            f"lertrat: {options.file}: {len(error.problems)} problem(s), the first at {error.en}",
            file=sys.stderr,
        )
        return 2
    if options.json:
        print_json(
            {"ok": True, "id": pack.id, "sha256": pack.sha256, "types": len(pack.types), "problems": []}
        )
    else:
        print(
            f"{options.file}: good; {pack.id}, {len(pack.types)} types, {len(pack.open_values)} open values"
        )
    return 0


def diff(options: argparse.Namespace) -> int:
    from lertrat.cli import rules
    from lertrat.criteria import diff as difference

    supplement = not options.without_supplement
    rows = [
        one.as_json(options.language)
        for one in difference(rules.edition(options.a, supplement), rules.edition(options.b, supplement))
    ]
    if options.json:
        print_json(rows)
    else:
        for row in rows:
            print(row["words"])
        print(f"{len(rows)} difference(s)")
    return 0


def facts(options: argparse.Namespace) -> int:
    from lertrat.cli import rules
    from lertrat.criteria import facts_of

    pack = rules.edition(options.edition, not options.without_supplement)
    rows = [one.as_json(options.language) for one in facts_of(pack, rules.award_type(pack, options.type))]
    if options.json:
        print_json(rows)
    else:
        print_table(rows, ["name", "type", "unit", "question", "read_by", "who"])
    return 0


def guide(options: argparse.Namespace) -> int:
    from lertrat.cli import rules
    from lertrat.criteria.guide import guide as words
    from lertrat.typesetting import render

    pack = rules.edition(options.edition, not options.without_supplement)
    pdf = render("guide", words(pack, options.language))
    if options.out == "-":
        sys.stdout.buffer.write(pdf)
        return 0
    try:
        Path(options.out).write_bytes(pdf)
    except OSError as error:
        raise Wrong(f"{options.out}: {error.strerror or error}") from None
    if options.json:
        print_json({"edition": pack.id, "sha256": pack.sha256, "file": options.out, "bytes": len(pdf)})
    else:
        print(f"{options.out}: the guide of {pack.id}, {len(pdf):,} bytes")
    return 0


def _places(citations: Any) -> str:
    return ", ".join(f"{one.file}:{one.line}" for one in citations)


def _without_blanks(value: Any) -> Any:
    """The same without names that hold nothing: a condition names one check, not the dozen it might have been."""
    if isinstance(value, dict):
        return {
            key: _without_blanks(one)
            for key, one in value.items()
            if one is not None and one != [] and one != ""
        }
    if isinstance(value, list):
        return [_without_blanks(one) for one in value]
    return value


VERBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "list": list_editions,
    "show": show,
    "check": check,
    "diff": diff,
    "facts": facts,
    "guide": guide,
}
COMMAND = Command("criteria", "The rules of a year: list, show, check, diff, facts, guide.", arguments, call)
