"""Addresses of this audience's pages."""

from __future__ import annotations

from django.urls import path

from lertrat.web import shell
from lertrat.web.account.backend import roles, worker_is_alive
from lertrat.web.administrator import agencies, committees, demo, people, recovering, system

urlpatterns = [
    path("", system.desk, name="admin"),
    path("people/", people.people, name="admin-people"),
    path("people/<int:person_id>/", people.person, name="admin-person"),
    path("people/<int:person_id>/recovery/", recovering.recovery, name="admin-recovery"),
    path("agencies/", agencies.agencies, name="admin-agencies"),
    path("agencies/import/", agencies.bring_in, name="admin-import"),
    path("agencies/at/<slug:code>/", agencies.agency, name="admin-agency"),
    path("committees/", committees.committees, name="admin-committees"),
    path("committees/<slug:code>/", committees.committee, name="admin-committee"),
    path("officers/", committees.officers, name="admin-officers"),
    path("records/", system.records, name="admin-records"),
    path("system/", system.system, name="admin-system"),
    path("clock/", demo.clock_page, name="demo-clock"),
    path("mailbox/", demo.mailbox, name="demo-mailbox"),
]

shell.audience(
    "administrator", "ผู้ดูแลระบบ", "Administrator", prefix="/admin/",
    belongs=lambda person: roles(person).administrator,
    items=[
        shell.NavItem("admin", "โต๊ะงาน"), shell.NavItem("admin-people", "บัญชีผู้ใช้"), shell.NavItem("admin-agencies", "หน่วยงาน"),
        shell.NavItem("admin-committees", "คณะกรรมการ"), shell.NavItem("admin-officers", "สำนักงาน"),
        shell.NavItem("admin-records", "บันทึก"), shell.NavItem("admin-system", "ระบบ"),
    ],
)  # fmt: skip
shell.worker_check(worker_is_alive)
