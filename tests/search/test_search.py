"""The text index on whichever database the run uses."""

from __future__ import annotations

from typing import Any

import pytest

from lertrat.records import triggers
from lertrat.search import queries
from lertrat.search.actions import put, put_many, remove
from lertrat.search.models import Entry

pytestmark = pytest.mark.django_db


def test_a_word_is_found_inside_an_unspaced_sentence() -> None:
    put("work", 1, ["การพัฒนารูปแบบการดูแลผู้ป่วยคลินิกเบาหวานใกล้บ้าน"])
    put("work", 2, ["ระบบจดทะเบียนสัญญาหลักประกันทางธุรกิจ"])
    assert queries.find("work", "เบาหวาน") == [1]
    assert queries.find("work", "ผู้ป่วย ใกล้บ้าน") == [1]
    assert queries.find("work", "ผู้ป่วย ธุรกิจ") == []


def test_short_parts_are_found_too() -> None:
    put("work", 1, ["น้ำ - ข้าว เขาสะเอียบ"])
    put("work", 2, ["คอนโดยา"])
    assert queries.find("work", "ยา") == [2]
    assert queries.find("work", "ข") == [1]
    assert queries.find("work", "ยา คอนโด") == [2]


@pytest.mark.parametrize("asked", ["สัมฤทธิ์ผล", "สัมฤทธิผล", "สัมฤทธิผลประชาชน", "สัมฤทธิ์ผลประชาชนมีส่วนร่วม"])
def test_every_spelling_finds_every_spelling(asked: str) -> None:
    put("work", 1, ["สัมฤทธิผลประชาชนมีส่วนร่วม"])
    put("work", 2, ["สัมฤทธิ์ผลประชาชนมีส่วนร่วม"])
    assert queries.find("work", asked) == [1, 2]


def test_variants_stand_beside_each_other_and_never_run_together() -> None:
    put("type", 11, ["ร่วมใจแก้จน", "ร่วมใจแท็กทีม", "Antipoverty Empowered"])
    assert queries.find("type", "แท็กทีม") == queries.find("type", "EMPOWERED") == [11]
    assert queries.find("type", "แก้จนร่วมใจ") == []
    assert queries.find("type", "¦") == []


def test_kinds_are_apart_and_changes_take_effect() -> None:
    put("agency", 1, ["กรมบัญชีกลาง"])
    put("work", 1, ["กรมสรรพากร"])
    assert queries.find("agency", "สรรพากร") == []
    put("agency", 1, ["กรมสรรพากร"])
    assert queries.find("agency", "สรรพากร") == [1]
    assert queries.find("agency", "บัญชีกลาง") == []
    remove("agency", 1)
    assert queries.find("agency", "สรรพากร") == []
    assert queries.find("work", "สรรพากร") == [1]


@pytest.mark.parametrize(
    "hostile", ['"', '" OR key:', "a AND", "%", "_", "*", "NEAR(", "\x00", "'; --", "()", " ", ""]
)
def test_no_query_breaks_the_index(hostile: str) -> None:
    put("work", 1, ["ธรรมดา"])
    assert queries.find("work", hostile) == []


def test_heavier_first_and_limited() -> None:
    put_many("work", {number: [f"โครงการที่ {number}"] for number in range(1, 40)})
    put("work", 30, ["โครงการสำคัญ"], weight=5)
    assert queries.find("work", "โครงการ", limit=3) == [30, 1, 2]


def test_putting_the_same_again_writes_nothing(django_assert_num_queries: Any) -> None:
    put("work", 1, ["โครงการ"])
    with django_assert_num_queries(1):
        put("work", 1, ["โครงการ"])


def test_the_index_stands_and_survives_being_made_again() -> None:
    put("work", 1, ["โครงการเดิม"])
    triggers.remake()
    put("work", 2, ["โครงการใหม่"])
    assert triggers.missing() == []
    assert queries.find("work", "โครงการ") == [1, 2]
    assert Entry.objects.count() == 2
