"""Screening by risk: the queue, and what the machine found of one submission, to be held otherwise of with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.assessment import actions, queries
from lertrat.web import ui
from lertrat.web.asking import attempt
from lertrat.web.officer.forms import area
from lertrat.web.officer.guard import Desk, officer

if TYPE_CHECKING:
    from lertrat.assessment.queries import RiskRow

LEVELS = (("", "ทั้งหมด"), ("high", "เสี่ยงสูง"), ("middle", "ควรดู"), ("low", "ไม่พบเหตุ"))
LOOKS = {"high": ("unmet", "เสี่ยงสูง"), "middle": ("unknown", "ควรดู"), "low": ("done", "ไม่พบเหตุ")}
FLAGS = (
    ("", "ทุกเรื่อง"), ("rule", "เงื่อนไขไม่ผ่านหรือยังไม่ทราบ"), ("near", "ข้อความตรงกับเรื่องอื่น"), ("quota", "เกินจำนวนที่สมัครได้"),
    ("title", "ชื่อซ้ำกัน"), ("several", "ดำเนินการหรือพื้นที่อาจซ้ำ"), ("evidence", "ไม่ได้แนบหลักฐานบางข้อ"),
    ("late", "ส่งเสร็จหลังเวลาปิด"), ("files", "ไฟล์รอตรวจหรือพบไวรัส"),
)  # fmt: skip
NAMES = dict(FLAGS) | {"rule": "เงื่อนไขการสมัคร", "files": "การตรวจไวรัส", "evidence": "หลักฐาน", "late": "เวลาที่ได้รับ",
                       "quota": "จำนวนที่สมัครได้", "title": "ชื่อผลงาน", "several": "การดำเนินการและพื้นที่", "near": "ข้อความ"}  # fmt: skip
VERDICTS = {
    "ok": ("met", "ไม่พบปัญหา"),
    "flag": ("unmet", "ต้องดู"),
    "unknown": ("unknown", "ยังไม่ทราบ"),
    "over": ("done", "เจ้าหน้าที่เห็นว่าไม่เป็นปัญหา"),
}


class OverruleForm(forms.Form):
    """What an officer holds of one finding."""

    reason = forms.CharField(
        label="เหตุผล", help_text="เหตุผลอยู่กับใบสมัครตลอดไป เจ้าหน้าที่คนอื่นอ่านได้", widget=area(2), max_length=600,
        error_messages={"required": "กรุณาระบุเหตุผล"},
    )  # fmt: skip


def named(code: str) -> str:
    """A check's name in words."""
    return NAMES.get(code.split(".")[0], code)


def _short(row: RiskRow) -> str:
    """What a line says was found: each kind once, with how many."""
    kinds: dict[str, int] = {}
    for one in row.open:
        kinds[named(one.code)] = kinds.get(named(one.code), 0) + 1
    return " · ".join(f"{kind} ({count})" if count > 1 else kind for kind, count in kinds.items())


@officer
def queue(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What waits for screening, riskiest first; a filter is an address."""
    asked = request.GET
    level = asked.get("level", "") if asked.get("level", "") in LOOKS else ""
    flag = asked.get("flag", "") if asked.get("flag", "") in dict(FLAGS) else ""
    type_id = asked.get("type", "")
    page = queries.risk_queue(
        desk.person, desk.edition, type_id=type_id, flag=flag, level=level,
        cursor=asked.get("after", "") or asked.get("before", ""),
    )  # fmt: skip
    keep = request.GET.copy()
    for name in ("after", "before"):
        keep.pop(name, None)
    tabs = []
    for key, words in LEVELS:
        keep["level"] = key
        many = page.counts[key] if key else sum(page.counts.values())
        tabs.append(ui.Link(f"{words} {many:,}", f"?{keep.urlencode()}", key == level))
    rows = [
        (row, desk.type_name(row.type_id, row.category), LOOKS[row.level], _short(row)) for row in page.rows
    ]
    context = {
        "rows": rows, "page": page, "tabs": tabs, "types": desk.type_names, "flags": FLAGS, "flag": flag, "type_id": type_id,
        "level": level,
    }  # fmt: skip
    return render(request, "lertrat/officer/screening.html", context)


@officer
def checks(request: HttpRequest, desk: Desk, ref: str) -> HttpResponse:
    """Every check of a submission with what it read, the passages side by side, and the next one of the queue."""
    file = queries.check_file(desk.person, ref)
    held = file.submission
    form: OverruleForm | None = None
    code, status = "", 200
    if request.method == "POST":
        press = request.POST.get("press", "")
        if press == "again":
            actions.check_again(submission=held, by=desk.person)
            messages.success(request, "ระบบตรวจใบสมัครนี้อีกครั้งแล้ว")
            return redirect("office-checks", held.ref)
        over, _, code = press.partition(":")
        check = queries.check_for_office(desk.person, ref, code)
        form, status = OverruleForm(request.POST, auto_id=f"id_{code}_%s"), 422
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            made, status = attempt(
                form, lambda: actions.overrule(check=check, held=over, reason=reason, by=desk.person)
            )
            if made is not None:
                messages.success(request, "บันทึกความเห็นพร้อมเหตุผลแล้ว")
                return redirect("office-checks", held.ref)
    rows = [
        (
            one,
            named(one.code),
            VERDICTS["over" if one.overruled else one.verdict],
            form if form is not None and one.code == code else OverruleForm(auto_id=f"id_{one.code}_%s"),
        )
        for one in file.checks
    ]
    nears = [(pair, pair.share_permille // 10, desk.owns(pair.application.type_id) if pair.application else True)
             for pair in file.nears]  # fmt: skip
    context = {
        "file": file, "held": held, "type": desk.type_name(held.type_id, held.category), "rows": rows, "form": form, "nears": nears,
        "look": LOOKS[file.level], "following": queries.next_waiting(desk.person, desk.edition, held),
        "open": held.live and not held.screened,
    }  # fmt: skip
    return render(request, "lertrat/officer/checks.html", context, status=status)
