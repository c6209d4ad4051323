"""One set of facts has one verdict, whichever door it comes through: the command line, the public page, the task list.

Played over every worked example of every year's rules. Only a year that takes applications has a task list.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from lertrat import criteria
from lertrat.applications.facts import assemble
from lertrat.applications.models import Application, OfficerFact, Stage
from lertrat.cli.main import main
from lertrat.kernel import clock, ids, thai
from lertrat.programmes import actions as programmes
from tests import world as w
from tests.web.public.conftest import forget, no_page_kept

__all__ = ["no_page_kept"]
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
Verdicts = list[tuple[str, str, str]]
"""The conditions of a type with their verdicts and words."""


def said(judged: criteria.Judgement) -> tuple[str, Verdicts]:
    return judged.verdict, [(one.id, one.verdict, one.says.th) for one in judged.conditions]


def plain(value: Any) -> Any:
    """A fact as a file holds it."""
    if isinstance(value, bool | int | str | dict):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def by_command(
    file: Path, edition: str, type_id: str, facts: Mapping[str, Any], capsys: pytest.CaptureFixture[str]
) -> tuple[str, Verdicts]:
    """What `lertrat eligible` says of the facts in a file."""
    file.write_text(json.dumps({name: plain(value) for name, value in facts.items()}), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["eligible", edition, type_id, "--facts", str(file), "--json"])
    assert not ended.value.code
    told = json.loads(capsys.readouterr().out)
    return told["verdict"], [(one["id"], one["verdict"], one["says"]) for one in told["conditions"]]


def in_address(facts: Mapping[str, Any]) -> dict[str, str] | None:
    """The facts as the public page keeps them in its address; None where it could not be told so much (several records)."""
    params: dict[str, str] = {}
    for name, value in facts.items():
        if isinstance(value, dict):
            items = value.get("items", [])
            if not value.get("complete") or len(items) > 1:
                return None
            params |= (
                {f"{name}.{field}": str(v) for field, v in items[0].items()} if items else {name: "none"}
            )
        else:
            params[name] = str(plain(value)).lower() if isinstance(value, bool) else str(plain(value))
    return params


def by_page(client: Client, type_id: str, params: dict[str, str]) -> tuple[str, Verdicts]:
    """What the public page says of the facts in its address."""
    forget()
    answer = client.get(reverse("eligibility"), params)
    assert answer.status_code == 200, params
    (row,) = [row for row in answer.context["rows"] if row.type.id == type_id]
    unmet = [one.says.th for one in row.judgement.conditions if one.verdict == "unmet"]
    page = answer.content.decode()
    assert all(words.replace('"', "&quot;") in page for words in unmet)
    return said(row.judgement)


def sealed(id: str) -> None:
    """The year's rules as those in force."""
    admin = w.person("admin", "ผู้ดูแล ตัวอย่าง", is_administrator=True)
    officer = w.person("officer", "เจ้าหน้าที่ ตัวอย่าง")
    pack = criteria.builtin(id)
    programme = programmes.create_programme(code="psea", name_th="รางวัลเลิศรัฐ", name_en="PSEA", by=admin)
    programmes.appoint(programme=programme, person=officer, role="officer", by=admin)
    edition = programmes.create_edition(programme=programme, code=id, year_be=pack.year_be, by=officer)
    text, supplement = criteria.builtin_source(id)
    programmes.seal(edition=edition, source=text, supplement=supplement, by=officer)


@pytest.mark.parametrize("id", [id for id in criteria.builtin_ids() if id.startswith("psea-")])
def test_the_command_and_the_public_page_say_what_the_example_says(
    id: str, client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sealed(id)
    examples = criteria.builtin(id).examples.judge
    shown = 0
    for example in examples:
        told = by_command(tmp_path / "facts.json", id, example.type, example.facts, capsys)
        assert told[0] == example.expect, example.id
        params = in_address(example.facts)
        if params is not None:
            assert by_page(client, example.type, params) == told, example.id
            shown += 1
    assert shown >= len(examples) * 9 // 10 > 0


@pytest.mark.parametrize("id", [id for id in criteria.builtin_ids() if not id.startswith("psea-")])
def test_a_programme_without_that_page_is_judged_alike_by_the_command(
    id: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = criteria.builtin(id)
    assert pack.examples.judge
    for example in pack.examples.judge:
        told = by_command(tmp_path / "facts.json", id, example.type, example.facts, capsys)
        assert told == said(criteria.judge(pack, example.type, example.facts))
        assert told[0] == example.expect, example.id


@contextmanager
def established(world: w.World, application: Application, facts: Mapping[str, Any]) -> Iterator[None]:
    """The facts are known of the application for as long as this lasts."""
    with transaction.atomic():
        OfficerFact.objects.bulk_create(
            OfficerFact(
                application=application, fact=name, value=plain(value), reason="ทดสอบ", source="ทดสอบ", at=w.OPEN,
                by=world.officer,
            )
            for name, value in facts.items()
        )  # fmt: skip
        yield
        transaction.set_rollback(True)


def drafts(world: w.World) -> dict[str, Stage]:
    """A draft of each type in which nothing is written."""
    made = {}
    for number, type_id in enumerate(world.pack.types, 1):
        title = f"ผลงานทดสอบ {number}"
        application = Application.objects.create(
            ref=ids.reference("A64"), edition=world.edition, pack_version=world.edition.pack_version, type_id=type_id,
            agency=world.agencies["a"], counted_agency=world.agencies["a"], title=title, sort_key=thai.sort_key(title),
            created_at=w.OPEN, created_by=world.drafter_a,
        )  # fmt: skip
        made[type_id] = Stage.objects.create(
            application=application, step=1, state="draft", opened_at=w.OPEN, touched_at=w.OPEN, touched_by=world.drafter_a
        )  # fmt: skip
    return made


def test_the_task_list_says_of_the_same_facts_what_the_command_and_the_page_say(
    client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with clock.frozen(w.OPEN):
        world = w.build()
        stages, alike = drafts(world), 0
        client.force_login(world.drafter_a)
        examples = world.pack.examples.judge
        for example in examples:
            application = stages[example.type].application
            with established(world, application, example.facts):
                # The register knows more than some examples say: the agency's kind, the category entered.
                facts = assemble(application, world.pack, world.pack.form(example.type, 1), {})
                page = client.get(reverse("application-readiness", args=[application.ref, 1]))
                listed = said(page.context["ready"].judgement)
                assert all(
                    words in page.content.decode() for _, verdict, words in listed[1] if verdict != "met"
                )
                told = by_command(tmp_path / "facts.json", "psea-2564", example.type, facts, capsys)
                assert listed == told, example.id
                if facts == {name: plain(value) for name, value in example.facts.items()}:
                    assert listed[0] == example.expect, example.id
                    alike += 1
        assert alike > len(examples) // 2
