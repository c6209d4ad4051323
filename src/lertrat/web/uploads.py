"""The server's side of resumable uploads: the tus protocol, version 1.0.0, with creation, checksum, expiration and termination.

https://tus.io/protocols/resumable-upload. Every answer that is an error carries JSON `{"code", "th", "en"}`; 401 means that the
session has ended and the upload goes on after signing in again. What an upload becomes is asked of the library's pages.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.http import http_date

from lertrat.files import actions
from lertrat.files import queries as files
from lertrat.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.files.models import Upload

VERSION = "1.0.0"
CHUNK = "application/offset+octet-stream"
STATUS = {
    "sign-in": 401, "upload-offset": 409, "upload-closed": 409, "upload-busy": 423, "upload-checksum": 460,
    "upload-algorithm": 400, "upload-too-long": 413, "file-too-big": 413, "upload-many": 429, "upload-disk": 507,
}  # fmt: skip
View = Callable[..., HttpResponse]


def _tus(verbs: dict[str, View]) -> View:
    """A view by verb: the protocol's version checked, refusals told as JSON."""

    def view(request: HttpRequest, **parts: str) -> HttpResponse:
        # Some proxies let nothing but GET and POST through; the protocol has this way round them.
        verb = request.headers.get("X-HTTP-Method-Override", request.method or "").upper()
        if verb not in verbs:
            return HttpResponse(status=405, headers={"Allow": ", ".join(verbs)})
        response: HttpResponse
        if verb != "OPTIONS" and not request.user.is_authenticated:
            response = told(
                Refusal("sign-in", "การเข้าสู่ระบบหมดเวลาแล้ว โปรดเข้าสู่ระบบอีกครั้ง", "Please sign in again."), 401
            )
        elif verb not in {"OPTIONS", "GET"} and request.headers.get("Tus-Resumable") != VERSION:
            response = HttpResponse(status=412, headers={"Tus-Version": VERSION})
        else:
            try:
                response = verbs[verb](request, **parts)
            except Refusal as refusal:
                response = told(refusal, _status(refusal))
                if isinstance(refusal, Conflict) and isinstance(refusal.current, int):
                    response["Upload-Offset"] = str(refusal.current)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return view


def _status(refusal: Refusal) -> int:
    if isinstance(refusal, NotFound):
        return 404
    return STATUS.get(refusal.code, 403 if isinstance(refusal, NotAllowed) else 422)


def told(refusal: Refusal, status: int) -> JsonResponse:
    """A refusal for a script, in both languages."""
    return JsonResponse({"code": refusal.code, "th": refusal.th, "en": refusal.en}, status=status)


def _bad(th: str, en: str) -> Refusal:
    return Refusal("upload-algorithm", th, en)


def _number(request: HttpRequest, header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise _bad(f"คำขออัปโหลดไม่ครบถ้วน ({header})", f"The header {header} is missing or no number.")
    return int(value)


def _metadata(header: str) -> dict[str, str]:
    """Upload-Metadata: pairs of a key and a value in Base64, parted by commas."""
    found = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            raise _bad("ข้อมูลกำกับไฟล์อ่านไม่ได้", "The metadata cannot be read.") from None
    return found


def _options(request: HttpRequest, **_: str) -> HttpResponse:
    headers = {
        "Tus-Version": VERSION, "Tus-Extension": "creation,checksum,expiration,termination",
        "Tus-Max-Size": str(max(settings.LERTRAT_UPLOAD_LIMIT, settings.LERTRAT_VIDEO_LIMIT)),
        "Tus-Checksum-Algorithm": ",".join(files.ALGORITHMS),
    }  # fmt: skip
    return HttpResponse(status=204, headers=headers)


def _create(request: HttpRequest) -> HttpResponse:
    length = _number(request, "Upload-Length")
    said = _metadata(request.headers.get("Upload-Metadata", ""))
    upload = actions.begin(name=said.get("filename", ""), length=length, by=signed_in_person(request))
    response = HttpResponse(status=201, headers={"Location": reverse("upload", args=[upload.token])})
    return _expires(response, upload)


def _head(request: HttpRequest, token: str) -> HttpResponse:
    upload = files.upload_of(signed_in_person(request), token)
    headers = {"Upload-Offset": str(upload.received), "Upload-Length": str(upload.length)}
    return _expires(HttpResponse(status=200, headers=headers), upload)


def _get(request: HttpRequest, token: str) -> HttpResponse:
    """How an upload stands, for people's scripts; not part of the protocol."""
    upload = files.upload_of(signed_in_person(request), token)
    return JsonResponse(
        {"state": upload.state, "received": upload.received, "length": upload.length, "name": upload.name}
    )


def _patch(request: HttpRequest, token: str) -> HttpResponse:
    if request.content_type != CHUNK:
        return HttpResponse(status=415)
    upload = actions.receive(
        token=token, offset=_number(request, "Upload-Offset"), stream=request,
        checksum=request.headers.get("Upload-Checksum", ""), by=signed_in_person(request),
    )  # fmt: skip
    return _expires(HttpResponse(status=204, headers={"Upload-Offset": str(upload.received)}), upload)


def _delete(request: HttpRequest, token: str) -> HttpResponse:
    actions.abandon(token=token, by=signed_in_person(request))
    return HttpResponse(status=204)


def _expires(response: HttpResponse, upload: Upload) -> HttpResponse:
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response


urlpatterns = [
    path("", _tus({"OPTIONS": _options, "POST": _create}), name="uploads"),
    path(
        "<str:token>/",
        _tus({"OPTIONS": _options, "HEAD": _head, "GET": _get, "PATCH": _patch, "DELETE": _delete}),
        name="upload",
    ),
]
