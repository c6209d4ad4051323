"""Every pack that comes with the program: cited, honest about what it does not know, and usable by every command."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest

from lertrat.cli.main import main
from lertrat.criteria import (
    AwardFact,
    Pack,
    builtin,
    builtin_ids,
    diff,
    excluded,
    facts_of,
    gate,
    honours,
    judge,
    kpi,
    pmqa,
    question_order,
    reaffirms,
)
from lertrat.criteria.checks import walk
from lertrat.criteria.schema import Rule, Text
from tests.criteria.places import citations, misplaced

SPARSE = ["psea-2561", "psea-2563", "psea-2565", "psea-2567"]
YEARS = sorted([*SPARSE, "psea-2564", "psea-2566"])
BRANCHES = ["service", "participatory", "management"]


@pytest.fixture(params=SPARSE)
def sparse(request: pytest.FixtureRequest) -> Pack:
    return builtin(request.param)


@pytest.fixture(params=YEARS)
def year(request: pytest.FixtureRequest) -> Pack:
    return builtin(request.param, supplement=False)


@pytest.mark.parametrize("id", builtin_ids())
def test_every_citation_stands_where_it_says(id: str, sources: Path) -> None:
    pack = builtin(id)
    assert misplaced(pack, sources) == []
    assert len(citations(pack)) > 40


def test_the_years_are_there_each_with_its_own_number_and_examples() -> None:
    assert set(YEARS) <= set(builtin_ids())
    for id in YEARS:
        pack = builtin(id)
        assert (pack.id, pack.programme, f"psea-{pack.year_be}") == (id, "psea", id)
        assert list(pack.branches) == BRANCHES
        assert pack.examples.judge and pack.examples.honours and pack.examples.kpi


def test_every_rule_of_a_year_says_where_it_stands_or_that_it_is_open(year: Pack) -> None:
    types = list(year.types.values())
    rules = [*types, *year.branches.values(), *year.honours, *year.bodies, *year.emphasis, *year.purpose]
    rules += [year.authority, *year.certification, *year.notes, *year.history.calendar]
    rules += [level for type in types for level in type.levels]
    rules += [condition for type in types for condition in type.conditions]
    rules += [step for type in types for step in type.steps]
    named = [(getattr(rule, "id", ""), rule) for rule in rules]
    assert [id for id, rule in named if not rule.citations and not rule.open] == []
    assert [id for id, rule in named if rule.assumed] == []
    without = [
        meeting.id for meeting in year.history.meetings for item in meeting.items if not item.citations
    ]
    assert without == []


def test_every_open_value_is_used_or_about_something_the_year_has(year: Pack) -> None:
    used = {id for _, model in walk(year) if isinstance(model, Rule) for id in model.open}
    known = {"", *year.types, *year.branches}
    for value in year.open_values:
        assert value.about in known, value.id
        assert value.reason.th and value.question.th
    assert used <= year.open_ids


@pytest.mark.parametrize("id", [*SPARSE, "psea-2566"])
def test_texts_are_written_in_both_languages(id: str) -> None:
    for path, text in walk(builtin(id)):
        # An English text may quote a Thai name; it is not a Thai text.
        if isinstance(text, Text) and path[0] not in ("sources", "open_values"):
            thai = sum(0x0E01 <= ord(c) < 0x0E5C for c in text.en)
            assert thai < len(text.en) / 2, path


# --- the years that are known in part ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "counts"),
    [("psea-2561", (5, 3, 1)), ("psea-2563", (4, 5, 2)), ("psea-2565", (6, 5, 2)), ("psea-2567", (4, 4, 2))],
)
def test_the_types_of_the_sparse_years(id: str, counts: tuple[int, ...]) -> None:
    pack = builtin(id)
    assert tuple(len(pack.types_of(branch)) for branch in BRANCHES) == counts
    assert len({type.concept for type in pack.types.values()}) == sum(counts)


def test_a_sparse_year_has_no_rule_that_no_source_gives(sparse: Pack) -> None:
    assert sparse.history.silence is not None and sparse.history.calendar
    assert not sparse.forms and not sparse.rubrics and not sparse.kpi and not sparse.has_assumptions
    for type in sparse.types.values():
        assert not type.conditions and not any(step.gate or step.window for step in type.steps)
        assert not any(level.cut_off for level in type.levels) and type.quota and type.quota.open


def test_a_sparse_year_answers_unknown_and_says_why(sparse: Pack) -> None:
    for type in sparse.types.values():
        judged = judge(sparse, type.id, {"agency_kind": "department"})
        (only,) = judged.conditions
        assert (judged.verdict, only.id, only.citations) == (
            "unknown",
            "no-published-condition",
            type.citations,
        )
        assert facts_of(sparse, type.id) == []
        assert gate(sparse, type.id, 1, None).result == "refused"
        assert excluded(sparse, type.id, {"pmqa-4": "passed"}).result == "considered"
        assert reaffirms(sparse, type.id, []).verdict == "unmet"
    assert question_order(sparse, {}) == []
    assert kpi(sparse, "province", Fraction(375)).points is None


def test_the_gathered_winners_stand_on_every_year(year: Pack, sources: Path) -> None:
    with (sources / "data/winners.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["agency"].strip()]
    names = ("year_be", "branch", "type", "level", "agency")
    verdicts = honours(year, [AwardFact(*(row[name] for name in names)) for row in rows])
    of_year = [row for row in rows if row["year_be"] == str(year.year_be)]
    assert of_year
    for row in of_year:
        named = row["type"].strip()
        assert (
            not named or year.resolve_type(named) or year.is_beside(named) or year.is_beside(row["branch"])
        ), row
        assert not row["level"].strip() or year.resolve_level(row["level"]), row
    told = {honour.id for honour in year.honours}
    assert {verdict.honour for verdict in verdicts} == told
    given = {" ".join(r["agency"].split()) for r in of_year if r["type"] == "เลิศรัฐยอดเยี่ยม"}
    yes = {v.agency for v in verdicts if v.honour == "overall" and v.verdict == "yes"}
    assert yes <= given  # what was gathered is a sample; it never makes an honour that was not given


def test_an_honour_whose_rule_is_open_is_unknown_for_everybody_and_says_what_is_missing() -> None:
    for id in ("psea-2561", "psea-2565", "psea-2566", "psea-2567"):
        pack = builtin(id)
        (top,) = [honour for honour in pack.honours if honour.id in ("prestige", "top")]
        rows = [
            AwardFact(pack.year_be, "", "effective-change", level, f"กรมตัวอย่าง {level}")
            for level in ("outstanding", "")
        ]
        found = [v for v in honours(pack, rows) if v.honour == top.id]
        assert [v.verdict for v in found] == ["unknown", "unknown"]
        assert all(v.missing == tuple(n.id for n in top.needs) and "proposal" in v.missing for v in found)
        assert [child.verdict for child in found[0].tree.children] == ["unknown"] * len(top.needs)
    assert not any(
        h.id == "prestige" for id in ("psea-2561", "psea-2563", "psea-2564") for h in builtin(id).honours
    )


def test_a_comparison_with_a_sparse_year_never_says_that_a_rule_was_dropped() -> None:
    full, other = builtin("psea-2564", supplement=False), builtin("psea-2563")
    for a, b in ((full, other), (other, full)):
        kinds = {
            one.kind for one in diff(a, b) if one.where.startswith("types/") and one.where.count("/") > 2
        }
        assert "unknown" in kinds
        gone = "removed" if b is other else "added"
        silent = [one for one in diff(a, b) if one.kind == gone and one.where.startswith("types/")]
        assert silent == []
    words = next(one.words for one in diff(full, other) if one.where.endswith("pmqa-4/steps/1/gate"))
    assert "ไม่พบในแหล่งข้อมูลของปี 2563" in words.th and "not found for 2563" in words.en


# --- every command answers for every year ------------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main([*words])
    assert not ended.value.code
    return capsys.readouterr().out


@pytest.mark.parametrize("id", YEARS)
def test_show_facts_eligible_and_honours(id: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = builtin(id)
    shown = run(capsys, "criteria", "show", id)
    assert all(type.name.th in shown for type in pack.types.values())
    assert (pack.authority.shown or pack.authority).th in shown
    first = next(iter(pack.types))
    run(capsys, "criteria", "facts", id, first, "--json")
    facts = tmp_path / "facts.json"
    facts.write_text('{"agency_kind": "กรม"}', "utf-8")
    judged = json.loads(run(capsys, "eligible", id, first, "--facts", str(facts), "--json"))
    assert judged["verdict"] == "unknown" and judged["conditions"][0]["id"] == "no-published-condition"
    awards = tmp_path / "awards.csv"
    awards.write_text(
        f"year_be,branch,type,level,agency\n{pack.year_be},,effective-change,outstanding,ก\n", "utf-8"
    )
    rows = json.loads(run(capsys, "honours", id, "--awards", str(awards), "--json"))
    assert {row["honour"] for row in rows} == {honour.id for honour in pack.honours}
    if any(honour.id == "prestige" for honour in pack.honours):
        (prestige,) = [row for row in rows if row["honour"] == "prestige"]
        assert prestige["verdict"] == "unknown" and "qualification" in prestige["missing"]


def test_the_list_names_every_year(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(run(capsys, "criteria", "list", "--json"))
    assert set(YEARS) <= {row["id"] for row in rows}
    assert [row["supplement"] for row in rows if row["id"] in SPARSE] == [None] * len(SPARSE)


def test_scores_of_a_year_without_rules_are_refused_not_guessed() -> None:
    rows = [
        {"agency": "จังหวัดตัวอย่าง", "kind": "province", "step": 1, "category": n, "score": 450}
        for n in range(1, 8)
    ]
    (only,) = pmqa(builtin("psea-2567"), rows)
    assert (only.gate, only.kpi_points) == ("refused", None)
    assert only.refused_because is not None and "2567" in only.refused_because.th
