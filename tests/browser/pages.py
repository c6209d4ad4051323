"""Every page there is, once: the accessibility test visits each, `make pictures` takes each.

A page that needs an object is reached as a reader reaches it: `path` is the list, `click` the selector of the first link
(several, joined by " then ", are followed one after the other).
`stage` is the stage of the demonstration year at which the page has something to show.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """`name` is the picture's file name; `role` one of the demonstration's accounts, "" for a visitor."""

    name: str
    path: str
    role: str = ""
    click: str = ""
    stage: str = "decision"


# The applicant's way in: the first draft of the desk, its sections, the first of them.
DRAFT = "main table[aria-label='กำลังดำเนินการ'] tbody th a"
SECTIONS = "main section[aria-labelledby='write'] .tasks li"
SECTION = f"{SECTIONS} a"

# The office's first row of a list, and what stands behind it.
ROW = "main tbody th a"
OFFICE: tuple[tuple[str, str, str, str], ...] = (
    ("desk", "", "", "screening"),
    ("submissions", "submissions/", "", "screening"),
    ("submissions-none", "submissions/?state=all&q=ไม่มีหน่วยงานนี้", "", "screening"),
    ("submission", "submissions/", ROW, "screening"),
    ("submission-facts", "submissions/?state=all&type=pmqa-category", ROW, "screening"),
    ("screening", "screening/", "", "screening"),
    ("checks", "screening/", ROW, "screening"),
    ("clarify", "screening/", f"{ROW} then main a[href$='/clarify/']", "screening"),
    ("screen", "submissions/", f"{ROW} then main a[href$='/screen/']", "screening"),
    ("assign", "submissions/?state=passed", f"{ROW} then main a[href$='/assign/']", "screening"),
    ("release", "submissions/?state=passed", f"{ROW} then main a[href^='?ask=release']", "assessment"),
    ("panels", "panels/", "", "assessment"),
    ("panel", "panels/", ROW, "assessment"),
    ("declarations", "declarations/", "", "assessment"),
    ("assignment", "assignment/", "", "screening"),
    ("assignment-plan", "assignment/?type=pmqa-4&type=pmqa-category&step=1", "", "screening"),
    ("dark", "dark/", "", "assessment"),
    ("progress", "progress/", "", "assessment"),
    ("ranking", "ranking/", "", "assessment"),
    ("ranking-pmqa", "ranking/?of=pmqa-4/1", "", "assessment"),
    ("result", "ranking/?of=pmqa-4/1", ROW, "assessment"),
    ("kpi", "kpi/", "", "published"),
    ("kpi-copy", "kpi/", "main section[aria-labelledby='handed'] tbody th a", "published"),
    ("kpi-copy-open", "kpi/", "main section[aria-labelledby='handed'] tbody th a", "decision"),
    ("certifications", "certifications/", "", "published"),
    ("certification-revoke", "certifications/", "main a[href^='?revoke=']", "published"),
    ("visits", "visits/", "", "decision"),
    ("visit", "visits/", ROW, "decision"),
    ("windows", "windows/", "", "screening"),
    ("window", "windows/", "main tbody td a", "screening"),
    ("extensions", "extensions/", "", "draft"),
    ("extension", "extensions/", ROW, "draft"),
    ("edition", "edition/", "", "screening"),
    ("rules", "rules/", "", "decision"),
    ("rules-draft", "rules/", ROW, "decision"),
    ("rules-withdraw", "rules/", f"{ROW} then main a[href='?ask=withdraw']", "decision"),
    ("rules-parts", "rules/", f"{ROW} then main a[href$='/parts/']", "decision"),
    (
        "rules-part",
        "rules/",
        f"{ROW} then main a[href$='/parts/'] then main a[href$='/pack/types/pmqa-4/steps/']",
        "decision",
    ),
    (
        "rules-form",
        "rules/",
        f"{ROW} then main a[href$='/parts/'] then main a[href*='/supplement/sections/']",
        "decision",
    ),
    (
        "rules-item",
        "rules/",
        f"{ROW} then main a[href$='/parts/'] then main a[href*='/supplement/sections/'] then main a[href*='/remove/']",
        "decision",
    ),
    (
        "rules-examples",
        "rules/",
        f"{ROW} then main a[href$='/parts/'] then main a[href$='/pack/examples/gates/']",
        "decision",
    ),
    ("rules-yaml", "rules/", f"{ROW} then main a[href$='/yaml/']", "decision"),
    ("rules-difference", "rules/", f"{ROW} then main a[href$='/difference/']", "decision"),
    ("rules-grounds", "rules/", f"{ROW} then main a[href$='/grounds/']", "decision"),
    ("rules-preview", "rules/", f"{ROW} then main a[href$='/preview/']", "decision"),
    ("rules-rehearsal", "rules/", f"{ROW} then main a[href$='/rehearsal/']", "decision"),
    ("joining", "joining/", "", "draft"),
    ("join-request", "joining/", ROW, "draft"),
    ("outbox", "outbox/", "", "assessment"),
    ("letter", "outbox/", ROW, "assessment"),
    ("proposals", "proposals/", "", "assessment"),
    ("publication", "publication/", "", "decision"),
)
ADMIN: tuple[tuple[str, str, str, str], ...] = (
    ("desk", "", "", "assessment"),
    ("people", "people/", "", "assessment"),
    ("person", "people/?q=drafter", ROW, "assessment"),
    ("person-close", "people/?q=drafter", f"{ROW} then main a[href='?ask=close']", "assessment"),
    ("person-recovery", "people/?q=drafter", f"{ROW} then main a[href$='/recovery/']", "assessment"),
    ("agencies", "agencies/", "", "assessment"),
    ("agency", "agencies/?q=กรมตัวอย่าง", ROW, "assessment"),
    ("import", "agencies/import/", "", "assessment"),
    ("committees", "committees/", "", "assessment"),
    ("committee", "committees/", ROW, "assessment"),
    ("officers", "officers/", "", "assessment"),
    ("records", "records/", "", "assessment"),
    ("system", "system/", "", "assessment"),
    ("system-proved", "system/?check=records", "", "assessment"),
    ("clock", "clock/", "", "assessment"),
    ("mailbox", "mailbox/", "", "assessment"),
)

# The desks of assessors and committees: name, path, role, click, stage.
CARD = "main .queues a.cover"
WAITING = "main tbody tr:has(.tag--warn) th a"
JUDGING: tuple[tuple[str, str, str, str, str], ...] = (
    ("assess", "/assess/", "assessor", "", "assessment"),
    ("assess-sheet", "/assess/", "assessor", ROW, "assessment"),
    ("assess-lock", "/assess/", "assessor", f"{ROW} then main button[name=next]", "assessment"),
    ("assess-kpi", "/assess/", "assessor", "main tbody th a[href*='/kpi/']", "decision"),
    (
        "assess-kpi-lock",
        "/assess/",
        "assessor",
        "main tbody th a[href*='/kpi/'] then main button[name=next]",
        "decision",
    ),
    ("assess-locked", "/assess/", "assessor", "main tbody tr:last-child th a", "assessment"),
    ("assess-declare", "/assess/declare/?q=กรม", "assessor", "", "assessment"),
    ("assess-panels", "/assess/panels/", "assessor", "", "assessment"),
    ("assess-visits", "/assess/visits/", "assessor", "", "decision"),
    ("committee", "/committee/", "secretary", "", "decision"),
    ("committee-call", "/committee/", "secretary", "main a[href*='/call/']", "decision"),
    ("committee-results", "/committee/board/", "member", "", "decision"),
    ("committee-board", "/committee/board/service/", "secretary", "", "decision"),
    ("committee-board-empty", "/committee/board/service/?state=proposed", "secretary", "", "decision"),
    ("committee-book", "/committee/board/management/", "secretary", ROW, "decision"),
    ("committee-meeting", "/committee/", "secretary", CARD, "decision"),
    ("committee-meeting-member", "/committee/", "member", CARD, "decision"),
    ("committee-item", "/committee/", "secretary", f"{CARD} then {WAITING}", "decision"),
    (
        "committee-leave",
        "/committee/",
        "secretary",
        f"{CARD} then {WAITING} then main a[href^='?ask=leave']",
        "decision",
    ),
    ("committee-honours", "/committee/honours/", "secretary", "", "published"),
    ("committee-honour", "/committee/honours/", "secretary", ROW, "published"),
    ("committee-declare", "/committee/declare/", "member", "", "decision"),
)

PAGES: tuple[Page, ...] = (
    Page("home", "/"),
    Page("home-en", "/en/"),
    Page("home-published", "/", stage="published"),
    Page("eligibility", "/eligibility/"),
    Page("eligibility-asked", "/eligibility/?agency_kind=department&started_on=2020-05-23"),
    Page("eligibility-type", "/eligibility/?agency_kind=company&started_on=2020-05-23&for=open-governance"),
    Page("rules", "/rules/"),
    Page("rules-type", "/rules/service-covid/"),
    Page("rules-years", "/rules/years/"),
    Page("rules-year", "/rules/years/psea-2566/"),
    Page("rules-year-type", "/rules/years/psea-2566/responsiveness/"),
    Page("rules-united-nations", "/rules/years/unpsa-2022/"),
    Page("rules-changes", "/rules/years/psea-2566/changes/"),
    Page("rules-changes-en", "/en/rules/years/psea-2566/changes/?from=psea-2564"),
    Page("results", "/results/", stage="published"),
    Page("results-found", "/results/?year=2563&branch=participatory&q=ป่า", stage="published"),
    Page("results-none", "/results/?q=ไม่มีคำนี้ในทะเบียน", stage="published"),
    Page("results-en", "/en/results/", stage="published"),
    Page("results-year", "/results/psea/2564/", stage="published"),
    Page("award", "/results/psea/2564/", click=".won__work a", stage="published"),
    Page(
        "certificate",
        "/results/psea/2564/",
        click=".won__work a then a[href*='/check/certificate/']",
        stage="published",
    ),
    Page("award-honour", "/results/psea/2564/", click=".laurel a", stage="published"),
    Page("award-earlier", "/results/?year=2563", click=".won__work a", stage="published"),
    Page("register", "/register/", stage="published"),
    Page("work", "/register/?q=ดงท่าเลดอนใหญ่", click=".won__work a", stage="published"),
    Page("agencies", "/agencies/", stage="published"),
    Page("agency", "/agencies/province-45/", stage="published"),
    Page("certifications", "/certifications/", stage="published"),
    Page("certification-check", "/certifications/", click="main tbody td a", stage="published"),
    Page("data", "/data/", stage="published"),
    Page("data-en", "/en/data/", stage="published"),
    *(
        Page(f"apply-{name}", path, role, click, stage)
        for name, path, role, click, stage in (
            ("desk", "/apply/", "drafter", "", "draft"),
            ("desk-sent", "/apply/", "drafter", "", "screening"),
            ("desk-approver", "/apply/", "approver", "", "draft"),
            ("board", "/apply/board/", "approver", "", "draft"),
            ("board-plan", "/apply/board/", "approver", "main td a[href*='/board/']", "draft"),
            ("people", "/apply/people/", "approver", "", "draft"),
            ("people-end", "/apply/people/", "approver", "main td a[href*='ask=end-']", "draft"),
            ("handover", "/apply/people/handover/", "approver", "", "draft"),
            ("unsent", "/apply/unsent/", "drafter", "", "draft"),
            ("approvals", "/apply/approvals/", "approver", "", "draft"),
            ("calendar", "/apply/calendar/", "drafter", "", "draft"),
            ("start", "/apply/start/", "drafter", "", "draft"),
            (
                "start-type",
                "/apply/start/?type=service-innovation&started_on=2019-01-01",
                "drafter",
                "",
                "draft",
            ),
            ("start-nominee", "/apply/start/?type=engaged-citizen", "drafter", "", "draft"),
            ("application", "/apply/", "drafter", DRAFT, "draft"),
            ("section", "/apply/", "drafter", f"{DRAFT} then {SECTION}", "draft"),
            (
                "section-table",
                "/apply/",
                "drafter",
                "main a:text('ตลาดนัดใบรับรอง') then main a:text('ผลลัพธ์ที่วัดได้')",
                "draft",
            ),
            ("section-files", "/apply/", "drafter", f"{DRAFT} then {SECTIONS}:last-child a", "draft"),
            ("library", "/apply/library/", "drafter", "", "draft"),
            ("library-item", "/apply/library/", "drafter", "main tbody th a", "draft"),
            (
                "library-give-up",
                "/apply/library/",
                "drafter",
                "main tbody th a then main a[href='?ask=give-up']",
                "draft",
            ),
            (
                "cite",
                "/apply/",
                "drafter",
                f"{DRAFT} then {SECTIONS}:last-child a then main button[name='do:cite']",
                "draft",
            ),
            (
                "history",
                "/apply/",
                "drafter",
                f"{DRAFT} then {SECTION} then main a:has-text('ประวัติ')",
                "draft",
            ),
            (
                "comments",
                "/apply/",
                "drafter",
                f"{DRAFT} then {SECTION} then main a[data-comments]",
                "draft",
            ),
            ("earlier", "/apply/", "drafter", f"{DRAFT} then main a[href$='/earlier/']", "draft"),
            ("paper", "/apply/", "drafter", f"{DRAFT} then main a[href$='/paper/']", "draft"),
            ("authors", "/apply/", "approver", f"{DRAFT} then main a[href$='/authors/']", "draft"),
            (
                "check-section",
                "/apply/",
                "drafter",
                f"{DRAFT} then {SECTION} then main a:text('ทวนคำตอบส่วนนี้')",
                "draft",
            ),
            ("describe", "/apply/", "drafter", f"{DRAFT} then main a:text('แก้ชื่อใบสมัคร')", "draft"),
            ("readiness", "/apply/", "drafter", f"{DRAFT} then main a:text('ตรวจความพร้อม')", "draft"),
            ("check", "/apply/", "drafter", f"{DRAFT} then main a:text('อ่านคำตอบทั้งหมด')", "draft"),
            ("ask", "/apply/", "drafter", f"{DRAFT} then main a[href$='/approval/']", "draft"),
            ("approve", "/apply/", "approver", "main td a:has-text('พิจารณาอนุมัติ')", "draft"),
            ("withdraw", "/apply/", "approver", f"{DRAFT} then main a:text('ถอนใบสมัคร')", "draft"),
            ("receipt", "/apply/", "drafter", "main td a:has-text('ดูใบรับ')", "screening"),
            ("self", "/apply/self/", "drafter", "", "draft"),
            ("self-home", "/apply/self/", "drafter", ROW, "draft"),
            ("self-waiting", "/apply/self/", "department-b", ROW, "draft"),
            (
                "self-category",
                "/apply/self/",
                "drafter",
                f"{ROW} then main .tasks a[href*='/category/2/']",
                "draft",
            ),
            (
                "self-evidence-remove",
                "/apply/self/",
                "drafter",
                f"{ROW} then main .tasks a[href*='/category/2/'] then main a[href*='/evidence/'][href$='/remove/']",
                "draft",
            ),
            ("self-reopen", "/apply/self/", "approver", f"{ROW} then main a[href$='/reopen/']", "draft"),
            ("self-score", "/apply/self/", "department-b", f"{ROW} then main a[href$='/score/']", "draft"),
            ("self-agree", "/apply/self/", "drafter", f"{ROW} then main a[href$='/agree/']", "draft"),
            (
                "self-indicators",
                "/apply/self/",
                "drafter",
                f"{ROW} then main a[href$='/indicators/']",
                "draft",
            ),
            ("self-hand-in", "/apply/self/", "drafter", f"{ROW} then main a[href$='/hand-in/']", "draft"),
            ("sent", "/apply/", "drafter", "main table[aria-label='ส่งแล้ว'] tbody th a", "decision"),
            ("desk-told", "/apply/", "drafter", "", "published"),
            ("told", "/apply/", "drafter", "main table[aria-label='ส่งแล้ว'] tbody th a", "published"),
            (
                "receipt-check",
                "/apply/",
                "drafter",
                "main td a:has-text('ดูใบรับ') then a[href*='/check/receipt/']",
                "screening",
            ),
        )
    ),
    *(
        Page(f"office-{name}", f"/office/{path}", "officer", click, stage)
        for name, path, click, stage in OFFICE
    ),
    *(Page(f"admin-{name}", f"/admin/{path}", "admin", click, stage) for name, path, click, stage in ADMIN),
    *(Page(name, path, role, click, stage) for name, path, role, click, stage in JUDGING),
    Page("sign-in", "/sign-in/"),
    Page("sign-in-reset-en", "/sign-in/reset/?lang=en"),
    Page("account", "/account/", "drafter"),
    Page("account-app", "/account/app/", "drafter"),
    Page("account-passkey-add", "/account/passkeys/add/", "drafter"),
    Page("account-look", "/account/look/", "officer"),
    Page("join", "/join/"),
    Page("join-asked", "/join/", "department-b", stage="draft"),
    Page("join-agency", "/join/?for=agency", "drafter"),
    Page("join-body", "/join/?for=body", "drafter"),
    Page("styleguide", "/styleguide/"),
    Page("styleguide-errors", "/styleguide/?bad=1"),
    Page("styleguide-home", "/styleguide/?page=home"),
)
