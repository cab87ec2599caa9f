"""Turns a sentence into what it says: word stems, pairs of stems, and acts on objects (packs/roles/lexicon.toml)."""

from __future__ import annotations

import re
from itertools import compress, pairwise
from typing import Any

import trialpiece
from trialpiece.core.scoping.advert.patterns import Pattern

_WORD = re.compile(r"[a-z0-9][a-z0-9+#]*+(?:[-/.&'][a-z0-9+#]++)*+")
_WORD_OR_NET = Pattern(_WORD.pattern + r"|\.net")  # finds the start of the next word less quickly
STOP = frozenset((
    "a", "an", "and", "or", "the", "of", "to", "in", "on", "for", "with", "by", "from", "as", "at", "is", "are",
    "be", "been", "will", "would", "can", "may", "your", "you", "our", "we", "us", "their", "they", "it", "its",
    "this", "that", "these", "those", "into", "across", "within", "through", "using", "use", "used", "via", "such",
    "including", "include", "other", "any", "all", "both", "more", "most", "well", "also", "who", "which", "while",
    "where", "when", "s", "re", "ll", "ve", "not", "no", "new", "high", "highly", "strong", "various", "multiple",
    "related", "based", "key",
))  # fmt: skip
_SPECIAL = {
    "analyse": "analyz", "analysing": "analyz", "analyses": "analyz", "analysed": "analyz", "analysis": "analysis", "data": "data",
    "modelling": "model", "modeling": "model", "models": "model", "llms": "llm", "kubernetes": "kubernetes", "aws": "aws", "devops": "devops",
    "mlops": "mlops", "statistics": "statistics", "analytics": "analytics", "metrics": "metric", "keras": "keras", "pandas": "pandas", "sales": "sales",
    "business": "business", "process": "process", "processes": "process", "nips": "nips", "neurips": "neurips", "apis": "api", "productionise": "productioniz",
    "training": "training", "engineering": "engineering", "learning": "learning", "building": "build", "series": "series", "always": "always",
    "research": "research", "feed": "feed", "need": "need", "needs": "need", "embedded": "embedded", "embedding": "embedding", "embeddings": "embedding",
    "pricing": "pricing", "marketing": "marketing", "reporting": "reporting", "serving": "serving", "testing": "testing", "monitoring": "monitor",
}  # fmt: skip


def stem(word: str) -> str:
    """The word without its English ending: "deploying", "deploys", "deployed" -> "deploy"."""
    if word in _SPECIAL:
        return _SPECIAL[word]
    if len(word) < 4 or not word.isalpha():
        return word[:-1] if word.endswith("s") and len(word) > 5 and "-" in word else word
    return _strip(word)


def _strip(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "shes", "ches", "xes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and any(c in "aeiouy" for c in word[: -len(ending)]):
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    if word.endswith("e") and len(word) > 4:
        word = word[:-1]
    return word[:-2] + "iz" if word.endswith("is") and len(word) > 5 and not word.endswith("sis") else word


class _Stems(dict[str, str]):
    """Stems of the words met so far; emptied when a stream of strange words fills it."""

    def __missing__(self, word: str) -> str:
        if len(self) > 200_000:
            self.clear()
        self[word] = found = stem(word)
        return found


_STEMS = _Stems()


def tokens(text: str) -> list[str]:
    """Stems of a text's words, in order."""
    return tokens_of_low(text.lower())


def tokens_of_low(low: str) -> list[str]:
    """Stems of the words of a text in lower case."""
    low = low.replace("\u2019", "'")
    words = [found.group() for found in _WORD_OR_NET.finditer(low)] if ".net" in low else _WORD.findall(low)
    return list(map(_STEMS.__getitem__, words))


_END = ""  # in a branch: the concept of the phrase that ends here


class Lexicon:
    """Phrases by their stems -> the act or object that they stand for."""

    def __init__(self, concept: dict[tuple[str, ...], str]) -> None:
        self.concept = concept
        self.acts, self.objects = self._bare("act:"), self._bare("object:")
        self.branches: dict[str, Any] = {}
        for stems, name in concept.items():
            branch = self.branches
            for one in stems:
                branch = branch.setdefault(one, {})
            branch[_END] = name

    def _bare(self, kind: str) -> dict[str, str]:
        """Concepts of one kind, with their names without it."""
        return {name: name.removeprefix(kind) for name in self.concept.values() if name.startswith(kind)}

    @classmethod
    def of_words(cls, table: dict[str, dict[str, list[str]]]) -> Lexicon:
        """From phrases as they are written: kind -> name -> phrases."""
        concept: dict[tuple[str, ...], str] = {}
        for kind, groups in table.items():
            for name, phrases in groups.items():
                for phrase in phrases:
                    concept.setdefault(tuple(tokens(phrase)), f"{kind}:{name}")
        return cls(concept)

    @classmethod
    def of_stems(cls, table: dict[str, list[str]]) -> Lexicon:
        """From what `stems` gave: concept -> phrases as stems."""
        return cls({tuple(phrase.split(" ")): name for name, phrases in table.items() for phrase in phrases})

    def stems(self) -> dict[str, list[str]]:
        """Concept -> phrases as stems, for a file that is read without the words."""
        out: dict[str, list[str]] = {}
        for stems, name in self.concept.items():
            out.setdefault(name, []).append(" ".join(stems))
        return out

    def find(self, stems: list[str]) -> list[tuple[int, str]]:
        """Place and concept of every phrase, longest first, none inside another."""
        branches, count = self.branches, len(stems)
        after, out = 0, []
        for at in compress(range(count), map(branches.__contains__, stems)):
            if at < after:
                continue
            branch, place, name = branches[stems[at]], at + 1, None
            while True:
                if _END in branch:
                    name, after = branch[_END], place
                if place == count or stems[place] not in branch:
                    break
                branch, place = branch[stems[place]], place + 1
            if name is not None:
                out.append((at, name))
        return out


def lexicon() -> Lexicon:
    """The lexicon as it is written; the reader takes the one that its weights were trained with."""
    import tomllib  # in training only: the first advert waits for neither
    from pathlib import Path

    with Path(trialpiece.__path__[0], "packs/roles/lexicon.toml").open("rb") as file:
        return Lexicon.of_words(tomllib.load(file))


def concepts(stems: list[str], words: Lexicon) -> set[str]:
    """Acts, objects, and each pair of an act with an object near it."""
    found = words.find(stems)
    out = {name for _, name in found}
    if len(out) > 1:
        acts, objects = words.acts, words.objects
        if done := [(at, acts[name]) for at, name in found if name in acts]:
            things = [(place, objects[name]) for place, name in found if name in objects]
            out.update([f"{act}>{thing}" for at, act in done for place, thing in things if -2 <= place - at <= 9])
    return out


def grams(stems: list[str]) -> list[str]:
    """Content stems and pairs of neighbours among them."""
    kept = [word for word in stems if word not in STOP]
    return kept + [f"{one} {two}" for one, two in pairwise(kept)]
