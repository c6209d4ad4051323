"""Declaring interests: what one is tied to, then the statement for the year. Without it no work is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from lertrat.agencies import queries as agencies
from lertrat.assessment import actions as assessment
from lertrat.conflicts import actions as conflict_actions
from lertrat.conflicts import queries as conflicts
from lertrat.conflicts.states import RELATION_KINDS
from lertrat.kernel.errors import NotFound
from lertrat.kernel.thai import arabic_digits
from lertrat.programmes import queries as programmes
from lertrat.web.asking import attempt
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.people.models import Person
    from lertrat.programmes.models import Edition

FOUND = 12
STATEMENT = "ข้าพเจ้าขอรับรองว่าความเกี่ยวข้องที่แสดงไว้ครบถ้วนเท่าที่ทราบ และจะเพิ่มทันทีเมื่อทราบว่ามีอีก"


class TieForm(forms.Form):
    """One tie: to which agency, of what kind, until which year it counts."""

    agency = forms.ChoiceField(
        label="หน่วยงาน", widget=forms.RadioSelect, error_messages={"required": "กรุณาเลือกหน่วยงาน"}
    )
    kind = forms.ChoiceField(label="ความเกี่ยวข้อง", choices=[("", "เลือก"), *RELATION_KINDS])
    until_year = forms.CharField(
        label="ปีสุดท้ายที่ยังนับว่าเกี่ยวข้อง (พ.ศ.)", required=False, help_text="เว้นว่างไว้หากยังเกี่ยวข้องอยู่"
    )
    note = forms.CharField(
        label="รายละเอียด", required=False, max_length=300, help_text="เช่น ตำแหน่งและช่วงเวลา"
    )

    def __init__(self, found: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["agency"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = found

    def clean_until_year(self) -> int | None:
        typed = arabic_digits(self.cleaned_data["until_year"]).strip()
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit() and 2400 <= int(typed) <= 2700):
            raise forms.ValidationError("กรุณากรอกปี พ.ศ. สี่หลัก เช่น 2563")
        return int(typed)


class StatementForm(forms.Form):
    """The statement itself, which has to be ticked."""

    statement = forms.BooleanField(label=STATEMENT, error_messages={"required": "กรุณาทำเครื่องหมายที่คำรับรองก่อน"})


@login_required
@never_cache
def declare(request: HttpRequest, desk: str = "assess") -> HttpResponse:
    """Ties and statement on one page; each press changes one thing and comes back here.

    `desk` is the route of the reader's own desk: assessors and members of committees declare alike.
    """
    person = signed_in_person(request)
    edition = programmes.current_edition()
    if edition is None:
        raise NotFound("no-edition", "ยังไม่มีรางวัลที่เปิดดำเนินการ", "There is no edition yet.")
    q = request.GET.get("q", "").strip()[:100]
    listed = agencies.listing(agencies.AgencyFilter(q=q), size=FOUND) if q else None
    found = [(row.code, _place(row)) for row in listed.rows] if listed else []
    wanted = request.POST.get("do", "")
    form = TieForm(found, request.POST if wanted == "add" else None)
    statement = StatementForm(request.POST if wanted == "declare" else None)
    status = 200
    if request.method == "POST":
        done, status = _act(request, person, edition, form, statement, desk)
        if done is not None:
            return done
    errors: forms.Form | list[tuple[str, str]] = form if form.is_bound else statement
    declared = conflicts.declaration(person.pk, edition)
    context = {
        "edition": edition, "form": form, "statement": statement["statement"], "errors": errors, "q": q, "found": found,
        "more": bool(listed and listed.next),
        "has_errors": bool(form.errors or statement.errors), "ties": _ties(person),
        "declared_at": declared.declared_at if declared else None, "list_url": reverse(desk), "desk": desk,
        "serving": [agency.name_th for agency in agencies.agencies_of(person.pk)],
    }  # fmt: skip
    return render(request, "lertrat/assessor/declare.html", context, status=status or 200)


def _act(
    request: HttpRequest,
    person: Person,
    edition: Edition,
    form: TieForm,
    statement: StatementForm,
    desk: str,
) -> tuple[HttpResponse | None, int]:
    wanted = request.POST.get("do", "")
    if wanted == "withdraw":
        _withdraw(person, edition, request.POST.get("relation", ""))
        messages.success(request, "ถอนรายการแล้ว")
        return redirect(f"{desk}-declare"), 0
    if wanted == "declare":
        if not statement.is_valid():
            return None, 422
        done, status = attempt(
            statement, lambda: assessment.declare_interests(person=person, edition=edition, by=person)
        )
        if done is None:
            return None, status
        messages.success(request, "บันทึกคำรับรองแล้ว")
        return redirect(desk), 0
    if not form.is_valid():
        return None, 422
    done_tie, status = attempt(form, lambda: _record(person, edition, form.cleaned_data))
    if status:
        return None, status
    messages.success(request, f"บันทึกความเกี่ยวข้องกับ{done_tie}แล้ว")
    return redirect(f"{desk}-declare"), 0


def _record(person: Person, edition: Edition, data: dict[str, Any]) -> str:
    """Record the tie; once the statement is made, what it shuts goes dark in the same transaction."""
    agency = agencies.by_code(data["agency"])
    tie = {
        "agency": agency, "kind": data["kind"], "until_year": data["until_year"], "note": data["note"],
        "source": "declaration",
    }  # fmt: skip
    if conflicts.declaration(person.pk, edition) is None:
        conflict_actions.record_relation(person=person, edition=edition, by=person, **tie)
    else:
        assessment.declare_interests(person=person, edition=edition, relations=[tie], by=person)
    return agency.name_th


def _withdraw(person: Person, edition: Edition, given: str) -> None:
    own = next(
        (r for r in conflicts.relations(person.pk) if str(r.pk) == given and r.recorded_by_id == person.pk),
        None,
    )
    if own is None:
        raise NotFound("no-relation", "ไม่พบรายการนี้ในรายการของท่าน", "There is no such entry of yours.")
    conflict_actions.withdraw_relation(relation=own, edition=edition, by=person)


def _ties(person: Person) -> list[dict[str, Any]]:
    kinds = dict(RELATION_KINDS)
    return [
        {
            "id": r.pk, "name": _name(r), "kind": kinds[r.kind], "until_year": r.until_year, "note": r.note,
            "own": r.recorded_by_id == person.pk,
        }
        for r in conflicts.relations(person.pk)
    ]  # fmt: skip


def _name(relation: Any) -> str:
    if relation.agency is not None:
        return str(relation.agency.name_th)
    if relation.work is not None:
        return str(relation.work)
    return str(relation.nominee_key)


def _place(agency: Any) -> str:
    return f"{agency.name_th} ({agency.parent.name_th})" if agency.parent else str(agency.name_th)
