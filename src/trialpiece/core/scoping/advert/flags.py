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
from trialpiece.core.scoping.advert.weights import PACK, read_of_pack

WEIGHTS = f"{PACK}/flags.json"
OWNS, SCOPES, RESEARCHES, UNICORN = FLAGS
NUMBERS = {
    OWNS: ("strongest", "others", "called", "titled", "engineer"),
    SCOPES: ("strongest", "others", "both", "mlops_engineer", "llm", "another"),
    RESEARCHES: ("strongest", "others", "ships", "together", "researcher", "data_scientist"),
    UNICORN: ("spread", "three", "both", "hats", "many", "reports", "pipelines"),
}  # fmt: skip
PLAIN, ORDINARY = 0.5, 4.0  # a kind of work is plainly stated from here on; so many kinds are in any post
MOST = 2.0  # beyond this, more sentences of a kind say nothing new
_SCIENTIST = Pattern(r"\bdata (?:& |and )?(?:applied )?scien(?:tist|ce)|\bapplied scientist")
_ENGINEER = Pattern(r"\b(?:engineer|developer|architect|devops|programmer)|\bsde\b|\bai/ml\b")
_MODELS = Pattern(
    r"\b(?:ml|machine learning|ai|artificial intelligence|deep learning|llm|gen ?ai|generative|mlops|nlp|computer vision|research|vision|perception|data scien\w*|intelligen\w*|conversational)\b",
)
_RESEARCHER = Pattern(r"\bresearch|\bscientist")
_SEEKS = (
    r"\b(?:as an?|as our|as the|as|seeking|looking for|hiring|need|is an?|are an?|be an?|be the|be our|recruiting|duties of the|role ?[: ]+|title ?[: ]+)\b"
    r"(?:(?!\b(?:with|join|support)\b)[^.;]){0,45}?\b"
)
_CALLED_SCIENTIST = Pattern(
    _SEEKS + r"data (?:& |and )?(?:applied )?scientist\b|\b(?:the|our|an?) (?:[\w.]+ ){0,2}data scientist (?:will|is|at|on|in|may|must)\b|^(?:\w+ ){0,2}data scientist (?:will|is|at|on|in|may|must)\b",
)  # fmt: skip
_CALLED_ENGINEER = Pattern(
    _SEEKS + r"(?:engineers?|developers?|architect)\b|^(?:the |our |an? )?(?:[\w/]+ ){0,4}engineer (?:will|is|at|on)\b",
)
SURELY = 0.55  # share of a text's duties that names a post which nobody named
_OPENING, _SAID = 14, 0.15  # sentences in which a text names its post; gate that they need


class Post(NamedTuple):
    """What a post is called, by its title or else by its own text; `called` where the text itself says data scientist."""

    scientist: bool
    called: bool
    engineer: bool
    researcher: bool
    models: bool


class Case(NamedTuple):
    """What speaks for one conflict: its numbers and the sentences behind them, strongest first."""

    numbers: dict[str, float]
    carriers: list[tuple[float, Duty]]


def post(title: str, duties: list[Duty], roles: dict[str, float], llm: float = 0.0) -> Post:
    """What the post is called: a data scientist, an engineer, a researcher; several may hold. Without a title: by its text, or else by its duties."""
    called = _called(duties, ("scientist",), _CALLED_SCIENTIST)
    if title:
        low = title.lower()
        named, engineer = bool(_SCIENTIST.search(low)), bool(_ENGINEER.search(low))
        plain = bool(_RESEARCHER.search(low)) and not named
        return Post(named or (called and not engineer), called, engineer, plain, bool(_MODELS.search(low)))
    engineer = _called(duties, ("engineer", "developer", "architect"), _CALLED_ENGINEER)
    builds = roles["ml_engineer"] + roles["mlops_engineer"] + llm > SURELY
    analyses = roles["data_scientist"] > SURELY
    return Post(
        called or (analyses and not engineer),
        called,
        engineer or (builds and not called),
        researcher=False,
        models=True,
    )


def _called(duties: list[Duty], plain: tuple[str, ...], pattern: Pattern) -> bool:
    """Whether one of the first sentences names the post so; the pattern cannot do without one of the plain parts."""
    opening = (duty.low for duty in duties[:_OPENING] if duty.gate >= _SAID)
    return any(pattern.search(low) for low in opening if any(part in low for part in plain))


Rows = list[tuple[float, Duty]]  # how strongly which sentence speaks, strongest first


def _gather(kind: evidence.Kind, duties: list[Duty]) -> Rows:
    rows = [(value, duty) for duty in duties if (value := evidence.says(kind, duty)) > 0]
    return sorted(rows, key=lambda row: -row[0])


def _sums(rows: Rows) -> dict[str, float]:
    return {
        "strongest": rows[0][0] if rows else 0.0,
        "others": min(MOST, sum(value for value, _ in rows[1:])),
    }


def cases(title: str, duties: list[Duty], roles: dict[str, float], fine: dict[str, float]) -> dict[str, Case]:
    """The conflicts that can be in question for a post with this name and these roles, each with what speaks for it."""
    llm = fine["llm_application_engineer"]
    name = post(title, duties, roles, llm)
    models = roles["ml_engineer"] + roles["mlops_engineer"]
    out = {}
    if (name.scientist or name.called) and roles["other"] < 0.9:
        rows = _gather(evidence.PRODUCTION, duties)
        more = {
            "called": float(name.called),
            "titled": float(bool(title) and name.scientist),
            "engineer": float(name.engineer),
        }
        out[OWNS] = Case(_sums(rows) | more | roles, rows)
    scoping: Rows = []
    if name.engineer or roles["ml_engineer"] > 0.3 or name.scientist:
        scoping = _gather(evidence.SCOPING, duties)
    if name.engineer and roles["other"] - llm < (0.9 if name.models else 0.4):
        more = {"both": float(name.scientist), "llm": llm, "another": roles["other"] - llm}
        out[SCOPES] = Case(_sums(scoping) | more | roles, scoping)
    if models + roles["ai_researcher"] + llm > 0.25 and (rows := _gather(evidence.RESEARCH, duties)):
        out[RESEARCHES] = _research(rows, _gather(evidence.SHIPPING, duties), name, roles)
    if name.scientist or name.called or models > 0.3 or roles["data_scientist"] > 0.3:
        out[UNICORN] = _several(duties, scoping, name)
    return out


def _research(rows: Rows, ships: Rows, name: Post, roles: dict[str, float]) -> Case:
    numbers, shipping = _sums(rows), _sums(ships)
    finds = min(1.0, numbers["strongest"] + 0.5 * numbers["others"])
    delivers = min(1.0, shipping["strongest"] + 0.3 * shipping["others"])
    more = {"ships": shipping["strongest"], "together": finds * delivers, "researcher": float(name.researcher)}
    return Case(numbers | more | roles, rows)


def _several(duties: list[Duty], scoping: Rows, name: Post) -> Case:
    work = jobs.work(duties) | {"scoping": scoping}
    first = {kind: rows[0][0] if rows else 0.0 for kind, rows in work.items()}
    total = {kind: sum(value for value, _ in rows) for kind, rows in work.items()}
    whole = sum(total.values()) + 1
    hats = jobs.hats(duties)
    count = sum(first[kind] > PLAIN for kind in jobs.KINDS)
    numbers = {
        "pipelines": first["pipelines"],
        "reports": first["reports"],
        "three": first["pipelines"] * first["analysis"] * first["models"],
        "many": max(0.0, count - ORDINARY),
        "hats": hats[0][0] if hats else 0.0,
        "both": float(name.scientist and name.engineer),
        "spread": -sum(part / whole * math.log(part / whole) for part in total.values() if part),
    }
    best = {id(rows[0][1]): rows[0] for rows in (hats, *work.values()) if rows and rows[0][0] >= PLAIN}
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
    return {name: Scale(**row) for name, row in json.loads(read_of_pack("flags.json"))["flags"].items()}
