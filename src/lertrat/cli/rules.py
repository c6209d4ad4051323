"""Rules for the pure commands: by an edition's id, or from a file."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from lertrat.cli import kept
from lertrat.cli.frame import Wrong, read_text
from lertrat.criteria import Pack, builtin_ids, builtin_source, load_pack

_FOR = re.compile(r"^for:\s*[\"']?([a-z0-9-]+)", re.MULTILINE)
_IS_SUPPLEMENT = re.compile(r"^supplement:", re.MULTILINE)


def options(parser: argparse.ArgumentParser) -> None:
    """What every command that reads an edition's rules takes."""
    parser.add_argument(
        "--without-supplement",
        action="store_true",
        help="only what the sources say, without the values assumed for the demonstration",
    )
    parser.add_argument(
        "--language", choices=["th", "en"], default="th", help="language of explanations (th)"
    )


def edition(name: str, supplement: bool = True) -> Pack:
    """The rules called `name` (an id such as psea-2564), or those in the file of that name."""
    if name in builtin_ids():
        text, extra = builtin_source(name)
        return kept.load(
            text,
            extra if supplement and extra else None,
            name=f"{name}.yaml",
            supplement_name=f"{name}.demo.yaml",
        )
    if name.endswith((".yaml", ".yml")) or Path(name).is_file():
        return from_file(name, supplement=supplement)
    raise Wrong(f"no edition {name!r}; there are {', '.join(builtin_ids())}, or name a .yaml file")


def from_file(name: str, supplement: bool = True) -> Pack:
    """The rules in a file; a supplement is read together with the rules it is written for, a pack with no other file."""
    text, short = read_text(name), Path(name).name
    if not _IS_SUPPLEMENT.search(text):
        return load_pack(text, name=short)
    written_for = _FOR.search(text)
    if not written_for or written_for[1] not in builtin_ids():
        raise Wrong(f"{name}: a supplement must say which rules it is for (for: {builtin_ids()[0]})")
    source, _ = builtin_source(written_for[1])
    return load_pack(source, text, name=f"{written_for[1]}.yaml", supplement_name=short)


def award_type(pack: Pack, text: str) -> str:
    """The id of the type that `text` (an id or a printed name) means."""
    found = text if text in pack.types else pack.resolve_type(text)
    if found is None:
        raise Wrong(f"{pack.id} has no award type {text!r}; there are {', '.join(pack.types)}")
    return found
