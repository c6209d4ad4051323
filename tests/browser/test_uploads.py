"""A large file on a slow line while the line, the session, the server and the tab are killed in turn: it goes on each time, and what
arrives is the file. Without the client that set-up fetches, the same field posts with its form."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request, expect

from lertrat.settings.base import LERTRAT_TUS
from tests.browser.killing import Hands, Server
from tests.browser.test_never_a_word_lost import server
from tests.files.test_store import PDF

__all__ = ["server"]
pytestmark = pytest.mark.xdist_group("never")
# A document with ballast: PDF readers skip a comment, and so does the check.
LARGE = PDF.replace(b"1 0 obj", b"%" + b"x" * 6_000_000 + b"\n1 0 obj", 1)
TAKE = "/apply/library/"


def slow(hands: Hands, pace: int) -> None:
    """Let the tab send so many bytes in a second."""
    line = hands.context.new_cdp_session(hands.page)
    said = {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": pace}
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", said)


def some_sent(hands: Hands, more_than: float) -> float:
    """Wait until so much (of 1) has been sent; how much it is."""
    hands.page.wait_for_function(
        "share => { const bar = document.querySelector('[data-uploads] progress'); return bar && bar.value / bar.max > share }",
        arg=more_than,
    )
    return float(
        hands.page.evaluate("(b => b.value / b.max)(document.querySelector('[data-uploads] progress'))")
    )


def test_an_upload_survives_everything(browser: Browser, server: Server, tmp_path: Path) -> None:
    given = tmp_path / "รายงานฉบับใหญ่.pdf"
    given.write_bytes(LARGE)
    hands = Hands(browser, server)
    hands.sign_in("drafter_a")
    hands.go(TAKE)
    if not LERTRAT_TUS:  # set-up found no npm: the page says nothing of what it does without
        assert hands.page.locator("script[src*=tus], script[src*=upload]").count() == 0
        return
    slow(hands, 1_500_000)
    hands.page.set_input_files("input[type=file]", given)
    share = some_sent(hands, 0.1)
    assert re.search(r"เมกะไบต์ต่อวินาที · เหลือราว \d+", hands.page.inner_text("[data-uploads]"))
    hands.fits()
    with hands.without_line():
        hands.page.get_by_text("ติดต่อระบบไม่ได้").first.wait_for()
    share = some_sent(hands, share + 0.05)
    server.end_sessions()
    hands.sign_in_over_the_page()
    share = some_sent(hands, share + 0.05)
    with hands.without_server():
        pass
    some_sent(hands, share)
    hands.page.get_by_role("button", name="พัก").click()
    hands.kill_tab()
    expect(hands.page.get_by_text("อัปโหลดค้างอยู่ 1 ไฟล์")).to_be_visible()
    offsets: list[int] = []

    def sent(request: Request) -> None:
        if request.method == "PATCH":
            offsets.append(int(request.headers["upload-offset"]))
            assert request.headers["upload-checksum"].startswith("sha256 ")

    hands.page.on("request", sent)
    hands.page.set_input_files("input[type=file]", given)
    link = hands.page.locator("[data-uploads] a")
    link.wait_for()
    assert offsets and min(offsets) > 0
    assert server.rows("SELECT sha256, size FROM files_storedfile") == [
        (hashlib.sha256(LARGE).hexdigest(), len(LARGE))
    ]
    bad = tmp_path / "หลอก.pdf"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n")
    hands.page.set_input_files("input[type=file]", bad)
    expect(hands.page.locator("[data-uploads] .field__error")).to_contain_text("เนื้อหาของไฟล์ไม่ใช่ .pdf")
    hands.context.close()


def test_without_the_client_the_field_posts_with_its_form(
    browser: Browser, server: Server, tmp_path: Path
) -> None:
    given = tmp_path / "เล็ก.pdf"
    given.write_bytes(PDF)
    hands = Hands(browser, server)
    hands.context.route(re.compile(r"/tus\.min[^/]*\.js$"), lambda route: route.abort())
    hands.sign_in("drafter_a")
    hands.go(TAKE)
    hands.page.set_input_files("input[type=file]", given)
    hands.press("อัปโหลดไฟล์ที่เลือก")
    expect(hands.page.locator("main")).to_contain_text("ในคลังหลักฐานแล้ว")
    hands.context.close()
