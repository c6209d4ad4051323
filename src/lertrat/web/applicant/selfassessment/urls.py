"""Addresses of the self-assessment's pages, below /apply/self/."""

from __future__ import annotations

from django.urls import path

from lertrat.web.applicant.selfassessment import category, handing, home, indicators, scoring

AT = "<str:ref>/"

urlpatterns = [
    path("", home.index, name="self"),
    path(AT, home.home, name="self-home"),
    path(f"{AT}reopen/", home.reopen, name="self-reopen"),
    path(f"{AT}category/<int:number>/", category.category, name="self-category"),
    path(f"{AT}evidence/<int:pk>/", category.download, name="self-evidence"),
    path(f"{AT}evidence/<int:pk>/remove/", category.remove, name="self-evidence-remove"),
    path(f"{AT}raters/", scoring.raters, name="self-raters"),
    path(f"{AT}score/", scoring.score, name="self-score"),
    path(f"{AT}agree/", scoring.agree, name="self-agree"),
    path(f"{AT}indicators/", indicators.indicators, name="self-indicators"),
    path(f"{AT}indicators/<int:pk>/remove/", indicators.drop, name="self-indicator-remove"),
    path(f"{AT}hand-in/", handing.hand_in, name="self-hand-in"),
]
