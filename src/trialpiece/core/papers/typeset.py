"""Data and a template of ours become a PDF, by Typst, in this process.

Texts of people reach the template as one JSON string in `sys.inputs`: shown, never evaluated. The compiler sees the
folder of templates and nothing else, and has no folder from which packages could be loaded or into which they could be
fetched.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from trialpiece import __version__

TEMPLATES = Path(__file__).parent / "templates"
MOST_CHARACTERS = 20_000
"""Of one text; what is longer is cut, and says so."""
_STANDARDS = re.compile(r"could not be displayed|PDF/UA-1 error")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]")


def typeset(template: str, data: Mapping[str, Any], *, when: dt.datetime) -> bytes:
    """A PDF of `templates/<template>.typ` over the data: tagged, and PDF/UA-1 where our fonts have every character.

    `when` is the date of the document; the same data at the same time give the same bytes.
    """
    source, inputs = _prepared(template, data)
    for standards in (["ua-1"], []):
        try:
            paper: bytes = _compiled(source, inputs, when, pdf_standards=standards)
        except typst.TypstError as error:
            # such as a character that no font here has: PDF/UA forbids the empty box, people prefer it to no report
            if not standards or not _STANDARDS.search(str(error)):
                raise
        else:
            return paper
    raise AssertionError("unreachable")  # the second try returns or raises


def pictures(template: str, data: Mapping[str, Any], *, when: dt.datetime, ppi: float = 80) -> list[bytes]:
    """The same pages as PNG, one for each page; for looking at them."""
    source, inputs = _prepared(template, data)
    pages = _compiled(source, inputs, when, format="png", ppi=ppi)
    return pages if isinstance(pages, list) else [pages]


def _prepared(template: str, data: Mapping[str, Any]) -> tuple[Path, dict[str, str]]:
    payload = shown({**data, "version": __version__})
    return TEMPLATES / f"{template}.typ", {"data": json.dumps(payload, ensure_ascii=False)}


def _compiled(source: Path, inputs: dict[str, str], when: dt.datetime, **options: Any) -> Any:  # noqa: ANN401 - bytes, or a list of them for pictures
    return typst.compile(
        source, root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=inputs, timestamp=int(when.timestamp()),
        package_path=TEMPLATES / "none", package_cache_path=TEMPLATES / "none", **options,
    )  # fmt: skip


@cache
def _fonts() -> typst.Fonts:
    """Typst's own faces come first; the system's are asked for scripts that those do not have."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def shown(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """The data without what no page can show: control characters, lone surrogates, texts without end."""
    if isinstance(value, str):
        # a byte-order mark comes along when text is pasted, shows nothing, and PDF/UA forbids it
        text = _CONTROLS.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", ""))
        text = text.encode("utf-8", "replace").decode("utf-8")
        if len(text) > MOST_CHARACTERS:
            return f"{text[:MOST_CHARACTERS]} … (cut here; {len(text):,} characters in all)"
        return text
    if isinstance(value, Mapping):
        return {str(key): shown(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [shown(each) for each in value]
    return value
