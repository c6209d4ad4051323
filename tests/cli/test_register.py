"""`lertrat register load` and `lertrat data-checks`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lertrat.cli.main import main
from lertrat.works.models import Award

pytestmark = pytest.mark.django_db


@pytest.fixture
def lertrat(capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: str) -> tuple[int, Any]:
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--json"])
        return int(ended.value.code or 0), json.loads(capsys.readouterr().out)

    return call


def test_load_twice_and_the_sums_hold(lertrat: Any) -> None:
    status, checks = lertrat("data-checks")
    assert status == 1 and not all(one["ok"] for one in checks)
    status, first = lertrat("register", "load")
    assert status == 0 and all(row["added"] for row in first)
    awards = Award.objects.count()
    status, second = lertrat("register", "load")
    assert status == 0
    assert all(row["added"] == row["changed"] == 0 for row in second)
    assert Award.objects.count() == awards
    status, checks = lertrat("data-checks")
    assert status == 0, [one for one in checks if not one["ok"]]
    assert all(set(one) == {"check", "th", "source", "expected", "found", "ok"} for one in checks)
