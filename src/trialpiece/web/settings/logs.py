"""Structured logs: what happened and how long it took, never who a person is."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

_PORTAL = re.compile(r"/p/[^/\s\"']+")


class HideTokens(logging.Filter):
    """Takes the tokens of candidates' links out of what others log: Django names the path of what it refuses."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without tokens."""
        text = record.getMessage()
        if "/p/" in text:
            record.msg, record.args = _PORTAL.sub("/p/…", text), ()
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
            entry["trace"] = self.formatException(record.exc_info)
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
