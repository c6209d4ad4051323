"""Addresses of this audience's pages."""

from __future__ import annotations

from django.urls import path

from lertrat.web.account import again, looking, oidc, passkeys, passwords, security, views
from lertrat.web.account.speaking import spoken

urlpatterns = [
    path("sign-in/", spoken(views.sign_in), name="sign-in"),
    path("sign-in/code/", spoken(views.code), name="code"),
    path("sign-in/passkey/", spoken(views.sign_in_passkey), name="sign-in-passkey"),
    path("sign-in/passkey/options/", spoken(passkeys.sign_in_options), name="passkey-options"),
    path("sign-in/reset/", spoken(passwords.reset), name="reset"),
    path("sign-in/reset/<str:token>/", spoken(passwords.reset_password), name="reset-password"),
    path("sign-in/with/<slug:provider>/", spoken(oidc.start), name="provider"),
    path("sign-in/with/<slug:provider>/back/", spoken(oidc.back), name="provider-back"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("desk/", views.desk, name="desk"),
    path("account/", spoken(security.account), name="account"),
    path("account/again/", spoken(again.again), name="again"),
    path("account/confirm/", spoken(security.confirm), name="confirm"),
    path("account/password/", spoken(passwords.password), name="password"),
    path("account/email/", spoken(passwords.email), name="account-email"),
    path("account/email/<str:token>/", spoken(passwords.email_confirm), name="account-email-confirm"),
    path("account/app/", spoken(security.app), name="account-app"),
    path("account/codes/", spoken(security.codes), name="account-codes"),
    path("account/passkeys/add/", spoken(security.passkey_add), name="account-passkey-add"),
    path("account/passkeys/options/", spoken(security.passkey_options), name="account-passkey-options"),
    path("account/passkeys/<int:pk>/", spoken(security.passkey), name="account-passkey"),
    path("account/devices/end/", spoken(security.devices_end), name="account-devices-end"),
    path("account/identities/<slug:provider>/link/", spoken(oidc.link), name="identity-link"),
    path("account/identities/<slug:provider>/unlink/", spoken(oidc.unlink), name="identity-unlink"),
    path("account/recovery/stop/", spoken(security.recovery_stop), name="account-recovery-stop"),
    path("account/look/", spoken(looking.start), name="look"),
    path("account/look/end/", spoken(looking.end), name="look-end"),
]
