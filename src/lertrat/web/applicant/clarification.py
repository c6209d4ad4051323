"""The office asks: the agency reads what it sent, writes what it was asked, and sends that as an addendum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from lertrat.assessment import actions, queries
from lertrat.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from lertrat.web import ui
from lertrat.web.applicant.place import short
from lertrat.web.middleware import received_at
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.assessment.models import Clarification


class AnswersForm(forms.Form):
    """A box for each field that is open, and the revision it was read at."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, asked: Clarification, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {f"answer-{item.pk}": item for item in asked.items.all()}
        for name, item in self.names.items():
            self.fields[name] = forms.CharField(
                label=item.label, help_text=item.asks, required=False, initial=item.answer, max_length=20_000,
                widget=forms.Textarea(attrs={"rows": 6}),
            )  # fmt: skip

    def answers(self) -> dict[str, str]:
        """What is written, by question id."""
        return {item.question_id: self.cleaned_data[name] for name, item in self.names.items()}


@login_required
def clarification(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """One round. Saving keeps the words, sending freezes them; what comes late is told and stays on the page."""
    person = signed_in_person(request)
    asked = queries.clarification(person, ref, number)
    moment = received_at(request)
    here = reverse("clarification", args=[asked.submission.ref, asked.number])
    open_now = (
        asked.sent_at is None
        and moment < asked.closes_at
        and asked.submission.live
        and not asked.submission.screened
    )
    form = AnswersForm(request.POST or None, asked=asked, initial={"revision": asked.revision})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saved = asked
                if asked.sent_at is None:
                    saved = actions.write(
                        clarification=asked, answers=form.answers(), revision=form.cleaned_data["revision"],
                        received_at=moment, by=person,
                    )  # fmt: skip
                if request.POST.get("press") == "send":
                    form.data = _at_revision(request, saved.revision)
                    actions.send(clarification=asked, received_at=moment, by=person)
                    messages.success(request, "ส่งคำชี้แจงแล้ว")
                else:
                    messages.success(request, "บันทึกแล้ว ยังไม่ได้ส่ง")
                return redirect(here)
            except (NotAllowed, NotFound):
                raise
            except Refusal as refusal:
                if isinstance(refusal, Conflict):
                    status = 409
                    # The words stay; the next press is made knowing of the other's.
                    form.data = _at_revision(request, refusal.current)
                form.add_error(None, refusal.says("en" if ui.english() else "th"))
    held = asked.submission
    context = {
        "asked": asked, "held": held, "form": form, "open": open_now, "moved": status == 409,
        "late": asked.sent_at is None and moment >= asked.closes_at,
        "rows": [(form[name], item, _sent(held.frozen["answers"].get(item.question_id))) for name, item in form.names.items()],
        "crumbs": [ui.Link("งานของหน่วยงาน", reverse("apply")), ui.Link(short(held.title), reverse("receipt", args=[held.ref])),
                   ui.Link("คำขอชี้แจง")],
    }  # fmt: skip
    return render(request, "lertrat/applicant/clarification.html", context, status=status)


def _at_revision(request: HttpRequest, revision: object) -> QueryDict:
    """What was posted, as if it had been written over this revision."""
    data = request.POST.copy()
    data["revision"] = str(revision)
    return data


def _sent(value: Any) -> str:
    """What had been sent for the field, as plain words; "" where nothing was, or where it is no text."""
    return (
        value
        if isinstance(value, str)
        else str(value)
        if isinstance(value, int) and not isinstance(value, bool)
        else ""
    )
