"""What may we enter? One question at a time, without signing in; every answer stands in the address, nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lertrat.criteria import (
    FactError,
    FactSpec,
    Judgement,
    Outlook,
    Pack,
    Remedy,
    judge,
    judge_all,
    outlook,
    remedies,
    spec,
)
from lertrat.criteria.schema import AwardType, Text
from lertrat.criteria.target import KIND, with_target
from lertrat.kernel import dates
from lertrat.kernel.errors import Refusal
from lertrat.programmes import queries as programmes
from lertrat.web import ui
from lertrat.web.forms import posted_date
from lertrat.web.public_page import public_page

SKIPPED = "?"
NONE = "none"
FOCUS = "for"
ASK = "ask"
EVERY = "all"
YES_NO = (("true", "ใช่", "Yes"), ("false", "ไม่ใช่", "No"))


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A type in the list at the side: its verdict, what would have to change, how many questions at most are left that can
    still settle it, and the address that asks on for it alone."""

    type: AwardType
    judgement: Judgement
    state: str
    remedies: tuple[Remedy, ...]
    open_questions: int
    url: str
    rule_url: str
    start_url: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question already answered, with the address that goes back to it."""

    question: Text
    answer: str
    url: str


class Address:
    """The answers in the query string: ``fact=value``, ``fact=?`` for "do not know", ``fact.field=value`` for a record."""

    def __init__(self, pack: Pack, given: Mapping[str, str]) -> None:
        self.pack = pack
        self.params = {k: v for k, v in given.items() if v and k.partition(".")[0] in pack.facts}
        self.focus = given.get(FOCUS, "") if given.get(FOCUS, "") in pack.types else ""
        self.every = bool(given.get(EVERY)) and not self.focus
        self.path = reverse("eligibility")

    def names(self) -> list[str]:
        """The facts answered or passed over, in the order given."""
        return list(dict.fromkeys(key.partition(".")[0] for key in self.params))

    def passed(self) -> list[str]:
        """The facts passed over."""
        return [name for name in self.names() if self.params.get(name) == SKIPPED]

    def facts(self) -> dict[str, Any]:
        """What is known, in the form `criteria.judge` takes."""
        known: dict[str, Any] = {}
        for name in self.names():
            fact = self.pack.facts[name]
            if self.params.get(name) == SKIPPED:
                continue
            if fact.type == "collection":
                record = {f: self.params[f"{name}.{f}"] for f in fact.record if f"{name}.{f}" in self.params}
                known[name] = {"complete": True, "items": [record] if record else []}
            elif fact.type == "bool":
                known[name] = self.params[name] == "true"
            else:
                known[name] = self.params[name]
        return known

    def without(self, *names: str) -> dict[str, str]:
        """The parameters without these facts."""
        return {k: v for k, v in self.params.items() if k.partition(".")[0] not in names}

    def url(self, params: Mapping[str, str], **extra: str) -> str:
        """An address of this page."""
        kept = {FOCUS: self.focus, EVERY: "1" if self.every and FOCUS not in extra else ""}
        given = {**params, **kept, **extra}
        given = {k: v for k, v in given.items() if v}
        return f"{self.path}?{urlencode(given)}" if given else self.path


@public_page
def eligibility(request: HttpRequest) -> HttpResponse:
    """The next question, or the answer; the list of types beside it grows clearer with each answer."""
    edition = programmes.current_edition()
    if edition is None:
        return render(request, "lertrat/public/no_edition.html", status=404)
    pack = programmes.pack_of(edition)
    given = {name: str(value) for name, value in request.GET.items()}
    address = Address(pack, given)
    error = ""
    if asked := given.get(ASK, ""):
        moved = _take(address, asked, given)
        if isinstance(moved, str):
            error = moved
        else:
            return moved
    return _page(request, address, edition.year_be, error, asked if error else given.get("change", ""))


def _take(address: Address, name: str, given: Mapping[str, str]) -> HttpResponseRedirect | str:
    """Put the posted answer into the address and go on; the words of the error where it does not fit."""
    fact = address.pack.facts.get(name)
    if fact is None:
        return HttpResponseRedirect(address.url(address.params))
    params = address.without(name)
    try:
        if given.get("skip"):
            params[name] = SKIPPED
        elif fact.type == "collection":
            fields = {f"{name}.{f}": given.get(f"a.{f}", "") for f in fact.record}
            params |= {k: v for k, v in fields.items() if v} or {name: NONE}
        elif fact.type == "date":
            day = posted_date(given, "a")
            if day is None:
                raise Refusal(
                    "blank", "กรุณากรอกวันที่ หรือเลือก “ยังไม่ทราบ”", "Enter a date, or choose “not known yet”."
                )
            params[name] = day.isoformat()
        else:
            if not given.get("a", "").strip():
                raise Refusal("blank", "กรุณาตอบ หรือเลือก “ยังไม่ทราบ”", "Answer, or choose “not known yet”.")
            params[name] = given["a"].strip()[:200]
        trial = Address(address.pack, params)
        judge(address.pack, next(iter(address.pack.types)), trial.facts())
    except (Refusal, FactError) as refusal:
        return refusal.says("en" if ui.english() else "th")
    return HttpResponseRedirect(address.url(params))


def _page(request: HttpRequest, address: Address, year_be: int, error: str, change: str) -> HttpResponse:
    pack = address.pack
    try:
        facts = address.facts()
        judgements = judge_all(pack, facts)
    except FactError:
        return HttpResponseRedirect(address.path)
    if kind := facts.get(KIND):
        judgements = {name: with_target(pack, judged, str(kind)) for name, judged in judgements.items()}
    ahead = outlook(pack, facts, address.passed())
    question = _next(address, ahead, change)
    rows = [
        _row(address, pack.types[type_id], judged, facts, ahead) for type_id, judged in judgements.items()
    ]
    order = {"met": 0, "unknown": 1, "unmet": 2}
    names = address.names()
    context = {
        "year_be": year_be,
        "year": year_be - dates.ERA,
        "question": question,
        "view": _view(question, address, error) if question else None,
        "fields": _record_fields(question, address) if question and question.type == "collection" else [],
        "error": error,
        "has_errors": bool(error),
        "hidden": [(k, v) for k, v in address.without(question.name if question else "").items()],
        "focus": pack.types.get(address.focus),
        "every": address.every,
        "rows": rows,
        "ordered": sorted(rows, key=lambda row: order[row.state]),
        "answered": _answered(address),
        "asked_count": len(names),
        "left": len(ahead.of(address.focus) if address.focus else ahead.asks),
        "decided": sum(row.state != "unknown" for row in rows),
        "back_url": address.url(address.params, change=names[-1]) if names and not change else "",
        "words": {
            name: fact.question.says("en" if ui.english() else "th") for name, fact in pack.facts.items()
        },
        "all_url": address.url(address.params, **{FOCUS: ""}),
        "every_url": address.url(address.params, **{EVERY: "1"}) if ahead.asks and not address.focus else "",
    }
    return render(request, "lertrat/public/eligibility.html", context, status=422 if error else 200)


def _next(address: Address, ahead: Outlook, change: str) -> FactSpec | None:
    """The question to change, else the best one that can still change a verdict. Unless asked for, what bears on one type
    alone waits until that type is chosen."""
    pack = address.pack
    if change in pack.facts and pack.facts[change].who != "officer":
        return spec(change, pack.facts[change])
    if address.focus:
        asks = ahead.of(address.focus)
    else:
        asks = tuple(ask for ask in ahead.asks if address.every or len(ask.types) > 1)
    return asks[0].spec if asks else None


def _row(
    address: Address, type: AwardType, judged: Judgement, facts: Mapping[str, Any], ahead: Outlook
) -> TypeRow:
    start = {"type": type.id, **{k: v for k, v in address.params.items() if v != SKIPPED}}
    return TypeRow(
        type=type,
        judgement=judged,
        state=judged.verdict,
        remedies=remedies(address.pack, type.id, facts) if judged.verdict == "unmet" else (),
        open_questions=len(ahead.of(type.id)),
        url=address.url(address.params, **{FOCUS: type.id}),
        rule_url=reverse("rules-type", args=[type.id]),
        start_url=f"/apply/start/?{urlencode(start)}",
    )


def _view(asked: FactSpec, address: Address, error: str) -> ui.FieldView:
    lang = "en" if ui.english() else "th"
    value: Any = address.params.get(asked.name, "")
    value = "" if value == SKIPPED else value
    kind = {"bool": "radio", "choice": "radio", "date": "date", "int": "text", "number": "text"}.get(
        asked.type, "text"
    )
    options: list[ui.Option] = []
    if asked.type == "bool":
        options = [ui.Option(v, ui.say(th, en), chosen=v == value) for v, th, en in YES_NO]
    elif asked.type == "choice":
        options = [ui.Option(o.id, o.says(lang), chosen=o.id == value) for o in asked.options]
    elif asked.type == "date" and value:
        value = dates.parse_date(str(value))
    return ui.FieldView(
        name="a", label=asked.question.says(lang), kind=kind, value=value, error=error, options=options, heading=True,
        hint=asked.help.says(lang) if asked.help else "", suffix=asked.unit.says(lang) if asked.unit else "",
        width="" if asked.type == "text" else "10",
    )  # fmt: skip


def _record_fields(asked: FactSpec, address: Address) -> list[ui.FieldView]:
    lang = "en" if ui.english() else "th"
    views = []
    for part in asked.record:
        value = address.params.get(f"{asked.name}.{part.name}", "")
        options = [ui.Option("", ui.say("ไม่ทราบ", "Not known"), chosen=not value)]
        options += [ui.Option(o.id, o.says(lang), chosen=o.id == value) for o in part.options]
        views.append(
            ui.FieldView(
                name=f"a.{part.name}", id=f"id_a_{part.name}", label=part.question.says(lang), value=value,
                kind="select" if part.options else "text", options=options if part.options else (), width="10",
            )
        )  # fmt: skip
    return views


def _answered(address: Address) -> list[Answered]:
    lang = "en" if ui.english() else "th"
    rows = []
    for name in address.names():
        fact = address.pack.facts[name]
        value = address.params.get(name, "")
        if value == SKIPPED:
            words = ui.say("ยังไม่ทราบ", "Not known yet")
        elif fact.type == "collection":
            parts = [address.params.get(f"{name}.{f}", "") for f in fact.record]
            labels = [
                next((o.says(lang) for o in part.options if o.id == given), given)
                for part, given in zip(fact.record.values(), parts, strict=True)
                if given
            ]
            words = " · ".join(labels) or ui.say("ไม่มี", "None")
        elif fact.type == "bool":
            words = next(ui.say(th, en) for v, th, en in YES_NO if (v == "true") == (value == "true"))
        elif fact.type == "date":
            day = dates.parse_date(value)
            words = dates.english_date(day) if ui.english() else dates.thai_date(day)
        elif fact.options:
            words = next((o.says(lang) for o in fact.options if o.id == value), value)
        else:
            words = f"{value} {fact.unit.says(lang) if fact.unit else ''}".strip()
        rows.append(Answered(fact.question, words, address.url(address.params, change=name)))
    return rows
