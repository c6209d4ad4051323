"""How the machine is: the desk, the record of what happened, the worker, the proof of the chain, the invariants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lertrat.kernel import clock
from lertrat.notices import queries as notices
from lertrat.people import queries as people
from lertrat.records import queries
from lertrat.web.account.backend import worker_is_alive
from lertrat.web.administrator.guard import administrator
from lertrat.web.administrator.people import number
from lertrat.web.administrator.words import OBJECTS, VERBS, verb

if TYPE_CHECKING:
    from lertrat.people.models import Person

PAGE = 50


@administrator
def desk(request: HttpRequest, by: Person) -> HttpResponse:
    """What an administrator looks at first."""
    context = {
        "alive": worker_is_alive(by), "beat": queries.last_beat(), "total": queries.total(), "seals": queries.head().number,
        "recoveries": people.recoveries(),
        "mail": notices.counts(by), "broken": [each for each in queries.recurring() if each.error],
    }  # fmt: skip
    return render(request, "lertrat/administrator/desk.html", context)


def _short(value: object) -> str:
    """A value of a record's data, cut where it is longer than a glance (hashes, long lists of ids)."""
    text = str(value)
    return text if len(text) <= 24 else f"{text[:23]}…"


@administrator
def records(request: HttpRequest, by: Person) -> HttpResponse:
    """The record, newest first, narrowed by verb, person and object."""
    asked = request.GET
    wanted = {name: asked.get(name, "").strip() for name in ("verb", "person", "type", "id")}
    actor = people.by_email(wanted["person"]) if wanted["person"] else None
    unknown = bool(wanted["person"]) and actor is None
    rows = [] if unknown else queries.browse(
        verb=wanted["verb"], object_type=wanted["type"], object_id=number(wanted["id"]),
        actor_id=actor.pk if actor else None, before=number(asked.get("after", "")), limit=PAGE + 1,
    )  # fmt: skip
    more, rows = len(rows) > PAGE, rows[:PAGE]
    names = people.by_ids({row.actor_id for row in rows if row.actor_id})
    context = {
        "rows": [
            {
                "at": row.at, "verb": verb(row.verb), "code": row.verb, "id": row.pk, "object_id": row.object_id,
                "object": OBJECTS.get(row.object_type, row.object_type), "type": row.object_type,
                "who": names.get(row.actor_id or 0), "data": " · ".join(f"{k} {_short(v)}" for k, v in row.data.items()),
            }
            for row in rows
        ],
        "wanted": wanted, "verbs": sorted(VERBS.items(), key=lambda each: each[1]), "objects": OBJECTS.items(),
        "unknown": unknown, "after": rows[-1].pk if more else None,
    }  # fmt: skip
    return render(request, "lertrat/administrator/records.html", context)


@administrator
def system(request: HttpRequest, by: Person) -> HttpResponse:
    """The worker, its rounds, the readers; on asking, the proof of the record's chain and every invariant."""
    check = request.GET.get("check", "")
    context = {
        "alive": worker_is_alive(by), "beat": queries.last_beat(), "now": clock.now(), "head": queries.head(),
        "total": queries.total(), "backlogs": queries.backlogs() if check == "readers" else {}, "tasks": queries.recurring(), "check": check,
        "problems": queries.verify() if check == "records" else [],
        "findings": queries.run_invariants() if check == "invariants" else [],
    }  # fmt: skip
    return render(request, "lertrat/administrator/system.html", context)
