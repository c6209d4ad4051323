"""Forms of the account pages."""

from __future__ import annotations

from typing import Any

from django import forms

from lertrat.web import ui


class SignInForm(forms.Form):
    """E-mail and password, as a password manager knows them."""

    username = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = ui.say("กรุณากรอกอีเมลที่ใช้เข้าสู่ระบบ", "Enter your e-mail address")
        self.fields["username"].error_messages |= {"required": words, "invalid": words}
        self.fields["password"].error_messages["required"] = ui.say("กรุณากรอกรหัสผ่าน", "Enter your password")


class PasswordForm(forms.Form):
    """The current password once and the new one twice."""

    current = forms.CharField(
        label="รหัสผ่านปัจจุบัน",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label="รหัสผ่านใหม่",
        help_text="อย่างน้อย 10 ตัวอักษร ใช้ประโยคที่จำง่ายได้",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="รหัสผ่านใหม่อีกครั้ง",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", "รหัสผ่านใหม่ที่กรอกสองครั้งไม่ตรงกัน")
        return data
