"""The rules of every known year: the list of years, a year and its types, what changed since the year before, the guide."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lertrat.catalogue import queries as catalogue
from lertrat.criteria import RuleChange
from lertrat.criteria.schema import Suspension, Text
from lertrat.kernel import dates
from lertrat.web import ui
from lertrat.web.public.rules import glance, one_type
from lertrat.web.public_page import public_page

KINDS = {
    "added": Text(th="เพิ่ม", en="Added"),
    "removed": Text(th="ตัดออก", en="Removed"),
    "changed": Text(th="เปลี่ยน", en="Changed"),
    "unknown": Text(th="ยังบอกไม่ได้", en="Cannot be told"),
}


@public_page
def years(request: HttpRequest) -> HttpResponse:
    """Every year whose rules are known, by programme, with the years in which a programme took no entries."""
    shelves = []
    for shelf in catalogue.shelves():
        rows: list[tuple[int, catalogue.Year | None, Suspension | None]] = [
            (one.year_be, one, None) for one in shelf.years
        ]
        rows += [(pause.year_be, None, pause) for pause in shelf.suspended]
        rows.sort(key=lambda row: -row[0])
        shelves.append((shelf, [(year, year - dates.ERA, one, pause) for year, one, pause in rows]))
    return render(request, "lertrat/public/rules_years.html", {"shelves": shelves})


@public_page
def year(request: HttpRequest, code: str) -> HttpResponse:
    """One year at a glance."""
    found = catalogue.year(code)
    return render(request, "lertrat/public/rules.html", glance(found.pack, found.edition, code))


@public_page
def year_type(request: HttpRequest, code: str, type_id: str) -> HttpResponse:
    """One award type of one year."""
    found = catalogue.year(code)
    kind = found.pack.types.get(type_id)
    if kind is None:
        raise Http404
    return render(request, "lertrat/public/rules_type.html", one_type(found.pack, kind, found.edition, code))


@public_page
def changes(request: HttpRequest, code: str) -> HttpResponse:
    """What changed in a year, rule by rule, against the year before it or another one (`?from=`)."""
    found = catalogue.year(code)
    others = catalogue.others(found)
    asked = request.GET.get("from", "")
    earlier = [one for one in others if one.year_be < found.year_be]
    other = next((one for one in others if one.code == asked), earlier[0] if earlier else None)
    rows = catalogue.changes(other.pack, found.pack) if other else []
    told, untold = ([row for row in rows if (row.kind == "unknown") == silent] for silent in (False, True))
    context = {
        "code": code, "year_be": found.year_be, "year": found.year_be - dates.ERA, "pack": found.pack, "other": other,
        "other_ce": other.year_be - dates.ERA if other else None, "others": others, "parts": _parts(told), "untold": _parts(untold),
        "count": len(told), "untold_count": len(untold),
    }  # fmt: skip
    return render(request, "lertrat/public/rules_changes.html", context)


def _parts(rows: list[RuleChange]) -> list[tuple[Text, list[dict[str, object]]]]:
    """The changes by award type or part of the rules."""
    place = {words: n for n, words in reversed(list(enumerate(_part(row).th for row in rows)))}
    rows = sorted(rows, key=lambda row: place[_part(row).th])
    return [(words, [_row(row) for row in group]) for words, group in groupby(rows, key=_part)]


def _part(row: RuleChange) -> Text:
    th, en = row.name.th.split(" › ")[0], row.name.en.split(" › ")[0]
    return Text(th=th, en=en)


def _row(row: RuleChange) -> dict[str, object]:
    lang = "en" if ui.english() else "th"
    return {
        "id": row.rule.replace("/", "-"), "name": row.name, "kind": KINDS[row.kind], "changed": row.kind == "changed",
        "before": row.before.says(lang) if row.before else "", "after": row.after.says(lang) if row.after else "",
        "before_citations": row.before_citations, "after_citations": row.after_citations, "words": row.words,
    }  # fmt: skip


def guide(request: HttpRequest, code: str) -> HttpResponse:
    """The applicants' guide of a year. Set on first asking and then kept as a file, so no page cache holds it."""
    found = catalogue.year(code)
    language = "en" if ui.english() else "th"
    response = HttpResponse(catalogue.guide_pdf(found, language), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="guide-{found.code}-{language}.pdf"'
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
