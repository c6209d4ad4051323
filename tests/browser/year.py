"""The steps of an award year as people take them on the pages; `test_the_year` puts them in their order."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Browser

from tests.browser.playing import Actor

SERVICE, PARTICIPATION, PMQA = "service-innovation", "open-governance", "pmqa-4"
TYPES = (SERVICE, PARTICIPATION, PMQA)
AGENCY = {"a": "กรมตัวอย่าง ก", "b": "กรมตัวอย่าง ข"}
TITLES = {
    ("a", SERVICE): "นัดหมายออนไลน์ ลดเวลารอคอย", ("a", PARTICIPATION): "เปิดข้อมูล ร่วมคิดกับประชาชน", ("a", PMQA): "กรม ก สู่ระบบราชการ 4.0",
    ("b", SERVICE): "คลินิกให้คำปรึกษาใกล้บ้าน", ("b", PARTICIPATION): "เวทีประชาชนทุกเดือน", ("b", PMQA): "กรม ข สู่ระบบราชการ 4.0",
}  # fmt: skip
# What each assessor gives on every line of the sheet: 90 of 100 is "outstanding", 80 is "good"; 400 of 500 opens the next step.
SCORES = {
    ("a", SERVICE): "9", ("a", PARTICIPATION): "9", ("a", PMQA): "480",
    ("b", SERVICE): "9", ("b", PARTICIPATION): "8", ("b", PMQA): "420",
}  # fmt: skip
TEXT = "หน่วยงานรับฟังประชาชนก่อนออกแบบ ทดลองในพื้นที่จริง วัดผลก่อนและหลัง และปรับปรุงต่อเนื่องทุกปี"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n42\n%%EOF\n"
ASSESSORS = ("assessor1", "assessor2", "assessor3")


class Year:
    """The people of the year, each at a browser opened when first needed, and the references they were given."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base = browser, base
        self._actors: dict[str, Actor] = {}
        self.applications: dict[tuple[str, str], str] = {}
        self.receipts: dict[tuple[str, str, int], str] = {}

    def __getitem__(self, name: str) -> Actor:
        """The person's browser, signed in; "visitor" is nobody in particular."""
        if name not in self._actors:
            self._actors[name] = Actor(self.browser, self.base, "" if name == "visitor" else name)
        return self._actors[name]

    def close(self) -> None:
        """Close every browser."""
        for actor in self._actors.values():
            actor.context.close()

    def move_to(self, day: str, hour: str) -> None:
        """Move the demonstration's clock on its page."""
        admin = self["admin"]
        admin.go("/admin/clock/")
        admin.day("day", day)
        admin.set(hour=hour)
        admin.press("เลื่อนนาฬิกา")
        assert "วันนี้ในการสาธิตคือ" in admin.words

    # --- applying -----------------------------------------------------------------------------------------------------

    def from_the_first_question(self, letter: str, kind: str) -> None:
        """A visitor answers one question at a time, finds the type open to the department, signs in and has a draft."""
        actor = self._actors[f"drafter_{letter}"] = Actor(self.browser, self.base)
        actor.go("/")
        actor.follow('main a[href^="/eligibility/"]')
        actor.follow(f'aside a[href*="for={kind}"]')
        page = actor.page
        for _ in range(12):
            if page.locator(f'a[href^="/apply/start/?type={kind}"]').count():
                break
            if page.locator("[name=a_0]").count():
                actor.day("a", "1/1/2562")
            elif page.locator('[name=a][value="department"]').count():
                actor.set(a=["department"])
            else:
                actor.set(a=["true"])
            actor.press("ข้อต่อไป")
        actor.follow(f'a[href^="/apply/start/?type={kind}"]')
        assert actor.path.startswith("/sign-in/")
        actor.sign_in(f"drafter_{letter}")
        self._begin(letter, kind)

    def draft(self, letter: str, kind: str) -> None:
        """Start an application from the list of types."""
        actor = self[f"drafter_{letter}"]
        actor.go("/apply/start/")
        actor.follow(f'main a[href$="?type={kind}"]')
        self._begin(letter, kind)

    def _begin(self, letter: str, kind: str) -> None:
        actor = self[f"drafter_{letter}"]
        if actor.page.locator("select[name=agency], input[type=radio][name=agency]").count():
            actor.choose("agency", AGENCY[letter])
        actor.set(title=TITLES[letter, kind])
        actor.press("เริ่มใบสมัคร")
        self.applications[letter, kind] = actor.path.split("/")[2]

    def fill(self, letter: str, kind: str, step: int = 1, *, attach: bool = False) -> None:
        """Every section of the form, one after another, saved by its button; with `attach` a file among the evidence."""
        actor = self[f"drafter_{letter}"]
        home = f"/apply/{self.applications[letter, kind]}/step/{step}/"
        actor.go(home)
        actor.follow(f'main a[href^="{home}section/"]')
        for _ in range(30):
            actor.answer_section(TEXT)
            files = actor.page.locator("input[type=file]")
            if attach and files.count():
                files.first.set_input_files(
                    {"name": "ผลสำรวจ.pdf", "mimeType": "application/pdf", "buffer": PDF}
                )
            actor.press(at="button[name='do:next']:visible")
            if actor.path == home:
                return
        raise AssertionError(f"the sections of {home} do not end")

    def send(self, letter: str, kind: str, step: int = 1) -> str:
        """Ask, approve, submit: by the drafter, the approver and the drafter. The receipt's reference."""
        drafter, approver = self[f"drafter_{letter}"], self[f"approver_{letter}"]
        home = f"/apply/{self.applications[letter, kind]}/step/{step}/"
        drafter.go(f"{home}approval/")
        drafter.press("ขออนุมัติ")
        approver.go(f"{home}approval/")
        approver.press("อนุมัติ")
        drafter.go(f"{home}submit/")
        if drafter.page.locator("[name=acknowledged]").count():
            drafter.set(acknowledged=["on"])
        drafter.press("ส่งใบสมัคร")
        assert "ได้รับใบสมัครแล้ว" in drafter.words
        ref = drafter.page.locator(".receipt__ref").inner_text().strip()
        assert drafter.path == f"/apply/receipt/{ref}/" and re.fullmatch(r"R64-[\w-]+", ref)
        self.receipts[letter, kind, step] = ref
        return ref

    # --- the office and its assessors ---------------------------------------------------------------------------------

    def screen(self, letter: str, kind: str) -> None:
        """From the queue: establish what only the office may, then let the application in."""
        officer, ref = self["officer"], self.receipts[letter, kind, 1]
        officer.go("/office/submissions/")
        officer.follow(f'main a[href="/office/submissions/{ref}/"]')
        told = {"reason": "ตรวจหนังสือรับรองและฐานข้อมูลเรื่องร้องเรียนแล้ว", "source": "หนังสือที่ 12/2564"}
        names = officer.page.evaluate(
            "[...document.querySelectorAll('main [name=press][value^=fact-]')].map(e => e.value)"
        )
        for name in names:
            form = f"main form:has([name=press][value={name}])"
            officer.page.locator(f"details:has({form.removeprefix('main ')}) summary").first.click()
            for control, value in told.items():
                officer.page.locator(f"{form} [name={control}]").fill(value)
            officer.page.locator(f"{form} [name=value][value=yes]").check()
            officer.press(at=f"{form} button")
        officer.follow(f'main a[href="/office/submissions/{ref}/screen/"]')
        officer.set(outcome=["passed"], reason="เอกสารครบและเป็นไปตามหลักเกณฑ์")
        officer.press("บันทึกผลการตรวจ")
        assert "ผ่านการตรวจคุณสมบัติ" in officer.words

    def panel(self, code: str, name: str, *types: str) -> None:
        """A panel of the three assessors; the first leads it."""
        officer = self["officer"]
        officer.go("/office/panels/")
        if not officer.page.locator("[name=code]").is_visible():
            officer.page.locator("main details summary").last.click()
        officer.set(name=name, code=code, types=list(types))
        officer.press("ตั้งคณะ")
        for someone in ASSESSORS:
            officer.set(
                person=f"{someone}@example.test",
                capacity="40",
                leader=["on"] if someone == ASSESSORS[0] else [],
            )
            officer.press("บันทึก")

    def declare(self) -> None:
        """Nobody sees work before having declared; then all do."""
        for someone in ASSESSORS:
            actor = self[someone]
            actor.go("/assess/")
            assert "แสดงรายการผลประโยชน์ทับซ้อน" in actor.words
            actor.follow('main a[href="/assess/declare/"]')
            actor.set(statement=["on"])
            actor.press(at="main .confirm button")

    def assign(self, *types: str, step: int = 1) -> None:
        """See the plan, then apply exactly what was seen."""
        officer = self["officer"]
        officer.go("/office/assignment/")
        officer.set(type=list(types), step=str(step))
        officer.press("แสดงแผน")
        assert "แผนการมอบหมาย" in officer.words
        officer.press("มอบหมายตามแผน")
        assert "มอบหมายแล้ว" in officer.words

    def score(self, step: int = 1) -> int:
        """Every assessor reads, scores and locks whatever the list still holds; how many sheets were locked."""
        of = {ref: key for key, ref in self.receipts.items()}
        count = 0
        for someone in ASSESSORS:
            actor = self[someone]
            actor.go("/assess/")
            while actor.page.locator("main p.row a.button").count():
                actor.follow("main p.row a.button")
                letter, kind, _ = of[actor.path.split("/")[2]]
                self._score(actor, letter, SCORES[letter, kind])
                count += 1
                actor.go("/assess/")
        return count

    def _score(self, actor: Actor, letter: str, score: str) -> None:
        names = actor.page.evaluate("[...document.querySelectorAll('[name^=score-]')].map(e => e.name)")
        first = names[0].removeprefix("score-")
        actor.set(
            dict.fromkeys(names, score)
            | {f"strength-{first}": "ฟังเสียงประชาชนก่อนออกแบบ", f"opportunity-{first}": "ควรวัดผลต่อเนื่อง"}
        )
        actor.press("ตรวจทานและยืนยันคะแนน")
        actor.press("ยืนยันคะแนนนี้")

    def visit(self, letter: str, day: str) -> None:
        """The office appoints a visit; the leader of its team records that it confirms what was written."""
        officer, ref = self["officer"], self.applications[letter, PMQA]
        officer.go("/office/visits/")
        officer.follow(f'main a[href="/office/visits/{ref}/"]')
        officer.day("day", day)
        people = officer.page.evaluate("[...document.querySelectorAll('[name=team]')].map(e => e.value)")
        officer.set(hour="9.30", mode=["site"], place="สำนักงานกรม", team=people[:2], leader=people[0])
        officer.press("นัดตรวจ")

    def confirm(self, letter: str) -> None:
        """The leader of the visit's team records its outcome, on the leader's own page."""
        ref = self.applications[letter, PMQA]
        for someone in ASSESSORS:
            actor = self[someone]
            actor.go("/assess/visits/")
            if not actor.page.locator(f'main a[href="/assess/visits/{ref}/"]').count():
                continue
            actor.follow(f'main a[href="/assess/visits/{ref}/"]')
            if actor.page.get_by_role("button", name="บันทึกผล", exact=True).count():
                actor.set(outcome=["confirmed"], reason="พบหลักฐานจริงตรงกับที่รายงาน ทั้งระบบงานและผลลัพธ์")
                actor.press("บันทึกผล")
                assert "บันทึกผลการตรวจในพื้นที่แล้ว" in actor.words
                return
        raise AssertionError(f"nobody may record the visit of {ref}")

    def until(self, name: str, path: str, words: str, *, within: float = 60) -> None:
        """Reload a page until it says these words: what the running worker does, it does in its own time."""
        ends = time.monotonic() + within
        while time.monotonic() < ends:
            self[name].go(path)
            if words in self[name].words:
                return
            time.sleep(0.5)
        raise AssertionError(
            f"{path} does not say {words!r} after {within:.0f} s:\n{self[name].words[:1500]}"
        )
