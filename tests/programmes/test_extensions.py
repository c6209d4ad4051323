"""More time: for everybody by a resolution, for one agency by two officers; and the moment that decides, to the microsecond."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lertrat.applications import actions as applications
from lertrat.applications import closing, queries
from lertrat.kernel import clock
from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.notices.models import OutboxMessage
from lertrat.programmes import actions
from lertrat.programmes import queries as programmes
from lertrat.programmes.models import Window, WindowAmendment
from lertrat.records import actions as records
from tests import world as w
from tests.programmes import desk as desks

pytestmark = pytest.mark.django_db

TICK = timedelta(microseconds=1)
UNTIL = w.CLOSE + timedelta(hours=12)


@pytest.fixture
def desk() -> desks.Desk:
    return desks.build()


def window(desk: desks.Desk, type_id: str = "service-innovation") -> Window:
    return Window.objects.select_related("edition").get(edition=desk.world.edition, type_id=type_id, step=1)


def test_one_proposes_another_confirms_and_only_that_agency_has_more_time(desk: desks.Desk) -> None:
    ours, theirs = w.draft(desk.world), w.draft(desk.world, agency="b")
    for application in (ours, theirs):
        w.fill(desk.world, w.stage_of(application), application.agency.code[-1])
        w.approve(desk.world, w.stage_of(application), application.agency.code[-1])
    with clock.frozen(w.OPEN):
        for stranger in (desk.world.drafter_a, desk.world.assessor1):
            with pytest.raises(NotAllowed):
                actions.propose_extension(
                    window=window(desk), agency=ours.agency, until_at=UNTIL, reason="ขอ", by=stranger
                )
        with pytest.raises(Refusal, match="before the closing"):
            actions.propose_extension(
                window=window(desk), agency=ours.agency, until_at=w.CLOSE, reason="ขอ", by=desk.author
            )
        made = actions.propose_extension(
            window=window(desk), agency=ours.agency, until_at=UNTIL, reason="น้ำท่วมสำนักงาน", by=desk.author
        )
        with pytest.raises(Refusal, match="waiting already"):
            actions.propose_extension(
                window=window(desk), agency=ours.agency, until_at=UNTIL, reason="อีก", by=desk.second
            )
        with pytest.raises(Refusal, match="another officer"):
            actions.confirm_extension(extension=made, by=desk.author)
        assert closing.closes_at(w.stage_of(ours)) == w.CLOSE
        for officer, expected in ((desk.second, 1), (desk.author, 0)):
            rows = programmes.windows_waiting(officer, desk.world.edition)
            assert sum(waiting for _, waiting in rows) == expected
        while records.deliver("notices"):
            pass
        before = OutboxMessage.objects.count()
        actions.confirm_extension(extension=made, by=desk.second)
        actions.confirm_extension(extension=made, by=desk.second)
        while records.deliver("notices"):
            pass
        told = OutboxMessage.objects.order_by("id")[before:]
    assert {one.to_address.split("@")[0] for one in told} == {"drafter_a", "approver_a"}
    assert all("น้ำท่วมสำนักงาน" in one.body_th and "ก่อนเวลา 12.00 น." in one.subject_th for one in told)
    assert (closing.closes_at(w.stage_of(ours)), closing.closes_at(w.stage_of(theirs))) == (UNTIL, w.CLOSE)
    with clock.frozen(UNTIL):
        for stage, moment in ((w.stage_of(theirs), w.CLOSE), (w.stage_of(ours), UNTIL)):
            by = desk.world.people[f"drafter_{stage.application.agency.code[-1]}"]
            with pytest.raises(Refusal, match="closed"):
                applications.submit(stage=stage, received_at=moment, acknowledged=True, by=by)
        sent, _ = applications.submit(
            stage=w.stage_of(ours), received_at=UNTIL - TICK, acknowledged=True, by=desk.world.drafter_a
        )
    assert sent.received_at == UNTIL - TICK


def test_an_extended_agency_still_writes_and_begins_and_an_officer_may_decline(desk: desks.Desk) -> None:
    stage = w.stage_of(w.draft(desk.world))
    question = next(q for q in queries.read(stage).form.questions if q.kind == "long_text")
    with clock.frozen(w.OPEN):
        first = actions.propose_extension(
            window=window(desk), agency=desk.world.agencies["a"], until_at=UNTIL, reason="ขอ", by=desk.author
        )
        with pytest.raises(Refusal, match="Say why"):
            actions.decline_extension(extension=first, comment=" ", by=desk.second)
        assert actions.decline_extension(extension=first, comment="", by=desk.author).state == "taken_back"
        second = actions.propose_extension(
            window=window(desk), agency=desk.world.agencies["a"], until_at=UNTIL, reason="ขอ", by=desk.author
        )
        actions.confirm_extension(extension=second, by=desk.second)
        with pytest.raises(Refusal, match="decided"):
            actions.decline_extension(extension=second, comment="เปลี่ยนใจ", by=desk.author)
    with clock.frozen(w.CLOSE):
        applications.save_answer(
            stage=stage, question_id=question.id, given="หลังกำหนดเดิม", base=0, by=desk.world.drafter_a
        )
        begun = applications.start(
            edition=desk.world.edition, type_id="service-innovation", agency=desk.world.agencies["a"],
            title="เริ่มหลังกำหนดเดิม", by=desk.world.drafter_a,
        )  # fmt: skip
        assert queries.readiness(queries.read(w.stage_of(begun)), w.CLOSE).open
        with pytest.raises(Refusal, match="no longer"):
            applications.start(
                edition=desk.world.edition, type_id="service-innovation", agency=desk.world.agencies["b"],
                title="ของหน่วยงานอื่น", by=desk.world.drafter_b,
            )  # fmt: skip


def test_a_change_for_all_names_its_ground_and_tells_who_has_a_draft(desk: desks.Desk) -> None:
    draft = w.draft(desk.world)
    w.submitted(desk.world, agency="b")
    held = window(desk)
    later = w.CLOSE + timedelta(days=7)
    with clock.frozen(w.OPEN):
        with pytest.raises(Refusal, match="rests on"):
            actions.amend_window(window=held, closes_at=later, reason="ระบบขัดข้อง", by=desk.author)
        while records.deliver("notices"):
            pass
        before = OutboxMessage.objects.count()
        actions.amend_window(
            window=held, closes_at=later, reason="ระบบขัดข้อง", resolution=desk.item.resolution, announced="เว็บไซต์โครงการ",
            by=desk.author,
        )  # fmt: skip
        while records.deliver("notices"):
            pass
        told = OutboxMessage.objects.order_by("id")[before:]
    assert {one.to_address.split("@")[0] for one in told} == {"drafter_a", "approver_a"}
    assert all("ระบบขัดข้อง" in one.body_th and "ประกาศที่ เว็บไซต์โครงการ" in one.body_th for one in told)
    assert closing.closes_at(w.stage_of(draft)) == later
    assert WindowAmendment.objects.get(window=held).closed_before == w.CLOSE
