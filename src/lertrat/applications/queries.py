"""What can be seen of applications and submissions. A queryset handed to a person starts here, already filtered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Prefetch, Q, QuerySet

from lertrat.agencies import queries as agencies
from lertrat.agencies.models import Agency
from lertrat.agencies.permits import may as may_people
from lertrat.applications import authors, content
from lertrat.applications import closing as closings
from lertrat.applications import handover as handing
from lertrat.applications import readiness as checking
from lertrat.applications.authors import (
    Company,
    Mark,
    comment,
    comments,
    company,
    open_comments,
    right_in,
    rights,
)
from lertrat.applications.board import Board, board, planners
from lertrat.applications.content import Content
from lertrat.applications.evidence import Kept, library_item, library_of, question_label, read_place, uncited
from lertrat.applications.facts import AWARD_REF
from lertrat.applications.importing import document as paper_document
from lertrat.applications.importing import reading as paper_reading
from lertrat.applications.library_items import place_words
from lertrat.applications.models import (
    AnswerRevision,
    Application,
    Approval,
    CalendarKey,
    OfficerFact,
    Stage,
    Submission,
    SubmitIntent,
)
from lertrat.applications.moved import Moved, unread
from lertrat.applications.paper import docx as draft_docx
from lertrat.applications.paper import pdf as draft_pdf
from lertrat.applications.permits import ROLES, may
from lertrat.applications.previous import Earlier, Match, earlier
from lertrat.applications.previous import applications as earlier_applications
from lertrat.applications.previous import matches as matching_answers
from lertrat.applications.readiness import Outline, Readiness, SectionStatus
from lertrat.applications.states import LIVE, UNSENT
from lertrat.applications.validators import pasted
from lertrat.criteria import Pack
from lertrat.criteria.schema import Form
from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.kernel.plan import Plan
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.programmes.queries import closings as all_closings
from lertrat.records.statements import Prepared
from lertrat.works.models import Award

__all__ = [
    "Board", "Company", "Earlier", "Kept", "Mark", "Match", "board", "comment", "comments", "company", "draft_docx", "draft_pdf", "earlier",
    "earlier_applications", "library_item", "library_of", "matching_answers", "open_comments", "paper_document", "paper_reading", "pasted", "place_words",
    "planners", "question_label", "read_place", "right_in", "rights", "uncited",
]  # fmt: skip
PARTS = ("edition__programme", "pack_version", "agency", "counted_agency")
# The rules as text, hundreds of kilobytes: the compiled pack is kept by its hash, so no page reads them.
TEXTS = ("pack_version__source", "pack_version__supplement")


def _absent() -> NotFound:
    return NotFound("no-application", "ไม่พบใบสมัครนี้", "There is no such application.")


def mine(person: Person, edition: Edition | None = None) -> list[Application]:
    """Applications of the agencies a person acts for, newest first, each with `stages` and agency. Three queries."""
    found = Application.objects.filter(agency_id__in=agencies.agency_ids_of(person.pk))
    if edition is not None:
        found = found.filter(edition=edition)
    return list(
        found.select_related("agency", "edition__programme", "pack_version", "parent")
        .defer(*TEXTS)
        .prefetch_related("stages", Prefetch("submissions", Submission.objects.defer("frozen", "tree")))
        .order_by("-id")[:500]
    )


def application(person: Person, ref: str) -> Application:
    """An application of one of the person's agencies. Raises NotFound, for a stranger as for nothing."""
    rows = _readable(person).annotate(acts=_acts(person.pk, "agency_id")).select_related(*PARTS, "parent")
    found = rows.defer(*TEXTS).filter(ref=ref.upper()).first()
    if found is None:
        raise _absent()
    return found


def application_below(person: Person, ref: str) -> Application:
    """A work of one of the person's agencies or of one below them, with its internal plan: its title and state may be seen,
    not its answers. Raises NotFound."""
    tops = agencies.within(agencies.agency_ids_of(person.pk), path="agency__")
    rows = Application.objects.filter(tops, ref=ref.upper())
    found = (
        rows.select_related("inside", "pack_version", "edition", "agency__parent__parent__parent__parent")
        .defer(*TEXTS)
        .first()
    )
    if found is None:
        raise _absent()
    return found


def _readable(person: Person) -> QuerySet[Application]:
    """What `permits.may(person, "read", …)` allows, as a filter: every role in the agency reads, and so does the internal
    reviewer. Saves a query a page."""
    assert ROLES["read"] >= {"drafter", "approver", "admin"}
    return Application.objects.filter(_may_read(person.pk))


def _may_read(person_id: int, path: str = "") -> Q:
    """Of one of the person's agencies, or given to them to read by an agency for which, or above which, they still act."""
    acting = agencies.agency_ids_of(person_id)
    still = agencies.within(acting, path=f"{path}agency__")
    return Q(**{f"{path}agency_id__in": acting}) | (Q(**{f"{path}inside__reviewer": person_id}) & still)


def _acts(person_id: int, path: str) -> Any:
    """Whether the person acts for the agency, beside those who only read it for the department."""
    return ExpressionWrapper(
        Q(**{f"{path}__in": agencies.agency_ids_of(person_id)}), output_field=BooleanField()
    )


def stage(person: Person, ref: str, step: int) -> Stage:
    """A stage of one of the person's applications, with the application and its parts. Raises NotFound."""
    known = step < 100  # an address may say any number, and a database knows none so large
    found: list[Stage] = _stage(person_id=person.pk, ref=ref.upper(), step=step) if known else []
    if not found:
        raise _absent()
    return found[0]


@Prepared
def _stage(person_id: int, ref: str, step: int) -> QuerySet[Stage]:
    rows = (
        Stage.objects.select_related(
            *(f"application__{part}" for part in PARTS), "application__parent", "touched_by"
        )
        .defer(*(f"application__{text}" for text in TEXTS))
        .annotate(acts=_acts(person_id, "application__agency_id"))
        .filter(
            _may_read(person_id, "application__"),
            application__ref=ref,
            step=step,
        )
    )
    # By reference and in no order: told to take the first by id, PostgreSQL walks all stages until one fits.
    return rows.order_by()[:1]


def stages(application: Application) -> list[Stage]:
    """All stages of an application, in order."""
    return list(Stage.objects.filter(application=application).select_related("touched_by").order_by("step"))


def read(stage: Stage) -> Content:
    """A stage's form, answers and attachments."""
    return content.read(stage)


def closing(stage: Stage) -> closings.Closing | None:
    """When a stage may be sent, for its own agency; None where the step takes in nothing. One query."""
    return closings.of(stage)


def grace(stage: Stage) -> timedelta:
    """How long after the closing a sending begun in time may be finished; zero where the rules publish none. No query."""
    return closings.grace(stage)


def intent(stage: Stage, window: closings.Closing | None) -> SubmitIntent | None:
    """When sending was first begun before the closing, where the rules publish a grace. One query, or none."""
    return closings.intent(stage, window)


def form_of(stage: Stage) -> Form:
    """A stage's form alone. No query."""
    application = stage.application
    return content.form_by_id(
        application.pack_version_id, application.pack_version.sha256, application.type_id, stage.step
    )


def blank_form(pack: Pack, type_id: str, step: int) -> Form:
    """The form of a step as an applicant meets it, from rules that need not be sealed. No query."""
    return content.form_of(pack, type_id, step)


def read_many(stages: list[Stage]) -> list[Content]:
    """As `read`, of several stages in two queries."""
    return content.read_many(stages)


def readiness(content: Content, moment: datetime) -> Readiness:
    """Every gap, condition and warning of a stage at `moment`."""
    return checking.check(content, moment)


def moved(content: Content) -> Moved | None:
    """What changed when the rules of a draft's year were corrected, as long as nobody has read it. One query."""
    return unread(content)


def outline(content: Content) -> Outline:
    """How far each section is and what is missing, without the conditions. No query."""
    return checking.outline(content)


def working(content: Content) -> tuple[tuple[SectionStatus, ...], dict[str, int]]:
    """How far each section is, with who has called it finished, and the open threads of comments by question. One query."""
    marks, talk = authors.working(content.stage)
    return checking.outline(content, marks).sections, talk


def clashes(content: Content) -> list[Refusal]:
    """Other applications that stand in this one's way. One query."""
    return checking.clashes(content)


def named_awards(text: str) -> list[tuple[str, Award | None]]:
    """The awards of the register that a text names by reference, in its order; None for one the register does not know."""
    refs = list(dict.fromkeys(AWARD_REF.findall(text.upper())))
    rows = Award.objects.filter(ref__in=refs).select_related("agency", "work", "province") if refs else ()
    found = {award.ref: award for award in rows}
    return [(ref, found.get(ref)) for ref in refs]


def history(stage: Stage, question_id: str) -> list[AnswerRevision]:
    """Every text saved for one question, newest first."""
    return list(
        AnswerRevision.objects.filter(answer__stage=stage, answer__question_id=question_id)
        .select_related("saved_by")
        .order_by("-revision")[:100]
    )


def approvals(stage: Stage) -> list[Approval]:
    """What approvers said, newest first."""
    return list(Approval.objects.filter(stage=stage).select_related("by").order_by("-id"))


def waiting_for(person: Person) -> list[Stage]:
    """Stages that wait for this person's approval, the longest waiting first. One query."""
    return list(
        Stage.objects.filter(
            state="awaiting", application__agency_id__in=agencies.agency_ids_of(person.pk, "approver")
        )
        .select_related(
            "application__agency",
            "application__edition__programme",
            "application__pack_version",
            "touched_by",
        )
        .defer(*(f"application__{text}" for text in TEXTS))
        .order_by("touched_at", "id")[:200]
    )


def receipt(person: Person, ref: str) -> Submission:
    """A submission of one of the person's agencies. Raises NotFound."""
    found = _submissions().filter(ref=ref.upper()).first()
    if found is None or not may(person, "read", found.application):
        raise NotFound("no-receipt", "ไม่พบใบรับนี้", "There is no such receipt.")
    return found


def receipt_by_token(token: str) -> Submission:
    """The submission behind a receipt's QR code: to confirm it, showing nothing else. Raises NotFound."""
    found = (
        Submission.objects.only("ref", "received_at", "root_hash", "live", "token")
        .filter(token=token)
        .first()
    )
    if found is None:
        raise NotFound("no-receipt", "ไม่พบใบรับที่ตรงกับรหัสนี้", "No receipt fits this code.")
    return found


def _submissions() -> QuerySet[Submission]:
    return Submission.objects.select_related(
        "application__edition__programme", "application__agency", "application__parent",
        "edition__programme", "pack_version", "stage", "submitted_by", "agency",
    ).defer(*TEXTS)  # fmt: skip


def submissions_of(application: Application) -> list[Submission]:
    """All submissions of an application, live and withdrawn, newest first."""
    return list(
        Submission.objects.filter(application=application)
        .select_related("submitted_by")
        .defer("frozen", "tree")
        .order_by("-id")
    )


def live_submission(stage: Stage) -> Submission | None:
    """The live submission of a stage."""
    return Submission.objects.filter(stage=stage, live=True).first()


def submission_for_office(person: Person, ref: str) -> Submission:
    """A submission an officer may work on. Raises NotFound."""
    found = _submissions().filter(ref=ref.upper()).first()
    if found is None or not may(person, "office", found.application):
        raise NotFound("no-submission", "ไม่พบใบสมัครที่ส่งแล้วรายการนี้", "There is no such submission.")
    return found


def live_submissions(
    edition: Edition, *, types: list[str] | None = None, step: int | None = None
) -> QuerySet[Submission]:
    """Live submissions of an edition for the rooms above; the caller has checked who asks."""
    found = Submission.objects.filter(edition=edition, **LIVE)
    if types is not None:
        found = found.filter(type_id__in=types)
    if step is not None:
        found = found.filter(step=step)
    return found


def officer_facts(application_id: int) -> dict[str, OfficerFact]:
    """The facts officers established, the latest per fact."""
    rows = OfficerFact.objects.filter(application_id=application_id).select_related("by").order_by("id")
    return {row.fact: row for row in rows}


def siblings(application_id: int, agency_id: int, edition_id: int) -> list[Application]:
    """Other running applications of the same agency in the edition (parents of a nomination, clashes of area)."""
    return list(
        Application.objects.filter(agency_id=agency_id, edition_id=edition_id)
        .exclude(pk=application_id)
        .filter(Exists(Stage.objects.filter(application=OuterRef("pk")).exclude(state="withdrawn")))
        .order_by("id")
    )


def frozen_answers(submission: Submission) -> dict[str, Any]:
    """The answers as they were sent, by question id."""
    return dict(submission.frozen["answers"])


def unsent_of(person: Person) -> list[tuple[Stage, closings.Closing]]:
    """What a person's agencies have begun and not sent, with its closing, nearest first; what has closed is left out. Two
    queries."""
    rows = list(
        Stage.objects.filter(
            state__in=UNSENT, replacing=None, application__agency_id__in=agencies.agency_ids_of(person.pk)
        )
        .select_related("application__agency", "application__pack_version")
        .defer(*(f"application__{text}" for text in TEXTS))
        .order_by("pk")[:500]
    )
    given = all_closings(
        {one.application.edition_id for one in rows}, {one.application.agency_id for one in rows}
    )
    found = []
    for one in rows:
        app = one.application
        closing = given.of(app.edition_id, app.type_id, one.step, app.agency_id)
        if closing is not None and closing.closes_at > clock.now():
            found.append((one, closing))
    return sorted(found, key=lambda each: each[1].closes_at)


def calendar_token(person: Person) -> str:
    """The token of a person's calendar address; empty where they never asked for one."""
    return CalendarKey.objects.filter(person=person).values_list("token", flat=True).first() or ""


def calendar_owner(token: str) -> Person | None:
    """Whose calendar an address is; None for an address that was renewed, and for an account that is closed."""
    key = CalendarKey.objects.select_related("person").filter(token=token).first()
    return key.person if key and key.person.is_active else None


def handover(person: Person, agency: Agency, *, giver: Person, taker: Person, ends: bool) -> Plan:
    """What handing `giver`'s work in the agency to `taker` would change. Refusals as `actions.hand_over`."""
    may_people(person, "grant", agency).require()
    handing.check(agency, giver, taker)
    return handing.plan(agency=agency, giver=giver, taker=taker, ends=ends)


def handover_words(plan: Plan) -> Plan:
    """A plan of `handover` in the words of its page."""
    return handing.shown(plan)
