"""The worked examples stored with the rules, run at every load: rules that no longer say what they said are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lertrat.criteria import schema as s
from lertrat.criteria.awards import AwardFact, honours, years
from lertrat.criteria.entries import PastAward, excluded, reaffirms
from lertrat.criteria.instrument import instrument, item_score
from lertrat.criteria.judging import judge
from lertrat.criteria.pack import Pack
from lertrat.criteria.scores import gate, kpi
from lertrat.kernel.errors import Refusal

Failure = tuple[tuple[str | int, ...], s.Text]


def failures(pack: Pack) -> list[Failure]:
    """Each example that comes out otherwise than written: its path in the file, and what came out instead."""
    return list(_failures(pack))


def _failures(pack: Pack) -> Iterator[Failure]:
    for kind, run in _RUNS.items():
        for number, example in enumerate(getattr(pack.examples, kind)):
            if said := _said(run, pack, example):
                yield ("examples", kind, number), said


def _said(run: Callable[[Pack, Any], str], pack: Pack, example: Any) -> s.Text | None:
    try:
        said = run(pack, example)
    except Refusal as refused:
        return s.Text(th=refused.th, en=refused.en)
    except (KeyError, ValueError, TypeError):
        return s.Text(
            th="มีค่าที่ใช้กับตัวอย่างชนิดนี้ไม่ได้", en="it holds a value that does not fit this kind of example"
        )
    return s.Text(th=said, en=said) if said else None


def _differs(expected: object, found: object, what: str = "") -> str:
    return "" if expected == found else f"{what}{' ' if what else ''}{expected} ≠ {found}"


def _judge(pack: Pack, example: s.JudgeExample) -> str:
    found = judge(pack, example.type, example.facts)
    said = [_differs(example.expect, found.verdict)]
    if example.unmet is not None:
        said.append(_differs(sorted(example.unmet), sorted(found.unmet), "unmet"))
    if example.missing is not None:
        said.append(_differs(sorted(example.missing), sorted(found.missing), "missing"))
    return "; ".join(filter(None, said))


def _gate(pack: Pack, example: s.GateExample) -> str:
    found = gate(pack, example.type, example.step, example.score, opened=example.opened)
    return _differs(example.expect, found.result)


def _kpi(pack: Pack, example: s.KpiExample) -> str:
    found = kpi(pack, example.agency_kind, example.mean)
    if example.refused:
        return "" if found.refused_because else f"refused ≠ {found.points}"
    said = [_differs(example.points, found.points, "points")]
    if example.weighted is not None:
        said.append(_differs(example.weighted, found.weighted, "weighted"))
    return "; ".join(filter(None, said))


def _honours(pack: Pack, example: s.HonourExample) -> str:
    rows = [
        AwardFact(
            year_be=row.get("year_be", pack.year_be),
            branch=str(row.get("branch") or ""),
            type=str(row.get("type") or ""),
            level=str(row.get("level") or ""),
            agency=str(row.get("agency") or "ก"),
        )
        for row in example.awards
    ]
    found = next((v for v in honours(pack, rows) if v.honour == example.honour), None)
    if found is None:
        raise Refusal(
            "example",
            "ตัวอย่างต้องมีรางวัลของหน่วยงานอย่างน้อยหนึ่งรายการ",
            "the example needs at least one award of an agency",
        )
    said = [_differs(example.expect, found.verdict)]
    if example.missing is not None:
        said.append(_differs(sorted(example.missing), sorted(found.missing), "missing"))
    return "; ".join(filter(None, said))


def _exclusion(pack: Pack, example: s.ExclusionExample) -> str:
    return _differs(example.expect, excluded(pack, example.type, example.others).result)


def _reaffirmation(pack: Pack, example: s.ReaffirmationExample) -> str:
    past = [past_award(row) for row in example.past]
    return _differs(example.expect, reaffirms(pack, example.type, past, example.category).verdict)


def past_award(row: dict[str, Any]) -> PastAward:
    """A past award from plain values: type, category, and year_be or from_year and to_year."""
    try:
        span = years(row.get("year_be"))
        first, last = span or (int(row["from_year"]), int(row.get("to_year", row["from_year"])))
        return PastAward(row["type"], first, last, row.get("category"))
    except (KeyError, ValueError, TypeError):
        raise Refusal(
            "example",
            "รางวัลเดิมต้องมี type และปี พ.ศ. ใน year_be หรือ from_year กับ to_year",
            "a past award has a type, and Buddhist years in year_be or in from_year and to_year",
        ) from None


def _item(pack: Pack, example: s.ItemExample) -> str:
    found = item_score(instrument(pack), example.item, example.met)
    return _differs(example.score, found)


_RUNS: dict[str, Callable[[Pack, Any], str]] = {
    "judge": _judge,
    "gates": _gate,
    "kpi": _kpi,
    "honours": _honours,
    "exclusions": _exclusion,
    "reaffirmations": _reaffirmation,
    "items": _item,
}
