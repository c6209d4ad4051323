"""Addresses of the assessors' pages, and whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from lertrat.web import shell
from lertrat.web.account.backend import roles
from lertrat.web.assessor import desk, interests, kpi, panels, views, visits

if TYPE_CHECKING:
    from lertrat.people.models import Person


def _belongs(person: Person) -> bool:
    return roles(person).assessor


shell.audience(
    "assessor", "งานตรวจประเมิน", "Assessment", prefix="/assess/", belongs=_belongs,
    items=[
        shell.NavItem("assess", "ผลงานของท่าน"),
        shell.NavItem("assess-panels", "คะแนนของคณะ"),
        shell.NavItem("assess-visits", "การตรวจในพื้นที่"),
        shell.NavItem("assess-declare", "ผลประโยชน์ทับซ้อน"),
    ],
)  # fmt: skip

urlpatterns = [
    path("", views.assignments, name="assess"),
    path("declare/", interests.declare, name="assess-declare"),
    path("panels/", panels.concluded, name="assess-panels"),
    path("visits/", visits.mine, name="assess-visits"),
    path("visits/<str:ref>/", visits.visit, name="assess-visit"),
    path("kpi/<str:ref>/", kpi.sheet, name="assess-kpi"),
    path("kpi/<str:ref>/save/", kpi.save, name="assess-kpi-save"),
    path("kpi/<str:ref>/lock/", kpi.lock, name="assess-kpi-lock"),
    path("kpi/<str:ref>/file/<int:pk>/", kpi.file, name="assess-kpi-file"),
    path("<str:ref>/", desk.sheet, name="assess-sheet"),
    path("<str:ref>/save/", desk.save, name="assess-save"),
    path("<str:ref>/lock/", desk.lock, name="assess-lock"),
    path("<str:ref>/panel/", panels.consensus, name="assess-panel"),
    path("<str:ref>/file/<int:attachment>/", views.file, name="assess-file"),
]
