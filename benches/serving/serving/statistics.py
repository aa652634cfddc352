# SPDX-License-Identifier: Apache-2.0
"""What is made of measured numbers."""

import dataclasses
import itertools
import statistics
from collections.abc import Sequence

import numpy


@dataclasses.dataclass(frozen=True)
class Spread:
    """The median of several repeats, with the lowest and the highest."""

    median: float
    low: float
    high: float

    @staticmethod
    def of(values: Sequence[float]) -> "Spread":
        """The spread of `values`, at least one."""
        return Spread(statistics.median(values), min(values), max(values))


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """The spread of `ours / theirs`, round by round: what a round was slowed by, slowed both."""
    return Spread.of([one / other for one, other in zip(ours, theirs, strict=True)])


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which `percent` % of `values` are, between two of them linear."""
    return float(numpy.percentile(numpy.asarray(values, dtype=float), percent))


def slope(steps: Sequence[float], values: Sequence[float]) -> float:
    """By how much `values` grow with each step: least squares."""
    x, y = numpy.asarray(steps, dtype=float), numpy.asarray(values, dtype=float)
    x = x - x.mean()
    return float((x * (y - y.mean())).sum() / (x * x).sum())


def power_law(count: int, exponent: float = 1.0) -> list[float]:
    """Probabilities of `count` adapters, the i-th with i to the power of minus `exponent`."""
    weights = [(place + 1) ** -exponent for place in range(count)]
    total = sum(weights)
    return [weight / total for weight in weights]


def gaps(times: Sequence[float]) -> list[float]:
    """What lies between each moment and the next."""
    return [later - earlier for earlier, later in itertools.pairwise(times)]
