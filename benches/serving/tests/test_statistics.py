# SPDX-License-Identifier: Apache-2.0
"""The measures against their definitions."""

import random
import unittest

from serving import statistics
from serving.statistics import Spread


class Statistics(unittest.TestCase):
    def setUp(self) -> None:
        self.draw = random.Random(1)

    def test_spread_is_the_middle_and_the_ends(self) -> None:
        self.assertEqual(Spread.of([3.0, 9.0, 1.0]), Spread(3.0, 1.0, 9.0))
        self.assertEqual(Spread.of([1.0, 2.0]).median, 1.5)

    def test_ratios_do_not_change_when_a_round_slows_both(self) -> None:
        ours, theirs = [20.0, 30.0, 40.0], [10.0, 15.0, 20.0]
        slowed = [1.0, 0.2, 0.7]
        found = statistics.ratios(
            [value * factor for value, factor in zip(ours, slowed, strict=True)],
            [value * factor for value, factor in zip(theirs, slowed, strict=True)],
        )
        for value in (found.median, found.low, found.high):
            self.assertAlmostEqual(value, 2.0)

    def test_ratios_are_refused_when_a_round_is_missing(self) -> None:
        with self.assertRaises(ValueError):
            statistics.ratios([1.0, 2.0], [1.0])

    def test_percentile_splits_the_sorted_values(self) -> None:
        values = [float(value) for value in range(101)]
        self.draw.shuffle(values)
        self.assertAlmostEqual(statistics.percentile(values, 95), 95.0)
        self.assertAlmostEqual(statistics.percentile([1.0, 2.0], 50), 1.5)

    def test_slope_is_found_under_noise(self) -> None:
        steps = list(range(200))
        values = [7.0 + 3.0 * step + self.draw.uniform(-1, 1) for step in steps]
        self.assertAlmostEqual(statistics.slope(steps, values), 3.0, delta=0.01)

    def test_slope_does_not_count_what_was_there_before(self) -> None:
        self.assertAlmostEqual(statistics.slope([1, 2, 3], [1e9 + 5, 1e9 + 10, 1e9 + 15]), 5.0)

    def test_power_law_halves_from_the_first_to_the_second(self) -> None:
        found = statistics.power_law(100)
        self.assertAlmostEqual(sum(found), 1.0)
        self.assertAlmostEqual(found[0] / found[1], 2.0)
        self.assertAlmostEqual(found[0] / found[99], 100.0)

    def test_gaps_lie_between_neighbours(self) -> None:
        self.assertEqual(statistics.gaps([1.0, 1.5, 4.0]), [0.5, 2.5])
        self.assertEqual(statistics.gaps([1.0]), [])


if __name__ == "__main__":
    unittest.main()
