"""Published results: the list of awards, one award, a year's results, and the page a certificate's code leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lertrat.catalogue import queries as catalogue
from lertrat.catalogue.queries import AwardFilter
from lertrat.decisions import queries as decisions
from lertrat.kernel import dates
from lertrat.kernel.errors import NotFound
from lertrat.programmes.states import MAIN
from lertrat.web import ui
from lertrat.web.public import lists, shown
from lertrat.web.public.lists import Asked
from lertrat.web.public_page import public_page

if TYPE_CHECKING:
    from lertrat.programmes.models import Edition
    from lertrat.works.models import Award

FILTERS = ("programme", "year", "branch", "type", "level", "province")


def wanted(asked: Asked) -> AwardFilter:
    """The filter of the register that fits what stands in the address."""
    given = asked.values
    return AwardFilter(
        q=asked.q, programme=given.get("programme", ""), year=lists.year(given.get("year", "")), branch=given.get("branch", ""),
        type_id=given.get("type", ""), level=given.get("level", ""), province=given.get("province", ""),
    )  # fmt: skip


@public_page
def results(request: HttpRequest) -> HttpResponse:
    """Awards, newest first, with filters and words; at the head the years that were published here."""
    asked = lists.asked(request, *FILTERS)
    found = catalogue.awards(wanted(asked), cursor=asked.cursor)
    filters = _filters(asked)
    context = {
        "asked": asked,
        "filters": filters,
        "chosen": asked.chosen(filters),
        "rows": [shown.won(award) for award in found.rows],
        "count": found.count,
        "more": found.more,
        "before": found.previous,
        "after": found.next,
        "editions": [
            {
                "url": reverse("results-year", args=[edition.programme.code, edition.year_be]),
                "name": _year_name(edition),
            }
            for edition in catalogue.editions_with_results()
        ],
    }
    return render(request, "lertrat/public/results.html", context)


def _filters(asked: Asked) -> list[ui.FieldView]:
    facets = catalogue.facets()
    parts = (
        *(
            (("programme", ("รางวัล", "Award"), ("ทุกรางวัล", "Any award"), facets.programmes),)
            if len(facets.programmes) > 1 or "programme" in asked.values
            else ()
        ),
        ("year", ("ปี", "Year"), ("ทุกปี", "Any year"), facets.years),
        ("branch", ("สาขา", "Branch"), ("ทุกสาขา", "Any branch"), facets.branches),
        ("type", ("ประเภท", "Type"), ("ทุกประเภท", "Any type"), facets.types),
        ("level", ("ระดับ", "Level"), ("ทุกระดับ", "Any level"), facets.levels),
        ("province", ("จังหวัด", "Province"), ("ทุกจังหวัด", "Any province"), facets.provinces),
    )
    return [
        lists.select(asked, name, ui.say(*label), ui.say(*every), lists.counted(options))
        for name, label, every, options in parts
    ]


@public_page
def award(request: HttpRequest, ref: str) -> HttpResponse:
    """One award: who received it for what, every source that tells of it, what the work grew out of, the certificate."""
    page = catalogue.award(ref)
    found = page.award
    line = shown.won(found)
    certificate = page.certificate
    context = {
        "award": found,
        "line": line,
        "ceremony": found.edition_id is not None or found.is_honour,
        "printed_level": "" if ui.LEVELS.get(found.level, ("",))[0] == found.level_text else found.level_text,
        "joint": [(shown.words(a.name_th, a.name_en), reverse("agency", args=[a.code])) for a in page.joint],
        "agency": shown.words(found.agency.name_th, found.agency.name_en) if found.agency else None,
        "agency_url": reverse("agency", args=[found.agency.code]) if found.agency else "",
        "sources": shown.told(page.sources),
        "story": page.story,
        "story_url": reverse("work", args=[page.story.work.ref]) if page.story else "",
        "lineage": shown.lineage(page.story) if page.story else None,
        "certificate": certificate,
        "check_url": reverse("certificate-check", args=[certificate.token]) if certificate else "",
        "others": [shown.won(other, of_agency=True) for other in page.others],
    }
    return render(request, "lertrat/public/award.html", context)


def _year_name(edition: Edition) -> str:
    held = edition.programme
    return ui.say(
        f"ผล{held.name_th} ประจำปี พ.ศ. {edition.year_be}",
        f"{held.name_en} {edition.year_be - dates.ERA}: the results",
    )


NO_RESULTS = NotFound(
    "no-results", "ยังไม่มีผลรางวัลของปีนี้ในระบบนี้", "No results of this year were published here."
)


def year_alone(request: HttpRequest, year_be: int) -> HttpResponse:
    """The address of before there were several programmes: on to the main programme's results of that year."""
    if not any(
        one.year_be == year_be and one.programme.code == MAIN for one in catalogue.editions_with_results()
    ):
        raise NO_RESULTS
    return redirect("results-year", MAIN, year_be)


@public_page
def year(request: HttpRequest, programme: str, year_be: int) -> HttpResponse:
    """The results of one programme's year as they were published: honours first, then branch by branch. 404 until something is
    published."""
    held = catalogue.editions_with_results()
    edition = next((one for one in held if (one.programme.code, one.year_be) == (programme, year_be)), None)
    if edition is None:
        raise NO_RESULTS
    found = catalogue.results_of_edition(edition)
    context = {
        "edition": edition,
        "year": edition.year_be - dates.ERA,
        "title": _year_name(edition),
        "heading": ui.say(f"ผล{edition.programme.name_th}", f"{edition.programme.name_en}: the results"),
        "published_at": found.published_at,
        "count": found.count,
        "assumed": found.assumed,
        "fictitious": any(award.fictitious for award in _all(found)),
        "honours": [shown.won(award) for award in found.honours],
        "branches": [
            {
                "id": branch.branch, "name": ui.say(branch.name_th, branch.name_en), "count": branch.count,
                "types": [
                    (ui.say(one.name_th, one.name_en), reverse("rules-year-type", args=[edition.code, one.type_id]),
                     [shown.won(award) for award in one.awards])
                    for one in branch.types
                ],
            }
            for branch in found.branches
        ],
        "query": (query := f"?programme={edition.programme.code}&year={edition.year_be}"),
        "list_url": f"{reverse('results')}{query}",
    }  # fmt: skip
    return render(request, "lertrat/public/results_year.html", context)


def _all(found: catalogue.Results) -> list[Award]:
    return [*found.honours, *(a for b in found.branches for one in b.types for a in one.awards)]


@public_page
def certificate_check(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the code printed on a certificate: that it is genuine, and what it says."""
    found = catalogue.certificate(token)
    context = {
        "certificate": found,
        "award": found.award,
        "line": shown.won(found.award),
        "award_url": reverse("award", args=[found.award.ref]),
        "pdf_url": reverse("certificate-pdf", args=[found.token]),
    }
    return render(request, "lertrat/public/certificate.html", context)


def certificate_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The certificate as it was issued. Set on first asking and then kept as a file, so no page cache holds it."""
    found = catalogue.certificate(token)
    response = HttpResponse(decisions.certificate_pdf(found), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return response
