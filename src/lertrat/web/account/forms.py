"""Forms of the account pages, in the page's language."""

from __future__ import annotations

from typing import Any

from django import forms

from lertrat.web import ui


class _Spoken(forms.Form):
    """Labels, hints and what is said of an empty field, in both languages: `words[field] = (th, en, hint_th, hint_en)`."""

    words: dict[str, tuple[str, str, str, str]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (th, en, hint_th, hint_en) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = ui.say(th, en), ui.say(hint_th, hint_en)
            field.error_messages["required"] = ui.say(f"กรุณากรอก{th}", f"Please give the {en.lower()}")
            field.error_messages["invalid"] = field.error_messages["required"]


def _password(autocomplete: str, **more: Any) -> forms.CharField:
    return forms.CharField(
        strip=False, widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}), **more
    )


class SignInForm(forms.Form):
    """E-mail and password, as a password manager knows them."""

    username = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "username webauthn"}))
    password = _password("current-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = ui.say("กรุณากรอกอีเมลที่ใช้เข้าสู่ระบบ", "Enter your e-mail address")
        self.fields["username"].error_messages |= {"required": words, "invalid": words}
        self.fields["password"].error_messages["required"] = ui.say("กรุณากรอกรหัสผ่าน", "Enter your password")


class CodeForm(_Spoken):
    """A code of the app, or a recovery code."""

    code = forms.CharField(
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
    words = {
        "code": (
            "รหัสยืนยัน",
            "Code",
            "ตัวเลข 6 หลักจากแอปยืนยันตัวตน หรือรหัสสำรองหนึ่งรหัส",
            "Six digits from your authenticator app, or one recovery code",
        )
    }


class AppCodeForm(CodeForm):
    """The first code of an app that is being added."""

    words = {
        "code": (
            "รหัสที่แอปแสดง",
            "The code the app shows",
            "ตัวเลข 6 หลัก เปลี่ยนทุก 30 วินาที",
            "Six digits; they change every 30 seconds",
        )
    }


class ConfirmForm(_Spoken):
    """The password or a code of whoever is signed in."""

    password = _password("current-password", required=False)
    code = forms.CharField(
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
    words = {
        "password": ("รหัสผ่านปัจจุบัน", "Current password", "", ""),
        "code": CodeForm.words["code"],
    }


class EmailForm(_Spoken):
    """An e-mail address."""

    email = forms.CharField(widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    words = {"email": ("อีเมล", "E-mail address", "", "")}


class PasskeyForm(_Spoken):
    """What a passkey is called; `answer` is the browser's."""

    name = forms.CharField(max_length=80)
    answer = forms.CharField(required=False, widget=forms.HiddenInput)
    words = {
        "name": (
            "ชื่อพาสคีย์",
            "Name of the passkey",
            "ให้จำได้ว่าอยู่ในเครื่องใด เช่น โทรศัพท์ของฉัน คอมพิวเตอร์ที่ทำงาน",
            "So that you know the device: my phone, the office computer",
        )
    }


class LookForm(_Spoken):
    """Whose pages, and why."""

    email = forms.CharField(widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    reason = forms.CharField(max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    words = {
        "email": ("อีเมลของผู้ใช้", "User’s e-mail address", "", ""),
        "reason": (
            "เหตุผล",
            "Reason",
            "ผู้ใช้จะเห็นเหตุผลนี้ เช่น ผู้ใช้แจ้งว่าไม่เห็นปุ่มส่งใบสมัคร",
            "The user will read it: says the submit button is missing",
        ),
    }


class NewPasswordForm(_Spoken):
    """A new password, twice."""

    password = _password("new-password")
    again = _password("new-password")
    words = {
        "password": (
            "รหัสผ่านใหม่",
            "New password",
            "อย่างน้อย 10 ตัวอักษร ใช้ประโยคที่จำง่ายได้",
            "At least 10 characters; an easy sentence will do",
        ),
        "again": ("รหัสผ่านใหม่อีกครั้ง", "New password once more", "", ""),
    }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            words = ui.say("รหัสผ่านใหม่ที่กรอกสองครั้งไม่ตรงกัน", "The two new passwords differ")
            self.add_error("again", words)
        return data


class PasswordForm(NewPasswordForm):
    """The current password once and the new one twice; who has none (signs in through a provider) is not asked for it."""

    current = _password("current-password", required=False)
    field_order = ["current", "password", "again"]
    words = {"current": ("รหัสผ่านปัจจุบัน", "Current password", "", "")} | NewPasswordForm.words
