"""The bare Django that the pages are compared with: our database settings, and nothing else of ours."""

from __future__ import annotations

from lertrat.settings.base import database

SECRET_KEY = "floor"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS: list[str] = []
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "benchmarks.floor_app"
DATABASES = {"default": database("sqlite://:memory:") | {"CONN_MAX_AGE": None}}
USE_TZ = True
