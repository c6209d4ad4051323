"""The tests: SQLite unless LERTRAT_DATABASE_URL names a server; a quick password hash; plain static files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from lertrat.settings.base import *  # noqa: F403  settings modules are merged by star import, as Django documents
from lertrat.settings.base import LERTRAT_S3, STORAGES, database

SECRET_KEY = "only-for-tests"
LERTRAT_IDENTITY_KEY = SECRET_KEY
DEBUG = False
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": database("sqlite:///:memory:")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
# Made when the first file is stored; tests/conftest.py removes it.
MEDIA_ROOT = Path(
    os.environ.get("LERTRAT_TEST_FILES") or f"{tempfile.gettempdir()}/lertrat-test-files-{os.getpid()}"
)
LERTRAT_DEMO = True
LERTRAT_CLAMD = ""
LERTRAT_S3["bucket"] = ""
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
