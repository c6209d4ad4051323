"""Reading rows: which words are understood, which tellings mean one award, and what is refused."""

from __future__ import annotations

import pytest

from lertrat import criteria
from lertrat.agencies import actions as agencies
from lertrat.agencies.models import Agency
from lertrat.kernel.errors import Conflict, NotAllowed, Refusal
from lertrat.people import actions as people
from lertrat.works import actions, vocabulary
from lertrat.works.models import Award, Work

pytestmark = pytest.mark.django_db
BASE = {
    "year_be": "2563",
    "branch": "คุณภาพการบริหารจัดการภาครัฐ",
    "type": "PMQA รายหมวด หมวด 2",
    "agency": "กรม ก",
    "source_url": "https://example.org/a",
}


@pytest.fixture(autouse=True)
def agency() -> Agency:
    return agencies.register(code="dept-a", kind="department", name_th="กรม ก", by=None)


def load(*rows: dict[str, str]) -> list[str]:
    plan = actions.import_plan(rows, source="ทดสอบ")
    actions.apply_import(plan=plan, digest=plan.digest, by=None)
    return [change.kind for change in plan.changes]


@pytest.mark.parametrize(
    ("text", "branch", "expected"),
    [
        ("PMQA รายหมวด หมวด 2", "management", ("management", "pmqa-category", "", 2)),
        ("สัมฤทธิ์ผลประชาชนมีส่วนร่วม (Effective Change)", "", ("participatory", "effective-change", "", None)),
        ("ผู้นำหันส่วนความร่วมมือ", "", ("participatory", "engaged-citizen", "", None)),
        ("ร่วมใจแท็กทีม", "", ("participatory", "antipoverty", "", None)),
        ("นวัตกรรมการบริการ", "service", ("service", "service-innovation", "", None)),
        ("รางวัลประเภทที่ไม่รู้จัก", "service", ("service", "", "", None)),
        ("เลิศรัฐยอดเยี่ยม", "", ("", "", "overall", None)),
        ("เลิศรัฐสาขา (best of the best) – Effective Change", "participatory", ("participatory", "", "branch-participatory", None)),
        ("PMQA 4.0", "management", ("management", "pmqa-4", "", None)),
    ],
)  # fmt: skip
def test_printed_types(text: str, branch: str, expected: tuple[object, ...]) -> None:
    found = vocabulary.award_type(text, branch)
    assert (found.branch, found.type_id, found.honour_id, found.category) == expected


@pytest.mark.parametrize(
    ("text", "level"),
    [("ดีเด่น", "outstanding"), ("ดี", "good"), ("ก้าวหน้า (Advance)", "advance"), ("", ""), ("ระดับดีเด่น", "outstanding"), ("ยอด", None)],
)  # fmt: skip
def test_printed_levels(text: str, level: str | None) -> None:
    assert vocabulary.level(text) == level


def test_the_register_and_the_pack_call_the_types_alike() -> None:
    pack = criteria.builtin("psea-2564", supplement=False)
    assert {type.id: type.concept for type in pack.types.values()} == {
        type_id: vocabulary.concept(type_id) for type_id in vocabulary.TYPES
    }
    strangers = []
    for type in pack.types.values():
        assert vocabulary.TYPES[type.id][0] == type.branch
        for words in (type.name.th, *(variant.words for variant in type.variants)):
            if vocabulary.award_type(words, type.branch).type_id not in (type.id, ""):
                strangers.append((type.id, words))
        assert vocabulary.award_type(type.name.th, type.branch).type_id == type.id
    assert strangers == []


def test_a_span_and_a_date_in_either_order_are_one_award() -> None:
    span = BASE | {"year_be": "2555-2563", "source_url": "https://example.org/span"}
    assert load(span, BASE) == ["add", "change"]
    first = Award.objects.get()
    assert (first.year_from, first.year_to, first.sources.count()) == (2563, 2563, 2)
    Award.objects.all().delete()
    assert load(BASE, span) == ["add", "change"]
    assert Award.objects.get().year_from == 2563


@pytest.mark.parametrize(
    "other",
    [
        {"year_be": "2564"},
        {"type": "PMQA รายหมวด หมวด 3"},
        {"type": "PMQA 4.0"},
        {"agency": "กรม ข"},
        {"agency": "กรม ก (รางวัลที่ 2 จาก 2)"},
        {"year_be": "2560-2562"},
    ],
)
def test_what_differs_is_another_award(other: dict[str, str]) -> None:
    assert load(BASE, BASE | other) == ["add", "add"]


def test_levels_that_disagree_are_two_awards_and_a_blank_is_filled() -> None:
    row = BASE | {"type": "PMQA 4.0"}
    assert load(row, row | {"level": "Advance", "source_url": "https://example.org/b"}) == ["add", "change"]
    assert Award.objects.get().level == "advance"
    assert load(row | {"level": "Basic", "source_url": "https://example.org/c"}) == ["add"]


def test_a_type_learned_later_fills_the_blank_only_by_title() -> None:
    row = BASE | {"branch": "บริการภาครัฐ", "type": "", "work_title": "งาน ก", "level": "ดี"}
    typed = row | {"type": "พัฒนาการบริการ", "source_url": "https://example.org/b"}
    assert load(row, typed) == ["add", "change"]
    award = Award.objects.get()
    assert (award.type_id, award.concept) == ("service-development", "psea/service-development")
    assert load(row | {"work_title": "", "source_url": "https://example.org/d"}) == ["add"]


def test_an_unknown_agency_is_kept_as_printed() -> None:
    assert load(BASE | {"agency": "สำนักที่ไม่อยู่ในทะเบียน"}) == ["add"]
    award = Award.objects.get()
    assert award.agency is None and award.agency_text == "สำนักที่ไม่อยู่ในทะเบียน"


def test_two_awards_for_one_work_share_the_work() -> None:
    row = BASE | {"branch": "", "type": "Effective Change", "work_title": "งาน ก", "level": "ดีเด่น"}
    citizen = row | {"type": "ผู้นำหุ้นส่วนความร่วมมือ", "agency": "นางสาวดี งาม (เสนอชื่อโดยกรม ก)"}
    assert load(row, citizen) == ["add", "add"]
    assert Work.objects.count() == 1
    assert Award.objects.filter(nominee_text="นางสาวดี งาม", agency__code="dept-a").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"year_be": "ปีหน้า"},
        {"year_be": "2021"},
        {"year_be": "2563-2555"},
        {"branch": "สาขาใหม่"},
        {"type": "PMQA รายหมวด หมวด 7"},
        {"type": "PMQA รายหมวด"},
        {"type": "พัฒนาการบริการ"},
        {"level": "ดีมาก"},
        {"province": "โตเกียว"},
        {"agency": ""},
        {"programme": "oscar"},
        {"what": "film"},
    ],
)
def test_what_is_not_understood_is_refused_and_nothing_is_written(wrong: dict[str, str]) -> None:
    plan = actions.import_plan([BASE, BASE | wrong], source="ทดสอบ")
    assert [change.kind for change in plan.changes] == ["add", "refuse"]
    assert plan.changes[1].why
    with pytest.raises(Refusal, match="cannot be imported"):
        actions.apply_import(plan=plan, digest=plan.digest, by=None)
    assert Award.objects.count() == 0


def test_what_was_not_previewed_is_not_done() -> None:
    seen = actions.import_plan([BASE], source="ทดสอบ")
    other = actions.import_plan([BASE | {"year_be": "2562"}], source="ทดสอบ")
    with pytest.raises(Conflict):
        actions.apply_import(plan=other, digest=seen.digest, by=None)
    actions.apply_import(plan=seen, digest=seen.digest, by=None)
    with pytest.raises(Conflict):
        actions.apply_import(plan=seen, digest=seen.digest, by=None)
    assert Award.objects.count() == 1


def test_only_administrators_import() -> None:
    person = people.create_person(email="a@b.example", name="ผู้ใช้", by=None)
    plan = actions.import_plan([BASE], source="ทดสอบ")
    with pytest.raises(NotAllowed):
        actions.apply_import(plan=plan, digest=plan.digest, by=person)
