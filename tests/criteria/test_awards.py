"""Honours against an independent reference, the exclusion, and who may enter again."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lertrat.criteria import AwardFact, FactError, PastAward, excluded, honours, reaffirms
from lertrat.criteria.awards import Explanation
from tests.criteria import small

BRANCH_OF = {
    "innovation": "service", "crisis": "service", "expanded": "participatory", "citizen": "participatory",
    "pmqa-outstanding": "management", "pmqa-category": "management", "pmqa-4": "management",
}  # fmt: skip
LEVELS = ["outstanding", "good", "advance", "awarded"]


def award(type: str, level: str, year: object = 2564, agency: str = "กรม ก", branch: str = "") -> AwardFact:
    return AwardFact(year, branch, type, level, agency)  # type: ignore[arg-type]  # tests give every sort of year


def overall(*awards: AwardFact) -> Any:
    return next(v for v in honours(small.pack(), awards) if v.honour == "overall")


def worlds(row: tuple[str, str, str, str]) -> list[tuple[str, str, str]]:
    """Every complete award that a row with blanks may stand for: (year, type, level)."""
    year, branch, type, level = row
    years = [year] if "-" not in year and year else ["2563", "2564"]
    types = [t for t, b in BRANCH_OF.items() if (not type or t == type) and (not branch or b == branch)]
    return list(product(years, types, [level] if level else LEVELS))


def counts(complete: tuple[str, str, str]) -> str | None:
    """The branch that a complete award completes; None for none. Written from the sources, not from the program."""
    year, type, level = complete
    if year != "2564" or type in ("pmqa-category", "citizen"):
        return None
    if type in ("pmqa-4", "pmqa-outstanding") or level == "outstanding":
        return BRANCH_OF[type]
    return None


rows = st.tuples(
    st.sampled_from(["2564", "2563", "", "2562-2564", "2561-2563"]),
    st.sampled_from(["", "service", "participatory", "management"]),
    st.sampled_from(["", *BRANCH_OF]),
    st.sampled_from(["", *LEVELS]),
).filter(lambda row: not row[1] or not row[2] or BRANCH_OF[row[2]] == row[1])


@given(st.lists(rows, min_size=1, max_size=4))
def test_the_overall_honour_agrees_with_every_world_the_rows_may_stand_for(
    held: list[tuple[str, str, str, str]],
) -> None:
    verdict = {}
    for branch in ("service", "participatory", "management"):
        possible = [{counts(w) == branch for w in _in_the_year(row)} for row in held]
        surely = any(found == {True} for found in possible)
        maybe = any(True in found for found in possible)
        verdict[branch] = "yes" if surely else "unknown" if maybe else "no"
    wanted = "no" if "no" in verdict.values() else "unknown" if "unknown" in verdict.values() else "yes"
    found = overall(*(AwardFact(y, b, t, level, "กรม ก") for y, b, t, level in held))
    assert found.verdict == wanted
    assert set(found.missing) == (
        {b for b, v in verdict.items() if v == wanted} if wanted != "yes" else set()
    )
    assert {child.about: child.verdict for child in found.tree.children} == verdict


def _in_the_year(row: tuple[str, str, str, str]) -> list[tuple[str, str, str]]:
    """The row's worlds; a span that ends before the year, and another year, can complete nothing."""
    if row[0] == "2561-2563":
        return [("2563", t, level) for _, t, level in worlds((row[0], *row[1:]))]
    return worlds(row)


COMPLETE = [award("innovation", "outstanding"), award("expanded", "outstanding"), award("pmqa-4", "advance")]


def test_outstanding_in_three_branches_in_one_year_is_due() -> None:
    found = overall(*COMPLETE)
    assert (found.verdict, found.missing) == ("yes", ())
    assert found.as_json() == {"agency": "กรม ก", "honour": "overall", "verdict": "yes", "missing": []}
    leaf: Explanation = found.tree.children[2].children[0]
    assert leaf.verdict == "yes" and "เป็นระดับดีเด่น" in leaf.says.th


@pytest.mark.parametrize(
    ("third", "verdict", "missing"),
    [
        (award("pmqa-4", ""), "yes", ()),
        (award("pmqa-outstanding", ""), "yes", ()),
        (award("pmqa-category", "outstanding"), "no", ("management",)),
        (award("pmqa-4", "advance", 2563), "no", ("management",)),
        (award("pmqa-4", "advance", "2560-2564"), "unknown", ("management",)),
        (award("pmqa-4", "advance", ""), "unknown", ("management",)),
        (award("", "", branch="management"), "unknown", ("management",)),
        (award("pmqa-4", "advance", agency="กรม ข"), "no", ("management",)),
    ],
)
def test_the_third_branch_decides(third: AwardFact, verdict: str, missing: tuple[str, ...]) -> None:
    found = overall(*COMPLETE[:2], third)
    assert (found.verdict, found.missing) == (verdict, missing)


def test_a_level_not_recorded_is_unknown_and_never_yes() -> None:
    found = overall(COMPLETE[0], award("expanded", ""), COMPLETE[2])
    assert (found.verdict, found.missing) == ("unknown", ("participatory",))
    assert "ไม่มีระดับรางวัลบันทึกไว้" in found.tree.children[1].children[0].says.th
    # Another award of the branch at outstanding settles it; a missing branch settles it the other way.
    assert overall(COMPLETE[0], award("expanded", ""), *COMPLETE[1:]).verdict == "yes"
    assert overall(award("expanded", ""), COMPLETE[2]).missing == ("service",)


def test_six_awards_by_category_and_a_citizen_complete_nothing() -> None:
    six = [award(f"PMQA รายหมวด หมวด {n}", "ดีเด่น") for n in range(1, 7)]
    assert overall(*COMPLETE[:2], *six).missing == ("management",)
    assert overall(COMPLETE[0], award("citizen", "outstanding"), COMPLETE[2]).missing == ("participatory",)


def test_printed_names_variants_and_blanks_are_resolved() -> None:
    found = honours(
        small.pack(),
        [
            AwardFact("๒๕๖๔", "บริการภาครัฐ", "นวัตกรรมการบริการ", "ระดับดีเด่น", " กรม  ก "),
            AwardFact(2564, "การบริหารราชการแบบมีส่วนร่วม", "เลื่องลือขยายผล (Participation Expanded)", "ดีเด่น", "กรม ก"),
            AwardFact("2564", "คุณภาพการบริหารจัดการภาครัฐ", "PMQA4.0", "ก้าวหน้า (Advance)", "กรม\u00a0ก"),
            AwardFact("2564", "ภาพรวม (รางวัลเลิศรัฐ)", "ยอดเยี่ยม", "", "กรม ข"),
            AwardFact("2560", "สาขาอื่นของปีอื่น", "ชื่ออื่น", "", "กรม ค"),
        ],
    )  # fmt: skip
    assert [(v.agency, v.honour, v.verdict) for v in found] == [
        ("กรม ก", "overall", "yes"),
        ("กรม ก", "branch-service", "unknown"),
        ("กรม ข", "overall", "no"),
        ("กรม ข", "branch-service", "no"),
        ("กรม ค", "overall", "no"),
        ("กรม ค", "branch-service", "no"),
    ]


def test_a_row_of_another_year_needs_no_more_than_its_year() -> None:
    assert honours(small.pack(), [AwardFact("2563", "ไม่รู้จัก", "ไม่รู้จัก", "ไม่รู้จัก", " ")]) == []
    assert overall(award("innovation", "outstanding", 2560), award("ชื่อเดิม", "ดีมาก", 2560)).verdict == "no"


def test_a_branch_award_is_proposed_by_hand() -> None:
    found = next(v for v in honours(small.pack(), COMPLETE) if v.honour == "branch-service")
    assert (found.verdict, found.missing) == ("unknown", ("proposal",)) and "ไม่มีสูตร" in found.tree.says.th


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (award("innovation", "outstanding", "2021"), "no year of the Buddhist era"),
        (award("innovation", "outstanding", "soon"), "no year of the Buddhist era"),
        (award("innovation", "outstanding", "2564-2560"), "no year of the Buddhist era"),
        (award("innovatoin", "outstanding"), "unknown award type “innovatoin”"),
        (award("innovation", "best"), "unknown level “best”"),
        (award("innovation", "outstanding", branch="servce"), "unknown branch “servce”"),
        (award("innovation", "outstanding", branch="management"), "no type of the branch"),
        (award("innovation", "outstanding", agency="  "), "the agency is blank"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_its_number(row: AwardFact, words: str) -> None:
    with pytest.raises(FactError) as caught:
        honours(small.pack(), [COMPLETE[0], row])
    assert caught.value.en.startswith("row 2: ") and words in caught.value.en


@pytest.mark.parametrize(
    ("others", "result", "by"),
    [
        ({"pmqa-outstanding": "passed"}, "not_considered", ("pmqa-outstanding",)),
        ({"pmqa-outstanding": True, "pmqa-4": True}, "not_considered", ("pmqa-outstanding",)),
        ({"pmqa-outstanding": "failed"}, "considered", ()),
        ({"pmqa-outstanding": None}, "unknown", ("pmqa-outstanding",)),
        ({"pmqa-4": "passed"}, "committee", ("pmqa-4",)),
        ({"pmqa-4": "failed", "pmqa-outstanding": False}, "considered", ()),
        ({"pmqa-4": "unknown"}, "unknown", ("pmqa-4",)),
        ({"innovation": "passed"}, "considered", ()),
        ({}, "considered", ()),
    ],
)
def test_the_exclusion_follows_the_other_applications(
    others: dict[str, Any], result: str, by: tuple[str, ...]
) -> None:
    found = excluded(small.pack(), "pmqa-category", others)
    assert (found.result, found.by) == (result, by)
    assert (found.opens == ("exclusion-pmqa4",)) == (result in ("not_considered", "committee", "unknown"))
    assert excluded(small.pack(), "pmqa-4", {"pmqa-outstanding": "passed"}).result == "considered"


@pytest.mark.parametrize(
    ("past", "verdict"),
    [
        ([("pmqa-category", 2555, 2555, 1)], "met"),
        ([("pmqa-category", 2562, 2562, 1)], "met"),
        ([("pmqa-category", 2554, 2554, 1)], "unmet"),
        ([("pmqa-category", 2563, 2563, 1)], "unmet"),
        ([("pmqa-category", 2555, 2562, 1)], "met"),
        ([("pmqa-category", 2555, 2563, 1)], "unknown"),
        ([("pmqa-category", 2562, 2563, 1), ("pmqa-category", 2560, 2560, 1)], "met"),
        ([("pmqa-category", 2560, 2560, 2)], "unmet"),
        ([("pmqa-category", 2560, 2560, None)], "unknown"),
        ([("pmqa-4", 2560, 2560, None)], "unmet"),
        ([], "unmet"),
    ],
)
def test_who_won_in_the_rule_s_years_may_enter_again(
    past: list[tuple[str, int, int, int | None]], verdict: str
) -> None:
    found = reaffirms(small.pack(), "pmqa-category", [PastAward(*p) for p in past], 1)
    assert found.verdict == verdict
    assert ("2555–2563" in found.says.th) == (past == [("pmqa-category", 2555, 2563, 1)])
