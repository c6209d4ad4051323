"""Where a request of these pages stands: the person, the stage they opened, its content, and what may be done there now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from lertrat.applications import queries
from lertrat.applications.permits import may
from lertrat.applications.states import EDITABLE
from lertrat.criteria import Pack
from lertrat.criteria.schema import AwardType, Form, Question, Section
from lertrat.kernel import clock
from lertrat.programmes import queries as programmes
from lertrat.web import ui
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.applications.closing import Closing
    from lertrat.applications.content import Content
    from lertrat.applications.models import Application, Stage
    from lertrat.people.models import Person


@dataclass
class Place:
    """One stage of one application, opened by one person. Nothing is read before it is asked for."""

    person: Person
    stage: Stage

    @property
    def application(self) -> Application:
        return self.stage.application

    @cached_property
    def content(self) -> Content:
        """Form, answers, attachments."""
        return queries.read(self.stage)

    @cached_property
    def stages(self) -> list[Stage]:
        """All stages of the application, in order."""
        return queries.stages(self.application)

    def reread(self) -> None:
        """Forget the content: what stands now is read again when it is next asked for."""
        self.__dict__.pop("content", None)

    @property
    def pack(self) -> Pack:
        version = self.application.pack_version
        return programmes.pack_by_id(version.pk, version.sha256)

    @property
    def form(self) -> Form:
        return self.content.form

    @property
    def type(self) -> AwardType:
        return self.pack.types[self.application.type_id]

    @cached_property
    def window(self) -> Closing | None:
        """The window of this intake, for this agency."""
        return queries.closing(self.stage)

    def closed(self, moment: datetime | None = None) -> bool:
        """Whether the intake has closed."""
        return self.window is not None and (moment or clock.now()) >= self.window.closes_at

    @cached_property
    def editable(self) -> bool:
        """Whether one may write now: a draft, and the window has not closed."""
        return self.stage.state in EDITABLE and not self.closed() and not self.reviewing

    @cached_property
    def reviewing(self) -> bool:
        """Whether the person only reads and comments here: the department's internal reviewer, of another agency."""
        return not getattr(self.stage, "acts", True)

    @cached_property
    def approves(self) -> bool:
        """Whether the person is an approver of the agency. One query."""
        return bool(may(self.person, "approve", self.application))

    def section(self, section_id: str) -> Section:
        """A section of the form; 404 where it has none of that id."""
        for section in self.form.sections:
            if section.id == section_id:
                return section
        raise Http404

    def question(self, question_id: str) -> Question:
        """A question of the form; 404 where it has none of that id."""
        try:
            return self.form.question(question_id)
        except KeyError:
            raise Http404 from None

    def section_of(self, question_id: str) -> Section:
        """The section that holds a question."""
        return next(s for s in self.form.sections if any(q.id == question_id for q in s.questions))

    def url(self, name: str, *more: Any) -> str:
        """The address of a page of this stage."""
        return reverse(name, args=[self.application.ref, self.stage.step, *more])

    @property
    def home(self) -> str:
        """The address of the task list."""
        return self.url("application")

    @property
    def step_name(self) -> str:
        """The name of the intake, where the type has more than one; otherwise empty."""
        intakes = [step for step in self.type.steps if step.kind == "intake"]
        return self.type.step(self.stage.step).name.th if len(intakes) > 1 else ""

    def crumbs(self, *more: ui.Link) -> list[ui.Link]:
        """The way to a page of this stage."""
        here = short(self.application.title)
        return [ui.Link("งานของหน่วยงาน", reverse("apply")), ui.Link(here, self.home if more else ""), *more]

    def context(self, **more: Any) -> dict[str, Any]:
        """What every page of this stage shows."""
        return {
            "place": self, "application": self.application, "stage": self.stage, "type": self.type,
            "branch": self.type.branch, "window": self.window, "editable": self.editable, **more,
        }  # fmt: skip


def short(text: str, limit: int = 60) -> str:
    """A title cut for the breadcrumbs."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def open_place(request: HttpRequest, ref: str, step: int | None = None) -> Place:
    """The stage at an address; without a step the current one: the last that has been opened. 404 for strangers."""
    person = signed_in_person(request)
    if step is not None:
        return Place(person, queries.stage(person, ref, step))
    application = queries.application(person, ref)
    stages = queries.stages(application)
    stages[-1].application = application
    stages[-1].acts = application.acts  # type: ignore[attr-defined]  # annotated by queries.application
    place = Place(person, stages[-1])
    place.stages = stages
    return place
