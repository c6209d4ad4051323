"""The demonstration year, built with the rooms' own actions: something to do for everybody at each stage, every rule kept."""

from __future__ import annotations

import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lertrat.agencies.models import Agency
from lertrat.applications import queries as applications
from lertrat.applications.models import Application, Stage, Submission
from lertrat.assessment import queries as assessment
from lertrat.assessment.models import Assignment, Screening, StepResult, Visit
from lertrat.committees.models import Meeting
from lertrat.decisions.models import Certificate, Decision, HonourDecision, Publication
from lertrat.demo import build as building
from lertrat.demo import texts
from lertrat.demo.world import World
from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.notices.models import OutboxMessage
from lertrat.people.demonstration import ACCOUNTS, PASSWORD
from lertrat.people.models import Person
from lertrat.programmes.models import Programme
from lertrat.records import invariants
from lertrat.records import queries as records
from lertrat.works.models import Award, Work


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


@pytest.mark.django_db
def test_the_year_is_played_from_stage_to_stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LERTRAT_CLOCK_FILE", str(tmp_path / "clock"))
    seen, said = Seen(), list[str]()
    world = building.build("published", say=said.append, at_stage=seen)
    assert seen.stages == list(building.STAGES) and len(said) >= 5
    assert abs((clock.now() - building.STAGES["published"][1]).total_seconds()) < 60
    _real_agencies_are_left_alone()
    _accounts_are_those_shown(world)
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"sent"}


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
