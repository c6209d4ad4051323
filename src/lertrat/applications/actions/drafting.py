"""Writing a draft: start, describe, save answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from lertrat.agencies import queries as agencies
from lertrat.agencies.models import Agency
from lertrat.applications import content, validators
from lertrat.applications.actions.locks import lock, touch
from lertrat.applications.models import Answer, AnswerRevision, Application, Stage
from lertrat.applications.permits import may
from lertrat.applications.states import EDITABLE
from lertrat.applications.target import refuse_shut_out
from lertrat.criteria import Pack
from lertrat.criteria.schema import AwardType
from lertrat.kernel import clock, ids, thai
from lertrat.kernel.errors import Conflict, NotFound, Refusal
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.programmes.queries import closing, pack_by_id, pack_of
from lertrat.records.actions import append
from lertrat.records.statements import Prepared, add, change
from lertrat.works.models import Work


def start(
    *,
    edition: Edition,
    type_id: str,
    agency: Agency,
    title: str,
    category: int = 0,
    parent: Application | None = None,
    nominee: str = "",
    work: Work | None = None,
    facts: Mapping[str, Any] | None = None,
    by: Person,
) -> Application:
    """A new draft for one award type. `facts` (from the eligibility questions) fill the answers they belong to.

    Refuses a type the year does not have, a category it does not have, and a start after the window has closed.
    """
    may(by, "start", agency).require()
    pack = pack_of(edition)
    kind = pack.types.get(type_id)
    if kind is None:
        raise NotFound("no-type", "ปีนี้ไม่มีประเภทรางวัลนี้", "This year has no such award type.")
    clean = validators.title(title)
    _check_shape(kind, category, parent, agency, edition)
    refuse_shut_out(pack, type_id, agency)
    moment = clock.now()
    taken_in = closing(edition.pk, type_id, 1, agency.pk)
    if taken_in is None or moment >= taken_in.closes_at:
        raise Refusal("window-closed", "ปิดรับสมัครประเภทนี้แล้ว", "This type no longer takes applications.")
    counted = counted_agency(kind, agency)
    with transaction.atomic():
        # A correction that is being sealed moves what it finds; who comes later begins under it.
        in_force = Edition.objects.select_for_update(no_key=True).values_list("pack_version_id", flat=True)
        version = edition.pack_version
        if version is None or in_force.get(pk=edition.pk) != version.pk:
            raise Conflict(
                "rules-moved",
                "หลักเกณฑ์ของปีนี้เพิ่งแก้ไข กรุณาเริ่มอีกครั้ง",
                "The year's rules have just been corrected; please begin again.",
            )
        made = Application.objects.create(
            ref=ids.reference(f"A{edition.year_be % 100}"), edition=edition, pack_version=version, type_id=type_id,
            category=category, agency=agency, counted_agency=counted, title=clean, sort_key=thai.sort_key(clean),
            work=work, parent=parent, nominee=thai.normalise(nominee).strip(), created_at=moment, created_by=by,
        )  # fmt: skip
        stage = Stage.objects.create(
            application=made, step=1, state="draft", opened_at=moment, touched_at=moment, touched_by=by
        )
        known = dict(facts or {}) | ({"pmqa_category": category} if category else {})
        _fill(stage, pack, known, by)
        append("application.started", obj=made, by=by, edition_id=edition.pk, agency=agency.pk, type=type_id)
    return made


def _check_shape(
    kind: AwardType, category: int, parent: Application | None, agency: Agency, edition: Edition
) -> None:
    categories = {option.id for option in kind.categories}
    if kind.subject == "organisation_category" and str(category) not in categories:
        raise Refusal("category", "กรุณาเลือกหมวดที่สมัคร", "Choose the category to apply for.")
    if kind.subject != "organisation_category" and category:
        raise Refusal("category", "ประเภทนี้ไม่แบ่งหมวด", "This type has no categories.")
    if parent is not None:
        rule = kind.requires_parent
        if rule is None or parent.type_id not in rule.types:
            raise Refusal(
                "parent-type", "ใบสมัครนี้เป็นฐานของการเสนอชื่อไม่ได้", "This application cannot carry a nomination."
            )
        if parent.agency_id != agency.pk or parent.edition_id != edition.pk:
            raise Refusal(
                "parent-agency",
                "ใบสมัครฐานต้องเป็นของหน่วยงานเดียวกันในปีเดียวกัน",
                "The parent application belongs to another agency or year.",
            )


def counted_agency(kind: AwardType, agency: Agency) -> Agency:
    """The body over which the type's quota counts: the department above where the rule says "per department" (004:653).

    An agency with no department above it counts for itself (open in the pack; this is the reading in force).
    """
    if kind.quota and kind.quota.counted in {"department", "parent"}:
        return agencies.department_above(agency) or agency
    return agency


def _fill(stage: Stage, pack: Pack, facts: Mapping[str, Any], by: Person) -> None:
    form = content.form_of(pack, stage.application.type_id, stage.step)
    for question in form.questions:
        if question.fact and facts.get(question.fact) not in (None, ""):
            value = validators.read(question, facts[question.fact], pack.facts.get(question.fact))
            if value is not None and not (isinstance(value, dict) and "raw" in value):
                _write(stage, question.id, value, None, by, stage.opened_at)


def describe(*, application: Application, title: str, nominee: str | None = None, by: Person) -> Application:
    """Change the title (and the nominee's name) while step 1 is a draft."""
    may(by, "edit", application).require()
    clean = validators.title(title)
    with transaction.atomic():
        stage = lock(application, 1, EDITABLE)
        held = Application.objects.select_for_update().get(pk=application.pk)
        held.title, held.sort_key = clean, thai.sort_key(clean)
        if nominee is not None:
            held.nominee = thai.normalise(nominee).strip()[:300]
        held.save(update_fields=["title", "sort_key", "nominee"])
        touch(stage, by)
        append("application.described", obj=held, by=by, edition_id=held.edition_id)
    return held


def save_answer(*, stage: Stage, question_id: str, given: Any, base: int | None, by: Person) -> Answer:
    """Save one answer. `base` is the revision the writer saw (0 for none yet, None to save regardless).

    Raises Conflict, holding the stored answer as `current`, when somebody saved a newer revision in between; the words given
    are the caller's to show beside it. Saving what already stands changes nothing. The revision is the record of drafting.
    """
    may(by, "edit", stage.application).require()
    value = _value(stage, question_id, given)
    with transaction.atomic():
        held = lock(
            stage.application, stage.step, EDITABLE, by=by, sections=content.sections_of(stage, [question_id])
        )
        answer = _write(held, question_id, value, base, by, clock.now())
        touch(held, by)
    return answer


def _value(stage: Stage, question_id: str, given: Any) -> Any:
    """What is given as the value to store. Raises NotFound for a question the form does not have."""
    application = stage.application
    form = content.form_by_id(
        application.pack_version_id, application.pack_version.sha256, application.type_id, stage.step
    )
    try:
        question = form.question(question_id)
    except KeyError:
        raise NotFound("no-question", "ไม่พบคำถามข้อนี้ในแบบฟอร์ม", "The form has no such question.") from None
    pack = pack_by_id(application.pack_version_id, application.pack_version.sha256)
    return validators.read(question, given, pack.facts.get(question.fact) if question.fact else None)


def answer_many(
    *, stage: Stage, given: Mapping[str, Any], bases: Mapping[str, int | None], by: Person
) -> list[str]:
    """Save a whole section at once (the page without script). Returns the ids of questions that somebody changed meanwhile;
    the others are saved."""
    may(by, "edit", stage.application).require()
    values = {question_id: _value(stage, question_id, value) for question_id, value in given.items()}
    clashes: list[str] = []
    moved: list[Answer] = []
    with transaction.atomic():
        held = lock(
            stage.application, stage.step, EDITABLE, by=by, sections=content.sections_of(stage, given)
        )
        moment = clock.now()
        standing = {
            answer.question_id: answer for answer in Answer.objects.select_for_update().filter(stage=held)
        }
        for question_id, value in values.items():
            try:
                answer = _moved(
                    standing.get(question_id), held, question_id, value, bases.get(question_id), by, moment
                )
                if answer is not None:
                    moved.append(answer)
            except Conflict:
                clashes.append(question_id)
        _store(moved)
        touch(held, by)
    return clashes


def _write(
    stage: Stage, question_id: str, value: Any, base: int | None, by: Person, moment: datetime
) -> Answer:
    found: list[Answer] = _standing(stage_id=stage.pk, question_id=question_id)
    return _put(found[0] if found else None, stage, question_id, value, base, by, moment)


@Prepared
def _standing(stage_id: int, question_id: str) -> QuerySet[Answer]:
    return Answer.objects.select_for_update().filter(stage=stage_id, question_id=question_id)


def _put(
    standing: Answer | None, stage: Stage, question_id: str, value: Any, base: int | None, by: Person, moment: datetime
) -> Answer:  # fmt: skip
    answer = _moved(standing, stage, question_id, value, base, by, moment)
    if answer is not None:
        _store([answer])
        return answer
    return standing or Answer(
        stage=stage, question_id=question_id, value=None, revision=0, saved_at=moment, saved_by=by
    )


def _moved(
    answer: Answer | None, stage: Stage, question_id: str, value: Any, base: int | None, by: Person, moment: datetime
) -> Answer | None:  # fmt: skip
    """The answer as it is to be stored, in its next revision; None where nothing changes."""
    if answer is None:
        if value is None:
            return None
        return Answer(
            stage=stage, question_id=question_id, value=value, revision=1, saved_at=moment, saved_by=by
        )
    if answer.value == value:
        return None
    if base is not None and base != answer.revision:
        raise Conflict(
            "answer-moved",
            "มีผู้อื่นแก้ไขคำตอบข้อนี้ไปแล้ว ข้อความของท่านยังอยู่ กรุณาเปรียบเทียบแล้วเลือกฉบับที่ต้องการ",
            "Somebody else has changed this answer. Your words are kept; compare and choose.",
            current=answer,
        )
    answer.value, answer.revision = value, answer.revision + 1
    answer.saved_at, answer.saved_by = moment, by
    return answer


def _store(moved: list[Answer]) -> None:
    """Store what `_moved` gave, and the revisions: two statements for a section filled in for the first time."""
    again = [answer for answer in moved if answer.pk is not None]
    Answer.objects.bulk_create([answer for answer in moved if answer.pk is None])
    for answer in again:
        change(answer, "value", "revision", "saved_at", "saved_by")
    revisions = [
        AnswerRevision(
            answer=answer, revision=answer.revision, value=answer.value, saved_at=answer.saved_at, saved_by=answer.saved_by
        )
        for answer in moved
    ]  # fmt: skip
    if len(revisions) == 1:
        add(revisions[0])
    else:
        AnswerRevision.objects.bulk_create(revisions)
