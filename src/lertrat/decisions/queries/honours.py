"""Honours before they are public: verdicts with their trees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lertrat.criteria import Explanation, Text
from lertrat.decisions.models import HonourDecision
from lertrat.decisions.queries.board import visible
from lertrat.kernel.errors import NotFound
from lertrat.people.models import Person
from lertrat.programmes import queries as programmes
from lertrat.programmes.models import Edition


@dataclass(frozen=True, slots=True)
class HonourRow:
    """An honour of an agency: its name, the verdict, the branches missing or not established, and why."""

    honour: HonourDecision
    name: str
    by_hand: bool
    missing: tuple[str, ...]
    tree: Explanation


def honours_board(
    person: Person | None, edition: Edition, *, honour: str = "", verdict: str = ""
) -> list[HonourRow]:
    """Every honour proposed, yes first. Officers and the Commission's seats; others find nothing (NotFound)."""
    seen = visible(person, edition)
    if not seen.honours:
        raise NotFound("no-honours", "ไม่พบรายการนี้", "There is nothing here.")
    rows = seen.honour_rows(HonourDecision.objects.filter(edition=edition)).select_related(
        "agency", "item__meeting", "resolution"
    )
    if honour:
        rows = rows.filter(honour=honour)
    if verdict:
        rows = rows.filter(verdict=verdict)
    order = {"yes": 0, "unknown": 1, "no": 2}
    made = [honour_row(edition, one) for one in rows.order_by("honour", "agency__sort_key", "id")]
    return sorted(made, key=lambda row: order[row.honour.verdict])


def honour_row(edition: Edition, one: HonourDecision) -> HonourRow:
    pack = programmes.pack_of(edition)
    rule = next(h for h in pack.honours if h.id == one.honour)
    missing = tuple(
        pack.branches[id].name.th if id in pack.branches else "ข้อเสนอของคณะกรรมการ"
        for id in one.tree.get("missing", ())
    )
    return HonourRow(one, rule.name.th, rule.kind != "every_branch", missing, _node(one.tree))


def honour(person: Person | None, honour_id: int) -> HonourRow:
    """One honour the person may see. Raises NotFound: to a shut door as to nothing."""
    absent = NotFound("no-honour", "ไม่พบรายการนี้", "There is no such honour.")
    found = (
        HonourDecision.objects.select_related(
            "agency", "edition__pack_version", "edition__programme", "item__meeting__committee", "resolution"
        )
        .filter(pk=honour_id)
        .first()
    )
    if found is None:
        raise absent
    if not visible(person, found.edition).honour_rows(HonourDecision.objects.filter(pk=found.pk)).exists():
        raise absent
    return honour_row(found.edition, found)


def honour_tree(person: Person | None, honour_id: int) -> Explanation:
    """Why an honour is due, is not, or cannot be told: branch by branch, award by award. Raises NotFound."""
    return honour(person, honour_id).tree


def _node(kept: Mapping[str, Any]) -> Explanation:
    return Explanation(
        kept["about"],
        kept["verdict"],
        Text(**kept["says"]),
        tuple(_node(child) for child in kept.get("children", ())),
    )
