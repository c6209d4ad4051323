"""The demonstration year, built with the rooms' own actions: something to do for everybody at each stage, every rule kept."""

from __future__ import annotations

import contextlib
import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from lertrat.agencies.models import Agency
from lertrat.applications import queries as applications
from lertrat.applications.models import Application, Stage, Submission
from lertrat.assessment import queries as assessment
from lertrat.assessment.models import Assignment, Screening, StepResult, Visit
from lertrat.committees.models import Meeting
from lertrat.decisions.models import Certificate, Decision, HonourDecision, Publication
from lertrat.demo import build as building
from lertrat.demo import texts
from lertrat.demo.world import ACCOUNT_OF, World
from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.notices.models import OutboxMessage
from lertrat.people.demonstration import ACCOUNTS, PASSWORD
from lertrat.people.models import Person
from lertrat.programmes.models import Edition, Programme
from lertrat.records import invariants
from lertrat.records import queries as records
from lertrat.works.models import Award, Work
from tools.stages import Stages


class Seen:
    """What stood at each stage on the way to the last one."""

    def __init__(self) -> None:
        self.stages: list[str] = []

    def __call__(self, name: str, world: World) -> None:
        self.stages.append(name)
        broken = [finding for finding in invariants.run_all() if not finding.ok]
        assert not broken, f"{name}: " + "\n".join(f"{f.en} {list(f.offenders[:5])}" for f in broken)
        assert not records.verify()
        assert records.backlog() == 0
        getattr(self, name)(world)

    def draft(self, world: World) -> None:
        """Drafts in every state; the approver has something to approve, the bureaux clash."""
        states = Counter(Stage.objects.values_list("state", flat=True))
        assert set(states) == {"draft", "awaiting", "approved", "submitted"} and sum(states.values()) >= 60
        assert {stage.application.title for stage in applications.waiting_for(world.account("approver"))}
        assert len(applications.mine(world.account("drafter"))) >= 3
        assert len(applications.mine(world.account("department-b"))) >= 3
        clash = Stage.objects.filter(application__agency=world.agencies["bureau-1"]).get()
        found = applications.stage(world.account("drafter"), clash.application.ref, 1)
        warned = applications.readiness(applications.read(found), clock.now()).warnings
        assert [one.code for one in warned] == ["quota-clash"]
        assert Stage.objects.filter(approvals__outcome="returned").count() == 2
        assert not Screening.objects.exists()
        assert Meeting.objects.get().state == "planned"

    def screening(self, world: World) -> None:
        """The windows are closed and the queues are full; one was withdrawn, one came in the last second."""
        assert set(Submission.objects.filter(live=True).values_list("type_id", flat=True)) == set(
            world.pack.types
        )
        assert Stage.objects.filter(state="withdrawn").count() == 1
        assert 15 <= Screening.objects.count() <= 30
        assert Submission.objects.filter(live=True, step=1, screening__isnull=True).count() >= 50
        assert Submission.objects.filter(received_at__second=59, received_at__minute=59).exists()
        assert Assignment.objects.filter(state="active").count() >= 30
        assert Meeting.objects.filter(state="planned").count() == 4

    def assessment(self, world: World) -> None:
        """The assessor's list is long and half done; a conflict came out late, a declaration is missing."""
        rows = assessment.assessor_list(world.account("assessor"), world.edition)
        mine = Assignment.objects.filter(person=world.account("assessor"), state="active")
        assert len(rows) == mine.count() >= 10
        assert mine.filter(sheet__state="locked").exists() and mine.filter(sheet__state="draft").exists()
        assert mine.filter(sheet__isnull=True).exists()
        assert Assignment.objects.filter(state="dark").count() >= 1
        assert Screening.objects.filter(outcome="failed").count() == 8
        assert Submission.objects.filter(live=True, step=2).count() == 4
        done = StepResult.objects.count()
        assert 5 <= done < Submission.objects.filter(live=True).count() / 2

    def decision(self, world: World) -> None:
        """One sub-committee has decided, one is in the middle of it, one and the Commission are called."""
        states = {
            meeting.committee.code: meeting.state for meeting in Meeting.objects.filter(number="ทดลอง 1")
        }
        assert states == {
            "service": "closed", "participatory": "open", "management": "planned", "commission": "planned"
        }  # fmt: skip
        assert Counter(Decision.objects.values_list("state", flat=True)).keys() == {"decided", "tabled"}
        assert Visit.objects.filter(outcome="confirmed").count() == 3
        assert not Assignment.objects.filter(state="dark").exists()
        agreed = StepResult.objects.get(agreed_num__isnull=False)
        assert agreed.agreed != agreed.mean and agreed.agreed_reason
        assert not Award.objects.filter(edition=world.edition).exists()

    def published(self, world: World) -> None:
        """Every story has ended as it is told, and all of it is public."""
        decided = {row.application_id: row for row in Decision.objects.all()}
        for work_id, work in texts.works().items():
            row = decided.get(world.applications[work_id].pk)
            fate = work["fate"]
            if fate in ("draft", "withdrawn", "screened_out"):
                assert row is None, work_id
            elif fate == "not_considered":
                assert row is not None and row.outcome == "not_considered", work_id
            elif fate == "none" or fate.endswith("_failed"):
                assert row is not None and row.outcome == "not_awarded", work_id
            else:
                assert row is not None and (row.outcome, row.level) == ("awarded", fate), work_id
        conferred = HonourDecision.objects.filter(outcome="awarded", honour="overall")
        assert [row.agency.name_th for row in conferred] == ["กรมตัวอย่าง ก"]
        missed = HonourDecision.objects.get(agency=world.agencies["dep-b"], honour="overall")
        assert missed.verdict == "no" and missed.tree["missing"] == ["participatory"]
        publication = Publication.objects.get()
        awards = Award.objects.filter(edition=world.edition)
        assert awards.count() == publication.awards == Certificate.objects.count() >= 50
        assert publication.published_at == publication.scheduled_at


def test_the_year_is_played_from_stage_to_stage(
    stages: Stages, tmp_path: Path, django_db_blocker: DjangoDbBlocker, settings: Any
) -> None:
    """On SQLite, where the pages are looked at too: each stage as the one playing of this run has left it."""
    seen = Seen()
    for stage, (_, today) in building.STAGES.items():
        settings.MEDIA_ROOT = tmp_path / stage / "files"
        with django_db_blocker.unblock(), standing(stages, stage, tmp_path), clock.frozen(today):
            world = found()
            seen(stage, world)
            if stage == "published":
                _real_agencies_are_left_alone()
                _accounts_are_those_shown(world)
                assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"sent"}
    assert seen.stages == list(building.STAGES)


@contextlib.contextmanager
def standing(stages: Stages, stage: str, home: Path) -> Iterator[None]:
    """Within the block the database is a copy of that stage's."""
    twin, accounts = stages.copy(stage, home / stage)
    assert [row["role"] for row in accounts] == [account.key for account in ACCOUNTS]
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict["NAME"] = str(twin.database)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def found() -> World:
    """The world as its builder knew it, found again in the database."""
    programme = Programme.objects.get(code="psea")
    edition = Edition.objects.select_related("programme", "pack_version").get(programme=programme)
    people = {ACCOUNT_OF[one.key]: Person.objects.get(email=one.email) for one in ACCOUNTS}
    world = World(lambda words: None, programme, edition, people)
    world.agencies = {one.code.removeprefix("demo-"): one for one in Agency.objects.filter(fictitious=True)}
    known = {
        (one.type_id, one.title, one.agency.code): one for one in Application.objects.select_related("agency")
    }
    told = {
        work["id"]: (work["type"], work["title"], f"demo-{work['agency']}") for work in texts.works().values()
    }
    assert len(set(told.values())) == len(told)
    world.applications = {work_id: known[key] for work_id, key in told.items() if key in known}
    return world


@pytest.mark.one_database
@pytest.mark.django_db
def test_the_clock_shows_the_day_of_the_stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is begun here: the year itself is looked at above, stage by stage."""
    monkeypatch.setenv("LERTRAT_CLOCK_FILE", str(tmp_path / "clock"))
    _, today = building.STAGES["draft"]
    monkeypatch.setitem(building.STAGES, "draft", (lambda world: None, today))
    said = list[str]()
    world = building.build("draft", say=said.append, at_stage=lambda name, world: None)
    assert abs((clock.now() - today).total_seconds()) < 60
    assert len(said) >= 4 and "2021-01-10 09:30" in said[-1]
    _real_agencies_are_left_alone()
    _accounts_are_those_shown(world)


def _real_agencies_are_left_alone() -> None:
    """Nothing invented is told of anybody who exists (reading.md)."""
    assert not Application.objects.filter(agency__fictitious=False).exists()
    assert Agency.objects.filter(fictitious=True).count() >= 40
    for rows in (Award.objects, Work.objects):
        assert not rows.filter(fictitious=True, agency__fictitious=False).exists()
        assert not rows.filter(fictitious=False, agency__fictitious=True).exists()
    assert Award.objects.filter(fictitious=False).count() > 250


def _accounts_are_those_shown(world: World) -> None:
    for account in ACCOUNTS:
        person = Person.objects.get(email=account.email)
        assert person == world.account(account.key)
        assert person.full_name == account.name and person.check_password(PASSWORD)
    usable = [person for person in Person.objects.all() if person.has_usable_password()]
    assert len(usable) == len(ACCOUNTS)


@pytest.mark.django_db
def test_a_build_that_fails_leaves_the_world_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(world: World) -> None:
        raise RuntimeError("in the middle of it")

    Programme.objects.create(code="before", name_th="ก่อน", name_en="Before")
    monkeypatch.setitem(building.STAGES, "draft", (fail, building.STAGES["draft"][1]))
    with pytest.raises(RuntimeError):
        building.build("draft")
    assert Programme.objects.get().code == "before"
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_nothing_is_emptied_outside_the_demonstration(settings: Any) -> None:
    settings.LERTRAT_DEMO = False
    Programme.objects.create(code="real", name_th="จริง", name_en="Real")
    with pytest.raises(Refusal) as refused:
        building.build("draft")
    assert refused.value.code == "not-demonstration"
    with pytest.raises(CommandError, match="demonstration only"):
        call_command("demo", "--stage", "draft")
    assert Programme.objects.get().code == "real"
    shown = io.StringIO()
    call_command("demo", "--accounts", "--json", stdout=shown)
    assert json.loads(shown.getvalue()) == []


def test_the_accounts_are_told_to_machines() -> None:
    shown = io.StringIO()
    call_command("demo", "--accounts", "--json", stdout=shown)
    rows = json.loads(shown.getvalue())
    assert [row["role"] for row in rows] == [account.key for account in ACCOUNTS]
    assert all(set(row) == {"role", "email", "password", "name"} and all(row.values()) for row in rows)


def test_a_stage_there_is_not_is_refused() -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("demo", "--stage", "spring")
