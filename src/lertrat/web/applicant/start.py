"""Starting an application: the award type, then for whom and under what title. Answers given before come along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lertrat.agencies import queries as agencies
from lertrat.applications import actions, queries
from lertrat.catalogue import queries as catalogue
from lertrat.criteria import Pack
from lertrat.criteria.schema import AwardType
from lertrat.kernel import clock
from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.programmes import queries as programmes
from lertrat.web import ui
from lertrat.web.applicant.forms import StartForm
from lertrat.web.public.eligibility import Address
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.agencies.models import Agency
    from lertrat.applications.models import Application
    from lertrat.people.models import Person
    from lertrat.programmes.models import Edition
    from lertrat.programmes.queries import Closing

FIELDS = {"target-group": "agency", "title-empty": "title", "title-long": "title", "category": "category", "parent-type": "parent",
          "parent-agency": "parent"}  # fmt: skip


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Without a type the list of types; with one the form that starts it."""
    person = signed_in_person(request)
    edition = programmes.current_edition()
    if edition is None:
        return render(request, "lertrat/applicant/start_types.html", {"edition": None})
    mine = agencies.agencies_of(person.pk)
    if not mine:
        raise NotAllowed(
            "no-agency",
            "บัญชีนี้ยังไม่ได้เป็นผู้จัดทำหรือผู้อนุมัติของหน่วยงานใด โปรดให้ผู้อนุมัติของหน่วยงานหรือผู้ดูแลระบบเพิ่มท่านก่อน",
            "This account does not act for any agency yet. Ask your agency's approver or an administrator.",
        )
    pack = programmes.pack_of(edition)
    kind = pack.types.get(request.GET.get("type", ""))
    if kind is None:
        return _types(request, edition, pack, mine)
    return _start(request, person, edition, kind, mine)


def _types(request: HttpRequest, edition: Edition, pack: Pack, mine: list[Agency]) -> HttpResponse:
    now = clock.now()
    windows = _windows(edition, list(pack.types), mine)
    branches = []
    for branch in pack.branches.values():
        rows = []
        for kind in pack.types_of(branch.id):
            window = windows.get(kind.id)
            state = (
                "ahead"
                if window is None or now < window.opens_at
                else "open"
                if now < window.closes_at
                else "closed"
            )
            rows.append(
                {"type": kind, "window": window, "state": state, "url": f"{request.path}?type={kind.id}"}
            )
        branches.append({"branch": branch, "rows": rows})
    return render(request, "lertrat/applicant/start_types.html", {
        "edition": edition, "branches": branches, "news": catalogue.news(edition.code),
    })  # fmt: skip


def _windows(edition: Edition, type_ids: list[str], mine: list[Agency]) -> dict[str, Closing]:
    """The first intake of each type; where one of the agencies has more time than the others, its closing. One query."""
    given = programmes.closings([edition.pk], [one.pk for one in mine])
    found = {}
    for type_id in type_ids:
        each = [given.of(edition.pk, type_id, 1, one.pk) for one in mine]
        if known := [one for one in each if one]:
            found[type_id] = max(known, key=lambda one: one.closes_at)
    return found


def _start(
    request: HttpRequest, person: Person, edition: Edition, kind: AwardType, mine: list[Agency]
) -> HttpResponse:
    pack = programmes.pack_of(edition)
    parents = _parents(person, edition, kind)
    form = StartForm(
        request.POST or None,
        agencies=[(str(one.pk), one.name_th) for one in mine],
        categories=[(option.id, f"หมวด {option.id} {option.th}" if option.id not in option.th else option.th)
                    for option in kind.categories],
        parents=None if kind.requires_parent is None else [
            (one.ref, f"{one.title} ({one.agency.name_th})") for one in parents
        ],
        nominee=kind.subject == "person_or_group",
        initial={"agency": str(mine[0].pk) if len(mine) == 1 else ""},
    )  # fmt: skip
    address = Address(pack, {name: str(value) for name, value in request.GET.items()})
    facts = {n: v for n, v in address.facts().items() if pack.facts[n].type != "collection"}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and (made := _begin(form, edition, kind, mine, parents, facts, person)):
            messages.success(request, f"เริ่มใบสมัครแล้ว เลขอ้างอิง {made.ref} ทุกคำตอบที่กรอกจากนี้จะบันทึกให้เอง")
            return redirect("application", made.ref, 1)
    window = _windows(edition, [kind.id], mine).get(kind.id)
    news = catalogue.news(edition.code)
    context = {
        "edition": edition, "type": kind, "form": form, "window": window, "now": clock.now(),
        "closed": window is not None and clock.now() >= window.closes_at,
        "one_agency": mine[0] if len(mine) == 1 else None,
        "known": [pack.facts[name].question.th for name in facts],
        "news": news, "news_count": news.of_type.get(kind.concept, 0) if news else 0,
        "no_parent": kind.requires_parent is not None and not parents,
        "crumbs": [ui.Link("งานของหน่วยงาน", reverse("apply")), ui.Link("เริ่มใบสมัครใหม่", request.path), ui.Link(kind.name.th)],
    }  # fmt: skip
    return render(request, "lertrat/applicant/start.html", context, status=status)


def _parents(person: Person, edition: Edition, kind: AwardType) -> list[Application]:
    """Running applications of the person's agencies that may carry a nomination."""
    rule = kind.requires_parent
    if rule is None:
        return []
    return [
        one
        for one in queries.mine(person, edition)
        if one.type_id in rule.types and any(stage.state != "withdrawn" for stage in one.stages.all())
    ]


def _begin(
    form: StartForm,
    edition: Edition,
    kind: AwardType,
    mine: list[Agency],
    parents: list[Application],
    facts: dict[str, Any],
    person: Person,
) -> Application | None:
    data = form.cleaned_data
    try:
        return actions.start(
            edition=edition,
            type_id=kind.id,
            agency=next(one for one in mine if str(one.pk) == data["agency"]),
            title=data["title"],
            category=int(data.get("category") or 0),
            parent=next((one for one in parents if one.ref == data.get("parent")), None),
            nominee=data.get("nominee", ""),
            facts=facts,
            by=person,
        )
    except Refusal as refusal:
        name = FIELDS.get(refusal.code)
        form.add_error(name if name in form.fields else None, refusal.th)
        return None
