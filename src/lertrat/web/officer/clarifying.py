"""A round of clarification: which fields open, what is asked of each, until when; and what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.assessment import actions, queries
from lertrat.kernel import clock
from lertrat.web.asking import attempt
from lertrat.web.forms import ThaiDateField
from lertrat.web.officer.forms import HourField, area, moment_of
from lertrat.web.officer.guard import Desk, officer

if TYPE_CHECKING:
    from lertrat.criteria import Form


class ClarifyForm(forms.Form):
    """A question for each field of the form that is to open; a blank one leaves its field shut."""

    day = ThaiDateField(label="ตอบได้ถึงวันที่")
    hour = HourField(label="ก่อนเวลา", initial="16.30")

    def __init__(self, *args: Any, asked: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {f"ask-{number}": question for number, question in enumerate(asked.questions)}
        for name, question in self.names.items():
            self.fields[name] = forms.CharField(
                label=question.label.th, required=False, max_length=1000, widget=area(2)
            )

    def questions(self) -> list[tuple[str, str]]:
        """(question id, what is asked) of the fields that open."""
        given = ((question.id, self.cleaned_data.get(name, "")) for name, question in self.names.items())
        return [(question, text) for question, text in given if text]


@officer
def clarify(request: HttpRequest, desk: Desk, ref: str) -> HttpResponse:
    """The rounds of a submission, and a form for the next where none runs."""
    detail = queries.submission_detail(desk.person, ref)
    held = detail.submission
    past = queries.rounds(held)
    now = clock.now()
    running = any(one.sent_at is None and one.closes_at > now for one in past)
    form: ClarifyForm | None = None
    status = 200
    if held.live and not held.screened and not running:
        form = ClarifyForm(request.POST or None, asked=detail.form)
        if request.method == "POST":
            status = 422
            if form.is_valid():
                data, questions = form.cleaned_data, form.questions()
                closes_at = moment_of(data["day"], data["hour"])
                made, status = attempt(
                    form,
                    lambda: actions.ask(
                        submission=held, questions=questions, closes_at=closes_at, by=desk.person
                    ),
                    {"clarification-past": "day"},
                )
                if made is not None:
                    messages.success(request, "ส่งคำขอชี้แจงแล้ว ระบบส่งจดหมายถึงหน่วยงานพร้อมกำหนดตอบ")
                    return redirect("office-clarify", held.ref)
    elif request.method == "POST":
        messages.error(request, "ใบสมัครนี้ขอให้ชี้แจงเพิ่มไม่ได้ในขณะนี้")
        return redirect("office-clarify", held.ref)
    context = {
        "held": held, "type": desk.type_name(held.type_id, held.category), "rounds": past, "form": form, "now": now,
        "fields": [form[name] for name in form.names] if form else [],
    }  # fmt: skip
    return render(request, "lertrat/officer/clarify.html", context, status=status)
