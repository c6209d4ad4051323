"""Whole items of a part: which there are, adding one like another, taking one away with why and what that rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lertrat.criteria import items
from lertrat.criteria.parsing import Path, Refused, parsed
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.programmes import actions, queries
from lertrat.web import ui
from lertrat.web.asking import attempt
from lertrat.web.forms import ThaiDateField
from lertrat.web.officer.guard import number
from lertrat.web.officer.rulesdesk.guard import crumbs, desk

if TYPE_CHECKING:
    from lertrat.people.models import Person
    from lertrat.programmes.models import RulesDraft
    from lertrat.web.officer.rulesdesk.parts import Part

_WITHIN = (
    "sections",
    "questions",
    "criteria",
    "conditions",
    "target_groups",
    "remarks",
    "levels",
    "categories",
)


@dataclass(frozen=True, slots=True)
class Item:
    """An item that may be copied and taken away."""

    at: str
    title: str
    depth: int
    alone: bool = False  # there is one at most in its place: it is not copied


def listed(value: Any, part: Part) -> list[Item]:
    """The items of a part, the part itself first where it is an item of a list (an award type, a form, a rubric)."""
    found: list[Item] = []
    own = isinstance(part.path[-1], int) if part.path else False
    held = items.held(value, part.path)
    if own:
        found.append(Item(_at(part.path), _named(held, "ทั้งส่วนนี้"), 0))
    if isinstance(held, list):
        found += _of_list(held, part.path, 0)
    elif isinstance(held, dict) and part.path:
        found += _inside(held, part.path, part.keys, 1 if own else 0)
    if part.path[-1:] == ("steps",) and isinstance(held, list):  # an intake's window, taken away by itself
        found = [
            Item(_at((*part.path, n, "window")), f"ช่วงรับสมัคร: {_named(one, str(n + 1))}", 0, alone=True)
            for n, one in enumerate(held)
            if one.get("window")
        ]
    return found


def _of_list(held: list[Any], path: Path, depth: int) -> list[Item]:
    found: list[Item] = []
    for n, one in enumerate(held):
        if isinstance(one, dict):
            found.append(Item(_at((*path, n)), _named(one, f"ข้อที่ {n + 1}"), depth))
            found += _inside(one, (*path, n), (), depth + 1)
    return found


def _inside(held: dict[str, Any], path: Path, keys: tuple[str, ...], depth: int) -> list[Item]:
    wanted = [key for key in _WITHIN if isinstance(held.get(key), list) and (not keys or key in keys)]
    return [one for key in wanted for one in _of_list(held[key], (*path, key), depth)]


def _at(path: Path) -> str:
    return ".".join(map(str, path))


def _named(one: Any, otherwise: str) -> str:
    if not isinstance(one, dict):
        return otherwise
    key = items.title_key(one)
    if key:
        return str(one[key]["th"])
    said = (
        one.get("th") or one.get("id") or " ".join(str(one[k]) for k in ("type", "step", "level") if k in one)
    )
    return str(said or otherwise)


class CopyItem(forms.Form):
    """What makes the copy an item of its own."""

    id = forms.CharField(label="รหัสของข้อใหม่", max_length=60, required=False)
    th = forms.CharField(label="ชื่อหรือข้อความ (ไทย)", max_length=1000, required=False)
    en = forms.CharField(label="ชื่อหรือข้อความ (อังกฤษ)", max_length=1000, required=False)
    type = forms.ChoiceField(label="ประเภทรางวัล", required=False)
    step = forms.IntegerField(label="ขั้นที่", min_value=1, max_value=9, required=False)
    first_day = ThaiDateField(label="วันแรก", required=False)
    last_day = ThaiDateField(label="วันสุดท้าย", required=False)


class RemoveItem(forms.Form):
    """Why, and what that rests on."""

    why = forms.CharField(label="เหตุผลที่ตัดออก", max_length=180)
    item = forms.ChoiceField(label="วาระการประชุมที่มีมติ", required=False)
    document = forms.CharField(label="หรือเอกสาร (ถ้าไม่มีวาระในระบบ)", max_length=300, required=False)
    words = forms.CharField(
        label="ข้อความในเอกสาร", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


@desk
def item(request: HttpRequest, person: Person, ref: str, document: str, at: str, do: str) -> HttpResponse:
    """The page that asks before an item is added or taken away."""
    draft = queries.rules_draft(person, ref)
    newest = queries.rules_text(draft)
    value = _value(newest.source if document == "pack" else newest.supplement)
    path: Path = tuple(int(part) if part.isdigit() else part for part in at.split("."))
    held = items.held(value, path)
    if held is None or document not in {"pack", "supplement"} or do not in {"copy", "remove"}:
        if request.method == "POST":
            raise Refusal(
                "item-gone", "ข้อนี้ไม่อยู่ในร่างแล้ว มีผู้แก้ไขหลังจากท่านเปิดหน้า", "The item is no longer in the draft."
            )
        raise NotFound("no-part", "ไม่พบส่วนนี้ของหลักเกณฑ์", "There is no such part of the rules.")
    back = request.GET.get("back", "")
    form = _copy(request, value, path, held) if do == "copy" else _remove(request)
    status = 0
    if request.method == "POST":
        status = 422
        if form.is_valid():
            made, status = _press(draft, document, path, form, person, request)
            if made:
                _say(request, draft, do)
                known = (
                    back
                    and back.replace("/", "").replace("-", "").replace("_", "").isalnum()
                    and do == "copy"
                )
                return (
                    redirect("office-rules-part", draft.ref, document, back)
                    if known
                    else redirect("office-rules-parts", draft.ref)
                )
        draft = queries.rules_draft(person, ref)
    base = request.POST.get("base", draft.number) if status == 422 else draft.number
    context = {
        "draft": draft, "form": form, "do": do, "title": _named(held, _at(path)), "base": base, "editable": draft.state == "drafting",
        "along": _along(newest, document, path) if do == "remove" else 0,
        "crumbs": crumbs(draft, ui.Link("แก้ในแบบฟอร์ม", reverse("office-rules-parts", args=[draft.ref])), ui.Link("เพิ่มข้อ" if do == "copy" else "ตัดข้อออก")),
    }  # fmt: skip
    return render(request, "lertrat/officer/rules/item.html", context, status=status or 200)


def _value(text: str) -> Any:
    try:
        return parsed(text)[0] if text else {}
    except Refused as refused:
        raise Refusal(
            "unreadable",
            f"อ่านแฟ้มไม่ได้ที่บรรทัด {refused.line} ให้แก้ในหน้า YAML ก่อน",
            f"Line {refused.line} cannot be read; mend it as YAML first.",
        ) from None


def _along(newest: Any, document: str, path: Path) -> int:
    if document != "pack":
        return 0
    return sum(map(len, items.along(_value(newest.source), _value(newest.supplement), path)))


def _copy(request: HttpRequest, value: Any, path: Path, held: Any) -> CopyItem:
    key = items.title_key(held)
    own = held if isinstance(held, dict) else {}
    initial = {"id": f"{own['id']}-2"[:60]} if "id" in own else {}
    initial |= {"th": own[key]["th"], "en": own[key].get("en", "")} if key else {}
    form = CopyItem(
        request.POST or None, initial=initial | {"type": own.get("type", ""), "step": own.get("step")}
    )
    lacking = {
        "id": "id" not in own,
        "th": not key,
        "en": not key,
        "type": not _windowed(path),
        "step": not _windowed(path),
    }
    lacking |= {"first_day": not _windowed(path), "last_day": not _windowed(path)}
    for name, gone in lacking.items():
        if gone:
            del form.fields[name]
        else:
            form.fields[name].required = True
    if "type" in form.fields:
        field = form.fields["type"]
        assert isinstance(field, forms.ChoiceField)
        known = dict.fromkeys(one["type"] for one in items.held(value, path[:-1]))
        field.choices = [(id, id) for id in dict.fromkeys((*known, *(value.get("steps") or {})))]
    return form


def _windowed(path: Path) -> bool:
    return path[0] == "windows"


def _remove(request: HttpRequest) -> RemoveItem:
    form = RemoveItem(request.POST or None)
    field = form.fields["item"]
    assert isinstance(field, forms.ChoiceField)
    matters = [(str(one.pk), f"{one.meeting} วาระ {one.order} {one.title}") for one in queries.agenda_items()]
    field.choices = [("", "ไม่ใช้วาระ ระบุเอกสารด้านล่าง"), *matters]
    return form


def _press(
    draft: RulesDraft, document: str, path: Path, form: forms.Form, person: Person, request: HttpRequest
) -> tuple[object, int]:
    data, base = form.cleaned_data, number(request.POST.get("base", "")) or 0
    if isinstance(form, CopyItem):
        values: dict[Path, Any] = {(name,): data[name] for name in ("type", "step") if name in data}
        values |= {(name,): data[name].isoformat() for name in ("first_day", "last_day") if name in data}
        return attempt(form, lambda: actions.copy_item(
            draft=draft, document=document, path=path, id=data.get("id", ""), th=data.get("th", ""), en=data.get("en", ""),
            values=values, base=base, by=person,
        ), {"item-id": "id"})  # fmt: skip
    chosen = next((one for one in queries.agenda_items() if one.pk == number(data["item"])), None)
    return attempt(form, lambda: actions.remove_item(
        draft=draft, document=document, path=path, why=data["why"], item=chosen, paper=data["document"], words=data["words"],
        base=base, by=person,
    ), {"why-needed": "why", "ground-empty": "item"})  # fmt: skip


def _say(request: HttpRequest, draft: RulesDraft, do: str) -> None:
    newest = queries.rules_text(queries.rules_draft(request.user, draft.ref))  # type: ignore[arg-type]  # the desk is signed in
    problems = len(queries.compiled(newest.source, newest.supplement, draft.code).problems)
    done = "เพิ่มข้อใหม่แล้ว แก้รายละเอียดได้ในแบบฟอร์ม" if do == "copy" else "ตัดข้อนี้ออกแล้ว"
    messages.success(request, done)
    if problems:
        messages.warning(
            request, f"ร่างมีข้อผิดพลาด {problems} จุด เช่น ตัวอย่างประกอบหรือน้ำหนักคะแนนที่ต้องแก้ตาม ดูได้ที่หน้าร่าง"
        )
