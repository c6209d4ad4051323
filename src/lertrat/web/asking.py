"""What desks share: asking before something ends, and an action whose refusal goes back into its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django import forms

from lertrat.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from lertrat.web import ui

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Ask:
    """A question before something is done that does not go back by itself; drawn by `components/ask.html`.

    `fields` are posted along with the press; `reason` is the label of a box for the reason, where one is wanted.
    """

    title: str
    says: str
    button: str
    back: str
    fields: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    danger: bool = True


def attempt(
    form: forms.BaseForm, act: Callable[[], Done], where: Mapping[str, str] | None = None
) -> tuple[Done | None, int]:
    """Do `act`; its result and status 0. Where it refuses, the words go to the form (to the field that `where` names for the
    refusal's code, else to the whole form) and the status is 422, or 409 for a conflict."""
    try:
        return act(), 0
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        name = (where or {}).get(refusal.code)
        form.add_error(name if name in form.fields else None, refusal.says("en" if ui.english() else "th"))
        return None, 409 if isinstance(refusal, Conflict) else 422
