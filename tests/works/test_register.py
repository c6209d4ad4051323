"""What the register holds, that it holds it once, and that every row is where it says."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from lertrat.agencies import actions as agency_actions
from lertrat.agencies import queries as agencies
from lertrat.records.models import Record
from lertrat.search import queries as search
from lertrat.works import actions, checks, queries
from lertrat.works.models import Award, AwardSource, Lineage, Work, WorkSource
from lertrat.works.queries import AwardFilter

pytestmark = pytest.mark.django_db


def told(**fields: object) -> Award:
    return Award.objects.get(**fields)


def test_the_sums_of_the_sources(loaded: None) -> None:
    found = {check.check: check for check in queries.data_checks()}
    assert [check.check for check in found.values() if not check.ok] == []
    assert (found["pmqa-works"].found, found["pmqa-provinces"].found) == (33, 20)
    assert found["pmqa-categories"].found == [15, 10, 6, 0, 0, 2]
    assert found["pmqa-4-provinces"].found == ["จังหวัดขอนแก่น", "จังหวัดสระบุรี"]
    assert (found["un-works"].found, found["un-agencies"].found) == (14, 12)


@pytest.mark.breaks_invariants
def test_the_sums_are_counted_not_remembered(loaded: None) -> None:
    AwardSource.objects.filter(source="004", locator="1073").first().delete()  # type: ignore[union-attr]  one is there
    wrong = {check.check: check.found for check in queries.data_checks() if not check.ok}
    assert wrong == {"pmqa-works": 32, "pmqa-categories": [14, 10, 6, 0, 0, 2]}


def test_a_later_award_of_a_province_does_not_move_the_sum(loaded: None) -> None:
    row = {
        "year_be": "2564",
        "branch": "management",
        "type": "PMQA 4.0",
        "agency": "จังหวัดลำพูน",
        "source_url": "https://example.org/1",
    }
    un = {"year_be": "2564", "branch": "UNPSA", "type": "UNPSA", "agency": "กรมควบคุมโรค", "work_title": "อื่น"}
    plan = actions.import_plan([row, un], source="ข่าว")
    actions.apply_import(plan=plan, digest=plan.digest, by=None)
    assert all(check.ok for check in queries.data_checks())


def test_a_second_run_changes_nothing(loaded: None) -> None:
    tables = (Award, AwardSource, Work, WorkSource, Lineage, Record)
    before = [table.objects.count() for table in tables]
    agency_actions.load_register(by=None)
    for plan in actions.load_register(by=None):
        assert {change.kind for change in plan.changes} == {"keep"}
    assert [table.objects.count() for table in tables] == before


def test_every_row_of_the_sample_is_there(loaded: None) -> None:
    rows = actions.builtin_winners()
    assert len(rows) == 254
    read = [row for row in rows if not row["source_url"].startswith("seed:")]
    sources = AwardSource.objects.filter(source="winners.csv")
    assert sources.count() == len(read)
    assert Counter(sources.values_list("locator", flat=True)) == Counter(row["source_url"] for row in read)


@pytest.mark.parametrize(("province", "category"), [("ลำปาง", 1), ("สุพรรณบุรี", 3)])
def test_a_dated_award_inside_a_span_is_the_same_award(loaded: None, province: str, category: int) -> None:
    award = told(agency__name_th=f"จังหวัด{province}", type_id="pmqa-category", category=category)
    assert (award.year_from, award.year_to) == (2563, 2563)
    sources = queries.sources_of(award)
    assert [source.source for source in sources] == ["004", "winners.csv"]
    assert [(source.year_from, source.year_to) for source in sources] == [(2555, 2563), (2563, 2563)]


def test_what_is_not_recorded_stays_blank(loaded: None) -> None:
    satun = told(work__title_th__startswith="SATUN")
    assert (satun.year_from, satun.year_to, satun.type_id, satun.level) == (None, None, "", "")
    thai_reach = told(work__title_th__startswith="Thai Reach")
    assert (thai_reach.year_from, thai_reach.branch, thai_reach.type_id, thai_reach.level) == (
        2563,
        "service",
        "",
        "",
    )
    kalasin = told(work__title_th="Kalasin Happiness Model")
    assert (kalasin.type_id, kalasin.level) == ("effective-change", "")
    phangnga = told(agency__code="province-82", type_id="pmqa-4")
    assert (phangnga.year_to, phangnga.inferred, phangnga.level) == (2564, True, "")
    assert "อนุมาน" in phangnga.note


def test_an_application_is_no_win(loaded: None) -> None:
    story = queries.work(Work.objects.get(title_th__startswith="Huay Nam Sai").ref)
    assert story.awards == [] and "ไม่ใช่ผลงานที่ได้รับรางวัล" in story.work.note


def test_figures_stay_as_printed(loaded: None) -> None:
    story = queries.work(Work.objects.get(title_th__startswith="Thai Reach").ref)
    assert "ประมาณ 70,000 บาท" in story.sources[0].words


def test_the_forest_of_roi_et_went_to_two_areas(loaded: None) -> None:
    story = queries.work(Work.objects.get(title_th__contains="ดงท่าเลดอนใหญ่").ref)
    assert {child.to_work.title_th for child in story.children} == {"ป่าชุมชนบ้านน้ำคำ", "ป่าชุมชนบ้านโนนสว่าง"}
    assert [award.level for award in story.awards] == ["outstanding"]
    assert len(story.adoptions) == 2
    child = queries.work(story.children[0].to_work.ref)
    assert [parent.from_work for parent in child.parents] == [story.work]


def test_named_winners_enter_no_fact(loaded: None) -> None:
    phatthalung = agencies.by_code("province-93")
    [award] = queries.awards_of(phatthalung)
    assert award.named_only and len(queries.sources_of(award)) == 2
    past = queries.past_awards(phatthalung)
    assert past.items == () and not past.complete and past.reason_th


def test_past_awards_are_facts_with_their_gaps(loaded: None) -> None:
    items = queries.past_awards(agencies.by_code("province-47")).items
    assert {(item["type"], item["category"], item["year_from"], item["year_to"]) for item in items} == {
        ("pmqa-category", category, 2555, 2563) for category in (1, 2, 3, 6)
    }
    revenue = queries.past_awards(agencies.by_code("dept-revenue")).items
    assert {"overall", "prestige"} <= {item["honour"] for item in revenue}
    assert any(item["type"] is None and item["branch"] == "participatory" for item in revenue)


def test_a_person_nominated_is_no_win_of_the_agency(loaded: None) -> None:
    award = told(nominee_text="นายอติพล ดำพิลา")
    assert award.agency is not None and award.type_id == "engaged-citizen"
    refs = {item["ref"] for item in queries.past_awards(award.agency).items}
    assert award.ref not in refs
    assert award.ref in {one.ref for one in queries.awards_of(award.agency)}


def test_joint_awards_belong_to_each(loaded: None) -> None:
    award = told(work__title_th__contains="ระบบนิเวศข้อมูลดิจิทัล")
    assert award.agency is None
    assert sorted(award.joint.values_list("code", flat=True)) == [
        "dept-disease-control", "dept-medical-sciences", "dept-medical-services", "ps-health",
    ]  # fmt: skip
    assert award in queries.awards_of(agencies.by_code("dept-medical-services"))


@pytest.mark.parametrize(
    ("asked", "agency"),
    [
        ("โรงพยาบาลโสธร", "hospital-yasothon"),
        ("โรงพยาบาลยโสธร", "hospital-yasothon"),
        ("มหาสารคามเชียงใหม่", "hospital-maharaj-chiang-mai"),
        ("ทรานครินเทอร์", "child-development-rajanagarindra"),
        ("ราชนครินทร์", "child-development-rajanagarindra"),
        ("หนองตาแต้ม", "tao-nong-ta-taem"),
        ("หนองตาแต่ม", "tao-nong-ta-taem"),
        ("กระเสียว", "dept-irrigation"),
        ("อุ้มบุญ", None),
    ],
)
def test_every_printed_name_finds_the_award(loaded: None, asked: str, agency: str | None) -> None:
    found = list(queries.awards(AwardFilter(q=asked)))
    assert {award.agency.code for award in found if award.agency} == ({agency} if agency else set())


@pytest.mark.parametrize("asked", ["สัมฤทธิ์ผลประชาชน", "สัมฤทธิผล", "effective change", "Effective  Change"])
def test_every_name_of_a_type_finds_its_awards(loaded: None, asked: str) -> None:
    found = list(queries.awards(AwardFilter(q=asked, honours=False)))
    assert {award.type_id for award in found} == {"effective-change"}
    assert len(found) == Award.objects.filter(type_id="effective-change").count() > 30


def test_a_word_inside_a_title_is_found(loaded: None) -> None:
    assert [award.agency.code for award in queries.awards(AwardFilter(q="ใต้น้ำ")) if award.agency] == []
    titles = {award.work.title_th for award in queries.awards(AwardFilter(q="เบาหวาน")) if award.work}
    assert len(titles) == 3
    assert search.find("work", "แท็กทีม") == []


def _lines(locator: str) -> set[int]:
    """The lines a locator names: "480-492" is a range, as is every "a-b"."""
    first, _, last = locator.partition("-")
    return set(range(int(first), int(last or first) + 1))


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_row_stands_where_it_says(seeds: dict[str, list[str]]) -> None:
    missing = []
    for row in actions.builtin_register():
        words = row.get("words", "")
        if words:
            lines = seeds[row["source"]]
            text = "".join(lines[line - 1] for line in sorted(_lines(row["locator"])))
            if _folded(words) not in _folded(text):
                missing.append((row["source"], row["locator"], words))
    for one in checks.definitions():
        source, _, locator = one["source"].partition(":")
        text = "".join(seeds[source][line - 1] for line in sorted(_lines(locator)))
        if _folded(one["words"]) not in _folded(text):
            missing.append((source, locator, one["words"]))
    assert missing == []


def test_the_table_is_the_printed_table(seeds: dict[str, list[str]], loaded: None) -> None:
    printed = set()
    for line in seeds["004"][1072:1093]:
        cells = line.split("\t")
        printed |= {(f"จังหวัด{cells[0].strip()}", n) for n, cell in enumerate(cells[1:7], 1) if "✓" in cell}
    held = AwardSource.objects.filter(source="004", award__type_id="pmqa-category", award__named_only=False)
    assert set(held.values_list("award__agency__name_th", "award__category")) == printed
    assert len(printed) == 33
