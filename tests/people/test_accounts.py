"""Accounts: who may make them, what is refused, and that everything leaves a record."""

from __future__ import annotations

import pytest

from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.people import actions, queries
from lertrat.people.models import Person
from lertrat.records.models import Record

pytestmark = pytest.mark.django_db
PASSWORD = "ถ้อยคำลับยาวพอ"


@pytest.fixture
def administrator() -> Person:
    return actions.create_person(
        email="admin@opdc.example", name="มาลี ใจดี", password=PASSWORD, is_administrator=True, by=None
    )


@pytest.fixture
def person(administrator: Person) -> Person:
    return actions.create_person(
        email="Somchai@dol.example", title="นาย", name="สมชาย  รักงาน", password=PASSWORD, by=administrator
    )


def verbs(person: Person) -> list[str]:
    rows = Record.objects.filter(object_type="people.person", object_id=person.pk).order_by("id")
    return [row.verb for row in rows]


def test_created_with_a_record_and_a_sort_key(administrator: Person, person: Person) -> None:
    assert person.full_name == "นายสมชาย รักงาน"
    assert person.sort_key
    assert verbs(person) == ["person.created"]
    record = Record.objects.get(object_id=person.pk, verb="person.created")
    assert (record.actor_id, record.data) == (administrator.pk, {})


def test_email_is_one_whatever_its_case(administrator: Person, person: Person) -> None:
    assert queries.by_email("SOMCHAI@dol.example") == person
    with pytest.raises(Refusal) as refused:
        actions.create_person(email="somchai@DOL.example", name="อีกคน", by=administrator)
    assert refused.value.code == "email-taken"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"email": "ไม่ใช่อีเมล"}, "email"),
        ({"email": ("a" * 300) + "@x.go.th"}, "email"),
        ({"name": " \u200b "}, "name"),
        ({"name": "ก" * 201}, "name"),
        ({"title": "ก" * 61}, "title"),
        ({"password": "สั้นไป"}, "password"),
        ({"password": "password123"}, "password"),
    ],
)
def test_wrong_data_are_refused_in_both_languages(
    administrator: Person, fields: dict[str, str], code: str
) -> None:
    data = {"email": "new@dol.example", "name": "คนใหม่"} | fields
    with pytest.raises(Refusal) as refused:
        actions.create_person(**data, by=administrator)  # type: ignore[arg-type]  # parametrised keywords
    assert refused.value.code == code
    assert refused.value.th != refused.value.en
    assert Person.objects.count() == 1


def test_only_administrators_make_and_close_accounts(administrator: Person, person: Person) -> None:
    with pytest.raises(NotAllowed):
        actions.create_person(email="x@dol.example", name="คนใหม่", by=person)
    with pytest.raises(NotAllowed):
        actions.deactivate(person=administrator, by=person)
    with pytest.raises(NotAllowed) as refused:
        actions.deactivate(person=administrator, by=administrator)
    assert refused.value.code == "own-account"
    actions.deactivate(person=person, by=administrator)
    person.refresh_from_db()
    assert not person.is_active
    with pytest.raises(NotAllowed):
        actions.edit_person(person=person, name="ชื่อใหม่", by=person)
    assert verbs(person) == ["person.created", "person.deactivated"]


def test_own_password_needs_the_current_one(administrator: Person, person: Person) -> None:
    with pytest.raises(Refusal) as refused:
        actions.set_password(person=person, password="คำใหม่ที่ยาวพอ", current="ผิด", by=person)
    assert refused.value.code == "current-password"
    actions.set_password(person=person, password="คำใหม่ที่ยาวพอ", current=PASSWORD, by=person)
    person.refresh_from_db()
    assert person.check_password("คำใหม่ที่ยาวพอ")
    actions.set_password(person=person, password="คำที่ผู้ดูแลตั้งให้", by=administrator)
    person.refresh_from_db()
    assert person.check_password("คำที่ผู้ดูแลตั้งให้")
    with pytest.raises(NotAllowed):
        actions.set_password(person=administrator, password="คำใหม่ที่ยาวพอ", by=person)


def test_list_is_sorted_and_found_by_part(administrator: Person, person: Person) -> None:
    for index, name in enumerate(["เกษม", "กมล", "ไข่มุก", "ขวัญ"]):
        actions.create_person(email=f"p{index}@dol.example", name=name, by=administrator)
    assert [row.name for row in queries.find("p")][:4] == ["กมล", "เกษม", "ขวัญ", "ไข่มุก"]
    assert list(queries.find("รักงาน สมชาย")) == [person]
    assert list(queries.administrators()) == [administrator]
