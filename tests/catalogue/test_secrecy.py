"""A planted result: nowhere before publication, everywhere after it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from lertrat.catalogue import queries
from lertrat.catalogue.queries import AwardFilter
from lertrat.decisions import actions
from lertrat.decisions.models import Certificate
from lertrat.files import disk
from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound
from lertrat.search.models import Entry
from lertrat.works import queries as works
from tests import world as w
from tests.decisions import council as c

pytestmark = pytest.mark.django_db
TITLE = "กังหันลมเพาะเลี้ยงความลับก่อนประกาศ"


def everything(world: w.World) -> str:
    """Whatever the public can read, as one text."""
    agency = queries.agency_page("demo-a")
    pages: list[Any] = [
        [(a.ref, str(a.work), a.level, a.type_text) for a in queries.awards().rows],
        [(a.ref, str(a.work)) for a in queries.awards(AwardFilter(year=2564)).rows],
        [(a.ref, str(a.work)) for a in queries.awards(q="กังหันลม").rows],
        [(a.ref, str(a.work)) for a in queries.suggestions("กังหัน")],
        queries.facets(), queries.figures(), [str(a.work) for a in queries.latest_cases()],
        [[str(a.work) for a in agency.awards], [str(one) for one in agency.works]],
        [[str(a.work) for a in t.awards] for b in queries.results_of_edition(world.edition).branches for t in b.types],
        [str(a.honour_id) for a in queries.results_of_edition(world.edition).honours],
        queries.editions_with_results(), queries.year_line(world.edition),
        "".join(queries.awards_csv()), "".join(queries.awards_json()),
        list(Entry.objects.filter(kind__in=["award", "work"]).values_list("key", flat=True)),
        works.past_awards(world.agencies["a"]),
        [path.name for path in disk.root().rglob("*")] if disk.root().is_dir() else [],
        list(Certificate.objects.values_list("number", flat=True)),
    ]  # fmt: skip
    return "\n".join(str(page) for page in pages)


def test_nowhere_before_the_hour_and_everywhere_after_it(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    world = w.build()
    for number, type_id in enumerate(("service-innovation", "effective-change", "pmqa-outstanding"), 1):
        w.assessed(world, w.received(world, type_id, number=number, title=TITLE), "9/10")
    with clock.frozen(c.COUNCIL):
        quiet = everything(world)
    assert "กังหัน" not in quiet
    c.propose(world)
    with clock.frozen(c.COUNCIL):
        assert everything(world) == quiet
    c.decide_all(world)
    c.confer_honours(world)
    c.schedule(world)
    with clock.frozen(c.HOUR - timedelta(seconds=1)):
        actions.publish_due()
        before = everything(world)
    assert "กังหัน" not in before and '"honour": "overall"' not in before and "PSEA-2564" not in before
    assert [e.kind for e in queries.year_line(world.edition)].count("published") == 0
    with clock.frozen(c.HOUR):
        assert actions.publish_due() == 1
        world.edition.refresh_from_db()
        after = everything(world)
        for certificate in Certificate.objects.select_related("award"):
            assert actions.certificate_pdf(certificate)
            assert queries.certificate(certificate.token).award.ref in after
    assert after.count("กังหันลม") > 8 and '"honour": "overall"' in after and "PSEA-2564-0001" in after
    assert [e.at for e in queries.year_line(world.edition) if e.kind == "published"] == [c.HOUR]
    results = queries.results_of_edition(world.edition)
    assert (results.count, len(results.honours), results.published_at) == (4, 1, c.HOUR)
    assert results.assumed == "ค่าสมมติเพื่อการสาธิต"
    assert queries.award(results.honours[0].ref).certificate is not None
    assert [one.pk for one in queries.editions_with_results()] == [world.edition.pk]


def test_a_guessed_code_finds_no_certificate() -> None:
    for token in ("", "PSEA-2564-0001", "x" * 500):
        with pytest.raises(NotFound):
            queries.certificate(token)
