# SPDX-License-Identifier: Apache-2.0
"""The measures against their definitions."""

import unittest

import numpy

from attribution_quality import statistics


class Statistics(unittest.TestCase):
    def setUp(self) -> None:
        self.random = numpy.random.default_rng(1)

    def test_ranks_share_the_mean_when_values_tie(self) -> None:
        found = statistics.ranks(numpy.array([3.0, 1.0, 3.0, 2.0]))
        self.assertEqual(found.tolist(), [3.5, 1.0, 3.5, 2.0])

    def test_auc_counts_pairs_in_order(self) -> None:
        for _ in range(50):
            scores = self.random.integers(6, size=20).astype(float)
            positive = numpy.arange(20) % 3 == 0
            pairs = [
                (scores[p] > scores[n]) + (scores[p] == scores[n]) / 2
                for p in numpy.flatnonzero(positive)
                for n in numpy.flatnonzero(~positive)
            ]
            self.assertAlmostEqual(statistics.auc(scores, positive), float(numpy.mean(pairs)))

    def test_auc_refuses_when_there_is_one_kind(self) -> None:
        with self.assertRaises(ValueError):
            statistics.auc(numpy.ones(3), numpy.ones(3, dtype=bool))

    def test_recall_counts_positives_among_the_highest(self) -> None:
        scores = numpy.array([0.9, 0.1, 0.8, 0.7])
        self.assertEqual(statistics.recall_at(scores, numpy.array([True, True, False, False])), 0.5)

    def test_correlation_is_one_when_the_order_is_the_same(self) -> None:
        left = self.random.normal(size=(1, 30))
        self.assertAlmostEqual(float(statistics.correlations(left, numpy.exp(left))[0]), 1)
        self.assertAlmostEqual(float(statistics.correlations(left, -(left**3))[0]), -1)

    def test_correlation_is_zero_when_one_side_is_constant(self) -> None:
        self.assertEqual(float(statistics.correlations(numpy.ones((1, 4)), numpy.arange(4.0)[None])[0]), 0)

    def test_interval_holds_the_mean_in_most_samples(self) -> None:
        inside = 0
        for seed in range(100):
            found = statistics.estimate(self.random.normal(size=60), seed)
            inside += found.low <= 0 <= found.high
        self.assertGreaterEqual(inside, 85)

    def test_joint_interval_is_that_of_one_dimension_when_there_is_one(self) -> None:
        values = self.random.normal(size=40)
        (found,) = statistics.estimate_by((40,), lambda chosen: values[None, chosen])
        alone = statistics.estimate(values)
        self.assertAlmostEqual(found.mean, alone.mean)
        self.assertAlmostEqual(found.low, alone.low, delta=0.08)


if __name__ == "__main__":
    unittest.main()
