"""Forms of the design system: a Django field or a pack's question becomes a FieldView; dates are three boxes in พ.ศ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField

from lertrat.kernel import dates
from lertrat.kernel.errors import Refusal
from lertrat.kernel.thai import arabic_digits
from lertrat.web import ui

PART_NAMES = ("day", "month", "year")


def join_date(day: str, month: str, year: str) -> date | None:
    """The day that three boxes mean, None when all are empty. A year from 2400 is พ.ศ., from 1900 to 2200 ค.ศ.; the month may be
    a number or a Thai name. Raises Refusal("date") for what is no date."""
    parts = [arabic_digits(part).strip() for part in (day, month, year)]
    if not any(parts):
        return None
    if not all(parts):
        names = zip(parts, ("วัน", "เดือน", "ปี"), ("day", "month", "year"), strict=True)
        lacking = [(th, en) for part, th, en in names if not part]
        th, en = " และ".join(each[0] for each in lacking), " and ".join(each[1] for each in lacking)
        raise Refusal("date", f"วันที่ต้องมี{th}ด้วย", f"The date must include a {en}")
    joint = "/" if parts[1].isdigit() else " "
    return dates.parse_date(joint.join(parts))


def posted_date(data: Mapping[str, Any], name: str) -> date | None:
    """The date posted in the three boxes `NAME_0`, `NAME_1`, `NAME_2`. Raises Refusal as `join_date` does."""
    return join_date(*(str(data.get(f"{name}_{place}", "")) for place in range(3)))


class DateParts(forms.MultiWidget):
    """Three text boxes: day, month, year in the Buddhist era."""

    def __init__(self) -> None:
        super().__init__([forms.TextInput(), forms.TextInput(), forms.TextInput()])

    def decompress(self, value: Any) -> list[str]:
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(value.year + dates.ERA)]
        return ["", "", ""]


class ThaiDateField(forms.MultiValueField):
    """A date typed as day, month and year (พ.ศ.); cleans to a `date` or None."""

    widget = DateParts

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            [forms.CharField(required=False) for _ in range(3)], require_all_fields=False, **kwargs
        )

    def clean(self, value: Any) -> date | None:
        typed = [str(part or "") for part in (value or ["", "", ""])]
        try:
            cleaned = join_date(typed[0], typed[1], typed[2])
        except Refusal as refusal:
            raise ValidationError(refusal.says("en" if ui.english() else "th"), code="date") from refusal
        if cleaned is None and self.required:
            raise ValidationError(ui.say("กรุณากรอกวันที่", "Enter a date"), code="required")
        return cleaned


_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (DateParts, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radio"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
    (forms.EmailInput, "email"),
    (forms.NumberInput, "number"),
    (forms.TextInput, "text"),
)


def view_of(of: BoundField | ui.FieldView, **over: Any) -> ui.FieldView:
    """The field as the template draws it; `over` replaces parts of it (None leaves a part alone)."""
    over = {name: value for name, value in over.items() if value is not None}
    if isinstance(of, ui.FieldView):
        return replace(of, **over)
    widget = of.field.widget
    kind = next((name for cls, name in _KINDS if isinstance(widget, cls)), "text")
    hints: Mapping[str, str] = getattr(of.field, "option_hints", {})
    value = of.value()
    view = ui.FieldView(
        name=of.html_name,
        label=str(of.label),
        kind=kind,
        value=value if kind == "date" else "" if value is None else value,
        hint=str(of.help_text),
        error=" ".join(error_words(of, kind)),
        options=_options(of, value, hints) if kind in {"select", "radio", "checkboxes"} else (),
        optional=not of.field.required and kind not in {"checkbox", "checkboxes"},
        id=of.auto_id or f"id_{of.html_name}",
        attrs={k: v for k, v in widget.attrs.items() if k not in {"class", "cols", "rows", "placeholder"}},
        rows=5
        if str(widget.attrs.get("rows", "10")) == "10"
        else int(widget.attrs["rows"]),  # 10 is Django's own
    )
    return replace(view, **over)


_ASKS = {
    "select": ("กรุณาเลือก", "Choose: "),
    "radio": ("กรุณาเลือกคำตอบ: ", "Choose an answer: "),
    "checkboxes": ("กรุณาเลือกอย่างน้อยหนึ่งข้อ: ", "Choose at least one: "),
    "checkbox": ("กรุณาทำเครื่องหมาย: ", "Tick: "),
    "file": ("กรุณาแนบไฟล์: ", "Attach a file: "),
}


def error_words(of: BoundField, kind: str) -> list[str]:
    """The field's errors. "This field is required" says nothing in a list, so the field is named, unless the form has words."""
    own = str(of.field.error_messages.get("required", ""))
    plain = str(forms.Field.default_error_messages["required"])
    th, en = _ASKS.get(kind, ("กรุณากรอก", "Enter: "))
    asked = ui.say(th, en) + str(of.label)
    return [asked if own == plain and str(each) == own else str(each) for each in of.errors]


def _options(of: BoundField, value: Any, hints: Mapping[str, str]) -> list[ui.Option]:
    chosen = (
        {str(each) for each in value}
        if isinstance(value, list | tuple | set)
        else {str("" if value is None else value)}
    )
    choices: Iterable[tuple[Any, Any]] = of.field.widget.choices
    return [
        ui.Option(str(key), str(label), hints.get(str(key), ""), str(key) in chosen) for key, label in choices
    ]


def error_lines(of: BaseForm | Iterable[tuple[str, str]] | None) -> list[tuple[str, str]]:
    """Pairs of element id (empty for the whole form) and words."""
    if of is None:
        return []
    if not isinstance(of, BaseForm):
        return list(of)
    if not of.is_bound:
        return []
    lines = [("", str(each)) for each in of.non_field_errors()]
    for bound in of:
        view = view_of(bound)
        first = f"{view.id}_0" if view.kind in {"date", "radio", "checkboxes"} else view.id
        lines += [(first, words) for words in error_words(bound, view.kind)]
    return lines
