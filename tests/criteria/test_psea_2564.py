"""The rules of 2564 as the pack holds them, against the papers and against what reading.md fixes."""

from __future__ import annotations

import csv
import time
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lertrat.criteria import (
    AwardFact,
    Pack,
    builtin,
    builtin_ids,
    builtin_source,
    excluded,
    facts_of,
    gate,
    honours,
    kpi,
    load_pack,
    pmqa,
)
from lertrat.criteria.checks import walk
from lertrat.criteria.schema import Base, Rule, Text

TYPES = [
    "service-innovation", "service-development", "service-standard", "service-integration", "service-covid",
    "service-most-improved", "open-governance", "effective-change", "engaged-citizen", "participation-expanded",
    "antipoverty", "pmqa-outstanding", "pmqa-category", "pmqa-4",
]  # fmt: skip
BANGKOK = ZoneInfo("Asia/Bangkok")


@pytest.fixture(scope="module")
def pack() -> Pack:
    """As the demonstration plays it."""
    return builtin("psea-2564")


@pytest.fixture(scope="module")
def bare() -> Pack:
    """From the sources alone."""
    return builtin("psea-2564", supplement=False)


def test_every_rule_from_the_sources_says_where_it_stands(bare: Pack) -> None:
    named = [*bare.types.values(), *bare.branches.values(), *bare.honours, *bare.kpi, *bare.emphasis]
    named += [*bare.success_factors, *bare.bodies, *bare.legal_basis, *bare.certification, bare.authority]
    named += [condition for type in bare.types.values() for condition in type.conditions]
    named += [step.gate for type in bare.types.values() for step in type.steps if step.gate]
    named += [step.window for type in bare.types.values() for step in type.steps if step.window]
    named += [
        part
        for type in bare.types.values()
        for part in (type.exclusion, type.reaffirmation, type.requires_parent)
        if part
    ]
    without = [
        getattr(rule, "id", repr(rule)[:80])
        for rule in named
        if isinstance(rule, Rule) and not rule.citations
    ]
    assert without == []


def test_the_file_says_the_same_whether_or_not_it_is_supplemented(pack: Pack, bare: Pack) -> None:
    assert "psea-2564" in builtin_ids()
    assert not any(rule.assumed for _, rule in walk(bare) if isinstance(rule, Rule))
    assert pack.sha256 == bare.sha256 and pack.supplement == "psea-2564.demo" and not bare.supplement
    for type_id, type in bare.types.items():
        assert pack.type(type_id).conditions == type.conditions
        assert not any(step.form or step.rubric for step in type.steps)
        assert not any(level.cut_off for level in type.levels)


def test_loading_takes_less_than_half_a_second() -> None:
    text, supplement = builtin_source("psea-2564")
    best = 9.0
    for attempt in range(3):
        started = time.process_time()
        load_pack(text + f"\n# {attempt}\n", supplement)
        best = min(best, time.process_time() - started)
    assert best < 0.5


def test_fourteen_types_in_three_branches(pack: Pack) -> None:
    assert list(pack.types) == TYPES
    assert [type.number for type in pack.types.values()] == list(range(1, 15))
    assert {b: len(pack.types_of(b)) for b in pack.branches} == {
        "service": 6,
        "participatory": 5,
        "management": 3,
    }
    assert (pack.year_be, pack.programme) == (2564, "psea")
    assert len(pack.success_factors) == 8 and len(pack.emblems) == 4
    assert {emblem.branch for emblem in pack.emblems} == {"", *pack.branches}
    assert all(emblem.parts for emblem in pack.emblems)
    assert "ไม่พบเลขที่มติ" in (pack.authority.shown or Text(th="-", en="-")).th
    assert [h.id for h in pack.honours] == ["overall", "branch-service", "branch-participatory"]


@pytest.mark.parametrize(
    ("printed", "type_id"),
    [
        ("นวัตกรรมบริการ", "service-innovation"),
        ("นวัตกรรมการบริการ", "service-innovation"),
        ("ประเภทพัฒนาการบริการ", "service-development"),
        ("ประเภทขยายผลมาตรฐานการบริการ", "service-standard"),
        ("บูรณาการข้อมูลเพื่อการบริการ", "service-integration"),
        ("ยกระดับบริการที่ตอบสนองต่อสถานการณ์โควิด ๑๙", "service-covid"),
        ("รางวัลประเภทยกระดับการอำนวยความสะดวก ในการให้บริการ (Most Improved Award)", "service-most-improved"),
        ("Most Improved Award", "service-most-improved"),
        ("เปิดใจใกล้ชิดประชาชน (Open Governance)", "open-governance"),
        ("สัมฤทธิผลประชาชนมีส่วนร่วม", "effective-change"),
        ("สัมฤทธิ์ผลประชาชนมีส่วนร่วม (Effective Change)", "effective-change"),
        ("ผู้นำหุ้นส่วนความร่วมมือ (Engaged Citizen)", "engaged-citizen"),
        ("ผู้นำหันส่วนความร่วมมือ", "engaged-citizen"),
        ("เลื่องลือขยายผล (Participation Expanded)", "participation-expanded"),
        ("ร่วมใจแก้จน", "antipoverty"),
        ("ร่วมใจแท็กทีม", "antipoverty"),
        ("Antipoverty Empowered", "antipoverty"),
        ("PMQA ดีเด่น*", "pmqa-outstanding"),
        ("PMQA รายหมวด หมวด 3", "pmqa-category"),
        ("รางวัลคุณภาพการบริหารจัดการภาครัฐ รายหมวด", "pmqa-category"),
        ("PMQA 4.0", "pmqa-4"),
        ("รางวัลคุณภาพการบริหารจัดการภาครัฐ 4.0", "pmqa-4"),
        ("บริการตอบโจทย์ตรงใจ", None),
    ],
)
def test_every_printed_name_finds_its_type(pack: Pack, printed: str, type_id: str | None) -> None:
    assert pack.resolve_type(printed) == type_id


@pytest.mark.parametrize(
    ("printed", "branch"),
    [
        ("บริการภาครัฐ", "service"),
        ("รางวัลเลิศรัฐ สาขาบริการภาครัฐ", "service"),
        ("รางวัลบริหารราชการ แบบมีส่วนร่วม", "participatory"),
        ("การบริหารราชการแบบส่วนร่วม", "participatory"),
        ("สาขาการบริหารราชการแบบมีส่วนร่วม", "participatory"),
        ("คุณภาพการบริหารจัดการภาครัฐ", "management"),
        ("management", "management"),
        ("UNPSA", None),
    ],
)
def test_every_printed_name_finds_its_branch(pack: Pack, printed: str, branch: str | None) -> None:
    assert pack.resolve_branch(printed) == branch


def test_honours_and_families_outside_the_branches_are_known(pack: Pack) -> None:
    for name in ("ภาพรวม (รางวัลเลิศรัฐ)", "UNPSA", "เลิศรัฐยอดเยี่ยม", "รางวัลเลิศรัฐสาขา"):
        assert pack.is_beside(name)
    assert not pack.is_beside("") and not pack.is_beside("บริการภาครัฐ") and not pack.is_beside("PMQA 4.0")


def test_windows_are_the_printed_days_and_their_hours_come_from_the_supplement(
    pack: Pack, bare: Pack
) -> None:
    for type in bare.types.values():
        window = type.steps[0].window
        if type.id == "pmqa-outstanding":
            assert window is None
            continue
        assert window is not None and window.first_day == date(2020, 12, 23) and window.closes is None
        last = {"pmqa-category": date(2021, 1, 22), "pmqa-4": date(2021, 1, 29)}.get(
            type.id, date(2021, 2, 23)
        )
        assert window.last_day == last
    for type in pack.types.values():
        for step in type.steps:
            if step.kind == "intake":
                assert step.window is not None and step.window.closes is not None
    service = pack.step("service-innovation", 1).window
    assert service is not None and service.closes == datetime(2021, 2, 24, tzinfo=BANGKOK)


def test_every_intake_can_be_played_with_the_supplement(pack: Pack) -> None:
    for type in pack.types.values():
        for step in type.steps:
            if step.kind == "intake":
                form, rubric = pack.form(type.id, step.number), pack.rubric(type.id, step.number)
                assert form.questions and form.assumed and rubric.assumed
                assert step.assessors_per_submission in (2, 3)
        asked = {q.fact.partition(".")[0] for q in pack.form(type.id, 1).questions}
        wanted = {spec.name for spec in facts_of(pack, type.id) if spec.who == "applicant"}
        assert wanted <= asked, (type.id, wanted - asked)
    assert [s.kind for s in pack.type("pmqa-4").steps] == ["intake", "intake", "visit"]
    assert all(len(type.steps) == 1 for type in pack.types.values() if type.id != "pmqa-4")


def test_every_text_is_there_in_both_languages_and_no_thai_stands_for_english(pack: Pack) -> None:
    thai = range(0x0E01, 0x0E5C)
    for path, model in walk(pack):
        if isinstance(model, Text) and path[0] not in ("sources", "open"):
            assert any(ord(c) in thai for c in model.th) or not any(
                c.isalpha() and ord(c) > 127 for c in model.th
            )
            assert model.en.strip() and model.th.strip()
    assert isinstance(pack, Base)


# --- scores and honours -----------------------------------------------------------------------------------------------


def test_gates_belong_to_pmqa_4_alone_and_compare_exactly(bare: Pack) -> None:
    gates = [
        (t.id, step.number, step.gate.at_least) for t in bare.types.values() for step in t.steps if step.gate
    ]
    assert gates == [("pmqa-4", 1, 400), ("pmqa-4", 2, 400)]
    assert gate(bare, "pmqa-4", 1, Fraction(2799, 7)).result == "failed"
    assert gate(bare, "pmqa-4", 2, Fraction(400)).result == "passed"


def test_kpi_of_2564(bare: Pack) -> None:
    points = {
        score: kpi(bare, "province", Fraction(score)).points for score in (239, 240, 241, 374, 375, 500)
    }
    assert points == {239: None, 240: 50, 241: None, 374: None, 375: 100, 500: 100}
    assert (
        kpi(bare, "province", Fraction(375)).weighted == 15
        and kpi(bare, "department", Fraction(375)).points is None
    )


def test_pmqa_rows_take_the_kind_by_id_or_name(bare: Pack) -> None:
    rows = [
        {"agency": "จังหวัดตัวอย่าง", "kind": kind, "step": "1", "category": str(n), "score": "375"}
        for n, kind in enumerate(["province", "จังหวัด"] * 4, 1)
        if n <= 7
    ]
    (only,) = pmqa(bare, rows)
    assert (only.gate, only.kpi_points, only.kpi_weighted) == ("failed", 100, 15)


def test_the_exclusion_is_by_category_s_and_leaves_pmqa_4_to_the_committee(bare: Pack) -> None:
    assert excluded(bare, "pmqa-category", {"pmqa-outstanding": "passed"}).result == "not_considered"
    assert excluded(bare, "pmqa-category", {"pmqa-4": "passed"}).result == "committee"
    assert [t for t in TYPES if bare.type(t).exclusion] == ["pmqa-category"]


def test_the_gathered_winners_of_2564_can_be_read(bare: Pack, sources: Path) -> None:
    with (sources / "data/winners.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = ("year_be", "branch", "type", "level", "agency")
    verdicts = honours(bare, [AwardFact(*(row[name] for name in names)) for row in rows])
    agencies = {" ".join(row["agency"].split()) for row in rows if row["agency"].strip()}
    assert len(verdicts) == 3 * len(agencies)
    yes = {v.agency for v in verdicts if v.honour == "overall" and v.verdict == "yes"}
    unknown = {v.agency for v in verdicts if v.honour == "overall" and v.verdict == "unknown"}
    assert yes | unknown <= {"กรมสรรพากร"}


def test_outstanding_of_the_management_branch_counts_whatever_the_maturity(bare: Pack) -> None:
    two = [("service-innovation", "outstanding"), ("effective-change", "outstanding")]

    def verdict(*third: tuple[str, str]) -> tuple[str, tuple[str, ...]]:
        rows = [AwardFact(2564, "", t, level, "กรมตัวอย่าง ก") for t, level in (*two, *third)]
        overall = next(v for v in honours(bare, rows) if v.honour == "overall")
        return overall.verdict, overall.missing

    for level in ("basic", "advance", "significance", ""):
        assert verdict(("pmqa-4", level)) == ("yes", ())
    assert verdict(("pmqa-outstanding", "")) == ("yes", ())
    assert verdict(*[("pmqa-category", "outstanding")] * 6) == ("no", ("management",))
    assert verdict() == ("no", ("management",))


def test_a_citizen_s_award_makes_no_agency_stand_out(bare: Pack) -> None:
    rows = [AwardFact(2564, "", "engaged-citizen", "", "กรมตัวอย่าง ก")]
    assert {v.honour: v.verdict for v in honours(bare, rows)} == {
        "overall": "no",
        "branch-service": "no",
        "branch-participatory": "no",
    }
