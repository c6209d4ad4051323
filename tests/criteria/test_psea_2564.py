"""The rules of 2564 as they were read: counts, limits, windows, names and gaps, one by one, without the supplement."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from lertrat.criteria import Citation, Pack, builtin, judge

ROOT = Path(__file__).resolve().parents[2]
STATE = {"ministry", "department", "province", "higher_education", "other_state", "public_organisation"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return builtin("psea-2564", supplement=False)


def citations(value: Any) -> Iterator[Citation]:
    if isinstance(value, Citation):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from citations(getattr(value, name))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from citations(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from citations(inner)


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def test_every_citation_stands_at_its_very_line(pack: Pack) -> None:
    shared = Path(os.environ.get("LERTRAT_SOURCES", ROOT.parent / "shared"))
    absent = [source.path for source in pack.sources if not (shared / source.path).is_file()]
    if absent:
        pytest.skip(f"the sources are not at hand ({', '.join(absent)}): set LERTRAT_SOURCES to their folder")
    lines = {source.id: (shared / source.path).read_text("utf-8").split("\n") for source in pack.sources}
    found = list(citations(pack))
    assert len(found) > 500
    wrong = [c for c in found if folded(c.words) not in folded(lines[c.file][c.line - 1])]
    assert not wrong


def test_what_comes_from_outside_is_never_a_condition_a_window_or_a_quota(pack: Pack) -> None:
    outside = {"domain", "winners"}
    for type in pack.types.values():
        ruled = [
            *type.conditions,
            *([type.quota] if type.quota else []),
            *filter(None, (s.window for s in type.steps)),
        ]
        assert not [c for rule in ruled for c in rule.citations if c.file in outside]
        assert all(condition.citations for condition in type.conditions)


def test_fourteen_types_in_three_branches(pack: Pack) -> None:
    assert [t.number for t in pack.types.values()] == list(range(1, 15))
    assert [len(pack.types_of(branch)) for branch in ("service", "participatory", "management")] == [6, 5, 3]
    assert len(pack.emblems) == 4 and len(pack.success_factors) == 8
    assert [len(pack.emblems[n].parts) for n in range(4)] == [3, 3, 3, 3]
    assert sorted(body.branch for body in pack.bodies if body.role == "sub_committee") == [
        "management",
        "participatory",
        "service",
    ]


def test_what_is_entered(pack: Pack) -> None:
    subjects = {t.id: t.subject for t in pack.types.values() if t.subject != "work"}
    assert subjects == {
        "service-covid": "organisation",
        "open-governance": "organisation",
        "engaged-citizen": "person_or_group",
        "pmqa-outstanding": "organisation",
        "pmqa-category": "organisation_category",
        "pmqa-4": "organisation",
    }


def test_quotas(pack: Pack) -> None:
    limits = {t.id: (t.quota.max, t.quota.counted) for t in pack.types.values() if t.quota and t.quota.max}
    assert limits == {
        "service-covid": (1, "agency"),
        "open-governance": (1, "department"),
        "engaged-citizen": (1, "agency"),
        "pmqa-outstanding": (1, "agency"),
        "pmqa-category": (1, "agency_category"),
        "pmqa-4": (1, "agency"),
    }


def test_windows_are_the_printed_days_and_their_hours_are_open(pack: Pack) -> None:
    first = date(2020, 12, 23)
    last = {
        "pmqa-category": date(2021, 1, 22),
        "pmqa-4": date(2021, 1, 29),
    }
    for type in pack.types.values():
        window = type.steps[0].window
        if type.id == "pmqa-outstanding":
            assert window is None and "pmqa-outstanding-window" in type.steps[0].open
            continue
        assert window is not None
        assert (window.first_day, window.last_day) == (first, last.get(type.id, date(2021, 2, 23)))
        assert window.opens is None and window.closes is None
        assert set(window.open) == {"opening-hour", "closing-hour"}


def test_steps_and_gates_belong_to_pmqa_4_alone(pack: Pack) -> None:
    for type in pack.types.values():
        if type.id != "pmqa-4":
            assert [(s.number, s.kind, s.gate) for s in type.steps] == [(1, "intake", None)]
    steps = pack.types["pmqa-4"].steps
    assert [(s.kind, s.gate and s.gate.at_least, s.opens_after) for s in steps] == [
        ("intake", 400, None),
        ("intake", 400, 1),
        ("visit", None, 2),
    ]
    assert "gate-score" in (steps[0].gate.open if steps[0].gate else ())


def test_which_rules_bind_whom(pack: Pack) -> None:
    bound = {t.id: {c.id for c in t.conditions} for t in pack.types.values()}
    one_year = {id for id, rules in bound.items() if "one-year" in rules}
    assert one_year == {t.id for t in pack.types_of("participatory")}
    assert {id for id, rules in bound.items() if "covid-own-share" in rules} == {"service-covid"}
    assert {id for id, rules in bound.items() if "good-standing" in rules} == {
        t.id for t in pack.types_of("management")
    }
    silent = {id for id, rules in bound.items() if not rules}
    assert silent == {"service-innovation", "service-development", "service-standard", "service-integration"}
    for id in silent:
        assert judge(pack, id, {}).verdict == "unknown"


@pytest.mark.parametrize("kind", sorted(STATE))
def test_a_named_body_may_enter_the_management_branch(pack: Pack, kind: str) -> None:
    assert judge(pack, "pmqa-4", {"agency_kind": kind, "good_standing": True}).verdict == "met"


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [("local_government", "unknown"), ("state_enterprise", "unknown"), ("unit", "unknown"), ("company", "unmet"),
     ("association", "unmet"), ("community", "unmet")],
)  # fmt: skip
def test_other_bodies_in_the_management_branch(pack: Pack, kind: str, verdict: str) -> None:
    assert judge(pack, "pmqa-4", {"agency_kind": kind, "good_standing": True}).verdict == verdict


def test_the_wider_reading_of_the_model_is_kept_but_not_in_force(pack: Pack) -> None:
    value = pack.open_value("expanded-source")
    assert value.in_force == "effective-change-outstanding"
    assert {r.id: r.citations[0].line for r in value.readings} == {
        "effective-change-outstanding": 678,
        "any-participatory": 618,
    }


@pytest.mark.parametrize(
    ("printed", "type"),
    [
        ("นวัตกรรมการบริการ", "service-innovation"),
        ("ประเภทขยายผลมาตรฐานการบริการ", "service-standard"),
        ("รางวัลประเภทยกระดับการอำนวยความสะดวก ในการให้บริการ (Most Improved Award)", "service-most-improved"),
        ("สัมฤทธิ์ผลประชาชนมีส่วนร่วม (Effective Change)", "effective-change"),
        ("ผู้นำหันส่วนความร่วมมือ", "engaged-citizen"),
        ("ร่วมใจแท็กทีม", "antipoverty"),
        ("รางวัลระดับดีเด่น", "pmqa-outstanding"),
        ("รางวัลคุณภาพการบริหารจัดการภาครัฐ รายหมวด", "pmqa-category"),
        ("PMQA รายหมวด หมวด 4", "pmqa-category"),
        ("การตรวจรับรองสถานะหน่วยงานภาครัฐในการเป็นระบบราชการ 4.0 (PMQA 4.0)", "pmqa-4"),
        ("รางวัลคุณภาพการบริหารจัดการภาครัฐ 4.0", "pmqa-4"),
    ],
)
def test_every_printed_form_names_its_type(pack: Pack, printed: str, type: str) -> None:
    assert pack.resolve_type(printed) == type


def test_every_open_value_stands_in_the_page_about_the_rules(pack: Pack) -> None:
    page = (ROOT / "docs" / "criteria-2564.md").read_text("utf-8")
    table = set(re.findall(r"`([a-z0-9-]+)`", page.split("## Open values")[1]))
    assert table == pack.open_ids


def test_an_open_value_with_readings_says_which_is_in_force_and_why(pack: Pack) -> None:
    for value in pack.open_values:
        assert value.reason.th and value.reason.en
        assert len(value.readings) != 1, value.id
        if not value.readings:
            assert value.in_force is None
