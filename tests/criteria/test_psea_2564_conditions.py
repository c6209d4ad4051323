"""Who may enter what in 2564, as reading.md has it."""

from __future__ import annotations

from typing import Any

import pytest

from lertrat.criteria import (
    Judgement,
    Pack,
    builtin,
    facts_of,
    judge,
    question_order,
)
from tests.criteria.test_psea_2564 import TYPES


@pytest.fixture(scope="module")
def pack() -> Pack:
    """As the demonstration plays it."""
    return builtin("psea-2564")


@pytest.fixture(scope="module")
def bare() -> Pack:
    """From the sources alone."""
    return builtin("psea-2564", supplement=False)


def found(pack: Pack, type_id: str, facts: dict[str, Any]) -> Judgement:
    return judge(pack, type_id, facts)


LONG = {"agency_kind": "department", "started_on": "2019-01-01"}


def test_types_without_published_conditions_are_unknown(pack: Pack) -> None:
    for type_id in ("service-innovation", "service-development", "service-standard", "service-integration"):
        judgement = judge(pack, type_id, {**LONG, "own_share": 100})
        assert judgement.verdict == "unknown" and judgement.conditions[0].id == "no-published-condition"


def test_one_year_belongs_to_the_participatory_branch_alone(bare: Pack) -> None:
    reads = {t for t in TYPES if "started_on" in {spec.name for spec in facts_of(bare, t)}}
    assert reads == {t.id for t in bare.types_of("participatory")}


def test_seventy_per_cent_belongs_to_covid_alone(bare: Pack) -> None:
    assert [t for t in TYPES if "own_share" in {s.name for s in facts_of(bare, t)}] == ["service-covid"]
    quotas = {t: (q.max, q.counted) for t in TYPES if (q := bare.type(t).quota)}
    assert quotas["service-covid"] == (1, "agency") and quotas["open-governance"] == (1, "department")
    assert quotas["effective-change"][0] is None


COVID = {
    "agency_kind": "department", "whole_organisation": True, "own_share": 70, "in_real_use": True,
    "continues_to_date": True, "verifiable_results": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "met"),
        ({"own_share": "69.99"}, "unmet"),
        ({"own_share": None}, "unknown"),
        ({"whole_organisation": False}, "unmet"),
        ({"verifiable_results": None}, "unknown"),
    ],
)
def test_covid(bare: Pack, change: dict[str, Any], verdict: str) -> None:
    assert judge(bare, "service-covid", {**COVID, **change}).verdict == verdict


EXPANDED = {
    **LONG, "fits_core_mission": True, "areas_same_scope": True, "policy_scale_up": False, "new_areas": 2,
    "source_awards": {"complete": True, "items": [{"source_type": "effective-change", "source_level": "outstanding", "source_year": 2562}]},
}  # fmt: skip


def source(level: str | None, type_id: str = "effective-change", complete: bool = True) -> dict[str, Any]:
    return {
        "source_awards": {"complete": complete, "items": [{"source_type": type_id, "source_level": level}]}
    }


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "met"),
        (source("good"), "unmet"),
        (source(None), "unknown"),
        (source("good", complete=False), "unknown"),
        (source("outstanding", "open-governance"), "unmet"),
        ({"new_areas": 1}, "unmet"),
        ({"new_areas": 1, "policy_scale_up": True}, "met"),
        ({"fits_core_mission": False, "fits_key_policy": True}, "met"),
        ({"fits_core_mission": False, "fits_key_policy": False}, "unmet"),
        ({"started_on": "2020-02-24"}, "unmet"),
        ({"started_on": "2020-02-23"}, "met"),
    ],
)
def test_participation_expanded(bare: Pack, change: dict[str, Any], verdict: str) -> None:
    assert judge(bare, "participation-expanded", {**EXPANDED, **change}).verdict == verdict


@pytest.mark.parametrize(
    ("kind", "standing", "verdict"),
    [
        ("province", True, "met"),
        ("department", None, "unknown"),
        ("department", False, "unmet"),
        ("local_government", True, "unknown"),
        ("company", True, "unmet"),
        ("community", None, "unmet"),
    ],
)
@pytest.mark.parametrize("type_id", ["pmqa-outstanding", "pmqa-4"])
def test_the_management_branch(
    bare: Pack, type_id: str, kind: str, standing: bool | None, verdict: str
) -> None:
    judgement = judge(bare, type_id, {"agency_kind": kind, "good_standing": standing})
    assert judgement.verdict == verdict
    (condition,) = [c for c in judgement.conditions if c.missing == ("good_standing",)] or [None]
    assert (condition is not None) == (standing is None)
    assert condition is None or condition.officer


@pytest.mark.parametrize(
    "change", [{"nominee_state_official": True}, {"nominee_kind": "organisation"}, {"nominees_proposed": 2}]
)
def test_engaged_citizen_is_one_person_or_group_outside_the_state(bare: Pack, change: dict[str, Any]) -> None:
    facts = {
        **LONG, "parent_effective_change": True, "parent_participation_expanded": False,
        "nominee_kind": "person", "nominee_state_official": False, "nominees_proposed": 1,
    }  # fmt: skip
    assert judge(bare, "engaged-citizen", facts).verdict == "met"  # either parent, as assumed
    assert judge(bare, "engaged-citizen", {**facts, **change}).verdict == "unmet"
    assert judge(bare, "engaged-citizen", {**facts, "parent_effective_change": False}).verdict == "unmet"
    assert bare.type("engaged-citizen").requires_parent is not None


def test_good_standing_is_never_asked_of_an_applicant(pack: Pack) -> None:
    assert "good_standing" not in {spec.name for spec in question_order(pack, {})}
    assert all(q.fact != "good_standing" for form in pack.forms.values() for q in form.questions)
