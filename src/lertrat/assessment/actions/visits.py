"""Site visits: appointed for whoever passed the step before, then confirmed or not. A visit gives no score."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lertrat.applications.models import Application
from lertrat.assessment import validators
from lertrat.assessment.models import StepResult, Visit, VisitMember
from lertrat.assessment.permits import judge, may
from lertrat.assessment.rules import SUBMISSION_WIDE
from lertrat.assessment.states import VISIT_MODES, VISIT_OUTCOMES
from lertrat.conflicts.door import doors
from lertrat.kernel import clock, thai
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.programmes.queries import pack_by_id
from lertrat.records.actions import append


def passed_before_visit(application: Application) -> StepResult:
    """The result that opens the visit. Refuses types without a visit, and who did not pass the step before it."""
    pack = pack_by_id(application.pack_version_id, application.pack_version.sha256)
    visit = next((step for step in pack.type(application.type_id).steps if step.kind == "visit"), None)
    if visit is None:
        raise Refusal("no-visit", "ประเภทนี้ไม่มีการตรวจในพื้นที่", "This type has no site visit.")
    result = (
        StepResult.objects.filter(
            submission__application=application,
            submission__live=True,
            step=visit.opens_after or visit.number - 1,
        )
        .select_related("submission__application")
        .defer(*SUBMISSION_WIDE)
        .first()
    )
    if result is None or result.gate != "passed":
        raise Refusal(
            "gate-not-passed", "ยังไม่ผ่านเกณฑ์ของขั้นก่อนหน้า จึงยังไม่ตรวจในพื้นที่", "The step before was not passed."
        )
    return result


def appoint_visit(
    *,
    application: Application,
    planned_at: datetime,
    mode: str,
    place: str = "",
    team: Iterable[Person],
    leader: Person | None = None,
    by: Person,
) -> Visit:
    """Appoint a visit, or appoint it anew while nothing is recorded. Everybody on the team must pass the door."""
    may(by, "office", application).require()
    people = list({person.pk: person for person in team}.values())
    if mode not in dict(VISIT_MODES):
        raise Refusal("visit-mode", "กรุณาเลือกวิธีตรวจ", "Choose how the visit is made.")
    if not people or (leader is not None and leader.pk not in {person.pk for person in people}):
        raise Refusal("visit-team", "กรุณาระบุคณะผู้ตรวจและหัวหน้าคณะ", "Name the team and who leads it.")
    with transaction.atomic():
        Application.objects.select_for_update(no_key=True).get(pk=application.pk)
        result = passed_before_visit(application)
        _refuse_tied(result, people)
        visit = Visit.objects.filter(application=application).first()
        if visit is not None and visit.outcome:
            raise Refusal("visit-recorded", "บันทึกผลการตรวจไปแล้ว", "The visit's outcome is recorded already.")
        values = {
            "submission": result.submission, "planned_at": planned_at, "mode": mode,
            "place": thai.normalise(place).strip()[:300],
        }  # fmt: skip
        visit, _ = Visit.objects.update_or_create(application=application, defaults=values)
        VisitMember.objects.filter(visit=visit).delete()
        head = (leader or people[0]).pk
        VisitMember.objects.bulk_create(
            [VisitMember(visit=visit, person=person, leader=person.pk == head) for person in people]
        )
        append(
            "visit.appointed", obj=visit, by=by, edition_id=application.edition_id, application=application.pk
        )
    return visit


def _refuse_tied(result: StepResult, people: list[Person]) -> None:
    opened = doors([person.pk for person in people], result.submission.edition)
    shut = [
        f"{person.full_name} ({permit.th})"
        for person in people
        if not (permit := judge(opened[person.pk], result.submission))
    ]
    if shut:
        raise Refusal(
            "team-tied", "ร่วมคณะตรวจไม่ได้: " + " · ".join(shut), "May not be on the team: " + " · ".join(shut)
        )


def record_visit(*, visit: Visit, outcome: str, reason: str, by: Person) -> Visit:
    """What the visit found: "confirmed" or "not_confirmed", with its reason, once. Refuses while a team member's door is shut."""
    may(by, "confirm", visit).require()
    if outcome not in dict(VISIT_OUTCOMES):
        raise Refusal("visit-outcome", "กรุณาเลือกว่ายืนยันผลหรือไม่", "Choose whether the result is confirmed.")
    words = validators.reason(reason)
    with transaction.atomic():
        application = Application.objects.select_for_update(no_key=True).get(pk=visit.application_id)
        held = Visit.objects.select_for_update().get(pk=visit.pk)
        if held.outcome:
            raise Refusal("visit-recorded", "บันทึกผลการตรวจไปแล้ว", "The visit's outcome is recorded already.")
        result = passed_before_visit(application)
        _refuse_tied(result, [member.person for member in held.team.select_related("person").order_by("pk")])
        held.outcome, held.reason, held.recorded_at, held.recorded_by = outcome, words, clock.now(), by
        held.save(update_fields=["outcome", "reason", "recorded_at", "recorded_by"])
        append(
            "visit.recorded", obj=held, by=by, edition_id=application.edition_id, application=application.pk,
            outcome=outcome,
        )  # fmt: skip
    return held
