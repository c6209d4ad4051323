"""The receipt: reference, moment, hash, files, what happens next; on paper too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from lertrat.applications import queries
from lertrat.assessment.queries import applicant as assessment
from lertrat.criteria import Pack
from lertrat.criteria.schema import AwardType, Step
from lertrat.kernel import clock, dates
from lertrat.programmes import queries as programmes
from lertrat.records import queries as records
from lertrat.typesetting import qr
from lertrat.typesetting import render as typeset
from lertrat.web import ui
from lertrat.web.applicant.journey import timeline
from lertrat.web.applicant.place import short
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.applications.models import Submission, SubmitIntent
    from lertrat.programmes.queries import Closing

PDF_SECONDS = 24 * 60 * 60
UNITS = ("ไบต์", "กิโลไบต์", "เมกะไบต์")


def size_words(size: int) -> str:
    """A size in bytes as people say it: "1.4 เมกะไบต์"."""
    for power, unit in reversed(list(enumerate(UNITS))):
        if size >= 1024**power and power:
            tenths = (size * 10 + 1024**power // 2) // 1024**power
            return f"{tenths // 10}.{tenths % 10} {unit}" if tenths % 10 else f"{tenths // 10} {unit}"
    return f"{size} {UNITS[0]}"


def _open(request: HttpRequest, ref: str) -> tuple[Submission, Pack, AwardType]:
    made = queries.receipt(signed_in_person(request), ref)
    pack = programmes.pack_by_id(made.pack_version_id, made.pack_version.sha256)
    return made, pack, pack.types[made.type_id]


def _files(made: Submission) -> list[dict[str, Any]]:
    """The attachments as they were frozen; `question` is the question's id."""
    return [{**one, "words": size_words(one["size"])} for one in made.frozen["attachments"]]


@login_required
def receipt(request: HttpRequest, ref: str) -> HttpResponse:
    """What was received and when; can be kept as a bookmark and opened again."""
    made, _, kind = _open(request, ref)
    application = made.application
    stages = queries.stages(application)
    windows = _windows(made)
    submissions = queries.submissions_of(application)
    address = check_url(request, made)
    window = windows.get(made.step)
    context = {
        "made": made, "type": kind, "branch": kind.branch, "files": _files(made), "application": application,
        "step_name": step_name(kind, made.step), "check_url": address,
        "qr": mark_safe(qr(address, light="#fff", scale=4)),
        "timeline": timeline(application, kind, stages, submissions, windows,
                             assessment.news(application)),
        "next_steps": next_steps(kind, made.step, windows), "received_time": f"เวลา {dates.thai_time(made.received_at, seconds=True)}",
        "rounds": assessment.asked_rounds(made), "now": clock.now(),
        "contact": settings.LERTRAT_CONTACT, "begun": _begun(made, window),
        "versions": [one for one in submissions if one.step == made.step and one.pk != made.pk],
        "newer": next((one for one in submissions if one.pk == made.replaced_by_id), None),
        "replaceable": made.live and not made.screened and made.stage.replacing_id is None
        and programmes.is_open(window, clock.now()), "replacing": made.stage.replacing_id == made.pk,
        "home": reverse("application", args=[application.ref, made.step]),
        "crumbs": [ui.Link("งานของหน่วยงาน", reverse("apply")),
                   ui.Link(short(made.title), reverse("application", args=[application.ref, made.step])), ui.Link("ใบรับ")],
    }  # fmt: skip
    return render(request, "lertrat/applicant/receipt.html", context)


def _begun(made: Submission, window: Closing | None) -> SubmitIntent | None:
    """When sending was begun, for what was finished within the grace. A query only then."""
    if window is None or made.received_at < window.closes_at:
        return None
    return made.intents.order_by("at").first()


def step_name(kind: AwardType, step: int) -> str:
    """The intake's name where the type has more than one."""
    intakes = [one for one in kind.steps if one.kind == "intake"]
    return kind.step(step).name.th if len(intakes) > 1 else ""


def next_steps(kind: AwardType, step: int, windows: Mapping[int, Closing]) -> list[str]:
    """What happens next, in the applicant's words, each with its day where the year's rules name one."""
    made = []
    window = windows.get(step)
    after = f" เริ่มหลังปิดรับ{dates.deadline_words(window.closes_at)}" if window else ""
    if step == 1:
        made.append(f"เจ้าหน้าที่ตรวจคุณสมบัติตามหลักเกณฑ์ของปี{after} หากมีข้อสงสัยจะติดต่อผู้ประสานงานของหน่วยงาน")
    made.append("ผู้ตรวจประเมินอ่านเอกสารและให้คะแนนโดยอิสระ คะแนนไม่เปิดเผยก่อนประกาศผล")
    for one in (one for one in kind.steps if one.number > step):
        until = windows.get(one.number)
        if one.kind == "visit":
            made.append(f"หน่วยงานที่ผ่านเกณฑ์จะได้รับการตรวจประเมินในพื้นที่{_days(one)}")
        else:
            last = f" ภายใน{dates.deadline_words(until.closes_at)}" if until else ""
            made.append(f"หน่วยงานที่ผ่านเกณฑ์จะได้รับแจ้งให้ส่ง{one.name.th}{last}")
    made.append("คณะอนุกรรมการและ ก.พ.ร. พิจารณา แล้วจึงประกาศผลทางเว็บไซต์นี้ วันประกาศจะแจ้งทางเว็บไซต์และอีเมล")
    return made


def _days(step: Step) -> str:
    if step.window is None:
        return ""
    first, last = (dates.thai_date(day) for day in (step.window.first_day, step.window.last_day))
    return f" ระหว่าง {first} ถึง {last}" + (" (กำหนดสมมติเพื่อการสาธิต)" if step.window.assumed else "")


def _windows(made: Submission) -> dict[int, Closing]:
    application = made.application
    given = programmes.closings([made.edition_id], [made.agency_id])
    return given.steps(made.edition_id, application.type_id, made.agency_id)


def check_url(request: HttpRequest, made: Submission) -> str:
    """The address behind the QR code: it confirms the receipt and shows nothing of the application."""
    return request.build_absolute_uri(reverse("receipt-check", args=[made.token]))


@login_required
def receipt_pdf(request: HttpRequest, ref: str) -> HttpResponse:
    """The receipt on paper, set on first asking."""
    made, pack, kind = _open(request, ref)
    key = f"receipt-pdf:{made.ref}:{made.root_hash}:{request.get_host()}:{made.live}"
    pdf = cache.get(key)
    if pdf is None:
        pdf = typeset("receipt", paper(request, made, pack, kind))
        cache.set(key, pdf, PDF_SECONDS)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{made.ref}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def paper(request: HttpRequest, made: Submission, pack: Pack, kind: AwardType) -> dict[str, Any]:
    """The data of the template `receipt` (see `typesetting.papers.Receipt`)."""
    branch = pack.branches[kind.branch]
    labels = {question.id: question.label.th for question in queries.form_of(made.stage).questions}
    approved = next((one for one in queries.approvals(made.stage) if one.outcome == "approved"), None)
    head = records.head()
    at = made.received_at
    data: dict[str, Any] = {
        "dated": dates.day_of(at).isoformat(),
        "edition": f"ประจำปี พ.ศ. {made.edition.year_be}",
        "programme": made.edition.programme.name_th,
        "reference": made.ref,
        "received_date": dates.thai_date(at, "full"),
        "received_time": dates.thai_time(at, seconds=True),
        "agency": made.agency_name,
        "agency_parents": " · ".join(one["name"] for one in made.frozen["agency"]["above"]),
        "title": made.title + ("" if made.live else " (ถอนแล้ว)"),
        "branch_name": branch.name.th,
        "award": kind.name.th,
        "step": step_name(kind, made.step),
        "sent_by": made.submitted_by.full_name,
        "approved_by": approved.by.full_name if approved else "",
        "files": [
            {"name": one["name"], "size": one["words"], "sha256": one["sha256"],
             "question": labels.get(one["question"], "")}
            for one in _files(made)
        ],
        "root": made.root_hash,
        "parts": len(made.tree["parts"]),
        "pack": f"ฉบับที่ {made.pack_version.number} · SHA-256 {made.pack_version.sha256}",
        "head": {"number": head.number, "hash": head.link_hash},
        "next_steps": next_steps(kind, made.step, _windows(made)),
        "contact": settings.LERTRAT_CONTACT,
        "verify_url": check_url(request, made),
    }  # fmt: skip
    if settings.LERTRAT_DEMO:
        data["assumed"] = "ข้อมูลในใบรับนี้สมมติขึ้นเพื่อการสาธิต"
    return data
