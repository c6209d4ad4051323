"""Addresses of the public pages; the root puts the language before them."""

from __future__ import annotations

from django.urls import path

from lertrat.web.public import (
    calendars,
    certifications,
    checks,
    data,
    eligibility,
    joining,
    register,
    results,
    rules,
    views,
    years,
)

urlpatterns = [
    path("", views.home, name="home"),
    path("eligibility/", eligibility.eligibility, name="eligibility"),
    path("rules/", rules.rules, name="rules"),
    path("rules/branch/<slug:branch_id>/", rules.branch, name="rules-branch"),
    path("rules/years/", years.years, name="rules-years"),
    path("rules/years/<slug:code>/", years.year, name="rules-year"),
    path("rules/years/<slug:code>/changes/", years.changes, name="rules-changes"),
    path("rules/years/<slug:code>/guide.pdf", years.guide, name="rules-guide"),
    path("rules/years/<slug:code>/<slug:type_id>/", years.year_type, name="rules-year-type"),
    path("rules/<slug:type_id>/", rules.award_type, name="rules-type"),
    path("results/", results.results, name="results"),
    path("results/year/<int:year_be>/", results.year_alone, name="results-year-alone"),
    path("results/<slug:programme>/<int:year_be>/", results.year, name="results-year"),
    path("results/<slug:ref>/", results.award, name="award"),
    path("register/", register.register, name="register"),
    path("register/<slug:ref>/", register.work, name="work"),
    path("agencies/", register.agencies, name="agencies"),
    path("agencies/<slug:code>/", register.agency, name="agency"),
    path("data/", data.data, name="data"),
    path("data/awards.csv", data.awards_csv, name="data-awards-csv"),
    path("data/awards.json", data.awards_json, name="data-awards-json"),
    path("check/certificate/<slug:token>/", results.certificate_check, name="certificate-check"),
    path("check/certificate/<slug:token>/certificate.pdf", results.certificate_pdf, name="certificate-pdf"),
    path("certifications/", certifications.certifications, name="certifications"),
    path("check/certification/<slug:token>/", certifications.check, name="certification-check"),
    path(
        "check/certification/<slug:token>/certification.pdf", certifications.paper, name="certification-pdf"
    ),
    path("check/receipt/<str:token>/", checks.receipt_check, name="receipt-check"),
    path("calendar/<slug:code>.ics", calendars.year, name="calendar"),
    path("calendar/mine/<str:token>.ics", calendars.mine, name="calendar-mine"),
    path("invitation/<str:token>/", joining.invitation, name="invitation"),
    path("join/", joining.join, name="join"),
    path("about/", views.about, name="about"),
]
