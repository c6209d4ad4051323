"""Forms of the office."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms

from lertrat.assessment.states import VISIT_MODES, VISIT_OUTCOMES
from lertrat.criteria.schema import BANGKOK
from lertrat.kernel import exact
from lertrat.kernel.errors import Refusal
from lertrat.people import queries as people
from lertrat.web.forms import ThaiDateField

if TYPE_CHECKING:
    from lertrat.criteria import FactSpec
    from lertrat.people.models import Person

HOURS = ["%H.%M", "%H:%M", "%H.%M.%S", "%H:%M:%S"]
HOUR_WORDS = "กรุณากรอกเวลา เช่น 9.30 หรือ 16.30"


def area(rows: int = 4) -> forms.Textarea:
    """A box for several lines."""
    return forms.Textarea(attrs={"rows": rows})


class HourField(forms.TimeField):
    """An hour as it is written in Thai: 16.30."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "เช่น 16.30")
        super().__init__(
            widget=forms.NumberInput, input_formats=HOURS, error_messages={"invalid": HOUR_WORDS}, **kwargs
        )


def moment_of(day: Any, hour: time) -> datetime:
    """The moment of a day and an hour in Thailand."""
    return datetime.combine(day, hour, BANGKOK)


class ScreenForm(forms.Form):
    """The office's decision on eligibility, with the conditions it rests on."""

    outcome = forms.ChoiceField(
        label="ผลการตรวจคุณสมบัติ", choices=[("passed", "ผ่าน"), ("failed", "ไม่ผ่าน")], widget=forms.RadioSelect
    )
    rules = forms.MultipleChoiceField(
        label="เงื่อนไขที่เป็นเหตุของการตัดสิน",
        help_text="ไม่ผ่าน: เลือกเงื่อนไขที่ไม่เป็นไปตามหลักเกณฑ์ ผ่านทั้งที่เงื่อนไขยังไม่ชัด: เลือกเงื่อนไขนั้นและให้เหตุผล",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label="เหตุผล", help_text="ผู้สมัครจะได้อ่านข้อความนี้ ผ่านทุกเงื่อนไขแล้วเว้นว่างได้", required=False, widget=area()
    )

    def __init__(self, *args: Any, rules: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rules"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = rules


class FactForm(forms.Form):
    """A fact that only the office may establish, with its reason and source."""

    value = forms.CharField(label="ข้อเท็จจริง", widget=forms.TextInput)
    reason = forms.CharField(label="เหตุผล", widget=area(2), max_length=400)
    source = forms.CharField(label="แหล่งที่มา", help_text="เช่น เลขที่หนังสือ วันที่ และหน่วยงานที่ยืนยัน", max_length=400)

    def __init__(self, *args: Any, spec: FactSpec, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spec = spec
        options = (
            [("yes", "ใช่"), ("no", "ไม่ใช่")] if spec.type == "bool" else [(o.id, o.th) for o in spec.options]
        )
        label = spec.question.th
        if options:
            self.fields["value"] = forms.ChoiceField(label=label, choices=options, widget=forms.RadioSelect)
        else:
            self.fields["value"].label = label
        self.fields["value"].help_text = spec.help.th if spec.help else ""
        self.order_fields(["value", "reason", "source"])

    def clean_value(self) -> bool | str:
        """The value as the rules read it."""
        text = str(self.cleaned_data["value"])
        return text == "yes" if self.spec.type == "bool" else text


class PersonByEmail(forms.CharField):
    """The e-mail address of an account; cleans to the account."""

    def clean(self, value: Any) -> Person | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        found = people.by_email(text)
        if found is None:
            raise forms.ValidationError(f"ไม่พบบัญชีที่ใช้อีเมล {text} โปรดให้ผู้ดูแลระบบสร้างบัญชีก่อน", code="no-person")
        return found


class PanelForm(forms.Form):
    """A new panel."""

    name = forms.CharField(label="ชื่อคณะ", max_length=200, help_text="เช่น คณะผู้ตรวจประเมินสาขาบริการภาครัฐ ชุดที่ 1")
    code = forms.SlugField(label="รหัส", max_length=40, help_text="อักษรโรมัน ตัวเลข และขีดกลาง เช่น service-1")
    types = forms.MultipleChoiceField(label="ประเภทรางวัลที่ตรวจ", widget=forms.CheckboxSelectMultiple)
    due = ThaiDateField(label="กำหนดยืนยันคะแนนภายในวันที่", required=False)

    def __init__(self, *args: Any, types: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["types"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = types


class DueForm(forms.Form):
    """By when a panel's sheets should be locked."""

    due = ThaiDateField(label="ยืนยันคะแนนภายในวันที่", required=False, help_text="นับถึงสิ้นวันนั้น เว้นว่างหมายถึงไม่กำหนด")


def end_of(day: Any) -> datetime | None:
    """The first moment after a day."""
    return moment_of(day, time(0)) + timedelta(days=1) if day else None


class PanelSeatForm(forms.Form):
    """An assessor's seat on a panel."""

    person = PersonByEmail(
        label="อีเมลของผู้ตรวจประเมิน", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    capacity = forms.IntegerField(
        label="รับได้กี่ผลงานต่อขั้นตอน", initial=20, min_value=1, max_value=500, widget=forms.NumberInput
    )
    leader = forms.BooleanField(label="เป็นหัวหน้าคณะ", required=False)


class AgreeForm(forms.Form):
    """The score a panel agreed on, beside the mean, with its reason."""

    score = forms.CharField(label="คะแนนที่ตกลงร่วมกัน", widget=forms.NumberInput)
    reason = forms.CharField(label="เหตุผล", widget=area(), max_length=600)

    def clean_score(self) -> Any:
        """The score, exact."""
        try:
            return exact.parse(self.cleaned_data["score"])
        except Refusal as refusal:
            raise forms.ValidationError(refusal.th) from refusal


class VisitForm(forms.Form):
    """When, where and by whom a visit is made."""

    day = ThaiDateField(label="วันที่ตรวจ")
    hour = HourField(label="เวลา")
    mode = forms.ChoiceField(label="วิธีตรวจ", choices=VISIT_MODES, widget=forms.RadioSelect)
    place = forms.CharField(label="สถานที่", required=False, max_length=300)
    team = forms.MultipleChoiceField(label="คณะผู้ตรวจ", widget=forms.CheckboxSelectMultiple)
    leader = forms.ChoiceField(label="หัวหน้าคณะ")

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team, leader = self.fields["team"], self.fields["leader"]
        assert isinstance(team, forms.MultipleChoiceField) and isinstance(leader, forms.ChoiceField)
        team.choices, leader.choices = people, people


class VisitOutcomeForm(forms.Form):
    """What a visit found."""

    outcome = forms.ChoiceField(label="ผลการตรวจในพื้นที่", choices=VISIT_OUTCOMES, widget=forms.RadioSelect)
    reason = forms.CharField(label="เหตุผลและสิ่งที่พบ", widget=area(5))


class WindowForm(forms.Form):
    """A new closing moment, for everybody, with its reason."""

    day = ThaiDateField(label="วันสุดท้ายที่รับ")
    hour = HourField(label="รับถึงเวลา", help_text="เช่น 16.30 คือรับก่อนเวลา 16.30 น. หากรับถึงสิ้นวันให้กรอก 23.59")
    reason = forms.CharField(
        label="เหตุผล", help_text="ผู้สมัครและประชาชนเห็นข้อความนี้คู่กับกำหนดเดิม", widget=area(3), max_length=400
    )
    item = forms.ChoiceField(
        label="มติที่รองรับ", help_text="เลือกระเบียบวาระที่มีมติแล้ว หรือระบุประกาศในช่องถัดไป", required=False
    )
    document = forms.CharField(
        label="ประกาศหรือหนังสือที่รองรับ", help_text="กรอกเมื่อไม่มีมติในระบบ เช่น เลขที่และวันที่ของประกาศ", required=False,
        max_length=300,
    )  # fmt: skip
    announced = forms.CharField(
        label="ประกาศให้ทราบที่ใด", help_text="เช่น ชื่อเว็บไซต์ หรือเลขที่หนังสือเวียน", required=False, max_length=400
    )

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["item"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", "ไม่มีมติในระบบ"), *items]


class ExtensionForm(forms.Form):
    """More time for one agency: which intake, which agency, until when, why."""

    window = forms.ChoiceField(label="ประเภทรางวัลและขั้นตอน")
    agency = forms.CharField(label="หน่วยงาน", help_text="ชื่อเต็มหรือรหัสหน่วยงานตามทะเบียน", max_length=300)
    day = ThaiDateField(label="วันสุดท้ายที่รับ")
    hour = HourField(label="รับถึงเวลา", help_text="เช่น 16.30 คือรับก่อนเวลา 16.30 น. หากรับถึงสิ้นวันให้กรอก 23.59")
    reason = forms.CharField(
        label="เหตุผล", help_text="หน่วยงานเห็นข้อความนี้ และเก็บไว้ในบันทึกของระบบ", widget=area(3), max_length=400
    )

    def __init__(self, *args: Any, windows: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["window"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", "เลือกประเภทรางวัล"), *windows]


def closing_of(day: Any, hour: time) -> datetime:
    """The first moment that is too late. Whoever writes 23.59 means the whole of that minute, as the programme's papers do."""
    if (hour.hour, hour.minute) == (23, 59):
        return moment_of(day, time(0)) + timedelta(days=1)
    return moment_of(day, hour)
