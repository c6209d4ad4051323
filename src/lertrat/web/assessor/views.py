"""An assessor's list of works, and the files that were sent with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from lertrat.assessment import queries as assessment
from lertrat.conflicts import queries as conflicts
from lertrat.kernel import dates
from lertrat.programmes import queries as programmes
from lertrat.web.serving import evidence
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.criteria import Pack
    from lertrat.people.models import Person
    from lertrat.programmes.models import Edition

LOOKS = {"new": "todo", "draft": "partial", "locked": "locked"}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list as it is drawn."""

    ref: str
    url: str
    title: str
    agency: str
    type: str
    step: int
    due_at: datetime | None
    state: str
    look: str
    says: str

    @property
    def due_words(self) -> str:
        """When it is due; broken between day and hour only."""
        if self.due_at is None:
            return ""
        parts = (dates.thai_date(self.due_at, "short"), dates.thai_time(self.due_at))
        return " ".join(part.replace(" ", "\u00a0") for part in parts)


def type_words(pack: Pack, type_id: str, category: int = 0) -> str:
    """The award type's name, with the PMQA category where it is entered by category."""
    name = pack.types[type_id].name.th
    return f"{name} หมวด {category}" if category else name


def state_words(state: str, scored: int, criteria: int) -> str:
    """How far a sheet has come."""
    if state == "locked":
        return "ยืนยันคะแนนแล้ว"
    return f"ให้แล้ว {scored} จาก {criteria} ข้อ" if scored else "ยังไม่เริ่ม"


def _kpi_rows(person: Person, edition: Edition) -> list[Row]:
    """What the person examines in the KPI round, on the same list."""
    return [
        Row(
            task.ref, reverse("assess-kpi", args=[task.ref]), task.agency_name, "การประเมินตนเอง PMQA 4.0", "รอบตัวชี้วัด", 1,
            task.due_at, task.state, LOOKS[task.state], state_words(task.state, task.scored, task.criteria),
        )
        for task in assessment.kpi_tasks(person, edition)
    ]  # fmt: skip


@login_required
@never_cache
def assignments(request: HttpRequest) -> HttpResponse:
    """The works to read, what is due first on top; what is locked below."""
    person = signed_in_person(request)
    edition = programmes.current_edition()
    context: dict[str, Any] = {"edition": edition}
    if edition is not None:
        pack = programmes.pack_of(edition)
        rows = [
            Row(
                r.ref, reverse("assess-sheet", args=[r.ref]), r.title, r.agency_name,
                type_words(pack, r.type_id, r.category), r.step, r.due_at, r.state, LOOKS[r.state],
                state_words(r.state, r.scored, r.criteria),
            )
            for r in assessment.assessor_list(person, edition)
        ]  # fmt: skip
        rows = sorted([*rows, *_kpi_rows(person, edition)], key=lambda row: row.state == "locked")
        context |= {
            "rows": rows,
            "locked": sum(1 for row in rows if row.state == "locked"),
            "next": next((row for row in rows if row.state != "locked"), None),
            # Whoever has rows has declared; only an empty list has to ask why it is empty.
            "declared": bool(rows) or conflicts.declaration(person.pk, edition) is not None,
        }
    return render(request, "lertrat/assessor/list.html", context)


@login_required
@never_cache
def file(request: HttpRequest, ref: str, attachment: int) -> HttpResponseBase:
    """A file of an assigned submission: the door is asked again at every download."""
    person = signed_in_person(request)
    cited = assessment.attachment_for(person, ref, attachment)
    return evidence(request, cited.item, person, title=cited.caption, second=cited.second)
