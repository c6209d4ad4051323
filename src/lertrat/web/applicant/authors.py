"""Who writes which section of a draft, said by its owner or an approver of the agency."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.agencies import queries as agencies
from lertrat.applications import actions, queries
from lertrat.applications.permits import may
from lertrat.applications.states import SECTION_RIGHTS
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from lertrat.web import ui
from lertrat.web.applicant.place import Place, open_place

if TYPE_CHECKING:
    from lertrat.people.models import Person

FIELD = "right:"


@dataclass(slots=True)
class Author:
    """A member of the agency with a choice per section; `always`: writes everywhere and cannot be held back."""

    person: Person
    always: bool
    choices: list[ui.FieldView] = field(default_factory=list)
    less: int = 0


@login_required
def authors(request: HttpRequest, ref: str, step: int) -> HttpResponse:
    """A form per person: for each section writes, comments, or only reads. Everybody of the agency sees it; who may share changes it."""
    place = open_place(request, ref, step)
    shares = bool(may(place.person, "share", place.application))
    error, status = "", 200
    if request.method == "POST":
        may(place.person, "share", place.application).require()
        try:
            name = _save(request, place)
        except NotAllowed:
            raise
        except Refusal as refusal:
            error, status = refusal.th, 404 if isinstance(refusal, NotFound) else 422
        else:
            messages.success(request, f"บันทึกสิทธิของ{name}แล้ว")
            return redirect(place.url("application-authors"))
    context = place.context(
        authors=_authors(place), shares=shares, errors=[("", error)] if error else [], has_errors=bool(error),
        crumbs=place.crumbs(ui.Link("ผู้เขียนแต่ละส่วน")),
    )  # fmt: skip
    return render(request, "lertrat/applicant/authors.html", context, status=status)


def _people(place: Place) -> dict[int, tuple[Person, bool]]:
    """Members by id, and whether they always write."""
    found: dict[int, tuple[Person, bool]] = {}
    for one in agencies.members(place.application.agency):
        _, before = found.get(one.person_id, (None, False))
        always = before or one.role == "approver" or one.person_id == place.application.created_by_id
        found[one.person_id] = (one.person, always)
    return found


def _save(request: HttpRequest, place: Place) -> str:
    person, _ = _people(place).get(_number(request.POST.get("person", "")), (None, False))
    if person is None:
        raise NotFound("no-member", "บุคคลนี้ไม่ได้เป็นผู้แทนของหน่วยงานแล้ว", "This person has left the agency.")
    given = {
        section.id: request.POST[f"{FIELD}{section.id}"]
        for section in place.form.sections
        if f"{FIELD}{section.id}" in request.POST
    }
    actions.set_rights(stage=place.stage, person=person, rights=given, by=place.person)
    return person.full_name


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _authors(place: Place) -> list[Author]:
    given = queries.rights(place.stage)
    made = []
    for person, always in _people(place).values():
        held = {} if always else given.get(person.pk, {})
        choices = [
            ui.FieldView(
                name=f"{FIELD}{section.id}", id=f"id_{person.pk}_{section.id}", label=section.title.th, kind="select",
                options=[ui.Option(code, th, chosen=code == held.get(section.id, "write")) for code, th in SECTION_RIGHTS],
            )
            for section in place.form.sections
        ]  # fmt: skip
        made.append(Author(person, always, [] if always else choices, len(held)))
    return made
