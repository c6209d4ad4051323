"""How far a year's publication is, what holds it up, and the certificates it made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from lertrat.applications.models import Application, Submission
from lertrat.applications.states import LIVE
from lertrat.assessment.models import Screening
from lertrat.committees.models import Resolution
from lertrat.decisions.actions.publishing import live, undecided, undecided_honours
from lertrat.decisions.models import Certificate, Decision, HonourDecision, Publication
from lertrat.decisions.permits import may
from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound
from lertrat.people.models import Person
from lertrat.programmes.models import Edition


@dataclass(frozen=True, slots=True)
class PublicationStatus:
    """What an officer sees before the hour. `blocks` holds it up; `later` was left for another one; `waiting` are applications without a result yet."""

    edition: Edition
    scheduled: Publication | None
    published: list[Publication]
    decided: int
    decided_honours: int
    blocks: list[Decision]
    honour_blocks: list[HonourDecision]
    later: list[Decision | HonourDecision]
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
    rows = Publication.objects.filter(edition=edition, state__in=["scheduled", "published"])
    held = list(rows.select_related("scheduled_by", "resolution__item").order_by("-number", "-id"))
    scheduled = next((each for each in held if each.state == "scheduled"), None)
    counts = _counts(edition)
    return PublicationStatus(
        edition=edition,
        scheduled=scheduled,
        published=[each for each in held if each.state == "published"],
        decided=counts["decided_now"],
        decided_honours=counts["honours_now"],
        blocks=list(
            undecided(edition.pk).select_related("application", "agency").order_by("type_id", "id")[:200]
        ),
        honour_blocks=list(undecided_honours(edition.pk).select_related("agency").order_by("id")[:200]),
        later=_left_for_later(edition) if counts["left_decisions"] or counts["left_honours"] else [],
        left_out=counts["left_decisions"] + counts["left_honours"],
        waiting=counts["waiting_now"],
        overdue=scheduled is not None and scheduled.scheduled_at <= clock.now(),
    )


OPEN = ("proposed", "tabled")


def _counts(edition: Edition) -> dict[str, int]:
    """The numbers of the status in one statement. What waits: running applications not screened out, without a result."""
    decisions, honours = (
        Decision.objects.filter(edition=edition),
        HonourDecision.objects.filter(edition=edition),
    )
    waiting = Submission.objects.filter(
        ~Exists(Decision.objects.filter(application=OuterRef("application"))),
        ~Exists(Screening.objects.filter(submission=OuterRef("pk"), outcome="failed")),
        edition=edition, step=1, **LIVE,
    )  # fmt: skip
    counted: dict[str, QuerySet[Any]] = {
        "decided_now": live(decisions.filter(state="decided")),
        "honours_now": honours.filter(state="decided"),
        "left_decisions": decisions.filter(left_out=True, state__in=OPEN),
        "left_honours": honours.filter(left_out=True, state__in=OPEN),
        "waiting_now": waiting,
    }
    found: Any = Edition.objects.filter(pk=edition.pk).values(
        **{name: _count(rows) for name, rows in counted.items()}
    )
    counts: dict[str, int] = found.get()
    return counts


def _count(rows: QuerySet[Any]) -> Coalesce:
    grouped = rows.order_by().annotate(whole=Value(1)).values("whole").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(grouped, output_field=IntegerField()), 0)


def _left_for_later(edition: Edition) -> list[Decision | HonourDecision]:
    """What was expressly left for a later publication and can be taken in again."""
    decisions = Decision.objects.filter(edition=edition, left_out=True, state__in=OPEN)
    honours = HonourDecision.objects.filter(edition=edition, left_out=True, state__in=OPEN)
    return [
        *decisions.select_related("application", "agency", "edition").order_by("type_id", "id")[:200],
        *honours.select_related("agency", "edition").order_by("id")[:200],
    ]


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
