"""Our letters: for each verb, who is told and with which values. Titles of works go to those who know them already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Q

from lertrat.agencies import queries as agencies
from lertrat.agencies.models import Membership
from lertrat.applications.models import Application, Approval, Stage, Submission
from lertrat.applications.states import LIVE
from lertrat.assessment.models import Assignment, Clarification, Screening, Visit
from lertrat.assessment.states import VISIT_MODES
from lertrat.decisions.models import Publication
from lertrat.kernel.dates import deadline_words, thai_date, thai_time
from lertrat.notices.letters import Letter, register
from lertrat.notices.models import OutboxMessage
from lertrat.people import queries as people
from lertrat.people.models import Person
from lertrat.programmes import queries as programmes
from lertrat.records.models import Record

# Assignments are made by the dozen; whoever was told within this time finds the others on the same page.
ONCE_WITHIN = timedelta(hours=12)


def link(path: str) -> str:
    """An address of this installation."""
    return f"{settings.LERTRAT_SITE.rstrip('/')}{path}"


def members(application: Application) -> list[Person]:
    """Who works on an application: everybody who acts for its agency now. Who began it and has left is told nothing more."""
    return list({one.person_id: one.person for one in agencies.members(application.agency)}.values())


def facts(application: Application, step: int = 1) -> dict[str, str]:
    """What every letter about an application says of it."""
    award = programmes.pack(application.pack_version).type(application.type_id)
    window = programmes.closing(application.edition_id, application.type_id, step, application.agency_id)
    return {
        "title": application.title,
        "type": award.name.th,
        "agency": application.agency.name_th,
        "ref": application.ref,
        "deadline": deadline_words(window.closes_at) if window else "ตามประกาศของโครงการ",
        "link": link(f"/apply/{application.ref}/step/{step}/"),
    }


def _application(pk: int) -> Application:
    return Application.objects.select_related("agency", "edition", "pack_version", "created_by").get(pk=pk)


def _stage(record: Record) -> Stage:
    return Stage.objects.select_related(
        "application__agency", "application__edition", "application__pack_version", "application__created_by"
    ).get(pk=record.object_id)


def _submission(pk: int) -> Submission:
    return Submission.objects.select_related(
        "application__agency", "application__edition", "application__pack_version", "application__created_by"
    ).get(pk=pk)


def _actor(record: Record) -> str:
    person = Person.objects.filter(pk=record.actor_id).first() if record.actor_id else None
    return person.full_name if person else "–"


def approval_asked(record: Record) -> Iterator[Letter]:
    """To the agency's approvers, except the one who asked."""
    stage = _stage(record)
    values = facts(stage.application, stage.step) | {
        "author": _actor(record),
        "link": link(f"/apply/{stage.application.ref}/step/{stage.step}/approval/"),
    }
    for approver in agencies.approvers(stage.application.agency_id):
        if approver.pk != record.actor_id:
            yield Letter(approver, values, stage.application.type_id)


def application_returned(record: Record) -> Iterator[Letter]:
    """To everybody who works on it, with the approver's words."""
    stage = _stage(record)
    said = Approval.objects.filter(stage=stage, outcome="returned", at__lte=record.at).order_by("-id").first()
    values = facts(stage.application, stage.step) | {
        "comment": said.comment if said else "–",
        "approver": _actor(record),
    }
    for person in members(stage.application):
        if person.pk != record.actor_id:
            yield Letter(person, values, stage.application.type_id)


def submission_received(record: Record) -> Iterator[Letter]:
    """The receipt, to everybody who works on it."""
    submission = _submission(record.object_id)
    values = facts(submission.application, submission.step) | {
        "title": submission.title,
        "receipt": submission.ref,
        "date": thai_date(submission.received_at, "full"),
        "time": thai_time(submission.received_at, seconds=True),
        "hash": submission.root_hash,
        "step": str(submission.step),
        "link": link(f"/apply/receipt/{submission.ref}/"),
    }
    for person in members(submission.application):
        yield Letter(person, values, submission.type_id)


def _screening(record: Record) -> Screening | None:
    rows = Screening.objects.order_by("-id")
    if record.object_type == "applications.submission":
        return rows.filter(submission_id=record.object_id).first()
    return rows.filter(pk=record.object_id).first()


def screening_passed(record: Record) -> Iterator[Letter]:
    """To everybody who works on it, when it passed."""
    yield from _screened(record, "passed")


def screening_failed(record: Record) -> Iterator[Letter]:
    """To everybody who works on it, when it did not pass, with the reason."""
    yield from _screened(record, "failed")


def _screened(record: Record, outcome: str) -> Iterator[Letter]:
    screening = _screening(record)
    if screening is None or screening.outcome != outcome:
        return
    submission = _submission(screening.submission_id)
    values = facts(submission.application, submission.step) | {
        "reason": screening.reason,
        "receipt": submission.ref,
    }
    for person in members(submission.application):
        yield Letter(person, values, submission.type_id)


def clarification(record: Record) -> Iterator[Letter]:
    """To everybody who works on it: the office asks, or the time to answer is nearly over."""
    asked = Clarification.objects.get(pk=record.object_id)
    submission = _submission(asked.submission_id)
    values = facts(submission.application, submission.step) | {
        "receipt": submission.ref,
        "until": deadline_words(asked.closes_at),
        "count": str(asked.items.count()),
        "link": link(f"/apply/receipt/{submission.ref}/clarification/{asked.number}/"),
    }
    for person in members(submission.application):
        yield Letter(person, values, submission.type_id)


def stage_opened(record: Record) -> Iterator[Letter]:
    """To everybody who works on it: the next step takes in."""
    stage = _stage(record)
    if stage.step == 1:
        return
    step = programmes.pack(stage.application.pack_version).step(stage.application.type_id, stage.step)
    values = facts(stage.application, stage.step) | {"step": str(stage.step), "step_name": step.name.th}
    for person in members(stage.application):
        yield Letter(person, values, stage.application.type_id)


def assignment_made(record: Record) -> Iterator[Letter]:
    """To the assessor, once for a whole round of assignments; without a title, which e-mail is no place for."""
    made = Assignment.objects.filter(
        pk__in=record.data.get("assignments", [record.object_id]), state="active"
    )
    assignment = made.select_related("person", "submission__edition").first()
    if assignment is None:
        return
    told = OutboxMessage.objects.filter(
        to_person=assignment.person, template="assignment_made", record__at__gt=record.at - ONCE_WITHIN
    )
    if not told.exists():
        types = set(made.values_list("submission__type_id", flat=True))
        yield Letter(
            assignment.person,
            {"edition": str(assignment.submission.edition), "link": link("/assess/")},
            types.pop() if len(types) == 1 else "",
        )


def visit_appointed(record: Record) -> Iterator[Letter]:
    """To the agency: when and how the visit will be."""
    visit = Visit.objects.get(pk=record.object_id)
    application = _application(visit.application_id)
    values = facts(application) | {
        "date": thai_date(visit.planned_at, "full"),
        "time": thai_time(visit.planned_at),
        "mode": dict(VISIT_MODES).get(visit.mode, visit.mode),
        "place": visit.place or "ตามที่จะนัดหมายกับหน่วยงาน",
    }
    for person in members(application):
        yield Letter(person, values, application.type_id)


def results_published(record: Record) -> Iterator[Letter]:
    """To everybody whose agency had a submission in the edition, once each; who won stands on the page alone."""
    publication = Publication.objects.select_related("edition__programme").get(pk=record.object_id)
    entered = Submission.objects.filter(edition=publication.edition, **LIVE)
    acting = Membership.objects.filter(agencies.live(), agency__in=entered.values("agency")).values("person")
    people = Person.objects.filter(
        Q(pk__in=acting) | Q(pk__in=entered.values("submitted_by")), is_active=True
    )
    values = {"edition": str(publication.edition), "link": link("/")}
    for person in people.order_by("id").iterator(chunk_size=1000):
        yield Letter(person, values)


def account_created(record: Record) -> Iterable[Letter]:
    """To the account's holder."""
    person = Person.objects.get(pk=record.object_id)
    return [Letter(person, {"email": person.email, "link": link(settings.LOGIN_URL)})]


# What is told to an account's holder when somebody changes how it is signed in to.
CHANGES = {
    "person.password_set": "ตั้งรหัสผ่านใหม่",
    "person.passkey_added": "เพิ่มพาสคีย์",
    "person.passkey_removed": "นำพาสคีย์ออก",
    "person.one_time_key_added": "ผูกแอปยืนยันตัวตน",
    "person.one_time_key_removed": "นำแอปยืนยันตัวตนออก",
    "person.recovery_code_used": "ใช้รหัสสำรองหนึ่งรหัส",
    "person.identity_linked": "เชื่อมกับผู้ให้บริการยืนยันตัวตน",
    "person.identity_unlinked": "เลิกเชื่อมกับผู้ให้บริการยืนยันตัวตน",
}


def _at(record: Record) -> dict[str, str]:
    return {"date": thai_date(record.at, "full"), "time": thai_time(record.at), "link": link("/account/")}


def account_changed(record: Record) -> Iterable[Letter]:
    """To the account's holder, who knows best whether it was they."""
    person = Person.objects.get(pk=record.object_id)
    return [Letter(person, _at(record) | {"what": CHANGES[record.verb]})]


def account_looked_at(record: Record) -> Iterable[Letter]:
    """To the account's holder: who looked, and why."""
    person = Person.objects.get(pk=record.object_id)
    reason = next((look.reason for look in people.looks(person) if look.pk == record.data["look"]), "–")
    return [Letter(person, _at(record) | {"by": _actor(record), "reason": reason})]


for _verb in CHANGES:
    register(_verb, "account_changed", account_changed)
register("person.looked_at", "account_looked_at", account_looked_at)
register("approval.asked", "approval_asked", approval_asked)
register("application.returned", "application_returned", application_returned)
register("submission.received", "submission_received", submission_received)
register("screening.decided", "screening_passed", screening_passed)
register("screening.decided", "screening_failed", screening_failed)
register("clarification.asked", "clarification_asked", clarification)
register("clarification.reminded", "clarification_near", clarification)
register("stage.opened", "stage_opened", stage_opened)
register("assignment.made", "assignment_made", assignment_made)
register("visit.appointed", "visit_appointed", visit_appointed)
register("publication.published", "results_published", results_published)
register("person.created", "account_created", account_created)
