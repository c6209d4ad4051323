"""What every own command shares: parsing that fails in one line, reading files, printing for people or machines."""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

LARGEST_FILE = 20 * 1024 * 1024


class Wrong(Exception):
    """Wrong input (status 2) or a failure (status 1), in one line of words."""

    def __init__(self, words: str, status: int = 2) -> None:
        super().__init__(words)
        self.status = status


class Parser(argparse.ArgumentParser):
    """Argparse, telling what is wrong in one line."""

    def __init__(self, *args: Any, **options: Any) -> None:
        # Abbreviated options would change their meaning with the next option added.
        super().__init__(*args, **({"allow_abbrev": False} | options))

    def error(self, message: str) -> NoReturn:
        raise Wrong(f"{self.prog.removeprefix('lertrat ')}: {message} (see {self.prog} --help)")


@dataclass(frozen=True)
class Command:
    """An own command. `arguments` declares its options, `call` runs it and gives the exit status.

    `database`: whether Django is to be set up first.
    """

    name: str
    help: str
    arguments: Callable[[Parser], None]
    call: Callable[[argparse.Namespace], int]
    database: bool = False


def run(command: Command, arguments: Sequence[str]) -> int:
    """Parse and run; the exit status."""
    parser = Parser(prog=f"lertrat {command.name}", description=command.help)
    command.arguments(parser)
    options = parser.parse_args(arguments)
    if not command.database:
        return command.call(options)
    import django
    from django.db import DatabaseError

    django.setup()
    try:
        return command.call(options)
    except DatabaseError as error:
        first = str(error).strip().split("\n")[0]
        raise Wrong(
            f"the database does not answer as it should: {first} (has `lertrat migrate` been run?)", 1
        ) from None


def json_option(parser: argparse.ArgumentParser) -> None:
    """The option that every own command has."""
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")


def print_json(value: Any) -> None:
    """One JSON document, readable and in UTF-8."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Rows under their column names, separated by tabs: fit for `cut` and for pasting into a sheet."""
    print("\t".join(columns))
    for row in rows:
        print("\t".join(_cell(row.get(column)) for column in columns))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return " ".join(str(value).split())


def read_text(name: str) -> str:
    """The text of the file `name` ("-": standard input); Wrong when it cannot be read as UTF-8."""
    try:
        if name == "-":
            import sys

            data = sys.stdin.buffer.read(LARGEST_FILE + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Wrong(f"{name}: {error.strerror or error}") from None
    if len(data) > LARGEST_FILE:
        raise Wrong(f"{name}: larger than {LARGEST_FILE // 1024 // 1024} MB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Wrong(f"{name}: not UTF-8 text (byte {error.start})") from None


def read_csv(name: str, columns: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a CSV file that has at least these columns; Wrong names what does not fit, with its line."""
    reader = csv.reader(io.StringIO(read_text(name), newline=""), strict=True)
    rows: list[dict[str, str]] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        missing = [column for column in columns if column not in header]
        if missing:
            raise Wrong(f"{name}: line 1: no column {', '.join(missing)} (expected {','.join(columns)})")
        if len(set(header)) < len(header):
            raise Wrong(f"{name}: line 1: a column stands twice")
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise Wrong(
                    f"{name}: line {reader.line_num}: {len(cells)} cells where the header has {len(header)}"
                )
            rows.append({column: cell.strip() for column, cell in zip(header, cells, strict=True)})
    except csv.Error as error:
        raise Wrong(f"{name}: line {reader.line_num}: {error}") from None
    return rows
