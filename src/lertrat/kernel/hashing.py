"""Hashes of structured values, and the tree of salted part hashes behind a frozen copy.

Each part of a submission is hashed with a salt of its own and the parts' hashes are hashed together. A part can later be
erased (its text and salt dropped, its hash kept) and the receipt's root still verifies.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any


def canonical(value: Any) -> bytes:
    """One byte string per value: JSON with sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def part_hash(salt: str, value: Any) -> str:
    """The hash of one salted part."""
    return hashlib.sha256(salt.encode() + b"\0" + canonical(value)).hexdigest()


def root_hash(hashes: Mapping[str, str]) -> str:
    """The hash over all part hashes, by part name."""
    return digest(dict(hashes))


def tree(parts: Mapping[str, Any]) -> dict[str, Any]:
    """`{"root": hex, "parts": {name: {"salt", "hash"}}}` for the given parts, each with a fresh salt."""
    made: dict[str, dict[str, str]] = {}
    for name, value in parts.items():
        salt = secrets.token_hex(16)
        made[name] = {"salt": salt, "hash": part_hash(salt, value)}
    return {"root": root_hash({name: part["hash"] for name, part in made.items()}), "parts": made}


def verify(frozen: Mapping[str, Any], parts: Mapping[str, Any]) -> list[str]:
    """Names of the parts that do not fit the tree `frozen`; "root" when the root itself does not. Empty = intact.

    A part missing from `parts` was erased: its recorded hash stands for it.
    """
    wrong = [
        name
        for name, part in frozen["parts"].items()
        if name in parts and part_hash(part["salt"], parts[name]) != part["hash"]
    ]
    wrong += [name for name in parts if name not in frozen["parts"]]
    if root_hash({name: part["hash"] for name, part in frozen["parts"].items()}) != frozen["root"]:
        wrong.append("root")
    return wrong
