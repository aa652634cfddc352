# SPDX-License-Identifier: Apache-2.0
"""The LoRA server's base model, a Llama decoder, with LoRA on all seven linear modules of each layer.

Adapters come stacked: `[adapters, rank, inputs]` and `[adapters, outputs, rank]`. The rows of a batch are
shared out among them in equal parts, in order. So several trainings go through the base model at once,
and with a copy of one adapter for each row, a single backward pass over the sum of the rows' losses gives
each row its own gradient.
"""

import hashlib
import json
import math
import pathlib
from collections.abc import Sequence

import torch
import torch.nn.functional as functional
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

ATTENTION = ("q_proj", "k_proj", "v_proj", "o_proj")
FEED_FORWARD = ("gate_proj", "up_proj", "down_proj")

# Stacks of matrices by the names that PEFT gives them, such as `layers.0.self_attn.q_proj.lora_A`.
Adapter = dict[str, Tensor]


def stacked(adapters: Sequence[Adapter]) -> Adapter:
    """Several stacks as one, in order."""
    return {name: torch.cat([adapter[name] for adapter in adapters]) for name in adapters[0]}


def unstacked(adapters: Adapter) -> list[Adapter]:
    """The adapters of a stack, each as a stack of one."""
    count = len(next(iter(adapters.values())))
    return [{name: stack[place : place + 1] for name, stack in adapters.items()} for place in range(count)]


class BaseModel:
    """The frozen base model, in single precision, and its tokenizer."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.config = json.loads((folder / "config.json").read_text())
        self.weights = load_file(folder / "model.safetensors")
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.hash = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
        self.layers = int(self.config["num_hidden_layers"])
        self.heads = int(self.config["num_attention_heads"])
        self.head_size = int(self.config["head_dim"])
        self.context = int(self.config["max_position_embeddings"])
        self.question, self.answer, self.end = (self._special(token) for token in ("<q>", "<a>", "</s>"))
        exponents = torch.arange(0, self.head_size, 2, dtype=torch.float32) / self.head_size
        angles = torch.outer(torch.arange(self.context).float(), self.config["rope_theta"] ** -exponents)
        angles = torch.cat([angles, angles], dim=-1)
        self.cosines, self.sines = angles.cos(), angles.sin()

    def _special(self, token: str) -> int:
        number = self.tokenizer.token_to_id(token)
        if number is None:
            raise SystemExit(f"the tokenizer of the base model has no token {token}")
        return int(number)

    def new_adapter(self, rank: int, seed: int) -> Adapter:
        """A stack of one adapter as PEFT begins it: A uniform within 1/sqrt(inputs), B zero."""
        generator = torch.Generator().manual_seed(seed)
        adapter: Adapter = {}
        for layer in range(self.layers):
            for module in ATTENTION + FEED_FORWARD:
                path = _path(layer, module)
                outputs, inputs = self.weights[f"model.{path}.weight"].shape
                random = torch.rand(1, rank, inputs, generator=generator) * 2 - 1
                adapter[f"{path}.lora_A"] = random / math.sqrt(inputs)
                adapter[f"{path}.lora_B"] = torch.zeros(1, outputs, rank)
        return adapter

    def hidden(self, tokens: Tensor, adapter: Adapter, scale: float) -> Tensor:
        """Hidden states `[rows, tokens, features]` of `tokens`, padded on the right with anything.

        `scale` is alpha / rank. What stands behind a token never changes its state.
        """
        length = tokens.shape[1]
        rotation = self.cosines[:length], self.sines[:length]
        stream = functional.embedding(tokens, self.weights["model.embed_tokens.weight"])
        for layer in range(self.layers):

            def project(module: str, inputs: Tensor, layer: int = layer) -> Tensor:
                path = _path(layer, module)
                down, up = adapter[f"{path}.lora_A"], adapter[f"{path}.lora_B"]
                output = functional.linear(inputs, self.weights[f"model.{path}.weight"])
                update = inputs.reshape(len(down), -1, inputs.shape[-1]) @ down.mT @ up.mT
                return output + scale * update.view_as(output)

            normal = self._norm(stream, f"model.layers.{layer}.input_layernorm.weight")
            queries, keys, values = (self._split(project(module, normal)) for module in ATTENTION[:3])
            attended = functional.scaled_dot_product_attention(
                _rotate(queries, rotation), _rotate(keys, rotation), values, is_causal=True
            )
            stream = stream + project("o_proj", attended.transpose(1, 2).flatten(2))
            normal = self._norm(stream, f"model.layers.{layer}.post_attention_layernorm.weight")
            gated = functional.silu(project("gate_proj", normal)) * project("up_proj", normal)
            stream = stream + project("down_proj", gated)
        return self._norm(stream, "model.norm.weight")

    def logits(self, hidden: Tensor) -> Tensor:
        """Logits over the vocabulary; the embeddings are tied."""
        return functional.linear(hidden, self.weights["model.embed_tokens.weight"])

    def _norm(self, stream: Tensor, weight: str) -> Tensor:
        size, epsilon = (stream.shape[-1],), self.config["rms_norm_eps"]
        return functional.rms_norm(stream, size, self.weights[weight], epsilon)

    def _split(self, features: Tensor) -> Tensor:
        rows, length, _ = features.shape
        return features.view(rows, length, self.heads, self.head_size).transpose(1, 2)


def _path(layer: int, module: str) -> str:
    return f"layers.{layer}.{'self_attn' if module in ATTENTION else 'mlp'}.{module}"


def _rotate(heads: Tensor, rotation: tuple[Tensor, Tensor]) -> Tensor:
    cosines, sines = rotation
    half = heads.shape[-1] // 2
    turned = torch.cat([-heads[..., half:], heads[..., :half]], dim=-1)
    return heads * cosines + turned * sines
