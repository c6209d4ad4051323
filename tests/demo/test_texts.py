"""The demonstration world's words fit the forms they answer, and its stories end as the rules would have them end."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import pytest

from lertrat.applications import facts, validators
from lertrat.criteria import AwardFact, Pack, builtin, combined, gate, honours, judge, propose_level, total
from lertrat.criteria.schema import Form
from lertrat.demo import answers, sheets, texts

WORKS = texts.works()
PACK = builtin("psea-2564", supplement=True)
INTAKES = [
    pytest.param(work, step.number, id=f"{work['id']}-{step.number}")
    for work in WORKS.values()
    for step in PACK.types[work["type"]].steps
    if step.form
]


def written(pack: Pack, form: Form, work: answers.Work) -> dict[str, Any]:
    """The answers as the applications room would store them."""
    given = answers.answers(work, form, source_ref="X-2560-1")
    return {
        q.id: validators.read(q, given[q.id], pack.facts.get(q.fact)) for q in form.questions if q.id in given
    }


@pytest.mark.parametrize(("work", "step"), INTAKES)
def test_every_required_question_has_an_answer_that_may_be_submitted(work: answers.Work, step: int) -> None:
    form = PACK.form(work["type"], step)
    values = written(PACK, form, work)
    for question in form.questions:
        if question.id not in values:
            assert not question.required or question.kind == "file", question.id
            continue
        assert validators.problem(question, values[question.id], PACK.facts.get(question.fact)) is None
        assert not isinstance(values[question.id], dict), (question.id, values[question.id])
        if question.kind == "long_text":
            assert "{" not in values[question.id] and "None" not in values[question.id]


@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS.keys())
def test_the_story_agrees_with_the_conditions(work: answers.Work) -> None:
    """Who is screened out by a condition fails that very condition; nobody else fails any."""
    form = PACK.form(work["type"], 1)
    known = facts.from_answers(PACK, form, written(PACK, form, work))
    known.pop("source_awards", None)
    if "source" in work and work["source"]["level"]:
        source = work["source"]
        known["source_awards"] = {
            "complete": True,
            "items": [
                {
                    "source_type": source["type"],
                    "source_level": source["level"],
                    "source_year": source["year"],
                }
            ],
        }
    known["agency_kind"] = texts.agencies()[work["agency"]]["kind"]
    if work["type"] == "engaged-citizen":
        known |= {"parent_effective_change": True, "parent_participation_expanded": False}
    verdicts = {c.id: c.verdict for c in judge(PACK, work["type"], known).conditions}
    unmet = {id for id, verdict in verdicts.items() if verdict == "unmet"}
    expected = texts.read("comments")["screening"].get(work.get("reason", ""), {}).get("condition", "")
    if expected and verdicts[expected] == "unmet":
        unmet.discard(expected)
    elif expected:
        assert verdicts[expected] == "unknown", (expected, verdicts)
    assert not unmet, verdicts


@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS.keys())
def test_the_sheets_lead_to_the_fate_that_is_told(work: answers.Work) -> None:
    fate = work["fate"]
    if fate in ("screened_out", "draft", "withdrawn"):
        with pytest.raises(KeyError):
            sheets.sheets(work, 1, _rubric(work, 1), 2)
        return
    last = max(work["scores"]) if "scores" in work else 1
    for step in range(1, last + 1):
        score = _score(work, step)
        if work["type"] == "pmqa-4":
            passed = gate(PACK, "pmqa-4", step, score).result == "passed"
            assert passed == (fate != f"step{step}_failed"), (step, score)
    if fate.startswith("step"):
        return
    level = propose_level(PACK, work["type"], last, score).level
    if fate == "not_considered":
        others = [
            w for w in WORKS.values() if w["agency"] == work["agency"] and w["type"] == "pmqa-outstanding"
        ]
        assert [w["fate"] for w in others] == ["outstanding"]
    else:
        assert level == (None if fate == "none" else fate), score


def _rubric(work: answers.Work, step: int) -> Any:
    return PACK.rubric(work["type"], step)


def _score(work: answers.Work, step: int) -> Fraction:
    rubric = _rubric(work, step)
    count = PACK.step(work["type"], step).assessors_per_submission or 2
    given = sheets.sheets(work, step, rubric, count)
    assert len(given) == count
    return combined(PACK, [total(rubric, sheet) for sheet in given])


def test_one_application_misses_the_gate_by_a_seventh() -> None:
    assert _score(WORKS["mg04"], 1) == Fraction(2799, 7)


def test_the_two_heroes() -> None:
    """กรมตัวอย่าง ก is outstanding in all three branches, กรมตัวอย่าง ข in all but the participatory one."""
    won = {
        (w["agency"], answers.branch(w)): w["fate"]
        for w in WORKS.values()
        if w["agency"] in ("dep-a", "dep-b")
    }
    assert won["dep-a", "service"] == won["dep-a", "participatory"] == "outstanding"
    assert won["dep-a", "management"] == "advance"
    assert won["dep-b", "service"] == "outstanding"
    assert won["dep-b", "participatory"] == "good"
    assert WORKS["mg07"]["agency"] == "dep-b" and WORKS["mg07"]["fate"] == "outstanding"


def test_only_one_agency_receives_the_overall_award() -> None:
    awards = [
        AwardFact(2564, answers.branch(w), w["type"], w["fate"], w["agency"])
        for w in WORKS.values()
        if w["fate"] in PACK.levels
    ]
    verdicts = {v.agency: v for v in honours(PACK, awards) if v.honour == "overall"}
    assert [agency for agency, v in verdicts.items() if v.verdict == "yes"] == ["dep-a"]
    assert verdicts["dep-b"].verdict == "no" and verdicts["dep-b"].missing == ("participatory",)


def test_nobody_is_mistaken_for_a_real_agency() -> None:
    for agency in texts.agencies().values():
        assert "ตัวอย่าง" in agency["name"]
        for other in ("parent", "province"):
            assert agency.get(other) is None or agency[other] in texts.agencies()
    assert len({agency["name"] for agency in texts.agencies().values()}) == len(texts.agencies())
    assert max(len(agency["name"]) for agency in texts.agencies().values()) > 120


def test_the_year_is_whole() -> None:
    assert {work["type"] for work in WORKS.values()} == set(PACK.types)
    assert len(WORKS) == 90
    assert all(work["agency"] in texts.agencies() for work in WORKS.values())
    people = texts.read("people")
    ids = [
        p["id"] for group in ("applicants", "officers", "administrators", "assessors") for p in people[group]
    ]
    ids += [p["id"] for seats in people["committees"].values() for p in seats]
    assert len(ids) == len(set(ids)) >= 30 and len(people["assessors"]) == 16
    for person in people["assessors"]:
        assert set(person.get("conflicts", [])) <= set(texts.agencies())


def test_answers_do_not_repeat_like_a_machine() -> None:
    """No long answer of two questions stands in more than a sixth of all applications of its branch."""
    said: Counter[str] = Counter()
    for work in WORKS.values():
        form = PACK.form(work["type"], 1)
        given = answers.answers(work, form, source_ref="X-2560-1")
        said.update({given[q.id] for q in form.questions if q.kind == "long_text" and q.id in given})
    words, times = said.most_common(1)[0]
    assert times <= 15, words


def test_findings_are_told_for_every_criterion() -> None:
    for work in WORKS.values():
        for step in PACK.types[work["type"]].steps:
            if not step.rubric:
                continue
            rubric = PACK.rubric(work["type"], step.number)
            for place in range(3):
                found = sheets.findings(work, rubric, place)
                assert {f.strength for f in found} == {True, False}
                assert all(f.words and f.criterion in {c.id for c in rubric.criteria} for f in found)
                assert sheets.summary(work, Fraction(place, 2), place)
