"""Keys and passwords left in the code, found so that no quote repeats them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from trialpiece.core.review.cells import CodeCell
from trialpiece.core.review.finding import Location
from trialpiece.core.review.reading import Reading

HIDDEN = "[hidden]"

_KNOWN = re.compile(
    r"(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|sk-[A-Za-z0-9_-]{20,}|AIza[0-9A-Za-z_-]{30,}|xox[abpr]-[0-9A-Za-z-]{10,}"
    r"|hf_[A-Za-z0-9]{25,}|-----BEGIN [A-Z ]*PRIVATE KEY-----|eyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{10,})"
)
_URL = re.compile(r"^[a-z][a-z0-9+]*://[^/\s:@]+:(?P<secret>[^/\s:@{}$<%]{3,})@")
_NAME = re.compile(
    r"(?:^|_)(?:password|passwd|pwd|secret|api_?key|apikey|access_?key|auth_?token|access_?token|token|secret_?key)$",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"^(?:|x+|\*+|\.+|<.*>|\{.*\}|\$.*|your.*|my.*|change.*|example.*|todo|none|null|test|token|.*here.*|\[.*\]|%s)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Secret:
    """A key or password and where it is written; the text is for hiding it, never for showing."""

    at: Location
    text: str


def secrets_of(reading: Reading) -> tuple[Secret, ...]:
    """All that are written in the Python code, in order; ask by `reading.once(secrets_of)`."""
    found = [
        Secret(cell.at(value.lineno), told)
        for cell in reading.python_cells()
        for name, value in _texts(cell)
        if (told := _secret_in(name, str(value.value))) is not None
    ]
    return tuple(sorted(found, key=lambda secret: (secret.at.file, secret.at.cell, secret.at.line)))


def without_secrets(text: str, secrets: tuple[Secret, ...]) -> str:
    """A text in which each secret is hidden."""
    for secret in secrets:
        text = text.replace(secret.text, HIDDEN)
    return text


def _secret_in(name: str, text: str) -> str | None:
    """The part of the text that is a secret, or None."""
    if found := _KNOWN.search(text):
        return found[0]
    if found := _URL.match(text):
        return None if _PLACEHOLDER.match(found["secret"]) else found["secret"]
    looks_like_words = " " in text or text.lower() == name.lower()
    if _NAME.search(name) and len(text) >= 6 and not looks_like_words and not _PLACEHOLDER.match(text):
        return text if re.search(r"\d", text) or len(text) >= 12 else None
    return None


def _texts(cell: CodeCell) -> Iterator[tuple[str, ast.Constant]]:
    """Every text, with the name that it is given to where there is one."""
    pairs: list[tuple[str, ast.expr | None]] = []
    pairs += [(_name_of(target), node.value) for node in cell.of(ast.Assign) for target in node.targets]
    pairs += [(node.arg or "", node.value) for node in cell.of(ast.keyword)]
    for node in cell.of(ast.Dict):
        pairs += [(str(getattr(key, "value", "")), value) for key, value in zip(node.keys, node.values, strict=True)]
    named: set[int] = set()
    for name, value in pairs:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            named.add(id(value))
            yield name, value
    for constant in cell.of(ast.Constant):
        if isinstance(constant.value, str) and len(constant.value) > 8 and id(constant) not in named:
            yield "", constant


def _name_of(target: ast.expr) -> str:
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return str(target.slice.value)
    return getattr(target, "id", getattr(target, "attr", ""))
