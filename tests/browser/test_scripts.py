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
        else:
            scripts = "".join(
                f'<script type="module" src="/js/{name}.js"></script>'
                for name in ("lertrat", "autosave", "desk")
            )
            page = f'<!doctype html><html lang="th"><head><script src="/js/theme.js"></script>{scripts}</head><body>{self.body}</body></html>'
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


def test_what_is_typed_is_saved_when_the_pen_rests(opened: Callable[[str], tuple[Page, Server]]) -> None:
    page, server = opened(FORM)
    page.fill("textarea", "ใหม่")
    page.wait_for_selector('[data-saved][data-state="saved"]')
    assert state(page).inner_text() == "บันทึกแล้ว เวลา 14.32 น."
    sent = {"csrfmiddlewaretoken": ["token"], "question": ["q1"], "revision": ["3"], "value": ["ใหม่"]}
    assert server.saves == [sent]
    page.fill("textarea", "ใหม่กว่า")
    page.locator("textarea").blur()
    page.wait_for_function("document.querySelector('textarea').dataset.revision === '5'")
    assert server.saves[-1]["revision"] == ["4"]
    assert page.evaluate("localStorage.length") == 0


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
    page.reload()
    page.get_by_role("button", name="นำข้อความที่ค้างอยู่ในเครื่องนี้กลับมา").click()
    assert page.input_value("textarea") == "เขียนตอนเน็ตหลุด"
    server.down = False
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector('[data-saved][data-state="saved"]')
    assert server.saves[-1]["value"] == ["เขียนตอนเน็ตหลุด"]


def test_a_save_that_met_another_is_told_with_the_way_to_both(
    opened: Callable[[str], tuple[Page, Server]],
) -> None:
    page, server = opened(FORM)
    says = {"revision": 9, "current": "ของเพื่อน", "says": "นายธนาแก้ไขข้อนี้แล้ว", "url": "/both/"}
    server.answer = lambda sent: (409, says)
    page.fill("textarea", "ของฉัน")
    page.wait_for_selector('[data-saved][data-state="conflict"]')
    assert page.get_attribute("[data-saved] a", "href") == "/both/"
    assert page.input_value("textarea") == "ของฉัน" and len(server.saves) == 1
    assert page.evaluate("localStorage.length") == 1


def test_an_ended_session_keeps_the_text(opened: Callable[[str], tuple[Page, Server]]) -> None:
    page, server = opened(FORM)
    server.answer = lambda sent: (200, "<h1>เข้าสู่ระบบ</h1>")
    page.fill("textarea", "ยังอยู่")
    page.wait_for_selector('[data-saved][data-state="failed"]')
    assert "เข้าสู่ระบบใหม่" in state(page).inner_text() and page.evaluate("localStorage.length") == 1


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
