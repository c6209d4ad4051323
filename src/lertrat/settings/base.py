"""What every installation shares. dev, test and prod each add a screen."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import environ

env = environ.Env()
ROOT = Path(__file__).resolve().parents[3]
VAR = Path(env.str("LERTRAT_VAR", default=str(ROOT / "var")))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "lertrat.records",
    "lertrat.people",
    "lertrat.files",
    "lertrat.search",
    "lertrat.agencies",
    "lertrat.committees",
    "lertrat.programmes",
    "lertrat.privacy",
    "lertrat.works",
    "lertrat.conflicts",
    "lertrat.selfassessment",
    "lertrat.applications",
    "lertrat.assessment",
    "lertrat.decisions",
    "lertrat.catalogue",
    "lertrat.notices",
    "lertrat.web",
    "lertrat.demo",
]

# The order is the rule: the moment of arrival is stamped before anything can wait, and the anonymous page cache stands
# ahead of the sessions, so that a cached page costs no database at all.
MIDDLEWARE = [
    "lertrat.web.middleware.arrival",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "lertrat.web.middleware.anonymous_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lertrat.web.middleware.text_only",
    "lertrat.web.account.required.second_factor",
    "lertrat.web.account.looking.looking",
    "lertrat.web.middleware.refusals",
    "lertrat.web.expired.expired",
]

ROOT_URLCONF = "lertrat.web.urls"
WSGI_APPLICATION = "lertrat.web.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "lertrat.web.shell.context",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "lertrat.web.templatetags.lertrat_ui",
            ],
        },
    }
]

SQLITE_OPTIONS = {
    # BEGIN IMMEDIATE: a transaction that will write takes the lock at once, so that nobody reads first and loses later.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
    ),
}


def database(default: str) -> dict[str, Any]:
    """The database named by LERTRAT_DATABASE_URL, or `default` (a URL)."""
    config: dict[str, Any] = env.db_url("LERTRAT_DATABASE_URL", default=default)
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = SQLITE_OPTIONS | config.get("OPTIONS", {})
        # Opening the file and setting its pragmas costs more than most pages' statements: each thread keeps its connection.
        config["CONN_MAX_AGE"] = None
    else:
        # Our statements are short and join many tables: compiling one (JIT) takes PostgreSQL longer than answering it.
        options = config.get("OPTIONS", {})
        config["OPTIONS"] = options | {"options": f"{options.get('options', '')} -c jit=off".strip()}
    config["ATOMIC_REQUESTS"] = False
    return config


AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["lertrat.web.account.backend.Backend"]
PASSWORD_HASHERS = ["lertrat.people.hashers.Argon2Minimum"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
SESSION_ENGINE = "lertrat.people.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Roles (officer, committee, administrator, assessor, applicant) whose pages open only after a second factor.
LERTRAT_SECOND_FACTOR = env.list("LERTRAT_SECOND_FACTOR", default=[])
# OpenID Connect providers by key, as JSON; see lertrat.web.account.providers.
LERTRAT_OIDC: dict[str, Any] = env.json("LERTRAT_OIDC", default={})
# How many proxies stand before us and write X-Forwarded-For: attempts are counted by the address the outermost one saw.
LERTRAT_PROXIES = env.int("LERTRAT_PROXIES", default=0)
CSRF_FAILURE_VIEW = "lertrat.web.errors.csrf_failure"

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Bangkok"

# What set-up fetched from npm lies beside the environment it was fetched for; where npm was not at hand, pages do without.
VENDOR = Path(sys.prefix) / "vendor"
LERTRAT_TUS = (VENDOR / "tus.min.js").is_file()
STATICFILES_DIRS = [VENDOR] if LERTRAT_TUS else []

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "lertrat.web.staticfiles.Storage"},
}
MEDIA_ROOT = VAR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
# A million Thai characters, nine bytes each as forms send them, still arrive and are refused in words, not by a broken line.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
# Bytes of one file; a film may be larger.
LERTRAT_UPLOAD_LIMIT = 20 * 1024 * 1024
LERTRAT_VIDEO_LIMIT = 300 * 1024 * 1024
# Contents lie under MEDIA_ROOT, or in an S3-compatible bucket where one is named; what is on its way stays on this disk.
LERTRAT_S3 = {
    "bucket": env.str("LERTRAT_S3_BUCKET", default=""),
    "endpoint": env.str("LERTRAT_S3_ENDPOINT", default="https://s3.amazonaws.com"),
    "region": env.str("LERTRAT_S3_REGION", default="us-east-1"),
    "key": env.str("LERTRAT_S3_KEY", default=""),
    "secret": env.str("LERTRAT_S3_SECRET", default=""),
}
# The virus scanner: "unix:/run/clamav/clamd.ctl" or "tcp:127.0.0.1:3310"; empty where there is none.
LERTRAT_CLAMD = env.str("LERTRAT_CLAMD", default="")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
# Where this installation is reached: the addresses in letters begin with it.
LERTRAT_SITE = env.str("LERTRAT_SITE", default="http://127.0.0.1:8000")
# Whom applicants ask, as it is printed on receipts.
LERTRAT_CONTACT = env.str(
    "LERTRAT_CONTACT", default="เจ้าหน้าที่โครงการรางวัลเลิศรัฐ สำนักงาน ก.พ.ร. ในวันและเวลาราชการ"
)
# How long a class of personal data is kept, in days, where this installation sets it: "notices.letters=1095,people.looks=730".
# The classes and what the system proposes for each stand on /privacy/.
LERTRAT_RETENTION_DAYS: dict[str, str] = env.dict("LERTRAT_RETENTION_DAYS", default={})
# Whom people write to about data about them: post and e-mail; empty: LERTRAT_CONTACT.
LERTRAT_PRIVACY_CONTACT = env.str("LERTRAT_PRIVACY_CONTACT", default="")
DEFAULT_FROM_EMAIL = env.str("LERTRAT_FROM_EMAIL", default="lertrat@localhost")

CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}
}

# What only the demonstration and a developer's machine have: the mailbox page, the clock page, demo accounts on the sign-in page.
LERTRAT_DEMO = False

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"lertrat": {"level": "INFO"}},
}
