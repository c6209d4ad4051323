"""Handing a colleague's work over on a transfer, what bodies outside the state may enter, and what is seen after leaving."""

from __future__ import annotations

import pytest

from lertrat import criteria
from lertrat.agencies import actions as agencies
from lertrat.agencies import queries as agency_queries
from lertrat.applications import actions, content, queries
from lertrat.applications.models import AnswerRevision, InternalPlan, SectionRight
from lertrat.applications.permits import may
from lertrat.criteria.target import shut_out, with_target
from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from lertrat.records.models import Record
from tests import world as w

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def world() -> w.World:
    return w.build()


def test_one_act_moves_everything_and_the_authors_stay(world: w.World) -> None:
    agency, giver, by = world.agencies["a"], world.drafter_a, world.approver_a
    application = w.draft(world)
    stage = w.stage_of(application)
    w.fill(world, stage)
    with clock.frozen(w.OPEN):
        taker = w.person("taker", "ผู้รับมอบ ตัวอย่าง")
        with pytest.raises(Refusal, match="invite"):
            queries.handover(by, agency, giver=giver, taker=taker, ends=True)
        agencies.grant_membership(person=taker, agency=agency, role="approver", by=world.admin)
        section = queries.form_of(stage).sections[0].id
        given = {"stage": stage, "given_at": w.OPEN, "given_by": by, "section_id": section}
        SectionRight.objects.create(person=taker, right="read", **given)
        InternalPlan.objects.create(application=application, reviewer=giver, set_at=w.OPEN, set_by=by)
        before = list(AnswerRevision.objects.order_by("pk").values_list("saved_by", flat=True))
        for stranger in (giver, world.drafter_b, world.approver_b, taker):
            if stranger != taker:
                with pytest.raises(NotAllowed):
                    queries.handover(stranger, agency, giver=giver, taker=taker, ends=True)
        plan = queries.handover(by, agency, giver=giver, taker=taker, ends=True)
        assert sorted(change.subject.partition(":")[0] for change in plan.changes) == [
            "draft", "end", "review", "right", "role",
        ]  # fmt: skip
        assert not Record.objects.filter(verb="agency.handed_over").exists()
        given_over = {"agency": agency, "giver": giver, "taker": taker, "by": by}
        with pytest.raises(Conflict):
            actions.hand_over(ends=False, digest=plan.digest, **given_over)
        actions.hand_over(ends=True, digest=plan.digest, **given_over)
        assert agency_queries.roles_in(taker.pk, agency.pk) == {"approver", "drafter"}
        assert queries.right_in(stage, section, taker) == "write"
        assert InternalPlan.objects.get().reviewer == taker
        assert list(AnswerRevision.objects.order_by("pk").values_list("saved_by", flat=True)) == before
        assert may(taker, "edit", application)
        # Who has left, and acts elsewhere now, finds nothing of the old agency by any way.
        agencies.grant_membership(person=giver, agency=world.agencies["b"], role="drafter", by=world.admin)
        InternalPlan.objects.update(reviewer=giver)
        assert queries.mine(giver) == [] and not may(giver, "read", application)
        for gone in (
            lambda: queries.application(giver, application.ref),
            lambda: queries.stage(giver, application.ref, 1),
        ):
            with pytest.raises(NotFound):
                gone()


def test_an_administrator_of_an_agency_reads_and_does_not_write(world: w.World) -> None:
    application = w.draft(world)
    with clock.frozen(w.OPEN):
        keeper = w.person("keeper", "ผู้ดูแลบัญชี ตัวอย่าง")
        agencies.grant_membership(person=keeper, agency=world.agencies["a"], role="admin", by=world.admin)
        assert may(keeper, "read", application) and queries.application(keeper, application.ref)
        assert {may(keeper, verb, application).code for verb in ("edit", "submit", "approve")} == {
            "not-drafter"
        }


def test_a_body_outside_the_state_enters_what_is_open_to_it_alone(world: w.World) -> None:
    with clock.frozen(w.OPEN):
        body = agencies.register(code="co", kind="community", name_th="กลุ่มตัวอย่าง", by=None)
        citizen = w.person("citizen", "ประชาชน ตัวอย่าง")
        agencies.grant_membership(person=citizen, agency=body, role="drafter", by=None)
        given = {"edition": world.edition, "agency": body, "title": "งาน", "by": citizen}
        for type_id, words in (
            ("open-governance", "ไม่ใช่หน่วยงานของรัฐ"),
            ("service-innovation", "หน่วยงานภาครัฐ"),
        ):
            with pytest.raises(Refusal) as refused:
                actions.start(type_id=type_id, **given)
            assert refused.value.code == "target-group" and words in refused.value.th
        made = actions.start(type_id="antipoverty", **given)
        # A draft from before, of a type that is not open: the sending refuses too.
        made.type_id = "open-governance"
        made.save(update_fields=["type_id"])
        stage = w.stage_of(made)
        stage.state = "approved"
        stage.save(update_fields=["state"])
        with pytest.raises(Refusal) as refused:
            actions.submit(stage=w.stage_of(made), received_at=w.OPEN, acknowledged=True, by=citizen)
        assert refused.value.code == "target-group"
    assert content.read(stage).pack.types["antipoverty"]


@pytest.mark.parametrize(
    ("type_id", "kind", "rule"),
    [
        ("service-innovation", "company", "target-group"),
        ("open-governance", "association", "state-body"),
        ("pmqa-4", "community", "management-body"),
        ("antipoverty", "company", ""),
        ("pmqa-4", "state_enterprise", ""),
        ("service-innovation", "unit", ""),
    ],
)
def test_the_rule_that_shuts_out_is_named(type_id: str, kind: str, rule: str) -> None:
    pack = criteria.builtin("psea-2564")
    shut = shut_out(pack, type_id, kind)
    assert (shut.id if shut else "") == rule
    judged = with_target(pack, criteria.judge(pack, type_id, {"agency_kind": kind}), kind)
    assert (judged.verdict == "unmet") == bool(rule)
    assert shut is None or shut.citations
