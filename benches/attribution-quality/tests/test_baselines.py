# SPDX-License-Identifier: Apache-2.0
"""Attribution by words."""

import unittest

from attribution_quality import baselines

DOCUMENTS = ["the quick brown fox", "the lazy dog", "the dog and the other dog sleep", ""]


class Baselines(unittest.TestCase):
    def test_cosine_is_one_when_the_text_is_the_same(self) -> None:
        self.assertAlmostEqual(baselines.cosine(["The lazy DOG!"], DOCUMENTS)[0][1], 1)

    def test_cosine_is_zero_when_there_are_no_words(self) -> None:
        self.assertEqual(baselines.cosine([""], DOCUMENTS).tolist(), [[0, 0, 0, 0]])

    def test_bm25_prefers_the_rare_word(self) -> None:
        found = baselines.bm25(["the fox"], DOCUMENTS)[0]
        self.assertEqual(int(found.argmax()), 0)
        self.assertEqual(found[3], 0)

    def test_bm25_counts_a_repeated_word_less_than_twice(self) -> None:
        once, twice = baselines.bm25(["dog"], ["dog a b c", "dog dog b c"])[0]
        self.assertTrue(once < twice < 2 * once)


if __name__ == "__main__":
    unittest.main()
