"""Certifications of 4.0 status: entered by the office as they were decided, taken back with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lertrat.agencies import queries as agencies
from lertrat.criteria import instrument
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.programmes.permits import may
from lertrat.web.asking import Ask, attempt
from lertrat.web.forms import ThaiDateField
from lertrat.web.officer.guard import Desk, officer
from lertrat.works import actions, queries

if TYPE_CHECKING:
    from lertrat.agencies.models import Agency
    from lertrat.works.models import Certification


class CertifyForm(forms.Form):
    """A certification as it was decided."""

    agency = forms.CharField(label="หน่วยงาน", max_length=300, help_text="ชื่อทางการ ชื่อย่อ หรือรหัสในทะเบียน")
    level = forms.ChoiceField(label="ระดับ", required=False)
    decided_on = ThaiDateField(label="วันที่มีมติ")
    valid_until = ThaiDateField(
        label="วันสิ้นผล", required=False, help_text="เว้นว่างไว้หากมติไม่ได้กำหนด หลักเกณฑ์ไม่ได้บอกอายุของการรับรอง"
    )
    basis = forms.CharField(label="มติหรือเหตุที่รับรอง", max_length=400)
    source = forms.CharField(label="แหล่งที่มา", max_length=400, help_text="เช่น เลขที่หนังสือ หรือรายงานการประชุม")


@officer
def certifications(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What was issued this year; POST issues another, or revokes the one that `revoke` names."""
    may(desk.person, "office", desk.edition).require()
    rows = queries.certifications_issued(desk.edition)
    wanted = request.POST.get("revoke") or request.GET.get("revoke", "")
    chosen = next((row for row in rows if row.ref == wanted and row.revoked_at is None), None)
    if wanted and chosen is None:
        raise NotFound("no-certification", "ไม่พบการรับรองนี้", "There is no such certification.")
    form = CertifyForm(request.POST if request.method == "POST" and chosen is None else None)
    pack = desk.pack
    levels = {each.level: pack.levels[each.level].name.th for each in instrument.instrument(pack).maturity}
    level = form.fields["level"]
    assert isinstance(level, forms.ChoiceField)
    level.choices = [("", "ไม่ระบุ"), *levels.items()]
    plain = forms.Form(request.POST if request.method == "POST" and chosen is not None else None)
    status = 200
    if plain.is_bound and chosen is not None:
        done, status = attempt(plain, lambda: _revoke(desk, chosen, request.POST.get("reason", "")))
        if done:
            messages.success(request, f"ยกเลิกการรับรองของ {chosen.agency.name_th} แล้ว เหตุผลยังเก็บไว้")
            return redirect("office-certifications")
    elif form.is_bound:
        status = 422
        if form.is_valid():
            made, status = attempt(
                form,
                lambda: _certify(desk, form),
                {"agency": "agency", "day": "decided_on", "validity": "valid_until"},
            )
            if made:
                messages.success(request, f"บันทึกการรับรองของ {made.agency.name_th} แล้ว")
                return redirect("office-certifications")
    ask = None
    if chosen is not None:
        ask = Ask(
            f"ยกเลิกการรับรองของ {chosen.agency.name_th}", "จะไม่แสดงในรายชื่อสาธารณะอีก หน้าตรวจสอบจะบอกว่ายกเลิกแล้วพร้อมเหตุผล",
            "ยกเลิกการรับรอง", reverse("office-certifications"), {"revoke": chosen.ref}, "เหตุผล",
        )  # fmt: skip
    context = {
        "rows": [(row, levels.get(row.level, "")) for row in rows], "form": plain if chosen else form, "new": form,
        "ask": ask, "rules": pack.certification,
    }  # fmt: skip
    return render(request, "lertrat/officer/certifications.html", context, status=status)


def _agency(text: str) -> Agency:
    found = agencies.by_name(text)
    if found is None:
        try:
            return agencies.by_code(text.strip())
        except NotFound:
            raise Refusal(
                "agency", "ไม่พบหน่วยงานชื่อหรือรหัสนี้ หรือมีหลายหน่วยงานที่ใช้ชื่อนี้", "No such agency, or several."
            ) from None
    return found


def _certify(desk: Desk, form: CertifyForm) -> Certification:
    given = form.cleaned_data
    return actions.certify(
        edition=desk.edition, agency=_agency(given["agency"]), level=given["level"], decided_on=given["decided_on"],
        valid_until=given["valid_until"], basis=given["basis"], source=given["source"], by=desk.person,
    )  # fmt: skip


def _revoke(desk: Desk, row: Certification, reason: str) -> Certification:
    return actions.revoke_certification(certification=row, reason=reason, by=desk.person)
