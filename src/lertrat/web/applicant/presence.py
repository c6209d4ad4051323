"""Who else is writing here, how many remarks are open, and how long there is: asked every ten seconds by a page in view.

The contract, for `js/`. The address is ``<home of the application>/presence/``.

GET ``?section=ID`` only looks. POST (`csrfmiddlewaretoken`, ``section=ID``, ``question=ID`` or empty) says besides that this
person is in the section and, where a question is named, writing it: name it as long as the person has typed in it within the
last 25 seconds, leave it empty otherwise. Sent about every 10 seconds while the page is visible, not at all while it is
hidden. Both answer 200 with

    {"server_time": "2026-02-23T09:00:00+00:00",     the clock that decides; the device's is not asked
     "closes_at": "2026-02-23T17:00:00+00:00",       null where no closing time is set
     "closes_in": 28800,                             whole seconds, 0 when closed, null as above
     "editable": true,                               whether the draft takes anything now
     "right": "write",                               or "comment" or "read": this person in this section
     "fields": {QUESTION: {"by": NAME, "since": ISO TIME, "revision": N, "says": "สมหญิงกำลังเขียนข้อนี้"}},
     "revisions": {QUESTION: N},                     what stands in the section: a higher N than the page's is news
     "people": [NAME, …],                            others in the section
     "comments": {QUESTION: OPEN THREADS},           only questions that have any
     "poll": 10}                                     seconds until the next

`fields` names only others, and only those who hold a question before this person does. It is a courtesy: lock the field
softly and offer to write all the same; a field frees itself when it is named no more (25 seconds after the last sign). A save
is never refused for it: the revision decides. Without a section both speak of the whole draft. 404 with {"says": …} for an
unknown section or question; a redirect to the sign-in page where the session has ended, as an autosave answers. Nothing of it
is kept in the record, and an autosave within 25 seconds counts as writing without any heartbeat.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from lertrat.applications import actions, queries
from lertrat.kernel import clock
from lertrat.web import ui
from lertrat.web.applicant.place import Place, open_place

POLL = 10


@login_required
@require_http_methods(["GET", "POST"])
def presence(request: HttpRequest, ref: str, step: int) -> HttpResponse:
    """See above."""
    place = open_place(request, ref, step)
    asked = request.POST if request.method == "POST" else request.GET
    wanted, question_id = asked.get("section", ""), asked.get("question", "")
    sections = [
        one
        for one in queries.form_of(place.stage).sections
        if (not wanted or one.id == wanted)
        and (not question_id or any(question.id == question_id for question in one.questions))
    ]
    if not sections:
        says = ui.say("ไม่พบส่วนหรือคำถามข้อนี้ในแบบฟอร์ม", "The form has no such section or question.")
        return JsonResponse({"says": says}, status=404)
    here = sections[0].id if wanted or question_id else ""
    if request.method == "POST":
        actions.here(stage=place.stage, section_id=here, question_id=question_id, by=place.person)
    ids = [question.id for one in sections for question in one.questions]
    return JsonResponse(_body(place, here, ids), headers={"Cache-Control": "no-store"})


def _body(place: Place, section_id: str, ids: list[str]) -> dict[str, Any]:
    now = clock.now()
    closes = place.window.closes_at if place.window else None
    company = queries.company(place.stage, section_id, ids, place.person)
    return {
        "server_time": now.isoformat(),
        "closes_at": closes.isoformat() if closes else None,
        "closes_in": max(0, int((closes - now).total_seconds())) if closes else None,
        "editable": place.editable,
        "right": queries.right_in(place.stage, section_id, place.person) if section_id else "write",
        "fields": {
            question_id: {
                "by": one.by,
                "since": one.since.isoformat(),
                "revision": one.revision,
                "says": ui.say(f"{one.by}กำลังเขียนข้อนี้", f"{one.by} is writing this answer"),
            }
            for question_id, one in company.writing.items()
        },
        "revisions": company.revisions,
        "people": list(company.people),
        "comments": company.comments,
        "poll": POLL,
    }
