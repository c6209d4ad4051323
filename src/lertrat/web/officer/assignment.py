"""Who reads what: the plan before it is done, what went dark, how far the reading has come."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.assessment import actions, queries
from lertrat.kernel.errors import Refusal
from lertrat.kernel.plan import Change, Plan
from lertrat.web.asking import Ask
from lertrat.web.officer.guard import Desk, number, officer

# So many lines of a plan are drawn; the counts above them tell of all.
SHOWN = 300


def _wanted(request: HttpRequest, desk: Desk) -> tuple[list[str], int, int | None]:
    data = request.POST if request.method == "POST" else request.GET
    types = [each for each in data.getlist("type") if each in desk.pack.types]
    return types, number(data.get("step", "")) or 1, number(data.get("per", ""))


@officer
def assignment(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Choose types and step, look at the plan, apply exactly what was looked at."""
    types, step, per = _wanted(request, desk)
    refusal: Refusal | None = None
    status = 200
    if request.method == "POST":
        try:
            made = actions.apply_assignment(
                edition=desk.edition, type_ids=types, step=step, per_submission=per, digest=request.POST.get("digest", ""), by=desk.person
            )  # fmt: skip
        except Refusal as refused:
            if refused.code != "plan-moved":
                raise
            refusal, status = refused, 409
        else:
            messages.success(request, f"มอบหมายแล้ว {made} รายการ ผู้ตรวจประเมินจะได้รับแจ้งทางอีเมล")
            return redirect("office-progress")
    plan = (
        actions.plan_assignment(
            edition=desk.edition, type_ids=types, step=step, per_submission=per, by=desk.person
        )
        if types
        else None
    )
    steps = sorted({s.number for kind in desk.pack.types.values() for s in kind.steps if s.kind == "intake"})
    context = {
        "types": desk.type_names, "chosen": types, "step": step,
        "per": per or "", "steps": steps, "plan": plan, "shown": _readable(plan) if plan else None, "refusal": refusal,
        "hidden": max(0, plan.count("add") + plan.count("refuse") - SHOWN) if plan else 0,
    }  # fmt: skip
    return render(request, "lertrat/officer/assignment.html", context, status=status)


def _readable(plan: Plan) -> Plan:
    """The plan as people read it: what cannot be filled first, then what is new, names instead of numbers."""
    lines = sorted(
        (each for each in plan.changes if each.kind in ("refuse", "add")), key=lambda each: each.kind == "add"
    )
    return Plan(plan.name, tuple(_in_words(each) for each in lines[:SHOWN]), plan.notes)


def _in_words(change: Change) -> Change:
    if change.kind == "refuse":
        return replace(change, after={"ยังขาดผู้ตรวจ": f"{change.after['missing']} คน"})
    return replace(change, after={"ผู้ตรวจ": change.after["assessor"]})


@officer
def dark(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Assignments a conflict shut after they were made: released here, then somebody else is found."""
    rows = queries.dark_queue(desk.person, desk.edition)
    if request.method == "POST":
        wanted = number(request.POST.get("assignment", ""))
        row = next((each for each in rows if each.assignment.pk == wanted), None)
        if row is not None:
            actions.release(assignment=row.assignment, reason=request.POST.get("reason", ""), by=desk.person)
            messages.success(request, "ยกเลิกการมอบหมายแล้ว เลือกผู้ตรวจคนใหม่ได้ที่นี่")
            return redirect("office-assign", row.assignment.submission.ref)
        return redirect("office-dark")
    wanted = number(request.GET.get("ask", ""))
    ask = next(
        (
            Ask(
                f"ยกเลิกการมอบหมายของ {row.assignment.person.full_name}",
                "ใบคะแนนนี้อยู่ในผลสรุปแล้ว เมื่อยกเลิก ผลจะคำนวณใหม่จากใบคะแนนที่เหลือ" if row.counted else "ใบคะแนนนี้จะไม่ถูกนับ แล้วเลือกผู้ตรวจคนใหม่แทน",
                "ยกเลิกการมอบหมาย", request.path, {"assignment": str(row.assignment.pk)}, "เหตุผล",
            )
            for row in rows
            if row.assignment.pk == wanted
        ),
        None,
    )  # fmt: skip
    shown = [(row, desk.type_name(row.assignment.submission.type_id)) for row in rows]
    return render(request, "lertrat/officer/dark.html", {"rows": shown, "ask": ask})


@officer
def progress(request: HttpRequest, desk: Desk) -> HttpResponse:
    """How far the reading has come, in counts: no score is shown before all of a work's sheets are locked."""
    rows = [
        (row, desk.type_name(row.type_id)) for row in queries.progress(desk.edition) if desk.owns(row.type_id)
    ]
    needed = {
        (kind.id, step.number): step.assessors_per_submission or 1
        for kind in desk.pack.types.values()
        for step in kind.steps
    }
    gaps = [
        (
            gap,
            desk.type_name(gap.submission.type_id),
            needed.get((gap.submission.type_id, gap.submission.step), 1),
        )
        for gap in queries.gaps(desk.edition, needed)
        if desk.owns(gap.submission.type_id)
    ]
    total = {
        name: sum(getattr(row, name) for row, _ in rows)
        for name in ("submissions", "concluded", "assigned", "begun", "locked", "dark")
    }
    context = {"rows": rows, "gaps": gaps[:100], "total": total, "more": max(0, len(gaps) - 100)}
    return render(request, "lertrat/officer/progress.html", context)
