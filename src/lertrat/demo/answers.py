"""What a fictitious agency answers in its form: the work's own sentences, woven with the banks of `texts`.

Always the same for the same work: variants go round by the work's number, numbers come from a hash, never from chance.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

from lertrat.criteria.schema import Column, Form, Question
from lertrat.demo import texts
from lertrat.kernel import dates

NATIONAL = ("ministry", "department", "other_state", "public_organisation", "state_enterprise")
_SLOT = re.compile(r"\{([a-z_0-9]+|\d+-\d+)\}")
_ENDS_APART = re.compile(r"(\s\S|[)\d])$")

Work = dict[str, Any]


def answers(work: Work, form: Form, *, source_ref: str = "") -> dict[str, Any]:
    """Answers to the form's questions by question id; files are left out (see `evidence_files`).

    Texts are text, numbers text, dates ISO text, yes/no bool, choices the option's id, tables lists of rows by column id.
    `source_ref` is the register's reference of the awarded work that an expansion comes from. KeyError where the words
    for a required question are missing.
    """
    given: dict[str, Any] = {}
    for question in form.questions:
        value = _answer(work, question, source_ref)
        if value is None and question.required:
            raise KeyError(f"{work['id']}: no words for the required question {question.id}")
        if value is not None:
            given[question.id] = value
    return given


def facts(work: Work, names: list[str]) -> dict[str, Any]:
    """Those of `names` (facts no question of the form asks for) that the work's story settles."""
    return {name: work["facts"][name] for name in names if name in work.get("facts", {})}


def evidence_files(work: Work) -> list[str]:
    """Names of the files attached to a work, two or three of them."""
    names: list[str] = texts.read("bank-works")["evidence_files"][branch(work)]
    return names[: 2 + work["number"] % 2]


def branch(work: Work) -> str:
    """The branch a work is told in."""
    if work["type"].startswith("service-"):
        return "service"
    return "management" if work["type"].startswith("pmqa") else "participatory"


def nominee(work: Work) -> dict[str, Any] | None:
    """The nominee's entry in people.yaml, for a nomination."""
    return next((n for n in texts.read("people")["nominees"] if n["id"] == work.get("nominee")), None)


def nominee_name(work: Work) -> str:
    """The nominee's name as it is spoken; empty where there is none."""
    found = nominee(work)
    if found is None:
        return ""
    return str(found.get("name") or f"{found['title']}{found['first']} {found['last']}")


def pick(choices: list[str], work: Work, salt: str) -> str:
    """One of `choices`; neighbouring works get different ones."""
    number: int = work["number"]
    return choices[(number + _hash(salt)) % len(choices)]


def _answer(work: Work, question: Question, source_ref: str) -> Any:
    if question.kind == "file":
        return None
    if question.kind == "award_ref":
        return source_ref or None
    fixed = texts.read("bank-works")["fixed"].get(work["type"], {})
    if question.id in _PLAIN:
        return _PLAIN[question.id](work)
    if question.kind == "table":
        return _TABLES[_table_of(question.id)](work, question)
    if question.id in fixed:
        return str(fixed[question.id]) if question.kind == "number" else fixed[question.id]
    if re.fullmatch(r"k[1-8]", question.id):
        return int(question.id[1]) in work["kinds"]
    return _told(work, question.id)


def _told(work: Work, question_id: str) -> str | None:
    """The bank's words for a question with the work's slots filled; None where the bank has none."""
    if branch(work) == "management":
        return _management(work, question_id)
    source = texts.read("bank-works")
    bank = source["bank"] | source["participatory"] if branch(work) == "participatory" else source["bank"]
    return (
        _filled(work, pick(bank[question_id], work, question_id), question_id)
        if question_id in bank
        else None
    )


def _management(work: Work, question_id: str) -> str | None:
    source = texts.read("bank-management")
    bank = source["bank"]
    if re.fullmatch(r"i[1-4]", question_id):
        item = f"r{work['category']}_{question_id[1]}"
        return f"{source['items'][item]}\n{_filled(work, pick(bank[item], work, item), item)}"
    if question_id == "c_story":
        parts = (f"c{work['category']}_results", "c7_story")
        return " ".join(_filled(work, pick(bank[part], work, question_id), part) for part in parts)
    return (
        _filled(work, pick(bank[question_id], work, question_id), question_id)
        if question_id in bank
        else None
    )


def _filled(work: Work, template: str, salt: str) -> str:
    seen = 0

    def fill(match: re.Match[str]) -> str:
        nonlocal seen
        slot = match[1]
        if "-" in slot:
            seen += 1
            return _grouped(_drawn(slot, f"{work['id']}:{salt}:{seen}"))
        return _slot(work, slot)

    return re.sub(r" {2,}", " ", _SLOT.sub(fill, template)).strip()


def _slot(work: Work, slot: str) -> str:
    agency = texts.agencies()[work["agency"]]
    if re.fullmatch(r"r[1-4]", slot):
        results = work["results"]
        return _clause(results[(int(slot[1]) - 1) % len(results)])
    made: dict[str, Callable[[], str]] = {
        "agency": lambda: _spaced(agency["name"]),
        "short": lambda: _spaced(agency["short"]),
        "people": lambda: _grouped(agency["people"]),
        "served": lambda: _grouped(agency["served"]),
        "users": lambda: str(work["users"][0]),
        "count": lambda: _grouped(work["users"][1]),
        "partners": lambda: _listed([p if isinstance(p, str) else p[0] for p in work["partners"][:3]]),
        "since": lambda: f"เดือน{_month(work['started'])} ",
        "problem_first": lambda: str(work["problem"]),
    }
    return made[slot]() if slot in made else str(work[slot])


def _clause(result: list[Any]) -> str:
    """A result told: "เวลารอลดลงจาก 95 นาที เหลือ 5 นาที"."""
    name, unit, before, after = result
    if float(str(before)) == 0:
        return f"{name}จากเดิมไม่มีเลย เป็น{_amount(after, unit)}"
    if float(str(after)) == 0:
        return f"{name}ลดลงจาก{_amount(before, unit)} จนไม่เหลือเลย"
    verb, reached = ("ลดลงจาก", "เหลือ") if float(str(after)) < float(str(before)) else ("เพิ่มขึ้นจาก", "เป็น")
    return f"{name}{verb}{_amount(before, unit)} {reached}{_amount(after, unit)}"


def _amount(value: Any, unit: str) -> str:
    figure = _grouped(value)
    return f"ร้อยละ {figure}" if unit == "ร้อยละ" else f" {figure} {unit}"


def _grouped(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _spaced(name: str) -> str:
    """A name that ends in a single letter, a figure or a bracket stands apart from the next word."""
    return f"{name} " if _ENDS_APART.search(name) or name.endswith(".") else name


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return _spaced(names[0])
    return _spaced(f"{' '.join(names[:-1])} และ{names[-1]}")


def _month(iso: str) -> str:
    return dates.thai_date(date.fromisoformat(iso), "long").split(" ", 1)[1]


def _hash(words: str) -> int:
    return int.from_bytes(sha256(words.encode()).digest()[:6], "big")


def _drawn(span: str, salt: str) -> int:
    low, high = map(int, span.split("-"))
    return low + _hash(salt) % (high - low + 1)


def _area(work: Work) -> str:
    agency = texts.agencies()[work["agency"]]
    if agency["kind"] in NATIONAL:
        return "ทั่วประเทศ ผ่านสำนักงานพื้นที่ทุกแห่ง"
    if agency["kind"] == "province":
        return f"{agency['name']}ทุกอำเภอ"
    province = texts.agencies().get(agency.get("province", ""))
    if agency["kind"] == "local_government" and province:
        return f"เขต{agency['name']} {province['name']}"
    return province["name"] if province else "ภูมิภาคสมมติและระบบออนไลน์"


_PLAIN: dict[str, Callable[[Work], Any]] = {
    "started": lambda work: work["started"],
    "area": _area,
    "users_count": lambda work: str(work["users"][1]),
    "own_share": lambda work: str(work["share"]),
    "level": lambda work: work["ladder"],
    "sites_before": lambda work: str(work["sites"][0]),
    "sites_after": lambda work: str(work["sites"][1]),
    "households": lambda work: str(work["households"][0]),
    "out": lambda work: str(work["households"][1]),
    "new_areas": lambda work: str(work["new_areas"]),
    "category": lambda work: str(work["category"]),
    "nominee_name": nominee_name,
    "nominee_kind": lambda work: (nominee(work) or {})["kind"],
    "official": lambda work: bool(work.get("official", False)),
    "parent_work": lambda work: texts.works()[work["parent"]]["title"],
    "evidence_link": lambda work: f"https://lertrat.example/{work['id']}",
}


def _indicator_rows(work: Work, question: Question) -> list[dict[str, str]]:
    sources = ("ข้อมูลจากระบบ ปีงบประมาณ 2563", "รายงานประจำเดือน ต.ค. 2562 – ก.ย. 2563", "ผลสำรวจ ก.ย. 2563")
    return [
        {"name": name, "unit": unit, "before": str(before), "after": str(after), "source": sources[n % 3]}
        for n, (name, unit, before, after) in enumerate(work["results"])
    ]


def _partner_rows(work: Work, question: Question) -> list[dict[str, str]]:
    return [{"name": name, "sector": sector, "role": role} for name, sector, role in work["partners"]]


def _rows_by_column(key: str) -> Callable[[Work, Question], list[dict[str, str]]]:
    def rows(work: Work, question: Question) -> list[dict[str, str]]:
        ids = [column.id for column in question.columns]
        return [dict(zip(ids, map(str, row), strict=True)) for row in work[key]]

    return rows


def _result_rows(work: Work, question: Question) -> list[dict[str, str]]:
    """Indicators over three years: all groups for "c7", one for "r7_n", the groups that mirror a category for "c_results"."""
    source = texts.read("bank-management")
    groups: list[int] = list(source["indicators"])
    if question.id.startswith("r7_"):
        groups = [int(question.id[3])]
    elif question.id == "c_results":
        groups = source["mirrors"][work["category"]]
    rows = []
    for group in groups:
        for n, indicator in enumerate(source["indicators"][group]):
            if question.id == "c7" and n == (work["number"] + group) % 3:
                continue  # two of three, not the same two for everybody
            rows.append(_result_row(work, group, indicator, question.columns))
    return rows


def _result_row(work: Work, group: int, indicator: list[Any], columns: tuple[Column, ...]) -> dict[str, str]:
    name, unit, target, *years = indicator
    drawn = [str(_drawn(span, f"{work['agency']}:{name}:{n}")) for n, span in enumerate(years)]
    row = {"name": f"7.{group} {name}", "unit": unit, "target": str(target)}
    return row | dict(zip(("y2561", "y2562", "y2563"), drawn, strict=True))


_TABLES: dict[str, Callable[[Work, Question], list[dict[str, str]]]] = {
    "indicators": _indicator_rows,
    "partners": _partner_rows,
    "sources": _rows_by_column("sources"),
    "areas": _rows_by_column("areas"),
    "results": _result_rows,
}


def _table_of(question_id: str) -> str:
    return question_id if question_id in _TABLES else "results"
