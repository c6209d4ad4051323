"""The KPI round by hand, without script: the office appoints, examiners score and lock, the agency reads it when it is announced."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lertrat import criteria
from lertrat.assessment import queries
from lertrat.assessment.models import KpiReading, KpiResult
from lertrat.kernel import clock
from lertrat.people.models import Person
from lertrat.programmes import actions as programmes
from tests import world as w
from tests.assessment.kpi_round import ROUND, appointed, handed_in, scored

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
MOST = 12  # statements of a page


def sign_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def words(answer: Any) -> str:
    return unescape(answer.content.decode())


def sheet(score: str, revision: int = 0) -> dict[str, str]:
    filled = {f"score-c{number}": score for number in range(1, 8)}
    return filled | {
        "strength-c1": "ทำได้จริง",
        "opportunity-c1": "ควรวัดผล",
        "comment": "",
        "revision": str(revision),
    }


def test_the_whole_road(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    world, copy, _ = handed_in()
    office, desk = sign_in(world.officer), f"/office/kpi/{copy.ref}/"
    mine = f"/assess/kpi/{copy.ref}/"
    with clock.frozen(ROUND):
        assert "ยังไม่มีผู้ตรวจ" in words(office.get("/office/kpi/"))
        for number in (1, 2, 3):
            seat = next(
                s
                for s in queries.kpi_desk(copy).seats
                if s.member.person == world.people[f"assessor{number}"]
            )
            assert office.post(desk, {"seat": seat.member.pk}).status_code == 302
        assert office.post(desk, {"seat": "x"}).status_code == 422
        clients = [sign_in(world.people[f"assessor{number}"]) for number in (1, 2, 3)]
        first = clients[0]
        assert mine in words(first.get("/assess/"))
        # The agency's own scores and what it said of them are no help to its examiner.
        assert "เห็นตรงกัน" not in words(first.get(mine)) and "คาดการณ์" not in words(first.get(mine))
        wrong = first.post(f"{mine}save/", sheet("501"))
        assert wrong.status_code == 422 and "501" in words(wrong)
        saved = first.post(f"{mine}save/", sheet("417"), headers={"accept": "application/json"})
        assert saved.json()["revision"] == 1 and "417" in saved.json()["total"]
        assert first.post(f"{mine}save/", sheet("418")).status_code == 409
        assert first.post(f"{mine}save/", sheet("375", 1) | {"next": "lock"})["Location"] == f"{mine}lock/"
        assert first.post(f"{mine}lock/").status_code == 302
        assert (
            "ปิดผนึก" in words(first.get(mine)) and first.post(f"{mine}save/", sheet("1", 2)).status_code == 422
        )
        for page in ("/office/kpi/", desk, "/office/"):
            assert "375.0000" not in words(office.get(page))
        for client in clients[1:]:
            client.post(f"{mine}save/", sheet("376"))
            client.post(f"{mine}lock/")
        told = words(office.get(desk))
        assert "1127/3" in told and "เป้าหมายขั้นสูง" in told and "ถ่วงน้ำหนัก" in told
        assert copy.ref in words(office.get("/office/kpi/"))
        for client, page in ((office, "/office/kpi/"), (office, desk), (first, "/assess/"), (first, mine)):
            with django_assert_max_num_queries(MOST):
                assert client.get(page).status_code == 200
        assert "หลังประกาศผล" in words(
            sign_in(world.drafter_a).get(f"/apply/self/{copy.assessment.ref}/hand-in/")
        )


def test_strangers_find_nothing_and_an_appointment_ends_with_a_reason() -> None:
    world, copy, panel = handed_in()
    reading = appointed(world, copy, panel, 1)
    with clock.frozen(ROUND):
        for name in ("assessor2", "drafter_a", "officer"):
            for page in ("", "save/", "lock/", "file/1/"):
                assert sign_in(world.people[name]).get(f"/assess/kpi/{copy.ref}/{page}").status_code == 404
        office, desk = sign_in(world.officer), f"/office/kpi/{copy.ref}/"
        assert "เหตุผล" in words(office.get(f"{desk}?ask={reading.pk}"))
        assert office.post(desk, {"reading": reading.pk, "reason": ""}).status_code == 422
        assert office.post(desk, {"reading": reading.pk, "reason": "ติดภารกิจ"}).status_code == 302
        assert KpiReading.objects.get().state == "released"
        assert "ติดภารกิจ" in words(office.get(desk))
        assert sign_in(world.assessor1).get(f"/assess/kpi/{copy.ref}/").status_code == 404


def test_fewer_sheets_make_a_result_only_with_the_office_s_reason() -> None:
    world, copy, panel = handed_in()
    scored(world, appointed(world, copy, panel, 1), "240")
    office, desk = sign_in(world.officer), f"/office/kpi/{copy.ref}/"
    with clock.frozen(ROUND):
        assert "?ask=conclude" in words(office.get(desk))
        assert office.post(desk, {"conclude": "1", "reason": " "}).status_code == 422
        assert not KpiResult.objects.exists()
        office.post(desk, {"conclude": "1", "reason": "ผู้ตรวจอื่นติดผลประโยชน์ทับซ้อน"})
        assert "ผู้ตรวจอื่นติดผลประโยชน์ทับซ้อน" in words(office.get(desk))


def test_a_year_without_an_instrument_says_so() -> None:
    """Nobody published an instrument for 2566, and its rules leave open which score the KPI reads."""
    world = w.build()
    later = programmes.create_edition(
        programme=world.programme, code="psea-2566", year_be=2566, by=world.officer
    )
    text, extra = criteria.builtin_source("psea-2566")
    programmes.seal(edition=later, source=text, supplement=extra, by=world.officer)
    office = words(sign_in(world.officer).get("/office/kpi/"))
    assert "ไม่พบเครื่องมือประเมินของปีนี้" in office and "ตรวจเฉพาะหมวด 7" in office
    agency = sign_in(world.drafter_a)
    assert "ยังเริ่มประเมินตนเองไม่ได้" in words(agency.get("/apply/self/"))
    refused = agency.post("/apply/self/", {"agency": world.agencies["a"].pk})
    assert refused.status_code == 422 and "ไม่มีเครื่องมือประเมิน" in words(refused)
