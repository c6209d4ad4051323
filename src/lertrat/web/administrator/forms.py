"""Forms of the administrator's pages."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from django import forms

from lertrat.agencies import queries as agencies
from lertrat.agencies.states import KINDS, ROLES
from lertrat.committees.states import COMMITTEE_KINDS, SEAT_ROLES
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.people import queries as people
from lertrat.programmes.states import OFFICER_ROLES
from lertrat.web import ui

if TYPE_CHECKING:
    from lertrat.agencies.models import Agency
    from lertrat.people.models import Person

NEW_PASSWORD = {"autocomplete": "new-password"}
# What an upload of the register may weigh; 8,300 agencies weigh about two megabytes.
LARGEST = 4 * 1024 * 1024
ENCODINGS = ("utf-8-sig", "cp874")


class PersonForm(forms.Form):
    """Who somebody is."""

    title = forms.CharField(
        label="คำนำหน้าชื่อ", required=False, help_text="เช่น นางสาว พันตำรวจเอก ดร.", max_length=60
    )
    name = forms.CharField(label="ชื่อและนามสกุล", max_length=200)
    post = forms.CharField(label="ตำแหน่ง", required=False, max_length=200)


class NewPersonForm(PersonForm):
    """A new account."""

    email = forms.CharField(
        label="อีเมล",
        help_text="ใช้เข้าสู่ระบบและรับจดหมายแจ้ง",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    password = forms.CharField(
        label="รหัสผ่านตั้งต้น",
        required=False,
        strip=False,
        help_text="อย่างน้อย 10 ตัวอักษร แจ้งเจ้าของบัญชีให้เปลี่ยนเมื่อเข้าสู่ระบบครั้งแรก หากเว้นว่าง จะยังเข้าสู่ระบบไม่ได้จนกว่าจะตั้งรหัสผ่าน",
        widget=forms.PasswordInput(attrs=NEW_PASSWORD),
    )
    is_administrator = forms.BooleanField(label="เป็นผู้ดูแลระบบ", required=False)
    field_order = ("email", "title", "name", "post", "password", "is_administrator")


class PasswordForm(forms.Form):
    """A new password for somebody else's account."""

    password = forms.CharField(
        label="รหัสผ่านใหม่",
        strip=False,
        help_text="อย่างน้อย 10 ตัวอักษร อุปกรณ์ที่เข้าสู่ระบบค้างไว้จะต้องเข้าสู่ระบบใหม่",
        widget=forms.PasswordInput(attrs=NEW_PASSWORD),
    )


class RecoveryForm(forms.Form):
    """How it was made sure that whoever lost every factor is who they say."""

    reason = forms.CharField(
        label="ยืนยันตัวเจ้าของบัญชีอย่างไร",
        max_length=400,
        help_text="เช่น เลขที่และวันที่ของหนังสือจากต้นสังกัด หรือโทรกลับไปที่เบอร์กลางของหน่วยงานแล้วพบตัว ผู้ดูแลระบบอีกท่านจะอ่านก่อนยืนยัน",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AgencyField(forms.CharField):
    """An agency by its code or any of its names; cleans to the agency, and suggests when no single one fits."""

    def clean(self, value: Any) -> Agency | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        try:
            return agencies.by_code(text)
        except NotFound:
            found = agencies.by_name(text)
        if found is not None:
            return found
        near = agencies.listing(agencies.AgencyFilter(q=text), size=5).rows
        if not near:
            raise forms.ValidationError(f"ไม่พบหน่วยงานชื่อหรือรหัส “{text}” ในทะเบียน", code="no-agency")
        names = " · ".join(f"{each.name_th} ({each.code})" for each in near)
        raise forms.ValidationError(
            f"ยังไม่ชัดว่าหมายถึงหน่วยงานใด โปรดกรอกรหัสหรือชื่อเต็ม ที่ใกล้เคียงคือ {names}", code="which-agency"
        )


class EmailOfPerson(forms.CharField):
    """The e-mail address of an account; cleans to the account."""

    def clean(self, value: Any) -> Person | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        found = people.by_email(text)
        if found is None:
            raise forms.ValidationError(f"ไม่พบบัญชีที่ใช้อีเมล {text} โปรดสร้างบัญชีก่อนที่หน้าบัญชีผู้ใช้", code="no-person")
        return found


def _email() -> EmailOfPerson:
    return EmailOfPerson(
        label="อีเมลของบัญชี", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class MembershipForm(forms.Form):
    """A person acts for an agency, entered at the person."""

    agency = AgencyField(label="หน่วยงาน", help_text="รหัสหรือชื่อหน่วยงานตามทะเบียน", max_length=250)
    role = forms.ChoiceField(label="บทบาท", choices=list(ROLES.items()), widget=forms.RadioSelect)


class MemberForm(forms.Form):
    """A person acts for an agency, entered at the agency."""

    person = _email()
    role = forms.ChoiceField(label="บทบาท", choices=list(ROLES.items()), widget=forms.RadioSelect)


class AgencyForm(forms.Form):
    """A new agency in the register."""

    code = forms.CharField(
        label="รหัสหน่วยงาน", help_text="อักษรโรมันตัวเล็ก ตัวเลข และขีดกลาง เช่น dep-land-transport", max_length=60
    )
    kind = forms.ChoiceField(label="ประเภท", choices=list(KINDS.items()))
    name_th = forms.CharField(label="ชื่อภาษาไทย", max_length=250)
    name_en = forms.CharField(label="ชื่อภาษาอังกฤษ", max_length=250, required=False)
    parent = AgencyField(label="หน่วยงานต้นสังกัด", help_text="รหัสหรือชื่อ", max_length=250, required=False)
    province = forms.ChoiceField(label="จังหวัด", required=False)
    source = forms.CharField(
        label="แหล่งที่มา", help_text="เอกสารที่แสดงว่ามีหน่วยงานนี้", max_length=200, required=False
    )

    def __init__(self, *args: Any, demo: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provinces = {each.code: each for each in agencies.provinces(fictitious=demo)}
        field = self.fields["province"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "ไม่ระบุ"), *((code, each.name_th) for code, each in self.provinces.items())]


class RenameForm(forms.Form):
    """A new official name."""

    name_th = forms.CharField(label="ชื่อใหม่", max_length=250, help_text="ชื่อเดิมยังค้นพบได้ในฐานะชื่อเดิม")
    source = forms.CharField(label="แหล่งที่มา", max_length=200, help_text="เช่น ราชกิจจานุเบกษา เล่ม ตอน หน้า")


class CommitteeForm(forms.Form):
    """A new committee."""

    code = forms.SlugField(label="รหัส", max_length=60, help_text="อักษรโรมัน ตัวเลข และขีดกลาง")
    kind = forms.ChoiceField(label="ชนิด", choices=COMMITTEE_KINDS, widget=forms.RadioSelect)
    name_th = forms.CharField(label="ชื่อ", max_length=300)
    scope = forms.MultipleChoiceField(
        label="สาขาที่ดูแล",
        help_text="ไม่เลือก หมายถึงทุกสาขา",
        required=False,
        choices=[(key, th) for key, (th, _) in ui.BRANCHES.items() if key != "programme"],
        widget=forms.CheckboxSelectMultiple,
    )
    quorum = forms.IntegerField(
        label="องค์ประชุม (คน)", required=False, min_value=1, max_value=200, widget=forms.NumberInput
    )
    source = forms.CharField(label="คำสั่งแต่งตั้งหรือแหล่งที่มา", max_length=200, required=False)


class SeatForm(forms.Form):
    """A seat on a committee."""

    person = _email()
    role = forms.ChoiceField(label="ตำแหน่งในคณะ", choices=SEAT_ROLES, widget=forms.RadioSelect)


class OfficerForm(forms.Form):
    """A role in the programme's office."""

    person = _email()
    role = forms.ChoiceField(label="บทบาท", choices=OFFICER_ROLES, widget=forms.RadioSelect)
    types = forms.MultipleChoiceField(
        label="ประเภทรางวัล (เฉพาะเจ้าหน้าที่ผู้จัดร่วม)",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, types: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["types"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = types


class ImportForm(forms.Form):
    """A file of the register, or the text of the file that was looked at."""

    file = forms.FileField(
        label="ไฟล์ CSV", required=False, widget=forms.FileInput(attrs={"accept": ".csv,text/csv"})
    )
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    source = forms.CharField(
        label="แหล่งที่มาของข้อมูล", required=False, max_length=200, help_text="ใช้กับแถวที่ไม่ได้ระบุแหล่งที่มาเอง"
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload = data.get("file")
        if upload is not None:
            data["text"] = self._read(upload)
        if not self.errors and not data.get("text"):
            self.add_error("file", "กรุณาแนบไฟล์ CSV ของทะเบียนหน่วยงาน")
        return data

    def _read(self, upload: Any) -> str:
        if upload.size > LARGEST:
            self.add_error("file", "ไฟล์ใหญ่เกิน 4 เมกะไบต์ โปรดแบ่งเป็นหลายไฟล์")
            return ""
        content = upload.read()
        for encoding in ENCODINGS:
            try:
                return str(content.decode(encoding)).replace("\r\n", "\n")
            except UnicodeDecodeError:
                continue
        self.add_error("file", "อ่านตัวอักษรในไฟล์ไม่ได้ โปรดบันทึกเป็น CSV UTF-8")
        return ""


COLUMNS = (
    "code", "kind", "name_th", "name_en", "parent", "province", "state_body", "fictitious", "valid_from", "valid_until",
    "source", "note", "aliases",
)  # fmt: skip


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a register file. Refusals "csv-columns", "csv-empty"."""
    reader = csv.DictReader(io.StringIO(text.replace("\r\n", "\n")))
    names = [str(name).strip() for name in reader.fieldnames or ()]
    missing = [name for name in ("kind", "name_th") if name not in names]
    unknown = [name for name in names if name not in COLUMNS]
    if missing or unknown:
        words = [f"ขาดคอลัมน์ {', '.join(missing)}"] if missing else []
        words += [f"ไม่รู้จักคอลัมน์ {', '.join(unknown)}"] if unknown else []
        raise Refusal(
            "csv-columns", f"แถวหัวตารางไม่ถูกต้อง: {' และ'.join(words)}", "The header row is not right."
        )
    rows = [
        {str(name).strip(): value or "" for name, value in row.items() if name is not None} for row in reader
    ]
    if not rows:
        raise Refusal("csv-empty", "ไฟล์นี้มีแต่หัวตาราง ไม่มีข้อมูล", "There are no rows below the header.")
    return rows
