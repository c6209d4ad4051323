"""Codes are stored and words stand beside them: every code has its words, and the database knows no other code."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from lertrat.agencies import states
from lertrat.agencies.models import Agency, Alias, Membership
from lertrat.works.models import Award, Lineage, Work
from lertrat.works.states import LINEAGE_KINDS, PROGRAMMES, LineageKind, Programme


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (states.Kind, states.KINDS), (states.Kind, states.KINDS_EN), (states.Role, states.ROLES), (states.Role, states.ROLES_EN),
        (states.AliasKind, states.ALIAS_KINDS), (states.AliasKind, states.ALIAS_KINDS_EN), (Programme, PROGRAMMES),
        (LineageKind, LINEAGE_KINDS),
    ],
)  # fmt: skip
def test_every_code_has_its_words_in_order(codes: Any, words: dict[str, str]) -> None:
    assert [code.value for code in codes] == list(words)
    assert all(words.values())


def test_the_words_of_a_code() -> None:
    assert (states.role_name("approver"), states.role_name("approver", "en")) == ("ผู้อนุมัติใบสมัคร", "Approver")
    assert (states.kind_name("unit"), states.kind_name("unit", "en")) == (
        "หน่วยงานในสังกัด",
        "Part of an agency",
    )
    assert states.alias_kind_name("scan", "en") == "Scan slip"
    assert states.kind_name("guild") == "guild"


def test_no_table_of_the_house_holds_labels() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("lertrat.")]
    assert len(ours) > 40
    assert [
        f"{m.__name__}.{f.name}" for m in ours for f in m._meta.get_fields() if getattr(f, "choices", None)
    ] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "field"), [(Agency, "kind"), (Alias, "kind"), (Membership, "role"), (Award, "programme"), (Lineage, "kind")])  # fmt: skip
def test_the_database_refuses_a_code_nobody_named(model: Any, field: str) -> None:
    held = [c for c in model._meta.constraints if getattr(c, "name", "").endswith("_known")]
    assert any(field in str(one.condition) for one in held)
    if model is Agency:
        with pytest.raises(IntegrityError, match="agency_kind_known"), transaction.atomic():
            Agency.objects.create(code="x", kind="guild", name_th="สมาคมช่าง")
    if model is Lineage:
        works = [Work.objects.create(ref=f"W-{n}", title_th=f"ผลงาน {n}") for n in (1, 2)]
        with pytest.raises(IntegrityError, match="lineage_kind_known"), transaction.atomic():
            Lineage.objects.create(from_work=works[0], to_work=works[1], kind="copied", source="test")
