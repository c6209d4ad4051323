"""The register of agencies: finding, entering, renaming, closing, and bringing in a file as a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.agencies import actions, queries
from lertrat.agencies.states import KINDS, kind_name, role_name
from lertrat.kernel import clock, dates
from lertrat.kernel.plan import Change, Plan
from lertrat.web.administrator.forms import AgencyForm, ImportForm, MemberForm, RenameForm, rows_of
from lertrat.web.administrator.guard import administrator
from lertrat.web.administrator.people import number
from lertrat.web.asking import Ask, attempt

if TYPE_CHECKING:
    from lertrat.agencies.models import Agency
    from lertrat.people.models import Person

WORDS = {"agency-code": "code", "agency-name": "name_th", "agency-known": "name_th", "agency-kind": "kind"}
# So many lines of a plan are drawn; the counts above them tell of all.
SHOWN = 200
KEYS = {
    "kind": "ประเภท", "name_th": "ชื่อไทย", "name_en": "ชื่ออังกฤษ", "parent": "ต้นสังกัด", "province_id": "รหัสจังหวัด",
    "valid_from": "ตั้งแต่", "valid_until": "ถึง", "state_body": "หน่วยงานของรัฐ", "fictitious": "สมมติ", "source": "แหล่งที่มา",
    "note": "หมายเหตุ", "aliases": "ชื่ออื่น",
}  # fmt: skip


@administrator
def agencies(request: HttpRequest, by: Person) -> HttpResponse:
    """The register, page by page; a form enters a new agency."""
    form = AgencyForm(request.POST or None, demo=settings.LERTRAT_DEMO, auto_id="id_new_%s")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data: dict[str, Any] = form.cleaned_data
            data["province"] = form.provinces.get(data["province"])
            made, status = attempt(form, lambda: actions.register(**data, by=by), WORDS)
            if made is not None:
                messages.success(request, f"บันทึก{made.name_th}ในทะเบียนแล้ว")
                return redirect("admin-agency", made.code)
    asked = request.GET
    wanted = queries.AgencyFilter(
        q=asked.get("q", "").strip(), kind=asked.get("kind", ""), province=asked.get("province", ""),
        current=asked.get("all", "") != "1",
    )  # fmt: skip
    page = queries.listing(wanted, cursor=asked.get("after", "") or asked.get("before", ""))
    context = {
        "form": form, "page": page, "wanted": wanted, "kinds": list(KINDS.items()), "provinces": form.provinces.values(),
        "opened": status != 200,
    }  # fmt: skip
    return render(request, "lertrat/administrator/agencies.html", context, status=status)


@administrator
def agency(request: HttpRequest, by: Person, code: str) -> HttpResponse:
    """One agency: its place, its names, who acts for it."""
    held = queries.by_code(code)
    forms: dict[str, Any] = {
        "member": MemberForm(auto_id="id_member_%s"),
        "rename": RenameForm(initial={"name_th": held.name_th}, auto_id="id_rename_%s"),
    }
    status = 200
    if request.method == "POST":
        answer = _agency_pressed(request, by, held, forms)
        if isinstance(answer, HttpResponse):
            return answer
        status = answer
    context = {
        "held": held, "forms": forms, "above": queries.above(held), "children": queries.children(held),
        "aliases": queries.other_names(held), "members": queries.members(held), "exists": queries.exists(held),
        "ask": _agency_asks(request, held), "form": next((each for each in forms.values() if each.errors), None),
    }  # fmt: skip
    return render(request, "lertrat/administrator/agency.html", context, status=status)


def _agency_pressed(
    request: HttpRequest, by: Person, held: Agency, forms: dict[str, Any]
) -> HttpResponse | int:
    press = request.POST.get("press", "")
    if press == "close":
        actions.close(agency=held, on=dates.day_of(clock.now()), by=by)
        messages.success(request, "บันทึกการสิ้นสภาพแล้ว ผลงานและรางวัลในอดีตยังอยู่ในทะเบียน")
        return redirect("admin-agency", held.code)
    if press == "end":
        wanted = number(request.POST.get("membership", ""))
        for membership in queries.members(held):
            if membership.pk == wanted:
                actions.end_membership(membership=membership, by=by)
                messages.success(request, f"สิ้นสุดบทบาทของ {membership.person.full_name} แล้ว")
        return redirect("admin-agency", held.code)
    if press not in forms:
        return 400
    form = forms[press] = type(forms[press])(request.POST, auto_id=f"id_{press}_%s")
    if not form.is_valid():
        return 422
    data = form.cleaned_data
    if press == "member":
        _, status = attempt(
            form, lambda: actions.grant_membership(agency=held, by=by, **data), {"account-closed": "person"}
        )
        says = f"ให้บทบาทแก่ {data['person'].full_name} แล้ว"
    else:
        _, status = attempt(form, lambda: actions.rename(agency=held, by=by, **data), WORDS)
        says = "เปลี่ยนชื่อแล้ว ชื่อเดิมยังค้นพบได้"
    if status:
        return status
    messages.success(request, says)
    return redirect("admin-agency", held.code)


def _agency_asks(request: HttpRequest, held: Agency) -> Ask | None:
    asked, back = request.GET.get("ask", ""), request.path
    if asked == "close":
        return Ask(
            f"{held.name_th}สิ้นสภาพ",
            "ตั้งแต่วันนี้หน่วยงานนี้จะไม่อยู่ในรายการที่สมัครได้ ผลงาน รางวัล และใบสมัครในอดีตไม่ถูกลบ",
            "บันทึกการสิ้นสภาพ", back, {"press": "close"},
        )  # fmt: skip
    wanted = number(asked.removeprefix("end-"))
    for membership in queries.members(held) if wanted else ():
        if membership.pk == wanted:
            return Ask(
                f"สิ้นสุดบทบาทของ {membership.person.full_name}",
                f"จะดำเนินการแทน{held.name_th}ในฐานะ{role_name(membership.role)}ไม่ได้อีก",
                "สิ้นสุดบทบาท", back, {"press": "end", "membership": str(membership.pk)},
            )  # fmt: skip
    return None


@administrator
def bring_in(request: HttpRequest, by: Person) -> HttpResponse:
    """A file becomes a plan; the plan is looked at; what was looked at is done.

    The text of the file travels with the page, so that what is applied is computed again from the same rows and compared.
    """
    form = ImportForm(request.POST or None, request.FILES or None)
    plan: Plan | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            plan, status = attempt(
                form, lambda: actions.import_plan(rows_of(data["text"]), source=data["source"]), {"csv-columns": "file", "csv-empty": "file"}
            )  # fmt: skip
        digest = request.POST.get("digest", "")
        if plan is not None and digest:
            ready = plan
            done, status = attempt(form, lambda: actions.apply_import(plan=ready, digest=digest, by=by))
            if not status:
                says = (
                    f"นำเข้าแล้ว เพิ่ม {done.added} แก้ไข {done.changed} หน่วยงาน"
                    if done
                    else "ไม่มีอะไรต้องเปลี่ยน ทะเบียนตรงกับไฟล์แล้ว"
                )
                messages.success(request, says)
                return redirect("admin-agencies")
    shown = _readable(plan) if plan else None
    context = {
        "form": form, "plan": plan, "shown": shown, "kinds": list(KINDS.items()),
        "ready": bool(plan and not plan.count("refuse") and (plan.count("add") or plan.count("change"))),
        "hidden": sum(1 for each in plan.changes if each.kind != "keep") - len(shown.changes) if plan and shown else 0,
    }  # fmt: skip
    return render(request, "lertrat/administrator/import.html", context, status=status or 200)


def _readable(plan: Plan) -> Plan:
    """The plan's first lines with columns named in Thai, refusals first; lines that change nothing are left out."""
    order = {"refuse": 0, "change": 1, "add": 2}
    lines = sorted((each for each in plan.changes if each.kind in order), key=lambda each: order[each.kind])
    return Plan(plan.name, tuple(_in_thai(each) for each in lines[:SHOWN]))


def _in_thai(change: Change) -> Change:
    if change.kind == "refuse":
        return replace(change, before={}, after={})
    return replace(change, before=_named(change.before), after=_named(change.after))


def _named(values: dict[str, Any]) -> dict[str, Any]:
    named = {}
    for key, value in values.items():
        if value in ("", None, []):
            continue
        if key == "kind":
            value = kind_name(value)
        elif isinstance(value, bool):
            value = "ใช่" if value else "ไม่ใช่"
        elif key == "aliases":
            value = " · ".join(name for _, name in value)
        named[KEYS.get(key, key)] = value
    return named
