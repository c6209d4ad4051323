"""What is past its period goes: in batches, told, as planned, and never by halves."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from lertrat.applications.models import Answer, AnswerRevision, Stage
from lertrat.cli.main import main
from lertrat.kernel import clock, hashing
from lertrat.notices.models import OutboxMessage
from lertrat.people import actions as people
from lertrat.people.models import Person, Proof
from lertrat.privacy import actions, queries
from lertrat.privacy.actions import retention
from lertrat.privacy.models import RetentionRun
from lertrat.records import personal
from lertrat.records.invariants import run_all
from lertrat.records.models import DueTask
from tests import world as w
from tests.players import players
from tools.installation import Installation

LATER = w.OPEN + timedelta(days=4 * 365)


@pytest.mark.django_db
def test_each_class_goes_by_its_period_and_the_run_tells_what(monkeypatch: pytest.MonkeyPatch) -> None:
    world = w.build()
    monkeypatch.setattr(retention, "BATCH", 2)
    sent = w.submitted(world)
    left = w.stage_of(w.draft(world, "service-development"))
    w.fill(world, left)
    with clock.frozen(w.OPEN):
        for number in range(5):
            Proof.objects.create(
                person=world.officer, kind="reset", address=f"a{number}@x.example", asked_at=w.OPEN
            )
        people.deactivate(person=world.drafter_b, by=world.admin)
    with clock.frozen(w.OPEN + timedelta(days=29)):
        assert actions.run_retention() == {}
    with clock.frozen(w.OPEN + timedelta(days=31)):
        assert actions.run_retention() == {"people.letters": 5}
        assert actions.run_retention() == {}
    run = RetentionRun.objects.get()
    assert (run.class_id, run.erased, run.before) == ("people.letters", 5, w.OPEN + timedelta(days=1))
    with clock.frozen(LATER):
        plan = actions.plan_retention()
        due = {change.subject: change.before["rows"] for change in plan.changes}
        assert due["applications.drafting"] == 1 and due["people.account"] == 1
        gone = actions.run_retention(digest=plan.digest)
        assert {name: gone[name] for name in due} == due
        assert not actions.plan_retention().changes
        shown = {one.data.id: one for one in queries.retention(world.officer)}
        assert shown["people.letters"].erased == 5 and shown["people.letters"].due == 0
    assert not Answer.objects.filter(stage=left).exists()
    assert not AnswerRevision.objects.filter(answer__stage=left).exists()
    assert Stage.objects.filter(pk=left.pk).exists() and Answer.objects.filter(stage=sent.stage).exists()
    assert not hashing.verify(sent.tree, sent.frozen)
    gone_person = Person.objects.get(pk=world.drafter_b.pk)
    assert gone_person.erased_at == LATER and gone_person.name != world.drafter_b.name
    assert OutboxMessage.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.breaks_invariants
def test_an_installation_sets_its_own_periods_and_what_outlasts_them_is_found(settings: Any) -> None:
    person = w.person("somebody", "คนหนึ่ง")
    Proof.objects.create(person=person, kind="reset", address="a@x.example", asked_at=w.OPEN)
    DueTask.objects.create(name="privacy.retention", last_at=w.OPEN + timedelta(days=12))
    broken = {one.name: one.offenders for one in run_all() if not one.ok}
    assert "privacy.retention" not in broken
    settings.LERTRAT_RETENTION_DAYS = {"people.letters": "3"}
    data = personal.named("people.letters")
    assert data.after == timedelta(days=3) and data.set_here and queries.period(data).en.endswith("3 days")
    broken = {one.name: one.offenders for one in run_all() if not one.ok}
    assert broken["privacy.retention"] == ("people.letters: 1",)
    Person.objects.filter(pk=person.pk).update(erased_at=w.OPEN)
    broken = {one.name: one.offenders for one in run_all() if not one.ok}
    assert len(broken["privacy.erased"]) == 2  # it is active, its password works; and a letter opens it


@pytest.mark.django_db
def test_the_command_shows_a_plan_and_does_only_that(capsys: pytest.CaptureFixture[str]) -> None:
    def lertrat(*arguments: str) -> tuple[int, Any]:
        with pytest.raises(SystemExit) as ended:
            main(("personal", *arguments, "--json"))
        printed = capsys.readouterr()
        return int(ended.value.code or 0), json.loads(printed.out or "null")

    person = w.person("somebody", "คนหนึ่ง")
    Proof.objects.create(person=person, kind="reset", address="a@x.example", asked_at=w.OPEN)
    assert {row["class"] for row in lertrat("register")[1]} == {data.id for data in personal.classes()}
    shown = lertrat("due")[1]
    assert [(row["class"], row["rows"]) for row in shown["due"]] == [("people.letters", 1)]
    assert lertrat("erase", "0" * 64)[0] == 2 and Proof.objects.exists()
    assert lertrat("erase", shown["digest"]) == (0, {"people.letters": 1})
    assert not Proof.objects.exists()


def test_two_erasures_at_once_are_one_and_a_killed_run_loses_nothing(installation: Installation) -> None:
    with players(installation, "tests.privacy.play") as cast:
        made = json.loads(cast.alone("prepare", "400"))
        said = cast.together(
            ("erase", made["person"], made["digest"]), ("erase", made["person"], made["digest"])
        )
        assert said[0] == said[1] and said[0].startswith("erasure ")
        cast.killed("retention", after=0.02)
        left, told = json.loads(cast.alone("state"))
        assert left + told == 400
        cast.together(("retention",), ("retention",))
        assert json.loads(cast.alone("state")) == [0, 400]
