"""`lertrat publish-due`: publish what is due, as the worker does at the hour (for a machine whose worker stands still)."""

from __future__ import annotations

import argparse

from lertrat.cli.frame import Command, Parser, json_option, print_json


def arguments(parser: Parser) -> None:
    json_option(parser)


def call(options: argparse.Namespace) -> int:
    from lertrat.decisions import actions

    done = actions.publish_due()
    print_json({"published": done}) if options.json else print(f"published: {done}")
    return 0


COMMAND = Command(
    "publish-due",
    "Publish every edition whose hour has come, whole or not at all.",
    arguments,
    call,
    database=True,
)
