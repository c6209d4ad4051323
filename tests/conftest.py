"""What every test has: the database of the run, invariants after each test that used it, and the parts of a machine.

The database is SQLite in a file (as in an installation, so that locks behave alike) unless LERTRAT_DATABASE_URL names a
server. `make test` runs the tests on both.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.template import forget, migrated
from tools.installation import Installation
from tools.stages import Stages

ROOT = Path(__file__).resolve().parents[1]
STRICT = bool(os.environ.get("CI"))
NO_SOURCES = "the printed sources are not at hand: set LERTRAT_SOURCES to the folder that holds seeds/"
_DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}

hypothesis.settings.register_profile("here", deadline=None, max_examples=60)
hypothesis.settings.register_profile("ci", deadline=None, max_examples=100, derandomize=True, database=None)
hypothesis.settings.load_profile("ci" if STRICT else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="only the tests that use a database, and not those for which one is enough",
    )


def uses_database(item: pytest.Item) -> bool:
    """Whether the test uses a database, its own or that of an installation it starts."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & (_DATABASE | {"installation"}))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--database-only"):
        wanted = [
            item for item in items if uses_database(item) and not item.get_closest_marker("one_database")
        ]
        config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
        items[:] = wanted


@pytest.fixture(scope="session")
def _migrated(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """One migrated installation for every process of the run; databases and installations of tests are copies of it."""
    cache = pytestconfig.cache
    return migrated(_shared(tmp_path_factory.getbasetemp()), cache.mkdir("migrated") if cache else None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_modify_db_settings_parallel_suffix: None,
    _migrated: Installation,
) -> None:
    """A copy of what was migrated once. SQLite in a file: in memory, threads would share one cache, whose locks do not wait."""
    from django.conf import settings

    test = settings.DATABASES["default"]["TEST"]
    if _migrated.vendor == "sqlite":
        test["NAME"] = str(_migrated.copy(tmp_path_factory.mktemp("database")).database)
    else:
        test["TEMPLATE"] = _migrated.database


@pytest.fixture(scope="session")
def django_db_keepdb(_migrated: Installation) -> bool:
    """The copied file is the database to begin with; PostgreSQL copies by its own word."""
    return _migrated.vendor == "sqlite"


@pytest.fixture(autouse=True)
def invariants_hold(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test that used the database, every invariant still holds in what it left there."""
    item = request.node
    if (
        not uses_database(item)
        or item.get_closest_marker("breaks_invariants")
        or "installation" in item.fixturenames
    ):
        yield
        return
    request.getfixturevalue("db")
    yield
    from django.db import connection

    from tests import truths

    if connection.needs_rollback:
        return
    broken = truths.broken()
    assert not broken, "\n".join(broken)


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder with `seeds/` and `data/`, the printed papers that packs and register cite."""
    folder = Path(os.environ.get("LERTRAT_SOURCES") or ROOT.parent / "shared")
    if not (folder / "seeds").is_dir():
        pytest.skip(NO_SOURCES)
    return folder


def _shared(base: Path) -> Path:
    """The folder that all processes of a run share: their own are inside it."""
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture
def installation(_migrated: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A migrated installation of the test's own, on the database of this run, to start real processes on."""
    made = _migrated.copy(tmp_path / "installation")
    try:
        yield made
    finally:
        made.remove()


@pytest.fixture(scope="session")
def stages(pytestconfig: pytest.Config, _migrated: Installation) -> Iterator[Stages]:
    """The stages of the demonstration, kept from run to run as long as the sources are the same."""
    with contextlib.closing(Stages(pytestconfig.cache.mkdir("demonstration"), _migrated)) as made:  # type: ignore[union-attr]  # the cache is part of pytest
        yield made


@pytest.fixture
def queries() -> Callable[[], Any]:
    """`with queries() as seen:` collects the SQL statements of the block; `len(seen)` counts them."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return lambda: CaptureQueriesContext(connection)


def pytest_unconfigure(config: pytest.Config) -> None:
    from django.conf import settings

    if not hasattr(config, "workerinput") and (factory := getattr(config, "_tmp_path_factory", None)):
        forget(factory.getbasetemp())
    if not os.environ.get("LERTRAT_TEST_FILES"):
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def _skips(session_config: pytest.Config) -> list[str]:
    """The reasons of every skip that a run where nothing may be skipped does not forgive."""
    reporter = session_config.pluginmanager.get_plugin("terminalreporter")
    reasons = [str(report.longrepr) for report in reporter.stats.get("skipped", [])] if reporter else []
    return [reason for reason in reasons if NO_SOURCES not in reason]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if STRICT and not hasattr(session.config, "workerinput") and _skips(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if STRICT and (forbidden := _skips(config)):
        terminalreporter.write_line(
            f"{len(forbidden)} skipped, and with CI set nothing may be skipped", red=True
        )
    if report := os.environ.get("LERTRAT_TEST_REPORT"):
        stats = terminalreporter.stats
        counts = {
            name: len(stats.get(name, []))
            for name in ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
        }
        # Under `--dist loadgroup` a name carries its group behind an @, which is no part of what one would run again.
        broken = [
            re.sub(r"@\w+$", "", one.nodeid) for name in ("failed", "error") for one in stats.get(name, [])
        ]
        Path(report).write_text(
            json.dumps({"counts": counts, "broken": broken, "forbidden": len(_skips(config))})
        )
