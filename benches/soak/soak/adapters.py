# SPDX-License-Identifier: Apache-2.0
"""Adapters for the embedded base model, in PEFT's two files, without PEFT."""

import hashlib
import json
import random
import struct

CONFIG = "adapter_config.json"
WEIGHTS = "adapter_model.safetensors"


def blake2(data: bytes) -> str:
    """BLAKE2b-256, as the chain writes it."""
    return "0x" + hashlib.blake2b(data, digest_size=32).hexdigest()


def safetensors(tensors: dict[str, tuple[list[int], list[float]]]) -> bytes:
    """The file of these tensors, each a shape and its values, as float32."""
    header, body = {}, b""
    for name, (shape, values) in sorted(tensors.items()):
        data = struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + body


def adapter(seed: int, layers: int, hidden: int, rank: int = 4) -> dict[str, bytes]:
    """A small adapter of the query projections, another for each seed."""
    rng = random.Random(seed)
    tensors = {}
    for layer in range(layers):
        module = f"base_model.model.model.layers.{layer}.self_attn.q_proj"
        for half, shape in (("A", [rank, hidden]), ("B", [hidden, rank])):
            values = [rng.uniform(-0.05, 0.05) for _ in range(rank * hidden)]
            tensors[f"{module}.lora_{half}.weight"] = (shape, values)
    config = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "r": rank,
        "lora_alpha": 2 * rank,
        "bias": "none",
        "target_modules": ["q_proj"],
    }
    return {CONFIG: json.dumps(config).encode(), WEIGHTS: safetensors(tensors)}


def manifest(files: dict[str, bytes]) -> bytes:
    """The manifest of these files."""
    lines = [f"{blake2(data)} {len(data)} {name}\n" for name, data in sorted(files.items())]
    return "".join(lines).encode()
