"""Every field about a person belongs to a class of personal data: none can be added and forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from lertrat.people.models import Person
from lertrat.records import personal

# What may say who somebody is or how to reach them.
_WORDS = re.compile(
    r"(^|_)(name|title|post|email|mail|address|agent|ip|phone|telephone|mobile|contact|number|mentions|frozen|"
    r"nominee|actor|person|signature|birth\w*|nationality|citizen\w*|consent\w*)($|_)"
)  # fmt: skip
# Reviewed: these name bodies, documents, things of the system, or hold no words. Each new one is a decision.
_NOT_ABOUT_PEOPLE = {
    "records.Heartbeat.name", "records.DueTask.name",
    "files.StoredFile.path", "agencies.Province.name_th", "agencies.Province.name_en",
    "agencies.Agency.name_th", "agencies.Agency.name_en", "agencies.Agency.name_key",
    "agencies.Alias.name", "agencies.Alias.name_key",
    "committees.Committee.name_th", "committees.Committee.name_en", "committees.Meeting.number",
    "committees.AgendaItem.title",
    "programmes.Programme.name_th", "programmes.Programme.name_en",
    "works.Work.title_th", "works.Work.title_en", "works.Work.title_key",
    "selfassessment.Indicator.name", "selfassessment.Indicator.name_key",
    "assessment.Panel.name",
    "decisions.Certificate.number",
    # Answers to a round of clarification, frozen: its author stands beside it.
    "assessment.Clarification.frozen",
}  # fmt: skip


def about_people() -> Iterator[str]:
    """Each field of each model of ours that is about a person, by what it is or by what it is called."""
    for model in apps.get_models():
        if not model.__module__.startswith("lertrat."):
            continue
        for field in model._meta.concrete_fields:
            name = f"{model._meta.label}.{field.name}"
            points = field.related_model is Person
            reaches = isinstance(field, models.EmailField | models.GenericIPAddressField)
            counts = isinstance(field, models.SmallIntegerField | models.PositiveIntegerField)
            counts = counts or isinstance(
                field, models.PositiveSmallIntegerField | models.PositiveBigIntegerField
            )
            called = _WORDS.search(field.name) and not field.is_relation and not counts
            if points or reaches or called:
                yield name


def test_every_field_about_a_person_belongs_to_a_class() -> None:
    known = {name for data in personal.classes() for name in data.fields}
    found = set(about_people())
    forgotten = sorted(found - known - _NOT_ABOUT_PEOPLE)
    assert not forgotten, f"register these in their room's personal.py: {forgotten}"
    assert len(found) > 120
    stale = sorted(
        _NOT_ABOUT_PEOPLE - {f"{m._meta.label}.{f.name}" for m in apps.get_models() for f in m._meta.fields}
    )
    assert not stale, f"no such fields: {stale}"


def test_every_class_names_fields_that_exist_and_says_everything() -> None:
    for data in personal.classes():
        for words in (data.name, data.whose, data.purpose, data.recipients, data.retention.event):
            assert words.th and words.en, data.id
        assert data.after is None or data.old is not None, f"{data.id} has a period and nothing that keeps it"
        for source in data.sources:
            for name in (*source.shown, *source.secret, *source.person, *([source.at] if source.at else [])):
                assert _exists(source.model, name), f"{data.id}: {source.label} has no {name}"


def _exists(model: type[models.Model], path: str) -> bool:
    for part in path.split("__"):
        if part == "pk":
            continue
        try:
            field = model._meta.get_field(part)
        except FieldDoesNotExist:
            return False
        model = field.related_model or model  # type: ignore[assignment]  # no further step follows a plain field
    return True
