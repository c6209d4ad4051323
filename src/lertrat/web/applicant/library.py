"""The agency's library of evidence: uploading, what is cited where and what is not, a file's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from lertrat.agencies import queries as agencies
from lertrat.applications import actions, queries
from lertrat.files import actions as file_actions
from lertrat.files import queries as files
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from lertrat.web import ui
from lertrat.web.applicant.place import open_place
from lertrat.web.asking import Ask
from lertrat.web.limits import accepted, limits
from lertrat.web.serving import evidence
from lertrat.web.signed_in import signed_in_person
from lertrat.web.uploads import told

if TYPE_CHECKING:
    from lertrat.agencies.models import Agency
    from lertrat.applications.evidence import Kept
    from lertrat.people.models import Person

HERE = "คลังหลักฐาน"


def _agency(request: HttpRequest, person: Person) -> tuple[Agency, list[Agency]]:
    """The agency whose library is asked for (`?agency=code`; else the first of the person's), and all of them."""
    mine = agencies.agencies_of(person.pk)
    if not mine:
        raise NotAllowed("not-member", "ท่านไม่ได้เป็นผู้แทนของหน่วยงานใด", "You represent no agency.")
    wanted = request.POST.get("agency") or request.GET.get("agency") or mine[0].code
    found = next((one for one in mine if one.code == wanted), None)
    if found is None:
        raise NotFound("no-agency", "ไม่พบหน่วยงานนี้", "There is no such agency.")
    return found, mine


@login_required
def whole(request: HttpRequest) -> HttpResponse:
    """Every file of an agency, uncited ones pointed out; a form that takes files whole where no script runs."""
    person = signed_in_person(request)
    agency, mine = _agency(request, person)
    here = f"{reverse('library')}?agency={agency.code}"
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        errors = _taken(request, agency, person)
        if not errors:
            return redirect(here)
    kept = queries.library_of(person, agency)
    context = {
        "agency": agency, "tabs": [ui.Link(one.name_th, "" if one == agency else f"?agency={one.code}") for one in mine],
        "kept": kept, "uncited": sum(1 for one in kept if not one.citations), "unfinished": files.unfinished(person),
        "limits": limits(), "accept": accepted(), "errors": errors, "has_errors": bool(errors),
        "scanner": files.scanner_configured(), "crumbs": [ui.Link("งานของหน่วยงาน", reverse("apply")), ui.Link(HERE)],
    }  # fmt: skip
    return render(request, "lertrat/applicant/library.html", context, status=422 if errors else 200)


def _taken(request: HttpRequest, agency: Agency, person: Person) -> list[tuple[str, str]]:
    """Keep the posted files and finished uploads; what was refused, by its name."""
    errors = []
    sent = request.FILES.getlist("file")
    if not sent:
        errors = [("id_file", "กรุณาเลือกไฟล์ก่อนกดอัปโหลด")]
    for upload in sent:
        try:
            item = actions.keep(agency=agency, file=file_actions.store(upload, person), by=person)
            messages.success(request, f"เก็บ “{item.title}” ในคลังหลักฐานแล้ว")
        except NotAllowed:
            raise
        except Refusal as refusal:
            errors.append(("id_file", f"{upload.name}: {refusal.th}"))
    return errors


@login_required
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Make a finished upload (`upload`: its token) a file of the library, and cite it where `application`, `step` and `question` say.

    Answers JSON 200 {"says", "title", "url", "file", "cited"} or {"code", "th", "en"} with 401, 404 or 422; a second call gets the
    same answer. Where it was kept and could not be cited, the refusal says so and `kept` is the file's address.
    """
    person = signed_in_person(request)
    url = ""
    try:
        if request.POST.get("application"):
            place = open_place(
                request, request.POST.get("application", ""), _number(request.POST.get("step", ""))
            )
            agency, question = place.application.agency, place.question(request.POST.get("question", ""))
        else:
            place, question = None, None
            agency = _agency(request, person)[0]
        stored = file_actions.finish(token=request.POST.get("upload", "")[:64], by=person)
        item = actions.keep(agency=agency, file=stored, by=person)
        url = reverse("library-item", args=[item.pk])
        made: dict[str, Any] = {
            "title": item.title,
            "url": url,
            "file": stored.name,
            "cited": False,
            "says": "เก็บในคลังหลักฐานแล้ว",
        }
        if place is not None and question is not None:
            cited = actions.cite(stage=place.stage, question_id=question.id, item=item, by=person)
            made |= {
                "cited": True,
                "url": place.url("application-file", cited.pk),
                "says": "เก็บและอ้างในข้อนี้แล้ว",
            }
        return JsonResponse(made)
    except (NotFound, Http404) as absent:
        refusal = (
            absent
            if isinstance(absent, NotFound)
            else Refusal("no-place", "ไม่พบข้อที่จะอ้างไฟล์นี้", "No such question.")
        )
        return told(refusal, 404)
    except Refusal as refusal:
        if url:
            refusal = Refusal(refusal.code, f"เก็บไฟล์ในคลังแล้ว แต่ยังไม่ได้อ้างในข้อนี้: {refusal.th}", refusal.en)
        return told(refusal, 403 if isinstance(refusal, NotAllowed) else 422)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


@login_required
def item(request: HttpRequest, item_id: int) -> HttpResponseBase:
    """A file of the library: what it is, where it is cited, its title, captions and transcript; leaving it, after asking."""
    person = signed_in_person(request)
    kept = queries.library_item(person, item_id)
    if {"open", "film", "captions", "picture", "file"} & set(request.GET):
        return evidence(request, kept.item, person, title=kept.item.title)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            return _changed(request, kept, person)
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            errors = [("id_captions" if refusal.code.startswith("file-") else "id_title", refusal.th)]
    held = kept.item
    back = f"{reverse('library')}?agency={held.agency.code}"
    ask = Ask(
        f"นำ “{held.title}” ออกจากคลังหรือไม่", _leaving(kept), "นำออกจากคลัง", request.path, {"do": "give-up"}
    )
    context = {
        "kept": kept, "cited": [(one, queries.question_label(one)) for one in kept.citations], "item": held, "film": held.file.extension in files.VIDEO, "errors": errors, "has_errors": bool(errors),
        "ask": ask if request.GET.get("ask") == "give-up" and not kept.fixed else None, "scanner": files.scanner_configured(),
        "title": request.POST.get("title", held.title), "transcript": request.POST.get("transcript", held.transcript),
        "crumbs": [ui.Link("งานของหน่วยงาน", reverse("apply")), ui.Link(HERE, back), ui.Link(held.title)],
    }  # fmt: skip
    return render(request, "lertrat/applicant/library_item.html", context, status=422 if errors else 200)


def _leaving(kept: Kept) -> str:
    if not kept.citations:
        return "ไม่มีคำตอบใดอ้างถึงไฟล์นี้ หากต้องการใช้ภายหลังต้องอัปโหลดใหม่"
    titles = " · ".join(dict.fromkeys(one.stage.application.title for one in kept.citations))
    return f"ไฟล์นี้จะถูกนำออกจากฉบับร่างที่อ้างถึงด้วย ({titles}) หากต้องการใช้ภายหลังต้องอัปโหลดใหม่"


def _changed(request: HttpRequest, kept: Kept, person: Person) -> HttpResponse:
    if request.POST.get("do") == "give-up":
        actions.give_up(item=kept.item, by=person)
        messages.success(request, f"นำ “{kept.item.title}” ออกจากคลังแล้ว")
        return redirect(f"{reverse('library')}?agency={kept.item.agency.code}")
    sent = request.FILES.get("captions")
    captions = file_actions.store(sent, person, allowed=files.COMPANIONS) if sent else None
    film = kept.item.file.extension in files.VIDEO
    actions.describe_item(
        item=kept.item, title=request.POST.get("title", ""), captions=captions if film else None,
        transcript=request.POST.get("transcript") if film else None, by=person,
    )  # fmt: skip
    messages.success(request, "บันทึกแล้ว")
    return redirect("library-item", kept.item.pk)
