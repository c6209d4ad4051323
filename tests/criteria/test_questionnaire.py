"""The fewest questions: the same verdicts as asking everything, and never a question that can change none of them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lertrat.criteria import (
    Judgement,
    Pack,
    builtin,
    checked,
    facts_of,
    judge,
    measure,
    outlook,
    remedies,
    run,
)
from lertrat.criteria.conditions import both, facts_read, judge_node
from lertrat.criteria.probing import case_of, last_start, probes
from lertrat.criteria.schema import Condition, Elapsed, Node, Text
from lertrat.kernel.dates import months_between
from tests.criteria import small
from tests.criteria.test_conditions import FACTS, nodes, records

YEARS = ("psea-2564", "psea-2566", "unpsa-2022")
PACKS: dict[str, Pack] = {id: builtin(id) for id in YEARS}
TRIED = {id: probes(pack, {}) for id, pack in PACKS.items()}


def askable(pack: Pack) -> list[str]:
    return [name for name, fact in pack.facts.items() if fact.who != "officer"]


@st.composite
def readers(draw: st.DrawFn) -> tuple[Pack, dict[str, Any]]:
    """A year and a reader who knows some of the answers, each of a kind that the rules tell apart."""
    id = draw(st.sampled_from(YEARS))
    pack = PACKS[id]
    answers = {}
    for name in askable(pack):
        favourable = draw(st.booleans())
        value = draw(st.sampled_from(TRIED[id][name]))
        known = TRIED[id][name][0] if favourable else value
        if draw(st.integers(0, 9)):
            answers[name] = known
    return pack, answers


def verdicts(judgements: Any) -> dict[str, str]:
    return {id: one.verdict for id, one in judgements.items()}


def everything(pack: Pack, answers: dict[str, Any]) -> dict[str, Judgement]:
    return {id: judge(pack, id, answers) for id in pack.types}


@settings(max_examples=20, deadline=None)
@given(readers())
def test_the_verdicts_are_those_of_asking_everything(reader: tuple[Pack, dict[str, Any]]) -> None:
    pack, answers = reader
    done = run(pack, answers.get)
    assert verdicts(done.judgements) == verdicts(everything(pack, answers))
    assert len(done.asked) == len(set(done.asked)) <= len(askable(pack))


def invented(*checks: dict[str, Any]) -> Pack:
    """The small year with one type, whose conditions are these."""
    pack = small.pack()
    type = next(iter(pack.types.values()))
    words = Text(th="เงื่อนไข", en="condition")
    made = tuple(
        Condition(id=f"c{n}", text=words, check=Node.model_validate(c)) for n, c in enumerate(checks)
    )
    return pack.model_copy(update={"types": {type.id: type.model_copy(update={"conditions": made})}})


whole_facts = st.fixed_dictionaries(
    FACTS,
    optional={
        "source_awards": st.fixed_dictionaries(
            {"complete": st.booleans(), "items": st.lists(records, max_size=3)}
        )
    },
)


@settings(max_examples=150, deadline=None)
@given(st.lists(nodes, min_size=1, max_size=3), whole_facts)
def test_so_it_is_for_any_conditions_whatever(checks: list[dict[str, Any]], answers: dict[str, Any]) -> None:
    pack = invented(*checks)
    known = {name: value for name, value in answers.items() if pack.facts[name].who != "officer"}
    done = run(pack, known.get)
    assert verdicts(done.judgements) == verdicts(everything(pack, known))


@settings(max_examples=25, deadline=None)
@given(readers())
def test_nothing_is_asked_that_could_change_no_open_verdict(reader: tuple[Pack, dict[str, Any]]) -> None:
    pack, answers = reader
    known: dict[str, Any] = {}
    passed: set[str] = set()
    while asks := outlook(pack, known, passed).asks:
        for ask in asks[:1]:
            assert ask.types and any(
                matters(pack, type_id, known, passed, ask.name) for type_id in ask.types
            ), (
                ask.name,
                known,
                passed,
            )
        name = asks[0].name
        if answers.get(name) is None:
            passed.add(name)
        else:
            known[name] = answers[name]


def matters(pack: Pack, type_id: str, known: dict[str, Any], passed: set[str], name: str) -> bool:
    """Whether there are answers to the other questions with which this one turns the type's verdict from unknown."""
    type = pack.types[type_id]
    tried = probes(pack, known)
    for condition in type.conditions:
        read = [n for n in facts_read(condition.check) if n in pack.facts]
        if name not in read:
            continue
        free = [
            n
            for n in read
            if n != name and n not in known and n not in passed and pack.facts[n].who != "officer"
        ]
        alike = [tuple(tried[n][place] for n in free) for place in (0, -1)]
        for values in (*alike, *islice(product(*([None, *tried[n]] for n in free)), 300)):
            others = {**known, **{n: v for n, v in zip(free, values, strict=True) if v is not None}}
            if _verdict(pack, type_id, others) != "unknown":
                continue
            if any(_verdict(pack, type_id, {**others, name: value}) != "unknown" for value in tried[name]):
                return True
    return False


def _verdict(pack: Pack, type_id: str, facts: dict[str, Any]) -> str:
    type = pack.types[type_id]
    case = case_of(pack, type, checked(pack, facts))
    return both([judge_node(c.check, case) for c in type.conditions]).verdict


@settings(max_examples=15, deadline=None)
@given(readers())
def test_an_answer_opens_no_question_and_no_type(reader: tuple[Pack, dict[str, Any]]) -> None:
    pack, answers = reader
    known: dict[str, Any] = {}
    passed: set[str] = set()
    before = outlook(pack, known)
    while before.asks:
        name = before.asks[0].name
        if answers.get(name) is None:
            passed.add(name)
        else:
            known[name] = answers[name]
        after = outlook(pack, known, passed)
        assert set(after.open) <= set(before.open)
        assert {ask.name for ask in after.asks} < {ask.name for ask in before.asks}
        settled = {id: judge(pack, id, known).verdict for id in pack.types}
        assert all(settled[id] == "unknown" for id in after.open)
        before = after


@pytest.mark.parametrize("id", YEARS)
def test_the_order_does_not_hang_on_the_order_of_what_is_known(id: str) -> None:
    pack = PACKS[id]
    known = {name: TRIED[id][name][0] for name in askable(pack)[:6]}
    turned = dict(reversed(known.items()))
    assert outlook(pack, known) == outlook(pack, turned) == outlook(pack, dict(known))
    first = outlook(pack, {}).asks
    assert [ask.decides for ask in first] == sorted((ask.decides for ask in first), reverse=True)


@pytest.mark.parametrize("id", YEARS)
def test_far_fewer_questions_than_asking_all(id: str) -> None:
    found = measure(PACKS[id], readers=5)
    assert 0 < found.every < found.every_all and found.single <= found.single_all
    assert found == measure(PACKS[id], readers=5)
    assert f"of {found.every_all}" in found.words()


def test_a_type_that_no_answer_can_settle_stops_asking() -> None:
    pack = PACKS["psea-2564"]
    # Only an officer can say whether the agency is in good standing, so nothing the reader says makes it "met".
    known = {"agency_kind": "department", "pmqa_category": 1}
    assert judge(pack, "pmqa-4", known).verdict == "unknown"
    assert outlook(pack, known, types=["pmqa-4"]).asks == ()
    assert {one.name for one in facts_of(pack, "pmqa-4") if one.who == "officer"} >= {"good_standing"}


def test_what_is_passed_over_takes_with_it_what_could_only_help_together() -> None:
    pack = invented({"all": [{"holds": "continues"}, {"any": [{"not": {"holds": "continues"}}]}]},
                    {"any": [{"all": [{"compare": {"fact": "new_areas", "is": "at_least", "to": 2}}, {"open": "local-bodies"}]}]})  # fmt: skip
    assert {ask.name for ask in outlook(pack, {}).asks} == {"continues", "new_areas"}
    assert outlook(pack, {}, passed=["continues", "new_areas"]).asks == ()


# --- what would have to change ----------------------------------------------------------------------------------------


def test_a_year_is_said_to_the_day() -> None:
    pack = PACKS["psea-2564"]
    closing = date(2021, 2, 23)
    found = {c.condition: c for c in remedies(pack, "open-governance", {"started_on": "2020-05-23"})}[
        "one-year"
    ]
    assert "ต้องดำเนินการครบ 1 ปี เหลือ 3 เดือน" in found.words.th
    assert "23 พฤษภาคม 2564" in found.words.th and "23 May 2021" in found.words.en
    assert found.lacking == (3, 0) and found.full_on == date(2021, 5, 23) and found.citations
    late = remedies(pack, "open-governance", {"started_on": "2020-06-28"})[0]
    assert (
        late.lacking == (4, 5) and "เหลือ 4 เดือน 5 วัน" in late.words.th and "4 months 5 days" in late.words.en
    )
    assert pack.types["open-governance"].steps[0].window is not None
    assert pack.types["open-governance"].steps[0].window.last_day == closing


@given(st.dates(date(2019, 1, 1), date(2022, 12, 31)))
def test_the_day_named_is_the_first_on_which_the_condition_holds(since: date) -> None:
    pack = PACKS["psea-2564"]
    closing = date(2021, 2, 23)
    unmet = [c for c in remedies(pack, "open-governance", {"started_on": since}) if c.condition == "one-year"]
    if since > date(2020, 2, 23):
        day = unmet[0].full_on
        assert day is not None and day > closing
        assert months_between(since, day)[0] == 12
        assert day - timedelta(days=1) < since or months_between(since, day - timedelta(days=1))[0] < 12
        assert months_between(closing, day) == unmet[0].lacking
    else:
        assert unmet == []


@given(
    st.dates(date(2019, 1, 1), date(2024, 12, 31)),
    st.sampled_from(["years", "months", "days"]),
    st.integers(1, 30),
)
def test_the_last_start_is_the_last(until: date, unit: str, size: int) -> None:
    span = Elapsed.model_validate({"from": "started_on", "until": "closing_day", unit: size})
    day = last_start(until, span)

    def full(start: date) -> bool:
        if unit == "days":
            return (until - start).days >= size
        return start <= until and months_between(start, until)[0] >= size * (12 if unit == "years" else 1)

    assert full(day) and not full(day + timedelta(days=1))


@pytest.mark.parametrize(
    ("check", "facts", "th", "en"),
    [
        ({"holds": "continues"}, {"continues": False}, "ต้องตอบว่า “ใช่”", "must be answered “yes”"),
        ({"not": {"holds": "continues"}}, {"continues": True}, "ต้องตอบว่า “ไม่ใช่”", "must be answered “no”"),
        ({"compare": {"fact": "own_share", "is": "at_least", "to": 70}}, {"own_share": "69.5"}, "ขาดอีก 0.5", "0.5 too little"),
        ({"compare": {"fact": "own_share", "is": "less_than", "to": 70}}, {"own_share": 80}, "เกิน 10", "10 too much"),
        ({"not": {"compare": {"fact": "new_areas", "is": "at_least", "to": 2}}}, {"new_areas": 3}, "ต้องน้อยกว่า 2", "must be less than 2"),
        ({"in": {"fact": "agency_kind", "values": ["department", "province"]}}, {"agency_kind": "company"}, "ต้องเป็นอย่างใดอย่างหนึ่ง: ", "must be one of: "),
        ({"compare": {"fact": "started_on", "is": "at_most", "to": "2020-02-29"}}, {"started_on": "2020-03-01"}, "ต้องไม่หลัง 29 กุมภาพันธ์ 2563", "must not be after 29 February 2020"),
        ({"count": {"fact": "source_awards", "is": "at_least", "to": 2}}, {"source_awards": {"complete": True, "items": [{}]}}, "ต้องไม่น้อยกว่า 2 รายการที่เข้าเงื่อนไข (มี 1 ขาดอีก 1)", "must be at least 2 that count (there are 1, 1 too little)"),
        ({"some": {"fact": "source_awards", "where": {"compare": {"fact": "source_level", "is": "equal", "to": "outstanding"}}}}, {"source_awards": {"complete": True, "items": []}}, "ต้องมีอย่างน้อยหนึ่งรายการที่", "needs at least one where"),
    ],
)  # fmt: skip
def test_each_kind_of_condition_says_what_it_lacks(
    check: dict[str, Any], facts: dict[str, Any], th: str, en: str
) -> None:
    pack = invented(check)
    type_id = next(iter(pack.types))
    [change] = remedies(pack, type_id, facts)
    assert th in change.words.th and en in change.words.en


@settings(max_examples=80, deadline=None)
@given(nodes, whole_facts)
def test_every_unmet_condition_has_its_words_and_no_other(
    check: dict[str, Any], facts: dict[str, Any]
) -> None:
    pack = invented(check)
    type_id = next(iter(pack.types))
    found = remedies(pack, type_id, facts)
    assert [c.condition for c in found] == list(judge(pack, type_id, facts).unmet)
    assert all(c.words.th and c.words.en for c in found)
