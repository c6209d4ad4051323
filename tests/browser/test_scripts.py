"""The small scripts, each on a page of its own served from memory: what they do, and that a lost line loses no word."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.xdist_group("scripts")
JS = Path(__file__).resolve().parents[2] / "src/lertrat/web/static/lertrat/js"
ORIGIN = "http://lertrat.test"
Answer = Callable[[dict[str, list[str]]], tuple[int, Any]]


class Server:
    """Answers the page's requests; `answer` decides what a save gets, `down` cuts the line."""

    def __init__(self, body: str) -> None:
        self.body = body
        self.saves: list[dict[str, list[str]]] = []
        self.down = False
        self.person = ""
        self.presence: dict[str, Any] = {}
        self.again: list[dict[str, Any]] = []  # answers of the address that signs in again, one after another
        self.answer: Answer = lambda sent: (
            200,
            {"revision": int(sent["revision"][0]) + 1, "says": "บันทึกแล้ว เวลา 14.32 น."},
        )

    def handle(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path.startswith("/js/"):
            route.fulfill(body=(JS / path[4:]).read_text(encoding="utf-8"), content_type="text/javascript")
        elif path == "/save/":
            if self.down:
                route.abort()
                return
            sent = parse_qs(route.request.post_data or "", keep_blank_values=True)
            self.saves.append(sent)
            status, content = self.answer(sent)
            kind = "text/html" if isinstance(content, str) else "application/json"
            route.fulfill(
                status=status,
                body=content if isinstance(content, str) else json.dumps(content),
                content_type=kind,
            )
        elif path == "/presence/":
            route.fulfill(json=self.presence)
        elif path == "/account/again/" and self.again:
            route.fulfill(json=self.again.pop(0))
        else:
            scripts = "".join(
                f'<script type="module" src="/js/{name}.js"></script>'
                for name in ("lertrat", "autosave", "desk")
            )
            page = f'<!doctype html><html lang="th"><head><script src="/js/theme.js"></script>{scripts}</head><body data-person="{self.person}"><main>{self.body}</main></body></html>'
            route.fulfill(body=page, content_type="text/html; charset=utf-8")


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[[str], tuple[Page, Server]]]:
    """`opened(body)` shows a page with that body and gives it with its server."""
    contexts = []

    def show(body: str) -> tuple[Page, Server]:
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page, server = context.new_page(), Server(body)
        page.route("**/*", server.handle)
        page.goto(ORIGIN + "/")
        return page, server

    yield show
    for context in contexts:
        context.close()


FORM = """<form method="post" data-autosave="/save/"><input type="hidden" name="csrfmiddlewaretoken" value="token">
<div class="field"><textarea name="q1" data-revision="3">เดิม</textarea></div>
<div class="field"><div class="dateparts"><input name="d_0" data-revision="0"><input name="d_1"><input name="d_2"></div></div>
<p class="saved" data-saved></p></form>"""


def state(page: Page) -> Any:
    return page.locator("[data-saved]")


def unsent(page: Page) -> Any:
    """What the device keeps that the server does not have, as (question, values, state)."""
    return page.evaluate(
        "Object.values(localStorage).map(JSON.parse).filter(e => !e.sent).map(e => [e.name, e.values, e.state])"
    )


def test_what_is_typed_is_saved_when_the_pen_rests(opened: Callable[[str], tuple[Page, Server]]) -> None:
    page, server = opened(FORM)
    page.fill("textarea", "ใหม่")
    page.wait_for_selector('[data-saved][data-state="saved"]')
    assert state(page).inner_text() == "บันทึกแล้ว เวลา 14.32 น."
    assert server.saves == [{"question": ["q1"], "revision": ["3"], "value": ["ใหม่"]}]
    page.fill("textarea", "ใหม่กว่า")
    page.locator("textarea").blur()
    page.wait_for_function("document.querySelector('textarea').dataset.revision === '5'")
    assert server.saves[-1]["revision"] == ["4"]
    assert unsent(page) == []


def test_a_date_is_one_answer_of_three_values(opened: Callable[[str], tuple[Page, Server]]) -> None:
    page, server = opened(FORM)
    for name, typed in (("d_0", "23"), ("d_1", "2"), ("d_2", "2564")):
        page.fill(f"[name={name}]", typed)
    page.wait_for_function("document.querySelector('[name=d_0]').dataset.revision !== '0'")
    page.wait_for_selector('[data-saved][data-state="saved"]')
    assert server.saves[-1]["question"] == ["d"] and server.saves[-1]["value"] == ["23", "2", "2564"]


def test_a_lost_line_loses_no_word(opened: Callable[[str], tuple[Page, Server]]) -> None:
    page, server = opened(FORM)
    server.down = True
    page.fill("textarea", "เขียนตอนเน็ตหลุด")
    page.wait_for_selector('[data-saved][data-state="failed"]')
    assert "ยังอยู่ในเครื่องนี้" in state(page).inner_text()
    assert "ติดต่อระบบไม่ได้" in page.locator(".strip").inner_text()
    page.reload()
    assert page.input_value("textarea") == "เขียนตอนเน็ตหลุด"
    server.down = False
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector('[data-saved][data-state="saved"]')
    assert server.saves[-1]["value"] == ["เขียนตอนเน็ตหลุด"] and unsent(page) == []


MET = """<form method="post" data-autosave="/save/"><input type="hidden" name="csrfmiddlewaretoken" value="token">
<div class="field"><span class="field__label">ข้อความ</span><textarea name="q1" data-revision="3">เดิม</textarea></div>
<div class="field"><label><input type="radio" name="r" value="yes" data-revision="1">ใช่</label><label><input type="radio" name="r" value="no">ไม่ใช่</label></div>
<div class="field"><table><tbody><tr><td><input name="cell:t:0:a" data-question="t" data-revision="2"></td><td><input name="cell:t:0:b" data-question="t"></td></tr></tbody></table></div>
<div class="field"><select name="s" data-revision="1"><option value="">เลือก</option><option value="x">เอ็กซ์</option><option value="y">วาย</option></select></div>
<div class="field"><div class="dateparts"><input name="d_0" data-revision="1"><input name="d_1"><input name="d_2"></div></div>
<p class="saved" data-saved></p></form>"""
THEIRS = {"q1": ["ของเพื่อน"], "r": ["no"], "t": ["ก", "1"], "s": ["y"], "d": ["1", "2", "2564"]}


def test_answers_of_every_kind_that_met_stand_side_by_side(
    opened: Callable[[str], tuple[Page, Server]],
) -> None:
    page, server = opened(MET)

    def met(sent: dict[str, list[str]]) -> tuple[int, Any]:
        name = sent["question"][0]
        if sent["revision"] == ["9"]:
            return 200, {"revision": 10, "says": "บันทึกแล้ว"}
        return 409, {
            "revision": 9,
            "values": THEIRS[name],
            "by": "นายธนา 14.31 น.",
            "says": "นายธนาแก้ไขข้อนี้แล้ว",
        }

    def choose(name: str, words: str) -> None:
        panel = page.locator(f'[data-conflict="{name}"]')
        assert "นายธนา 14.31 น." in panel.inner_text()
        panel.get_by_role("button", name=words).click()

    def saved(name: str, *values: str) -> None:
        page.wait_for_function("Object.values(localStorage).every(e => JSON.parse(e).sent)")
        last = [one for one in server.saves if one["question"] == [name]][-1]
        assert (last["revision"], last["value"]) == (["9"], list(values))

    server.answer = met
    page.fill("textarea", "ของฉัน")
    page.locator("textarea").blur()
    choose("q1", "รวมทั้งสองไว้ในช่องแล้วแก้ต่อ")
    assert page.input_value("textarea") == "ของเพื่อน\n\nของฉัน"
    saved("q1", "ของเพื่อน\n\nของฉัน")
    page.check("[value=yes]")
    page.locator("[value=yes]").blur()
    choose("r", "ใช้คำตอบของฉัน")
    saved("r", "yes")
    page.fill("[name='cell:t:0:a']", "ข")
    page.locator("[name='cell:t:0:a']").blur()
    choose("t", "รวมทั้งสองไว้ในช่องแล้วแก้ต่อ")
    saved("t", "ก", "1", "ข", "")
    page.select_option("select", "x")
    page.locator("select").blur()
    choose("s", "ใช้คำตอบที่บันทึกอยู่")
    assert page.input_value("select") == "y" and page.get_attribute("select", "data-revision") == "9"
    page.fill("[name=d_0]", "5")
    page.locator("[name=d_0]").blur()
    # Two dates are no date: both stay in sight until another is given.
    choose("d", "เก็บทั้งสองไว้ดู แล้วกรอกใหม่")
    page.fill("[name=d_0]", "6")
    page.locator("[name=d_0]").blur()
    saved("d", "6", "", "")
    assert page.locator("[data-conflict]").count() == 0


def test_what_met_another_while_the_tab_was_shut_is_shown_too(
    opened: Callable[[str], tuple[Page, Server]],
) -> None:
    page, server = opened(FORM)
    server.down = True
    page.fill("textarea", "ของฉัน")
    page.wait_for_selector('[data-saved][data-state="failed"]')
    server.body, server.down = FORM.replace('data-revision="3">เดิม', 'data-revision="4">ของเพื่อน'), False
    page.reload()
    panel = page.locator('[data-conflict="q1"]')
    assert "ของเพื่อน" in panel.inner_text() and "ของฉัน" in panel.inner_text() and not server.saves
    panel.get_by_role("button", name="ใช้คำตอบของฉัน").click()
    page.wait_for_selector('[data-saved][data-state="saved"]')
    assert server.saves[-1]["revision"] == ["4"] and server.saves[-1]["value"] == ["ของฉัน"]


def test_a_lost_answer_is_not_taken_for_somebody_else(opened: Callable[[str], tuple[Page, Server]]) -> None:
    page, server = opened(FORM)
    server.answer = lambda sent: (502, "<h1>Bad Gateway</h1>")  # it was saved; only its answer never came
    page.fill("textarea", "ก")
    page.wait_for_selector('[data-saved][data-state="failed"]')
    server.answer = lambda sent: (
        (200, {"revision": 5, "says": "บันทึกแล้ว"})
        if sent["revision"] == ["4"]
        else (409, {"revision": 4, "values": ["ก"], "mine": True, "by": "", "says": ""})
    )
    page.fill("textarea", "กข")
    page.locator("textarea").blur()
    page.wait_for_selector('[data-saved][data-state="saved"]')
    assert server.saves[-1]["value"] == ["กข"] and page.locator("[data-conflict]").count() == 0


def test_signing_in_again_over_the_page_sends_what_waited(
    opened: Callable[[str], tuple[Page, Server]],
) -> None:
    page, server = opened(FORM)
    out = {"state": "signed-out", "person": None, "csrf": "a"}
    back = {"state": "signed-in", "person": {"id": 7}, "csrf": "b"}
    page.evaluate("document.body.dataset.person = '7'")
    server.answer = lambda sent: (401, {"code": "sign-in", "says": "หมดเวลา"})
    server.again = [
        out,
        {**out, "state": "refused", "says": "รหัสผ่านไม่ถูกต้อง"},
        {**out, "state": "code-needed", "says": "กรอกรหัสจากแอป"},
        back,
    ]
    page.fill("textarea", "ยังอยู่")
    box = page.get_by_role("dialog")
    box.get_by_label("รหัสผ่าน").fill("ผิด")
    box.get_by_label("รหัสผ่าน").press("Enter")
    box.get_by_text("รหัสผ่านไม่ถูกต้อง").wait_for()
    box.get_by_role("button", name="เข้าสู่ระบบแล้วทำต่อ").click()
    box.get_by_label("รหัสจากแอปยืนยันตัวตน").fill("123456")
    assert page.input_value("textarea") == "ยังอยู่" and unsent(page) == [["q1", ["ยังอยู่"], None]]
    server.answer = lambda sent: (200, {"revision": 4, "says": "บันทึกแล้ว เวลา 14.32 น."})
    box.get_by_role("button", name="เข้าสู่ระบบแล้วทำต่อ").click()
    page.wait_for_selector('[data-saved][data-state="saved"]')
    assert page.get_by_role("dialog").count() == 0 and page.input_value("[name=csrfmiddlewaretoken]") == "b"
    assert page.evaluate("Object.keys(localStorage)") == ["lertrat-draft:7:/save/:q1"]


def test_another_person_sees_nothing_of_what_waits(opened: Callable[[str], tuple[Page, Server]]) -> None:
    page, server = opened(FORM)
    server.down = True
    page.fill("textarea", "ของเจ้าของ")
    server.body = (
        FORM
        + "<script type=module src=/js/unsent.js></script><p data-unsent data-empty=ว่าง></p><p data-offline-page></p>"
    )
    page.reload()
    assert "ของเจ้าของ" in page.inner_text("[data-unsent]")
    page.evaluate(
        "localStorage.setItem('lertrat-draft:8:/save/:q1', localStorage.getItem('lertrat-draft::/save/:q1'))"
    )
    page.evaluate("localStorage.removeItem('lertrat-draft::/save/:q1')")
    page.reload()
    assert page.inner_text("[data-unsent]") == "ว่าง" and page.input_value("textarea") == "เดิม"


def test_signing_out_warns_of_what_was_not_sent_and_leaves_nothing(
    opened: Callable[[str], tuple[Page, Server]],
) -> None:
    page, server = opened("")
    server.person, server.down = "7", True
    server.body = FORM + '<form method="post" action="/sign-out/"><button>ออก</button></form>'
    page.goto(ORIGIN + "/")
    page.fill("textarea", "ยังไม่ได้ส่ง")
    page.wait_for_selector('[data-saved][data-state="failed"]')
    page.get_by_role("button", name="ออก", exact=True).click()
    box = page.get_by_role("dialog")
    assert "ยังมี 1 ข้อที่ระบบไม่ได้รับ" in box.inner_text()
    box.get_by_role("button", name="ยังไม่ออกจากระบบ").click()
    assert len(unsent(page)) == 1
    page.get_by_role("button", name="ออก", exact=True).click()
    with page.expect_navigation():
        box.get_by_role("button", name="ลบข้อความที่ค้างแล้วออกจากระบบ").click()
    assert page.evaluate("localStorage.length") == 0


def test_a_field_somebody_else_writes_is_locked_softly(opened: Callable[[str], tuple[Page, Server]]) -> None:
    page, server = opened("")
    server.presence = {
        "server_time": "1999-01-01T00:00:00+07:00", "closes_at": "1999-01-01T00:00:59+07:00", "editable": True, "poll": 0.2,
        "people": ["สมหญิง"], "fields": {"q1": {"by": "สมหญิง", "says": "สมหญิงกำลังเขียนข้อนี้"}}, "revisions": {"q1": 3}, "comments": {},
    }  # fmt: skip
    clock = '<span data-countdown data-closes="1999-01-03T00:00:00+07:00" data-now="1999-01-01T00:00:00+07:00"><span data-words></span></span>'
    server.body = FORM.replace("<form", '<form data-presence="/presence/" data-section="s"') + clock
    server.body += '<script type="module" src="/js/presence.js"></script>'
    page.goto(ORIGIN + "/")
    page.get_by_text("สมหญิงกำลังเขียนข้อนี้").wait_for()
    assert not page.locator("textarea").is_editable()
    assert "ขณะนี้ สมหญิง เปิดส่วนนี้อยู่ด้วย" in page.inner_text("main")
    # The closing time is the server's, and may have been moved: it is said at once, and when the clock was asked.
    assert "เหลือเวลาไม่ถึง 1 นาที" in page.inner_text(
        "[data-countdown]"
    ) and "เวลาระบบ 00.00 น." in page.inner_text("main")
    page.get_by_role("button", name="เขียนข้อนี้ด้วย").click()
    assert page.locator("textarea").is_editable()
    server.presence |= {"fields": {}, "revisions": {"q1": 4}}
    page.get_by_text("มีผู้บันทึกคำตอบใหม่แล้ว").wait_for()
    server.body = server.body.replace('data-revision="3">เดิม', 'data-revision="4">ใหม่จากสมหญิง')
    page.get_by_role("button", name="แสดงคำตอบล่าสุด").click()
    page.wait_for_function("document.querySelector('textarea').value === 'ใหม่จากสมหญิง'")
    assert page.get_attribute("textarea", "data-revision") == "4" and not server.saves


def test_the_choice_of_dark_stays(opened: Callable[[str], tuple[Page, Server]]) -> None:
    buttons = "".join(
        f'<button data-theme-set="{name}">{name or "auto"}</button>' for name in ("", "light", "dark")
    )
    page, _ = opened(f"<div data-theme-switch hidden>{buttons}</div>")
    page.click("[data-theme-set=dark]")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.get_attribute("[data-theme-set=dark]", "aria-pressed") == "true"
    page.click('[data-theme-set=""]')
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") is None
    assert page.context.cookies() == []


def test_words_are_counted_as_thai_words(opened: Callable[[str], tuple[Page, Server]]) -> None:
    page, _ = opened('<textarea id="t" data-words="3"></textarea><p data-count-for="t"></p>')
    page.fill("textarea", "รางวัลยอดเยี่ยม")
    page.wait_for_function("document.querySelector('[data-count-for]').textContent.includes('เหลืออีก')")
    page.fill("textarea", "ประชาชนได้รับบริการที่สะดวกและรวดเร็ว")
    page.wait_for_selector(".counter--over")
    assert "เกินมา" in page.inner_text("[data-count-for]")
    assert page.input_value("textarea") == "ประชาชนได้รับบริการที่สะดวกและรวดเร็ว"


def test_the_countdown_runs_by_the_servers_clock(opened: Callable[[str], tuple[Page, Server]]) -> None:
    page, _ = opened(
        '<span data-countdown data-closes="1999-01-02T00:00:02+07:00" data-now="1999-01-02T00:00:00+07:00">'
        "<span data-words>เหลือเวลาไม่ถึง 1 นาที</span></span>"
    )
    page.wait_for_function("document.querySelector('[data-words]').textContent === 'ปิดแล้ว'")
    assert page.inner_text("[aria-live=polite]") == "ปิดแล้ว"


def test_a_second_press_sends_nothing(opened: Callable[[str], tuple[Page, Server]]) -> None:
    page, server = opened(
        '<form method="post" action="/save/" target="frame"><button>ส่ง</button></form><iframe name="frame"></iframe>'
    )
    server.answer = lambda sent: (200, "<p>ok</p>")
    page.dblclick("button")
    page.wait_for_timeout(300)
    assert len(server.saves) == 1


def test_the_desk_goes_by_keyboard(opened: Callable[[str], tuple[Page, Server]]) -> None:
    bands = "".join(
        f'<li data-band data-from="{low}" data-to="{high}"></li>' for low, high in ((0, 49), (50, 100))
    )
    row = '<div data-score><input data-minimum="0" data-maximum="100">{}</div>'
    page, _ = opened(row.format(bands) * 2)
    page.keyboard.press("ArrowDown")
    page.keyboard.type("๗๕")
    assert page.locator("[data-score]").nth(0).locator("[data-on]").get_attribute("data-to") == "100"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+1")
    assert page.locator("input").nth(1).input_value() == "49"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.value") == "๗๕"
