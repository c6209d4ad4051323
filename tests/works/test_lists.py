"""Lists of awards and works: filters, pages and what they cost."""

from __future__ import annotations

from typing import Any

import pytest

from lertrat.agencies import actions as agencies
from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound
from lertrat.programmes.models import Edition, Programme
from lertrat.records.models import Record
from lertrat.works import actions, queries
from lertrat.works.actions import Conferral
from lertrat.works.models import Award, AwardSource
from lertrat.works.queries import AwardFilter, WorkFilter

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    programme = Programme.objects.create(code="psea")
    return Edition.objects.create(programme=programme, code="psea-2564", year_be=2564)


def test_filters_narrow(loaded: None) -> None:
    wanted = AwardFilter(year=2563, branch="participatory", type_id="effective-change", level="outstanding")
    found = list(queries.awards(wanted))
    assert {award.agency.code for award in found if award.agency} == {
        "hospital-wiang-nong-long",
        "province-45",
    }
    assert queries.count_awards(wanted) == 2
    spans = list(queries.awards(AwardFilter(year=2556, branch="management")))
    assert {(award.year_from, award.year_to) for award in spans} == {(2555, 2563), (2548, 2563)}
    assert {award.honour_id for award in queries.awards(AwardFilter(honours=True, year=2565))} == {
        "overall",
        "prestige",
    }
    assert {award.programme for award in queries.awards(AwardFilter(programme="unpsa"))} == {"unpsa"}
    lamphun = list(queries.awards(AwardFilter(province="51", q="โรงพยาบาล")))
    assert len(lamphun) == 2
    assert queries.count_awards(AwardFilter(fictitious=True)) == 0
    assert queries.years()[0] == 2568


def test_every_award_once_newest_first(loaded: None) -> None:
    seen: list[Award] = []
    cursor = ""
    while True:
        page = queries.award_page(cursor=cursor, size=37)
        seen += page.rows
        cursor = page.next
        if not cursor:
            break
    assert len(seen) == len({award.pk for award in seen}) == Award.objects.count()
    assert [award.year_sort for award in seen] == sorted((award.year_sort for award in seen), reverse=True)
    assert seen[-1].year_from is None


def test_works_with_and_without_an_award(loaded: None) -> None:
    total = queries.works().count()
    assert (
        queries.works(WorkFilter(awarded=True)).count() + queries.works(WorkFilter(awarded=False)).count()
        == total
    )
    titles = {work.title_th for work in queries.works(WorkFilter(awarded=False))}
    assert "ป่าชุมชนบ้านน้ำคำ" in titles and "Kalasin Happiness Model" not in titles
    assert len(queries.work_page(WorkFilter(q="ป่า"), size=5).rows) > 2


def test_no_such_award() -> None:
    with pytest.raises(NotFound):
        queries.award("R-0000000-0")
    with pytest.raises(NotFound):
        queries.work("W-0000000-0")


@pytest.mark.breaks_invariants  # confers without a decision above, which is not this room's
@pytest.mark.parametrize("rows", [1, 60])
def test_a_page_costs_one_query_for_one_row_and_for_many(
    rows: int, edition: Edition, django_assert_num_queries: Any
) -> None:
    agency = agencies.register(code="dept-a", kind="department", name_th="กรมตัวอย่าง", by=None)
    confer(
        edition,
        *(
            Conferral(agency=agency, type_id="open-governance", branch="participatory", ordinal=n)
            for n in range(1, rows + 1)
        ),
    )
    with django_assert_num_queries(1):
        page = queries.award_page(AwardFilter(q="ตัวอย่าง", branch="participatory", year=2564))
        assert [award.agency.name_th for award in page.rows if award.agency]
        assert all(award.work is None and award.province is None for award in page.rows)
    with django_assert_num_queries(1):
        queries.awards_of(agency)


def confer(edition: Edition, *conferrals: Conferral) -> list[Award]:
    return actions.confer(
        edition=edition,
        conferrals=conferrals,
        publication_number=1,
        source="มติทดลอง 1",
        at=clock.now(),
        by=None,
    )


@pytest.mark.breaks_invariants  # as above
def test_conferred_awards_stand_in_the_register_with_their_source(edition: Edition) -> None:
    agency = agencies.register(
        code="dept-a", kind="department", name_th="กรมตัวอย่าง ก", fictitious=True, by=None
    )
    work = actions.add_work(title_th="งานตัวอย่าง", agency=agency, fictitious=True, by=None)
    assert actions.add_work(title_th="งาน ตัวอย่าง".replace(" ", ""), agency=agency, by=None) == work
    made = confer(
        edition,
        Conferral(
            agency=agency, type_id="service-innovation", branch="service", level="outstanding", work=work
        ),
        Conferral(agency=agency, honour_id="overall"),
    )
    assert [award.year_sort for award in made] == [2564, 2564]
    assert made[0].ref.startswith("A64-") and made[0].fictitious
    assert AwardSource.objects.filter(award=made[0], source="psea-2564", locator="มติทดลอง 1").exists()
    assert Record.objects.filter(verb="award.conferred", edition_id=edition.pk).count() == 2
    assert set(queries.awards(AwardFilter(q="นวัตกรรมการบริการ กรมตัวอย่าง"))) == {made[0]}
    assert list(queries.awards_of_edition(edition.pk)) == made
    again = Conferral(agency=agency, honour_id="overall")
    with pytest.raises(Exception, match=r"(?i)unique"):
        confer(edition, again)


def test_a_work_that_grew_from_another(edition: Edition) -> None:
    agency = agencies.register(code="dept-a", kind="department", name_th="กรม ก", by=None)
    one, other = (actions.add_work(title_th=title, agency=agency, by=None) for title in ("งานเดิม", "งานใหม่"))
    lineage = actions.derive(from_work=one, to_work=other, kind="scaled", source="ใบสมัคร", by=None)
    assert actions.derive(from_work=one, to_work=other, kind="scaled", source="ใบสมัคร", by=None) == lineage
    assert [child.to_work for child in queries.work(one.ref).children] == [other]
