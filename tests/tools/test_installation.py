"""An installation of a test's own: served by real processes, on the database of the run, and gone afterwards."""

from __future__ import annotations

from pathlib import Path

from benchmarks.loader import Client
from tools.installation import Installation


def test_it_is_migrated_and_answers(installation: Installation) -> None:
    installation.manage("migrate", "--check")
    with installation.served(workers=1, threads=2) as base:
        client = Client(base)
        assert client.get("/sign-in/").status < 500
        client.close()


def test_a_copy_goes_its_own_way(installation: Installation, tmp_path: Path) -> None:
    twin = installation.copy(tmp_path / "twin")
    try:
        assert twin.vendor == installation.vendor and twin.url != installation.url
        twin.manage("migrate", "sessions", "zero", "--verbosity", "0")
        assert installation.manage("migrate", "--check").returncode == 0
        assert twin.manage("migrate", "--check", check=False).returncode != 0
    finally:
        twin.remove()


def test_its_worker_stops_when_asked(installation: Installation) -> None:
    with installation.working() as worker:
        assert worker.poll() is None
    assert worker.returncode is not None
