"""The register that comes with the program, loaded once for a module of tests: loading takes seconds, a test does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from lertrat.agencies import actions as agencies
from lertrat.works import actions as works


@pytest.fixture(scope="module")
def _register(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        agencies.load_register(by=None)
        works.load_register(by=None)
    yield
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def loaded(_register: None, db: None) -> None:
    """Provinces, agencies, works and awards as `lertrat register load` leaves them."""


@pytest.fixture(scope="session")
def seeds(sources: Path) -> dict[str, list[str]]:
    """The printed sources by their number, as lists of lines."""
    files = (sources / "seeds").glob("*.txt")
    return {path.name[:3]: path.read_text(encoding="utf-8").split("\n") for path in files}
