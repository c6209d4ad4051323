"""An applicant's browser in the tests' world, at a moment when everything is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from lertrat.kernel import clock
from lertrat.people.models import Person
from tests import world as w


@pytest.fixture
def world() -> Iterator[w.World]:
    made = w.build()
    with clock.frozen(w.OPEN):
        yield made


@pytest.fixture
def sign_in() -> Callable[[Person], Client]:
    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def queries_of(queries: Callable[[], Any]) -> Callable[..., Any]:
    """`with queries_of(12):` fails when the block asks the database more often."""
    from contextlib import contextmanager

    @contextmanager
    def at_most(limit: int) -> Iterator[None]:
        with queries() as seen:
            yield
        assert len(seen) <= limit, "\n".join(one["sql"][:160] for one in seen)

    return at_most
