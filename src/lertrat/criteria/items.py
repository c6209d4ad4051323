"""Whole items of a rules file: what a copy needs to be one of its own, and what goes along when an item is taken away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lertrat.criteria.parsing import Path
from lertrat.kernel.errors import Refusal

Edits = dict[Path, Any]
TITLES = ("name", "title", "label", "question", "text")
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")


def held(value: Any, path: Path) -> Any:
    """What stands at a path; None where nothing does."""
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def title_key(item: Any) -> str:
    """Under which key an item has its own words in both languages; "" where it has none."""
    if not isinstance(item, dict):
        return ""
    return next((key for key in TITLES if isinstance(item.get(key), dict) and "th" in item[key]), "")


def own(value: Mapping[str, Any], path: Path, *, id: str, th: str = "", en: str = "") -> Edits:
    """What a copy of the item at `path` changes to be an item of its own, by paths within it: its id (for a type its concept,
    its number and the ids of its own conditions too) and its words. Refusal where the id is none, or taken."""
    item, listed = held(value, path), held(value, path[:-1])
    made: Edits = {}
    if isinstance(item, dict) and "id" in item:
        if not _ID.fullmatch(id):
            raise Refusal(
                "item-id",
                "รหัสใช้อักษรอังกฤษตัวเล็ก ตัวเลข และขีด เช่น one-year",
                "An id has small letters, figures and dashes.",
            )
        if id in {str(one.get("id")) for one in listed if isinstance(one, dict)}:
            raise Refusal("item-id", f"มีรหัส {id} อยู่แล้ว", f"There is an item {id} already.")
        made["id",] = id
    if isinstance(item, dict) and "concept" in item:
        made["concept",] = "/".join([*str(item["concept"]).split("/")[:-1], id])
    if isinstance(item, dict) and path[0] == "types" and len(path) == 2:
        if "number" in item:
            made["number",] = max(int(one.get("number", 0)) for one in listed) + 1
        made |= {
            ("conditions", n, "id"): f"{id}-{one['id']}"[:60]
            for n, one in enumerate(item.get("conditions") or [])
        }
    if key := title_key(item):
        made |= {(key, "th"): th or item[key]["th"], (key, "en"): en or item[key].get("en", "")}
    return made


def along(
    pack: Mapping[str, Any], supplement: Mapping[str, Any], path: Path
) -> tuple[list[Path], list[Path]]:
    """What leaves with an award type: its worked examples in the pack, its windows, steps and cut-offs in the supplement.

    Empty for every other item: what still refers to it is told when the text is compiled.
    """
    if path[:1] != ("types",) or len(path) != 2:
        return [], []
    id = held(pack, path)["id"]
    first: list[Path] = [
        ("examples", kind, n)
        for kind, listed in (pack.get("examples") or {}).items()
        for n, one in enumerate(listed)
        if isinstance(one, dict) and one.get("type") == id
    ]
    second: list[Path] = [
        ("windows", n) for n, one in enumerate(supplement.get("windows") or []) if one.get("type") == id
    ]
    second += [("steps", id)] if id in (supplement.get("steps") or {}) else []
    for n, cut in enumerate(supplement.get("cut_offs") or []):
        if id in cut["types"]:
            second.append(
                ("cut_offs", n, "types", cut["types"].index(id)) if len(cut["types"]) > 1 else ("cut_offs", n)
            )
    return first, second


def without(value: Any, paths: list[Path]) -> Edits:
    """The edits that take these items away: a list that would be left empty goes as a whole."""
    by_list: dict[Path, list[Path]] = {}
    for path in paths:
        by_list.setdefault(path[:-1], []).append(path)
    gone: list[Path] = []
    for holder, items in by_list.items():
        listed = held(value, holder)
        gone += [holder] if isinstance(listed, list) and len(listed) == len(items) and holder else items
    # From the last to the first, so that no place moves before it is looked up.
    return dict.fromkeys(sorted(gone, key=_place, reverse=True))


def _place(path: Path) -> list[str]:
    return [f"{part:09d}" if isinstance(part, int) else part for part in path]
