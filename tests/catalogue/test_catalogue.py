"""What the public reads: lists, search, pages, rules, dates, downloads. Fed with awards of the register, as after an import."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from lertrat.agencies.models import Province
from lertrat.catalogue import queries
from lertrat.catalogue.queries import AwardFilter
from lertrat.kernel.errors import NotFound
from lertrat.works import actions as works
from lertrat.works import storing
from lertrat.works.models import Award
from tests import world as w

pytestmark = pytest.mark.django_db
WORK = "โรงพยาบาลยิ้มได้ผู้ป่วยรับยาใกล้บ้านไม่ต้องรอครึ่งวัน"


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


@pytest.fixture
def world() -> w.World:
    return w.build()


def awarded(
    world: w.World,
    agency: str,
    type_id: str,
    level: str = "",
    title: str = "",
    year: int | None = 2562,
    **more: Any,
) -> Award:
    """An award of an earlier year, as an import leaves it."""
    body = world.agencies[agency]
    work = works.add_work(title_th=title, agency=body, fictitious=True, by=None) if title else None
    branch = next(t.branch for t in world.pack.types.values() if t.id == type_id)
    made = Award(
        ref=f"R-{Award.objects.count() + 1:07d}-0", year_from=year, year_to=year, branch=branch, type_id=type_id,
        type_text=world.pack.types[type_id].name.th, level=level, agency=body, work=work, fictitious=True, **more,
    )  # fmt: skip
    made.save()
    made.sources.create(source="การทดสอบ", locator=f"หน้า {made.pk}")
    storing.index_awards([made.pk])
    return made


@pytest.fixture
def three(world: w.World) -> list[Award]:
    Province.objects.create(code="t1", name_th="จังหวัดตัวอย่าง", name_en="Example", fictitious=True)
    return [
        awarded(world, "a", "service-innovation", "outstanding", WORK, province_id="t1"),
        awarded(world, "b", "effective-change", "good", "ลำน้ำใสด้วยมือชุมชน", 2563),
        awarded(world, "a", "pmqa-category", "awarded", year=None, category=2, named_only=True),
    ]


def refs(page: queries.Awards) -> list[str]:
    return [a.ref for a in page.rows]


def test_newest_first_and_what_has_no_year_last(three: list[Award]) -> None:
    page = queries.awards()
    assert refs(page) == [three[1].ref, three[0].ref, three[2].ref]
    assert (page.count, page.more) == (3, False)


def test_each_filter_narrows(three: list[Award]) -> None:
    for wanted, found in (
        (AwardFilter(branch="service"), [0]), (AwardFilter(type_id="effective-change"), [1]),
        (AwardFilter(level="outstanding"), [0]), (AwardFilter(province="t1"), [0]),
        (AwardFilter(year=2563), [1]), (AwardFilter(year=2500), []),
        (AwardFilter(branch="service", level="good"), []),
    ):  # fmt: skip
        assert refs(queries.awards(wanted)) == [three[n].ref for n in found], wanted


def test_search_reads_inside_sentences_and_knows_every_variant(three: list[Award]) -> None:
    for q, found in (
        ("รับยาใกล้บ้าน", 0), ("ยา", 0), ("นวัตกรรมการบริการ", 0), ("สัมฤทธิ์ผลประชาชน", 1), ("Effective Change", 1),
        ("นํ้าใส", 1), ("รางวัลรายหมวด", 2), ("กรมตัวอย่าง ชุมชน", 1), ("ไม่มีคำนี้", None),
    ):  # fmt: skip
        assert refs(queries.awards(q=q)) == ([] if found is None else [three[found].ref]), q


def test_pages_go_on_and_come_back(world: w.World) -> None:
    made = [awarded(world, "a", "service-innovation", title=f"ผลงานที่ {n}", year=2550 + n) for n in range(5)]
    first = queries.awards(size=2)
    second = queries.awards(cursor=first.next, size=2)
    assert refs(first) + refs(second) == [a.ref for a in reversed(made)][:4]
    assert refs(queries.awards(cursor=second.previous, size=2)) == refs(first) and first.count == 5


def test_facets_name_what_occurs(three: list[Award]) -> None:
    facets = queries.facets()
    assert [o.value for o in facets.years] == ["2563", "2562"] and facets.years[0].en == "2020"
    assert [(o.value, o.count) for o in facets.branches] == [
        ("service", 1),
        ("participatory", 1),
        ("management", 1),
    ]
    assert [o.th for o in facets.provinces] == ["จังหวัดตัวอย่าง"]
    assert [o.value for o in facets.levels] == ["outstanding", "good", "awarded"]


def test_lists_and_pages_cost_the_same_for_one_row_and_many(
    world: w.World, queries: Callable[[], Any]
) -> None:
    from lertrat.catalogue import queries as catalogue

    def cost(call: Callable[[], Any]) -> int:
        with queries() as seen:
            call()
        return len(seen)

    calls: list[Callable[[], Any]] = [
        catalogue.awards, lambda: catalogue.awards(q="บริการ"), lambda: catalogue.agency_page("demo-a"),
        lambda: catalogue.results_of_edition(world.edition), lambda: list(catalogue.awards_csv()),
        lambda: list(catalogue.awards_json()), lambda: catalogue.award(first.ref),
    ]  # fmt: skip
    first = awarded(world, "a", "service-innovation", title="ผลงานแรก")
    before = [cost(call) for call in calls]
    for number in range(3):
        awarded(world, "a", "service-innovation", title=f"ผลงาน {number}", year=2560)
    assert [cost(call) for call in calls] == before and max(before) <= 12
    catalogue.facets()
    assert cost(catalogue.facets) == 2


def test_an_agency_page_tells_what_was_won_and_nothing_that_was_applied_for(
    world: w.World, three: list[Award]
) -> None:
    w.received(world, "service-innovation", title="ผลงานลับที่เพิ่งสมัคร")
    page = queries.agency_page("demo-a")
    assert [a.pk for a in page.awards] == [three[0].pk, three[2].pk]
    assert [one.title_th for one in page.works] == [WORK] and page.above[0].name_th == "กระทรวงตัวอย่าง"
    assert "ลับ" not in str(page)
    with pytest.raises(NotFound):
        queries.agency_page("no-such-agency")


def test_an_award_page(three: list[Award]) -> None:
    page = queries.award(three[0].ref.lower())
    assert page.story is not None and page.story.work.title_th == WORK
    assert page.sources[0].source == "การทดสอบ" and page.certificate is None
    assert [a.pk for a in page.others] == [three[2].pk]
    with pytest.raises(NotFound):
        queries.award("R-9999999-9")


def test_rules_carry_their_citations_and_the_year_its_dates(world: w.World) -> None:
    rules = queries.rules(world.edition)
    assert [branch.id for branch, _ in rules.branches] == ["service", "participatory", "management"]
    assert sum(len(types) for _, types in rules.branches) == 14
    covid = rules.type("service-covid")
    assert covid is not None and {386} & {c.line for one in covid.conditions for c in one.citations}
    assert all(c.file in rules.sources for one in covid.conditions for c in one.citations)
    pmqa = rules.type("pmqa-4")
    assert pmqa is not None and [win.step for win in pmqa.windows][:2] == [1, 2]
    line = queries.year_line(world.edition)
    assert [e.at for e in line] == sorted(e.at for e in line)
    assert {"intake"} <= {e.kind for e in line} <= {"intake", "visit"}


def test_csv_keeps_formulas_asleep_and_years_in_both_eras(world: w.World, three: list[Award]) -> None:
    awarded(world, "b", "service-innovation", title="=HYPERLINK(1)", year=2555, note="")
    span = awarded(world, "b", "service-development", title="+66 สายด่วน")
    span.year_from, span.year_to = 2555, 2563
    span.save()
    text = "".join(queries.awards_csv())
    assert text.startswith("\ufeffref,")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert list(rows[0]) == list(queries.COLUMNS) and len(rows) == 5
    assert (rows[0]["year_be"], rows[0]["year_ce"], rows[0]["province"]) == ("2562", "2019", "จังหวัดตัวอย่าง")
    assert (rows[2]["year_be"], rows[2]["named_only"], rows[2]["category"]) == ("", "true", "2")
    assert (rows[3]["work"], rows[4]["work"]) == ("'=HYPERLINK(1)", "'+66 สายด่วน")
    assert (rows[4]["year_be"], rows[4]["year_ce"]) == ("2555-2563", "2012-2020")


def test_json_is_one_object_with_its_description(three: list[Award]) -> None:
    data = json.loads("".join(queries.awards_json(AwardFilter(branch="service"))))
    assert data["title"]["en"] and set(data["columns"]) == set(data["awards"][0])
    assert [one["ref"] for one in data["awards"]] == [three[0].ref]
    assert data["awards"][0]["work"] == WORK and data["awards"][0]["nominee"] is None


def test_an_empty_register_reads_well(world: w.World) -> None:
    assert queries.awards().rows == [] and queries.latest_cases() == []
    assert json.loads("".join(queries.awards_json()))["awards"] == []
    assert queries.results_of_edition(world.edition).count == 0
    assert queries.figures().awards == 0 and queries.editions_with_results() == []
