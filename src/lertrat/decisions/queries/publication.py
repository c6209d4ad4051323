"""How far a year's publication is, what holds it up, and the certificates it made."""

from __future__ import annotations

from dataclasses import dataclass

from lertrat.agencies import queries as agencies
from lertrat.applications.models import Application
from lertrat.committees.models import Resolution
from lertrat.decisions.actions.publishing import live, undecided, undecided_honours
from lertrat.decisions.models import Certificate, Decision, HonourDecision, Publication
from lertrat.decisions.permits import may
from lertrat.decisions.results import standings
from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound
from lertrat.people.models import Person
from lertrat.programmes.models import Edition


@dataclass(frozen=True, slots=True)
class PublicationStatus:
    """What an officer sees before the hour. `blocks` holds it up; `waiting` are applications without a result yet."""

    edition: Edition
    scheduled: Publication | None
    published: list[Publication]
    decided: int
    decided_honours: int
    blocks: list[Decision]
    honour_blocks: list[HonourDecision]
    left_out: int
    waiting: int
    overdue: bool

    @property
    def ready(self) -> bool:
        """Whether nothing holds a publication up."""
        return not self.blocks and not self.honour_blocks


def publication_status(person: Person, edition: Edition) -> PublicationStatus:
    """The state of an edition's publication, for its officers. Raises NotFound for everybody else."""
    if not may(person, "publish", edition):
        raise NotFound("no-publication", "ไม่พบหน้านี้", "There is no such page.")
    scheduled = (
        Publication.objects.filter(edition=edition, state="scheduled")
        .select_related("scheduled_by", "resolution")
        .first()
    )
    done = Publication.objects.filter(edition=edition, state="published").order_by("-number")
    proposed = set(Decision.objects.filter(edition=edition).values_list("application_id", flat=True))
    waiting = [s for s in standings(edition) if s.state != "out" and s.application.pk not in proposed]
    return PublicationStatus(
        edition=edition,
        scheduled=scheduled,
        published=list(done),
        decided=live(Decision.objects.filter(edition=edition, state="decided")).count(),
        decided_honours=HonourDecision.objects.filter(edition=edition, state="decided").count(),
        blocks=list(
            undecided(edition.pk).select_related("application", "agency").order_by("type_id", "id")[:200]
        ),
        honour_blocks=list(undecided_honours(edition.pk).select_related("agency").order_by("id")[:200]),
        left_out=Decision.objects.filter(
            edition=edition, left_out=True, state__in=["proposed", "tabled"]
        ).count(),
        waiting=len(waiting),
        overdue=scheduled is not None and scheduled.scheduled_at <= clock.now(),
    )


def eligible_resolutions(person: Person, edition: Edition) -> list[Resolution]:
    """Resolutions of the Commission's meetings for this edition that a publication may rest on, newest first."""
    if not may(person, "publish", edition):
        raise NotFound("no-publication", "ไม่พบหน้านี้", "There is no such page.")
    return list(
        Resolution.objects.filter(
            item__meeting__edition_id=edition.pk,
            item__meeting__committee__kind="commission",
            outcome="approved",
        )
        .select_related("item__meeting__committee")
        .order_by("-resolved_at")[:100]
    )


def certificate_by_token(token: str) -> Certificate:
    """The certificate behind the code printed on it. Raises NotFound."""
    found = (
        Certificate.objects.select_related("award__agency", "award__work", "award__edition")
        .filter(token=token[:64])
        .first()
    )
    if found is None:
        raise NotFound("no-certificate", "ไม่พบเกียรติบัตรที่ตรงกับรหัสนี้", "No certificate fits this code.")
    return found


def certificates_of(application: Application) -> list[Certificate]:
    """The certificates an application received; none before publication."""
    return list(Certificate.objects.filter(application=application).select_related("award").order_by("pk"))


def own_results(person: Person, edition: Edition) -> dict[int, Decision]:
    """Application id → published result, for the agencies the person acts for. Nothing before publication."""
    rows = Decision.objects.filter(
        edition=edition, state="published", application__agency_id__in=agencies.agency_ids_of(person.pk)
    ).select_related("application")
    return {d.application_id: d for d in rows}
