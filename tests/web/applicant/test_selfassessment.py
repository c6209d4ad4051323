"""The self-assessment by hand, without script: from beginning to the draft application and the KPI round's receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lertrat.applications.models import Answer, Application
from lertrat.kernel import clock
from lertrat.people.models import Person
from lertrat.selfassessment import queries
from lertrat.selfassessment.models import Evidence, FrozenCopy, Indicator, Mark, SelfAssessment
from tests import world as w
from tests.selfassessment import room
from tests.selfassessment.test_freezing import KPI_CLOSES, KPI_OPENS, PDF

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
MOST = 12  # statements of a page


@pytest.fixture
def world() -> Iterator[w.World]:
    made = room.build()
    with clock.frozen(w.OPEN):
        yield made


@pytest.fixture
def made(world: w.World) -> SelfAssessment:
    return room.begun(world)


@pytest.fixture
def sign_in() -> Callable[[Person], Client]:
    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


def words(answer: Any) -> str:
    return unescape(answer.content.decode())


def at(made: SelfAssessment, page: str = "") -> str:
    return f"/apply/self/{made.ref}/{page}"


def boxes(made: SelfAssessment, level: int = 2, **over: str) -> dict[str, str]:
    """What a browser posts from a sheet with everything filled in."""
    found: dict[str, str] = {}
    for item_id, value in room.marks(queries.instrument_of(made), level).items():
        if "met" in value:
            found |= {f"{item_id}-{n}": text for n, text in enumerate(value["met"])}
        else:
            found[item_id] = value["score"]
    return found | {name.replace("_", "."): text for name, text in over.items()}


def test_from_the_start_to_both_intakes(world: w.World, sign_in: Callable[[Person], Client]) -> None:
    drafter, approver, third = (sign_in(person) for person in room.three(world))
    assert "กรมตัวอย่าง ก" in words(drafter.get("/apply/self/"))
    begun = drafter.post("/apply/self/", {"agency": world.agencies["a"].pk})
    made = SelfAssessment.objects.get()
    assert begun["Location"] == at(made)
    texts = {"owner": world.third_a.pk, "approach": "แนวทางของเรา", "results": "ผลของเรา", "revision": "0"}
    assert drafter.post(at(made, "category/1/"), texts).status_code == 302
    note = {"do": "evidence", "kind": "note", "text": "มติที่ประชุม", "item": "1.2", "url": ""}
    assert drafter.post(at(made, "category/1/"), note).status_code == 302
    assert "มติที่ประชุม" in words(drafter.get(at(made, "category/1/")))
    named = approver.post(at(made, "raters/"), {"people": [person.pk for person in room.three(world)]})
    assert named.status_code == 302
    for client, level in ((drafter, 2), (approver, 2), (third, 3)):
        assert client.post(at(made, "score/"), boxes(made, level) | {"next": "lock"}).status_code == 302
    shown = words(drafter.get(at(made, "agree/")))
    assert "สามคนให้ต่างกัน 24 หัวข้อ" in shown
    silent = drafter.post(at(made, "agree/"), boxes(made))
    assert silent.status_code == 422 and "เหตุผล" in words(silent)
    reasons = {f"reason-{item.id}": "ดูหลักฐานร่วมกัน" for item in queries.instrument_of(made).items}
    assert drafter.post(at(made, "agree/"), boxes(made) | reasons).status_code == 302
    home = words(drafter.get(at(made)))
    assert "การคาดการณ์" in home and "ผ่านเกณฑ์" in home and "ทำเพิ่มอีกหนึ่งระดับ" in home
    handed = drafter.post(at(made, "hand-in/"), {"to": "application"})
    application = Application.objects.get()
    assert handed["Location"] == f"/apply/{application.ref}/step/1/"
    assert Answer.objects.get(stage__application=application, question_id="c1").value == "แนวทางของเรา"
    with clock.frozen(KPI_OPENS):
        assert drafter.post(at(made, "hand-in/"), {"to": "kpi"}).status_code == 403
        approver.post(at(made, "hand-in/"), {"to": "kpi"})
        copy = FrozenCopy.objects.get(purpose="kpi")
        assert copy.ref in words(drafter.get(at(made, "hand-in/")))
        assert copy.ref in words(sign_in(world.officer).get("/office/kpi/"))
    assert copy.content["texts"]["1"]["approach"] == "แนวทางของเรา"


def test_a_sheet_is_nobody_else_s(
    world: w.World, made: SelfAssessment, sign_in: Callable[[Person], Client]
) -> None:
    room.sheets(world, made)
    drafter, approver = sign_in(world.drafter_a), sign_in(world.approver_a)
    drafter.post(at(made, "score/"), {"7.1": "487.25"})
    assert Mark.objects.get().value == {"score": "1949/4"}
    for page in ("", "agree/", "score/", "hand-in/"):
        told = words(approver.get(at(made, page)))
        assert "487" not in told and "1949" not in told
    assert "1949/4" in words(drafter.get(at(made, "score/"))) or "487.25" in words(
        drafter.get(at(made, "score/"))
    )


def test_what_does_not_fit_stays_on_the_page(
    world: w.World, made: SelfAssessment, sign_in: Callable[[Person], Client]
) -> None:
    room.sheets(world, made)
    client = sign_in(world.drafter_a)
    answer = client.post(at(made, "score/"), boxes(made) | {"7.3": "ห้าร้อย"})
    assert answer.status_code == 422 and "ห้าร้อย" in words(answer) and not Mark.objects.exists()
    answer = client.post(at(made), {"score": "400", "source": ""})
    assert answer.status_code == 422 and "ที่มา" in words(answer)
    answer = client.post(
        at(made, "category/2/"), {"do": "evidence", "kind": "link", "text": "x", "url": "ftp://a"}
    )
    assert answer.status_code == 422 and not Evidence.objects.exists()


def test_a_file_of_evidence_goes_home_again(
    world: w.World, made: SelfAssessment, sign_in: Callable[[Person], Client]
) -> None:
    client = sign_in(world.drafter_a)
    file = SimpleUploadedFile("ภาพ.pdf", PDF, content_type="application/pdf")
    post = {"do": "evidence", "kind": "file", "text": "ภาพระบบงาน", "item": "", "url": "", "file": file}
    assert client.post(at(made, "category/2/"), post).status_code == 302
    kept = Evidence.objects.get()
    here = f"/apply/self/{made.ref}/evidence/{kept.pk}/"
    page = words(client.get(at(made, "category/2/")))
    assert f'href="{here}"' in page and f'href="{here}remove/"' in page
    assert 'class="tasks"' not in page, (
        "a task's link covers its whole line: two links in one hide each other"
    )
    assert b"".join(client.get(here).streaming_content) == PDF  # type: ignore[attr-defined] # a FileResponse
    assert sign_in(world.drafter_b).get(here).status_code == 404
    assert client.post(f"{here}remove/").status_code == 302 and queries.evidence(made) == []


def test_a_text_that_moved_is_shown_beside_one_s_own(
    world: w.World, made: SelfAssessment, sign_in: Callable[[Person], Client]
) -> None:
    first, second = sign_in(world.drafter_a), sign_in(world.third_a)
    post = {"owner": "", "results": "", "revision": "0"}
    first.post(at(made, "category/1/"), post | {"approach": "ฉบับแรก"})
    answer = second.post(at(made, "category/1/"), post | {"approach": "ฉบับที่สอง"})
    assert answer.status_code == 409
    assert "ฉบับแรก" in words(answer) and "ฉบับที่สอง" in words(answer)
    again = second.post(at(made, "category/1/"), post | {"approach": "ฉบับที่สอง", "revision": "1"})
    assert again.status_code == 302


def test_indicators_are_shown_before_they_are_written(
    world: w.World, made: SelfAssessment, sign_in: Callable[[Person], Client]
) -> None:
    client = sign_in(world.drafter_a)
    upload = SimpleUploadedFile("ตัวชี้วัด.csv", room.CSV.encode(), content_type="text/csv")
    answer = client.post(at(made, "indicators/"), {"file": upload})
    assert answer.status_code == 200 and not Indicator.objects.exists()
    given = {"file": answer.context["file"].ref, "digest": answer.context["plan"].digest}
    stranger = sign_in(world.third_a).post(at(made, "indicators/"), given)
    assert stranger.status_code == 422 and not Indicator.objects.exists(), "only one's own upload is read"
    assert client.post(at(made, "indicators/"), given).status_code == 302
    shown = words(client.get(at(made, "indicators/")))
    assert "92.5" in shown and "<svg" in shown and "ปีล่าสุดถึงเป้าหมาย" in shown
    assert client.post(at(made, "indicators/"), given).status_code == 409
    bad = SimpleUploadedFile("ก.csv", "ก,ข\n1,2\n".encode())
    refused = client.post(at(made, "indicators/"), {"file": bad})
    assert refused.status_code == 200 and refused.context["plan"].count("refuse") == 1


def test_an_award_applicant_need_not_send_the_kpi_round_again(
    world: w.World, made: SelfAssessment, sign_in: Callable[[Person], Client]
) -> None:
    room.agreed(world, made)
    w.submitted(world, "pmqa-4")
    approver = sign_in(world.approver_a)
    with clock.frozen(KPI_OPENS):
        assert "ไม่ต้องส่งซ้ำ" in words(approver.get(at(made, "hand-in/")))
        refused = approver.post(at(made, "hand-in/"), {"to": "kpi"})
        assert refused.status_code == 422 and not FrozenCopy.objects.exists()


def test_the_kpi_round_closes_half_open(
    world: w.World, made: SelfAssessment, sign_in: Callable[[Person], Client]
) -> None:
    room.agreed(world, made)
    approver = sign_in(world.approver_a)
    for moment in (KPI_OPENS - timedelta(seconds=1), KPI_CLOSES):
        with clock.frozen(moment):
            assert approver.post(at(made, "hand-in/"), {"to": "kpi"}).status_code == 422
    assert not FrozenCopy.objects.exists()


def test_pages_take_few_statements(
    world: w.World,
    made: SelfAssessment,
    sign_in: Callable[[Person], Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    room.agreed(world, made)
    client = sign_in(world.drafter_a)
    for page in ("", "category/1/", "raters/", "score/", "agree/", "indicators/", "hand-in/", "reopen/"):
        client.get(at(made, page))
        with django_assert_max_num_queries(MOST):
            assert client.get(at(made, page)).status_code == 200, page
