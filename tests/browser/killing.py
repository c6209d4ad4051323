"""What can break under somebody's hands, broken on purpose: the line, the tab, the session, the server; and each mended again."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, Page

from tests.world import PASSWORD
from tools.installation import Installation
from tools.processes import free_port, gunicorn, start, stop, wait_for_answer

SENT = "() => Object.keys(localStorage).filter(k => k.startsWith('lertrat-draft')).every(k => JSON.parse(localStorage[k]).sent)"
KEPT = """async () => [Object.keys(localStorage).filter(k => /^lertrat-(draft|form|sheet)/.test(k)),
                     (await caches.keys()).filter(k => k.startsWith('lertrat-pages'))]"""


class Server:
    """The pages of an installation at one address, whatever becomes of the process behind it."""

    def __init__(self, home: Installation) -> None:
        self.home, self.port = home, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve; returns when it answers."""
        with (self.home.home / "web.log").open("ab") as log:
            command = gunicorn(self.port, workers=1, threads=8)
            self.process = start(command, env={"LERTRAT_SITE": self.base} | self.home.env, log=log)
        wait_for_answer(f"{self.base}/sign-in/", self.process)

    def kill(self) -> None:
        """Kill the process and its workers in the middle of whatever they do."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            stop(self.process)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Run one statement on the installation's database; its rows, where it has any."""
        with contextlib.closing(self._connection()) as connection:
            cursor = connection.cursor()
            cursor.execute(statement)
            found = cursor.fetchall() if cursor.description else []
            connection.commit()
        return list(found)

    def _connection(self) -> Any:
        if self.home.vendor == "sqlite":
            return sqlite3.connect(self.home.database, timeout=20)
        import psycopg

        return psycopg.connect(self.home.url)

    def end_sessions(self) -> None:
        """Nobody is signed in any more."""
        self.rows("DELETE FROM people_session")


class Hands:
    """Somebody at a telephone's width, in one tab at a time, to whom all of it happens. `typed` holds each box's keystrokes."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.server = server
        self.context = browser.new_context(
            base_url=server.base,
            locale="th-TH",
            timezone_id="Asia/Bangkok",
            reduced_motion="reduce",
            viewport={"width": 320, "height": 640},
        )
        self.typed: dict[str, str] = {}
        self.page = self._tab()

    def _tab(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(30_000)
        return page

    def go(self, path: str) -> None:
        """Open an address in this tab."""
        self.page.goto(path, wait_until="load")

    @property
    def path(self) -> str:
        """Where this tab stands, without its question and fragment."""
        return self.page.url.removeprefix(self.server.base).split("?")[0].split("#")[0]

    def sign_in(self, name: str) -> None:
        """Through the sign-in page."""
        self.go("/sign-in/")
        self.enter(self.page, name)

    def enter(self, page: Page, name: str) -> None:
        """Fill in the sign-in page that is shown."""
        page.fill("[name=username]", f"{name}@example.test")
        page.fill("[name=password]", PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    def type(self, box: str, words: str) -> None:
        """Type at the end of a box, key by key."""
        self.page.locator(box).focus()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(words)
        self.typed[box] = self.typed.get(box, "") + words

    def stands(self, box: str) -> None:
        """The box holds every keystroke there was."""
        self.page.wait_for_function(
            "([box, words]) => document.querySelector(box)?.value === words", arg=[box, self.typed[box]]
        )

    def press(self, words: str = "", *, at: str = "") -> None:
        """Press a button that leads on."""
        button = (
            self.page.locator(at)
            if at
            else self.page.locator("main").get_by_role("button", name=words, exact=True)
        )
        self.fits()
        with self.page.expect_navigation(wait_until="load"):
            button.first.click()

    def fits(self) -> None:
        """Nothing of the page stands beyond the narrow screen."""
        wide = self.page.evaluate(
            "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > 321 && !e.closest('.vh'))"
            ".map(e => e.outerHTML.slice(0, 90)).slice(0, 3)"
        )
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 320, (self.path, wide)

    def saved(self) -> None:
        """Leave the field, and wait until the server has all of it."""
        self.page.evaluate("document.activeElement.blur()")
        self.page.wait_for_function(SENT)

    def press_in_vain(self, words: str) -> None:
        """Press a button while nobody answers: the browser shows a page of its own."""
        with self.page.expect_event("requestfailed", lambda request: request.is_navigation_request()):
            self.page.locator("main").get_by_role("button", name=words, exact=True).click()

    # --- what breaks ---

    def kill_tab(self) -> None:
        """The tab is gone without a word to the page; another opens at the same address."""
        url = self.page.url
        self.page.close(run_before_unload=False)
        self.page = self._tab()
        self.go(url)

    @contextlib.contextmanager
    def without_line(self) -> Iterator[None]:
        """No network for a while."""
        self.context.set_offline(True)
        yield
        self.context.set_offline(False)

    @contextlib.contextmanager
    def without_server(self) -> Iterator[None]:
        """The server is killed, and started again on the same database."""
        self.server.kill()
        yield
        self.server.start()

    def sign_in_over_the_page(self) -> None:
        """In the dialog that stands over the open form."""
        box = self.page.get_by_role("dialog")
        self.fits()
        box.get_by_label("รหัสผ่าน").fill(PASSWORD)
        box.get_by_label("รหัสผ่าน").press("Enter")
        box.wait_for(state="detached")

    def write(self, box: str, words: str, kill: str) -> None:
        """Type an answer while `kill` happens in the middle of it, and see it saved whole."""
        half = len(words) // 2
        self.type(box, words[:half])
        getattr(self, f"_{kill}")(box, words[half:])
        self.stands(box)
        self.saved()

    def _line(self, box: str, rest: str) -> None:
        with self.without_line():
            self.type(box, rest[:2])
            self.kill_tab()  # the page itself now comes from this device
            self.stands(box)
            self.type(box, rest[2:])
            self.page.locator(".strip", has_text="ติดต่อระบบไม่ได้").wait_for()

    def _tab_(self, box: str, rest: str) -> None:
        self.type(box, rest)
        self.kill_tab()

    def _session(self, box: str, rest: str) -> None:
        self.server.end_sessions()
        self.type(box, rest)
        self.page.evaluate("document.activeElement.blur()")
        self.sign_in_over_the_page()

    def _server(self, box: str, rest: str) -> None:
        with self.without_server():
            self.type(box, rest)
            self.page.evaluate("document.activeElement.blur()")
            self.page.wait_for_selector('[data-saved][data-state="failed"]')
