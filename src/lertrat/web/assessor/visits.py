"""Site visits one is on the team of; the leader records whether the visit confirms the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from lertrat.assessment import actions
from lertrat.assessment import queries as assessment
from lertrat.assessment.permits import may
from lertrat.assessment.states import VISIT_MODES, VISIT_OUTCOMES
from lertrat.programmes import queries as programmes
from lertrat.web.asking import attempt
from lertrat.web.assessor.views import type_words
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.assessment.models import Visit


class OutcomeForm(forms.Form):
    """What the visit found."""

    outcome = forms.ChoiceField(label="ผลการตรวจในพื้นที่", choices=VISIT_OUTCOMES, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="เหตุผลและสิ่งที่พบ", widget=forms.Textarea, max_length=2000,
        help_text="การตรวจในพื้นที่ยืนยันสิ่งที่เขียนไว้ในเอกสาร ไม่ให้คะแนนเพิ่ม",
    )  # fmt: skip


def _shown(visit: Visit) -> dict[str, Any]:
    application = visit.application
    return {
        "ref": application.ref, "title": application.title, "agency": application.agency.name_th,
        "type": type_words(programmes.pack_of(application.edition), application.type_id, application.category),
        "planned_at": visit.planned_at, "mode": dict(VISIT_MODES)[visit.mode], "place": visit.place,
        "outcome": visit.outcome, "outcome_words": dict(VISIT_OUTCOMES).get(visit.outcome, ""),
        "look": {"confirmed": "passed", "not_confirmed": "failed"}.get(visit.outcome, "awaiting"),
        "reason": visit.reason, "recorded_at": visit.recorded_at,
        "team": [(member.person.full_name, member.leader) for member in visit.team.all()],
    }  # fmt: skip


@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """The visits one goes to."""
    person, edition = signed_in_person(request), programmes.current_edition()
    rows = [_shown(visit) for visit in assessment.my_visits(person, edition)] if edition else []
    return render(request, "lertrat/assessor/visits.html", {"edition": edition, "rows": rows})


@login_required
@never_cache
def visit(request: HttpRequest, ref: str) -> HttpResponse:
    """One visit: when, where, who; its leader records the outcome, once."""
    person = signed_in_person(request)
    held = assessment.visit_for(person, ref)
    form, status = OutcomeForm(request.POST or None), 200
    may_record = not held.outcome and bool(may(person, "confirm", held))
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            done, status = attempt(
                form,
                lambda: actions.record_visit(
                    visit=held, outcome=data["outcome"], reason=data["reason"], by=person
                ),
            )
            if done is not None:
                messages.success(request, "บันทึกผลการตรวจในพื้นที่แล้ว")
                return redirect("assess-visit", held.application.ref)
    context = {"visit": _shown(held), "form": form, "may_record": may_record}
    return render(request, "lertrat/assessor/visit.html", context, status=status)
