"""The programme's letters: what waits, what went out, what did not."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from lertrat.notices import actions, queries
from lertrat.notices.states import MESSAGE_STATES
from lertrat.web import ui
from lertrat.web.officer.guard import number
from lertrat.web.signed_in import signed_in_person

PAGE = 50
LOOKS = {"queued": "awaiting", "sent": "done", "failed": "problem", "held": "due"}


@never_cache
@login_required
def outbox(request: HttpRequest) -> HttpResponse:
    """The outbox, newest first, by state; for officers and administrators (the room asks)."""
    person = signed_in_person(request)
    state = request.GET.get("state", "")
    state = state if state in dict(MESSAGE_STATES) else ""
    rows = queries.outbox(person, state=state, before=number(request.GET.get("after", "")), limit=PAGE + 1)
    counts = queries.counts(person)
    tabs = [ui.Link("ทั้งหมด", "?", not state, sum(counts.values()))]
    tabs += [
        ui.Link(words, f"?state={key}", key == state, counts.get(key, 0)) for key, words in MESSAGE_STATES
    ]
    words = dict(MESSAGE_STATES)
    context = {
        "rows": [(row, LOOKS[row.state], words[row.state]) for row in rows[:PAGE]], "tabs": tabs, "state": state,
        "after": rows[PAGE - 1].pk if len(rows) > PAGE else None,
    }  # fmt: skip
    return render(request, "lertrat/officer/outbox.html", context)


@never_cache
@login_required
def letter(request: HttpRequest, ref: str) -> HttpResponse:
    """One letter with its text; a held or failed one may be let go."""
    person = signed_in_person(request)
    held = queries.message(person, ref)
    if request.method == "POST":
        actions.release(message=held, by=person)
        messages.success(request, "ปล่อยจดหมายแล้ว งานเบื้องหลังจะส่งในรอบถัดไป")
        return redirect("office-letter", held.ref)
    context = {"held": held, "look": LOOKS[held.state], "words": dict(MESSAGE_STATES)[held.state]}
    return render(request, "lertrat/officer/letter.html", context)
