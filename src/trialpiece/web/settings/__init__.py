"""Django's settings, from the environment; `environment.py` declares what can be set."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.urls import reverse_lazy

from trialpiece.web.settings.environment import read_settings
from trialpiece.web.settings.logs import logging_config
from trialpiece.web.settings.secret import signing_secret

ENV = read_settings()
WEB = Path(__file__).resolve().parent.parent
DATA: Path = ENV["TRIALPIECE_DATA"]
BASE_URL: str = ENV["TRIALPIECE_URL"]
_HTTPS = urlsplit(BASE_URL).scheme == "https"

DEBUG: bool = ENV["TRIALPIECE_DEBUG"]
SECRET_KEY = signing_secret(ENV["TRIALPIECE_SECRET"], DATA)
ALLOWED_HOSTS = [urlsplit(BASE_URL).hostname, *ENV["TRIALPIECE_HOSTS"]]
if ALLOWED_HOSTS[0] in {"127.0.0.1", "localhost"}:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "trialpiece.web.ui",
    "trialpiece.web.accounts",
    "trialpiece.web.organisations",
    "trialpiece.web.audit",
    "trialpiece.web.mail",
    "trialpiece.web.exercises",
    "trialpiece.web.openings",
    "trialpiece.web.readiness",
    "trialpiece.web.scoping",
    "trialpiece.web.candidates",
    "trialpiece.web.sittings",
    "trialpiece.web.portal",
    "trialpiece.web.reviews",
    "trialpiece.web.likeness",
    "trialpiece.web.probes",
    "trialpiece.web.scoring",
    "trialpiece.web.decisions",
    "trialpiece.web.home",
    "trialpiece.web.api",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rules",
    "csp",
]

MIDDLEWARE = [
    "trialpiece.web.settings.middleware.RequestLog",
    "csp.middleware.CSPMiddleware",  # before all that may answer by itself: refusals and files carry the policy too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "trialpiece.web.settings.middleware.NothingKept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "trialpiece.web.urls"
ASGI_APPLICATION = "trialpiece.web.asgi.application"
WSGI_APPLICATION = "trialpiece.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trialpiece.web.ui.context.navigation",
            ],
        },
    },
]
FORM_RENDERER = "trialpiece.web.ui.forms.Renderer"

_SQLITE = {
    # IMMEDIATE: a transaction that will write takes its place in the queue at once instead of failing half-way
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
}
if ENV["DATABASE_URL"]:
    DATABASES = {"default": dj_database_url.parse(ENV["DATABASE_URL"], conn_max_age=60, conn_health_checks=True)}
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA / "trialpiece.sqlite3")}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = dict(_SQLITE)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(DATA / "files")}},
    "blobs": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(DATA / "blobs")}},
    "staticfiles": {"BACKEND": "trialpiece.web.settings.static.Storage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
UPLOAD_LIMIT_BYTES = ENV["TRIALPIECE_UPLOAD_MB"] * 1024 * 1024

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "trialpiece.web.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "sign_in_link": "10/m/ip,3/5m/key",
    "portal": "60/m/ip",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _HTTPS
MFA_TOTP_ISSUER = "Trialpiece"
MFA_TOTP_TOLERANCE = 1  # a telephone whose clock is half a minute off
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "trialpiece.web.ui.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_SSL_REDIRECT = _HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
if ENV["TRIALPIECE_PROXY_HTTPS"]:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    },
}

DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV["TRIALPIECE_MAIL_FROM"]
if ENV["TRIALPIECE_SMTP_HOST"]:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = ENV["TRIALPIECE_SMTP_HOST"]
    EMAIL_PORT = ENV["TRIALPIECE_SMTP_PORT"]
    EMAIL_HOST_USER = ENV["TRIALPIECE_SMTP_USER"]
    EMAIL_HOST_PASSWORD = ENV["TRIALPIECE_SMTP_PASSWORD"]
    EMAIL_USE_TLS = ENV["TRIALPIECE_SMTP_TLS"]
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
USE_TZ = True
USE_I18N = True
LANGUAGE_CODE = "en-gb"
TIME_ZONE = ENV["TRIALPIECE_TIME_ZONE"]
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = logging_config(ENV["TRIALPIECE_LOG"])
