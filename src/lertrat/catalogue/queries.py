"""What the public may read: published awards, works and agencies, the year's rules and dates, open data.

Everything here comes from the register of works and from sealed rules. What is not published is in neither, so there is
nothing to hide and nothing to filter.
"""

from __future__ import annotations

from lertrat.catalogue.downloads import COLUMNS, Dataset, awards_csv, awards_json, metadata
from lertrat.catalogue.lists import COUNT_TO, Awards, Facets, Option, awards, facets, suggestions
from lertrat.catalogue.names import award_name, recipient_name
from lertrat.catalogue.pages import (
    AgencyPage,
    AwardPage,
    BranchResults,
    Figures,
    Front,
    Results,
    TypeResults,
    agency_page,
    award,
    certificate,
    editions_with_results,
    figures,
    front,
    latest_cases,
    results_of_edition,
    work,
)
from lertrat.catalogue.rules import ConditionShown, Rules, TypeShown, YearEvent, rules, year_line
from lertrat.catalogue.years import News, Shelf, Year, changes, guide_pdf, news, others, shelves, year
from lertrat.works.queries import AwardFilter

__all__ = [
    "COLUMNS",
    "COUNT_TO",
    "AgencyPage",
    "AwardFilter",
    "AwardPage",
    "Awards",
    "BranchResults",
    "ConditionShown",
    "Dataset",
    "Facets",
    "News",
    "Figures",
    "Front",
    "Option",
    "Results",
    "Rules",
    "Shelf",
    "TypeResults",
    "TypeShown",
    "Year",
    "YearEvent",
    "agency_page",
    "award",
    "award_name",
    "awards",
    "awards_csv",
    "awards_json",
    "certificate",
    "changes",
    "editions_with_results",
    "facets",
    "figures",
    "front",
    "guide_pdf",
    "latest_cases",
    "metadata",
    "news",
    "others",
    "recipient_name",
    "results_of_edition",
    "rules",
    "shelves",
    "suggestions",
    "work",
    "year",
    "year_line",
]
