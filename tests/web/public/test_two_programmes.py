"""A second programme stands beside the first: its rules are sealed as they are, and no page of the first takes notice."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client

from lertrat import criteria
from lertrat.assessment.permits import may
from lertrat.kernel import clock
from lertrat.programmes import actions as programmes
from lertrat.programmes import queries
from lertrat.programmes.models import Edition
from lertrat.records.invariants import run_all
from tests import world as w

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGES = (
    "/", "/eligibility/", "/rules/service-covid/", "/rules/branch/service/", "/results/", "/register/", "/data/",
    "/data/awards.json", "/about/",
)  # fmt: skip


def sealed(world: w.World) -> Edition:
    """UNPSA 2022 under its own programme, sealed by its own officer."""
    un = programmes.create_programme(
        code="unpsa", name_th="รางวัลบริการภาครัฐแห่งสหประชาชาติ", name_en="United Nations Public Service Awards", by=world.admin
    )  # fmt: skip
    officer = w.person("un-officer", "เจ้าหน้าที่ รางวัลสหประชาชาติ")
    programmes.appoint(programme=un, person=officer, role="officer", by=world.admin)
    edition = programmes.create_edition(programme=un, code="unpsa-2022", year_be=2565, by=officer)
    text, supplement = criteria.builtin_source("unpsa-2022")
    programmes.seal(edition=edition, source=text, supplement=supplement, by=officer)
    return edition


def told(answer: Any) -> bytes:
    """The page, whether it comes at once or in parts."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


@pytest.fixture
def world() -> Any:
    with clock.frozen(w.OPEN):
        yield w.build()


def test_the_pages_stay_as_they_were(client: Client, world: w.World) -> None:
    before = {page: told(client.get(page)) for page in PAGES}
    edition = sealed(world)
    after = {page: client.get(page) for page in PAGES}
    assert {page: answer.status_code for page, answer in after.items()} == dict.fromkeys(PAGES, 200)
    assert {page for page in PAGES if told(after[page]) != before[page]} == set()
    assert queries.current_edition() == world.edition and edition.pk != world.edition.pk


def test_its_rules_are_listed_beside_the_others_and_its_results_stand_apart(
    client: Client, world: w.World
) -> None:
    edition = sealed(world)
    Edition.objects.filter(pk__in=[edition.pk, world.edition.pk]).update(publication_number=1)
    Edition.objects.filter(pk=edition.pk).update(year_be=2564)  # the same year as the first programme's
    assert "/rules/years/unpsa-2022/" in told(client.get("/rules/")).decode()
    years = told(client.get("/rules/years/")).decode()
    assert 'id="shelf-unpsa"' in years and 'id="shelf-psea"' in years
    listed = told(client.get("/results/")).decode()
    assert "/results/unpsa/2564/" in listed and "/results/psea/2564/" in listed
    for programme, other in (("unpsa", "psea"), ("psea", "unpsa")):
        page = client.get(f"/results/{programme}/2564/")
        assert page.context["edition"].programme.code == programme
        assert f"programme={programme}&" in page.context["query"] and other not in page.context["query"]
    assert client.get("/results/year/2564/").headers["Location"] == "/results/psea/2564/"
    Edition.objects.update(publication_number=0)  # nothing was published: the room's invariants hold again


def test_its_rules_are_sealed_with_their_gaps_and_open_no_window(world: w.World) -> None:
    edition = sealed(world)
    assert edition.pack_version is not None
    gaps = {one["id"] for one in edition.pack_version.open_values}
    assert {"window-days", "form-questions", "answer-language"} <= gaps
    assert queries.windows(edition) == []
    assert [finding for finding in run_all() if finding.offenders] == []


def test_a_branch_without_an_emblem_still_has_its_name() -> None:
    drawn = Template('{% branch "unpsa" %}{% branch "somewhere" %}').render(Context())
    assert "รางวัลบริการภาครัฐแห่งสหประชาชาติ" in drawn and "somewhere" in drawn and "<svg" not in drawn


def test_its_officer_has_no_say_in_the_other_programme(world: w.World) -> None:
    edition = sealed(world)
    officer = edition.programme.officers.get().person
    assert may(officer, "office", edition)
    assert not may(officer, "office", world.edition)
    assert not may(world.officer, "office", edition)
