"""What a department decides about its own works before they are sent: a day, and who reads them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from lertrat.agencies import queries as agencies
from lertrat.applications.models import Application, InternalPlan, Stage
from lertrat.applications.permits import may
from lertrat.kernel import clock, thai
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.programmes.queries import closing
from lertrat.records.actions import append

REMINDED = timedelta(days=3)


def plan_inside(
    *, application: Application, due_at: datetime | None, reviewer: Person | None, note: str = "", by: Person
) -> InternalPlan:
    """Set the internal deadline and reviewer of a work; None takes either away.

    Refuses a day that has passed or lies after the intake closes, and a reviewer who acts neither for the agency nor for one above it.
    """
    may(by, "plan", application).require()
    moment = clock.now()
    with transaction.atomic():
        held = Application.objects.select_for_update().get(pk=application.pk)
        plan = InternalPlan.objects.filter(application=held).first()
        if due_at is not None and (plan is None or plan.due_at != due_at):
            _check_day(held, due_at, moment)
        if reviewer is not None and not agencies.oversees(reviewer.pk, application.agency):
            raise Refusal(
                "reviewer-stranger",
                "ผู้อ่านตรวจต้องเป็นผู้แทนของหน่วยงานนี้หรือหน่วยงานต้นสังกัด",
                "The reviewer must act for this agency or for one above it.",
            )
        values = {
            "due_at": due_at, "reviewer": reviewer, "note": " ".join(thai.normalise(note).split())[:300],
            "set_at": moment, "set_by": by,
        }  # fmt: skip
        if plan is None or plan.due_at != due_at:
            values["reminded_at"] = None
        made, _ = InternalPlan.objects.update_or_create(application=held, defaults=values)
        append(
            "application.planned", obj=held, by=by, edition_id=held.edition_id,
            reviewer=reviewer.pk if reviewer else None,
        )  # fmt: skip
    return made


def _check_day(application: Application, due_at: datetime, moment: datetime) -> None:
    if due_at <= moment:
        raise Refusal("day-past", "กำหนดภายในต้องเป็นวันข้างหน้า", "The internal deadline must lie ahead.")
    last = max(Stage.objects.filter(application=application).values_list("step", flat=True))
    taken_in = closing(application.edition_id, application.type_id, last, application.agency_id)
    if taken_in is not None and due_at > taken_in.closes_at:
        raise Refusal(
            "day-late",
            "กำหนดภายในต้องไม่หลังเวลาปิดรับของโครงการ",
            "The internal deadline must not be later than the programme's closing time.",
        )


def remind_inside() -> int:
    """Record, once each, the works whose internal deadline is near and which are not sent; letters follow from the record."""
    now = clock.now()
    near = InternalPlan.objects.filter(
        due_at__gt=now, due_at__lte=now + REMINDED, reminded_at__isnull=True,
        application__stages__state__in=["draft", "awaiting", "approved"],
    ).distinct()  # fmt: skip
    done = 0
    for pk in list(near.values_list("pk", flat=True)):
        with transaction.atomic():
            plan = InternalPlan.objects.select_for_update().filter(pk=pk, reminded_at__isnull=True).first()
            if plan is None:
                continue
            InternalPlan.objects.filter(pk=pk).update(reminded_at=now)
            application = Application.objects.get(pk=plan.application_id)
            append("application.internal_due", obj=application, by=None, edition_id=application.edition_id)
            done += 1
    return done
