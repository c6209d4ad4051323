"""The list of years and drafts, the home of a draft with what is left to do, and what each changed rule rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lertrat.applications import actions as applications
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from lertrat.programmes import actions, queries
from lertrat.programmes.states import RULES_KINDS, RULES_STATES
from lertrat.web import ui
from lertrat.web.asking import Ask, attempt
from lertrat.web.officer.guard import number
from lertrat.web.officer.rulesdesk.guard import crumbs, desk

if TYPE_CHECKING:
    from lertrat.people.models import Person
    from lertrat.programmes.models import RulesDraft
    from lertrat.programmes.queries import Standing

STATES, KINDS = dict(RULES_STATES), dict(RULES_KINDS)
LOOKS = {"drafting": "draft", "proposed": "awaiting", "sealed": "sealed", "withdrawn": "withdrawn"}


class CopyForm(forms.Form):
    """Which year to begin from, and which to begin."""

    base = forms.ChoiceField(label="คัดลอกจากหลักเกณฑ์ปี")
    year = forms.IntegerField(label="เป็นหลักเกณฑ์ของปี พ.ศ.", min_value=2500, max_value=2700)


class CorrectForm(forms.Form):
    """Which sealed year to correct, and why."""

    edition = forms.ChoiceField(label="ปีที่ต้องแก้ไข")
    reason = forms.CharField(label="เหตุผลที่ต้องแก้ไข", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


@desk
def index(request: HttpRequest, person: Person) -> HttpResponse:
    """Drafts, and the two ways to begin one."""
    programmes = queries.rules_programmes(person)
    found = {f"{p.code}/{base.key}": (p, base) for p in programmes for base in queries.bases(p)}
    sealed = {key: one for key, one in found.items() if one[1].sealed}
    pressed = request.POST.get("do", "")
    copy = CopyForm(request.POST if pressed == "copy" else None, initial=_next_year(sealed or found))
    correct = CorrectForm(request.POST if pressed == "correct" else None)
    _choices(copy, "base", [(key, _year_words(one[1].code, one[1].sealed)) for key, one in found.items()])
    _choices(correct, "edition", [(key, one[1].code) for key, one in sealed.items()])
    status = 200
    if pressed in {"copy", "correct"}:
        form: forms.Form = copy if pressed == "copy" else correct
        made, status = None, 422
        if form.is_valid():
            data = form.cleaned_data
            programme, base = found[data["base"] if pressed == "copy" else data["edition"]]
            if pressed == "copy":
                made, status = attempt(form, lambda: actions.copy_year(
                    programme=programme, base=base.key, year_be=data["year"], by=person), {"year": "year", "year-sealed": "year", "draft-exists": "year"})  # fmt: skip
            else:
                made, status = attempt(form, lambda: actions.correct_year(
                    edition=queries.edition(base.code), reason=data["reason"], by=person), {"reason-needed": "reason"})  # fmt: skip
        if made is not None:
            messages.success(request, "เริ่มร่างหลักเกณฑ์แล้ว")
            return redirect("office-rules-draft", made.ref)
    rows = [
        (draft, LOOKS[draft.state], STATES[draft.state], KINDS[draft.kind])
        for draft in queries.rules_drafts([one.pk for one in programmes])
    ]
    context = {
        "rows": rows,
        "copy": copy,
        "correct": correct if sealed else None,
        "bound": copy if copy.is_bound else correct,
    }
    return render(request, "lertrat/officer/rules/index.html", context, status=status)


def _year_words(code: str, sealed: bool) -> str:
    return f"{code} ({'ผนึกแล้ว' if sealed else 'มาพร้อมระบบ'})"


def _next_year(found: Mapping[str, object]) -> dict[str, int]:
    years = [int(key[-4:]) for key in found if key[-4:].isdigit() and int(key[-4:]) > 2500]
    return {"year": max(years) + 1} if years else {}


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


@desk
def draft(request: HttpRequest, person: Person, ref: str) -> HttpResponse:
    """What is left: mistakes by line, changed rules without their resolution, a look, a rehearsal, then proposing and sealing."""
    held = queries.rules_draft(person, ref)
    error = ""
    if request.method == "POST":
        try:
            _press(request, held, person)
            return redirect("office-rules-draft", held.ref)
        except (NotAllowed, NotFound, Refusal) as refusal:
            if isinstance(refusal, NotFound):
                raise
            error = refusal.says("en" if ui.english() else "th")
            held = queries.rules_draft(person, ref)
    newest = queries.rules_text(held)
    found = queries.standing(held, newest)
    saved = queries.revisions(held)
    authors = {one.saved_by_id for one in saved} | {held.proposed_by_id}
    context = {
        "draft": held, "look": LOOKS[held.state], "state": STATES[held.state], "kind": KINDS[held.kind], "newest": newest,
        "problems": found.compiled.problems[:50], "tasks": _tasks(held, found), "found": found, "saved": saved[:10],
        "own": person.pk in authors, "crumbs": crumbs(held), "ask": _ask(request, held), "error": error,
        "live": held.state in {"drafting", "proposed"},
    }  # fmt: skip
    return render(request, "lertrat/officer/rules/draft.html", context, status=422 if error else 200)


def _press(request: HttpRequest, held: RulesDraft, person: Person) -> None:
    pressed = request.POST.get("do", "")
    if pressed == "propose":
        actions.propose_rules(draft=held, by=person)
        messages.success(request, "เสนอร่างแล้ว เจ้าหน้าที่อีกคนเป็นผู้ตรวจและผนึก")
    elif pressed == "reopen":
        actions.take_back_rules(draft=held, by=person)
        messages.success(request, "เปิดให้แก้ไขอีกครั้งแล้ว")
    elif pressed == "withdraw":
        actions.withdraw_rules(draft=held, by=person)
        messages.success(request, "ยกเลิกร่างแล้ว ข้อความยังเปิดอ่านได้")
    elif pressed == "seal":
        applications.seal_rules(draft=held, base=number(request.POST.get("base", "")) or 0, by=person)
        messages.success(request, "ผนึกหลักเกณฑ์แล้ว")


def _ask(request: HttpRequest, held: RulesDraft) -> Ask | None:
    back = reverse("office-rules-draft", args=[held.ref])
    wanted = request.GET.get("ask", "")
    if wanted == "seal" and held.state == "proposed":
        says = "เมื่อผนึกแล้ว หลักเกณฑ์นี้ใช้ทันทีและแก้ไม่ได้ การแก้ไขภายหลังเป็นฉบับใหม่ที่ต้องมีเหตุผล"
        if held.kind == "correction":
            says += " ใบสมัครที่ยังไม่ส่งจะย้ายมาใช้ฉบับนี้และแจ้งผู้สมัคร ใบสมัครที่ส่งแล้วใช้ฉบับเดิม"
        return Ask(
            f"ผนึกหลักเกณฑ์ {held.code}",
            says,
            "ผนึกหลักเกณฑ์",
            back,
            {"do": "seal", "base": str(held.number)},
            danger=False,
        )
    if wanted == "withdraw" and held.state in {"drafting", "proposed"}:
        return Ask("ยกเลิกร่างนี้", "ร่างที่ยกเลิกแล้วแก้ไขหรือผนึกไม่ได้อีก ข้อความยังเปิดอ่านได้", "ยกเลิกร่าง", back, {"do": "withdraw"})  # fmt: skip
    return None


def _tasks(held: RulesDraft, found: Standing) -> list[ui.Task]:
    def url(name: str) -> str:
        return reverse(f"office-rules-{name}", args=[held.ref])

    problems, lacking = len(found.compiled.problems), len(found.lacking)
    changed = sum(1 for one in found.changes if one.needs)
    broken = bool(problems)
    return [
        ui.Task("แก้ในแบบฟอร์ม", "done" if found.changes else "todo", url("parts"), "ถ้อยคำ เงื่อนไข วันรับสมัคร เกณฑ์ผ่าน คำถาม และน้ำหนักคะแนน"),
        ui.Task("แก้เป็น YAML", "problem" if broken else "done", url("yaml"), f"มีข้อผิดพลาด {problems} จุด" if broken else "อ่านได้ครบถ้วน"),
        ui.Task("ดูสิ่งที่เปลี่ยน", "todo" if broken else "done", "" if broken else url("difference"), f"เปลี่ยน {len(found.changes)} ข้อจาก {held.base_code}"),
        ui.Task("ระบุมติของข้อที่เปลี่ยน", "todo" if broken else "partial" if lacking else "done", "" if broken else url("grounds"),
                f"ยังไม่ระบุ {lacking} จาก {changed} ข้อ" if lacking else f"ระบุครบ {changed} ข้อ" + (f" รอมติ {len(found.unsettled)} ข้อ" if found.unsettled else "")),
        ui.Task("ดูตัวอย่างแบบสอบถาม แบบฟอร์ม ใบคะแนน และเกียรติบัตร", "todo", "" if broken else url("preview")),
        ui.Task("ซ้อมทั้งปีด้วยใบสมัครสมมติ", "todo", "" if broken else url("rehearsal")),
    ]  # fmt: skip


class GroundForm(forms.Form):
    """What the chosen rules rest on."""

    item = forms.ChoiceField(label="วาระการประชุมที่มีมติ", required=False)
    document = forms.CharField(label="หรือเอกสาร (ถ้าไม่มีวาระในระบบ)", max_length=300, required=False)
    words = forms.CharField(
        label="ข้อความในเอกสาร", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


@desk
def grounds(request: HttpRequest, person: Person, ref: str) -> HttpResponse:
    """Each changed rule with what it rests on; several may be given one ground at once."""
    held = queries.rules_draft(person, ref)
    items = queries.agenda_items()
    form = GroundForm(request.POST or None)
    shown = [(str(one.pk), f"{one.meeting} วาระ {one.order} {one.title}") for one in items]
    _choices(form, "item", [("", "ไม่ใช้วาระ ระบุเอกสารด้านล่าง"), *shown])
    chosen, status = request.POST.getlist("rule"), 0
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            item = next((one for one in items if one.pk == number(data["item"])), None)
            named, status = attempt(
                form,
                lambda: actions.name_ground(
                    draft=held,
                    rules=chosen,
                    item=item,
                    document=data["document"],
                    words=data["words"],
                    base=number(request.POST.get("base", "")) or 0,
                    by=person,
                ),
                {"ground-empty": "item"},
            )
            if named is not None:
                messages.success(request, f"ระบุที่มาแล้ว {named} ข้อ")
                return redirect("office-rules-grounds", held.ref)
    if status:
        held = queries.rules_draft(person, ref)  # as it stands now, where somebody saved meanwhile
    found = queries.standing(held)
    rows = [
        (
            one,
            found.grounds.get(one.rule),
            one.rule in found.lacking,
            one.rule in found.unsettled,
            one.rule in chosen,
        )
        for one in found.changes
        if one.needs
    ]
    rows.sort(key=lambda row: not row[2])
    context = {
        "draft": held, "rows": rows, "form": form, "base": held.number, "moved": status == 409, "editable": held.state == "drafting", "lacking": len(found.lacking),
        "problems": found.compiled.problems, "crumbs": crumbs(held, ui.Link("มติของข้อที่เปลี่ยน")),
    }  # fmt: skip
    return render(request, "lertrat/officer/rules/grounds.html", context, status=status or 200)
