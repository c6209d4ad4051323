"""A condition's test in words, for people who read rules: one sentence, parts joined by “และ” or “หรือ”."""

from __future__ import annotations

from lertrat.criteria import schema as s
from lertrat.criteria.pack import Pack

_HOW = {
    "equal": ("เท่ากับ", "is"), "not_equal": ("ไม่เท่ากับ", "is not"), "at_least": ("ไม่น้อยกว่า", "is at least"),
    "at_most": ("ไม่เกิน", "is at most"), "more_than": ("มากกว่า", "is more than"), "less_than": ("น้อยกว่า", "is less than"),
}  # fmt: skip
_DAYS = {"closing_day": ("วันปิดรับสมัคร", "the closing day"), "opening_day": ("วันเปิดรับสมัคร", "the opening day")}
_UNITS = {"years": ("ปี", "year(s)"), "months": ("เดือน", "month(s)"), "days": ("วัน", "day(s)")}
Both = tuple[str, str]


def node_words(pack: Pack, node: s.Node) -> s.Text:
    """What a node asks, by the words of the facts it reads."""
    th, en = _said(pack, node)
    return s.Text(th=th, en=en)


def _said(pack: Pack, node: s.Node) -> Both:
    match node.key:
        case "all" | "any":
            parts = [_said(pack, one) for one in (node.all or node.any or ())]
            th, en = (" และ ", " and ") if node.all else (" หรือ ", " or ")
            return f"({th.join(p[0] for p in parts)})", f"({en.join(p[1] for p in parts)})"
        case "negated":
            assert node.negated is not None
            inner = _said(pack, node.negated)
            return f"ไม่ใช่กรณีที่ {inner[0]}", f"not: {inner[1]}"
        case "holds":
            name = _fact(pack, node.holds or "")
            return f"{name[0]} – ใช่", f"{name[1]} – yes"
        case "known":
            name = _fact(pack, node.known or "")
            return f"ทราบคำตอบของ {name[0]}", f"known: {name[1]}"
        case "open":
            value = _open(pack, node.open or "")
            return f"ตามผลวินิจฉัยเรื่อง {value[0]}", f"as settled: {value[1]}"
        case _:
            return _about(pack, node)


def _about(pack: Pack, node: s.Node) -> Both:
    if node.compare is not None:
        one = node.compare
        name, how = _fact(pack, one.fact), _HOW[one.how]
        to = _option(pack, one.fact, str(one.to)) if one.to is not None else ("", "")
        to = _fact(pack, one.to_fact) if one.to_fact else _open(pack, one.to_open) if one.to_open else to
        return f"{name[0]} {how[0]} {to[0]}", f"{name[1]} {how[1]} {to[1]}"
    if node.among is not None:
        fact, name = node.among.fact, _fact(pack, node.among.fact)
        values = [_option(pack, fact, str(value)) for value in node.among.values]
        return (
            f"{name[0]}: {', '.join(v[0] for v in values)}",
            f"{name[1]}: {', '.join(v[1] for v in values)}",
        )
    if node.elapsed is not None:
        span = node.elapsed
        unit, count = next((u, n) for u in _UNITS if (n := getattr(span, u)) is not None)
        since, until = _fact(pack, span.since), _DAYS.get(span.until) or _fact(pack, span.until)
        th = f"นับจาก {since[0]} ถึง {until[0]} ไม่น้อยกว่า {count} {_UNITS[unit][0]}"
        return th, f"from {since[1]} to {until[1]} at least {count} {_UNITS[unit][1]}"
    return _over(pack, node)


def _over(pack: Pack, node: s.Node) -> Both:
    if node.count is not None:
        one = node.count
        name, how = _fact(pack, one.fact), _HOW[one.how]
        to = _open(pack, one.to_open) if one.to_open else (str(one.to), str(one.to))
        inner = _said(pack, one.where) if one.where else ("", "")
        th = f"จำนวนของ {name[0]}{' ที่ ' + inner[0] if inner[0] else ''} {how[0]} {to[0]}"
        return th, f"number of {name[1]}{' with ' + inner[1] if inner[1] else ''} {how[1]} {to[1]}"
    if node.some is not None or node.every is not None:
        held = node.some or node.every
        assert held is not None
        name, inner = _fact(pack, held.fact), _said(pack, held.where)
        th, en = ("อย่างน้อยหนึ่งรายการ", "at least one") if node.some else ("ทุกรายการ", "every one")
        return f"{name[0]} มี{th}ที่ {inner[0]}", f"{name[1]}: {en} with {inner[1]}"
    assert node.by_reading is not None
    value = _open(pack, node.by_reading.open)
    cases = [(key, _said(pack, one)) for key, one in node.by_reading.cases.items()]
    th = " / ".join(f"[{key}] {said[0]}" for key, said in cases)
    return f"ตามการอ่านเรื่อง {value[0]}: {th}", f"by the reading of {value[1]}: " + " / ".join(
        f"[{key}] {said[1]}" for key, said in cases
    )


def _fact(pack: Pack, name: str) -> Both:
    fact = pack.facts.get(name) or next(
        (f.record[name] for f in pack.facts.values() if name in f.record), None
    )
    return (f"“{fact.question.th}”", f"“{fact.question.en}”") if fact else (name, name)


def _option(pack: Pack, fact: str, value: str) -> Both:
    held = pack.facts.get(fact) or next(
        (f.record[fact] for f in pack.facts.values() if fact in f.record), None
    )
    one = next((o for o in (held.options if held else ()) if o.id == value), None)
    return (one.th, one.en) if one else (value, value)


def _open(pack: Pack, id: str) -> Both:
    value = next((v for v in pack.open_values if v.id == id), None)
    return (value.question.th, value.question.en) if value else (id, id)
