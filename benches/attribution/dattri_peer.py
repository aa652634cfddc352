# SPDX-License-Identifier: Apache-2.0
"""The peer: dattri's DataInf, on gradients that are given.

dattri computes gradients itself, from a model and its data. Here a data loader yields gradients, so
that what is measured is its DataInf alone: its `attribute`, with its transformation of the queries.
Its damping is one number for all layers; so each layer, which has its own, gets an attributor.
"""

import torch
from dattri.algorithm.influence_function import IFAttributorDataInf
from torch.utils.data import DataLoader, TensorDataset


class GivenGradients:
    """The part of an attribution task that DataInf asks for: one checkpoint, one layer of `width`."""

    def __init__(self, width: int):
        self._parameters = (torch.empty(width),)

    def get_checkpoints(self):
        return [None]

    def get_param(self, *_, **__):
        return self._parameters, [0]


class GivenDataInf(IFAttributorDataInf):
    """dattri's attributor, whose representations are the data."""

    def generate_train_rep(self, ckpt_idx, data):
        return data[0][0]

    def generate_test_rep(self, ckpt_idx, data):
        return data[0][0]


def scores(layers: list[tuple[torch.Tensor, torch.Tensor]], dampings: list[float]) -> torch.Tensor:
    """Scores [rows, queries]: the sum over layers, each given as gradients of rows and of queries."""
    total = None
    for (gradients, queries), damping in zip(layers, dampings, strict=True):
        attributor = GivenDataInf(GivenGradients(gradients.shape[1]), regularization=damping)
        # All rows at once, as dattri advises: it transforms the queries again for each batch of rows.
        rows = DataLoader(TensorDataset(gradients), batch_size=len(gradients))
        attributor.cache(rows)
        layer = attributor.attribute(rows, DataLoader(TensorDataset(queries), batch_size=len(queries)))
        total = layer if total is None else total + layer
    return total
