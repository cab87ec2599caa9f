"""Code as a stream of tokens in which names, texts, numbers, comments and spacing no longer matter."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

_TOKEN = re.compile(
    r"""[^\W\d]\w*(?!\w*['"])|\.\s*[^\W\d]\w*|\d[\w.]*|\#[^\n]*"""
    r"""|[rbfuRBFU]{0,2}(?:\"\"\"[\s\S]*?\"\"\"|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\w+|[^\w\s]"""
)
_KEPT = frozenset(keyword.kwlist) | {"print", "len", "range", "list", "dict", "sum", "max", "min", "sorted", "zip"}
_IGNORED = frozenset(",()[];\\")
NAME, TEXT, NUMBER = "n", "t", "0"
_MOST_KNOWN = 200_000
_known: dict[str, int] = {}
"""Number of each token as written: names repeat, so that most are looked up and not worked out."""


def token_spans(source: str) -> Iterator[tuple[str, int]]:
    """Normalised tokens with the character at which each starts."""
    for found in _TOKEN.finditer(source):
        token = _normal(found.group())
        if token:
            yield token, found.start()


def token_numbers(source: str) -> NDArray[np.uint64]:
    """Normalised tokens as numbers that are the same in every process."""
    known = _known
    written = _TOKEN.findall(source)
    for token in set(written).difference(known):
        known[token] = _number(_normal(token))
    numbers = np.array([known[token] for token in written], dtype=np.uint64)
    if len(known) > _MOST_KNOWN:
        known.clear()
    kept: NDArray[np.uint64] = numbers[numbers != 0]
    return kept


def _normal(text: str) -> str:
    """The token that stands for a piece of code; empty where it does not matter."""
    first = text[0]
    if text[-1] in "'\"" and len(text) > 1:
        return TEXT
    if first.isdigit():
        return NUMBER
    if first == "#":
        return ""
    if first == "." and len(text) > 1:
        return "." + text[1:].strip()
    if first.isalpha() or first == "_":
        return text if text in _KEPT else NAME
    return "" if text in _IGNORED else text


def _number(token: str) -> int:
    return int.from_bytes(blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest()) | 1 if token else 0
