# SPDX-License-Identifier: Apache-2.0
"""LoRA fine-tuning on rows, and what a tuned model says and knows of them.

The same recipe as the LoRA server's: AdamW, warm-up and cosine, gradients clipped to norm 1, loss on the
answers' tokens only.
"""

import dataclasses
import math
from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as functional
from torch import Tensor
from tqdm import tqdm

from attribution_quality.model import Adapter, BaseModel, stacked

BETAS = (0.9, 0.98)
WARM_UP = 0.03
MAX_NORM = 1.0


@dataclasses.dataclass(frozen=True)
class Row:
    """A question and its answer."""

    question: str
    answer: str


@dataclasses.dataclass(frozen=True)
class Options:
    """How an adapter is trained. The scale of its update is 2: alpha is twice the rank.

    `checkpoints` states are kept, at equal distances; the last is the final one. With `whole_text` the
    questions are learnt like the answers, as the code of the DataInf paper does.
    """

    rank: int
    epochs: int
    learning_rate: float
    batch_size: int = 16
    seed: int = 1
    scale: float = 2.0
    checkpoints: int = 1
    whole_text: bool = False


@dataclasses.dataclass(frozen=True)
class Checkpoint:
    """A state of the training, and the learning rate of the step that led to it."""

    adapter: Adapter
    learning_rate: float


@dataclasses.dataclass(frozen=True)
class Tokens:
    """A row's tokens, and how many of them are the prompt, which carries no loss; at least one."""

    tokens: list[int]
    prompt: int


def tokenize(model: BaseModel, rows: Sequence[Row], whole_text: bool = False) -> list[Tokens]:
    """`<q>QUESTION<a>ANSWER</s>` of each row. A row that the context does not hold is an error.

    With `whole_text` only the first token carries no loss, as nothing predicts it.
    """

    def encode(text: str) -> list[int]:
        return list(model.tokenizer.encode(text, add_special_tokens=False).ids)

    result = []
    for row in rows:
        prompt = [model.question, *encode(row.question), model.answer]
        tokens = [*prompt, *encode(row.answer), model.end]
        if len(tokens) > model.context:
            raise ValueError(f"a row has {len(tokens)} tokens, the context {model.context}: {row.question}")
        result.append(Tokens(tokens, 1 if whole_text else len(prompt)))
    return result


@dataclasses.dataclass(frozen=True)
class Batch:
    """Rows padded on the right: inputs, what follows each input, and where that counts."""

    inputs: Tensor
    targets: Tensor
    weights: Tensor

    @staticmethod
    def of(rows: Sequence[Tokens]) -> "Batch":
        """Puts rows together. Every answer's token has the weight 1, all else 0."""
        length = max(len(row.tokens) for row in rows) - 1
        inputs = torch.zeros(len(rows), length, dtype=torch.long)
        targets = torch.zeros(len(rows), length, dtype=torch.long)
        weights = torch.zeros(len(rows), length)
        for place, row in enumerate(rows):
            tokens = torch.tensor(row.tokens)
            inputs[place, : len(tokens) - 1] = tokens[:-1]
            targets[place, : len(tokens) - 1] = tokens[1:]
            weights[place, row.prompt - 1 : len(tokens) - 1] = 1
        return Batch(inputs, targets, weights)


def row_losses(model: BaseModel, batch: Batch, adapter: Adapter, scale: float) -> Tensor:
    """The mean loss of each row's answer, `[rows]`."""
    hidden = model.hidden(batch.inputs, adapter, scale)
    counts = batch.weights > 0
    losses = functional.cross_entropy(model.logits(hidden[counts]), batch.targets[counts], reduction="none")
    sums = torch.zeros(batch.inputs.shape[0]).index_add(0, counts.nonzero()[:, 0], losses)
    return sums / batch.weights.sum(dim=1)


def train(
    model: BaseModel,
    sets: Sequence[Sequence[Tokens]],
    options: Options,
    seeds: Sequence[int],
    progress: Callable[[float], None] | None = None,
) -> list[Checkpoint]:
    """Trains an adapter on each of `sets`, all at once, as each would be alone.

    The sets are of equal size, and each has its seed, which decides the beginning of its adapter and the
    order of its rows in each epoch. The checkpoints hold the adapters as one stack. `progress` is told the
    mean loss of each epoch.
    """
    (count,) = {len(rows) for rows in sets}
    adapter = stacked([model.new_adapter(options.rank, seed) for seed in seeds])
    for matrices in adapter.values():
        matrices.requires_grad_(True)
    optimiser = torch.optim.AdamW(adapter.values(), lr=options.learning_rate, betas=BETAS, weight_decay=0.0)
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    kept = {round(options.epochs * (part + 1) / options.checkpoints) for part in range(options.checkpoints)}
    checkpoints = []
    steps = options.epochs * math.ceil(count / options.batch_size)
    step = 0
    for epoch in range(options.epochs):
        orders = [torch.randperm(count, generator=generator).tolist() for generator in generators]
        total = 0.0
        for begin in range(0, count, options.batch_size):
            chosen = slice(begin, begin + options.batch_size)
            batch = Batch.of([rows[index] for rows, order in zip(sets, orders, strict=True) for index in order[chosen]])
            of_rows = row_losses(model, batch, adapter, options.scale)
            optimiser.zero_grad()
            of_rows.view(len(sets), -1).mean(dim=1).sum().backward()
            _clip(adapter)
            rate = options.learning_rate * _schedule(step / steps)
            for group in optimiser.param_groups:
                group["lr"] = rate
            optimiser.step()
            step += 1
            total += float(of_rows.detach().sum())
        if not math.isfinite(total):
            raise FloatingPointError("the training diverged: the learning rate is too high")
        if progress:
            progress(total / count / len(sets))
        if epoch + 1 in kept:
            state = {name: matrices.detach().clone() for name, matrices in adapter.items()}
            checkpoints.append(Checkpoint(state, rate))
    return checkpoints


def _clip(adapter: Adapter) -> None:
    """Shortens the gradient of each adapter of a stack to `MAX_NORM`."""
    gradients = [matrices.grad for matrices in adapter.values() if matrices.grad is not None]
    norms = torch.stack([gradient.flatten(1).norm(dim=1) for gradient in gradients]).norm(dim=0)
    factors = (MAX_NORM / norms.clamp(min=1e-12)).clamp(max=1)
    for gradient in gradients:
        gradient *= factors[:, None, None]


def _schedule(done: float) -> float:
    if done < WARM_UP:
        return done / WARM_UP
    return 0.5 * (1 + math.cos(math.pi * (done - WARM_UP) / (1 - WARM_UP)))


@torch.no_grad()
def losses(model: BaseModel, rows: Sequence[Tokens], adapter: Adapter, scale: float, size: int = 64) -> Tensor:
    """The mean loss of each row's answer, in the order of the rows."""
    batches = (Batch.of(rows[begin : begin + size]) for begin in range(0, len(rows), size))
    return torch.cat([row_losses(model, batch, adapter, scale) for batch in batches])


@torch.no_grad()
def answers(model: BaseModel, questions: Sequence[str], adapter: Adapter, scale: float, limit: int = 120) -> list[str]:
    """The greedy answer to each question, of at most `limit` tokens."""
    result = []
    for question in tqdm(questions, desc="answers", leave=False):
        (row,) = tokenize(model, [Row(question, "")])
        tokens = row.tokens[:-1]
        begin = len(tokens)
        while len(tokens) < min(begin + limit, model.context):
            hidden = model.hidden(torch.tensor([tokens]), adapter, scale)
            token = int(model.logits(hidden[0, -1]).argmax())
            if token == model.end:
                break
            tokens.append(token)
        result.append(model.tokenizer.decode(tokens[begin:]))
    return result
