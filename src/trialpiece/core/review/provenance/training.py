"""Training loops written out, as in PyTorch: losses, steps backward, parts of a data set, loaders."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from trialpiece.core.review.knowledge import EstimatorKind
from trialpiece.core.review.provenance.cuts import inverted, picked, side_named
from trialpiece.core.review.provenance.events import Cut
from trialpiece.core.review.provenance.learning import as_data, fit_model
from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.rows import TEST, TRAIN, VALIDATION, narrowed
from trialpiece.core.review.provenance.scoring import score_predictions
from trialpiece.core.review.provenance.tables import new_source
from trialpiece.core.review.provenance.things import Container, Estimator
from trialpiece.core.review.provenance.values import NOTHING, Value, all_preds, blend

Args = Sequence[Value]
Named = dict[str, Value]
LOSS = "loss"
"""The kind of a loss: a score that can also be learned from."""
_SIDES = {1: (TRAIN,), 2: (TRAIN, TEST), 3: (TRAIN, VALIDATION, TEST)}


def loss(m: Machine, node: ast.Call, name: str, args: Args, named: Named) -> Value:
    """`criterion(outputs, targets)`: a score of the predictions, from which a step backward can be taken."""
    melted = [m.melted(v) for v in (*args, *named.values())]
    mixed = blend(melted)
    if not mixed.preds:
        return mixed
    truth = next((v.rows for v in melted if v.rows and not all_preds(v)), mixed.rows)
    score = score_predictions(m, node, name, mixed.preds, truth)
    return mixed.but(scores=mixed.scores | score.scores, kind=LOSS)


def backward(m: Machine, node: ast.Call, owner: Value, _name: str, _args: Args, _named: Named) -> Value:
    """`loss.backward()`: the models whose predictions are in the loss learn from the rows of these predictions."""
    for number in sorted(owner.preds):
        predicted = m.trace.predicted.get(number)
        if predicted is None or not predicted.rows:
            continue
        estimator = m.memory.heap.get(predicted.thing)
        if isinstance(estimator, Estimator):
            data = Value(rows=predicted.rows, learned=predicted.learned, resampled=owner.resampled)
            event = fit_model(m, node, predicted.thing, estimator, data, NOTHING)
            event.stepwise, event.loops = True, frozenset(m.loops[:-1])  # the innermost goes from batch to batch
    return NOTHING


def parts_at_random(m: Machine, node: ast.Call, _name: str, args: Args, named: Named) -> Value:
    """`random_split(data, lengths)`: as many parts as there are lengths, on sides that their names say."""
    data = as_data(m, args[0]) if args else NOTHING
    lengths = [c.items for v in args[1:2] for _, c in m.things(v, Container) if c.items is not None]
    count = len(m.targets) or (len(lengths[0]) if lengths else 2)
    said = [side_named(name) for name in m.targets]
    sides = said if said and None not in said and len(set(said)) == count else _SIDES.get(count, (TRAIN,) * count)
    number = m.number("split", m.file, m.cell, node.lineno, node.col_offset, m.stack)
    if not data.rows:
        data = new_source(m, node, "data from an unknown place").but(kind="")
    if number not in m.trace.cuts:
        m.trace.cuts[number] = Cut(
            number, m.at(node), m.stack, "split", rows=data.rows, seeded="generator" in named or "seed" in named
        )
    cut = m.trace.cuts[number]
    for name, side in zip(m.targets, sides, strict=False):
        cut.names.setdefault(side or TRAIN, name)
    return m.container([data.but(rows=narrowed(data.rows, number, side or TRAIN)) for side in sides])


def subset(m: Machine, _node: ast.Call, _name: str, args: Args, _named: Named) -> Value:
    """`Subset(data, indices)`: the rows that the indices pick."""
    data = as_data(m, args[0]) if args else NOTHING
    return picked(data, args[1].picks) if len(args) > 1 and args[1].picks else data


def loaded(m: Machine, _node: ast.Call, _name: str, args: Args, named: Named) -> Value:
    """`DMatrix`, `TensorDataset`, `DataLoader` and their like: data under another name, maybe some of its rows."""
    data = as_data(m, args[0] if args else named.get("data", named.get("X", named.get("dataset", NOTHING))))
    label = named.get("label", args[1] if len(args) > 1 else NOTHING)
    sampler = named.get("sampler", NOTHING)
    if not data.rows:
        return blend([data, as_data(m, label)])
    data = data.but(kind="matrix", bases=data.bases)
    return picked(data, sampler.picks) if sampler.picks else data


def without(m: Machine, _node: ast.Call, name: str, args: Args, _named: Named) -> Value:
    """`np.setdiff1d(all, some)` and `np.delete(data, some)`: the rows that the indices do not pick."""
    if len(args) < 2:
        return NOTHING
    rest = inverted(m.now(args[1]).picks)
    data = as_data(m, args[0])
    if name == "delete":
        return picked(data, rest) if rest else data
    return Value(kind="index", picks=rest) if rest else blend([data])


def by_flag(m: Machine, node: ast.Call, name: str, _args: Args, named: Named) -> Value:
    """`MNIST(root, train=False)`: the training or the test part of a known data set."""
    base = new_source(m, node, name, ("known data set", name)).but(kind="")
    number = m.number("parted", name)
    if number not in m.trace.cuts:
        m.trace.cuts[number] = Cut(number, m.at(node), m.stack, "files", rows=base.rows)
    flag, part = named.get("train", NOTHING).literal, named.get("split", NOTHING).literal
    side = TEST if flag is False or part == TEST else TRAIN
    return base.but(rows=narrowed(base.rows, number, side))


def network(m: Machine, node: ast.Call, name: str) -> Value:
    """A network made by a function of a library of networks."""
    return m.thing(Estimator(EstimatorKind(name, "model", "network"), m.at(node)))
