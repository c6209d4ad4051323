"""For a panel's leader: what its sheets give together, once all are locked, and the score agreed after talking it over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from lertrat.assessment import actions
from lertrat.assessment import queries as assessment
from lertrat.kernel import exact
from lertrat.programmes import queries as programmes
from lertrat.web.asking import attempt
from lertrat.web.assessor.views import type_words
from lertrat.web.signed_in import signed_in_person


class AgreeForm(forms.Form):
    """The agreed total and why."""

    score = forms.CharField(
        label="คะแนนรวมที่เห็นพ้อง", max_length=40, help_text="เขียนเป็นทศนิยมหรือเศษส่วนได้ เช่น 412.5 หรือ 2799/7"
    )
    reason = forms.CharField(label="เหตุผล", max_length=600, widget=forms.Textarea)


@login_required
@never_cache
def concluded(request: HttpRequest) -> HttpResponse:
    """Works of the panels one leads whose sheets are all locked."""
    person = signed_in_person(request)
    edition = programmes.current_edition()
    context: dict[str, Any] = {"edition": edition, "rows": []}
    if edition is not None:
        pack = programmes.pack_of(edition)
        context["rows"] = [
            {
                "ref": result.submission.ref, "title": result.submission.title, "agency": result.submission.agency_name,
                "type": type_words(pack, result.type_id, result.submission.category), "step": result.step,
                "sheets": result.sheets, "mean": result.mean, "spread": result.spread, "agreed": result.agreed,
                "gate": result.gate,
            }
            for result in assessment.panels_led(person, edition)
        ]  # fmt: skip
    return render(request, "lertrat/assessor/panels.html", context)


@login_required
@never_cache
def consensus(request: HttpRequest, ref: str) -> HttpResponse:
    """All locked sheets beside each other; the leader may record an agreed score, once, with its reason."""
    person = signed_in_person(request)
    held = assessment.consensus(person, ref)
    form, status = AgreeForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            done, status = attempt(
                form,
                lambda: actions.agree(
                    submission=held.submission, score=data["score"], reason=data["reason"], by=person
                ),
                {"number": "score", "agreed-range": "score", "precision": "score", "reason-needed": "reason"},
            )
            if done is not None:
                messages.success(request, "บันทึกคะแนนที่เห็นพ้องแล้ว")
                return redirect("assess-panel", held.submission.ref)
    result, submission = held.result, held.submission
    rows = []
    for c in held.rubric.criteria:
        given = [sheet.scores[c.id] for sheet in held.sheets if c.id in sheet.scores]
        bands = {_band(c, score) for score in given}
        apart = max(bands) - min(bands) if bands else 0
        mean = result.categories.get(c.id)
        rows.append(
            {"name": c.name, "maximum": c.maximum, "given": [sheet.scores.get(c.id) for sheet in held.sheets],
             "mean": exact.parse(mean) if mean else None, "apart": apart >= 2}
        )  # fmt: skip
    context = {
        "ref": submission.ref, "title": submission.title, "agency": submission.agency_name, "step": submission.step,
        "type": type_words(programmes.pack_of(submission.edition), submission.type_id, submission.category),
        "sheets": held.sheets, "rows": rows, "result": result, "full": held.rubric.total, "form": form,
        "mean_exact": exact.to_text(result.mean) if result.mean.denominator != 1 else "",
    }  # fmt: skip
    return render(request, "lertrat/assessor/panel.html", context, status=status)


def _band(criterion: Any, score: Any) -> int:
    """The place of the highest anchor that begins at or below the score; 0 where the sheet has none."""
    return sum(1 for band in criterion.anchors if score >= band.lowest)
