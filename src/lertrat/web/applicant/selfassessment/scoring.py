"""Naming the three, one's own sheet, and what the three agree on once all have locked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.agencies import queries as agencies
from lertrat.criteria.schema import Category, Item
from lertrat.kernel import exact
from lertrat.selfassessment import actions, queries
from lertrat.selfassessment.states import RATERS
from lertrat.web import ui
from lertrat.web.applicant.selfassessment.forms import Press
from lertrat.web.applicant.selfassessment.place import Place, open_place, written
from lertrat.web.asking import attempt

if TYPE_CHECKING:
    from fractions import Fraction

    from lertrat.selfassessment.models import Agreed, Sheet

Values = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item with its boxes; on the page of agreement also what each of the three gave."""

    item: Item
    fields: list[ui.FieldView]
    given: list[tuple[Sheet, str, Fraction]]
    differs: bool
    reason: ui.FieldView | None = None
    settled: dict[str, Any] | None = None


@login_required
def raters(request: HttpRequest, ref: str) -> HttpResponse:
    """Choose the three among those who act for the agency."""
    place = open_place(request, ref)
    people = {str(one.person_id): one.person for one in agencies.members(place.assessment.agency)}
    chosen = request.POST.getlist("people")
    form = Press(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        done, status = attempt(
            form,
            lambda: actions.name_raters(
                assessment=place.assessment, people=[people[key] for key in chosen if key in people], by=place.person
            ),
        )  # fmt: skip
        if done:
            messages.success(request, "เลือกผู้ให้คะแนนแล้ว แต่ละคนให้คะแนนแยกกันได้ทันที")
            return redirect(place.home)
    view = ui.FieldView(
        "people", "ผู้ให้คะแนนสามคน", "checkboxes",
        hint="แต่ละคนจะไม่เห็นคะแนนของคนอื่นจนกว่าทั้งสามคนจะล็อกแบบของตน",
        options=[ui.Option(key, one.full_name, "", key in chosen) for key, one in people.items()],
    )  # fmt: skip
    context = place.context(
        "เลือกผู้ให้คะแนน", form=form, field=view, can=place.can("name"), enough=len(people) >= RATERS
    )
    return render(request, "lertrat/applicant/self/raters.html", context, status=status)


@login_required
def score(request: HttpRequest, ref: str) -> HttpResponse:
    """One's own sheet: POST saves it, with `next=lock` saves and locks it."""
    place = open_place(request, ref)
    sheet = queries.own_sheet(place.assessment, place.person)
    form = Press(request.POST if request.method == "POST" else None)
    given: Values = _posted(place, request) if request.method == "POST" else {}
    status = 200
    if form.is_valid():
        lock = request.POST.get("next") == "lock"

        def act() -> bool:
            actions.save_sheet(sheet=sheet, marks=given, by=place.person)
            if lock:
                actions.lock_sheet(sheet=sheet, by=place.person)
            return True

        done, status = attempt(form, act)
        if done:
            messages.success(request, "ล็อกแบบให้คะแนนของท่านแล้ว" if lock else "บันทึกแล้ว คะแนนของท่านยังไม่มีผู้อื่นเห็น")
            return redirect(place.home if lock else place.url("self-score"))
    values = given or queries.marks(sheet)
    parts = [
        (c, [_view(place, item, values.get(item.id, {})) for item in c.items])
        for c in place.instrument.categories
    ]
    context = place.context(
        "ให้คะแนนของท่าน", form=form, sheet=sheet, parts=parts, locked=sheet.locked_at is not None,
        done=sum(1 for item in place.instrument.items if values.get(item.id)), total=len(place.instrument.items),
    )  # fmt: skip
    return render(request, "lertrat/applicant/self/score.html", context, status=status)


def _posted(place: Place, request: HttpRequest) -> dict[str, dict[str, Any]]:
    """The boxes of every item, by item id; names are `1.1-0` by level and `7.1`."""
    found: dict[str, dict[str, Any]] = {}
    for item in place.instrument.items:
        if item.points:
            found[item.id] = {
                "met": [request.POST.get(f"{item.id}-{n}", "") for n in range(len(item.points))]
            }
        else:
            found[item.id] = {"score": request.POST.get(item.id, "")}
    return found


def _view(place: Place, item: Item, value: Mapping[str, Any]) -> ItemView:
    return ItemView(item, _boxes(place, item, value), [], False)


def _boxes(place: Place, item: Item, value: Mapping[str, Any]) -> list[ui.FieldView]:
    if not item.points:
        shown = written(str(value.get("score", "")))
        return [ui.FieldView(item.id, "คะแนน 0–500", "number", shown, id=f"i{item.id}", suffix="/ 500")]
    met = list(value.get("met", [])) or [""] * len(item.points)
    names = place.level_names
    return [
        ui.FieldView(
            f"{item.id}-{n}", f"{names[n]} ทำครบ", "select", str(met[n]),
            id=f"i{item.id}-{n}",
            options=[ui.Option("", "–"), *(ui.Option(str(k), f"{k} จาก {most}") for k in range(most + 1))],
        )
        for n, most in enumerate(item.points)
    ]  # fmt: skip


@login_required
def agree(request: HttpRequest, ref: str) -> HttpResponse:
    """The three sheets side by side; where they differ, the agreed value and its reason."""
    place = open_place(request, ref)
    sheets = queries.raters(place.assessment)
    shown = queries.revealed(place.assessment, sheets)
    form = Press(request.POST if request.method == "POST" else None)
    status = 200
    given: Values = _posted(place, request) if request.method == "POST" else {}
    reasons = {item.id: request.POST.get(f"reason-{item.id}", "") for item in place.instrument.items}
    if form.is_valid():
        done, status = attempt(
            form,
            lambda: actions.agree(assessment=place.assessment, marks=given, reasons=reasons, by=place.person),
        )
        if done:
            messages.success(request, "สรุปคะแนนร่วมกันแล้ว")
            return redirect(place.home)
    settled = queries.agreed(place.assessment) if place.assessment.state == "agreed" else {}
    parts: list[tuple[Category, list[ItemView]]] = []
    for category in place.instrument.categories if shown else ():
        views = [
            _agreed_view(place, item, shown[item.id], given, reasons, settled.get(item.id))
            for item in category.items
        ]
        parts.append((category, views))
    context = place.context(
        "สรุปคะแนนร่วมกัน", form=form, sheets=sheets, shown=bool(shown), parts=parts,
        differing=sum(view.differs for _, views in parts for view in views), open=place.assessment.state == "scoring",
    )  # fmt: skip
    return render(request, "lertrat/applicant/self/agree.html", context, status=status)


def _agreed_view(
    place: Place,
    item: Item,
    rows: list[tuple[Sheet, dict[str, Any], Fraction]],
    given: Values,
    reasons: Mapping[str, str],
    row: Agreed | None,
) -> ItemView:
    values = [value for _, value, _ in rows]
    differs = any(value != values[0] for value in values)
    start = given.get(item.id) or ({} if differs else values[0])
    reason = ui.FieldView(
        f"reason-{item.id}", "เหตุผลที่สรุปเช่นนี้", "textarea", reasons.get(item.id, ""), id=f"r{item.id}", rows=2
    )
    listed = [(sheet, words(item, value), score) for sheet, value, score in rows]
    settled = None
    if row is not None:
        score = queries.score_of(place.instrument, item.id, row.value)
        settled = {"words": words(item, row.value), "score": score, "reason": row.reason}
    return ItemView(item, _boxes(place, item, start), listed, differs, reason if differs else None, settled)


def words(item: Item, value: Mapping[str, Any]) -> str:
    """A value as it is read: 3/3 · 1/1 · 0/1, or the score itself."""
    if "met" in value:
        return " · ".join(f"{have}/{most}" for have, most in zip(value["met"], item.points, strict=True))
    return exact.decimal(exact.parse(str(value["score"])), 2, trim=True)
