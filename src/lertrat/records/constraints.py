"""A constraint that several rooms need: a column holds one of the codes that the room's states name.

Used instead of a field's `choices`, so that a label may change without a migration.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import CheckConstraint, Q


def one_of(
    field: str, choices: Iterable[tuple[str, str]], name: str, *, blank: bool = False
) -> CheckConstraint:
    """`field` holds one of the codes of `choices` (pairs of code and label), or nothing where `blank`."""
    codes = [code for code, _ in choices] + ([""] if blank else [])
    return CheckConstraint(condition=Q(**{f"{field}__in": codes}), name=name)
