"""Addresses of this audience's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from lertrat.web import shell
from lertrat.web.account.backend import roles
from lertrat.web.officer import (
    assignment,
    certifications,
    clarifying,
    desk,
    joining,
    kpi,
    outbox,
    panels,
    publication,
    results,
    rules,
    screening,
    submissions,
    visits,
    windows,
)
from lertrat.web.officer.rulesdesk import editing, home, shown, whole

if TYPE_CHECKING:
    from lertrat.people.models import Person

urlpatterns = [
    path("", desk.desk, name="office"),
    path("submissions/", submissions.submissions, name="office-submissions"),
    path("submissions/<str:ref>/", submissions.submission, name="office-submission"),
    path("screening/", screening.queue, name="office-screening"),
    path("submissions/<str:ref>/checks/", screening.checks, name="office-checks"),
    path("submissions/<str:ref>/clarify/", clarifying.clarify, name="office-clarify"),
    path("submissions/<str:ref>/screen/", submissions.screen, name="office-screen"),
    path("submissions/<str:ref>/assign/", submissions.assign, name="office-assign"),
    path("submissions/<str:ref>/result/", results.result, name="office-result"),
    path("submissions/<str:ref>/files/<int:attachment>/", submissions.file, name="office-file"),
    path("panels/", panels.panels, name="office-panels"),
    path("panels/<slug:code>/", panels.panel, name="office-panel"),
    path("declarations/", panels.declarations, name="office-declarations"),
    path("assignment/", assignment.assignment, name="office-assignment"),
    path("dark/", assignment.dark, name="office-dark"),
    path("progress/", assignment.progress, name="office-progress"),
    path("ranking/", results.ranking, name="office-ranking"),
    path("visits/", visits.visits, name="office-visits"),
    path("visits/<str:ref>/", visits.visit, name="office-visit"),
    path("kpi/", kpi.kpi, name="office-kpi"),
    path("kpi/<str:ref>/", kpi.copy, name="office-kpi-copy"),
    path("proposals/", publication.proposals, name="office-proposals"),
    path("publication/", publication.publication, name="office-publication"),
    path("certifications/", certifications.certifications, name="office-certifications"),
    path("windows/", windows.windows, name="office-windows"),
    path("extensions/", windows.extensions, name="office-extensions"),
    path("extensions/<str:ref>/", windows.extension, name="office-extension"),
    path("edition/", rules.edition, name="office-edition"),
    path("edition/<int:version>/", rules.source, name="office-edition-text"),
    path("rules/", home.index, name="office-rules"),
    path("rules/<str:ref>/", home.draft, name="office-rules-draft"),
    path("rules/<str:ref>/parts/", editing.parts, name="office-rules-parts"),
    path("rules/<str:ref>/parts/<slug:document>/<path:slug>/", editing.part, name="office-rules-part"),
    path("rules/<str:ref>/items/<slug:document>/<str:at>/<slug:do>/", whole.item, name="office-rules-item"),
    path("rules/<str:ref>/yaml/", editing.yaml, name="office-rules-yaml"),
    path("rules/<str:ref>/difference/", shown.difference, name="office-rules-difference"),
    path("rules/<str:ref>/grounds/", home.grounds, name="office-rules-grounds"),
    path("rules/<str:ref>/preview/", shown.preview, name="office-rules-preview"),
    path("rules/<str:ref>/preview/certificate/", shown.certificate, name="office-rules-certificate"),
    path("rules/<str:ref>/rehearsal/", shown.rehearsal, name="office-rules-rehearsal"),
    path("joining/", joining.requests, name="office-joining"),
    path("joining/<str:ref>/", joining.join_request, name="office-join-request"),
    path("joining/<str:ref>/letter/", joining.letter, name="office-join-letter"),
    path("outbox/", outbox.outbox, name="office-outbox"),
    path("outbox/<str:ref>/", outbox.letter, name="office-letter"),
]


def _whole(person: Person) -> bool:
    """What concerns the whole year is not a co-organiser's."""
    return roles(person).whole_office


shell.audience(
    "officer", "สำนักงานโครงการ", "Office", prefix="/office/",
    belongs=lambda person: roles(person).officer,
    items=[
        # Queues stand on the desk; what is here are the places where work is done, in five groups, so that there is room.
        shell.NavItem("office", "โต๊ะงาน"),
        shell.NavItem("office-submissions", "ใบสมัคร"),
        shell.NavItem("", "การประเมิน", items=(
            shell.NavItem("office-panels", "คณะผู้ตรวจ"), shell.NavItem("office-assignment", "มอบหมาย"),
            shell.NavItem("office-progress", "ความคืบหน้า"), shell.NavItem("office-visits", "ตรวจในพื้นที่"),
        )),
        shell.NavItem("", "ผลรางวัล", items=(
            shell.NavItem("office-ranking", "คะแนนและอันดับ"), shell.NavItem("office-publication", "ประกาศผล", belongs=_whole),
            shell.NavItem("office-certifications", "การรับรอง", belongs=_whole),
        )),
        shell.NavItem("", "หลักเกณฑ์", items=(
            shell.NavItem("office-edition", "ฉบับที่ใช้อยู่", belongs=_whole), shell.NavItem("office-windows", "กำหนดรับ", belongs=_whole),
            shell.NavItem("office-rules", "จัดทำและแก้ไข", belongs=_whole),
        )),
        shell.NavItem("office-outbox", "จดหมาย"),
    ],
)  # fmt: skip
