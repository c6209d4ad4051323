"""The end of the year: proposals, the meetings with their resolutions, the honours, the hour, and what the public then finds."""

from __future__ import annotations

import csv
import io

from playwright.sync_api import Locator

from tests.browser.year import AGENCY, PARTICIPATION, PMQA, SERVICE, TITLES, Year

OVERALL = "เลิศรัฐยอดเยี่ยม"
BRANCH_NAMES = {SERVICE: "service", PARTICIPATION: "participatory", PMQA: "management"}


def propose(year: Year) -> None:
    """The office looks at what the rules propose and puts exactly that down."""
    officer = year["officer"]
    officer.go("/office/publication/")
    officer.follow('main a[href="/office/proposals/"]')
    officer.press("บันทึกข้อเสนอ")
    assert "บันทึกข้อเสนอแล้ว" in officer.words


def hold(year: Year, branch: str) -> None:
    """A sub-committee meets: results on the agenda, attendance, the first item alone, the rest as proposed, minutes."""
    secretary = year["secretary"]
    meeting = _call(year, f"sub-{branch}", "1/2564")
    secretary.go(f"/committee/board/{branch}/")
    _table(year, "decision", meeting)
    secretary.press("เปิดประชุม")
    secretary.follow('main a[href^="/committee/item/"]')
    secretary.set(how=["proposed"])
    secretary.press("บันทึกมติและไปวาระถัดไป")
    secretary.go(meeting)
    rows = secretary.page.evaluate("[...document.querySelectorAll('[name=decision]')].map(e => e.value)")
    secretary.set(decision=rows)
    secretary.press("เห็นชอบเรื่องที่เลือกตามที่เสนอ")
    _close(year, meeting)
    assert secretary.get(f"{meeting}minutes/").body().startswith(b"%PDF-")


def honours(year: Year) -> None:
    """The Commission gives the overall award to ก; ข hears which branch it lacks."""
    officer, secretary, member = year["officer"], year["secretary"], year["member"]
    officer.go("/office/proposals/")
    officer.press("คำนวณใหม่จากมติล่าสุด")
    meeting = _call(year, "commission", "2/2564")
    secretary.go("/committee/honours/")
    lines = {letter: _honour(year, letter).inner_text() for letter in AGENCY}
    assert "ไม่เข้าเกณฑ์" not in lines["a"] and "เข้าเกณฑ์" in lines["a"]
    assert "ไม่เข้าเกณฑ์" in lines["b"] and "มีส่วนร่วม" in lines["b"] and "บริการ" not in lines["b"]
    wanted = [str(_honour(year, letter).locator("[name=honour]").get_attribute("value")) for letter in AGENCY]
    secretary.set(honour=wanted)
    secretary.choose_first("meeting", "2/2564")
    secretary.press("บรรจุวาระ")
    secretary.press("เปิดประชุม")
    for letter, how in (("a", "awarded"), ("b", "not_awarded")):
        secretary.follow(f'main tr:has-text("{AGENCY[letter]}") a[href^="/committee/item/"]')
        if letter == "b":
            assert "ขาด:" in secretary.words and "มีส่วนร่วม" in secretary.words
        secretary.set(how=[how], text="เห็นชอบตามที่เสนอ" if letter == "a" else "รับทราบว่ายังขาดหนึ่งสาขา")
        secretary.press("บันทึกมติและไปวาระถัดไป")
        secretary.go(meeting)
    _close(year, meeting)
    member.go(meeting)
    assert "รับทราบว่ายังขาดหนึ่งสาขา" in member.words


def schedule(year: Year, day: str, hour: str) -> None:
    """The office sets the hour of publication on the Commission's resolution."""
    officer = year["officer"]
    officer.go("/office/publication/")
    officer.day("day", day)
    officer.set(hour=hour)
    officer.choose_first("resolution", "2/2564")
    officer.press("กำหนดเวลาประกาศ")
    assert "กำหนดประกาศผลใน" in officer.words


def secret(year: Year) -> None:
    """A visitor finds nothing of it."""
    visitor = year["visitor"]
    for path in ("/", "/results/", "/register/", f"/results/?q={TITLES['a', SERVICE]}", "/agencies/demo-a/"):
        visitor.go(path)
        said = visitor.page.locator("main").inner_text()
        assert not [title for title in TITLES.values() if title in said and f"q={title}" not in path]
    assert visitor.context.request.get("/results/psea/2564/").status == 404
    assert TITLES["a", SERVICE] not in visitor.get("/data/awards.csv").text()


def public(year: Year) -> None:
    """Everybody finds the results, the certificate of the overall award, and the data."""
    visitor = year["visitor"]
    visitor.go("/results/psea/2564/")
    said = visitor.page.locator("main").inner_text()
    # An award for a work stands under the work's title, one for an organisation under the organisation's name.
    assert (
        TITLES["a", SERVICE] in said
        and TITLES["b", SERVICE] in said
        and OVERALL in said
        and "7 รางวัล" in said
    ), said
    laurel = visitor.page.locator(".laurel")
    assert laurel.count() == 1 and AGENCY["a"] in laurel.inner_text()
    visitor.follow(".laurel a")
    visitor.follow('main a[href^="/check/certificate/"]')
    assert AGENCY["a"] in visitor.words and OVERALL in visitor.words
    pdf = visitor.page.locator('main a[href$="certificate.pdf"]').get_attribute("href")
    assert visitor.get(str(pdf)).body().startswith(b"%PDF-")
    visitor.go("/results/?q=นัดหมาย")
    assert TITLES["a", SERVICE] in visitor.page.locator("main").inner_text()
    text = visitor.get("/data/awards.csv?year=2564").body().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 7, rows
    assert {(row["agency"], row["work"]) for row in rows} >= {
        (AGENCY[letter], TITLES[letter, kind]) for letter, kind in TITLES if kind == SERVICE
    }


# --- pieces -----------------------------------------------------------------------------------------------------------


def _call(year: Year, code: str, number: str) -> str:
    """A new meeting; its address."""
    secretary = year["secretary"]
    secretary.go("/committee/")
    secretary.follow(f'main a[href="/committee/call/{code}/"]')
    secretary.day("day", "30/7/2564")
    secretary.set(number=number, hour="10.00", mode=["room"], place="ห้องประชุมตัวอย่าง")
    secretary.press("นัดประชุม")
    return secretary.path


def _table(year: Year, name: str, meeting: str) -> None:
    """Everything that can be chosen goes on the agenda of this meeting."""
    secretary = year["secretary"]
    rows = secretary.page.evaluate(f"[...document.querySelectorAll('[name={name}]')].map(e => e.value)")
    secretary.set({name: rows, "meeting": meeting.split("/")[-2]})
    secretary.press("บรรจุวาระ")


def _close(year: Year, meeting: str) -> None:
    secretary = year["secretary"]
    secretary.go(meeting)
    secretary.follow('main a[href="?ask=close"]')
    secretary.press("ปิดประชุม")
    assert "ปิดประชุมแล้ว" in secretary.words


def _honour(year: Year, letter: str) -> Locator:
    """The line of the overall award of this agency."""
    rows = year["secretary"].page.locator("main tbody tr")
    return rows.filter(has_text=AGENCY[letter]).filter(has_text=OVERALL).first
