"""Scores once they may be seen: rankings, the sheets of a work beside each other."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.assessment import actions, queries
from lertrat.kernel import exact
from lertrat.web.asking import attempt
from lertrat.web.officer.forms import AgreeForm
from lertrat.web.officer.guard import Desk, officer


def fraction(value: Fraction | None) -> str:
    """An exact number as a fraction, where it is no whole number."""
    return "" if value is None or value.denominator == 1 else exact.to_text(value)


@officer
def ranking(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The ranking of one type's step: exact scores, gates, what the panel agreed on, and why."""
    steps = [
        (f"{kind.id}/{step.number}", kind.name.th + (f" ขั้นที่ {step.number}" if len(kind.steps) > 1 else ""))
        for kind in desk.pack.types.values()
        for step in kind.steps
        if step.kind == "intake"
    ]
    chosen, names = request.GET.get("of", ""), dict(steps)
    whole = desk.types is None
    steps = [each for each in steps if desk.owns(each[0].partition("/")[0])]
    if chosen not in names:
        return render(request, "lertrat/officer/ranking.html", {"steps": steps, "chosen": "", "whole": whole})
    type_id, _, step_text = chosen.partition("/")
    step = int(step_text)
    cursor = request.GET.get("after", "") or request.GET.get("before", "")
    page = queries.ranking(desk.person, desk.edition, type_id, step, cursor)
    rule = next((s.gate for s in desk.pack.types[type_id].steps if s.number == step), None)
    rows = [{"row": row, "exact": fraction(row.score), "mean": fraction(row.mean)} for row in page.rows]
    context = {
        "steps": steps, "chosen": chosen, "rows": rows, "page": page, "gate": rule, "name": names[chosen], "whole": whole,
        "total": desk.pack.rubric(type_id, step).total, "assumed": any(each.assumed for each in desk.pack.tie_break),
    }  # fmt: skip
    return render(request, "lertrat/officer/ranking.html", context)


@officer
def result(request: HttpRequest, desk: Desk, ref: str) -> HttpResponse:
    """The sheets of a concluded submission beside each other; the agreed score with its reason."""
    seen = queries.consensus(desk.person, ref)
    held = seen.result
    form = AgreeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            made, status = attempt(
                form, lambda: actions.agree(submission=seen.submission, by=desk.person, **data),
                {"reason": "reason", "score": "score", "range": "score"},
            )  # fmt: skip
            if made is not None:
                messages.success(request, "บันทึกคะแนนที่ตกลงร่วมกันแล้ว คะแนนเฉลี่ยเดิมยังแสดงอยู่ข้างกัน")
                return redirect("office-result", seen.submission.ref)
    means = {name: exact.parse(text) for name, text in held.categories.items()}
    rows: list[dict[str, Any]] = [
        {"name": criterion.name, "maximum": criterion.maximum, "scores": [sheet.scores.get(criterion.id) for sheet in seen.sheets],
         "mean": means.get(criterion.id)}
        for criterion in seen.rubric.criteria
    ]  # fmt: skip
    context = {
        "seen": seen, "held": held, "rows": rows, "form": form, "type": desk.type_name(seen.submission.type_id, seen.submission.category),
        "exact": fraction(held.score), "mean_exact": fraction(held.mean),
        "gate": {"passed": "passed", "failed": "failed"}.get(held.gate, ""), "total": seen.rubric.total,
    }  # fmt: skip
    return render(request, "lertrat/officer/result.html", context, status=status)
