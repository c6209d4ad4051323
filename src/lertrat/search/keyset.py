"""Pages of a long list by the place of their last row, not by counting: page 1,000 costs what page 1 costs.

A cursor is the sort values of a row, written for a URL. A list has one to three sort columns, the last of them unique.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import IntegerField, Model, Q, QuerySet

from lertrat.kernel.errors import Refusal

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`rows`, and the cursors of the pages around them ("" where there is none)."""

    rows: list[Row]
    next: str
    previous: str


def page(rows: QuerySet[Row], order: tuple[str, ...], *, cursor: str = "", size: int = 50) -> Page[Row]:
    """One page of `rows` in `order` ("-year_sort", "id"), after (or, for a previous page, before) the cursor's row.

    One query. Raises Refusal("bad-cursor") for a cursor that was not made here.
    """
    backward, place = _read(cursor, [_kind(rows.model, name) for name in order])
    way = tuple(_turned(name) for name in order) if backward else order
    if place is not None:
        rows = rows.filter(_beyond(way, place))
    found = list(rows.order_by(*way)[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backward:
        found.reverse()
    if not found:
        return Page([], "", "")
    there_is_next = backward or more
    there_is_previous = more if backward else place is not None
    return Page(
        found,
        _write("n", order, found[-1]) if there_is_next else "",
        _write("p", order, found[0]) if there_is_previous else "",
    )


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(way: tuple[str, ...], place: list[Any]) -> Q:
    """Rows after `place`; the first column alone bounds the range, so that an index over `way` serves it."""
    name, value = way[0], place[0]
    column, beyond = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
    if len(way) == 1:
        return Q(**{f"{column}__{beyond}": value})
    return Q(**{f"{column}__{beyond}e": value}) & (
        Q(**{f"{column}__{beyond}": value}) | _beyond(way[1:], place[1:])
    )


def _write(way: str, order: tuple[str, ...], row: Model) -> str:
    place = [getattr(row, name.lstrip("-")) for name in order]
    return base64.urlsafe_b64encode(json.dumps([way, *place]).encode()).decode().rstrip("=")


def _kind(model: type[Model], name: str) -> type:
    """What stands in a column of the order: numbers or text."""
    return int if isinstance(model._meta.get_field(name.lstrip("-")), IntegerField) else str


def _fits(value: Any, kind: type) -> bool:
    """Whether a value could have stood in such a column: a text that no database can hold could not."""
    if type(value) is not kind:
        return False
    return not isinstance(value, str) or (
        "\0" not in value and value == value.encode(errors="replace").decode()
    )


def _read(cursor: str, kinds: list[type]) -> tuple[bool, list[Any] | None]:
    if not cursor:
        return False, None
    try:
        way, *place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, TypeError):
        way, place = "", []
    sound = way in ("n", "p") and len(place) == len(kinds)
    if not sound or not all(_fits(value, kind) for value, kind in zip(place, kinds, strict=True)):
        raise Refusal(
            "bad-cursor",
            "ลิงก์ของหน้านี้ไม่ถูกต้อง โปรดเริ่มจากหน้าแรกของรายการ",
            "This page link is not valid; start from the first page.",
        )
    return way == "p", place
