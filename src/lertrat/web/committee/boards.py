"""Results before they are public: a board per branch, and the honours that follow from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from lertrat.committees import queries as committees
from lertrat.decisions import actions
from lertrat.decisions import queries as decisions
from lertrat.decisions.permits import scope
from lertrat.decisions.states import DECISION_STATES, OUTCOMES
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from lertrat.programmes import queries as programmes
from lertrat.web import ui
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.people.models import Person
    from lertrat.programmes.models import Edition

STATE_LOOKS = {"proposed": "awaiting", "tabled": "partial", "decided": "done", "published": "published"}
OUTCOME_WORDS = dict(OUTCOMES)


def edition_now() -> Edition:
    """The edition whose results are before the committees. Raises NotFound."""
    found = programmes.current_edition()
    if found is None:
        raise NotFound("no-edition", "ยังไม่มีรางวัลที่เปิดดำเนินการ", "There is no edition yet.")
    return found


@login_required
@never_cache
def results(request: HttpRequest) -> HttpResponse:
    """How far each branch has come; only the branches this person looks after."""
    person, edition = signed_in_person(request), edition_now()
    pack = programmes.pack_of(edition)
    counts = decisions.board_counts(person, edition)
    branches = []
    for branch in pack.branches.values():
        held = [counts.get(t.id, {}) for t in pack.types_of(branch.id)]
        sums = {state: sum(c.get(state, 0) for c in held) for state, _ in DECISION_STATES}
        if any(sums.values()):
            branches.append(
                {"id": branch.id, "name": branch.name.th, "waiting": sums["proposed"], "tabled": sums["tabled"],
                 "decided": sums["decided"] + sums["published"], "all": sum(sums.values())}
            )  # fmt: skip
    seen = scope(person, edition)
    context = {"edition": edition, "branches": branches, "honours": seen is not None and seen.honours}
    return render(request, "lertrat/committee/results.html", context)


@login_required
@never_cache
def board(request: HttpRequest, branch: str) -> HttpResponse:
    """The results of one branch: proposal with its rule, exact scores, flags, what was resolved. Chair and secretary table them."""
    person, edition = signed_in_person(request), edition_now()
    pack = programmes.pack_of(edition)
    if branch not in pack.branches:
        raise NotFound("no-branch", "ไม่พบสาขานี้", "There is no such branch.")
    runs = committees.to_run(person.pk, edition.pk)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        done, errors = _table(request, person, edition, runs)
        if done:
            return done
    asked = request.GET
    known = {t.id for t in pack.types_of(branch)}
    filters = decisions.BoardFilter(
        branch=branch,
        type_id=asked.get("type", "") if asked.get("type") in known else "",
        state=asked.get("state", "") if asked.get("state") in dict(DECISION_STATES) else "",
    )
    page = decisions.board(person, edition, filters, asked.get("after") or asked.get("before") or "")
    if not page.rows and not _looks_after(person, edition, known):
        raise NotFound("no-branch", "ไม่พบสาขานี้", "There is no such branch.")
    fitting = [m for m in runs if branch in m.committee.scope]
    context = {
        "edition": edition, "branch": branch, "branch_name": pack.branches[branch].name.th, "rows": page.rows,
        "next": page.next, "previous": page.previous, "label": page.label, "meetings": fitting, "errors": errors,
        "has_errors": bool(errors), "chosen": set(request.POST.getlist("decision")),
        "choosable": bool(fitting) and any(row.decision.state == "proposed" for row in page.rows),
        "outcomes": OUTCOME_WORDS, "filters": _filters(pack.types_of(branch), filters), "narrowed": bool(
            filters.type_id or filters.state
        ),
    }  # fmt: skip
    return render(request, "lertrat/committee/board.html", context, status=422 if errors else 200)


def _looks_after(person: Person, edition: Edition, types: set[str]) -> bool:
    seen = scope(person, edition)
    return seen is not None and bool(seen.types & types)


def _filters(types: Any, filters: decisions.BoardFilter) -> list[ui.FieldView]:
    return [
        ui.FieldView(
            "type", "ประเภท", "select", filters.type_id,
            options=[ui.Option("", "ทุกประเภท"), *(ui.Option(t.id, t.name.th) for t in types)],
        ),
        ui.FieldView(
            "state", "สถานะ", "select", filters.state,
            options=[ui.Option("", "ทุกสถานะ"), *(ui.Option(key, words) for key, words in DECISION_STATES)],
        ),
    ]  # fmt: skip


def _picked(posted: QueryDict, name: str) -> list[int]:
    return [
        int(each) for each in posted.getlist(name) if each.isascii() and each.isdecimal() and len(each) < 19
    ]


def _table(
    request: HttpRequest, person: Person, edition: Edition, runs: list[Any]
) -> tuple[HttpResponse | None, list[tuple[str, str]]]:
    """Put the chosen results on the chosen meeting's agenda."""
    meeting = next((m for m in runs if m.ref == request.POST.get("meeting")), None)
    rows = decisions.chosen(person, edition, _picked(request.POST, "decision"))
    if meeting is None:
        return None, [("id_meeting", "กรุณาเลือกการประชุมที่จะบรรจุวาระ")]
    if not rows:
        return None, [("", "กรุณาเลือกผลงานอย่างน้อยหนึ่งเรื่อง")]
    try:
        made = actions.table(decisions=rows, meeting=meeting, by=person)
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        return None, [("", refusal.th)]
    messages.success(request, f"บรรจุ {len(made)} เรื่องในการประชุมครั้งที่ {meeting.number} แล้ว")
    return redirect("committee-meeting", meeting.ref), []


@login_required
@never_cache
def honours(request: HttpRequest) -> HttpResponse:
    """Who is due which honour, who is not and which branch lacks, who cannot be told yet. The Commission's secretary tables."""
    person, edition = signed_in_person(request), edition_now()
    pack = programmes.pack_of(edition)
    names = {rule.id: rule.name.th for rule in pack.honours}
    kind = request.GET.get("honour", "")
    kind = kind if kind in names else next(iter(names))
    rows = decisions.honours_board(person, edition, honour=kind)
    tabs = [ui.Link(name, f"?honour={key}", key == kind) for key, name in names.items()]
    runs = [m for m in committees.to_run(person.pk, edition.pk) if m.committee.kind == "commission"]
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        wanted = set(_picked(request.POST, "honour"))
        meeting = next((m for m in runs if m.ref == request.POST.get("meeting")), None)
        chosen = [row.honour for row in rows if row.honour.pk in wanted]
        if meeting is None or not chosen:
            errors = [("", "กรุณาเลือกรางวัลอย่างน้อยหนึ่งรายการ และการประชุมที่จะบรรจุวาระ")]
        else:
            try:
                made = actions.table_honours(honours=chosen, meeting=meeting, by=person)
            except (NotAllowed, NotFound):
                raise
            except Refusal as refusal:
                errors = [("", refusal.th)]
            else:
                messages.success(request, f"บรรจุ {len(made)} เรื่องในการประชุมครั้งที่ {meeting.number} แล้ว")
                return redirect("committee-meeting", meeting.ref)
    context = {
        "edition": edition, "rows": rows, "tabs": tabs, "meetings": runs, "errors": errors, "has_errors": bool(errors),
        "outcomes": OUTCOME_WORDS, "looks": STATE_LOOKS, "states": dict(DECISION_STATES),
        "choosable": bool(runs) and any(row.honour.state == "proposed" for row in rows),
    }  # fmt: skip
    return render(request, "lertrat/committee/honours.html", context, status=422 if errors else 200)
