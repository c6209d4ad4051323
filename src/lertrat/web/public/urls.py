"""Addresses of the public pages; the root puts the language before them."""

from __future__ import annotations

from django.urls import path

from lertrat.web.public import eligibility, rules, views

urlpatterns = [
    path("", views.home, name="home"),
    path("eligibility/", eligibility.eligibility, name="eligibility"),
    path("rules/", rules.rules, name="rules"),
    path("rules/branch/<slug:branch_id>/", rules.branch, name="rules-branch"),
    path("rules/<slug:type_id>/", rules.award_type, name="rules-type"),
    path("about/", views.about, name="about"),
]
