"""The permanent register: works with what they grew out of, and agencies with what they won."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lertrat.agencies import queries as agency_register
from lertrat.agencies.queries import AgencyFilter
from lertrat.agencies.states import KINDS, alias_kind_name
from lertrat.catalogue import queries as catalogue
from lertrat.web import ui
from lertrat.web.public import lists, shown
from lertrat.web.public_page import public_page
from lertrat.works import queries as works
from lertrat.works.queries import WorkFilter


def _tabs(current: str) -> list[ui.Link]:
    return [
        ui.Link(ui.say("ผลงาน", "Works"), reverse("register"), current == "register"),
        ui.Link(ui.say("หน่วยงาน", "Agencies"), reverse("agencies"), current == "agencies"),
    ]


def _provinces() -> list[ui.Option]:
    return [
        ui.Option(one.code, ui.say(one.name_th, one.name_en))
        for one in agency_register.provinces(fictitious=True)
    ]


@public_page
def register(request: HttpRequest) -> HttpResponse:
    """Works in dictionary order, by words, province, and whether an award is known."""
    asked = lists.asked(request, "province", "awarded")
    awarded = {"yes": True, "no": False}.get(asked.values.get("awarded", ""))
    wanted = WorkFilter(q=asked.q, province=asked.values.get("province", ""), awarded=awarded)
    page = works.work_page(wanted, cursor=asked.cursor)
    filters = [
        lists.select(asked, "province", ui.say("จังหวัด", "Province"), ui.say("ทุกจังหวัด", "Any province"), _provinces()),
        lists.select(
            asked, "awarded", ui.say("รางวัล", "Award"), ui.say("ทั้งหมด", "All works"),
            [ui.Option("yes", ui.say("ได้รับรางวัลแล้ว", "With an award")), ui.Option("no", ui.say("ไม่พบว่าได้รับรางวัล", "No award known"))],
        ),
    ]  # fmt: skip
    context = {
        "tabs": _tabs("register"),
        "asked": asked,
        "filters": filters,
        "chosen": asked.chosen(filters),
        "rows": [
            {
                "title": shown.words(work.title_th, work.title_en),
                "url": reverse("work", args=[work.ref]),
                "agency": shown.words(work.agency.name_th, work.agency.name_en)
                if work.agency
                else shown.words(work.agency_text),
                "agency_url": reverse("agency", args=[work.agency.code]) if work.agency else "",
                "province": shown.province(work),
                "fictitious": work.fictitious,
            }
            for work in page.rows
        ],
        "before": page.previous,
        "after": page.next,
    }
    return render(request, "lertrat/public/register.html", context)


@public_page
def work(request: HttpRequest, ref: str) -> HttpResponse:
    """One work: its awards, its line, who took it up, and every source that tells of it."""
    story = catalogue.work(ref)
    found = story.work
    context = {
        "work": found,
        "title": shown.words(found.title_th, found.title_en),
        "agency": shown.words(found.agency.name_th, found.agency.name_en)
        if found.agency
        else shown.words(found.agency_text),
        "agency_url": reverse("agency", args=[found.agency.code]) if found.agency else "",
        "province": shown.province(found),
        "awards": [shown.won(award) for award in story.awards],
        "lineage": shown.lineage(story),
        "sources": shown.told(story.sources),
    }
    return render(request, "lertrat/public/work.html", context)


@public_page
def agencies(request: HttpRequest) -> HttpResponse:
    """The register of agencies in dictionary order, by words, kind and province."""
    asked = lists.asked(request, "kind", "province")
    wanted = AgencyFilter(
        q=asked.q, kind=asked.values.get("kind", ""), province=asked.values.get("province", "")
    )
    page = agency_register.listing(wanted, cursor=asked.cursor)
    kinds = [ui.Option(kind, shown.agency_kind(kind)) for kind in KINDS]
    filters = [
        lists.select(asked, "kind", ui.say("ประเภทหน่วยงาน", "Kind"), ui.say("ทุกประเภท", "Any kind"), kinds),
        lists.select(asked, "province", ui.say("จังหวัด", "Province"), ui.say("ทุกจังหวัด", "Any province"), _provinces()),
    ]  # fmt: skip
    context = {
        "tabs": _tabs("agencies"),
        "asked": asked,
        "filters": filters,
        "chosen": asked.chosen(filters),
        "count": agency_register.count(wanted),
        "rows": [
            {
                "name": shown.words(one.name_th, one.name_en),
                "url": reverse("agency", args=[one.code]),
                "kind": shown.agency_kind(one.kind),
                "parent": shown.words(one.parent.name_th, one.parent.name_en) if one.parent else None,
                "province": shown.province(one),
                "fictitious": one.fictitious,
            }
            for one in page.rows
        ],
        "before": page.previous,
        "after": page.next,
    }
    return render(request, "lertrat/public/agencies.html", context)


@public_page
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """One agency: where it belongs, its names, what it won, its works. What it applied for is nobody else's matter."""
    page = catalogue.agency_page(code)
    found = page.agency

    def link(title: shown.Words, route: str, key: str) -> tuple[shown.Words, str]:
        return title, reverse(route, args=[key])

    context = {
        "agency": found,
        "name": shown.words(found.name_th, found.name_en),
        "kind": shown.agency_kind(found.kind),
        "province": shown.province(found),
        "source": shown.cited(found.source),
        "above": [link(shown.words(one.name_th, one.name_en), "agency", one.code) for one in page.above],
        "children": [link(shown.words(one.name_th, one.name_en), "agency", one.code) for one in page.children],
        "names": [
            (one.name, alias_kind_name(one.kind, "en" if ui.english() else "th"), shown.cited(one.source))
            for one in page.other_names
        ],
        "awards": [shown.won(award, of_agency=True) for award in page.awards],
        "works": [link(shown.words(one.title_th, one.title_en), "work", one.ref) for one in page.works],
    }  # fmt: skip
    return render(request, "lertrat/public/agency.html", context)
