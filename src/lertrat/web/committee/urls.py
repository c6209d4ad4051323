"""Addresses of the committees' pages, and whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from lertrat.web import shell
from lertrat.web.account.backend import roles
from lertrat.web.assessor import interests
from lertrat.web.committee import boards, items, meetings, views

if TYPE_CHECKING:
    from lertrat.people.models import Person


def _belongs(person: Person) -> bool:
    return roles(person).committee


shell.audience(
    "committee", "งานคณะกรรมการ", "Committees", prefix="/committee/", belongs=_belongs,
    items=[
        shell.NavItem("committee", "โต๊ะกรรมการ"),
        shell.NavItem("committee-results", "ผลการพิจารณา"),
        shell.NavItem("committee-declare", "ผลประโยชน์ทับซ้อน"),
    ],
)  # fmt: skip

urlpatterns = [
    path("", views.desk, name="committee"),
    path("declare/", interests.declare, {"desk": "committee"}, name="committee-declare"),
    path("board/", boards.results, name="committee-results"),
    path("board/<slug:branch>/", boards.board, name="committee-board"),
    path("book/<int:decision>/", items.book, name="committee-book"),
    path("honours/", boards.honours, name="committee-honours"),
    path("honours/<int:honour>/", items.honour, name="committee-honour"),
    path("call/<slug:code>/", meetings.call, name="committee-call"),
    path("meeting/<str:ref>/", meetings.meeting, name="committee-meeting"),
    path("meeting/<str:ref>/minutes/", meetings.minutes, name="committee-minutes"),
    path("item/<int:pk>/", items.item, name="committee-item"),
]
