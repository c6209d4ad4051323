"""Addresses of this audience's pages."""

from __future__ import annotations

from django.urls import include, path

from lertrat.web import expired, shell
from lertrat.web.account.backend import roles
from lertrat.web.applicant import (
    approving,
    authors,
    awards,
    board,
    calendar,
    checking,
    clarification,
    comments,
    copying,
    desk,
    evidence,
    history,
    library,
    overview,
    paper,
    people,
    people_handover,
    presence,
    receipts,
    section,
    sending,
    start,
    unsent,
    writing,
)
from lertrat.web.shell import NavItem

shell.audience(
    "applicant", "งานของหน่วยงาน", "My agency", prefix="/apply/", belongs=lambda person: roles(person).applicant,
    items=[NavItem("apply", "ใบสมัครของหน่วยงาน"), NavItem("board", "ภาพรวมของหน่วยงาน"), NavItem("apply-start", "เริ่มใบสมัครใหม่"), NavItem("library", "คลังหลักฐาน"), NavItem("self", "ประเมินตนเอง")],
)  # fmt: skip

STEP = "<str:ref>/step/<int:step>/"

urlpatterns = [
    path("", desk.desk, name="apply"),
    path("board/", board.board, name="board"),
    path("board/<str:ref>/", board.plan, name="board-plan"),
    path("people/", people.people, name="apply-people"),
    path("people/handover/", people_handover.handover, name="apply-handover"),
    path("people/invitation/<str:ref>/letter.pdf", people.letter, name="apply-people-letter"),
    path("people/letter/<int:pk>/", people.letter_file, name="apply-people-letter-file"),
    path("start/", start.start, name="apply-start"),
    path("approvals/", approving.sitting, name="apply-approvals"),
    path("calendar/", calendar.calendar, name="apply-calendar"),
    path("sw.js", unsent.worker, name="apply-worker"),
    path("unsent/", unsent.unsent, name="apply-unsent"),
    path("kept/", expired.kept, name="apply-kept"),
    path("self/", include("lertrat.web.applicant.selfassessment.urls")),
    path("receipt/<str:ref>/", receipts.receipt, name="receipt"),
    path("receipt/<str:ref>/clarification/<int:number>/", clarification.clarification, name="clarification"),
    path("receipt/<str:ref>/pdf/", receipts.receipt_pdf, name="receipt-pdf"),
    path("library/", library.whole, name="library"),
    path("library/take/", library.take, name="library-take"),
    path("library/<int:item_id>/", library.item, name="library-item"),
    path("<str:ref>/", overview.application, name="application"),
    path("<str:ref>/withdraw/", sending.withdraw, name="application-withdraw"),
    path(STEP, overview.application, name="application"),
    path(f"{STEP}describe/", overview.describe, name="application-describe"),
    path(f"{STEP}rules-read/", overview.rules_read, name="application-rules-read"),
    path(f"{STEP}readiness/", checking.readiness, name="application-readiness"),
    path(f"{STEP}check/", checking.check_answers, name="application-check"),
    path(f"{STEP}approval/", approving.approval, name="application-approval"),
    path(f"{STEP}approval/summary.pdf", approving.summary_pdf, name="application-summary-pdf"),
    path(f"{STEP}submit/", sending.submit, name="application-submit"),
    path(f"{STEP}presence/", presence.presence, name="application-presence"),
    path(f"{STEP}replace/", sending.replace, name="application-replace"),
    path(f"{STEP}answer/", writing.answer, name="application-answer"),
    path(f"{STEP}section/<str:section_id>/", section.section, name="application-section"),
    path(f"{STEP}both/<path:question_id>/", writing.both, name="application-both"),
    path(f"{STEP}history/<path:question_id>/", history.history, name="application-history"),
    path(f"{STEP}comments/<path:question_id>/", comments.comments, name="application-comments"),
    path(f"{STEP}earlier/", copying.copying, name="application-earlier"),
    path(f"{STEP}paper/", paper.paper, name="application-paper"),
    path(f"{STEP}paper/draft.docx", paper.paper_docx, name="application-paper-docx"),
    path(f"{STEP}paper/draft.pdf", paper.paper_pdf, name="application-paper-pdf"),
    path(f"{STEP}paper/back/<str:file_ref>/", paper.paper_back, name="application-paper-back"),
    path(f"{STEP}authors/", authors.authors, name="application-authors"),
    path(f"{STEP}award/<path:question_id>/", awards.pick, name="application-award"),
    path(f"{STEP}cite/<path:question_id>/", evidence.cite, name="application-cite"),
    path(f"{STEP}file/<int:attachment_id>/", evidence.download, name="application-file"),
    path(f"{STEP}file/<int:attachment_id>/remove/", evidence.remove, name="application-file-remove"),
]
