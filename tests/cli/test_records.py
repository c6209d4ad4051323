"""`lertrat records` and `lertrat invariants` on the test's own database."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lertrat.cli.main import main
from lertrat.people.actions import create_person
from lertrat.records import actions, triggers
from lertrat.records.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def lertrat(capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return call


def test_verify_whole_and_broken(lertrat: Any) -> None:
    person = create_person(email="p@dol.example", name="คนหนึ่ง", by=None)
    actions.seal_batch()
    status, out, _ = lertrat("records", "verify")
    assert status == 0 and "intact" in out
    head = lertrat("records", "head")[1].strip()
    assert lertrat("records", "verify", "--head", head)[0] == 0
    status, out, _ = lertrat("records", "verify", "--json", "--head", f"{head.split(':')[0]}:{'0' * 64}")
    assert status == 1 and json.loads(out)["problems"][0]["code"] == "head"
    with triggers.lifted():
        Record.objects.filter(object_id=person.pk).update(verb="person.forged")
    status, out, _ = lertrat("records", "verify", "--json")
    told = json.loads(out)
    assert status == 1
    assert [one["code"] for one in told["problems"]] == ["changed"]
    assert (told["records"], told["seals"]) == (1, 1)


@pytest.mark.parametrize("head", ["1:beef", "x:" + "0" * 64, "0" * 64, "-1:" + "0" * 64])
def test_a_head_that_is_none(lertrat: Any, head: str) -> None:
    status, out, err = lertrat("records", "verify", f"--head={head}")
    assert (status, out) == (2, "")
    assert "NUMBER:HASH" in err and err.count("\n") == 1


def test_invariants(lertrat: Any) -> None:
    status, out, _ = lertrat("invariants", "--json")
    rows = json.loads(out)
    assert status == 0 and all(row["ok"] for row in rows)
    assert {"records.triggers", "files.content", "notices.delivered"} <= {row["name"] for row in rows}
    with triggers.lifted():
        status, out, _ = lertrat("invariants")
    assert status == 1
    assert "NOT records.triggers" in out
