"""Forms about who acts for an agency: an invitation, and the choice of a colleague."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms

from lertrat.agencies.states import ROLES
from lertrat.criteria.schema import BANGKOK
from lertrat.web.forms import ThaiDateField

LETTER_HELP = "PDF หรือภาพ ไม่บังคับหากระบุเลขที่หนังสือแล้ว"
HINTS = {
    "drafter": "เขียนใบสมัครและขออนุมัติ",
    "approver": "อนุมัติแทนหัวหน้าหน่วยงานก่อนส่ง",
    "admin": "เชิญและถอนผู้ร่วมงาน ควรมีอย่างน้อยสองคน",
}


def end_of(day: date | None) -> datetime | None:
    """The first moment after the last day of an appointment (Bangkok); None without one."""
    return datetime.combine(day + timedelta(days=1), time(0), BANGKOK) if day else None


class RolesField(forms.MultipleChoiceField):
    """Which roles in the agency."""

    widget = forms.CheckboxSelectMultiple
    option_hints = HINTS

    def __init__(self, roles: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(choices=roles or list(ROLES.items()), **kwargs)


class GroundForm(forms.Form):
    """What an appointment rests on."""

    letter_ref = forms.CharField(label="เลขที่หนังสือมอบหมาย", max_length=120, required=False)
    letter_on = ThaiDateField(label="หนังสือลงวันที่", required=False)
    until = ThaiDateField(label="มอบหมายถึงวันที่", required=False, help_text="เว้นว่างหากไม่มีกำหนดสิ้นสุด")
    letter = forms.FileField(label="ไฟล์หนังสือมอบหมาย", required=False, help_text=LETTER_HELP)


class InviteForm(GroundForm):
    """An invitation to a colleague."""

    email = forms.CharField(
        label="อีเมลของผู้ร่วมงาน", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="คำเชิญส่งถึงอีเมลนี้ และผู้ใช้อีเมลนี้เท่านั้นที่รับได้",
    )  # fmt: skip
    roles = RolesField(label="บทบาท")
    field_order = ("email", "roles", "letter_ref", "letter_on", "until", "letter")

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["roles"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = roles


class HandoverForm(forms.Form):
    """Whose work goes to whom."""

    giver = forms.ChoiceField(label="ผู้ส่งมอบ", help_text="ผู้ที่ย้ายหรือพ้นหน้าที่")
    taker = forms.ChoiceField(label="ผู้รับมอบ")
    ends = forms.BooleanField(label="สิ้นสุดบทบาทของผู้ส่งมอบในหน่วยงานนี้พร้อมกัน", required=False, initial=True)

    def __init__(
        self, *args: Any, people: list[tuple[str, str]], takers: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("giver", people), ("taker", takers)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "เลือก"), *choices]
