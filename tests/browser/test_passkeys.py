"""A real WebAuthn ceremony: Chromium with a virtual authenticator makes a passkey and signs in with it, at 320 px."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tools.installation import Installation
from tools.processes import ROOT

pytestmark = pytest.mark.xdist_group("scripts")
EMAIL, PASSWORD = "somying@dol.example", "เสียงนกยามเช้าตรู่"
PERSON = f"""import django; django.setup()
from lertrat.people.actions import create_person
create_person(email="{EMAIL}", name="สมหญิง", password="{PASSWORD}", by=None)"""


def fits(page: Page) -> None:
    """Nothing is wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url


def by_password(page: Page) -> None:
    page.goto("/sign-in/")
    page.fill("[name=username]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="ออกจากระบบ", exact=True).click()
    page.wait_for_function("location.pathname === '/'")


def test_a_passkey_is_made_named_used_alone_and_as_second_step(
    browser: Browser, installation: Installation, axe: Callable[..., list[str]]
) -> None:
    subprocess.run([sys.executable, "-c", PERSON], env=installation.env, cwd=ROOT, check=True)
    with installation.served() as base:
        # A passkey belongs to a host by name, never to a number.
        context = browser.new_context(
            base_url=base.replace("127.0.0.1", "localhost"), viewport={"width": 320, "height": 640}
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        devtools = context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        device = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

        by_password(page)
        page.wait_for_url("**/desk/")
        page.goto("/account/passkeys/add/")
        page.fill("[name=name]", "โทรศัพท์ของฉัน")
        page.get_by_role("button", name="เพิ่มพาสคีย์").click()
        page.wait_for_selector("text=รหัสสำรองของท่าน")
        codes = page.locator(".receipt code").all_inner_texts()
        assert len(set(codes)) == 10 and not axe(page)
        fits(page)
        page.goto("/account/")
        assert page.get_by_role("link", name="โทรศัพท์ของฉัน").count() == 1 and not axe(page)
        fits(page)

        sign_out(page)
        page.goto("/sign-in/")
        fits(page)
        page.get_by_role("button", name="ใช้พาสคีย์").click()
        page.wait_for_url("**/desk/")

        sign_out(page)
        by_password(page)
        page.wait_for_url("**/sign-in/code/")
        fits(page)
        devtools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
        page.get_by_role("button", name="ใช้พาสคีย์").click()
        page.wait_for_selector("[data-passkey-says]:has-text('ยังไม่ได้ใช้พาสคีย์')")
        devtools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
        page.get_by_role("button", name="ใช้พาสคีย์").click()
        page.wait_for_url("**/desk/")

        page.goto("/account/")
        page.get_by_role("link", name="โทรศัพท์ของฉัน").click()
        page.get_by_role("button", name="นำออก").click()
        page.wait_for_url("**/account/")
        sign_out(page)
        by_password(page)
        page.wait_for_url("**/desk/")
        sign_out(page)
        page.goto("/sign-in/")
        page.get_by_role("button", name="ใช้พาสคีย์").click()
        page.wait_for_selector("text=ใช้พาสคีย์นี้ไม่ได้")
        context.close()
