"""`lertrat worker`: the process beside the web server that delivers, seals, sends and does what is due."""

from __future__ import annotations

import argparse

from lertrat.cli.frame import Command, Parser, json_option, print_json


def arguments(parser: Parser) -> None:
    parser.add_argument("--once", action="store_true", help="do what waits now, then end")
    json_option(parser)


def call(options: argparse.Namespace) -> int:
    from lertrat.cli.worker import Worker

    worker = Worker()
    if not options.once:
        worker.run()
        return 0
    done = worker.once()
    print_json(done) if options.json else print(", ".join(f"{name} {count}" for name, count in done.items()))
    return 0


COMMAND = Command(
    "worker",
    "Deliver, seal, send messages and do what is due, until stopped.",
    arguments,
    call,
    database=True,
)
