"""Forms of these pages."""

from __future__ import annotations

from django import forms

from lertrat.criteria.schema import Category
from lertrat.selfassessment.states import EVIDENCE_KINDS


class Press(forms.Form):
    """A button without fields; a refusal is shown above it."""


class TextsForm(forms.Form):
    """A category's owner and texts."""

    owner = forms.ChoiceField(label="ผู้รับผิดชอบหมวด", required=False)
    approach = forms.CharField(
        label="แนวทางและการนำไปปฏิบัติ", required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="ทำอะไร ทำอย่างไร ทั่วถึงเพียงใด ข้อความนี้จะไปอยู่ในใบสมัครขั้นตอนที่ 1",
    )  # fmt: skip
    results = forms.CharField(
        label="ผลที่เกิดขึ้นและสิ่งที่ปรับปรุง", required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: object, people: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed on as given
        choice = self.fields["owner"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "ยังไม่กำหนด"), *people]


class EvidenceForm(forms.Form):
    """A note, a link or a file, as it occurs."""

    kind = forms.ChoiceField(label="ชนิด", choices=EVIDENCE_KINDS, widget=forms.RadioSelect, initial="note")
    text = forms.CharField(
        label="แสดงอะไร", max_length=1000, help_text="เช่น รายงานการประชุมผู้บริหารครั้งที่ 3 มีมติปรับแผน"
    )
    item = forms.ChoiceField(label="หัวข้อที่ยืนยัน", required=False)
    url = forms.CharField(label="ที่อยู่ของลิงก์", required=False, max_length=500, help_text="กรอกเมื่อเลือกชนิดลิงก์")
    file = forms.FileField(label="ไฟล์", required=False, help_text="แนบเมื่อเลือกชนิดไฟล์")

    def __init__(self, *args: object, category: Category, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed on as given
        choice = self.fields["item"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [
            ("", "ทั้งหมวด"),
            *((item.id, f"{item.id} {item.name.th}") for item in category.items),
        ]


class LastYearForm(forms.Form):
    """Last year's total, and where it is known from."""

    score = forms.CharField(label="คะแนนปีก่อน", required=False, max_length=40, help_text="0–500 เช่น 362.5")
    source = forms.CharField(
        label="ที่มา",
        required=False,
        max_length=300,
        help_text="เช่น หนังสือแจ้งผลของสำนักงาน ก.พ.ร. หรือผลประเมินตนเอง",
    )


class SheetForm(forms.Form):
    """A spreadsheet of indicators."""

    file = forms.FileField(
        label="ไฟล์ตัวชี้วัด (CSV หรือ XLSX)", help_text="อ่านแผ่นงานแรก แถวแรกเป็นชื่อคอลัมน์ ไม่เกิน 500 แถว 2 MB"
    )
