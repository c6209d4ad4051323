"""Who may screen, assign, read, score and see results. The conflict door is asked here, at each access."""

from __future__ import annotations

from dataclasses import replace

from lertrat.applications.models import Application, Submission
from lertrat.assessment.models import Assignment, KpiReading, Panel, PanelMember, Visit, VisitMember
from lertrat.conflicts.door import Door, door
from lertrat.kernel import clock
from lertrat.kernel.permit import YES, Permit, no
from lertrat.people.models import Person
from lertrat.programmes import queries as programmes
from lertrat.programmes.models import Edition
from lertrat.programmes.permits import may as may_programme
from lertrat.programmes.queries import pack_by_id
from lertrat.selfassessment.models import FrozenCopy

SIGN_IN = no("sign-in", "กรุณาเข้าสู่ระบบก่อน", "Please sign in first.")
NOT_YOURS = no("not-assigned", "ผลงานนี้ไม่ได้มอบหมายให้ท่าน", "This work is not assigned to you.")
NOT_LEADER = no(
    "not-leader",
    "เฉพาะหัวหน้าคณะผู้ตรวจประเมินหรือเจ้าหน้าที่โครงการเท่านั้น",
    "Only the panel's leader or an officer of the programme may do this.",
)
TIED = no(
    "officer-tied",
    "ท่านมีความเกี่ยวข้องกับหน่วยงานหรือผลงานนี้ โปรดให้เจ้าหน้าที่คนอื่นดำเนินการ",
    "You are tied to this agency or work; somebody else of the office must act.",
)


def may(
    person: Person | None,
    verb: str,
    obj: Edition | Panel | Submission | Application | Assignment | Visit,
    *,
    type_id: str = "",
) -> Permit:
    """Verbs: "office" (run panels, assignments, visits), "judge" (screen, conclude: the office, by somebody without a tie),
    "score" and "read" (one's own assignment), "agree" (the panel's leader or the office), "confirm" (a visit's leader or the
    office), "see_results" (results of an edition, or of one type of it).
    """
    if person is None or not person.is_active:
        return SIGN_IN
    if verb in {"office", "see_results"}:
        return _office(person, obj, type_id)
    if verb == "judge":
        assert isinstance(obj, Submission)
        return _office(person, obj, "") and _untied(person, obj)
    if verb == "agree":
        assert isinstance(obj, Submission)
        return _agree(person, obj)
    if verb == "confirm":
        assert isinstance(obj, Visit)
        return _confirm(person, obj)
    assert isinstance(obj, Assignment) and verb in {"score", "read"}
    if obj.person_id != person.pk or obj.state != "active" or not obj.submission.live:
        return NOT_YOURS
    return judge(door(person.pk, obj.submission.edition), obj.submission)


def judge(opened: Door, submission: Submission) -> Permit:
    """What a person's door says of a submission (with its application selected)."""
    application = submission.application
    return opened.judge(submission.agency_id, application.work_id, application.nominee)


def may_kpi(person: Person | None, verb: str, obj: FrozenCopy | KpiReading) -> Permit:
    """Verbs of the KPI round: "office" (appoint examiners, see results), "judge" (conclude: the office, by somebody without a
    tie), "score" (one's own reading, the door asked). The copy with its assessment's edition, rules and agency selected."""
    if person is None or not person.is_active:
        return SIGN_IN
    if isinstance(obj, KpiReading):
        if verb == "score":
            if obj.person_id != person.pk or obj.state != "active":
                return NOT_YOURS
            return door(person.pk, obj.edition).judge(obj.copy.assessment.agency_id)
        obj = obj.copy
    held = obj.assessment
    made = pack_by_id(held.pack_version_id, held.pack_version.sha256).instrument
    allowed = may_programme(person, "office", held.edition, type_id=made.type if made else "")
    if verb == "judge" and allowed:
        known = replace(door(person.pk, held.edition), declared=True)
        return YES if known.judge(held.agency_id) else TIED
    return allowed


def office_types(person: Person, edition: Edition) -> frozenset[str] | None:
    """The types a person of the office works on: None for all of them. Raises NotAllowed for everybody else. One query."""
    types = programmes.reach(person.pk, clock.now()).of(edition.programme_id)
    if not person.is_active or types == frozenset():
        may_programme(person, "office", edition).require()
    return types


def _office(person: Person, obj: object, type_id: str) -> Permit:
    if isinstance(obj, Panel):
        types = obj.types or [""]
        return next(
            (p for t in types if not (p := may_programme(person, "office", obj.edition, type_id=t))), YES
        )
    if isinstance(obj, Visit):
        obj = obj.application
    if isinstance(obj, Assignment):
        obj = obj.submission
    if isinstance(obj, Submission | Application):
        return may_programme(person, "office", obj.edition, type_id=obj.type_id)
    assert isinstance(obj, Edition)
    return may_programme(person, "office", obj, type_id=type_id)


def _untied(person: Person, submission: Submission) -> Permit:
    """Officers declare nothing to do their work, but a tie that is known keeps them off their own agency's papers."""
    known = replace(door(person.pk, submission.edition), declared=True)
    return YES if judge(known, submission) else TIED


def _agree(person: Person, submission: Submission) -> Permit:
    if _office(person, submission, ""):
        return _untied(person, submission)
    panels = Assignment.objects.filter(submission=submission).exclude(state="released").values("panel_id")
    leads = PanelMember.objects.filter(panel_id__in=panels, person=person, leader=True, left_at__isnull=True)
    if not leads.exists():
        return NOT_LEADER
    return judge(door(person.pk, submission.edition), submission)


def _confirm(person: Person, visit: Visit) -> Permit:
    if _office(person, visit, ""):
        return _untied(person, visit.submission)
    if not VisitMember.objects.filter(visit=visit, person=person, leader=True).exists():
        return NOT_LEADER
    return judge(door(person.pk, visit.submission.edition), visit.submission)
