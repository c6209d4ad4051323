"""The addresses: public pages take their language from the URL, every audience has a prefix of its own."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from lertrat.web.styleguide import styleguide

handler400 = "lertrat.web.errors.bad_request"
handler403 = "lertrat.web.errors.forbidden"
handler404 = "lertrat.web.errors.not_found"
handler500 = "lertrat.web.errors.server_error"

urlpatterns = [
    path("", include("lertrat.web.account.urls")),
    path("upload/", include("lertrat.web.uploads")),
    path("apply/", include("lertrat.web.applicant.urls")),
    path("office/", include("lertrat.web.officer.urls")),
    path("assess/", include("lertrat.web.assessor.urls")),
    path("committee/", include("lertrat.web.committee.urls")),
    path("admin/", include("lertrat.web.administrator.urls")),
    *i18n_patterns(path("", include("lertrat.web.public.urls")), prefix_default_language=False),
]

if settings.LERTRAT_DEMO:
    urlpatterns.insert(0, path("styleguide/", styleguide, name="styleguide"))
