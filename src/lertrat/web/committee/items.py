"""One matter at a time: the page of the book, as it could be read aloud, and what the meeting resolves on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from lertrat.committees import actions
from lertrat.committees import queries as committees
from lertrat.committees.permits import may
from lertrat.committees.states import RESOLUTION_OUTCOMES
from lertrat.decisions import actions as deciding
from lertrat.decisions import queries as decisions
from lertrat.decisions.actions.tabling import DECISION, HONOUR
from lertrat.decisions.states import OUTCOMES
from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound
from lertrat.programmes import queries as programmes
from lertrat.web import ui
from lertrat.web.asking import attempt
from lertrat.web.committee.meetings import AS_PROPOSED, ITEM_LOOKS, ITEM_WORDS
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.committees.models import AgendaItem, Resolution
    from lertrat.people.models import Person

PROPOSED = "proposed"
OUTCOME_WORDS = dict(OUTCOMES)


class ResolveForm(forms.Form):
    """What the meeting resolves: as proposed, or otherwise with a reason. `levels` only where there are any."""

    how = forms.ChoiceField(label="มติของที่ประชุม", widget=forms.RadioSelect)
    level = forms.ChoiceField(
        label="ระดับรางวัล", required=False, help_text="เลือกเมื่อมติคือได้รับรางวัลในระดับที่ต่างจากที่เสนอ"
    )
    text = forms.CharField(label="ข้อความมติ", widget=forms.Textarea, max_length=4000, initial=AS_PROPOSED)
    reason = forms.CharField(
        label="เหตุผล", widget=forms.Textarea, max_length=600, required=False,
        help_text="ต้องระบุเมื่อมติต่างจากที่เสนอตามหลักเกณฑ์",
    )  # fmt: skip

    def __init__(self, data: Any, choices: list[tuple[str, str]], levels: list[tuple[str, str]]) -> None:
        super().__init__(data)
        how, level = self.fields["how"], self.fields["level"]
        assert isinstance(how, forms.ChoiceField) and isinstance(level, forms.ChoiceField)
        how.choices = choices
        how.initial = choices[0][0] if choices else ""
        level.choices = [("", "เลือกระดับ"), *levels]
        if not levels:
            del self.fields["level"]


class MatterForm(forms.Form):
    """A resolution on a matter that is not about a result."""

    outcome = forms.ChoiceField(label="มติของที่ประชุม", choices=RESOLUTION_OUTCOMES, widget=forms.RadioSelect)
    text = forms.CharField(label="ข้อความมติ", widget=forms.Textarea, max_length=4000, initial="รับทราบ")


class LeaveForm(forms.Form):
    """A seat that leaves for this item, and why."""

    seat = forms.ChoiceField(label="กรรมการที่ออกจากการพิจารณา")
    why = forms.CharField(label="เหตุที่ออก", max_length=300)

    def __init__(self, data: Any, seats: list[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["seat"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = seats
        if len(seats) == 1:
            field.initial, field.widget = seats[0][0], forms.HiddenInput()


@login_required
@never_cache
def book(request: HttpRequest, decision: int) -> HttpResponse:
    """The page of a work before, between and after meetings. Reading only."""
    page = decisions.book_page(signed_in_person(request), decision)
    if page.decision.item_id and page.decision.item and page.decision.item.meeting.state != "planned":
        return redirect("committee-item", page.decision.item_id)
    return render(request, "lertrat/committee/book.html", _book(page))


def _book(page: decisions.Book) -> dict[str, Any]:
    branch = programmes.pack_of(page.decision.edition).types[page.decision.type_id].branch
    return {
        "book": page, "decision": page.decision, "branch": branch, "outcomes": OUTCOME_WORDS,
        "outcome_words": OUTCOME_WORDS.get(page.decision.outcome, ""),
        "proposed_words": OUTCOME_WORDS.get(page.decision.proposed_outcome, ""),
    }  # fmt: skip


@login_required
@never_cache
def honour(request: HttpRequest, honour: int) -> HttpResponse:
    """An honour with its reasons, branch by branch."""
    row = decisions.honour(signed_in_person(request), honour)
    return render(request, "lertrat/committee/honour.html", _honour(row))


def _honour(row: decisions.HonourRow) -> dict[str, Any]:
    return {
        "row": row,
        "tree": _reasons(row.tree),
        "outcome_words": OUTCOME_WORDS.get(row.honour.outcome, ""),
    }


# A reason is satisfied or not; only the honour itself is conferred.
VERDICTS = {"yes": "met", "no": "unmet", "unknown": "unknown"}


def _reasons(node: Any) -> ui.Node:
    return ui.Node(VERDICTS[node.verdict], node.says, tuple(_reasons(child) for child in node.children))


@login_required
@never_cache
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """The item in the room. Whose door is shut, or who left, finds no such page."""
    person = signed_in_person(request)
    held = committees.item(pk)
    context, form, act = _subject(request, person, held)
    run = bool(may(person, "run", held))
    live = held.meeting.state == "open" and held.state == "open"
    away = committees.recusals(held.pk)
    asked = live and (request.GET.get("ask") == "leave" or request.POST.get("do") == "leave")
    seats = _seats(person, held, run) if asked else []
    leave = LeaveForm(request.POST if request.POST.get("do") == "leave" else None, seats)
    status = 200
    if request.method == "POST":
        if request.POST.get("do") != "leave":
            may(person, "run", held).require()
        done, status = _press(request, person, held, form, leave, act)
        if done:
            return done
    resolution: Resolution | None = context.pop("resolution")
    context |= {
        "item": held, "meeting": held.meeting, "look": ITEM_LOOKS[held.state], "says": ITEM_WORDS[held.state],
        "form": form if run and live else None, "leave": leave if seats else None, "away": away,
        "live": live, "asked": asked,
        "errors": leave if leave.errors else form, "has_errors": bool(form.errors or leave.errors),
        "resolution": resolution, "hash": resolution.payload_hash if resolution else "",
        "resolution_outcome": dict(RESOLUTION_OUTCOMES)[resolution.outcome] if resolution else "", "run": run and live,
    }  # fmt: skip
    return render(request, "lertrat/committee/item.html", context, status=status or 200)


Act = Callable[[dict[str, Any]], Any]


def _subject(
    request: HttpRequest, person: Person, held: AgendaItem
) -> tuple[dict[str, Any], forms.Form, Act]:
    """What the item is about as this person may see it, the form to resolve it, and what the form does. Raises NotFound."""
    data = request.POST if request.POST.get("do") == "resolve" else None
    if held.subject_type == DECISION and held.subject_id:
        return _decision(person, held.subject_id, data)
    if held.subject_type == HONOUR and held.subject_id:
        return _honour_item(person, held.subject_id, data)
    left = any(r.seat.person_id == person.pk for r in committees.recusals(held.pk))
    if left or not may(person, "read", held):
        raise NotFound("no-item", "ไม่พบระเบียบวาระ", "There is no such agenda item.")

    def resolve(given: dict[str, Any]) -> Any:
        return actions.resolve(item=held, outcome=given["outcome"], text=given["text"], by=person)

    return {"resolution": committees.resolution_of(held.pk)}, MatterForm(data), resolve


def _decision(person: Person, decision_id: int, data: Any) -> tuple[dict[str, Any], forms.Form, Act]:
    page = decisions.book_page(person, decision_id)
    row = page.decision
    choices = [("awarded", OUTCOME_WORDS["awarded"]), ("not_awarded", OUTCOME_WORDS["not_awarded"])]
    if programmes.pack_of(row.edition).types[row.type_id].exclusion is not None:
        choices.append(("not_considered", OUTCOME_WORDS["not_considered"]))
    if row.proposed_outcome:
        level = f" {page.proposed_level_name}" if page.proposed_level_name else ""
        choices = [(PROPOSED, f"ตามที่เสนอ: {OUTCOME_WORDS[row.proposed_outcome]}{level}"), *choices]

    def decide(given: dict[str, Any]) -> Any:
        as_proposed = given["how"] == PROPOSED
        outcome = row.proposed_outcome if as_proposed else given["how"]
        level = row.proposed_level if as_proposed else given["level"] if outcome == "awarded" else ""
        return deciding.decide(
            decision=row, outcome=outcome, level=level, text=given["text"], reason=given["reason"], by=person
        )

    form = ResolveForm(data, choices, page.levels)
    return _book(page) | {"resolution": row.resolution}, form, decide


def _honour_item(person: Person, honour_id: int, data: Any) -> tuple[dict[str, Any], forms.Form, Act]:
    row = decisions.honour(person, honour_id)
    choices = [("awarded", "มอบรางวัลนี้"), ("not_awarded", "ไม่มอบรางวัลนี้")]

    def decide(given: dict[str, Any]) -> Any:
        return deciding.decide_honour(
            honour=row.honour, outcome=given["how"], text=given["text"], reason=given["reason"], by=person
        )

    return _honour(row) | {"resolution": row.honour.resolution}, ResolveForm(data, choices, []), decide


def _seats(person: Person, held: AgendaItem, run: bool) -> list[tuple[str, str]]:
    """Whose leaving this person may record: who runs the meeting for everybody present, others for themselves."""
    there = committees.present(held.meeting_id, held.pk)
    return [(str(s.pk), s.person.full_name) for s in there if run or s.person_id == person.pk]


def _press(
    request: HttpRequest, person: Person, held: AgendaItem, form: forms.Form, leave: LeaveForm, act: Act
) -> tuple[HttpResponse | None, int]:
    what = request.POST.get("do")
    if what == "defer":
        actions.defer(item=held, by=person)
        messages.success(request, f"เลื่อนพิจารณาวาระที่ {held.order} แล้ว")
        return _onward(person, held), 0
    if what == "leave":
        if not leave.is_valid():
            return None, 422
        seat = committees.live_seats(clock.now()).get(pk=leave.cleaned_data["seat"])
        actions.recuse(item=held, seat=seat, reason=leave.cleaned_data["why"], by=person)
        messages.success(request, f"บันทึกว่า{seat.person.full_name}ออกจากการพิจารณาวาระที่ {held.order} แล้ว")
        if seat.person_id == person.pk:
            return redirect("committee-meeting", held.meeting.ref), 0
        return redirect("committee-item", held.pk), 0
    if not form.is_valid():
        return None, 422
    where = {"reason-needed": "reason", "level": "level", "text-needed": "text", "outcome": "how"}
    done, status = attempt(form, lambda: act(form.cleaned_data), where)
    if done is None:
        return None, status
    messages.success(request, f"บันทึกมติวาระที่ {held.order} แล้ว")
    return _onward(person, held), 0


def _onward(person: Person, held: AgendaItem) -> HttpResponse:
    """To the next item that waits and that this person may see; at the end of the agenda, back to the meeting."""
    rows = decisions.agenda(person, held.meeting)
    waiting = [r.item for r in rows if r.item.state == "open" and not r.shut and r.item.order > held.order]
    return (
        redirect("committee-item", waiting[0].pk)
        if waiting
        else redirect("committee-meeting", held.meeting.ref)
    )
