"""All closing times of a year as one calendar; and a person's own, behind a secret address."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from lertrat.applications import queries as applications
from lertrat.kernel.errors import NotFound
from lertrat.programmes import queries as programmes
from lertrat.web.calendars import Entry, answer, calendar


@never_cache
def year(request: HttpRequest, code: str) -> HttpResponse:
    """Every closing of an edition whose rules are sealed. Anonymous."""
    edition = programmes.edition(code)
    pack = programmes.pack_of(edition)
    entries = []
    changes = programmes.changes([edition.pk])
    for window in programmes.windows(edition):
        kind = pack.types.get(window.type_id)
        if kind is None:
            continue
        step = kind.step(window.step).name.th if window.step > 1 else ""
        count, at = changes[window.pk]
        entries.append(
            Entry(
                f"window-{edition.code}-{window.type_id}-{window.step}", " ".join(filter(None, (kind.name.th, step))),
                window.closes_at, count, at or _sealed(edition.pack_version),
                request.build_absolute_uri(reverse("rules-type", args=[kind.id])),
            )
        )  # fmt: skip
    return answer(calendar(f"กำหนดปิดรับ {edition}", request.get_host(), entries), f"lertrat-{code}")


def _sealed(version: object) -> datetime:
    moment = getattr(version, "sealed_at", None)
    return moment if isinstance(moment, datetime) else datetime(2000, 1, 1, tzinfo=UTC)


@never_cache
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The closings of what a person still has to send: award type and reference, never a title. The token is the key."""
    person = applications.calendar_owner(token)
    if person is None:
        raise NotFound("no-calendar", "ไม่พบปฏิทินนี้ ที่อยู่อาจถูกเปลี่ยนแล้ว", "There is no such calendar.")
    unsent = applications.unsent_of(person)
    changes = programmes.changes({stage.application.edition_id for stage, _ in unsent})
    given = programmes.given_counts({stage.application.agency_id for stage, _ in unsent})
    entries = []
    for stage, closing in unsent:
        application = stage.application
        version = application.pack_version
        kind = programmes.pack_by_id(version.pk, version.sha256).types[application.type_id]
        count, at = changes[closing.window_id]
        more, given_at = given.get((closing.window_id, application.agency_id), (0, None))
        entries.append(
            Entry(
                f"stage-{application.ref}-{stage.step}".lower(), f"{kind.name.th} ({application.ref})", closing.closes_at,
                count + more, max(moment for moment in (at, given_at, stage.opened_at) if moment),
                request.build_absolute_uri(reverse("application", args=[application.ref, stage.step])),
                "หน่วยงานได้รับการขยายเวลา" if closing.extended else "",
            )
        )  # fmt: skip
    return answer(calendar("กำหนดส่งใบสมัครรางวัลเลิศรัฐ", request.get_host(), entries), "lertrat")
