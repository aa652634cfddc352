# SPDX-License-Identifier: Apache-2.0
"""Whether something grows."""

import statistics


def theil_sen(points: list[tuple[float, float]], most: int = 400) -> float:
    """The median of the slopes between all pairs of points: a few wild ones do not move it.

    Of more than `most` points, evenly spaced ones are taken.
    """
    if len(points) < 2:
        return 0.0
    step = max(1, len(points) // most)
    points = points[::step]
    slopes = [
        (later[1] - earlier[1]) / (later[0] - earlier[0])
        for index, earlier in enumerate(points)
        for later in points[index + 1 :]
        if later[0] > earlier[0]
    ]
    return statistics.median(slopes) if slopes else 0.0


def growth(points: list[tuple[float, float]]) -> tuple[float, float]:
    """By how much the values grow from the first point to the last, and their median."""
    if len(points) < 2:
        return 0.0, points[0][1] if points else 0.0
    values = [value for _, value in points]
    return theil_sen(points) * (points[-1][0] - points[0][0]), statistics.median(values)
