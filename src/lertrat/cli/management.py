"""Django's management commands through `lertrat`: same names, same options, errors in one line."""

from __future__ import annotations

import difflib
from argparse import Namespace
from collections.abc import Iterable
from typing import Any

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, get_commands, handle_default_options, load_command_class
from django.core.management.base import BaseCommand, CommandParser, SystemCheckError
from django.db import DatabaseError, connections

from lertrat.cli.frame import Wrong


def run_management(arguments: list[str], own: Iterable[str] = ()) -> int:
    """Run a management command; its exit status. `own`: other commands, for the hint at a slip of the pen. Wrong: status 2 for wrong input, 1 for a failure."""
    name, rest = arguments[0], arguments[1:]
    try:
        _preset(rest)
        django.setup()
        command = _load(name, own)
    except (ImproperlyConfigured, ModuleNotFoundError) as error:
        raise Wrong(f"settings: {error}", 1) from None
    try:
        options = vars(command.create_parser("lertrat", name).parse_args(rest))
        handle_default_options(_seen(options))
        positional = options.pop("args", ())
        command.execute(*positional, **options)
    except SystemCheckError as error:
        raise Wrong(str(error), 1) from None
    except CommandError as error:
        words = str(error).removeprefix("Error: ")
        raise Wrong(f"{name}: {words}", 2 if error.returncode == 1 else error.returncode) from None
    except DatabaseError as error:
        raise Wrong(f"{name}: {str(error).strip().splitlines()[0]}", 1) from None
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else (1 if ended.code else 0)
    finally:
        connections.close_all()
    return 0


def _seen(values: dict[str, Any]) -> Namespace:
    return Namespace(settings=values.get("settings"), pythonpath=values.get("pythonpath"))


def _preset(rest: list[str]) -> None:
    """--settings and --pythonpath count before anything is imported."""
    parser = CommandParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--settings")
    parser.add_argument("--pythonpath")
    try:
        known, _ = parser.parse_known_args(rest)
    except CommandError as error:
        raise Wrong(str(error).removeprefix("Error: ")) from None
    handle_default_options(known)


def _load(name: str, own: Iterable[str]) -> BaseCommand:
    known = get_commands()
    if name not in known:
        near = difflib.get_close_matches(name, [*own, *known], n=1)
        hint = f"did you mean `lertrat {near[0]}`?" if near else "`lertrat help` lists the commands"
        raise Wrong(f"no command called {name!r}; {hint}")
    where = known[name]
    return where if isinstance(where, BaseCommand) else load_command_class(where, name)
