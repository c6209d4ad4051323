"""Evidence in an answer: chosen from the library with its page or minute, opened again, taken out of a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from lertrat.applications import actions, queries
from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.web import ui
from lertrat.web.applicant.place import Place, open_place
from lertrat.web.limits import accepted, limits
from lertrat.web.serving import evidence

if TYPE_CHECKING:
    from lertrat.applications.models import Attachment
    from lertrat.criteria.schema import Question


def _attachment(place: Place, attachment_id: int) -> Attachment:
    found = next((one for one in place.content.attachments if one.pk == attachment_id), None)
    if found is None:
        raise Http404
    return found


@login_required
def download(request: HttpRequest, ref: str, step: int, attachment_id: int) -> HttpResponseBase:
    """A file of one's own application; see `serving.evidence` for the ways it is shown."""
    place = open_place(request, ref, step)
    cited = _attachment(place, attachment_id)
    return evidence(request, cited.item, place.person, title=cited.caption, second=cited.second)


@login_required
def cite(request: HttpRequest, ref: str, step: int, question_id: str) -> HttpResponse:
    """Choose a file of the agency's library for one answer, and say at which page or minute."""
    place = open_place(request, ref, step)
    question = place.question(question_id)
    here = place.section_of(question_id)
    back = f"{place.url('application-section', here.id)}#q_{question_id}"
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            cited = _cited(request, place, question)
        except NotAllowed:
            raise
        except Refusal as refusal:
            errors = [("id_place" if refusal.code == "cite-place" else "items", refusal.th)]
        else:
            messages.success(
                request, " ".join(filter(None, ("อ้าง", f"“{cited.caption}”", cited.place, "แล้ว")))
            )
            return redirect(back)
    kept = queries.library_of(place.person, place.application.agency)
    suits = [one for one in kept if not question.accept or one.item.file.extension in question.accept]
    context = place.context(
        question=question, section=here, kept=suits, others=len(kept) - len(suits), back=back, errors=errors,
        has_errors=bool(errors), limits=limits(question.accept), accept=accepted(question.accept), agency=place.application.agency,
        chosen=request.POST.get("item", ""), place_said=request.POST.get("place", ""), caption=request.POST.get("caption", ""),
        cited=[one for one in place.content.attachments if one.question_id == question_id],
        crumbs=place.crumbs(ui.Link(here.title.th, back), ui.Link("อ้างหลักฐาน")),
    )  # fmt: skip
    return render(request, "lertrat/applicant/cite.html", context, status=422 if errors else 200)


def _cited(request: HttpRequest, place: Place, question: Question) -> Attachment:
    wanted = request.POST.get("item", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 18):
        raise Refusal("cite-item", "กรุณาเลือกไฟล์จากคลังหลักฐาน", "Choose a file of the library.")
    item = queries.library_item(place.person, int(wanted)).item
    page, second = queries.read_place(request.POST.get("place", ""), item.file)
    return actions.cite(
        stage=place.stage, question_id=question.id, item=item, page=page, second=second,
        caption=request.POST.get("caption", ""), by=place.person,
    )  # fmt: skip


@login_required
def remove(request: HttpRequest, ref: str, step: int, attachment_id: int) -> HttpResponse:
    """Ask, then take the citation out; the file stays in the library."""
    place = open_place(request, ref, step)
    attachment = _attachment(place, attachment_id)
    here = place.section_of(attachment.question_id)
    back = f"{place.url('application-section', here.id)}#q_{attachment.question_id}"
    error, status = "", 200
    if request.method == "POST":
        attachment.stage = place.stage
        try:
            actions.detach(attachment=attachment, by=place.person)
        except NotAllowed:
            raise
        except Refusal as refusal:
            error, status = refusal.th, 422
        else:
            messages.success(request, f"นำไฟล์ {attachment.file.name} ออกจากคำตอบแล้ว ไฟล์ยังอยู่ในคลังหลักฐาน")
            return redirect(back)
    context = place.context(
        attachment=attachment, back=back, errors=[("", error)] if error else [], has_errors=bool(error),
        crumbs=place.crumbs(ui.Link(here.title.th, back), ui.Link("นำไฟล์ออก")),
    )  # fmt: skip
    return render(request, "lertrat/applicant/file_remove.html", context, status=status)
