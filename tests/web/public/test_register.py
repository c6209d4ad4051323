"""The register that comes with the program, as a visitor finds it: search, filters, sources, lineage, open data."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client

from lertrat.catalogue import queries as catalogue
from lertrat.web.public import data
from lertrat.works.models import Award, AwardSource, Lineage
from tests.web.public.conftest import awards_json, read, refs, sent

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_search_finds_a_word_inside_an_unspaced_sentence(loaded: None, client: Client) -> None:
    title = "หลอมรวมใจเป็นหนึ่งเดียว ร่วมพิทักษ์ป่าดงท่าเลดอนใหญ่"
    for q in ("พิทักษ์ป่า", "ท่าเลดอน", "หนึ่งเดียว พิทักษ", "ป่าดง"):
        assert title in read(client, "/results/", q=q)
        assert title in read(client, "/register/", q=q)
    nothing = read(client, "/results/", q="คำที่ไม่มีในทะเบียนนี้แน่")
    assert not refs(nothing) and 'href="/results/">' in nothing


def test_filters_narrow_and_can_be_taken_away(loaded: None, client: Client) -> None:
    query = {"year": "2563", "branch": "participatory", "type": "effective-change", "level": "outstanding"}
    page = read(client, "/results/", **query)
    found = Award.objects.filter(
        year_from__lte=2563, year_to__gte=2563, branch="participatory", type_id="effective-change", level="outstanding"
    )  # fmt: skip
    assert set(refs(page)) == {award.ref for award in found} and found
    for name in query:
        left = "&amp;".join(f"{key}={value}" for key, value in query.items() if key != name)
        assert f'href="/results/?{left}"' in page
    assert {row["province_code"] for row in awards_json(client, province="51")} == {"51"}
    assert "selected>นวัตกรรมบริการ (" in read(client, "/results/", type="service-innovation")


def test_a_filter_without_an_award_shows_none_and_nonsense_is_left_out(loaded: None, client: Client) -> None:
    assert not refs(read(client, "/results/", type="no-such-type"))
    assert not refs(read(client, "/results/", year="2400"))
    whole = refs(read(client, "/results/"))
    for nonsense in (
        {"year": "ปี"},
        {"branch": "a b"},
        {"q": "\x01"},
        {"level": "'--"},
        {"province": "x" * 300},
    ):
        assert refs(read(client, "/results/", **nonsense)) == whole


def test_pages_lead_on_to_every_award_once_and_back(loaded: None, client: Client) -> None:
    page, seen, back = read(client, "/results/", branch="management"), [], ""
    while True:
        seen += refs(page)
        on = re.search(r'href="(\?[^"]*)" rel="next"', page)
        if on is None:
            break
        page = read(client, "/results/" + on[1].replace("&amp;", "&"))
        found = re.search(r'href="(\?[^"]*)" rel="prev"', page)
        back = found[1].replace("&amp;", "&") if found else back
    assert sorted(seen) == sorted(Award.objects.filter(branch="management").values_list("ref", flat=True))
    assert set(refs(read(client, "/results/" + back))) < set(seen)
    assert client.get("/results/", {"after": "WyJuIiwgIngiLCAxXQ"}).status_code == 422


def test_what_no_source_tells_is_blank_and_every_telling_is_shown(loaded: None, client: Client) -> None:
    named = Award.objects.filter(named_only=True).first()
    unlevelled = Award.objects.filter(level="", is_honour=False, named_only=False, year_to=2563).first()
    assert named and unlevelled
    page = read(client, f"/results/{named.ref}/")
    assert "ไม่นับรวมในผลรวมใด" in page and "ไม่ปรากฏในแหล่งข้อมูล" in page
    for award in (named, unlevelled, Award.objects.filter(inferred=True).get()):
        page = read(client, f"/results/{award.ref}/")
        assert ('class="level' in page) == bool(award.level)
        for told in AwardSource.objects.filter(award=award):
            assert (
                told.locator if told.locator.startswith("http") else f"บรรทัด {told.locator}"
            ) in page.replace("–", "-")
            assert told.words in page
    assert "อนุมาน" in page


def test_a_work_shows_what_grew_out_of_it(loaded: None, client: Client) -> None:
    lineage = Lineage.objects.select_related("from_work", "to_work").first()
    assert lineage
    assert lineage.to_work.title_th in read(client, f"/register/{lineage.from_work.ref}/")
    child = read(client, f"/register/{lineage.to_work.ref}/")
    assert lineage.from_work.title_th in child and "ขยายผลจาก" in child and "บรรทัด 756–759" in child


def test_a_printed_name_finds_the_agency(loaded: None, client: Client) -> None:
    for q, code in (("พม.", "ministry-social"), ("จังหวัดร้อยเอ็ด", "province-45"), ("ร้อยเอ็ด", "province-45")):
        assert f'href="/agencies/{code}/"' in read(client, "/agencies/", q=q)
    page = read(client, "/agencies/province-45/")
    assert "หลอมรวมใจเป็นหนึ่งเดียว" in page and "รหัสจังหวัด" in page
    assert 'href="/agencies/province-45/"' not in read(client, "/agencies/", kind="ministry")


def test_english_pages_are_english_and_mark_what_is_thai(loaded: None, client: Client) -> None:
    award = Award.objects.filter(type_id="effective-change", work__isnull=False).first()
    assert award and award.work
    page = read(client, f"/en/results/{award.ref}/")
    assert "Effective Change" in page and f'<h1 lang="th">{award.work.title_th}' in page
    assert "2020" in read(client, "/en/results/", year="2563")
    for path in ("/en/register/", "/en/agencies/", "/en/data/"):
        assert 'lang="en"' in read(client, path)


def test_the_files_hold_the_register_in_csv_and_json(loaded: None, client: Client) -> None:
    answer = client.get("/data/awards.csv")
    assert answer["Content-Type"].startswith("text/csv") and "attachment" in answer["Content-Disposition"]
    text = sent(client, "/data/awards.csv")
    assert text.startswith("\ufeff")
    table = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert list(table[0]) == list(catalogue.COLUMNS) == list(data.COLUMNS_TH)
    listed = awards_json(client)
    assert [row["ref"] for row in table] == [row["ref"] for row in listed]
    assert {row["ref"] for row in table} == set(Award.objects.values_list("ref", flat=True))
    span = next(row for row in listed if row["year_be"] == "2555-2563")
    assert span["year_ce"] == "2012-2020"
    assert {row["branch"] for row in awards_json(client, branch="service")} == {"service"}
    assert all(row["sources"] for row in listed)
    page = read(client, "/data/")
    assert all(
        f"<code>{name}</code>" in page and words in page
        for name, words in data.COLUMNS_TH.items()
        if "'" not in words
    )
