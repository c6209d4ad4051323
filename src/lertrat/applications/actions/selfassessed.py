"""The self-assessment handed on: into step 1 of PMQA 4.0 (a frozen copy, and a draft that says what it says), or to the KPI round."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from lertrat.applications import content, validators
from lertrat.applications.actions.drafting import _put, start
from lertrat.applications.actions.evidence import put
from lertrat.applications.actions.locks import lock, touch
from lertrat.applications.models import Answer, Application, Attachment, Stage
from lertrat.applications.permits import may
from lertrat.applications.states import EDITABLE
from lertrat.criteria import Pack, instrument
from lertrat.criteria.schema import Form, Question
from lertrat.files import queries as files
from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.programmes.queries import pack_by_id
from lertrat.records.actions import append
from lertrat.selfassessment import actions as selfassessment
from lertrat.selfassessment.models import FrozenCopy, SelfAssessment

STEP = 1
_BY_DIRECTION = {"up": "ยิ่งมากยิ่งดี", "down": "ยิ่งน้อยยิ่งดี"}


def step_one_from(*, assessment: SelfAssessment, by: Person) -> tuple[Application, FrozenCopy]:
    """Freeze the assessment and make step 1 of the award from the copy: the agency's draft where it has one, else a new one.

    Only what the copy holds is filled in; what stood there stays in its history. The copy never moves again: a later change of
    the assessment reaches the application only by freezing anew. Refuses without agreed scores, after the window has closed,
    and while the draft waits for approval or has been sent.
    """
    may(by, "start", assessment.agency).require()
    made = instrument.instrument(pack_by_id(assessment.pack_version_id, assessment.pack_version.sha256))
    with transaction.atomic():
        copy = selfassessment.freeze(assessment=assessment, by=by)
        application = _standing(assessment, made.type) or start(
            edition=assessment.edition, type_id=made.type, agency=assessment.agency,
            title=f"PMQA 4.0 {assessment.agency.name_th}", by=by,
        )  # fmt: skip
        may(by, "edit", application).require()
        stage = lock(application, STEP, EDITABLE)
        stage.application = application
        _fill(stage, copy, by)
        touch(stage, by)
        append(
            "application.from-selfassessment", obj=application, by=by, edition_id=application.edition_id,
            copy=copy.pk, root=copy.root_hash,
        )  # fmt: skip
    return application, copy


def send_kpi(*, assessment: SelfAssessment, received_at: datetime, by: Person) -> tuple[FrozenCopy, bool]:
    """Hand the assessment in for the KPI round; the copy and whether it is new. Refusal("reused") where the agency has sent
    step 1 of the award: its examined score is the KPI's, and there is no second hand-in.

    The assessment's row is held first, then the stages': who submits step 1 at the same moment waits, or is seen.
    """
    made = instrument.instrument(pack_by_id(assessment.pack_version_id, assessment.pack_version.sha256))

    def barred(held: SelfAssessment) -> Refusal | None:
        stages = Stage.objects.select_for_update(of=("self",)).filter(
            step=STEP, application__edition_id=held.edition_id, application__type_id=made.type,
            application__agency_id=held.agency_id,
        )  # fmt: skip
        if any(stage.state == "submitted" for stage in stages.order_by("pk")):
            return Refusal("reused", f"ไม่ต้องส่งซ้ำ {made.reuse.th}", f"Nothing to send: {made.reuse.en}")
        return None

    return selfassessment.send_kpi(assessment=assessment, received_at=received_at, barred=barred, by=by)


def _standing(assessment: SelfAssessment, type_id: str) -> Application | None:
    """The agency's live application for the type this year; the one that can still be written first."""
    stages = Stage.objects.filter(
        step=STEP, application__edition_id=assessment.edition_id, application__type_id=type_id,
        application__agency_id=assessment.agency_id,
    ).exclude(state="withdrawn").select_related("application__pack_version", "application__edition", "application__agency")  # fmt: skip
    found = sorted(stages, key=lambda stage: (stage.state not in EDITABLE, stage.pk))
    return found[0].application if found else None


def _fill(stage: Stage, copy: FrozenCopy, by: Person) -> None:
    """Write the copy's texts, indicators and files into the answers they belong to."""
    application = stage.application
    pack = pack_by_id(application.pack_version_id, application.pack_version.sha256)
    form = content.form_of(pack, application.type_id, stage.step)
    moment = clock.now()
    standing = {
        answer.question_id: answer for answer in Answer.objects.select_for_update().filter(stage=stage)
    }
    for question, given in _answers(pack, form, application, copy.content):
        value = validators.read(question, given, pack.facts.get(question.fact))
        if value is not None:
            _put(standing.get(question.id), stage, question.id, value, None, by, moment)
    _attach(stage, form, copy.content["evidence"], by)


def _answers(
    pack: Pack, form: Form, application: Application, held: dict[str, Any]
) -> list[tuple[Question, Any]]:
    """Questions of the form with what the copy says to them. The score sheet's criteria are the categories, in their order."""
    criteria = pack.rubric(application.type_id, STEP).criteria
    found: list[tuple[Question, Any]] = []
    for number, texts in held["texts"].items():
        if int(number) > len(criteria):
            continue
        of = [q for q in form.questions if q.criterion == criteria[int(number) - 1].id]
        written = [texts["approach"], texts["results"]]
        tables = [q for q in of if q.kind == "table"]
        long = [q for q in of if q.kind == "long_text"]
        if tables:  # category 7: its indicators, and one text that explains them
            found.append((tables[0], _rows(tables[0], held["indicators"])))
            written = ["\n\n".join(part for part in written if part)]
        found += [(question, text) for question, text in zip(long, written, strict=False) if text]
    return found


def _rows(question: Question, indicators: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The indicators as rows of the form's table: its columns name, unit, target and years by their ids."""
    rows = []
    for one in indicators[: question.max_rows or len(indicators)]:
        known = {
            "name": f"{one['group']} {one['name']}", "unit": one["unit"], "target": one["target"],
            "direction": _BY_DIRECTION[one["direction"]], "comparator": one["comparator"], "source": one["source"],
            "definition": one["definition"],
        } | {f"y{year}": each["value"] for year, each in one["years"].items()}  # fmt: skip
        rows.append({column.id: known.get(column.id, "") for column in question.columns})
    return rows


def _attach(stage: Stage, form: Form, evidence: list[dict[str, Any]], by: Person) -> None:
    """Give the copy's files as evidence where the form takes files; a file already there is not given twice."""
    wanted = [row for row in evidence if row["file"]]
    question = next((q for q in form.questions if q.kind == "file"), None)
    if question is None or not wanted:
        return
    there = set(
        Attachment.objects.filter(stage=stage, removed_at__isnull=True).values_list("file_id", flat=True)
    )
    kept = files.by_ids(row["file"]["id"] for row in wanted)
    agency = stage.application.agency
    for row in wanted:
        file = kept.get(row["file"]["id"])
        if file is not None and file.pk not in there:
            caption = f"หมวด {row['category']} {row['text']}"[:300]
            Attachment.objects.create(
                stage=stage, question_id=question.id, item=put(agency, file, caption, by), file=file, added_at=clock.now(),
                added_by=by, caption=caption,
            )  # fmt: skip
            there.add(file.pk)
