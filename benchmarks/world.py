"""A year as large as asked for, written straight into the tables: `python -m benchmarks.world SIZE` in an installation.

SIZE live submissions of about two thousand Thai characters, 8,300 agencies, 300 assessors with three readers a submission,
most sheets locked. Rows are made in bulk, because a benchmark measures reading and writing pages and not how the world came about;
the few people the journeys sign in as come from the rooms' own actions. Prints one JSON object: what the journeys need.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import django

AGENCIES, ASSESSORS, READERS, LIST = 8_300, 300, 3, 25
BASE, APART = 2_500, 1_000_000
PROSE = "หน่วยงานรับฟังประชาชน ปรับขั้นตอนให้สั้นลง และใช้ข้อมูลร่วมกันจนวัดผลได้จริง "


def main(size: int) -> dict[str, Any]:
    django.setup()
    from lertrat.agencies.models import Agency
    from lertrat.kernel import clock
    from tests import world as w

    clock.move_to(w.OPEN)
    world = w.build()
    rnd = random.Random(2564)
    agencies = _bulk(
        Agency(
            code=f"bench-{n}", kind="local_government", name_th=f"องค์การบริหารส่วนตำบลทดสอบที่ {n}", name_key=f"bench{n}",
            sort_key=f"zz{n:05}", fictitious=True, source="benchmark",
        )
        for n in range(AGENCIES)
    )  # fmt: skip
    submissions = _submissions(world, agencies, min(size, BASE), rnd)
    assessors = _assessors(world)
    sheet_ref = _reading(world, submissions, assessors, rnd)
    _multiply(size // BASE, assessors[0])
    drafts = _drafts(world)
    return {
        "password": w.PASSWORD,
        "size": size,
        "moment": w.OPEN.isoformat(),
        "sheet": sheet_ref,
        "assessor": "bench-assessor-0@example.test",
        **drafts,
    }


def _bulk(rows: Iterable[Any], batch: int = 2_000) -> list[Any]:
    made = list(rows)
    return type(made[0]).objects.bulk_create(made, batch_size=batch) if made else []


def _submissions(world: Any, agencies: list[Any], size: int, rnd: random.Random) -> list[Any]:
    from lertrat.applications.models import Application, Stage, Submission
    from lertrat.assessment.models import Screening
    from lertrat.kernel import hashing
    from tests import world as w

    pack = world.pack
    types = [kind.id for kind in pack.types.values() if not kind.requires_parent and not kind.categories]
    edition, version, drafter = world.edition, world.edition.pack_version, world.people["drafter_a"]
    plan = [(n, types[n % len(types)], agencies[rnd.randrange(AGENCIES)]) for n in range(size)]
    applications = _bulk(
        Application(
            ref=f"A64-{n:07}-B", edition=edition, pack_version=version, type_id=kind, agency=agency, counted_agency=agency,
            title=f"ผลงานทดสอบลำดับที่ {n}", sort_key=f"b{n:07}", created_at=w.OPEN, created_by=drafter,
        )
        for n, kind, agency in plan
    )  # fmt: skip
    stages = _bulk(
        Stage(application=a, step=1, state="submitted", opened_at=w.OPEN, touched_at=w.OPEN)
        for a in applications
    )
    questions = {
        kind: [q.id for q in pack.form(kind, 1).questions if q.kind == "long_text"] for kind in types
    }
    made = []
    for (n, kind, agency), application, stage in zip(plan, applications, stages, strict=True):
        share = max(1, 2_000 // (len(PROSE) * max(1, len(questions[kind]))))
        frozen = {"answers": dict.fromkeys(questions[kind], PROSE * share), "attachments": [], "nominee": ""}
        tree = hashing.tree(frozen)
        made.append(
            Submission(
                ref=f"R64-{n:07}-B", application=application, stage=stage, edition=edition, pack_version=version,
                type_id=kind, step=1, agency=agency, counted_agency=agency, title=application.title,
                sort_key=application.sort_key, agency_name=agency.name_th, received_at=w.OPEN + timedelta(seconds=n),
                submitted_by=drafter, frozen=frozen, tree=tree, root_hash=tree["root"], token=f"bench-{n}",
            )
        )  # fmt: skip
    submissions = _bulk(made)
    Submission.objects.filter(pk__in=[s.pk for s in submissions[: int(size * 0.9)]]).update(screened=True)
    _bulk(
        Screening(
            submission=s, edition=edition, type_id=s.type_id, outcome="passed", reason="ครบถ้วน", at=w.CLOSE,
            by=world.people["officer"],
        )
        for s in submissions[: int(size * 0.9)]
    )  # fmt: skip
    return submissions


def _assessors(world: Any) -> list[Any]:
    from lertrat.assessment.models import Panel, PanelMember
    from lertrat.conflicts.models import Declaration
    from lertrat.people.models import Person
    from tests import world as w

    people = [w.person("bench-assessor-0", "ผู้ตรวจ วัดผล")]
    people += _bulk(
        Person(
            email=f"bench-assessor-{n}@example.test",
            name=f"ผู้ตรวจ {n}",
            sort_key=f"a{n:04}",
            created_at=w.BEFORE,
        )
        for n in range(1, ASSESSORS)
    )
    panel = Panel.objects.create(
        edition=world.edition,
        code="bench",
        name="คณะวัดผล",
        types=list(world.pack.types),
        due_at=w.OPEN + timedelta(days=2),
    )
    _bulk(PanelMember(panel=panel, person=person, capacity=1_000) for person in people)
    _bulk(Declaration(person=person, edition=world.edition, declared_at=w.BEFORE) for person in people)
    return people


def _reading(world: Any, submissions: list[Any], assessors: list[Any], rnd: random.Random) -> str:
    """Assignments, sheets (three of four submissions wholly locked) and results. Returns the submission whose sheet is open."""
    from lertrat.assessment.models import Assignment, Panel, ScoreSheet, StepResult
    from tests import world as w

    panel = Panel.objects.get(code="bench")
    screened = submissions[: int(len(submissions) * 0.9)]
    first, others = assessors[0], assessors[1:]
    rows = []
    for n, submission in enumerate(screened):
        readers = rnd.sample(others, READERS)
        if n < LIST:
            readers[0] = first
        rows += [
            Assignment(submission=submission, person=person, panel=panel, made_at=w.CLOSE)
            for person in readers
        ]
    assignments = _bulk(rows)
    locked = [
        a
        for n, a in enumerate(assignments)
        if (n // READERS) % 4 or n >= LIST * READERS and (n // READERS) % 4
    ]
    for assignment in locked:
        assignment.waits = False
    Assignment.objects.bulk_update(locked, ["waits"], batch_size=400)
    _bulk(
        ScoreSheet(
            assignment=a,
            state="locked",
            total_num=rnd.randrange(300, 500),
            total_den=5,
            saved_at=w.AFTER,
            locked_at=w.AFTER,
        )
        for a in locked
    )
    whole = {a.submission_id for a in locked}
    _bulk(
        StepResult(
            submission=s, edition=world.edition, type_id=s.type_id, step=1, sheets=READERS, mean_num=(m := rnd.randrange(300, 500)),
            mean_den=5, rank_value=m * 200_000, gate="none", computed_at=w.AFTER,
        )
        for s in screened
        if s.pk in whole
    )  # fmt: skip
    return str(
        next(
            a.submission.ref for a in assignments if a.person_id == first.pk and a.submission_id not in whole
        )
    )


def _multiply(times: int, first: Any) -> None:
    """The same rows `times` over, copied by the database itself: ten times as fast as making each. `first` keeps one list."""
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection

    models = [
        apps.get_model(name)
        for name in (
            "applications.Application", "applications.Stage", "applications.Submission", "assessment.Screening",
            "assessment.Assignment", "assessment.ScoreSheet", "assessment.StepResult",
        )
    ]  # fmt: skip
    named = {model: model._meta.db_table for model in models}
    kept_out = f"SELECT id FROM {named[models[4]]} WHERE person_id = {first.pk}"
    only = {models[4]: f" AND person_id <> {first.pk}", models[5]: f" AND assignment_id NOT IN ({kept_out})"}
    with connection.cursor() as cursor:
        for copy in range(1, times):
            for model in models:
                columns = [field.column for field in model._meta.concrete_fields]
                values = [_copied(model, field, copy, models) for field in model._meta.concrete_fields]
                cursor.execute(
                    f"INSERT INTO {named[model]} ({', '.join(columns)}) SELECT {', '.join(values)} "
                    f"FROM {named[model]} WHERE id < {APART}{only.get(model, '')}"
                )
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def _copied(model: Any, field: Any, copy: int, models: list[Any]) -> str:
    """What stands in a column of a copy: keys a million apart, names with the copy's number in place of a nought."""
    if field.primary_key or (field.is_relation and field.related_model in models):
        return f"{field.column} + {copy * APART}"
    if field.column == "ref":
        return f"substr(ref, 1, 4) || '{copy}' || substr(ref, 6)"
    if field.column in {"sort_key", "token"}:
        return f"{field.column} || '-{copy}'"
    return str(field.column)


def _drafts(world: Any) -> dict[str, Any]:
    """Drafts to write in and approved ones to send, as the rooms make them."""
    from lertrat.applications import content
    from tests import world as w

    writing = w.draft(world, title="ร่างสำหรับวัดการบันทึก")
    questions = [q.id for q in content.read(w.stage_of(writing)).form.questions if q.kind == "long_text"]
    return {
        "draft": writing.ref,
        "questions": questions,
        "drafter": "drafter_a@example.test",
        "officer": "officer@example.test",
    }


def approved(count: int) -> list[str]:
    """More applications, approved and ready to be sent: one per measured submission."""
    django.setup()
    from lertrat.applications import content
    from lertrat.applications.models import Answer, AnswerRevision, Application, Approval, Stage
    from lertrat.kernel import ids
    from lertrat.people.models import Person
    from lertrat.programmes.queries import pack_by_id
    from tests import world as w

    model = Application.objects.get(title="ร่างสำหรับวัดการบันทึก")
    by, approver = (Person.objects.get(email=f"{role}_a@example.test") for role in ("drafter", "approver"))
    form = content.read(w.stage_of(model)).form
    pack = pack_by_id(model.pack_version_id, model.pack_version.sha256)
    values = [(q.id, w.sample(pack, q)) for q in form.questions]
    applications = _bulk(
        Application(
            ref=ids.reference("A64"), edition=model.edition, pack_version=model.pack_version, type_id=model.type_id,
            agency=model.agency, counted_agency=model.agency, title=f"ผลงานพร้อมส่ง {n}", sort_key=f"s{n}", created_at=w.OPEN,
            created_by=by,
        )
        for n in range(count)
    )  # fmt: skip
    stages = _bulk(
        Stage(application=a, step=1, state="approved", opened_at=w.OPEN, touched_at=w.OPEN)
        for a in applications
    )
    answers = _bulk(
        Answer(stage=s, question_id=q, value=_stored(v), saved_at=w.OPEN, saved_by=by)
        for s in stages
        for q, v in values
        if v is not None
    )
    _bulk(AnswerRevision(answer=a, revision=1, value=a.value, saved_at=w.OPEN, saved_by=by) for a in answers)
    pairs = [(a.question_id, 1) for a in answers[: len(answers) // count]]
    _bulk(
        Approval(
            stage=s,
            outcome="approved",
            content_hash=content.content_hash(s.application, pairs, []),
            at=w.OPEN,
            by=approver,
        )
        for s in stages
    )
    return [a.ref for a in applications]


def _stored(value: Any) -> Any:
    """A sample answer as the room would store it."""
    return (
        {"yes": True, "no": False, "1 มกราคม 2562": "2019-01-01"}.get(value, value)
        if isinstance(value, str)
        else value
    )


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[2])) if sys.argv[1] == "year" else approved(int(sys.argv[2]))))
