"""What the builder has made so far, by the ids of `texts`, and the days on which things happen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from lertrat.agencies.models import Agency
from lertrat.applications.models import Application, Stage, Submission
from lertrat.assessment.models import Panel, Visit
from lertrat.committees.models import Committee, Meeting
from lertrat.criteria import Pack
from lertrat.criteria.schema import BANGKOK
from lertrat.demo import texts
from lertrat.kernel import clock
from lertrat.notices import actions as notices
from lertrat.people.models import Person
from lertrat.programmes.models import Edition, Programme
from lertrat.programmes.queries import pack_of
from lertrat.records import actions as records

Work = dict[str, Any]


@dataclass
class World:
    """`people`, `agencies`, `committees` by id; `applications` by the work's id; `reached`: how far each is drafted;
    `sources`: references of past awards; `places`: which of a submission's sheets each assignment writes."""

    say: Callable[[str], None]
    programme: Programme
    edition: Edition
    people: dict[str, Person] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    committees: dict[str, Committee] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    panels: dict[str, Panel] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    reached: dict[tuple[str, int], str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    places: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    _ahead: list[tuple[datetime, Callable[[], object]]] = field(default_factory=list)

    def later(self, moment: datetime, act: Callable[[], object]) -> None:
        """Note that something happens at `moment`; `play` does it in its turn."""
        self._ahead.append((moment, act))

    def play(self) -> None:
        """Let everything noted happen, in the order of time, each under its own clock; the post goes out every few days."""
        acts, self._ahead = sorted(self._ahead, key=lambda one: one[0]), []
        posted: datetime | None = None
        for moment, act in acts:
            with clock.frozen(moment):
                act()
                if posted is None or moment - posted > POST:
                    posted = moment
                    post()

    @property
    def pack(self) -> Pack:
        """The year's rules."""
        return pack_of(self.edition)

    def account(self, key: str) -> Person:
        """The person behind one of the accounts that are shown ("officer", "admin" …)."""
        return self.people[ACCOUNT_OF[key]]

    def drafter(self, agency: str) -> Person:
        """Who writes for an agency."""
        return self.people[texts.agencies()[agency].get("drafter") or f"drafter.{agency}"]

    def approver(self, agency: str) -> Person:
        """Who approves for an agency."""
        return self.people[texts.agencies()[agency].get("approver") or f"approver.{agency}"]

    def stage(self, work_id: str, step: int = 1) -> Stage:
        """A stage as it stands, with everything its actions read."""
        return Stage.objects.select_related(
            "application__edition__programme", "application__pack_version", "application__agency",
            "application__counted_agency", "application__parent", "application__work",
        ).defer(*_texts("application__pack_version")).get(application=self.applications[work_id], step=step)  # fmt: skip

    def submission(self, work_id: str, step: int = 1) -> Submission:
        """The live submission of a step, with everything its actions read."""
        return Submission.objects.select_related(
            "application__edition__programme", "application__pack_version", "application__agency",
            "application__parent", "edition__programme", "pack_version",
        ).defer(*_texts("application__pack_version", "pack_version")).get(application=self.applications[work_id], step=step, live=True)  # fmt: skip

    def visit(self, work_id: str) -> Visit:
        """The visit of an application, with everything its actions read."""
        return Visit.objects.select_related(
            "application__edition__programme", "submission__application", "submission__edition__programme"
        ).get(application=self.applications[work_id])


def post() -> None:
    """What the worker does meanwhile: records reach their readers, letters go out, the chain is sealed."""
    while records.deliver_all(500):
        pass
    while notices.send_waiting(500):
        pass
    while records.seal_batch():
        pass


POST = timedelta(days=6)
# The shown account of each role → the person of people.yaml behind it.
ACCOUNT_OF = {
    "drafter": "orathai",
    "approver": "somkiat",
    "department-b": "kanya",
    "officer": "sirichai",
    "assessor": "as01",
    "secretary": "cm06",
    "member": "cm04",
    "admin": "admin",
}


def _texts(*versions: str) -> list[str]:
    """The long texts of sealed versions, which nobody reads again for every act."""
    return [f"{version}__{name}" for version in versions for name in ("source", "supplement")]


def draw(words: str, below: int) -> int:
    """A number from 0 to below that these words always give."""
    return int.from_bytes(sha256(words.encode()).digest()[:6], "big") % below


def at(day: date, hour: int, salt: str = "") -> datetime:
    """A moment within that hour of that day in Bangkok."""
    minute, second = divmod(draw(f"{day}:{hour}:{salt}", 3600), 60)
    return datetime.combine(day, time(hour, minute, second), BANGKOK)


def workday(day: date) -> date:
    """The day itself, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
