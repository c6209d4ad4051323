"""What an agency reads of its own results, once they are announced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lertrat.agencies import queries as agencies
from lertrat.applications.models import Application
from lertrat.decisions.models import Decision, HonourDecision
from lertrat.decisions.queries.honours import HonourRow, honour_row
from lertrat.people.models import Person


@dataclass(frozen=True, slots=True)
class OwnResult:
    """The announced outcome of an application and its reason, and the agency's honours: those it has, and those it has not
    with what they lack."""

    outcome: str
    level: str
    reason: str
    honours: tuple[HonourRow, ...]


def own_result(person: Person, application: Application) -> OwnResult | None:
    """The result of one of the person's applications; None before the announcement, and to anybody else. Two queries.

    `application` with its edition, programme and pack version selected.
    """
    if not application.edition.publication_number:
        return None
    mine = agencies.agency_ids_of(person.pk)
    found = Decision.objects.filter(
        application_id=application.pk, state="published", application__agency_id__in=mine
    ).first()
    if found is None:
        return None
    rows = HonourDecision.objects.filter(edition_id=application.edition_id, agency_id=application.agency_id)
    said = [
        row
        for row in (honour_row(application.edition, one) for one in rows.order_by("honour"))
        if row.honour.state == "published" or (row.honour.verdict != "yes" and not row.by_hand)
    ]
    return OwnResult(found.outcome, found.level, found.reason, tuple(said))


def own_results(person: Person, applications: Iterable[Application]) -> dict[int, Decision]:
    """Application id → announced result, for the person's own; one query, none before any announcement."""
    told = [one.pk for one in applications if one.edition.publication_number]
    if not told:
        return {}
    mine = agencies.agency_ids_of(person.pk)
    rows = Decision.objects.filter(
        application_id__in=told, state="published", application__agency_id__in=mine
    )
    return {one.application_id: one for one in rows}
