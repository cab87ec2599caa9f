"""Reads one text: sentences, duties, roles, level, engagement, conflicts, proposals."""

from __future__ import annotations

from operator import mul

from trialpiece.core.scoping.advert import conflicts as clashes
from trialpiece.core.scoping.advert import signals
from trialpiece.core.scoping.advert.proposals import proposals
from trialpiece.core.scoping.advert.reading import ADJACENT, CLASSES, ROLES, Reading, Span
from trialpiece.core.scoping.advert.roles import Duty, Scores, fold, score
from trialpiece.core.scoping.advert.segments import sentences
from trialpiece.core.scoping.advert.weights import Weights, weights

SHARE_TO_NAME = 0.2  # a role with less of the duties than this is not named second
STUB = 0.4  # how much of the confidence is left where no sentence is a duty
SPEAKS = 0.08  # a sentence that moves its role's share by less of a whole duty is not marked
LIGHT = 0.02  # a role that the whole text denies keeps this much room in a sentence that speaks for it


def read(text: str, *, title: str = "", id: str = "", model: Weights | None = None) -> Reading:  # noqa: A002 - the schema's word
    """Read an advert or a description of work.

    Args:
        text: the text as it stands; spans point into it.
        title: the post's title, one witness among the sentences; empty where there is none.
        id: what the answer carries as its id.
        model: weights other than the package's.
    """
    model = model or weights()
    parts = sentences(text)
    scores = score(parts, title, model)
    roles = scores.roles()
    primary = max(ROLES, key=roles.__getitem__)
    voices = _voices(scores)
    shares = _shares(voices, scores)
    fine = dict(zip(CLASSES, scores.fine, strict=True))
    bare = signals.bare(parts)
    level, engagement = signals.level(title, bare), signals.engagement(title, bare)
    found = clashes.find(title, scores.duties, roles, fine)
    spans = _role_spans(scores.duties, voices)
    spans += [
        Span(d.sentence.start, d.sentence.end, d.gate, conflict=clash.name) for clash in found for d in clash.carriers
    ]
    reading = Reading(
        id=id, title=title, primary=primary, secondary=_second(primary, shares), shares=shares,
        adjacent=max(ADJACENT, key=fine.__getitem__) if primary == "other" else None, confidence=roles[primary] * min(1.0, STUB + (1 - STUB) * scores.gates),
        level=level.value, level_signal=level.words, engagement=engagement.value, engagement_signal=engagement.words,
        conflicts=tuple(clash.name for clash in found), spans=tuple(sorted(spans, key=lambda s: (s.start, s.conflict or ""))),
        fine=fine, duties=sum(d.states >= 0.5 for d in scores.duties),
    )  # fmt: skip
    return proposals(reading, scores.duties)


def _voices(scores: Scores) -> list[list[float]]:
    """How each sentence divides among the classes: what it says itself, in the light of the whole text."""
    whole = [part + LIGHT for part in scores.fine]
    out = []
    for duty in scores.duties:
        if not duty.voice:
            out.append(scores.fine)
            continue
        parts = list(map(mul, whole, duty.voice))
        total = sum(parts)
        out.append([part / total for part in parts])
    return out


def _shares(voices: list[list[float]], scores: Scores) -> dict[str, float]:
    """Each role's part of the duties: the mean of the sentences' voices, weighed by how surely they tell of a role."""
    tell = [duty.tells for duty in scores.duties]
    total = sum(tell)
    if not total:
        return fold(scores.fine)
    return fold([sum(map(mul, tell, column)) / total for column in zip(*voices, strict=True)])


def _second(primary: str, shares: dict[str, float]) -> str | None:
    rest = {role: share for role, share in shares.items() if role != primary}
    best = max(rest, key=rest.__getitem__)
    return best if rest[best] >= SHARE_TO_NAME else None


def _role_spans(duties: list[Duty], voices: list[list[float]]) -> list[Span]:
    out = []
    for duty, says in zip(duties, voices, strict=True):
        if duty.states < 0.3 or not duty.voice:
            continue
        parts = [*says[:4], sum(says[4:])]  # as `fold` has it, without its names: there are many sentences
        loudest = max(parts)
        if duty.tells * loudest >= SPEAKS:
            role = ROLES[parts.index(loudest)]
            out.append(Span(duty.sentence.start, duty.sentence.end, duty.tells * loudest, role=role))
    return out
