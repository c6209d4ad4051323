"""A real installation: PostgreSQL, TLS in front, everything secret from the environment."""

from __future__ import annotations

from lertrat.settings.base import *  # noqa: F403  settings modules are merged by star import, as Django documents
from lertrat.settings.base import database, env

SECRET_KEY = env.str("LERTRAT_SECRET_KEY")
# Seals the secrets of authenticator apps and hashes identities: it stays when SECRET_KEY is changed.
LERTRAT_IDENTITY_KEY = env.str("LERTRAT_IDENTITY_KEY", default=SECRET_KEY)
LERTRAT_SECOND_FACTOR = env.list("LERTRAT_SECOND_FACTOR", default=["officer", "committee", "administrator"])
LERTRAT_PROXIES = env.int("LERTRAT_PROXIES", default=1)
DEBUG = False
ALLOWED_HOSTS = env.list("LERTRAT_HOSTS")
DATABASES = {"default": database(env.str("LERTRAT_DATABASE_URL"))}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # The pool keeps connections per worker; CONN_MAX_AGE and a pool exclude each other.
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8}} | DATABASES["default"].get(
        "OPTIONS", {}
    )
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("LERTRAT_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = env.list("LERTRAT_ORIGINS", default=[])
EMAIL_CONFIG = env.email_url("LERTRAT_EMAIL_URL", default="smtp://localhost:25")
globals().update(EMAIL_CONFIG)
