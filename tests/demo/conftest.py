"""The stages of the demonstration year, played once for all who look at them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from tools.installation import Installation
from tools.stages import Stages


@pytest.fixture(scope="session")
def stages(pytestconfig: pytest.Config, _migrated: Installation) -> Iterator[Stages]:
    """The stages of the demonstration, kept from run to run as long as the sources are the same."""
    with contextlib.closing(Stages(pytestconfig.cache.mkdir("demonstration"), _migrated)) as made:  # type: ignore[union-attr]  # the cache is part of pytest
        yield made
