"""Handing a colleague's work to another: the plan is shown, and what was shown is done."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lertrat.agencies import queries
from lertrat.applications import actions
from lertrat.applications import queries as applications
from lertrat.kernel.plan import Plan
from lertrat.web.applicant.people import agency_of
from lertrat.web.applicant.people_forms import HandoverForm
from lertrat.web.asking import attempt
from lertrat.web.signed_in import signed_in_person


@login_required
def handover(request: HttpRequest) -> HttpResponse:
    """Choose who gives and who takes, read the plan, confirm it."""
    person = signed_in_person(request)
    agency, _ = agency_of(request, person)
    ever, now = queries.people_ever(agency), {one.person.pk: one.person for one in queries.members(agency)}
    form = HandoverForm(
        request.POST or None, auto_id="id_%s",
        people=[(str(one.pk), one.full_name if one.pk in now else f"{one.full_name} (พ้นหน้าที่แล้ว)") for one in ever],
        takers=[(str(one.pk), one.full_name) for one in now.values()],
    )  # fmt: skip
    plan: Plan | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data, by_id = form.cleaned_data, {str(one.pk): one for one in ever}
            giver, taker = by_id[data["giver"]], by_id[data["taker"]]
            plan, status = attempt(
                form, lambda: applications.handover(person, agency, giver=giver, taker=taker, ends=data["ends"]),
                {"same-person": "taker", "not-member": "taker"},
            )  # fmt: skip
            digest = request.POST.get("digest", "")
            if plan is not None and digest and request.POST.get("press") == "apply":
                done, status = attempt(
                    form,
                    lambda: actions.hand_over(
                        agency=agency, giver=giver, taker=taker, ends=data["ends"], digest=digest, by=person
                    ),
                )
                if done is not None:
                    messages.success(request, f"ส่งมอบงานของ {giver.full_name} ให้ {taker.full_name} แล้ว")
                    # Who hands over their own work and goes has no more business on the people's page.
                    return redirect(
                        "desk"
                        if data["ends"] and giver.pk == person.pk
                        else f"{reverse('apply-people')}?agency={agency.code}"
                    )
            status = status or 200
    context = {
        "agency": agency, "form": form, "plan": applications.handover_words(plan) if plan else None,
        "digest": plan.digest if plan else "", "empty": plan is not None and not plan.changes,
    }  # fmt: skip
    return render(request, "lertrat/applicant/handover.html", context, status=status)
