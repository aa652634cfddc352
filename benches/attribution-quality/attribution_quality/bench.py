# SPDX-License-Identifier: Apache-2.0
"""What every task needs: the model, the text, the engines, the cache, and how much to do."""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import torch
from tqdm import tqdm

from attribution_quality import sources
from attribution_quality.cache import Cache, Recipe, Tensors
from attribution_quality.engine import Engine
from attribution_quality.model import Adapter, BaseModel
from attribution_quality.training import Checkpoint, Options, Row, Tokens, losses, tokenize, train

Item = TypeVar("Item")


@dataclasses.dataclass(frozen=True)
class Bench:
    """Everything that a task works with."""

    model: BaseModel
    engine: Engine
    cache: Cache
    quick: bool
    workers: int

    def text(self, dictionary: str) -> str:
        """The text of a dictionary."""
        return sources.dictionary(dictionary, self.cache.folder / "text")

    def recipe(self, rows: Sequence[Row], options: Options) -> Recipe:
        """What decides the adapter that `options` train on `rows`."""
        return {
            "base": self.model.hash,
            "rows": [[row.question, row.answer] for row in rows],
            "options": dataclasses.asdict(options),
        }

    def checkpoints(self, rows: Sequence[Row], options: Options, what: str) -> list[Checkpoint]:
        """The states of this training; trained once, and read afterwards."""

        def make() -> Tensors:
            with tqdm(total=options.epochs, desc=f"{what}: training", unit="epoch") as bar:

                def progress(loss: float) -> None:
                    bar.update()
                    bar.set_postfix(loss=f"{loss:.3f}")

                return _flat(train(self.model, [self.tokens(rows, options)], options, [options.seed], progress))

        return _checkpoints(self.cache.tensors("adapters", self.recipe(rows, options), make))

    def adapter(self, rows: Sequence[Row], options: Options, what: str) -> Adapter:
        """The final state of this training."""
        return self.checkpoints(rows, options, what)[-1].adapter

    def loss(self, rows: Sequence[Row], adapter: Adapter, options: Options) -> float:
        """The mean over `rows` of the mean loss of an answer's token."""
        return float(losses(self.model, self.tokens(rows, options), adapter, options.scale).mean())

    def base_loss(self, rows: Sequence[Row], options: Options) -> float:
        """The same without an adapter."""
        return self.loss(rows, self.model.new_adapter(1, 0), options)

    def tokens(self, rows: Sequence[Row], options: Options) -> list[Tokens]:
        """The rows as `options` has them learnt."""
        return tokenize(self.model, rows, options.whole_text)


def _flat(checkpoints: Sequence[Checkpoint]) -> Tensors:
    tensors = {"learning_rates": torch.tensor([state.learning_rate for state in checkpoints])}
    for place, state in enumerate(checkpoints):
        tensors.update({f"{place}/{name}": matrix for name, matrix in state.adapter.items()})
    return tensors


def _checkpoints(tensors: Tensors) -> list[Checkpoint]:
    adapters: dict[int, Adapter] = {}
    for name, tensor in tensors.items():
        place, slash, matrix = name.partition("/")
        if slash:
            adapters.setdefault(int(place), {})[matrix] = tensor
    rates = tensors["learning_rates"].tolist()
    return [Checkpoint(adapters[place], rate) for place, rate in enumerate(rates)]


def each(items: Iterable[Item], what: str, total: int | None = None) -> Iterable[Item]:
    """The items, with a progress bar."""
    return tqdm(items, desc=what, total=total)


Result = dict[str, Any]
Task = Callable[[Bench], Result]
