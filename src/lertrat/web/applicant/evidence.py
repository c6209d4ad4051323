"""One's own evidence: taken home again, or taken back from a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from lertrat.applications import actions
from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.web import ui
from lertrat.web.applicant.place import Place, open_place
from lertrat.web.serving import serve

if TYPE_CHECKING:
    from lertrat.applications.models import Attachment


def _attachment(place: Place, attachment_id: int) -> Attachment:
    found = next((one for one in place.content.attachments if one.pk == attachment_id), None)
    if found is None:
        raise Http404
    return found


@login_required
def download(request: HttpRequest, ref: str, step: int, attachment_id: int) -> HttpResponseBase:
    """A file of one's own application, always as a download, never shown in the page."""
    place = open_place(request, ref, step)
    return serve(request, _attachment(place, attachment_id).file, place.person)


@login_required
def remove(request: HttpRequest, ref: str, step: int, attachment_id: int) -> HttpResponse:
    """Ask, then take the file back."""
    place = open_place(request, ref, step)
    attachment = _attachment(place, attachment_id)
    here = place.section_of(attachment.question_id)
    back = f"{place.url('application-section', here.id)}#id_{attachment.question_id}"
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
            messages.success(request, f"นำไฟล์ {attachment.file.name} ออกแล้ว")
            return redirect(back)
    context = place.context(
        attachment=attachment, back=back, errors=[("", error)] if error else [], has_errors=bool(error),
        crumbs=place.crumbs(ui.Link(here.title.th, back), ui.Link("นำไฟล์ออก")),
    )  # fmt: skip
    return render(request, "lertrat/applicant/file_remove.html", context, status=status)
