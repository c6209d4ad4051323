"""The one moment: nothing before it, everything after it, never a part of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection

from lertrat.applications import actions as applications
from lertrat.applications.models import Application
from lertrat.decisions import actions, queries
from lertrat.decisions.models import Certificate, Decision, Publication
from lertrat.kernel import clock
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from lertrat.records import due
from lertrat.records.models import Record
from lertrat.works import actions as works
from lertrat.works.models import Award, Lineage, Work
from tests import world as w
from tests.decisions import council as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def small() -> w.World:
    """One decided award of department a in service, and one refusal of department b."""
    world = w.build()
    for number, (agency, share) in enumerate((("a", "9/10"), ("b", "3/5")), 1):
        w.assessed(world, w.received(world, "service-innovation", agency, number=number), share)
    c.propose(world)
    c.decide_all(world)
    return world


@pytest.fixture
def world() -> w.World:
    """Department a outstanding in all three branches, b awarded by category and not awarded in service; all decided."""
    world = w.build()
    entered = [("service-innovation", "a", "9/10"), ("effective-change", "a", "9/10"),
               ("pmqa-outstanding", "a", "9/10"), ("service-innovation", "b", "3/5"),
               ("pmqa-category", "b", "9/10")]  # fmt: skip
    for number, (type_id, agency, share) in enumerate(entered, 1):
        more = {"category": 3} if type_id == "pmqa-category" else {}
        w.assessed(world, w.received(world, type_id, agency, number=number, **more), share)
    parent = Application.objects.get(type_id="effective-change")
    nomination = w.received(world, "engaged-citizen", parent=parent, nominee="กลุ่มรักษ์น้ำตัวอย่าง", number=6)
    w.assessed(world, nomination, "9/10")
    c.propose(world)
    c.decide_all(world)
    c.confer_honours(world)
    return world


def test_at_its_hour_everything_at_once(world: w.World) -> None:
    made = c.schedule(world)
    with clock.frozen(c.HOUR - timedelta(seconds=1)):
        assert actions.publish_due() == 0
        with pytest.raises(Refusal, match="hour has not come"):
            actions.publish(publication=made)
    assert not Award.objects.exists()
    with clock.frozen(c.HOUR):
        assert actions.publish_due() == 1
        assert actions.publish_due() == 0
    made.refresh_from_db()
    world.edition.refresh_from_db()
    assert (made.state, made.number, made.awards, world.edition.publication_number) == ("published", 1, 6, 1)
    assert set(Decision.objects.values_list("state", flat=True)) == {"published"}
    told = {
        (a.type_id or a.honour_id, a.level, a.agency.code)
        for a in Award.objects.select_related("agency")
        if a.agency
    }
    assert told == {
        ("service-innovation", "outstanding", "demo-a"),
        ("effective-change", "outstanding", "demo-a"),
        ("engaged-citizen", "awarded", "demo-a"),
        ("pmqa-outstanding", "outstanding", "demo-a"),
        ("pmqa-category", "awarded", "demo-b"),
        ("overall", "", "demo-a"),
    }
    assert Award.objects.get(type_id="engaged-citizen").nominee_text == "กลุ่มรักษ์น้ำตัวอย่าง"
    assert Award.objects.get(type_id="pmqa-category").category == 3
    assert {a.conferred_at for a in Award.objects.all()} == {c.HOUR} == {made.published_at}
    assert Work.objects.count() == 2 and Certificate.objects.count() == 6
    assert Record.objects.filter(verb="publication.published", object_id=made.pk).count() == 1
    assert Record.objects.filter(verb="award.conferred").count() == 6


def test_late_means_late(small: w.World) -> None:
    made = c.schedule(small)
    with clock.frozen(c.HOUR + timedelta(hours=5)):
        due.run_due()
    made.refresh_from_db()
    assert made.state == "published" and made.published_at == c.HOUR + timedelta(hours=5)


def test_what_is_undecided_holds_everything_up_unless_left_out(small: w.World) -> None:
    late = w.received(small, "service-innovation", "b", number=9)
    w.assessed(small, late, "9/10")
    c.propose(small)
    made = c.schedule(small)
    with clock.frozen(c.HOUR):
        assert actions.publish_due() == 0
        status = queries.publication_status(small.officer, small.edition)
        assert (
            status.overdue
            and not status.ready
            and [d.application_id for d in status.blocks] == [late.application_id]
        )
        with pytest.raises(Refusal, match="neither decided nor left"):
            actions.publish(publication=made)
        assert not Award.objects.exists()
        actions.leave_out(row=c.decision(late.application), by=small.officer)
        assert actions.publish_due() == 1
    assert c.decision(late.application).state == "proposed"
    # The later publication takes it up, with the next number.
    small.edition.refresh_from_db()
    c.decide_all(small)
    again = c.publish(small, c.HOUR + timedelta(days=7))
    assert (again.number, again.awards) == (2, 1)
    assert Award.objects.get(publication_number=2).agency == small.agencies["b"]
    numbers = list(Certificate.objects.order_by("pk").values_list("number", flat=True))
    assert numbers == ["PSEA-2564-0001", "PSEA-2564-0002"]


def test_a_withdrawn_application_is_not_conferred_and_holds_nothing_up(small: w.World) -> None:
    one = Application.objects.get(agency=small.agencies["a"])
    with clock.frozen(c.COUNCIL):
        applications.withdraw(application=one, reason="ขอถอน", by=small.approver_a)
    made = c.publish(small)
    assert (made.state, made.awards) == ("published", 0) and not Award.objects.exists()


def test_one_schedule_at_a_time_and_a_reason_to_cancel(small: w.World) -> None:
    made = c.schedule(small)
    with clock.frozen(c.COUNCIL):
        with pytest.raises(Refusal, match="scheduled already"):
            actions.schedule_publication(edition=small.edition, at=c.HOUR, by=small.officer)
        for somebody in (small.secretary, small.admin, small.drafter_a):
            with pytest.raises(NotAllowed):
                actions.cancel_publication(publication=made, reason="-", by=somebody)
        with pytest.raises(Refusal, match="reason"):
            actions.cancel_publication(publication=made, reason=" ", by=small.officer)
        actions.cancel_publication(publication=made, reason="เลื่อนพิธี", by=small.officer)
    with clock.frozen(c.HOUR):
        assert actions.publish_due() == 0
        with pytest.raises(Refusal, match="cancelled"):
            actions.publish(publication=made)
    assert c.publish(small, c.HOUR + timedelta(days=1)).state == "published"


class Broken(DatabaseError):
    """The statement at which the server died."""


def test_broken_off_at_any_statement_it_leaves_nothing(small: w.World) -> None:
    made = c.schedule(small)
    before = state()

    def run(limit: int) -> int:
        seen = 0

        def broken(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal seen
            if sql.startswith(("INSERT", "UPDATE", "DELETE")):
                seen += 1
                if seen > limit:
                    raise Broken(f"statement {seen}")
            return execute(sql, params, many, context)

        with connection.execute_wrapper(broken), clock.frozen(c.HOUR):
            actions.publish(publication=made)
        return seen

    for limit in range(200):
        try:
            statements = run(limit)
        except Broken:
            assert state() == before, f"broken at write {limit + 1}"
        else:
            assert statements == limit and limit > 8
            break
    assert Publication.objects.get().state == "published" and Award.objects.count() == 1


def state() -> tuple[Any, ...]:
    from lertrat.programmes.models import Edition
    from lertrat.search.models import Entry

    return (
        *(m.objects.count() for m in (Award, Work, Certificate, Record, Lineage)),
        Entry.objects.filter(kind__in=["award", "work"]).count(),
        Edition.objects.get().publication_number,
        Publication.objects.get().state,
        sorted(Decision.objects.values_list("pk", "state")),
    )


def test_a_result_expanded_leads_back_to_its_source() -> None:
    world = w.build()
    with clock.frozen(w.BEFORE):
        source = works.add_work(title_th="ป่าชุมชนตัวอย่าง", agency=world.agencies["b"], fictitious=True, by=None)
        award = Award(
            ref="R-0000001-1", year_from=2562, year_to=2562, branch="participatory", type_id="effective-change",
            level="outstanding", agency=world.agencies["b"], work=source,
        )  # fmt: skip
        award.save()
        award.sources.create(source="test", locator="1")
    application = w.draft(world, "participation-expanded", title="ป่าชุมชนขยายผล")
    stage = w.stage_of(application)
    from lertrat.applications import content

    named = next(q.id for q in content.read(stage).form.questions if q.fact == "source_awards")
    w.fill(world, stage, **{named: f"ขยายผลจาก {award.ref}"})
    w.approve(world, w.stage_of(application))
    with clock.frozen(w.OPEN):
        sent, _ = applications.submit(
            stage=w.stage_of(application), received_at=w.OPEN, acknowledged=True, by=world.drafter_a
        )
    w.assessed(world, sent, "9/10")
    c.propose(world)
    c.decide_all(world)
    c.publish(world)
    line = Lineage.objects.get()
    assert (line.from_work_id, line.to_work.title_th, line.kind) == (source.pk, "ป่าชุมชนขยายผล", "scaled")


def test_certificates_say_what_was_resolved(world: w.World, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    c.publish(world)
    made = {x.award.type_id or x.award.honour_id: x for x in Certificate.objects.select_related("award")}
    service, person, overall = made["service-innovation"], made["engaged-citizen"], made["overall"]
    assert service.data["level"] == "ระดับดีเด่น" and service.data["agency"] == "กรมตัวอย่าง ก"
    assert service.data["work"] == "ผลงานทดสอบ service-innovation 1"
    assert "ค่าสมมติเพื่อการสาธิต" in service.data["assumed"]
    assert service.data["given_on"] == "ให้ไว้ ณ วันที่ 16 กันยายน พ.ศ. 2564"
    assert person.data["agency"] == "กลุ่มรักษ์น้ำตัวอย่าง" and "กรมตัวอย่าง ก" in person.data["agency_parents"]
    assert overall.data["branch_name"] == "" and overall.data["award"] == "รางวัลเลิศรัฐยอดเยี่ยม"
    for one in made.values():
        pdf = actions.certificate_pdf(one)
        assert pdf.startswith(b"%PDF") and actions.certificate_pdf(one) == pdf
    kept = [path.name for path in (tmp_path / "certificates").iterdir()]
    assert len(kept) == 6 and not any("demo" in name or "PSEA" in name for name in kept)
    assert queries.certificate_by_token(service.token).pk == service.pk
    for token in ("", "x", service.number):
        with pytest.raises(NotFound):
            queries.certificate_by_token(token)


def test_an_agency_sees_its_own_results_once_they_are_public(small: w.World) -> None:
    assert queries.own_results(small.approver_b, Application.objects.select_related("edition")) == {}
    c.publish(small)
    own = queries.own_results(small.approver_b, Application.objects.select_related("edition"))
    assert [d.outcome for d in own.values()] == ["not_awarded"]
    assert {d.agency_id for d in own.values()} == {small.agencies["b"].pk}
