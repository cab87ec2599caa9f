"""Every setting that an administrator can make, declared once: its name, what it means, how it is read."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 32


def _text(raw: str) -> str:
    return raw.strip()


def _flag(raw: str) -> bool:
    lowered = raw.strip().lower()
    if lowered in {"1", "true", "yes", "on"}:
        return True
    if lowered in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("say 1 or 0")


def _whole(raw: str) -> int:
    try:
        value = int(raw)
    except ValueError:
        raise ValueError("a whole number is needed") from None
    if value < 0:
        raise ValueError("it cannot be negative")
    return value


def _folder(raw: str) -> Path:
    return Path(raw).expanduser().absolute()


def _words(raw: str) -> list[str]:
    return [word.strip() for word in raw.split(",") if word.strip()]


def _address(raw: str) -> str:
    parts = urlsplit(raw)
    try:
        is_whole = parts.scheme in {"http", "https"} and parts.hostname and (parts.port or 80)
    except ValueError:
        is_whole = False
    if not is_whole or parts.username:
        raise ValueError("a full address such as https://hiring.example.org is needed")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("an address without a path is needed")
    return raw.rstrip("/")


def _time_zone(raw: str) -> str:
    name = raw.strip()
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("a name such as Europe/Berlin is needed") from None
    return name


def _proxies(raw: str) -> list[str]:
    found = _words(raw)
    for each in found:
        ip_network(each, strict=False)  # its error names what is wrong
    return found


def _secret(raw: str) -> str:
    if raw and len(raw) < SHORTEST_SECRET:
        raise ValueError(f"at least {SHORTEST_SECRET} characters are needed, random ones")
    return raw


def _database(raw: str) -> str:
    if raw and not raw.startswith(("sqlite:", "postgres:", "postgresql:")):
        raise ValueError("only sqlite: and postgresql: addresses are supported")
    try:
        dj_database_url.parse(raw or "sqlite://:memory:")
    except (ValueError, dj_database_url.ParseError):
        raise ValueError("the address cannot be read; special characters in a password are written as %40") from None
    return raw


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name in the environment, its default as text, its reader, and what it does."""

    name: str
    default: str
    read: Callable[[str], Any]
    help: str
    is_secret: bool = False
    """Never repeated in an error."""


SETTINGS: tuple[Setting, ...] = (
    Setting("DATABASE_URL", "", _database, "Database address; empty means SQLite in the data folder.", is_secret=True),
    Setting("TRIALPIECE_DATA", "var", _folder, "Folder for the SQLite database, blobs and the secret."),
    Setting("TRIALPIECE_URL", "http://127.0.0.1:8000", _address, "Address under which people reach the product."),
    Setting("TRIALPIECE_HOSTS", "", _words, "Further host names that are served, separated by commas."),
    Setting(
        "TRIALPIECE_SECRET",
        "",
        _secret,
        "Signing secret; empty means one made at first start, in the data folder.",
        is_secret=True,
    ),
    Setting("TRIALPIECE_DEBUG", "0", _flag, "Developer's error pages; never where candidates can reach it."),
    Setting("TRIALPIECE_SIGNUP", "0", _flag, "Whether strangers may make accounts; otherwise by invitation only."),
    Setting("TRIALPIECE_TIME_ZONE", "UTC", _time_zone, "Time zone in which pages show times."),
    Setting("TRIALPIECE_MAIL_FROM", "Trialpiece <no-reply@localhost>", _text, "Sender of e-mails."),
    Setting("TRIALPIECE_SMTP_HOST", "", _text, "Mail server; empty means that e-mails are printed to the console."),
    Setting("TRIALPIECE_SMTP_PORT", "587", _whole, "Mail server's port."),
    Setting("TRIALPIECE_SMTP_USER", "", _text, "Mail server's user."),
    Setting("TRIALPIECE_SMTP_PASSWORD", "", _text, "Mail server's password."),
    Setting("TRIALPIECE_SMTP_TLS", "1", _flag, "Whether the connection to the mail server is upgraded by STARTTLS."),
    Setting("TRIALPIECE_UPLOAD_MB", "100", _whole, "Largest submission, in megabytes."),
    Setting(
        "TRIALPIECE_AUDIT_HOSTS",
        "",
        _words,
        "PostgreSQL servers that audits of data may read, separated by commas: host, host:port, or a socket's folder; "
        "empty means none.",
    ),
    Setting("TRIALPIECE_RUN_SECONDS", "300", _whole, "Longest run of one submission in the sandbox, in seconds."),
    Setting("TRIALPIECE_RUN_MEMORY_MB", "2048", _whole, "Most memory of one run in the sandbox, in megabytes."),
    Setting(
        "TRIALPIECE_CLAIM_SECONDS",
        "60",
        _whole,
        "Seconds without a sign of life after which work is given to another worker.",
    ),
    Setting("TRIALPIECE_PROXY_HTTPS", "0", _flag, "Trust X-Forwarded-Proto from a proxy in front."),
    Setting(
        "TRIALPIECE_PROXIES",
        "",
        _proxies,
        "Addresses or networks of proxies in front, separated by commas, whose X-Forwarded-For says who calls.",
    ),
    Setting("TRIALPIECE_LOG", "text", _text, "Log format: text or json."),
)


# read where candidates' code is run, which knows nothing of the web product
_OF_THE_RUNNER = {"TRIALPIECE_RUNTIME", "TRIALPIECE_JOBS", "TRIALPIECE_JOB_UIDS"}


def read_settings(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """All settings by name, read and checked.

    Raises:
        ImproperlyConfigured: a value cannot be read, or a TRIALPIECE_ name is unknown; the line names it.
    """
    known = {setting.name for setting in SETTINGS} | _OF_THE_RUNNER
    for name in environ:
        if name.startswith("TRIALPIECE_") and name not in known:
            raise ImproperlyConfigured(f"{name} is not a setting; docs/administrator/settings.md lists them.")
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        raw = environ.get(setting.name, setting.default)
        try:
            values[setting.name] = setting.read(raw)
        except ValueError as problem:
            told = "" if setting.is_secret else f" (it is {raw!r})"
            raise ImproperlyConfigured(f"{setting.name}: {problem}{told}.") from None
    if values["TRIALPIECE_LOG"] not in {"text", "json"}:
        raise ImproperlyConfigured(f"TRIALPIECE_LOG: say text or json (it is {values['TRIALPIECE_LOG']!r}).")
    return values
