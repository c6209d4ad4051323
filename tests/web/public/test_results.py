"""Results as a visitor finds them: nothing before the hour, everything after it, and what a page costs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lertrat.agencies import actions as agencies
from lertrat.decisions.models import Certificate
from lertrat.works import actions as works
from lertrat.works import vocabulary
from lertrat.works.models import Award, Work
from tests import world as w
from tests.decisions import council
from tests.web.public.conftest import awards_json, forget, read, refs, sent

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TITLE = "ผลงานลับก่อนประกาศ"


def tell(**row: str) -> Award:
    """An award of an earlier year, imported as a source tells it."""
    row = {"agency": "กรมตัวอย่าง", "year_be": "2563", "source_url": "https://example.test/notice"} | row
    before = set(Award.objects.values_list("pk", flat=True))
    plan = works.import_plan([row], source="test.csv")
    works.apply_import(plan=plan, digest=plan.digest, by=None)
    return Award.objects.exclude(pk__in=before).get()


@pytest.fixture
def department(db: None) -> None:
    """One agency of the register."""
    agencies.register(code="dept-a", kind="department", name_th="กรมตัวอย่าง", by=None)


@pytest.mark.parametrize("type_id", list(vocabulary.TYPES))
def test_every_printed_variant_of_a_type_finds_its_awards(
    type_id: str, department: None, client: Client
) -> None:
    branch, names = vocabulary.TYPES[type_id]
    award = tell(branch=branch, type=f"{names[0]} หมวด 1" if type_id == "pmqa-category" else names[0])
    tell(branch="", type="เลิศรัฐยอดเยี่ยม")
    for name in (*names, *vocabulary.BRANCHES[branch]):
        assert refs(read(client, "/results/", q=name)) == [award.ref], name


def test_an_honour_stands_in_gold(department: None, client: Client) -> None:
    honour = tell(branch="", type="เลิศรัฐยอดเยี่ยม")
    page = read(client, f"/results/{honour.ref}/")
    assert 'class="laurel"' in page and "เลิศรัฐยอดเยี่ยม" in page and "เกียรติยศไม่มีระดับ" in page


@pytest.mark.parametrize("path", [
    "/results/none/", "/register/none/", "/agencies/none/", "/results/psea/2564/", "/check/certificate/none/",
    "/check/certificate/none/certificate.pdf", "/en/results/none/",
])  # fmt: skip
def test_what_is_not_there_is_said_to_be_not_there(path: str, client: Client) -> None:
    assert client.get(path).status_code == 404


def test_a_page_costs_the_same_for_one_row_and_for_three(
    department: None, client: Client, queries: Callable[[], Any]
) -> None:
    first = tell(branch="participatory", type="open-governance", level="ดี", work_title="งานตัวอย่างต้นทาง")
    root = first.work
    assert root

    def grow(number: int) -> None:
        child = tell(branch="participatory", type="antipoverty", work_title=f"งานตัวอย่าง {number}").work
        assert child
        works.derive(from_work=root, to_work=child, kind="scaled", source="004:756", by=None)

    paths = [
        "/", "/results/", "/results/?q=ตัวอย่าง&branch=participatory", f"/results/{first.ref}/", "/register/",
        f"/register/{root.ref}/", "/agencies/", "/agencies/dept-a/", "/data/",
    ]  # fmt: skip

    def cost() -> list[int]:
        counts = []
        for path in paths:
            forget()
            with queries() as seen:
                read(client, path)
            counts.append(len(seen))
        return counts

    grow(1)
    one = cost()
    grow(2)
    grow(3)
    assert cost() == one
    assert max(one) <= 12, dict(zip(paths, one, strict=True))


@pytest.mark.parametrize("title", ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1"])
def test_no_cell_of_the_csv_runs_as_a_formula(title: str, department: None, client: Client) -> None:
    award = tell(branch="participatory", type="antipoverty", work_title="งาน")
    Work.objects.filter(pk=award.work_id).update(title_th=title)
    text = sent(client, "/data/awards.csv")
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert row["work"] == f"'{title}"
    assert awards_json(client)[0]["work"] == title


# --- before and after the hour --------------------------------------------------------------------------------------

PAGES = ["/", "/results/", "/results/?year=2564", "/register/", "/agencies/demo-a/", "/en/results/", "/en/"]
FOUND = ["/results/", "/register/", "/agencies/"]


def everything(client: Client) -> str:
    """What the public pages and files say, without the words that were asked for."""
    forget()
    pages = [read(client, path) for path in PAGES]
    pages += [
        read(client, path, q=TITLE).replace(f'value="{TITLE}"', "").replace(f"“{TITLE}”", "")
        for path in FOUND
    ]
    files = [sent(client, path) for path in ("/data/awards.csv", "/data/awards.json")]
    return "\n".join([*pages, *files])


def test_nothing_before_publication_everything_after_it(client: Client) -> None:
    world = w.build()
    w.assessed(world, w.received(world, "service-innovation", "a", title=TITLE), "9/10")
    council.propose(world)
    council.decide_all(world)
    before = everything(client)
    assert TITLE not in before and 'class="level' not in before
    assert client.get("/results/psea/2564/").status_code == 404
    assert not Certificate.objects.exists()
    council.publish(world)
    assert everything(client).count(TITLE) >= len(PAGES) + 2 + 2
    year = read(client, "/results/psea/2564/")
    assert client.get("/results/year/2564/").headers["Location"] == "/results/psea/2564/"
    assert client.get("/results/unpsa/2564/").status_code == 404
    assert TITLE in year and "กรมตัวอย่าง ก" in year and 'class="level level--high"' in year
    for path in ("/results/psea/2564/", "/results/", "/register/", "/agencies/", "/agencies/demo-a/"):
        assert "ข้อมูลสมมติ" in read(client, path)
    _certificate(client)


def _certificate(client: Client) -> None:
    certificate = Certificate.objects.select_related("award").get()
    checked = read(client, f"/check/certificate/{certificate.token}/")
    assert certificate.number in checked and TITLE in checked
    assert f"/check/certificate/{certificate.token}/" in read(client, f"/results/{certificate.award.ref}/")
    paper = client.get(f"/check/certificate/{certificate.token}/certificate.pdf")
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    assert certificate.number in paper["Content-Disposition"] and not paper.cookies
