"""What speaks for each conflict in one advert, as a few numbers, and the small regressions that weigh them.

The numbers: how strongly the sentences speak (evidence.py, jobs.py), what the post is called, and the probabilities of
the roles. The weights (packs/roles/flags.json) are learned by flags_train.py.
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from typing import NamedTuple

from trialpiece.core.scoping.advert import evidence, jobs
from trialpiece.core.scoping.advert.patterns import Pattern
from trialpiece.core.scoping.advert.reading import FLAGS
from trialpiece.core.scoping.advert.roles import Duty
from trialpiece.core.scoping.advert.weights import PACK

WEIGHTS = PACK / "flags.json"
OWNS, SCOPES, RESEARCHES, UNICORN = FLAGS
NUMBERS = {
    OWNS: ("strongest", "others", "both", "builds", "analyses", "mlops_engineer", "other"),
    SCOPES: ("strongest", "others", "both", "mlops_engineer", "llm", "another"),
    RESEARCHES: ("strongest", "others", "ships", "together", "researcher", "data_scientist"),
    UNICORN: (*jobs.KINDS, "scoping", "three", "four", "both", "scientist", "core", "spread", "length"),
}
MOST = 2.0  # beyond this, more sentences of a kind say nothing new
_SCIENTIST = Pattern(r"\bdata (?:& |and )?(?:applied )?scien(?:tist|ce)|\bapplied scientist")
_ENGINEER = Pattern(r"\b(?:engineer|developer|architect|devops|programmer)|\bsde\b|\bai/ml\b")
_MODELS = Pattern(
    r"\b(?:ml|machine learning|ai|artificial intelligence|deep learning|llm|gen ?ai|generative|mlops|nlp|computer vision|research|vision|perception|data scien\w*|intelligen\w*|conversational)\b",
)
_RESEARCHER = Pattern(r"\bresearch|\bscientist")
_SEEKS = r"\b(?:as an?|as our|as the|seeking|looking for|hiring|need|is an?|recruiting|role[: ]+|title[: ]+)\b[^.;:]{0,45}?\b"
_CALLED_SCIENTIST = Pattern(
    _SEEKS + r"data (?:& |and )?(?:applied )?scien(?:tists?|ce)\b|^(?:the |our |an? )?(?:\w+ ){0,2}data scientist (?:will|is|at|on|in)\b",
)  # fmt: skip
_CALLED_ENGINEER = Pattern(
    _SEEKS + r"(?:engineers?|developers?|architect)\b|^(?:the |our |an? )?(?:[\w/]+ ){0,4}engineer (?:will|is|at|on)\b",
)
SURELY = 0.55  # share of a text's duties that names a post which nobody named
_OPENING, _SAID = 14, 0.15  # sentences in which a text names its post; gate that they need


class Post(NamedTuple):
    """What a post is called, by its title or else by its own text."""

    scientist: bool
    engineer: bool
    researcher: bool
    models: bool


class Case(NamedTuple):
    """What speaks for one conflict: its numbers and the sentences behind them, strongest first."""

    numbers: dict[str, float]
    carriers: list[tuple[float, Duty]]


def post(title: str, duties: list[Duty], roles: dict[str, float], llm: float = 0.0) -> Post:
    """What the post is called: a data scientist, an engineer, a researcher; several may hold. Without a title: by its text, or else by its duties."""
    if title:
        low = title.lower()
        engineer, named = bool(_ENGINEER.search(low)), bool(_SCIENTIST.search(low))
        plain = bool(_RESEARCHER.search(low)) and not named
        scientist = named or (not engineer and _called(duties, ("scien",), _CALLED_SCIENTIST))
        return Post(scientist, engineer, plain, bool(_MODELS.search(low)))
    scientist = _called(duties, ("scien",), _CALLED_SCIENTIST)
    engineer = _called(duties, ("engineer", "developer", "architect"), _CALLED_ENGINEER)
    builds = roles["ml_engineer"] + roles["mlops_engineer"] + llm > SURELY
    analyses = roles["data_scientist"] > SURELY
    return Post(
        scientist or (analyses and not engineer), engineer or (builds and not scientist), researcher=False, models=True
    )


def _called(duties: list[Duty], plain: tuple[str, ...], pattern: Pattern) -> bool:
    """Whether one of the first sentences names the post so; the pattern cannot do without one of the plain parts."""
    opening = (duty.sentence.text.lower() for duty in duties[:_OPENING] if duty.gate >= _SAID)
    return any(pattern.search(low) for low in opening if any(part in low for part in plain))


def _gather(kind: evidence.Kind, duties: list[Duty]) -> list[tuple[float, Duty]]:
    rows = [(value, duty) for duty in duties if (value := evidence.says(kind, duty)) > 0]
    return sorted(rows, key=lambda row: -row[0])


def _sums(rows: list[tuple[float, Duty]]) -> dict[str, float]:
    return {
        "strongest": rows[0][0] if rows else 0.0,
        "others": min(MOST, sum(value for value, _ in rows[1:])),
    }


def cases(title: str, duties: list[Duty], roles: dict[str, float], fine: dict[str, float]) -> dict[str, Case]:
    """The conflicts that can be in question for a post with this name and these roles, each with what speaks for it."""
    llm = fine["llm_application_engineer"]
    name = post(title, duties, roles, llm)
    alone, both = float(name.scientist and not name.engineer), float(name.scientist and name.engineer)
    models = roles["ml_engineer"] + roles["mlops_engineer"]
    out = {}
    if name.scientist and roles["other"] < 0.8:
        rows = _gather(evidence.PRODUCTION, duties)
        more = {"both": both, "builds": alone * models, "analyses": both * roles["data_scientist"]}
        out[OWNS] = Case(_sums(rows) | more | roles, rows)
    scoping: list[tuple[float, Duty]] = []
    if name.engineer or roles["ml_engineer"] > 0.3 or name.scientist:
        scoping = _gather(evidence.SCOPING, duties)
    if name.engineer and roles["other"] - llm < (0.9 if name.models else 0.4):
        out[SCOPES] = Case(
            _sums(scoping) | {"both": both, "llm": llm, "another": roles["other"] - llm} | roles, scoping
        )
    if roles["ml_engineer"] + roles["ai_researcher"] + (llm if name.researcher else 0) > 0.25:
        rows = _gather(evidence.RESEARCH, duties)
        if rows:
            out[RESEARCHES] = _research(rows, _gather(evidence.SHIPPING, duties), name, roles)
    if name.scientist or roles["ml_engineer"] > 0.3 or roles["data_scientist"] > 0.3:
        out[UNICORN] = _several(duties, scoping, name, roles)
    return out


def _research(
    rows: list[tuple[float, Duty]], ships: list[tuple[float, Duty]], name: Post, roles: dict[str, float]
) -> Case:
    numbers, shipping = _sums(rows), _sums(ships)
    finds = min(1.0, numbers["strongest"] + 0.5 * numbers["others"])
    delivers = min(1.0, shipping["strongest"] + 0.3 * shipping["others"])
    more = {"ships": shipping["strongest"], "together": finds * delivers, "researcher": float(name.researcher)}
    return Case(numbers | more | roles, rows)


def _several(duties: list[Duty], scoping: list[tuple[float, Duty]], name: Post, roles: dict[str, float]) -> Case:
    work = jobs.work(duties) | {"scoping": scoping}
    first = {kind: rows[0][0] if rows else 0.0 for kind, rows in work.items()}
    total = {kind: sum(value for value, _ in rows) for kind, rows in work.items()}
    whole = sum(total.values()) + 1
    three = first["pipelines"] * first["analysis"] * first["models"]
    numbers = first | {
        "three": three,
        "four": three * first["operation"],
        "both": float(name.scientist and name.engineer),
        "scientist": float(name.scientist and not name.engineer),
        "core": roles["data_scientist"] + roles["ml_engineer"],
        "spread": -sum(part / whole * math.log(part / whole) for part in total.values() if part),
        "length": min(2.0, sum(duty.gate for duty in duties if duty.gate >= jobs.LEAST) / 20),
    }
    best = {id(rows[0][1]): rows[0] for rows in work.values() if rows and rows[0][0] >= 0.5}
    return Case(numbers, sorted(best.values(), key=lambda row: -row[0]))


class Scale(NamedTuple):
    """Weights of one conflict's numbers, and the score from which it is reported."""

    weights: dict[str, float]
    bias: float
    least: float

    def score(self, numbers: dict[str, float]) -> float:
        """Log odds of the conflict."""
        return self.bias + sum(weight * numbers[name] for name, weight in self.weights.items())


Scales = dict[str, Scale]


@lru_cache(maxsize=1)
def scales() -> Scales:
    """The package's weights."""
    return {name: Scale(**row) for name, row in json.loads(WEIGHTS.read_text())["flags"].items()}
