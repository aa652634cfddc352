# SPDX-License-Identifier: Apache-2.0
"""Measures of attributions, and intervals for them."""

import dataclasses
from collections.abc import Callable

import numpy
from numpy.typing import NDArray

Floats = NDArray[numpy.float64]
Booleans = NDArray[numpy.bool_]

RESAMPLES = 2000


@dataclasses.dataclass(frozen=True)
class Estimate:
    """A mean, its 95 % bootstrap interval, and the standard deviation over what was averaged."""

    mean: float
    low: float
    high: float
    deviation: float


def ranks(values: Floats) -> Floats:
    """Ranks from 1 along the last dimension, ties with their mean rank."""
    if values.ndim > 1:
        return numpy.stack([ranks(row) for row in values])
    _, inverse, counts = numpy.unique(values, return_inverse=True, return_counts=True)
    last = counts.cumsum()
    return (last - (counts - 1) / 2)[inverse]


def auc(scores: Floats, positive: Booleans) -> float:
    """The chance that a positive has a higher score than a negative, a tie counting half."""
    positives = int(positive.sum())
    negatives = len(positive) - positives
    if not positives or not negatives:
        raise ValueError("an area under the curve needs both kinds")
    total = float(ranks(scores)[positive].sum())
    return (total - positives * (positives + 1) / 2) / (positives * negatives)


def recall_at(scores: Floats, positive: Booleans) -> float:
    """The share of positives among as many highest scores as there are positives.

    Of equal scores the earlier one comes first.
    """
    count = int(positive.sum())
    highest = numpy.argsort(-scores, kind="stable")[:count]
    return float(positive[highest].mean())


def correlations(left: Floats, right: Floats) -> Floats:
    """Spearman's correlation of each row of `left` with that of `right`; 0 where one is constant."""
    left, right = ranks(left), ranks(right)
    left = left - left.mean(axis=-1, keepdims=True)
    right = right - right.mean(axis=-1, keepdims=True)
    scale = numpy.sqrt((left**2).sum(axis=-1) * (right**2).sum(axis=-1))
    products = (left * right).sum(axis=-1)
    return numpy.divide(products, scale, out=numpy.zeros_like(products), where=scale > 0)


def estimate(values: Floats, seed: int = 0) -> Estimate:
    """Mean of independent values, with an interval by resampling them."""
    draw = numpy.random.default_rng(seed).integers(len(values), size=(RESAMPLES, len(values)))
    low, high = numpy.percentile(values[draw].mean(axis=1), [2.5, 97.5])
    return Estimate(float(values.mean()), float(low), float(high), float(values.std()))


def estimate_by(
    sizes: tuple[int, ...], measure: Callable[..., Floats], seed: int = 0, resamples: int = 500
) -> list[Estimate]:
    """Means of what `measure` returns, with intervals by resampling several dimensions at once.

    `measure` is given one array of indices for each of `sizes`, and returns `[quantities, values]`: each
    quantity is the mean over its values. The same draws serve all quantities, so that their
    differences and ratios can be among them.
    """
    random = numpy.random.default_rng(seed)
    full = measure(*(numpy.arange(size) for size in sizes))
    draws = [measure(*(random.integers(size, size=size) for size in sizes)).mean(axis=1) for _ in range(resamples)]
    low, high = numpy.percentile(numpy.stack(draws), [2.5, 97.5], axis=0)
    return [
        Estimate(float(values.mean()), float(below), float(above), float(values.std()))
        for values, below, above in zip(full, low, high, strict=True)
    ]
