"""What the programme's side does to an application: open a later step's intake, establish facts."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from lertrat.applications.models import Application, OfficerFact, Stage, Submission
from lertrat.applications.permits import may
from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.programmes.queries import pack_by_id
from lertrat.records.actions import append


def open_stage(*, application: Application, step: int, by: Person | None) -> Stage:
    """Open a later step's intake. Called by the room that knows the step before was passed; opening twice changes nothing."""
    with transaction.atomic():
        Application.objects.select_for_update().get(pk=application.pk)
        moment = clock.now()
        made, fresh = Stage.objects.get_or_create(
            application=application,
            step=step,
            defaults={"state": "draft", "opened_at": moment, "touched_at": moment},
        )
        if fresh:
            append(
                "stage.opened",
                obj=made,
                by=by,
                edition_id=application.edition_id,
                application=application.pk,
                step=step,
            )
    return made


def mark_screened(submission: Submission) -> None:
    """An officer has decided on the submission's eligibility. For the room that writes that decision, in its transaction and
    with the submission's row held; the record is that room's."""
    Submission.objects.filter(pk=submission.pk).update(screened=True)


def establish(
    *, application: Application, fact: str, value: Any, reason: str, source: str, by: Person
) -> OfficerFact:
    """An officer establishes a fact that no applicant may tick, with reason and source; a later one stands in its place."""
    may(by, "office", application).require()
    pack = pack_by_id(application.pack_version_id, application.pack_version.sha256)
    spec = pack.facts.get(fact)
    if spec is None or spec.who == "applicant":
        raise Refusal(
            "not-officer-fact",
            "ข้อเท็จจริงนี้ไม่ใช่เรื่องที่เจ้าหน้าที่บันทึก",
            "This is not a fact for the office to establish.",
        )
    if not reason.strip() or not source.strip():
        raise Refusal("reason-source", "กรุณาระบุทั้งเหตุผลและแหล่งที่มา", "Give both the reason and the source.")
    with transaction.atomic():
        Application.objects.select_for_update().get(pk=application.pk)
        made = OfficerFact.objects.create(
            application=application, fact=fact, value=value, reason=reason.strip()[:400], source=source.strip()[:400],
            at=clock.now(), by=by,
        )  # fmt: skip
        append(
            "fact.established",
            obj=made,
            by=by,
            edition_id=application.edition_id,
            application=application.pk,
            fact=fact,
        )
    return made
