# SPDX-License-Identifier: Apache-2.0
"""Gradients of the shape that LoRA gives, for measuring speed; whose values are no model's.

A few directions that many rows share, noise, rows of very different norms, layers of different
scales: what decides how exact a quantised index is. Speed does not depend on the values at all.
"""

import dataclasses
import json
import pathlib

import numpy
from safetensors.numpy import save_file

SHARED_DIRECTIONS = 32
BLOCK_ROWS = 1000


@dataclasses.dataclass(frozen=True)
class Shape:
    """How many rows and queries, and of what."""

    rows: int
    layers: int
    width: int
    queries: int

    @property
    def batches(self) -> list[int]:
        """How many queries are scored together: one, a few, all."""
        return sorted({count for count in (1, 8) if count < self.queries} | {self.queries})

    @property
    def bytes(self) -> int:
        return 4 * self.rows * self.layers * self.width

    def __str__(self):
        return f"{self.rows}x{self.layers}x{self.width}x{self.queries}"


def write(shape: Shape, cache: pathlib.Path) -> tuple[list[pathlib.Path], pathlib.Path]:
    """The files of rows and the file of queries, made unless they are there."""
    folder = cache / f"gradients-{shape}"
    blocks = [folder / f"rows-{first}.safetensors" for first in range(0, shape.rows, BLOCK_ROWS)]
    queries = folder / "queries.safetensors"
    if not (folder / "complete.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for path, first in zip(blocks, range(0, shape.rows, BLOCK_ROWS), strict=True):
            count = min(BLOCK_ROWS, shape.rows - first)
            numbers = numpy.arange(first, first + count, dtype=numpy.int64)
            # Eight documents to a contribution.
            save_file(_layers(shape, count, 1 + first) | {"contribution": 1 + numbers // 8, "row": numbers % 8}, path)
        save_file(_layers(shape, shape.queries, 0), queries)
        (folder / "complete.json").write_text(json.dumps(dataclasses.asdict(shape)) + "\n")
    return blocks, queries


def _layers(shape: Shape, count: int, seed: int) -> dict[str, numpy.ndarray]:
    return {f"layer.{layer:02}": _layer(shape, layer, count, seed) for layer in range(shape.layers)}


def _layer(shape: Shape, layer: int, count: int, seed: int) -> numpy.ndarray:
    # The directions are the layer's; the mixture and the noise are these rows'.
    shared = numpy.random.default_rng([1, layer]).standard_normal((SHARED_DIRECTIONS, shape.width), dtype=numpy.float32)
    chance = numpy.random.default_rng([2, layer, seed])
    mixture = chance.standard_normal((count, SHARED_DIRECTIONS), dtype=numpy.float32)
    norms = numpy.exp(chance.standard_normal((count, 1), dtype=numpy.float32))
    noise = chance.standard_normal((count, shape.width), dtype=numpy.float32)
    scale = numpy.float32(1e-3 * 1.1**layer)
    return scale * norms * (mixture @ shared / numpy.float32(SHARED_DIRECTIONS**0.5) + noise)
