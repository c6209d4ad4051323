"""The closing line of `make test` hides nothing."""

from __future__ import annotations

import pytest

from tools import test as runner


def test_the_sums_of_all_parts_and_every_failure_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    parts = [
        runner.Part("checks", 1.0, failed=True),
        runner.Part(
            "tests on SQLite", 2.0, True, counts={"passed": 5, "failed": 1}, broken=["tests/a.py::test_b"]
        ),
        runner.Part("tests on PostgreSQL", 2.0, counts={"passed": 4}),
        runner.Part(
            "tests in a browser", note="not run: Chromium is not installed; as root: apt-get install chromium"
        ),
    ]
    assert runner.close(parts, 5.0) == 1
    said = capsys.readouterr().out
    assert "FAILED tests/a.py::test_b (on SQLite)" in said
    assert "apt-get install chromium" in said
    assert said.splitlines()[-1].strip("= ") == "2 failed, 9 passed in 5.00s"


def test_all_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert runner.close([runner.Part("tests on SQLite", 2.0, counts={"passed": 5})], 2.0) == 0
    assert "5 passed in 2.00s" in capsys.readouterr().out
