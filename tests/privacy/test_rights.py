"""Export, erasing one's account, requests, breaches: what goes, what stays and why, and who may not."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps

from lertrat.agencies import actions as agencies
from lertrat.agencies.models import Membership
from lertrat.applications import actions as applications
from lertrat.applications.models import AnswerRevision, Application, CalendarKey, Comment
from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from lertrat.people import actions as people
from lertrat.people.actions.erasing import NAMELESS
from lertrat.people.models import (
    Identity,
    OneTimeKey,
    Passkey,
    Person,
    Proof,
    RecoveryCode,
    Session,
)
from lertrat.privacy import actions, queries
from lertrat.privacy.models import Breach, Erasure, Request
from lertrat.records import personal
from lertrat.records.actions import deliver_all
from lertrat.records.models import Record
from tests import world as w

pytestmark = pytest.mark.django_db
SECRETS = ("ความลับของพาสคีย์", "ความลับของแอป", "ความลับของผู้ให้บริการ", "กุญแจอุปกรณ์", "argon2")


@pytest.fixture
def world() -> w.World:
    return w.build()


def unpacked(person: Person) -> dict[str, Any]:
    whole = b"".join(actions.export(person=person, by=person))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def furnished(world: w.World) -> Person:
    """A drafter with something in every class that can be erased, and a draft."""
    person = world.drafter_a
    now = clock.now()
    Passkey.objects.create(
        person=person, credential="ความลับของพาสคีย์", public_key=b"1", name="โน้ตบุ๊ก", created_at=now
    )
    OneTimeKey.objects.create(person=person, secret="ความลับของแอป", created_at=now, confirmed_at=now)
    RecoveryCode.objects.create(person=person, key="x" * 64)
    Identity.objects.create(person=person, provider="thaid", subject="ความลับของผู้ให้บริการ", linked_at=now)
    Proof.objects.create(person=person, kind="reset", address=person.email, asked_at=now, sent_at=now)
    Session.objects.create(
        session_key="กุญแจอุปกรณ์", session_data="", expire_date=clock.outside() + timedelta(hours=1),
        person=person, agent="Firefox/140", address="192.0.2.7", started_at=now,
    )  # fmt: skip
    application = w.draft(world)
    stage = w.stage_of(application)
    section = applications_section(stage)
    with clock.frozen(w.OPEN):
        w.fill(world, stage)
        first = applications.comment(stage=stage, question_id=section[1], text="ถามผู้อนุมัติ", by=person)
        applications.comment(
            stage=stage, question_id=section[1], text="ตอบ", parent=first, by=world.approver_a
        )
        applications.comment(stage=stage, question_id=section[1], text="ไม่มีใครตอบ", by=person)
        applications.here(stage=stage, section_id=section[0], by=person)
        applications.renew_calendar(by=person)
    return person  # fmt: skip


def applications_section(stage: Any) -> tuple[str, str]:
    from lertrat.applications import content

    section = content.read(stage).form.sections[0]
    return section.id, section.questions[0].id


def test_the_download_holds_every_row_about_a_person_and_no_secret(world: w.World) -> None:
    person = furnished(world)
    w.submitted(world, "service-development")
    with clock.frozen(w.OPEN):
        deliver_all(1000)
    for one in (person, world.approver_a, world.officer):
        files = unpacked(one)
        index = {row["class"]: row for row in files["index.json"]["classes"]}
        assert set(index) == {data.id for data in personal.classes()}
        assert all(
            row["purpose"]["th"] and row["basis"]["en"] and row["period"]["th"] for row in index.values()
        )
        told: Counter[str] = Counter()
        for name, row in index.items():
            assert (row["file"] in files) == bool(row["rows"]), name
            for table, rows in files.get(f"{name}.json", {"tables": {}})["tables"].items():
                told[table.split(" ")[0]] += len(rows)
        # Asked apart from the register: every row of every table that points at the person.
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if field.related_model is Person:
                    found = model._default_manager.filter(**{field.name: one}).count()
                    assert told[model._meta.label] >= found, f"{model._meta.label}.{field.name} of {one}"
        assert told["records.Record"] == Record.objects.filter(actor_id=one.pk).count()
        text = json.dumps(files, ensure_ascii=False)
        assert not [secret for secret in SECRETS if secret in text]
        assert one.email in text
    mine = json.dumps(unpacked(person), ensure_ascii=False)
    assert "ไม่มีใครตอบ" in mine and "ข้อความทดสอบที่เพียงพอ" in mine and "192.0.2.7" in mine
    with pytest.raises(NotAllowed):
        actions.export(person=person, by=world.officer)


def test_erasing_takes_what_may_go_keeps_what_must_stay_and_shuts_every_way_in(world: w.World) -> None:
    person = furnished(world)
    before = {data.id: data.count(person.pk) for data in personal.classes()}
    erasable = {data.id for data in personal.classes() if data.erase is not None}
    assert all(before[name] for name in erasable), before
    plan = actions.plan_erasure(person)
    assert {change.subject for change in plan.changes if change.kind == "remove"} == erasable
    assert all(change.why for change in plan.changes if change.kind == "keep")
    texts = AnswerRevision.objects.filter(saved_by=person).count()
    made = actions.erase_account(person=person, digest=plan.digest, by=person)
    # A second press finds the first result, whatever digest it carries.
    assert actions.erase_account(person=person, digest="x", by=person) == made
    held = Person.objects.get(pk=person.pk)
    assert (held.name, held.title, held.post, held.is_active) == (NAMELESS, "", "", False)
    assert held.erased_at and not held.has_usable_password() and held.email.endswith(".invalid")
    after = {data.id: data.count(person.pk) for data in personal.classes()}
    left = {name for name in erasable if after[name]} - {"people.account", "applications.remarks"}
    assert not left
    # The remark that was answered stands without its words; the answer stands.
    assert sorted(Comment.objects.values_list("text", flat=True)) == ["", "ตอบ"]
    assert AnswerRevision.objects.filter(saved_by=person).count() == texts
    assert not CalendarKey.objects.filter(person=person).exists()
    assert not Membership.objects.filter(person=person, until_at=None).exists()
    assert set(made.counts) - {"ended"} == erasable
    assert Record.objects.filter(verb="erasure.done", object_id=made.pk, data={}).exists()
    for refused in (
        lambda: people.set_active(person=held, active=True, by=world.admin),
        lambda: people.set_password(person=held, password="ถ้อยคำลับยาวพอ", by=world.admin),
    ):
        with pytest.raises(NotAllowed) as caught:
            refused()
        assert caught.value.code == "account-erased"


def test_whoever_stands_in_an_official_record_goes_on_being_named_there(world: w.World) -> None:
    w.submitted(world)
    person = world.approver_a
    plan = actions.plan_erasure(person)
    assert "applications.submissions" in plan.notes
    actions.erase_account(person=person, digest=plan.digest, by=person)
    held = Person.objects.get(pk=person.pk)
    assert held.name == person.name and held.email != person.email and not held.is_active


def test_an_account_that_others_depend_on_is_refused_in_words(world: w.World) -> None:
    alone = w.person("boss", "หัวหน้า ตัวอย่าง")
    agencies.grant_membership(person=alone, agency=world.agencies["a"], role="admin", by=world.admin)
    for person, words in (
        (alone, "ผู้ดูแลคนสุดท้ายของกรมตัวอย่าง ก"), (world.officer, "ยังเป็นเจ้าหน้าที่โครงการ"), (world.member, "ยังดำรงตำแหน่ง"),
        (world.admin, "ท่านเป็นผู้ดูแลระบบ"),
    ):  # fmt: skip
        plan = actions.plan_erasure(person)
        assert plan.count("refuse") == 1
        with pytest.raises(Refusal) as refused:
            actions.erase_account(person=person, digest=plan.digest, by=person)
        assert refused.value.code == "account-held" and words in refused.value.th
    w.screened(world, w.received(world))
    w.panel(world, "service-innovation")
    w.planned(world, "service-innovation")
    assessor = Person.objects.filter(assignments__waits=True).first()
    assert assessor is not None
    assert "แบบให้คะแนนที่ไม่ได้ยืนยัน" in actions.plan_erasure(assessor).changes[0].subject
    second = w.person("second", "ผู้ดูแลที่สอง ตัวอย่าง")
    agencies.grant_membership(person=second, agency=world.agencies["a"], role="admin", by=world.admin)
    actions.erase_account(person=alone, digest=actions.plan_erasure(alone).digest, by=alone)
    assert not Erasure.objects.exclude(person=alone).exists()


def test_a_plan_that_moved_erases_nothing(world: w.World) -> None:
    person = world.drafter_b
    digest = actions.plan_erasure(person).digest
    w.draft(world, agency="b")
    with pytest.raises(Conflict):
        actions.erase_account(person=person, digest=digest, by=person)
    with pytest.raises(NotAllowed):
        actions.erase_account(person=person, digest=digest, by=world.officer)
    assert (
        Person.objects.get(pk=person.pk).is_active and Application.objects.filter(created_by=person).exists()
    )


def test_a_request_is_answered_after_it_is_known_who_asks(world: w.World) -> None:
    with clock.frozen(w.OPEN):
        made = actions.record_request(
            kind="erase", channel="letter", name="นางสาวสมใจ ตัวอย่าง", contact="12 ถนนตัวอย่าง", asks="ลบชื่อของข้าพเจ้าในข้อ 3",
            asked_at=w.OPEN - timedelta(days=2), by=world.officer,
        )  # fmt: skip
        assert made.due_at == w.OPEN + timedelta(days=28) and queries.waiting_requests() == 1
        with pytest.raises(Refusal) as refused:
            actions.answer_request(asked=made, outcome="done", answer="ลบแล้ว", by=world.officer)
        assert refused.value.code == "identity-first"
        actions.confirm_identity(asked=made, how="บัตรประจำตัวประชาชนตัวจริงที่เคาน์เตอร์", by=world.officer)
        done = actions.answer_request(asked=made, outcome="done", answer="ลบส่วนที่ 3 แล้ว", by=world.officer)
        assert done.state == "done" and done.decided_by == world.officer
        with pytest.raises(Conflict):
            actions.answer_request(asked=made, outcome="refused", answer="ซ้ำ", by=world.officer)
        own = actions.ask(person=world.drafter_a, kind="rectify", asks="แก้ชื่อสะกดผิด", by=world.drafter_a)
        with pytest.raises(NotFound):
            queries.own_request(world.drafter_b, own.ref)
        for outsider in (world.drafter_b, world.admin, world.assessor1):
            with pytest.raises(NotAllowed):
                queries.request(outsider, own.ref)
        mine = actions.ask(person=world.officer, kind="object", asks="คัดค้าน", by=world.officer)
        with pytest.raises(Refusal) as refused:
            actions.answer_request(asked=mine, outcome="refused", answer="ไม่", by=world.officer)
        assert refused.value.code == "own-request"
        actions.withdraw_request(asked=mine, by=world.officer)
        with pytest.raises(NotFound):
            actions.withdraw_request(asked=own, by=world.drafter_b)
    assert Counter(Request.objects.values_list("state", flat=True)) == {
        "done": 1,
        "waiting": 1,
        "withdrawn": 1,
    }
    assert (
        not Record.objects.filter(object_type="privacy.request")
        .exclude(data__in=[{}, {"outcome": "done"}])
        .exists()
    )


def test_a_breach_has_its_clock_and_closes_when_all_who_must_know_were_told(world: w.World) -> None:
    with clock.frozen(w.OPEN):
        made = actions.record_breach(
            known_at=w.OPEN - timedelta(hours=5),
            what="ส่งไฟล์ผิดหน่วยงาน",
            whose="ผู้ประสานงาน 3 คน",
            risk="high",
            by=world.officer,
        )
        assert made.due_at == w.OPEN + timedelta(hours=67)
        given: dict[str, Any] = {"breach": made, "risk": "high", "measures": "เรียกคืนแล้ว", "by": world.officer}
        with pytest.raises(Refusal) as refused:
            actions.change_breach(reported_at=w.OPEN, told_at=None, close=True, **given)
        assert refused.value.code == "breach-untold"
        with pytest.raises(Refusal) as refused:
            actions.change_breach(reported_at=w.OPEN + timedelta(days=1), told_at=None, **given)
        assert refused.value.code == "times"
        actions.change_breach(reported_at=w.OPEN, told_at=w.OPEN, close=True, **given)
        with pytest.raises(Conflict):
            actions.change_breach(reported_at=w.OPEN, told_at=w.OPEN, **given)
        with pytest.raises(NotAllowed):
            queries.breaches(world.admin)
    assert queries.open_breaches() == 0 and Breach.objects.get().measures == "เรียกคืนแล้ว"
