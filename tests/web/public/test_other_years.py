"""The pages of the rules with a year of which little is known: everything is found, and what is unknown says so."""

from __future__ import annotations

import pytest
from django.test import Client

from lertrat import criteria
from lertrat.programmes import actions as programmes
from lertrat.programmes.models import Edition
from tests import world as w
from tests.web.public.conftest import read

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def sealed(id: str) -> criteria.Pack:
    admin = w.person("admin", "ผู้ดูแล ตัวอย่าง", is_administrator=True)
    officer = w.person("officer", "เจ้าหน้าที่ ตัวอย่าง")
    programme = programmes.create_programme(code="psea", name_th="รางวัลเลิศรัฐ", name_en="PSEA", by=admin)
    programmes.appoint(programme=programme, person=officer, role="officer", by=admin)
    text, _ = criteria.builtin_source(id)
    year = int(id.removeprefix("psea-"))
    edition: Edition = programmes.create_edition(programme=programme, code=id, year_be=year, by=officer)
    programmes.seal(edition=edition, source=text, by=officer)
    return criteria.builtin(id)


@pytest.mark.parametrize("id", ["psea-2561", "psea-2566", "psea-2567"])
def test_a_year_known_in_part_has_all_its_pages(id: str, client: Client) -> None:
    pack = sealed(id)
    for language in ("", "/en"):
        glance = read(client, f"{language}/rules/")
        words = pack.authority.shown or pack.authority
        assert words.says("en" if language else "th") in glance
        for branch in pack.branches:
            read(client, f"{language}/rules/branch/{branch}/")
    for kind in pack.types.values():
        page = read(client, f"/rules/{kind.id}/")
        assert kind.name.th in page
        for value in kind.open:
            assert pack.open_value(value).question.th in page
    read(client, "/eligibility/", agency_kind="department")


def test_the_page_of_pmqa_4_says_why_there_is_no_gate(client: Client) -> None:
    pack = sealed("psea-2566")
    page = read(client, "/rules/pmqa-4/")
    why = pack.step("pmqa-4", 1).no_gate
    assert why is not None and why.th in page and "ตัวชี้วัดหมวด 7" in page
