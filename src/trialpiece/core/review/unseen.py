"""Characters that change how text looks without being seen, written out so that everybody sees them."""

from __future__ import annotations

import re
from collections.abc import Callable

# Controls but tab and line ends, which a terminal may obey; marks that turn text around or take no room, with which
# code can look other than it runs (Boucher & Anderson 2021, "Trojan Source").
_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]"
)


def written_out(text: str, frame: Callable[[str], str] = str) -> str:
    """The text with each of them as `[U+202E]`; `frame` may put each into markup."""
    return _UNSEEN.sub(lambda match: frame(f"[U+{ord(match[0]):04X}]"), text)
