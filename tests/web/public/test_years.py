"""The rules of every known year: each page is found in both languages, says where its rules stand, and what is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lertrat import criteria
from lertrat.criteria.guide import NOT_FOUND
from lertrat.criteria.limits import limits
from tests import world as w
from tests.typesetting.reading import folded, text_of
from tests.web.public.conftest import read

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def world() -> Iterator[w.World]:
    yield w.build()


def test_every_known_year_stands_in_the_list_and_suspended_ones_say_so(
    world: w.World, client: Client
) -> None:
    for language in ("", "/en"):
        page = read(client, f"{language}/rules/years/")
        for id in criteria.builtin_ids():
            assert f'href="{language}/rules/years/{id}/"' in page
    [pause] = criteria.builtin("unpsa-2022").suspended
    assert pause.th in read(client, "/rules/years/") and "งดรับสมัคร" in read(client, "/rules/years/")


@pytest.mark.parametrize("id", criteria.builtin_ids())
def test_a_year_and_each_of_its_types_have_a_page(id: str, client: Client) -> None:
    pack = criteria.builtin(id, supplement=False)
    for language, words in (("", "th"), ("/en", "en")):
        page = unescape(read(client, f"{language}/rules/years/{id}/"))
        assert all(f"/rules/years/{id}/{type_id}/" in page for type_id in pack.types)
        assert all(source.title.says(words) in page for source in pack.sources)
    for kind in pack.types.values():
        page = read(client, f"/rules/years/{id}/{kind.id}/")
        for condition in kind.conditions:
            assert f'id="condition-{condition.id}"' in page
            assert all(f"บรรทัด {c.line}" in page for c in condition.citations)
        if pack.history.silence and not kind.conditions:
            assert NOT_FOUND.th in page
        assert "/eligibility/?for=" not in page  # no entry is taken under a year of the past
    assert "ค่าสมมติ" not in read(client, f"/rules/years/{id}/")


def test_a_sealed_year_is_shown_as_it_was_sealed_with_its_hours(world: w.World, client: Client) -> None:
    page = read(client, f"/rules/years/{world.pack.id}/service-covid/")
    assert "ค่าสมมติ" in page and "23.59" in page
    form = world.pack.form("service-covid", 1)
    assert all(q.label.th in page for q in form.questions)
    assert limits(form.questions[0]).th in page
    version = world.edition.pack_version
    assert version is not None and version.sha256 in read(client, f"/rules/years/{world.pack.id}/")


def test_unknown_years_and_types_are_not_found(client: Client) -> None:
    for path in ("psea-9999/", "psea-9999/changes/", "psea-9999/guide.pdf", "psea-2564/nothing/"):
        assert client.get(f"/rules/years/{path}").status_code == 404


def test_what_changed_is_told_against_the_year_before_or_another(client: Client) -> None:
    page = read(client, "/rules/years/psea-2566/changes/")
    assert "เทียบกับปี 2565" in page and "Responsiveness" in page
    against = read(client, "/rules/years/psea-2566/changes/", **{"from": "psea-2564"})
    before, after = (criteria.builtin(id, supplement=False) for id in ("psea-2564", "psea-2566"))
    told = [one for one in criteria.rule_changes(before, after) if one.rule.startswith("types/")]
    assert told and all(f'id="change-{one.rule.replace("/", "-")}"' in against for one in told)
    assert (
        "ต่างกัน" in against
        and "ยังบอกไม่ได้ว่าเปลี่ยนหรือไม่" in against
        and "Compared with 2021"
        in read(client, "/en/rules/years/psea-2566/changes/", **{"from": "psea-2564"})
    )
    assert "ยังไม่มีปีก่อนหน้าให้เทียบ" in read(client, "/rules/years/psea-2561/changes/")
    assert read(client, "/rules/years/psea-2566/changes/", **{"from": "nothing"}) == page


def test_the_guide_is_set_once_and_then_kept(
    world: w.World, client: Client, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    made = client.get("/rules/years/psea-2567/guide.pdf")
    assert made["Content-Type"] == "application/pdf" and not made.cookies
    assert "guide-psea-2567-th.pdf" in made["Content-Disposition"]
    assert folded(criteria.builtin("psea-2567").title.th) in text_of(made.content)
    monkeypatch.setattr("lertrat.catalogue.years.render", lambda *_: pytest.fail("set a second time"))
    assert client.get("/rules/years/psea-2567/guide.pdf").content == made.content
    assert len(list((tmp_path / "guides").iterdir())) == 1
    monkeypatch.undo()
    english = client.get("/en/rules/years/psea-2567/guide.pdf")
    assert english.content != made.content and "guide-psea-2567-en.pdf" in english["Content-Disposition"]


def test_these_pages_cost_few_statements(world: w.World, client: Client, queries: Callable[[], Any]) -> None:
    code = world.pack.id
    for path in ("", f"{code}/", f"{code}/pmqa-4/", f"{code}/changes/", "psea-2566/"):
        with queries() as first:
            read(client, f"/rules/years/{path}")
        assert len(first) <= 6, (path, len(first))
        with queries() as again:
            read(client, f"/rules/years/{path}")
        assert len(again) <= 1
