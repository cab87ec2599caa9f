"""Structured logs: what happened and how long it took, never who a person is."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

_SECRET_PATHS = re.compile(r"(/(?:p|r|accounts/link|accounts/invitation|accounts/password/reset/key)/)[^/\s\"'<>]+")
_ADDRESSES = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")


def without_personal(text: str) -> str:
    """The text without tokens of links and without e-mail addresses."""
    return _ADDRESSES.sub("…@…", _SECRET_PATHS.sub(r"\1…", text))


class HideTokens(logging.Filter):
    """Takes links' tokens and people's addresses out of what others log.

    Django names the path of what it refuses; databases and mail servers repeat the value that they refuse.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without them."""
        text = record.getMessage()
        if (clean := without_personal(text)) != text:
            record.msg, record.args = clean, ()
        if record.exc_info and record.exc_info[0] is not None and not record.exc_text:
            # formatters use the text that is there, and do not make it again
            record.exc_text = without_personal(logging.Formatter().formatException(record.exc_info))
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line, with the extra fields that the caller named under `fields`."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "says": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            entry["trace"] = record.exc_text or without_personal(self.formatException(record.exc_info))
        return json.dumps(entry, default=str)


class TextFormatter(logging.Formatter):
    """The same entry for a person at a console."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, sentence, then the fields as name=value."""
        fields = " ".join(f"{name}={value}" for name, value in getattr(record, "fields", {}).items())
        return f"{super().format(record)} {fields}".rstrip()


def logging_config(style: str) -> dict[str, Any]:
    """Django's LOGGING for `style`, which is `text` or `json`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": JsonFormatter},
            "text": {"()": TextFormatter, "format": "{asctime} {levelname:<7} {message}", "style": "{"},
        },
        "filters": {"tokens": {"()": HideTokens}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": style, "filters": ["tokens"]}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django.server": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},
            "uvicorn.access": {"level": "WARNING"},
            "trialpiece": {"level": "INFO"},
        },
    }
