"""What must not reach a blind reviewer: names of people in paths and in the submission itself."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable

from trialpiece.core.review.naming import pattern_of
from trialpiece.core.review.submission import Cell, Output, SourceFile, Submission

MASK = "[name]"
# /home/jane/…, /Users/jane/…, C:\Users\jane\… and its doubled form; folders that belong to a
# machine and not to a person stay readable
_HOME = re.compile(
    r"(?P<root>(?:/home|/Users|/mnt/[a-z]/Users|\b[A-Za-z]:(?:\\{1,2}|/)(?:Users|Documents and Settings))(?:\\{1,2}|/))"
    r"(?P<user>(?!(?:runner|jovyan|ubuntu|root|user|public|shared|ec2-user|vscode|codespace)(?:[\\/\"'\s]|$))[^\\/\"'\n<>|:*?]{1,64}?)"
    r"(?=\\|/|[\"'\n]|$)",
    re.IGNORECASE,
)
_WHO = (
    r"@?(?:authors?|autor(?:es|as?)?|created by|written by|prepared by|submitted by|candidate|nome|nombre|e-?mail)"
    r"[*_]{0,3}[ \t]*:[*_]{0,3}[ \t]*"
)
# in prose and in comments, whatever follows; in bare code only what can be nothing but a name
_IN_PROSE = re.compile(
    rf"^(?P<lead>[ \t]*(?:#+|//)?[ \t]*(?:[-*>][ \t]*)?[*_]{{0,3}}{_WHO})(?P<name>\S[^\n]{{0,120}})",
    re.IGNORECASE | re.MULTILINE,
)
_IN_COMMENT = re.compile(
    rf"^(?P<lead>[ \t]*#+[ \t]*(?:[-*>][ \t]*)?{_WHO})(?P<name>\S[^\n]{{0,120}})", re.IGNORECASE | re.MULTILINE
)
_IN_DOCSTRING = re.compile(
    rf"^(?P<lead>[ \t]*(?i:{_WHO}))(?P<name>[A-ZÀ-Ý][\w.'’-]+(?:[ \t]+[A-ZÀ-Ý][\w.'’-]*)+)[ \t]*$", re.MULTILINE
)
_DUNDER = re.compile(
    r"^(?P<lead>[ \t]*__(?:author|email|maintainer|credits)__[ \t]*=[ \t]*)(?P<q>[\"'])[^\"'\n]*(?P=q)", re.MULTILINE
)
_AT_AUTHOR = re.compile(
    r"^(?P<lead>[ \t]*(?:#[ \t]*)?@author:?[ \t]+)(?P<name>[^\n(]{1,120})$", re.IGNORECASE | re.MULTILINE
)
# not what stands before the @ of an address such as postgresql://user:password@host
_MAIL = re.compile(r"(?<![\w.+:/-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b")


def mask(text: str) -> str:
    """Hide user names in home folders, e-mail addresses, and what follows "Author:" and its like; lines stay lines."""
    if "@" in text:
        text = _MAIL.sub(MASK, text)
    if "sers" in text or "SERS" in text or "home" in text or "ettings" in text:
        text = _HOME.sub(lambda m: m["root"] + MASK, text)
    return text


def mask_prose(text: str) -> str:
    """As `mask`, and what follows "Author:" and its like at the beginning of a line."""
    return _IN_PROSE.sub(_hidden, mask(text))


def mask_code(text: str) -> str:
    """As `mask`, and authors in comments, docstrings and `__author__`; code itself is never touched."""
    text = mask(text)
    lower = text.lower()
    if "__" in text:
        text = _DUNDER.sub(lambda m: f"{m['lead']}{m['q']}{MASK}{m['q']}", text)
    if any(word in lower for word in ("autor", "author", " by", "nom", "mail", "candidate")):
        for pattern in (_IN_COMMENT, _IN_DOCSTRING, _AT_AUTHOR):
            text = pattern.sub(_hidden, text)
    return text


def _hidden(match: re.Match[str]) -> str:
    return match["lead"] + MASK


def without_names(submission: Submission, names: Iterable[str]) -> Submission:
    """The submission with every occurrence of `names` hidden: file names, sources, outputs."""
    pattern = pattern_of(names)
    if pattern is None:
        return submission

    def hide(text: str) -> str:
        return pattern.sub(MASK, text)

    files = tuple(_mapped(file, hide) for file in submission.files)
    return Submission(name=hide(submission.name), files=files)


def _mapped(file: SourceFile, hide: Callable[[str], str]) -> SourceFile:
    cells = tuple(
        Cell(
            cell.index,
            cell.kind,
            hide(cell.source),
            cell.execution_count,
            tuple(Output(output.kind, hide(output.text), output.media) for output in cell.outputs),
        )
        for cell in file.cells
    )
    return dataclasses.replace(file, path=hide(file.path), cells=cells, problem=file.problem and hide(file.problem))
