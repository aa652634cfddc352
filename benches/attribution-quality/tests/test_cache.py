# SPDX-License-Identifier: Apache-2.0
"""The cache of what was trained."""

import pathlib
import tempfile
import unittest

import torch

from attribution_quality.cache import Cache


class Caching(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.cache = Cache(pathlib.Path(scratch.name))
        self.made = 0

    def make(self) -> dict[str, torch.Tensor]:
        self.made += 1
        return {"a": torch.arange(3.0)}

    def test_result_is_made_once_when_the_recipe_is_equal(self) -> None:
        for recipe in ({"x": 1, "y": 2}, {"y": 2, "x": 1}):
            self.assertEqual(self.cache.tensors("kind", recipe, self.make)["a"].tolist(), [0, 1, 2])
        self.assertEqual(self.made, 1)

    def test_result_is_made_again_when_the_recipe_differs(self) -> None:
        self.cache.tensors("kind", {"x": 1}, self.make)
        self.cache.tensors("kind", {"x": 2}, self.make)
        self.assertEqual(self.made, 2)

    def test_nothing_is_left_when_making_fails(self) -> None:
        def fail() -> dict[str, torch.Tensor]:
            raise FloatingPointError

        with self.assertRaises(FloatingPointError):
            self.cache.tensors("kind", {}, fail)
        self.assertEqual(list(self.cache.folder.rglob("*.safetensors*")), [])


if __name__ == "__main__":
    unittest.main()
