"""Making estimators: models, transformers, pipelines, searches."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from trialpiece.core.review.provenance.learning import unknown_estimator
from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.things import Estimator
from trialpiece.core.review.provenance.values import Value

_INNER = {
    "estimator",
    "base_estimator",
    "model",
    "final_estimator",
    "regressor",
    "classifier",
    "meta_classifier",
    "param_distributions",
}
_NOT_ESTIMATORS = {
    "Counter",
    "Path",
    "Figure",
    "Series",
    "DataFrame",
    "Index",
    "MultiIndex",
    "Timestamp",
    "Timedelta",
    "Categorical",
    "Exception",
    "ValueError",
    "Image",
    "Markdown",
    "HTML",
    "Decimal",
    "Fraction",
    "Tensor",
    "Variable",
    "True",
    "OrderedDict",
    "GridSpec",
}


def construct_known(
    m: Machine, node: ast.Call, name: str, args: Sequence[Value], named: dict[str, Value]
) -> Value | None:
    """The estimator that a call makes; None where the call makes none."""
    kind = m.know.estimators.get(name)
    if kind is None:
        if not name[:1].isupper() or name in _NOT_ESTIMATORS or m.know.functions.get(name):
            return None
        if any(a.rows for a in args) or any(a.rows for a in named.values()):
            return None
        kind = unknown_estimator(name)
    parts: list[int] = []
    if (
        kind.role in {"composite", "visualizer"}
        or kind.learns in {"selection", "random", "network"}
        or kind.role == "unknown"
    ):
        for value in (
            *args,
            *(
                v
                for k, v in named.items()
                if k in _INNER or k in {"steps", "estimators", "transformers", "transformer_list"}
            ),
        ):
            parts.extend(place for place, _ in m.estimators_in(value))
    params = {str(i): v for i, v in enumerate(args)} | named
    return m.thing(Estimator(kind, m.at(node), tuple(dict.fromkeys(parts)), params))
