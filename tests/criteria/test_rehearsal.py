"""A year played with made-up applicants from the pack alone."""

from __future__ import annotations

import pytest

from lertrat.criteria import builtin, builtin_ids, judge
from lertrat.criteria.rehearsal import PLAYERS, rehearse


@pytest.mark.parametrize("id", builtin_ids())
def test_every_type_of_every_year_is_played_to_its_end_or_to_what_is_not_published(id: str) -> None:
    pack = builtin(id)
    found = rehearse(pack)
    assert len(found.played) == len(pack.types) * len(PLAYERS)
    for one in found.played:
        assert one.steps or not any(step.kind == "intake" for step in pack.types[one.type].steps)
        assert one.level is not None or one.why is not None
        assert all(step.score is not None or step.stopped is not None for step in one.steps)
    assert all(judged.verdict == "unmet" for judged in found.turned.values())


def test_the_strong_agency_wins_everywhere_the_weak_one_stops_at_the_gate_and_the_honour_follows() -> None:
    pack = builtin("psea-2564")
    found = rehearse(pack)
    strong, _, weak = (agency.th for agency, _ in PLAYERS)
    assert all(one.level for one in found.played if one.agency.th == strong)
    gated = next(one for one in found.played if one.agency.th == weak and one.type == "pmqa-4")
    assert gated.level is None and len(gated.steps) == 1
    assert gated.steps[0].gate is not None and gated.steps[0].gate.result == "failed"
    overall = {one.agency: one.verdict for one in found.honours if one.honour == "overall"}
    assert overall[strong] == "yes" and weak not in overall
    assert not any(one.judgement.verdict == "unmet" for one in found.played)


def test_a_rehearsal_is_the_same_every_time() -> None:
    pack = builtin("psea-2564")
    assert rehearse(pack) == rehearse(pack)
    assert judge(pack, "service-innovation", {}).verdict == "unknown"
