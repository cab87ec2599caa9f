"""Penalised logistic regression for the two models of the reader; needs numpy and scipy, and is used in training only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse.linalg import svds

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of features as a sparse matrix, with the feature names of its columns."""

    values: sp.csr_matrix
    names: list[str]


def matrix(rows: Sequence[dict[str, float]], at_least: int, names: list[str] | None = None) -> Matrix:
    """A sparse matrix of those features that occur in at least so many rows (or of the given names)."""
    if names is None:
        seen = Counter(feature for row in rows for feature in row)
        names = sorted(feature for feature, n in seen.items() if n >= at_least)
    place = {feature: n for n, feature in enumerate(names)}
    indptr, indices, data = [0], [], []
    for row in rows:
        for feature, value in row.items():
            at = place.get(feature)
            if at is not None:
                indices.append(at)
                data.append(value)
        indptr.append(len(indices))
    return Matrix(sp.csr_matrix((data, indices, indptr), shape=(len(rows), len(names))), names)


def two_way(x: sp.csr_matrix, y: NDArray[np.bool_], penalty: float, steps: int = 60) -> tuple[Floats, float]:
    """Weights and bias of a logistic regression with an L2 penalty."""
    flat = x.T.tocsr()

    def loss(theta: Floats) -> tuple[float, Floats]:
        weight, bias = theta[:-1], theta[-1]
        z = np.asarray(x @ weight + bias)
        p = 1 / (1 + np.exp(-z))
        value = float(np.logaddexp(0, np.where(y, -z, z)).sum() + 0.5 * penalty * weight @ weight)
        error = p - y
        return value, np.append(flat @ error + penalty * weight, error.sum())

    found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": steps})
    return found.x[:-1], float(found.x[-1])


def soft(scores: Floats) -> Floats:
    """Probabilities by row."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def soft_targets(x: sp.csr_matrix, truth: Floats, weight: Floats, penalty: float, steps: int) -> tuple[Floats, Floats]:
    """Weights (features, classes) and biases of a softmax regression on target probabilities, for many sparse rows."""
    flat = x.T.tocsr()
    shape = (x.shape[1] + 1, truth.shape[1])

    def loss(theta: Floats) -> tuple[float, Floats]:
        table = theta.reshape(shape)
        p = soft(np.asarray(x @ table[:-1] + table[-1]))
        value = -float(weight @ (truth * np.log(p + 1e-12)).sum(axis=1)) + 0.5 * penalty * float(
            (table[:-1] ** 2).sum()
        )
        error = (p - truth) * weight[:, None]
        return value, np.vstack([flat @ error + penalty * table[:-1], error.sum(axis=0)]).ravel()

    found = minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": steps})
    table = found.x.reshape(shape)
    return np.asarray(table[:-1]), np.asarray(table[-1])


@dataclass(frozen=True, slots=True)
class Topics:
    """Directions in which words go together in unread texts (latent semantic analysis, Deerwester et al. 1990).

    `values` (words, directions) maps a row of word features to its place; words unknown to it map to nothing.
    """

    names: list[str]
    values: Floats
    mean: Floats

    def place(self, rows: Sequence[dict[str, float]]) -> Floats:
        """Where each row lies, centred on the unread texts."""
        return np.asarray(matrix(rows, 0, self.names).values @ self.values) - self.mean


def topics(rows: Sequence[dict[str, float]], count: int, at_least: int) -> Topics:
    """Learn directions from unread texts; each is damped by the root of its strength."""
    x = matrix(rows, at_least)
    seen = np.asarray((x.values > 0).sum(axis=0)).ravel()
    rare = np.log(x.values.shape[0] / np.maximum(seen, 1))
    weighed = x.values @ sp.diags(rare)
    length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel()) + 1e-9
    first = np.full(min(weighed.shape), 1.0)
    _, strength, directions = svds((sp.diags(1 / length) @ weighed).tocsc(), k=count, v0=first)
    values = rare[:, None] * directions.T / np.sqrt(strength)
    return Topics(x.names, values, np.asarray(x.values @ values).mean(axis=0))


def balanced(y: NDArray[np.int64], weight: Floats, power: float) -> Floats:
    """Weights after giving rare classes more of it: power 0 leaves them, power 1 makes all classes weigh the same."""
    total = np.bincount(y, weights=weight)
    mean = total[total > 0].mean()
    return np.asarray(weight * (mean / np.maximum(total, 1e-9)[y]) ** power)
