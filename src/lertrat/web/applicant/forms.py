"""Forms of the applicant's pages that are not made from the pack."""

from __future__ import annotations

from typing import Any

from django import forms


class DescribeForm(forms.Form):
    """Title and, for nominations, the nominee's name."""

    title = forms.CharField(
        label="ชื่อผลงานหรือชื่อใบสมัคร",
        help_text="ใช้ชื่อที่ประชาชนอ่านแล้วเข้าใจทันทีว่าทำอะไร ชื่อนี้จะอยู่ในใบรับและประกาศผล",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "กรุณาตั้งชื่อผลงานหรือชื่อใบสมัคร"},
    )
    nominee = forms.CharField(
        label="ชื่อบุคคลหรือกลุ่มบุคคลที่เสนอ",
        help_text="เขียนชื่อเต็มตามที่จะปรากฏในประกาศ",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, nominee: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not nominee:
            del self.fields["nominee"]


class StartForm(DescribeForm):
    """A new application: for which agency, its title, and what the type asks besides."""

    agency = forms.ChoiceField(
        label="สมัครในนามหน่วยงานใด", error_messages={"required": "กรุณาเลือกหน่วยงานที่สมัคร"}
    )
    category = forms.ChoiceField(
        label="หมวดที่สมัคร",
        widget=forms.RadioSelect,
        error_messages={"required": "กรุณาเลือกหมวดที่สมัคร"},
    )
    parent = forms.ChoiceField(
        label="เสนอชื่อจากใบสมัครใด",
        help_text="บุคคลหรือกลุ่มที่เสนอต้องเกี่ยวข้องกับผลงานที่หน่วยงานสมัครในปีเดียวกัน หากใบสมัครนั้นถูกถอน การเสนอชื่อนี้จะสิ้นผลด้วย",
        error_messages={"required": "กรุณาเลือกใบสมัครที่เป็นฐานของการเสนอชื่อ"},
    )
    field_order = ("agency", "title", "category", "parent", "nominee")

    def __init__(
        self,
        *args: Any,
        agencies: list[tuple[str, str]],
        categories: list[tuple[str, str]],
        parents: list[tuple[str, str]] | None,
        nominee: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, nominee=nominee, **kwargs)
        choices: dict[str, list[tuple[str, str]] | None] = {
            "agency": [("", "เลือกหน่วยงาน"), *agencies] if len(agencies) > 1 else agencies,
            "category": categories or None,
            "parent": None if parents is None else [("", "เลือกใบสมัคร"), *parents],
        }
        for name, offered in choices.items():
            box = self.fields[name]
            if offered is None:
                del self.fields[name]
            elif isinstance(box, forms.ChoiceField):
                box.choices = offered
        if nominee:
            self.fields["nominee"].required = True
            self.fields["nominee"].error_messages["required"] = "กรุณาระบุชื่อบุคคลหรือกลุ่มบุคคลที่เสนอ"


class ReasonForm(forms.Form):
    """The reason for withdrawing."""

    reason = forms.CharField(
        label="เหตุผลที่ถอน",
        help_text="เก็บไว้ในประวัติของใบสมัคร เจ้าหน้าที่เห็นเหตุผลนี้ได้ ไม่เกิน 300 ตัวอักษร",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "กรุณาระบุเหตุผลที่ถอน"},
    )
