"""The queue by risk: what the machine found before anybody looked, what officers hold of it, and two who screen."""

from __future__ import annotations

import pytest
from django.db import transaction

from lertrat.applications import content
from lertrat.applications.models import Application, Submission
from lertrat.assessment import actions, queries
from lertrat.assessment.models import Check, Opinion, Screening, Triage
from lertrat.kernel import clock, hashing
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from lertrat.programmes import actions as programmes
from lertrat.records.actions import append, deliver
from lertrat.records.models import Record
from tests import world as w
from tests.search.test_near import prose

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> w.World:
    return w.build()


def arrived(world: w.World, seed: int, extra: str = "", agency: str = "a", **fields: object) -> Submission:
    """A submission with words of its own and `extra`, as the worker finds it in the record."""
    made = w.received(world, "service-innovation", agency, number=seed, **fields)
    form = content.form_of(world.pack, "service-innovation", 1)
    texts = {one.id for one in form.questions if one.kind == "long_text" and not one.fact}
    for number, (name, value) in enumerate(made.frozen["answers"].items()):
        if name in texts and value:
            made.frozen["answers"][name] = prose(seed * 100 + number, 50)
    made.frozen["answers"]["words"] = prose(seed * 100 + 99, 40) + extra
    made.tree = hashing.tree(made.frozen)
    made.root_hash = made.tree["root"]
    made.save(update_fields=["frozen", "tree", "root_hash"])
    with transaction.atomic():
        append(
            "submission.received",
            obj=made,
            by=None,
            edition_id=world.edition.pk,
            application=made.application_id,
        )
    with clock.frozen(w.CLOSE):
        assert deliver("assessment.checks", 1) == 1
    return made


def check(made: Submission, code: str) -> Check:
    return Check.objects.get(submission=made, code=code)


def test_near_texts_are_told_to_both_sides_and_weigh_until_an_officer_holds_otherwise(world: w.World) -> None:
    planted = prose(7, 90)
    plain = arrived(world, 1)
    one = arrived(world, 2, planted)
    assert check(one, "near").verdict == "ok"
    other = arrived(world, 3, planted.replace(" ", ""), "b")
    for made, theirs in ((one, other), (other, one)):
        found = queries.check_file(world.officer, made.ref)
        assert check(made, "near").verdict == "flag"
        [pair] = found.nears
        assert pair.application_id == theirs.application_id and pair.passages[0]["question"] == "words"
        assert pair.passages[0]["one"] in made.frozen["answers"]["words"]
        assert pair.passages[0]["other"] in theirs.frozen["answers"]["words"]
    page = queries.risk_queue(world.officer, world.edition)
    assert [row.ref for row in page.rows] == [one.ref, other.ref, plain.ref]
    assert page.rows[0].open[0].code == "near" and page.rows[0].risk > page.rows[2].risk
    assert [row.ref for row in queries.risk_queue(world.officer, world.edition, flag="near").rows] == [
        one.ref,
        other.ref,
    ]
    assert queries.next_waiting(world.officer, world.edition, one) == other
    with pytest.raises(Refusal, match="reason"):
        actions.overrule(check=check(other, "near"), held="ok", reason=" ", by=world.officer)
    before = Triage.objects.get(submission=other).risk
    actions.overrule(check=check(other, "near"), held="ok", reason="โครงการร่วมกัน", by=world.officer)
    assert Triage.objects.get(submission=other).risk < before
    with pytest.raises(Refusal):
        actions.overrule(check=check(other, "near"), held="ok", reason="อีกครั้ง", by=world.officer)
    # The same finding again leaves the officer's word; another finding opens it again.
    actions.check_submission(other.pk)
    assert check(other, "near").overruled
    arrived(world, 4, planted, "b")
    assert not check(other, "near").overruled and check(other, "near").overrulings.count() == 1
    record = Record.objects.get(verb="screening.overruled")
    assert record.data["check"] == "near" and "ร่วมกัน" not in str(record.data)


def test_every_check_stands_as_a_row_and_the_list_costs_the_same(world: w.World, queries) -> None:
    from lertrat.assessment import queries as reads

    arrived(world, 1)
    with queries() as first:
        reads.risk_queue(world.officer, world.edition)
    made = [arrived(world, number) for number in (2, 3, 4)]
    with queries() as second:
        page = reads.risk_queue(world.officer, world.edition)
    assert len(first) == len(second) <= 6 and len(page.rows) == 4
    codes = {code.split(".")[0] for code in made[0].checks.values_list("code", flat=True)}
    assert codes >= {"quota", "title", "several", "evidence", "late", "files", "near"}
    fresh = w.received(world, "service-innovation", number=9)
    row = reads.risk_queue(world.officer, world.edition).rows[0]
    assert row.ref == fresh.ref and not row.checked
    Application.objects.filter(pk=made[1].application_id).update(title=made[0].title)
    assert actions.check_again(submission=made[0], by=world.officer)
    assert check(made[0], "title").verdict == "flag" and made[1].title not in check(made[0], "title").said_th


def test_who_may_look_and_overrule(world: w.World) -> None:
    made = arrived(world, 1)
    partner = w.person("partner", "ผู้จัดร่วม ตัวอย่าง")
    with clock.frozen(w.BEFORE):
        programmes.appoint(
            programme=world.programme,
            person=partner,
            role="coorganiser",
            types=["antipoverty"],
            by=world.admin,
        )
    assert queries.risk_queue(partner, world.edition).rows == []
    for somebody in (partner, world.drafter_a, world.assessor1):
        with pytest.raises(NotFound):
            queries.check_file(somebody, made.ref)
        with pytest.raises(NotAllowed):
            actions.overrule(check=made.checks.first(), held="ok", reason="ลอง", by=somebody)
    with pytest.raises(NotAllowed):
        actions.ask_two(edition=world.edition, types=["antipoverty"], reason="ลอง", by=partner)


def test_two_screen_without_knowing_each_other_and_a_third_decides(world: w.World) -> None:
    with clock.frozen(w.BEFORE):
        people = [world.officer, w.person("o2", "เจ้าหน้าที่ สอง"), w.person("o3", "เจ้าหน้าที่ สาม")]
        for one in people[1:]:
            programmes.appoint(programme=world.programme, person=one, role="officer", by=world.admin)
    rule = ["no-published-condition"]
    actions.ask_two(edition=world.edition, types=["service-innovation"], reason="รางวัลใหญ่", by=world.officer)
    agreed, disputed = arrived(world, 1), arrived(world, 2, agency="b")

    def say(made: Submission, by: int, outcome: str) -> object:
        with clock.frozen(w.CLOSE):
            return actions.screen(
                submission=made, outcome=outcome, reason=f"เหตุผล {by}", rules=rule, by=people[by]
            )

    assert isinstance(say(agreed, 0, "passed"), Opinion)
    assert queries.opinions_for(people[1], agreed) == (1, ())
    with pytest.raises(Refusal) as refused:
        say(agreed, 0, "passed")
    assert refused.value.code == "own-opinion"
    made = say(agreed, 1, "passed")
    assert isinstance(made, Screening) and made.reason == "เหตุผล 0\nเหตุผล 1"
    say(disputed, 0, "failed")
    assert (
        isinstance(say(disputed, 1, "passed"), Opinion)
        and not Screening.objects.filter(submission=disputed).exists()
    )
    for again in (0, 1):
        with pytest.raises(Refusal):
            say(disputed, again, "passed")
    assert len(queries.opinions_for(people[2], disputed)[1]) == 2
    decided = say(disputed, 2, "failed")
    assert isinstance(decided, Screening) and (decided.by, decided.reason) == (people[2], "เหตุผล 2")
    assert list(disputed.opinions.values_list("outcome", flat=True).order_by("seat")) == [
        "failed",
        "passed",
        "failed",
    ]
    assert queries.risk_queue(world.officer, world.edition).rows == []
    assert "outcome" not in Record.objects.filter(verb="screening.opinion").first().data


def test_who_is_asked_by_risk_waits_for_the_machine(world: w.World) -> None:
    actions.ask_two(edition=world.edition, from_risk=1, reason="เสี่ยง", by=world.officer)
    made = w.received(world, "service-innovation")
    with pytest.raises(Refusal, match="not finished"):
        actions.screen(submission=made, outcome="passed", reason="ดี", by=world.officer)
    actions.check_submission(made.pk)
    Triage.objects.filter(submission=made).update(risk=0)
    assert isinstance(
        actions.screen(submission=made, outcome="passed", reason="ดี", by=world.officer), Screening
    )
