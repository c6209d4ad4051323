"""Addresses of this audience's pages."""

from __future__ import annotations

from django.urls import path

from lertrat.web.account import again, passkeys, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("sign-in/passkey/options/", passkeys.sign_in_options, name="passkey-options"),
    path("account/again/", again.again, name="again"),
    path("desk/", views.desk, name="desk"),
    path("account/password/", views.password, name="password"),
]
