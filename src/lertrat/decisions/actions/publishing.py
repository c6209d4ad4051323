"""The one moment: decisions become awards in one transaction, at their hour or later, never partly."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from lertrat.applications.models import Submission
from lertrat.committees.models import Resolution
from lertrat.decisions import conferring
from lertrat.decisions.models import Decision, HonourDecision, Publication
from lertrat.decisions.permits import may
from lertrat.kernel import clock, dates
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.records.actions import append

logger = logging.getLogger(__name__)


def schedule_publication(
    *, edition: Edition, at: datetime, resolution: Resolution | None = None, by: Person
) -> Publication:
    """Set the hour at which everything decided by then is published. `resolution`: what it rests on, where one was made.

    A second schedule is refused while one stands; cancel that first. The worker publishes at the hour.
    """
    may(by, "publish", edition).require()
    if resolution is not None and resolution.outcome != "approved":
        raise Refusal("not-approved", "มติที่อ้างไม่ได้เห็นชอบ", "The resolution named did not approve.")
    if resolution is not None and resolution.item.meeting.edition_id not in (None, edition.pk):
        raise Refusal("wrong-edition", "มติที่อ้างเป็นของปีอื่น", "The resolution named is about another edition.")
    with transaction.atomic():
        Edition.objects.select_for_update().get(pk=edition.pk)
        standing = Publication.objects.filter(edition=edition, state="scheduled").first()
        if standing is not None:
            raise Refusal(
                "scheduled-already",
                f"กำหนดประกาศผลไว้แล้ว {dates.thai_datetime(standing.scheduled_at)} หากต้องการเปลี่ยนให้ยกเลิกก่อน",
                "A publication is scheduled already; cancel it first.",
            )
        made = Publication.objects.create(
            edition=edition, scheduled_at=at, resolution=resolution, scheduled_by=by
        )
        append("publication.scheduled", obj=made, by=by, edition_id=edition.pk)
    return made


def cancel_publication(*, publication: Publication, reason: str, by: Person) -> Publication:
    """Take a scheduled hour back, with the reason."""
    may(by, "publish", publication.edition).require()
    if not reason.strip():
        raise Refusal("reason-needed", "กรุณาระบุเหตุผล", "Give the reason.")
    with transaction.atomic():
        Edition.objects.select_for_update().get(pk=publication.edition_id)
        held = Publication.objects.select_for_update().get(pk=publication.pk)
        if held.state != "scheduled":
            raise Refusal(
                "publication-state",
                "การประกาศนี้เผยแพร่หรือยกเลิกไปแล้ว",
                "This was published or cancelled already.",
            )
        held.state, held.ended_reason = "cancelled", reason.strip()[:300]
        held.save(update_fields=["state", "ended_reason"])
        append("publication.cancelled", obj=held, by=by, edition_id=held.edition_id)
    return held


def publish_due(now: datetime | None = None) -> int:
    """Publish whatever is due; how many. One that cannot be published yet (something undecided) waits, whole."""
    moment = now or clock.now()
    done = 0
    for publication in Publication.objects.filter(state="scheduled", scheduled_at__lte=moment).order_by("id"):
        try:
            publish(publication=publication)
        except Refusal as refusal:
            logger.warning("publication %s waits: %s", publication.pk, refusal.en)
        else:
            done += 1
    return done


def publish(*, publication: Publication) -> Publication:
    """Confer every decided award of the edition, in one transaction. Publishing what is published changes nothing.

    Refuses before the hour ("not-yet") and while a result is neither decided nor expressly left out ("undecided").
    """
    with transaction.atomic():
        edition = Edition.objects.select_for_update(of=("self",)).select_related("programme", "pack_version").get(
            pk=publication.edition_id
        )  # fmt: skip
        held = Publication.objects.select_for_update().get(pk=publication.pk)
        if held.state == "published":
            return held
        _ready(held)
        decisions = list(
            live(Decision.objects.select_for_update(of=("self",)).filter(edition=edition, state="decided"))
            .select_related("application__agency__province", "application__work", "resolution")
            .order_by("pk")
        )
        honours = list(
            HonourDecision.objects.select_for_update(of=("self",))
            .filter(edition=edition, state="decided")
            .select_related("agency__province", "resolution")
            .order_by("pk")
        )
        number = edition.publication_number + 1
        held.published_at, held.number = clock.now(), number
        held.awards = conferring.confer(edition, held, decisions, honours)
        Decision.objects.filter(pk__in=[d.pk for d in decisions]).update(state="published")
        HonourDecision.objects.filter(pk__in=[h.pk for h in honours]).update(state="published")
        edition.publication_number = number
        edition.save(update_fields=["publication_number"])
        held.state = "published"
        held.save()
        append(
            "publication.published",
            obj=held,
            by=None,
            edition_id=edition.pk,
            number=number,
            awards=held.awards,
        )
    return held


def _ready(held: Publication) -> None:
    if held.state != "scheduled":
        raise Refusal("publication-state", "การประกาศนี้ถูกยกเลิกแล้ว", "This publication was cancelled.")
    if clock.now() < held.scheduled_at:
        raise Refusal("not-yet", "ยังไม่ถึงเวลาประกาศ", "The hour has not come yet.")
    waiting = undecided(held.edition_id).count() + undecided_honours(held.edition_id).count()
    if waiting:
        raise Refusal(
            "undecided",
            f"ยังมี {waiting} เรื่องที่ไม่มีมติและไม่ได้กันไว้ประกาศภายหลัง จึงยังไม่ประกาศผลใด ๆ",
            f"{waiting} results are neither decided nor left for later; nothing is published.",
        )


def live(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    """Decisions whose application has not been withdrawn."""
    return rows.filter(
        Exists(Submission.objects.filter(application_id=OuterRef("application_id"), live=True))
    )


def undecided(edition_id: int) -> QuerySet[Decision]:
    """What holds a publication up: running applications with a result that is neither decided nor left out."""
    return live(
        Decision.objects.filter(edition_id=edition_id, state__in=["proposed", "tabled"], left_out=False)
    )


def undecided_honours(edition_id: int) -> QuerySet[HonourDecision]:
    """Honours that are due by rule, or tabled, and neither decided nor left out."""
    rows = HonourDecision.objects.filter(edition_id=edition_id, left_out=False)
    return rows.filter(state="tabled") | rows.filter(state="proposed", verdict="yes")
