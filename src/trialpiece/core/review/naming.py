"""A person's name as it turns up in files and texts, and how to find it without tearing ordinary words apart."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

# Names that are words of everyday English or of everyday code. Hidden wherever they stand, `df.[name]()` would not
# only break the code but tell the name; so they are hidden only where they are written as a name is.
_WORDS = """
april art august autumn bay best bill black blue booth brown case cash chance chase christian clay close cook cooper
data day dean del dev do drew early english faith field fields ford frank french gates german glen grace grant gray
green hall hill hope house hunter info io iris ivy jack jobs joy june king lane late law lee lily list long love main
mail mark marks may mean melody min mode moon north note page park parker pat pearl penny pierce pipe plot point pool
price queen rain ray read reed rich river rob rose ruby rule sage science sky small smart son south stone strong
summer sunny super sweet table test the tree true van violet von wade ward weak west white will win winter wood work
worth young
an as at be by do go he if in is it me my no of on or so to up us we
"""
COMMON = (
    frozenset(_WORDS.split())
    | {word.lower() for word in keyword.kwlist}
    | {word.lower() for word in dir(builtins) if not word.startswith("_")}
)
_SHORT = 2
_LOOSE = 8
"""Characters from which a first and last name written as one word are looked for inside other words too."""
_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "ß": "ss", "đ": "d", "ł": "l"}
)
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "đ": "d", "ł": "l", "\u0131": "i"})
_UNSPACED = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA", "THAI", "KHMER", "LAO")


def pattern_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """What finds the names in text; None where there is nothing to find.

    Args:
        names: full names, of one or more words, and other words that tell who it is, such as an address.

    Accents may be there or not, composed or not; first and last name may stand in either order or as one word.
    Words that are common in texts or code are found only where they begin with a capital.
    """
    return _pattern(tuple(sorted({unicodedata.normalize("NFC", name).strip() for name in names} - {""})))


def pattern_in_file_names(names: Sequence[str]) -> re.Pattern[str] | None:
    """As `pattern_of`, and the parts of names that are joined to other words by a capital, as in `AnaTakehome`."""
    return _pattern(tuple(sorted({unicodedata.normalize("NFC", name).strip() for name in names} - {""})), joined=True)


@lru_cache(maxsize=256)
def _pattern(names: tuple[str, ...], *, joined: bool = False) -> re.Pattern[str] | None:
    found: dict[str, None] = {}
    for name in names:
        parts = [part for part in re.split(r"\s+", name) if part.strip(".,")]
        if len(parts) > 1:
            for whole in (" ".join(parts), " ".join([*parts[1:], parts[0]]), f"{parts[-1]}, {parts[0]}"):
                found |= dict.fromkeys(_whole(form) for form in _forms(whole))
            for one in (parts[0] + parts[-1], parts[-1] + parts[0], parts[0][0] + parts[-1]):
                found |= dict.fromkeys(_one_word(form) for form in _forms(one))
        for part in parts:
            for form in _forms(part):
                found |= dict.fromkeys(_part(form, joined=joined))
    ordered = sorted((each for each in found if each), key=lambda each: (-len(each), each))
    return re.compile("|".join(ordered)) if ordered else None


def _forms(word: str) -> set[str]:
    """The word with its accents, without them, and as it is written where there are none."""
    folded = word.lower()
    bare = "".join(each for each in unicodedata.normalize("NFD", folded) if not unicodedata.combining(each))
    return {
        folded,
        unicodedata.normalize("NFD", folded),
        bare.translate(_PLAIN),
        "".join(
            each for each in unicodedata.normalize("NFD", folded.translate(_GERMAN)) if not unicodedata.combining(each)
        ),
    }


def _part(form: str, *, joined: bool) -> list[str]:
    """Ways to find one part of a name."""
    if _is_unspaced(form):
        return [re.escape(form)] if len(form) >= _SHORT else []
    if len(form) < _SHORT or (len(form) == _SHORT and form in COMMON):
        return []
    capital = re.escape(form[0].upper() + form[1:])
    if form in COMMON or len(form) == _SHORT:
        return [_bounded(capital, any_case=False)]
    # AdaBoost is nobody's
    between = [rf"(?<![^\W_]){capital}(?=[A-Z])(?!Boost)", rf"(?<=[a-z]){capital}(?![a-z])"] if joined else []
    return [_bounded(form), *between]


def _whole(form: str) -> str:
    """Ways to find first and last name together; “will mark” is no name, “Will Mark” is."""
    if all(part in COMMON for part in re.split(r",? ", form)):
        return _bounded(re.escape(form.title()), any_case=False)
    return _bounded(form)


def _one_word(form: str) -> str:
    if len(form) >= _LOOSE:
        return f"(?i:{re.escape(form)})"
    return _bounded(form) if len(form) > 3 and form not in COMMON else ""


def _bounded(form: str, *, any_case: bool = True) -> str:
    if _is_unspaced(form):
        return re.escape(form)
    inner = f"(?i:{re.escape(form)})" if any_case else form
    return rf"(?<![^\W_]){inner}(?![^\W_])"


def _is_unspaced(word: str) -> bool:
    """Whether the word is in a script that puts no blanks between words."""
    return any(unicodedata.name(each, "").startswith(_UNSPACED) for each in word)
