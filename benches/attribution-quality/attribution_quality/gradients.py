# SPDX-License-Identifier: Apache-2.0
"""Gradients of each row's loss with respect to the adapter's matrices, as the engine reads them."""

from collections.abc import Sequence

import torch
from torch import Tensor
from tqdm import tqdm

from attribution_quality.model import Adapter, BaseModel
from attribution_quality.training import Batch, Tokens, row_losses


def row_gradients(
    model: BaseModel, rows: Sequence[Tokens], adapter: Adapter, scale: float, size: int = 16
) -> dict[str, Tensor]:
    """The gradient of each row's mean loss, `[rows, parameters]` for each matrix of the adapter.

    Every matrix is a layer of its own, as in the code of the DataInf paper.
    """
    blocks: dict[str, list[Tensor]] = {name: [] for name in adapter}
    for begin in tqdm(range(0, len(rows), size), desc="gradients", leave=False):
        batch = Batch.of(rows[begin : begin + size])
        count = len(batch.inputs)
        copies = {name: matrix.expand(count, -1, -1).clone().requires_grad_(True) for name, matrix in adapter.items()}
        total = row_losses(model, batch, copies, scale).sum()
        for name, gradient in zip(copies, torch.autograd.grad(total, list(copies.values())), strict=True):
            blocks[name].append(gradient.flatten(1))
    return {name: torch.cat(parts) for name, parts in blocks.items()}
