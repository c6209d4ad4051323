"""Reading rows of a register file against the register: what would be added, changed, kept or refused. Writes nothing.

A row is a mapping of texts: `code` (made from the name where blank), `kind`, `name_th`, `name_en`, `parent` (a code, or the
parent's name), `province` (a code, or the province's name), `state_body` ("1"/"0"), `fictitious`, `valid_from`,
`valid_until` (ISO dates), `source`, `note`, `aliases` ("kind:name|kind:name"). What the file does not name is left alone;
a blank field of a row blanks nothing that stands there already, except that nothing is ever guessed.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lertrat.agencies import validators
from lertrat.agencies.models import Agency, Alias, Province
from lertrat.agencies.states import NON_STATE
from lertrat.kernel import thai
from lertrat.kernel.errors import Refusal
from lertrat.kernel.plan import Change, Plan

Row = Mapping[str, str]
NAME = "agencies"
TEXTS = ("name_th", "name_en", "source", "note")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row, read: the values of the agency's own columns, and what it points to by code."""

    code: str
    values: dict[str, Any]
    parent: str = ""
    aliases: tuple[tuple[str, str], ...] = ()


@dataclass
class Register:
    """What stands in the register, as far as a plan needs it. Four queries."""

    agencies: dict[str, Agency] = field(default_factory=dict)
    by_name: dict[str, list[str]] = field(default_factory=dict)
    aliases: dict[int, set[tuple[str, str]]] = field(default_factory=dict)
    provinces: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Register:
        found = cls()
        for agency in Agency.objects.select_related("parent"):
            found.agencies[agency.code] = agency
            found.by_name.setdefault(agency.name_key, []).append(agency.code)
        for agency_id, kind, name in Alias.objects.values_list("agency_id", "kind", "name"):
            found.aliases.setdefault(agency_id, set()).add((kind, name))
        for code, name in Province.objects.values_list("code", "name_th"):
            found.provinces[code] = found.provinces[name] = code
        return found


def plan(rows: Iterable[Row], *, source: str = "") -> Plan:
    """What these rows would do. `source` is noted where a row names none."""
    register = Register.load()
    given = [dict(row) for row in rows]
    coming = _coming(given)
    counted = Counter(coming.values())
    changes: list[Change] = []
    for number, row in enumerate(given, 1):
        try:
            code = coming[number]
            if counted[code] > 1:
                raise Refusal(
                    "twice", f"รหัส {code} ปรากฏมากกว่าหนึ่งครั้ง", f"{code} stands there more than once."
                )
            entry = read(row, code, register, set(coming.values()), source)
            changes.append(_change(entry, register))
        except Refusal as refusal:
            subject = row.get("code") or row.get("name_th") or f"แถวที่ {number}"
            changes.append(Change("refuse", f"{number}: {subject}", after=dict(row), why=refusal.th))
    return Plan(NAME, tuple(changes))


def _coming(rows: list[dict[str, str]]) -> dict[int, str]:
    """The code of each row by its number; rows without one get a code from kind, name, parent and province."""
    codes = {}
    for number, row in enumerate(rows, 1):
        given = (row.get("code") or "").strip()
        if not given:
            key = [row.get(name, "") or "" for name in ("kind", "parent", "province")]
            key.append(thai.search_key(row.get("name_th", "") or ""))
            given = f"{key[0].replace('_', '-') or 'agency'}-{hashlib.sha256('|'.join(key).encode()).hexdigest()[:10]}"
        codes[number] = given
    return codes


def read(row: Row, code: str, register: Register, coming: set[str], source: str) -> Entry:
    """One row as an Entry. Refusals of `validators`, "no-parent", "no-province"."""
    texts = {name: (row.get(name) or "").strip() for name in row}
    kind = validators.kind(texts.get("kind", ""))
    values: dict[str, Any] = {
        "kind": kind,
        "name_th": validators.name(texts.get("name_th", "")),
        "name_en": " ".join(texts.get("name_en", "").split())[:250],
        "province_id": _province(texts.get("province", ""), register),
        "valid_from": validators.day(texts.get("valid_from", "")),
        "valid_until": validators.day(texts.get("valid_until", "")),
        "state_body": texts.get("state_body", "") != "0" and kind not in NON_STATE,
        "fictitious": texts.get("fictitious", "") == "1",
        "source": (texts.get("source", "") or source)[:200],
        "note": texts.get("note", "")[:500],
    }
    if values["valid_from"] and values["valid_until"] and values["valid_from"] >= values["valid_until"]:
        raise Refusal("agency-dates", "วันสิ้นสุดต้องอยู่หลังวันเริ่ม", "The end must come after the beginning.")
    aliases = tuple(validators.alias(text) for text in texts.get("aliases", "").split("|") if text.strip())
    return Entry(
        validators.code(code), values, _parent(texts.get("parent", ""), code, register, coming), aliases
    )


def _province(text: str, register: Register) -> str | None:
    if not text:
        return None
    if text not in register.provinces:
        raise Refusal("no-province", f"ไม่รู้จักจังหวัด “{text}”", f"There is no province “{text}”.")
    return register.provinces[text]


def _parent(text: str, code: str, register: Register, coming: set[str]) -> str:
    if not text:
        return ""
    if text == code:
        raise Refusal("own-parent", "หน่วยงานสังกัดตนเองไม่ได้", "An agency is not its own parent.")
    if text in register.agencies or text in coming:
        return text
    named = register.by_name.get(thai.search_key(text), [])
    if len(named) != 1:
        raise Refusal("no-parent", f"ไม่พบหน่วยงานต้นสังกัด “{text}”", f"There is no parent agency “{text}”.")
    return named[0]


def _change(entry: Entry, register: Register) -> Change:
    agency = register.agencies.get(entry.code)
    shown = {name: _text(value) for name, value in entry.values.items() if value not in ("", None)}
    if agency is None:
        after = shown | {"parent": entry.parent, "aliases": [list(alias) for alias in entry.aliases]}
        return Change("add", entry.code, after=after)
    before: dict[str, Any] = {}
    after = {}
    for name, value in entry.values.items():
        # A blank cell says nothing; a check mark always says something.
        if value in ("", None) and name != "valid_until":
            continue
        if getattr(agency, name) != value:
            before[name], after[name] = _text(getattr(agency, name)), _text(value)
    standing = agency.parent.code if agency.parent is not None else ""
    if entry.parent and entry.parent != standing:
        before["parent"], after["parent"] = standing, entry.parent
    new = [list(alias) for alias in entry.aliases if alias not in register.aliases.get(agency.pk, set())]
    if new:
        after["aliases"] = new
    return Change("change" if after else "keep", entry.code, before, after)


def _text(value: Any) -> Any:
    return value if isinstance(value, bool | str) or value is None else str(value)
