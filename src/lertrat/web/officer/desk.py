"""The officer's first page: queues, not menus."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lertrat.agencies import queries as agencies
from lertrat.assessment import queries as assessment
from lertrat.kernel import clock
from lertrat.programmes import queries as programmes
from lertrat.web.officer.guard import Desk, officer


@officer
def desk(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What waits, and the closings to come."""
    now = clock.now()
    counts = assessment.screening_counts(desk.person, desk.edition, only_waiting=True)
    waits = assessment.desk_counts(desk.person, desk.edition, now)
    counted = [
        (one, waiting)
        for one, waiting in programmes.windows_waiting(desk.person, desk.edition)
        if desk.owns(one.type_id)
    ]
    queues = [
        (counts.waiting, "รอตรวจคุณสมบัติ", reverse("office-submissions")),
        (waits.unassigned, "ผ่านคุณสมบัติแล้ว รอมอบหมายผู้ตรวจ", reverse("office-assignment")),
        (waits.overdue, "ใบคะแนนที่เลยกำหนด", reverse("office-progress")),
        (waits.due_soon, "ใบคะแนนที่ครบกำหนดในสามวัน", reverse("office-progress")),
        (waits.dark, "การมอบหมายที่ติดผลประโยชน์ทับซ้อน", reverse("office-dark")),
        (waits.undeclared, "ผู้ตรวจที่ยังไม่แสดงรายการส่วนได้เสีย", reverse("office-declarations")),
        (waits.visits_due, "ผ่านเกณฑ์แล้ว รอนัดตรวจในพื้นที่", reverse("office-visits")),
        (waits.visits_open, "นัดตรวจแล้ว รอบันทึกผล", reverse("office-visits")),
    ]
    if held := sum(waiting for _, waiting in counted):
        queues.append((held, "ข้อเสนอขยายเวลาเฉพาะราย รอเจ้าหน้าที่คนที่สอง", reverse("office-extensions")))
    if desk.types is None and (joining := agencies.waiting_requests()):
        queues.append((joining, "คำขอปฏิบัติหน้าที่แทนหน่วยงาน รอตรวจ", reverse("office-joining")))
    # What holds work comes first; the order of the year stands within.
    queues.sort(key=lambda queue: not queue[0])
    coming: dict[object, list[str]] = {}
    for window, _ in counted:
        if window.closes_at > now:
            step = f" ขั้นที่ {window.step}" if window.step > 1 else ""
            coming.setdefault(window.closes_at, []).append(desk.type_name(window.type_id) + step)
    context = {
        "edition": desk.edition, "queues": queues, "counts": counts, "closings": list(coming.items())[:4],
        "waiting": [(desk.type_name(key), key, count) for key, count in counts.waiting_by_type.items()],
        "whole": desk.types is None, "idle": not any(count for count, _, _ in queues),
    }  # fmt: skip
    return render(request, "lertrat/officer/desk.html", context)
