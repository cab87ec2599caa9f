"""Which role a text describes: every sentence weighed by how surely it states a duty, then read for the role it speaks for.

The score of a role is a sum over sentences (and the title as one more witness), so that each share can be shown as the
sentences that it is made of.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import combinations, pairwise
from operator import mul
from typing import NamedTuple

from trialpiece.core.scoping.advert.features import STOP, concepts, grams, tokens, tokens_of_low
from trialpiece.core.scoping.advert.patterns import Pattern, holds, phrases
from trialpiece.core.scoping.advert.reading import CLASSES, ROLES
from trialpiece.core.scoping.advert.segments import (
    BENEFITS,
    COMPANY,
    DUTIES,
    INTRO,
    LEGAL,
    REQUIREMENTS,
    WISHES,
    Sentence,
)
from trialpiece.core.scoping.advert.weights import Weights

# How far a section's name decides whether its sentences are duties: a floor, and how much the sentence itself counts.
SECTION = {
    DUTIES: (0.45, 0.55), INTRO: (0.0, 0.9), REQUIREMENTS: (0.0, 0.45), WISHES: (0.0, 0.15),
    COMPANY: (0.0, 0.35), BENEFITS: (0.0, 0.3), LEGAL: (0.0, 0.1),
}  # fmt: skip
NEGLIGIBLE = 0.05
ASKED = 0.3  # a sentence below this gate asks for something rather than gives a duty
HINT = 0.5
VOICED = 0.25  # a sentence that is less surely a duty has no voice of its own
_PLACES, _LENGTHS = [f"pos:{n}" for n in range(6)], [f"len:{n}" for n in range(7)]
_ADDRESS = frozenset(("you", "your", "we", "our", "us", "will", "must", "should", "is", "are", "they", "their"))


class Duty:
    """A sentence, how surely it states a duty (0 to 1), and its voice: the probability of each class from it alone.

    `words` (stems and pairs of them) and `ideas` are all that it says, `rows` the sum of their rows in the weights, of which
    `Weights.parts` make numbers; `voice` is empty where it is hardly a duty. The gate lets through what tells of the work, must-haves a little too; `states` is
    how surely a reader would mark it as a duty of the post, and `tells` that less what any role could be asked for. `low`
    is its text in lower case, which the conflicts' patterns are searched in.
    """

    __slots__ = ("gate", "hints", "ideas", "low", "rows", "sentence", "states", "stems", "tells", "voice", "words")

    def __init__(
        self, sentence: Sentence, stems: list[str], words: set[str], ideas: set[str], rows: bytes = b""
    ) -> None:
        self.sentence, self.stems, self.words, self.ideas, self.rows = sentence, stems, words, ideas, rows
        self.low, self.gate, self.states, self.tells = sentence.low, 0.0, 0.0, 0.0
        self.voice: list[float] = []
        self.hints: list[str] = []

    @property
    def features(self) -> set[str]:
        """All that it says."""
        return self.words | self.ideas


def duty_features(stems: list[str], said: list[str], place: float) -> list[str]:
    """What tells a duty from a wish or a boast: words, the opening verb, whom it addresses, where it stands."""
    return [*said, *beside_words(stems, place)]


def section_features(sentence: Sentence) -> tuple[str, str]:
    """Which section a sentence stands in, and whether its heading says so."""
    return _SECTIONS[sentence.section, sentence.headed]


_SECTIONS = {
    (section, headed): ("in:" + section, f"headed:{section}:{headed:d}")
    for section in SECTION
    for headed in (False, True)
}


def beside_words(stems: list[str], place: float) -> list[str]:
    """What tells a duty beside the words themselves."""
    size = len(stems)
    first = stems[0] if size else ""
    return [
        "first:" + first,
        f"first2:{first} {stems[1]}" if size > 1 else "first2:" + first,
        _PLACES[int(place * 6)],
        _LENGTHS[size // 5 if size < 30 else 6],
        *["s:" + stem for stem in _ADDRESS.intersection(stems)],
    ]


_NAMED = Pattern(
    r"(?:\bas (?:an?|our|the)|\b(?:seeking|hiring|looking for|need|role of|position of|recruiting|for) (?:an? |our |the )?|\bis (?:seeking|hiring|looking for) (?:an? )?|\bjoin \w+ \w* ?as an?|\b(?:title|position|role)\W{1,3})"
    r"\s*((?:[\w/&+.()-]+[ ,]+){0,5}?(?:engineer|scientist|researcher|developer|analyst|architect|manager|consultant|intern|specialist|programmer)s?)\b"
)
_POSTS = frozenset(
    tokens("engineer scientist researcher developer analyst architect manager consultant intern specialist programmer")
)
_OPENING = 16  # sentences in which a text names its post


def names(sentence: Sentence, said: list[str]) -> list[str]:
    """Stems of what a sentence calls the post: "we are looking for a Machine Learning Engineer"."""
    if _POSTS.isdisjoint(said):
        return []
    out: list[str] = []
    for found in _NAMED.finditer(sentence.low):
        stems = [stem for stem in tokens(found.group(1)) if stem not in STOP]
        out += ["n:" + stem for stem in stems] + [f"n:{one} {two}" for one, two in pairwise(stems)]
    return out


def chance(odds: float) -> float:
    """Probability from log odds."""
    return 1 / (1 + math.exp(-odds if -30 < odds < 30 else -30 if odds > 0 else 30))


def weigh(sentences: list[Sentence], weights: Weights) -> list[Duty]:
    """Each sentence that is no heading and no legal text: what it says, its hints, how surely it is a duty (gate, states)."""
    duty, bias = weights.parts["duty"].one, float(weights.numbers["duty_bias"])
    stated, states_bias = weights.parts["states"].one, float(weights.numbers["states_bias"])
    duties = _told(sentences, weights)
    for one in duties:
        section = one.sentence.section
        floor, reach = SECTION[section]
        gate = floor + reach * chance(bias + duty(one.rows))
        one.states = one.tells = chance(states_bias + stated(one.rows))
        if gate >= NEGLIGIBLE:
            one.gate = gate
        if gate < ASKED and section in _ASKING:
            one.hints += ["r:" + idea for idea in one.ideas if ">" not in idea]
    return duties


def _told(sentences: list[Sentence], weights: Weights) -> list[Duty]:
    """What each sentence says, and what the weights make of it; one step for all sentences is quicker than all for one."""
    kept = [(n, one) for n, one in enumerate(sentences) if not one.heading and one.section != LEGAL]
    known, size = weights.lexicon(), len(sentences)
    stems = [tokens_of_low(sentence.low) for _, sentence in kept]
    words = [set(grams(one)) for one in stems]
    ideas = [concepts(one, known) for one in stems]
    beside = [
        [*beside_words(one, n / size), *section_features(sentence)]
        for one, (n, sentence) in zip(stems, kept, strict=True)
    ]
    rows = [weights.add([*said, *meant, *around]) for said, meant, around in zip(words, ideas, beside, strict=True)]
    told = zip(kept, stems, words, ideas, rows, strict=True)
    duties = [Duty(sentence, stem, said, meant, row) for (_, sentence), stem, said, meant, row in told]
    for (n, sentence), one in zip(kept, duties, strict=True):
        if n >= _OPENING:
            break
        one.hints = names(sentence, one.stems)
    return duties


_ASKING = (REQUIREMENTS, WISHES, INTRO, DUTIES)


def amounts(duties: list[Duty]) -> dict[str, float]:
    """How often each feature is said: by the gate of its sentence, or once where it only hints (names, must-haves)."""
    total: dict[str, float] = {}
    for duty in duties:
        if duty.gate:
            for feature in duty.features:
                total[feature] = total.get(feature, 0.0) + duty.gate
        for hint in duty.hints:
            total[hint] = total.get(hint, 0.0) + HINT
    return total


def strength(feature: str, amount: float, gates: float) -> float:
    """A feature's value: once said is enough, a long list dilutes, and an idea counts for more than a word."""
    return (_IDEA if ":" in feature or ">" in feature else _SAID) * _value(amount, gates)


def _value(amount: float, gates: float) -> float:
    return math.sqrt((amount if amount < 1 else 1.0) / (gates + 3))


def spoken(duties: list[Duty], gates: float, weights: Weights) -> list[float]:
    """What the words and ideas of the whole text say about each class.

    Most words are said in one sentence, and as strongly as it is a duty: these are in what the weights make of the
    sentence. Only words of several sentences, ideas and hints are looked at one by one, for what they say beyond it. It
    is what training counts by `amounts` and `strength`, as long as the table "text" knows only words, ideas and hints.
    """
    part, given = weights.parts["text"], [duty for duty in duties if duty.gate]
    total: dict[str, float] = {}
    there: dict[str, float] = {}
    times, often = [], _often([duty.words for duty in given])
    for duty in given:
        gate = duty.gate
        once = _SAID * _value(gate, gates)
        times.append(once)
        for feature in (duty.words & often) | duty.ideas:
            total[feature] = total.get(feature, 0.0) + gate
            there[feature] = there.get(feature, 0.0) + once
    for duty in duties:
        for hint in duty.hints:
            total[hint] = total.get(hint, 0.0) + HINT
    times += [strength(feature, amount, gates) - there.get(feature, 0.0) for feature, amount in total.items()]
    rows = [*[part.of(duty.rows) for duty in given], *map(part.__getitem__, total)]
    return [sum(map(mul, times, column)) for column in zip(*rows, strict=True)] or [0.0] * len(CLASSES)


def _often(said: list[set[str]]) -> set[str]:
    """What is in more than one of the sets."""
    met: set[str] = set()
    again: set[str] = set()
    for words in said:
        again |= met & words
        met |= words
    return again


_SAID, _IDEA = 3.0, 4.24


# What a title claims, coarsest last; several may fit.
_TITLE_CLAIMS = tuple(
    (name, phrases((needles, pattern)))
    for name, needles, pattern in (
        ("mlops", "op infra platform serving sre reliability", r"\bml ?-?ops\b|machine learning op|\bml (?:operations|infra|platform)|machine learning (?:platform|infra|operation)|\bllm ?ops\b|ai (?:platform|infra)|model (?:serving|platform)|(?:devops|sre|reliability).{0,20}(?:\bml\b|\bai\b|machine learning)"),
        ("research", "research", r"\bresearch(?:er)?\b(?! analyst)"),
        ("applied scientist", "scien", r"applied (?:ml |ai |machine learning |research )?scien|machine learning scientist|\bml scientist|ai scientist|deep learning scientist"),
        ("data scientist", "scien", r"data scien"),
        ("ml engineer", "engineer developer", r"(?:machine learning|\bml|deep learning|ai/ml|ml/ai|\bnlp|computer vision|perception)\b.{0,25}\b(?:engineer|developer)|engineer.{0,15}(?:machine learning|\bml\b)"),
        ("ai engineer", "ai artificial", r"\bai\b.{0,25}\b(?:engineer|developer)|artificial intelligence.{0,25}engineer"),
        ("llm", "llm gen agent prompt conversational chatbot", r"\bllm|gen ?-?ai|generative|agent|prompt|conversational|chatbot"),
        ("data engineer", "data etl analytics", r"data engineer|\betl\b|analytics engineer|big data|data architect|data warehouse"),
        ("analyst", "analy intelligence bi tableau report", r"analy(?:st|tics)|business intelligence|\bbi\b|power bi|tableau|report"),
        ("software", "software back front stack developer web java sde platform cloud", r"software|backend|back-end|frontend|front-end|full.?stack|\bdeveloper\b|\bweb\b|java\b|\bsde\b|platform engineer|cloud"),
        ("lead people", "manager director head vp owner", r"\bmanager\b|director|head of|\bvp\b|product owner"),
        ("sells", "sales solution customer advocate relations evangelist consultant", r"sales|solutions? (?:engineer|architect|consultant)|customer|advocate|relations|evangelist|pre-?sales|consultant"),
    )
)  # fmt: skip


@lru_cache(maxsize=4096)
def title_features(title: str) -> tuple[str, ...]:
    """Stems of the title, pairs of neighbours, and the kinds of post that it claims."""
    stems, bare = tokens(title), title.lower()
    claims = [name for name, words in _TITLE_CLAIMS if holds(bare, words)]
    out = {"t:" + one for one in stems} | {f"t:{one} {two}" for one, two in pairwise(stems)}
    out |= {"claims:" + name for name in claims} | {f"claims only:{claims[0]}" for _ in claims[:1] if len(claims) == 1}
    return tuple(sorted(out))


class Scores(NamedTuple):
    """Probability of each class for the text, the sentences behind it, and what the title alone added."""

    fine: list[float]
    duties: list[Duty]
    title: list[float]
    gates: float

    def roles(self) -> dict[str, float]:
        """Probability of each of the five roles."""
        return fold(self.fine)


def fold(fine: list[float]) -> dict[str, float]:
    """Nine classes to five: what is told apart inside "other" is added up."""
    out = dict(zip(ROLES[:4], fine[:4], strict=True))
    out["other"] = sum(fine[4:])
    return out


def softmax(scores: list[float]) -> list[float]:
    """Probabilities from scores."""
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def sharpness(size: int) -> float:
    """How much one thing said counts in a sentence that says so many: long sentences are not surer in proportion."""
    return 2.0 / math.sqrt(math.sqrt(max(1, size)))


def heard(voices: list[tuple[float, list[float]]]) -> list[float]:
    """What the sentences say together, from gates and voices, in the four blocks that HEARD counts.

    Roots of each class's part of the duties (halves speak louder than in proportion); its loudest sentence (one duty
    may decide); products of two classes' roots (who builds on hosted models and trains too); how far every sentence
    bears a class (the mean of logarithms: many mild denials deny).
    """
    if not voices:
        return [0.0] * sum(HEARD)
    gates = [gate for gate, _ in voices]
    total = sum(gates)
    by_class = list(zip(*[voice for _, voice in voices], strict=True))
    columns = [list(map(mul, gates, voice)) for voice in by_class]
    parts = [math.sqrt(sum(column) / (total + 0.5)) for column in columns]
    bears = [sum(map(mul, gates, [math.log(part + _DENIED) for part in voice])) for voice in by_class]
    middle = sum(bears) / len(bears)
    pairs = [one * two for one, two in combinations(parts, 2)]
    return [*parts, *map(max, columns), *pairs, *[(one - middle) / (total + 1) for one in bears]]


HEARD = (len(CLASSES), len(CLASSES), len(CLASSES) * (len(CLASSES) - 1) // 2, len(CLASSES))
"""How many numbers each block of `heard` has."""
_DENIED = 0.02  # a sentence that denies a class denies it by no more than this


def apart(gate: float, voice: list[float]) -> tuple[float, list[float]]:
    """A gate and a voice without what any role could be asked for, the last of the voice: that part speaks for none."""
    own = sum(voice[:-1]) + 1e-12
    return gate * own, [part / own for part in voice[:-1]]


def give_voices(duties: list[Duty], weights: Weights) -> list[tuple[float, list[float]]]:
    """Let every sentence that is likely a duty speak for itself: how surely it tells of a role, and its voice."""
    part, bias = weights.parts["voice"].of, weights.numbers["voice_bias"]
    out = []
    for duty in duties:
        if duty.states >= VOICED:
            sharp = sharpness(len(duty.words) + len(duty.ideas))
            voice = softmax([sharp * cell + start for cell, start in zip(part(duty.rows), bias, strict=True)])
            duty.tells, duty.voice = apart(duty.states, voice)
            out.append((duty.tells, duty.voice))
    return out


def score(sentences: list[Sentence], title: str, weights: Weights) -> Scores:
    """Read the sentences and the title."""
    duties = weigh(sentences, weights)
    gates = sum([duty.gate for duty in duties])
    text = spoken(duties, gates, weights)
    claimed = weights.parts["title"].of(weights.add(title_features(title)))
    together = heard(give_voices(duties, weights))
    voices = [sum(map(mul, together, column)) for column in weights.hears]
    bias = weights.numbers["bias" if title else "bias_without_title"]
    heat = float(weights.numbers["heat"])
    total = map(sum, zip(bias, text, claimed, voices, strict=True))
    return Scores(softmax([cell / heat for cell in total]), duties, claimed, gates)
