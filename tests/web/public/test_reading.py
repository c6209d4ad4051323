"""What anybody reads without signing in: home, eligibility, rules. No cookie, no token, both languages, the cache honest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from lertrat import criteria
from tests import world as w

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def world() -> Iterator[w.World]:
    cache.clear()
    yield w.build()
    cache.clear()


def test_public_pages_set_no_cookie_hold_no_token_and_come_from_the_cache(
    world: w.World, client: Client, queries: Callable[[], Any]
) -> None:
    paths = ["/", "/en/", "/eligibility/", "/rules/", "/about/", "/en/rules/pmqa-4/"]
    paths += [f"/rules/branch/{branch}/" for branch in world.pack.branches]
    paths += [f"/rules/{type_id}/" for type_id in world.pack.types]
    for path in paths:
        with queries() as first:
            answer = client.get(path)
        words = answer.content.decode()
        assert answer.status_code == 200, path
        assert not answer.cookies and "csrfmiddlewaretoken" not in words, path
        # The first page also shows the register's newest works and its numbers.
        assert len(first) <= (12 if path in {"/", "/en/"} else 6), (path, len(first))
        with queries() as again:
            assert client.get(path).content == answer.content
        assert len(again) <= 1, path


def test_every_condition_stands_on_its_types_page_with_its_line(world: w.World, client: Client) -> None:
    for kind in world.pack.types.values():
        page = client.get(f"/rules/{kind.id}/").content.decode()
        for condition in kind.conditions:
            assert f'id="condition-{condition.id}"' in page
            for citation in condition.citations:
                assert f"{citation.line}" in page


def test_the_page_says_what_the_engine_says(world: w.World, client: Client) -> None:
    facts = {"agency_kind": "department", "whole_organisation": "true", "own_share": "69.99"}
    query = "&".join(f"{k}={v}" for k, v in facts.items())
    page = client.get(f"/eligibility/?{query}").content.decode()
    judged = criteria.judge(world.pack, "service-covid", facts | {"whole_organisation": True})
    assert judged.verdict == "unmet"
    assert next(c.says.th for c in judged.conditions if c.verdict == "unmet") in page


def test_answering_goes_on_and_going_back_changes_one_answer(world: w.World, client: Client) -> None:
    answer = client.get("/eligibility/", {"ask": "agency_kind", "a": "department"})
    assert answer.status_code == 302
    address = answer["Location"]
    assert parse_qs(urlsplit(address).query) == {"agency_kind": ["department"]}
    page = client.get(address).content.decode()
    asked = re.search(r'name="ask" value="(\w+)"', page)
    assert asked and asked[1] != "agency_kind"
    page = client.get(f"{address}&change=agency_kind").content.decode()
    assert re.search(r'value="department"[^>]*checked', page)
    skipped = client.get(address, {"agency_kind": "department", "ask": asked[1], "skip": "1"})
    assert parse_qs(urlsplit(skipped["Location"]).query)[asked[1]] == ["?"]


def test_it_ends_and_every_type_has_its_verdict(world: w.World, client: Client) -> None:
    address, count = "/eligibility/?agency_kind=province", 0
    while count < 20:
        page = client.get(address).content.decode()
        asked = re.search(r'name="ask" value="(\w+)"', page)
        if asked is None:
            break
        address = client.get(address + f"&ask={asked[1]}&skip=1")["Location"]
        count += 1
    assert count <= 10
    assert all(f'id="type-{type_id}"' in page for type_id in world.pack.types)


@pytest.mark.parametrize("query", [
    "agency_kind=nonsense", "own_share=1e999", "started_on=never", "for=nothing", "ask=nothing&a=1",
    "ask=started_on&a_0=31&a_1=2&a_2=2563", "ask=own_share&a=-1", "ask=own_share&a=" + "9" * 400,
    "source_awards.source_type=x", "change=nothing", "ask=agency_kind&a=%F0%9F%98%80",
])  # fmt: skip
def test_hostile_addresses_get_an_answer_and_no_error(world: w.World, client: Client, query: str) -> None:
    assert client.get(f"/eligibility/?{query}").status_code in {200, 302, 422}


def test_english_asks_in_english(world: w.World, client: Client) -> None:
    page = client.get("/en/eligibility/").content.decode()
    assert 'lang="en"' in page and world.pack.facts["agency_kind"].question.en in page
    following = client.get("/en/eligibility/?ask=agency_kind&a=department")
    assert following["Location"].startswith("/en/eligibility/")


def test_before_the_rules_are_sealed_the_pages_say_so(db: None, client: Client) -> None:
    cache.clear()
    assert client.get("/").status_code == 200
    assert client.get("/eligibility/").status_code == 404
    assert client.get("/rules/").status_code == 404


def test_what_lacks_is_said_to_the_day_and_opens_to_its_conditions(world: w.World, client: Client) -> None:
    query = {"agency_kind": "department", "started_on": "2020-05-23", "for": "open-governance"}
    address = "/eligibility/"
    page = client.get(address, query).content.decode()
    assert "ต้องดำเนินการครบ 1 ปี เหลือ 3 เดือน" in page and "<details open>" in page
    english = client.get(f"/en{address}", query).content.decode()
    assert "3 months to go" in english


def test_it_asks_on_until_nothing_is_open_and_back_leads_back(world: w.World, client: Client) -> None:
    address, asked = "/eligibility/?all=1", []
    while found := re.search(r'name="ask" value="(\w+)"', client.get(address).content.decode()):
        asked.append(found[1])
        query = dict(parse_qs(urlsplit(address).query)) | {"ask": found[1], "skip": "1"}
        address = client.get(
            "/eligibility/", {k: v[0] if isinstance(v, list) else v for k, v in query.items()}
        )["Location"]
        assert "all=1" in address
    assert len(asked) == len(set(asked)) and "source_awards" in asked
    assert all(world.pack.facts[name].who != "officer" for name in asked)
    page = client.get(address).content.decode()
    assert "ไม่มีคำถามใดเปลี่ยนผลได้อีก" in page
    back = re.search(r'href="([^"]*change=[^"]*)">ย้อนกลับ', page)
    assert (
        back
        and f'name="ask" value="{asked[-1]}"' in client.get(back[1].replace("&amp;", "&")).content.decode()
    )
    first = client.get("/eligibility/").content.decode()
    assert "ตอบแล้ว 0 ข้อ" in first and "ย้อนกลับข้อก่อนหน้า" not in first
