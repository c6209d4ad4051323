"""A developer's machine and the demonstration: nothing to configure, a clock that can be moved, mail that stays here."""

from __future__ import annotations

import os
import secrets

from lertrat.settings.base import *  # noqa: F403  settings modules are merged by star import, as Django documents
from lertrat.settings.base import STORAGES, VAR, database, env

VAR.mkdir(parents=True, exist_ok=True)
_key = VAR / "secret-key"
if not _key.exists():
    _key.write_text(secrets.token_urlsafe(48))
SECRET_KEY = env.str("LERTRAT_SECRET_KEY", default=_key.read_text().strip())
LERTRAT_IDENTITY_KEY = SECRET_KEY
DEBUG = env.bool("LERTRAT_DEBUG", default=False)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DATABASES = {"default": database(f"sqlite:///{VAR / 'lertrat.sqlite3'}")}
os.environ.setdefault("LERTRAT_CLOCK_FILE", str(VAR / "clock"))
LERTRAT_DEMO = True
EMAIL_BACKEND = "lertrat.notices.mailbox.MailboxBackend"
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
