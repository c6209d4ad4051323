"""What an agency is told of its own results: nothing before the announcement, then its outcome and what an honour lacks."""

from __future__ import annotations

import pytest

from lertrat.applications.models import Application
from lertrat.decisions import queries
from lertrat.kernel import clock
from lertrat.people.models import Person
from tests import world as w
from tests.decisions import council as c

pytestmark = pytest.mark.django_db


def test_after_the_announcement_the_agency_reads_its_own_and_no_other_does() -> None:
    world = w.build()
    sent = w.received(world, "service-innovation")
    w.assessed(world, sent, "9/10")
    c.propose(world)
    c.decide_all(world)
    c.honours(world)

    def mine(person: Person) -> queries.OwnResult | None:
        found = Application.objects.select_related("edition__programme", "edition__pack_version")
        return queries.own_result(person, found.get(pk=sent.application_id))

    assert mine(world.drafter_a) is None
    assert queries.own_results(world.drafter_a, Application.objects.select_related("edition")) == {}
    c.publish(world)
    with clock.frozen(c.HOUR):
        told = mine(world.drafter_a)
        assert told is not None and told.outcome == "awarded"
        overall = next(row for row in told.honours if row.honour.honour == "overall")
        assert len(overall.missing) == 2
        assert mine(world.drafter_b) is None and mine(world.officer) is None
        everything = list(Application.objects.select_related("edition"))
        assert {pk: row.outcome for pk, row in queries.own_results(world.drafter_a, everything).items()} == {
            sent.application_id: "awarded"
        }
        assert queries.own_results(world.drafter_b, everything) == {}
