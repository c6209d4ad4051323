"""UNPSA 2022: a programme of its own through the same engine, against the papers and against what reading.md fixes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lertrat.cli.main import main
from lertrat.criteria import Citation, Pack, PackError, builtin, builtin_source, facts_of, judge, load_pack
from lertrat.criteria.checks import walk
from tests.criteria.places import citations, misplaced

TYPES = ["unpsa-inclusive", "unpsa-effectiveness", "unpsa-gender", "unpsa-resilience"]
READY: dict[str, Any] = {
    "agency_kind": "province",
    "innovative": True,
    "sdgs_answered": 1,
    "started_on": "2018-01-01",
    "nominated_on": "2021-11-30",
}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return builtin("unpsa-2022")


def test_it_is_a_programme_of_its_own_with_four_categories(pack: Pack) -> None:
    assert (pack.programme, pack.year_be) == ("unpsa", 2565)
    assert list(pack.types) == TYPES and list(pack.branches) == ["unpsa"]
    assert not pack.honours and not pack.kpi and not pack.has_assumptions
    assert all(t.concept.startswith("unpsa/") for t in pack.types.values())


def test_every_citation_stands_where_it_says(pack: Pack, sources: Path) -> None:
    quoted = {source.id for source in pack.sources if source.quoted and (sources / source.path).is_file()}
    assert {"001", "002", "004"} <= quoted
    assert len([one for _, one in citations(pack) if one.file in quoted]) > 50
    assert misplaced(pack, sources) == []


def test_every_sentence_of_the_news_is_in(pack: Pack, sources: Path) -> None:
    """Each line of source 001 that holds words is cited at least once."""
    source = next(s for s in pack.sources if s.id == "001")
    told = (sources / source.path).read_text("utf-8").split("\n")
    # A button of the page, "share this page", is no sentence of the news.
    holding = {n for n, line in enumerate(told, 1) if line.strip() and "แชร์หน้านี้" not in line}
    cited = {m.line for _, m in walk(pack) if isinstance(m, Citation) and m.file == "001"}
    assert cited == holding


def test_two_years_and_nothing_of_the_third_branch(pack: Pack) -> None:
    facts = {**READY, "category": "inclusive"}
    assert judge(pack, "unpsa-inclusive", facts).verdict == "met"
    young = judge(pack, "unpsa-inclusive", {**facts, "started_on": "2019-12-01"})
    assert young.unmet == ("two-years",)
    said = next(c for c in young.conditions if c.id == "two-years").says
    assert "1 ปี 11 เดือน" in said.th and "สองปี" in said.th
    assert judge(pack, "unpsa-gender", facts).unmet == ("category-gender",)


@pytest.mark.parametrize("type_id", TYPES)
@pytest.mark.parametrize("facts", [{}, READY, {**READY, "innovative": False}])
def test_a_lertrat_award_is_a_fact_and_never_a_condition(
    pack: Pack, type_id: str, facts: dict[str, Any]
) -> None:
    without, lost, won = (
        judge(pack, type_id, facts | more).as_json()
        for more in ({}, {"psea_award": False}, {"psea_award": True})
    )
    assert without == lost == won
    asked = facts_of(pack, type_id)[-1]
    assert (asked.name, asked.read_by, asked.who) == ("psea_award", (), "register")


def test_the_one_mapping_names_a_type_of_2564(pack: Pack) -> None:
    mapped = {t.id: [(c.edition, c.type) for c in t.corresponds] for t in pack.types.values()}
    assert mapped == {**dict.fromkeys(TYPES, []), "unpsa-resilience": [("psea-2564", "service-covid")]}
    assert "service-covid" in builtin("psea-2564").types


def test_answers_are_in_english_and_no_window_is_invented(pack: Pack) -> None:
    for award in pack.types.values():
        (step,) = award.steps
        assert step.answers_in == "en" and step.window is None and not step.form
        assert {"window-days", "form-questions", "answer-language"} <= set(step.open)
    assert all(t.steps[0].answers_in == "th" for t in builtin("psea-2564").types.values())


def test_there_was_no_call_in_2023(pack: Pack) -> None:
    (pause,) = pack.suspended
    assert pause.year_be == 2566 and pause.citations[0].file == "002"


def test_a_fact_that_nobody_defined_cannot_be_recorded() -> None:
    text, _ = builtin_source("unpsa-2022")
    with pytest.raises(PackError) as refused:
        load_pack(text.replace("not_required: [psea_award]", "not_required: [psea_prize]", 1), name="u.yaml")
    (problem,) = refused.value.problems
    assert problem.line and "psea_prize" in problem.words.en


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert not ended.value.code
    return capsys.readouterr().out


def test_the_commands_know_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shown = told(capsys, "criteria", "show", "unpsa-2022", "--language", "en")
    assert "! 2566: " in shown and "= psea-2564 service-covid" in shown
    assert "unpsa-2022" in [row["id"] for row in json.loads(told(capsys, "criteria", "list", "--json"))]
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps({**READY, "category": "resilience"}), "utf-8")
    verdicts = {
        t: json.loads(told(capsys, "eligible", "unpsa-2022", t, "--facts", str(facts), "--json"))["verdict"]
        for t in TYPES
    }
    assert verdicts == {**dict.fromkeys(TYPES, "unmet"), "unpsa-resilience": "met"}
    awards = tmp_path / "awards.csv"
    rows = [
        "year_be,branch,type,level,agency",
        "2565,UNPSA,UNPSA,,กรม ก",
        "2565,บริการภาครัฐ,นวัตกรรมบริการ,ดีเด่น,กรม ก",
    ]
    awards.write_text("\n".join(rows), "utf-8")
    assert json.loads(told(capsys, "honours", "unpsa-2022", "--awards", str(awards), "--json")) == []
