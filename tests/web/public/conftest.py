"""What the tests of public pages share: no page kept from another test, the register, and how a page is read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from lertrat.web import middleware
from tests.works.conftest import _register, loaded

__all__ = ["_register", "awards_json", "forget", "loaded", "read", "refs", "sent"]


def forget() -> None:
    """Neither a page nor the publication number of before is served."""
    cache.clear()
    middleware._number = (float("-inf"), 0)


@pytest.fixture(autouse=True)
def no_page_kept() -> Iterator[None]:
    """Every test begins without a page of another one."""
    forget()
    yield
    forget()


def read(client: Client, path: str, **query: str) -> str:
    """A public page: found, and without a cookie."""
    answer = client.get(path, query)
    assert answer.status_code == 200, (path, query, answer.status_code)
    assert not answer.cookies
    return answer.content.decode()


def refs(page: str) -> list[str]:
    """The awards that a page lists, in its order."""
    return list(dict.fromkeys(re.findall(r'won__work"><a href="(?:/en)?/results/([^/"]+)/"', page)))


def sent(client: Client, path: str, **query: str) -> str:
    """A streamed file, whole."""
    chunks = client.get(path, query).streaming_content  # type: ignore[attr-defined]  # a streaming response's own
    return b"".join(chunks).decode()


def awards_json(client: Client, **query: str) -> list[dict[str, Any]]:
    """The rows of the JSON file."""
    found: list[dict[str, Any]] = json.loads(sent(client, "/data/awards.json", **query))["awards"]
    return found
