"""The `lertrat` command: its own commands, and every Django management command besides.

    lertrat criteria show psea-2564
    lertrat migrate

Wrong input is told in one line on the error output, with exit status 2, and changes nothing; a failure exits with 1. Own
commands take --json. Those that only read rules and files (criteria, eligible, honours, pmqa) import neither Django nor any
database, so they answer at once and run anywhere.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from lertrat.cli.frame import Command, Wrong, run
from lertrat.kernel.errors import Refusal

# Name on the command line → module, imported only when it is asked for.
COMMANDS = {
    "account": "account",
    "criteria": "criteria",
    "eligible": "eligible",
    "honours": "honours",
    "pmqa": "pmqa",
    "records": "records",
    "invariants": "invariants",
    "data-checks": "data_checks",
    "personal": "personal",
    "publish-due": "publish",
    "register": "register",
    "worker": "worker",
}
HELP = {"-h", "--help", "help"}


def main(argv: Sequence[str] | None = None) -> None:
    """The entry point; ends the process with the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lertrat.settings.dev")
    for stream in (sys.stdout, sys.stderr):
        # Thai must come out whole whatever the terminal says of itself.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        status = dispatch(arguments)
        sys.stdout.flush()
    except Wrong as wrong:
        status = tell(str(wrong), wrong.status)
    except Refusal as refused:
        status = tell(refused.en, 2)
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Nothing more may be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


def dispatch(arguments: list[str]) -> int:
    """Run the command that `arguments` name; its exit status."""
    if not arguments or arguments[0] in HELP and len(arguments) == 1:
        print(overview())
        return 0
    if arguments[0] in HELP:
        arguments = [arguments[1], "--help"]
    name = arguments[0]
    if name in COMMANDS:
        return run(load(name), arguments[1:])
    from lertrat.cli.management import run_management

    return run_management(arguments, COMMANDS)


def load(name: str) -> Command:
    """The own command of this name."""
    module = importlib.import_module(f"lertrat.cli.commands.{COMMANDS[name]}")
    command: Command = module.COMMAND
    return command


def overview() -> str:
    """What stands on the screen without a command."""
    lines = ["usage: lertrat COMMAND ...", "", "Commands (each with --help, and --json for machines):"]
    lines += [f"  {name:<12} {load(name).help}" for name in COMMANDS]
    lines += [
        "",
        "Every Django management command too: lertrat migrate, lertrat demo, lertrat shell, lertrat check …",
    ]
    return "\n".join(lines)


def tell(words: str, status: int) -> int:
    """One line on the error output."""
    line = " ".join(words.split())
    print(f"lertrat: {line}", file=sys.stderr)
    return status
