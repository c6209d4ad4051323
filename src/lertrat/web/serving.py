"""Handing a stored file to a reader: as a download, or shown by the browser where that is safe; parts of it on request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BufferedReader
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from lertrat.files import queries as files

if TYPE_CHECKING:
    from lertrat.applications.models import LibraryItem
    from lertrat.files.models import StoredFile
    from lertrat.people.models import Person

PIECE = 1 << 16
# What a browser shows by itself and what cannot run anything of its own there.
SHOWN = frozenset({"pdf", "jpg", "png", "mp4", "vtt"})
# The page's own policy would keep a browser's PDF reader out; this one lets it read and nothing else.
POLICY = "default-src 'none'; object-src 'self'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def way(name: str, page: int | None, second: int | None) -> str:
    """What follows a file's address so that the reader lands on the page or at the minute: a film opens on a page of its own."""
    extension = name.rpartition(".")[2].lower()
    if extension in files.VIDEO:
        return f"?film=1&t={second}" if second else "?film=1"
    if extension in SHOWN:
        return f"?open=1#page={page}" if page else "?open=1"
    return ""


def evidence(
    request: HttpRequest, item: LibraryItem, by: Person, *, title: str, second: int | None = None
) -> HttpResponseBase:  # fmt: skip
    """A file of a library in the way the address asks for: itself (see `serve`), with `?film` the page where a film plays with its
    captions and transcript, with `?captions` these, with `?picture` the small picture of its first page."""
    if "captions" in request.GET:
        if item.captions is None:
            raise Http404
        return serve(request, item.captions, by)
    if "picture" in request.GET:
        return _picture(item.file, by)
    if "film" in request.GET and item.file.extension in files.VIDEO:
        started = request.GET.get("t", "")
        at = int(started) if started.isascii() and started.isdigit() and len(started) < 7 else second
        context = {"item": item, "title": title or item.title, "at": at, "path": request.path}
        return render(request, "lertrat/components/film.html", context)
    return serve(request, item.file, by)


def _picture(file: StoredFile, by: Person) -> HttpResponse:
    picture = files.picture(file, by)
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


def serve(request: HttpRequest, file: StoredFile, by: Person) -> HttpResponseBase:
    """The content of a file that the caller's query let `by` have. `?open=1` shows it (so that `#page=12` lands), where it can be shown.

    One byte range is answered with 206 (RFC 9110), so that a film can be sought; several at once, or none that fits, are not.
    """
    content = files.open_stored(file, by)
    shown = "open" in request.GET and file.extension in SHOWN
    asked = _range(request.headers.get("Range", ""), file.size)
    response: HttpResponseBase
    if asked == (0, 0):
        content.close()
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    else:
        first, end = asked or (0, file.size)
        response = StreamingHttpResponse(
            _pieces(content, first, end), status=206 if asked else 200, content_type=file.media_type
        )
        response["Content-Length"] = str(end - first)
        if asked:
            response["Content-Range"] = f"bytes {first}-{end - 1}/{file.size}"
    response["Accept-Ranges"] = "bytes"
    way = "inline" if shown else "attachment"
    response["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(file.name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    if shown:
        response["Content-Security-Policy"] = POLICY
    return response


def _range(header: str, size: int) -> tuple[int, int] | None:
    """The asked part as (first, end), half-open; None for the whole; (0, 0) for one that does not exist."""
    found = _RANGE.fullmatch(header.strip())
    if not found or found.groups() == ("", ""):
        return None
    start, last = found.groups()
    if not start:
        return (max(0, size - int(last)), size) if int(last) else (0, 0)
    first, end = int(start), min(int(last) + 1, size) if last else size
    return (first, end) if first < end else (0, 0)


def _pieces(content: BufferedReader, first: int, end: int) -> Iterator[bytes]:
    with content:
        content.seek(first)
        left = end - first
        while left and (piece := content.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
