"""Near texts: against the plain definition of what two texts share, over Thai as it is written."""

from __future__ import annotations

import difflib
import random

import pytest

from lertrat.search import near, nearest
from lertrat.search.models import Print

WORDS = [
    "ประชาชน",
    "บริการ",
    "ผู้ป่วย",
    "ระบบ",
    "โรงพยาบาล",
    "คิว",
    "ข้อมูล",
    "พื้นที่",
    "น้ำ",
    "เกษตรกร",
    "ลดขั้นตอน",
    "จังหวัด",
    "อำเภอ",
    "ทำให้",
    "และ",
    "ที่",
    "ของ",
    "สามารถ",
    "ติดตาม",
    "ผลลัพธ์",
    "ร้อยละ",
    "ชุมชน",
    "แม่น้ำ",
    "ฟื้นฟู",
    "เครือข่าย",
    "ออนไลน์",
    "ใบอนุญาต",
    "ศูนย์",
    "เยาวชน",
]


def prose(seed: int, words: int) -> str:
    drawn = random.Random(seed)
    return "".join(drawn.choice(WORDS) + drawn.choice(["", "", "", " ", "\n"]) for _ in range(words))


def letters(text: str) -> str:
    return near.read(text).letters


@pytest.mark.parametrize("seed", range(6))
def test_what_two_texts_share_is_found_and_its_words_are_shown(seed: int) -> None:
    planted = prose(100 + seed, 60)
    mine = prose(seed, 150) + planted + prose(seed + 50, 90)
    # The copy is set with other blanks and other digits, as writers do.
    theirs = prose(seed + 200, 70) + planted.replace(" ", "  ").replace("\n", "") + prose(seed + 300, 120)
    one, other = near.read(mine), near.read(theirs)
    longest = difflib.SequenceMatcher(None, one.letters, other.letters, autojunk=False).find_longest_match()
    found = near.passages(one, other)
    best = max(found, key=lambda passage: passage.length)
    assert best.length == longest.size >= len(letters(planted))
    assert letters(best.one) == letters(best.other) == one.letters[longest.a : longest.a + longest.size]
    assert best.one in mine and best.other in theirs
    assert near.prints(one) & near.prints(other)

    def grams(text: str) -> set[str]:
        return {text[i : i + near.K] for i in range(len(text) - near.K + 1)}

    left, right = grams(one.letters), grams(other.letters)
    assert near.jaccard(one, other) * len(left | right) == len(left & right)


def test_a_passage_of_the_least_length_is_never_missed() -> None:
    drawn = random.Random(5)
    for turn in range(60):
        planted = letters(prose(turn, 80))[: near.PASSAGE]
        ends = [
            "".join(chr(drawn.randrange(0x61, 0x7B)) for _ in range(drawn.randrange(200))) for _ in range(4)
        ]
        one, other = near.read(ends[0] + planted + ends[1]), near.read(ends[2] + planted + ends[3])
        assert near.prints(one) & near.prints(other)
        assert max(passage.length for passage in near.passages(one, other)) >= near.PASSAGE


def test_the_forms_own_words_and_names_of_laws_do_not_count() -> None:
    guidance = prose(1, 60)
    law = "พระราชกฤษฎีกาว่าด้วยหลักเกณฑ์และวิธีการบริหารกิจการบ้านเมืองที่ดี และการรักษาความสงบเรียบร้อยของส่วนราชการทั้งหลายทั้งปวง พ.ศ. ๒๕๔๖"
    without = near.hashes_of([guidance])
    one = near.read(f"{guidance} {prose(2, 80)} {law}", without)
    other = near.read(f"{prose(3, 80)} {law} {guidance}", without)
    assert near.passages(one, other) == [] and near.jaccard(one, other) == 0
    assert near.passages(near.read(guidance), near.read(guidance))
    assert near.read("").hashes == () and near.prints(near.read("สั้น")) == set()


@pytest.mark.django_db
def test_what_many_write_counts_for_none_and_a_text_written_anew_takes_its_place() -> None:
    shared = prose(9, 60)
    for number in range(near.COMMON + 4):
        found = nearest.remember("x", number, near.prints(near.read(shared + prose(number + 40, 60))))
    assert found.texts == () and found.common
    rows = Print.objects.count()
    own = near.prints(near.read(prose(999, 60)))
    nearest.remember("x", 77, own)
    found = nearest.remember("y", 1, near.prints(near.read(prose(999, 60))))
    assert found.texts == (("x", 77, len(own)),)
    nearest.remember("y", 1, [])
    nearest.remember("x", 77, [])
    assert Print.objects.count() == rows and nearest.last("x") == near.COMMON + 3
