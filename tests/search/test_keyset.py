"""Walking a long list forward and back."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from lertrat.kernel.errors import Refusal
from lertrat.search.keyset import Page, page
from lertrat.search.models import Entry

pytestmark = pytest.mark.django_db
ORDER = ("-weight", "object_id")


@pytest.fixture
def entries() -> list[Entry]:
    Entry.objects.bulk_create(
        Entry(kind="x", object_id=number, key="ก", weight=number % 3) for number in range(1, 24)
    )
    return list(Entry.objects.order_by(*ORDER))


def walk(size: int) -> list[Page[Entry]]:
    pages = [page(Entry.objects.all(), ORDER, size=size)]
    while pages[-1].next:
        pages.append(page(Entry.objects.all(), ORDER, cursor=pages[-1].next, size=size))
    return pages


@pytest.mark.parametrize("size", [1, 4, 22, 23, 24])
def test_forward_every_row_once_in_order(entries: list[Entry], size: int) -> None:
    pages = walk(size)
    assert [row for one in pages for row in one.rows] == entries
    assert pages[0].previous == "" and pages[-1].next == ""
    assert all(one.rows for one in pages)


def test_back_again_the_same_pages(entries: list[Entry]) -> None:
    pages = walk(4)
    for before, after in zip(reversed(pages[:-1]), reversed(pages[1:]), strict=True):
        back = page(Entry.objects.all(), ORDER, cursor=after.previous, size=4)
        assert back.rows == before.rows
        assert back.next and bool(back.previous) == bool(before.previous)


def _cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "ก",
        _cursor('["n", 1]'),
        _cursor('["n", null, {}]'),
        _cursor("7"),
        _cursor('["q",1,2]'),
        _cursor('["n","x",1]'),
        _cursor('["n",true,1]'),
        _cursor('["n",1,"1"]'),
    ],
)
def test_a_foreign_cursor_is_refused_in_words(cursor: str) -> None:
    with pytest.raises(Refusal, match="not valid"):
        page(Entry.objects.all(), ORDER, cursor=cursor)


def test_one_query_a_page(entries: list[Entry], django_assert_num_queries: Any) -> None:
    second = page(Entry.objects.all(), ORDER, size=4).next
    with django_assert_num_queries(1):
        page(Entry.objects.all(), ORDER, cursor=second, size=4)


@pytest.mark.parametrize("text", [r"\u0000", r"a\ud800"])
def test_a_text_that_no_database_holds_is_refused_too(text: str) -> None:
    with pytest.raises(Refusal, match="not valid"):
        page(Entry.objects.all(), ("key", "object_id"), cursor=_cursor(f'["n","{text}",1]'))


def test_a_number_beyond_every_column_is_the_end_of_the_list(entries: list[Entry]) -> None:
    assert page(Entry.objects.all(), ("object_id",), cursor=_cursor(f'["n",{10**30}]')).rows == []
