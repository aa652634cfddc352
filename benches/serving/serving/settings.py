# SPDX-License-Identifier: Apache-2.0
"""How much is measured, and on what shapes."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Shape:
    """A Llama decoder."""

    hidden: int
    layers: int
    heads: int
    kv_heads: int
    intermediate: int
    vocabulary: int
    context: int = 2048


@dataclasses.dataclass(frozen=True)
class Lora:
    """A kind of adapters."""

    rank: int
    targets: tuple[str, ...]
    dtype: str = "float32"


EVERY_LINEAR = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


@dataclasses.dataclass(frozen=True)
class Single:
    """One request at a time."""

    prompt: int
    tokens: int
    rounds: int


@dataclasses.dataclass(frozen=True)
class Many:
    """As many requests as adapters, all at once."""

    adapters: int
    prompt: int
    tokens: int
    rounds: int


@dataclasses.dataclass(frozen=True)
class Registered:
    """A few adapters, then very many, under the same load."""

    few: int
    large: int
    """Adapters in the store."""
    resident: int
    """Of which this many fit into memory."""
    concurrency: int
    requests: int
    prompt: int
    tokens: int
    rounds: int


@dataclasses.dataclass(frozen=True)
class Cold:
    """Adapters that are not in memory when they are asked for."""

    probes: int
    """Requests in each round, with a cold adapter and with a warm one."""
    others: int
    """Requests that run meanwhile."""
    prompt: int
    tokens: int
    others_tokens: int
    rounds: int


@dataclasses.dataclass(frozen=True)
class Memory:
    """Adapters loaded one after the other."""

    adapters: int
    step: int
    """Adapters between two looks at the memory."""
    rounds: int


@dataclasses.dataclass(frozen=True)
class Training:
    """LoRA training on the same rows."""

    rows: int
    shortest: int
    longest: int
    batch: int
    epochs: int
    """Of which the first is not counted."""
    rank: int
    rounds: int


@dataclasses.dataclass(frozen=True)
class Slots:
    """More adapters in use than fit into memory."""

    slots: int
    factor: int
    """Working set over slots."""
    concurrency: int
    requests: int
    prompt: int
    tokens: int
    rounds: int


@dataclasses.dataclass(frozen=True)
class Settings:
    """Everything that decides what is measured, but for threads and device."""

    seed: int
    shape: Shape
    wide: Lora
    """The adapters of every measurement but one."""
    narrow: Lora
    """Those of which there are thousands."""
    half: Lora
    """Those of which the memory is looked at in 16 bits."""
    single: Single
    many: Many
    registered: Registered
    cold: Cold
    memory: Memory
    training: Training
    slots: Slots


FULL = Settings(
    seed=1,
    shape=Shape(hidden=576, layers=30, heads=9, kv_heads=3, intermediate=1536, vocabulary=49_152),
    wide=Lora(16, EVERY_LINEAR),
    narrow=Lora(8, ("q_proj", "v_proj")),
    half=Lora(16, EVERY_LINEAR, "bfloat16"),
    single=Single(prompt=64, tokens=128, rounds=5),
    many=Many(adapters=64, prompt=32, tokens=32, rounds=3),
    registered=Registered(
        few=5, large=2000, resident=200, concurrency=32, requests=192, prompt=16, tokens=16, rounds=4
    ),
    cold=Cold(probes=10, others=8, prompt=16, tokens=4, others_tokens=32, rounds=4),
    memory=Memory(adapters=32, step=4, rounds=2),
    training=Training(rows=32, shortest=48, longest=96, batch=8, epochs=3, rank=16, rounds=3),
    slots=Slots(slots=16, factor=4, concurrency=8, requests=96, prompt=16, tokens=16, rounds=3),
)

QUICK = Settings(
    seed=1,
    shape=Shape(hidden=96, layers=3, heads=6, kv_heads=2, intermediate=192, vocabulary=2048),
    wide=Lora(8, EVERY_LINEAR),
    narrow=Lora(4, ("q_proj", "v_proj")),
    half=Lora(8, EVERY_LINEAR, "bfloat16"),
    single=Single(prompt=16, tokens=32, rounds=2),
    many=Many(adapters=16, prompt=8, tokens=8, rounds=2),
    registered=Registered(few=5, large=60, resident=20, concurrency=8, requests=32, prompt=8, tokens=8, rounds=2),
    cold=Cold(probes=3, others=2, prompt=8, tokens=2, others_tokens=16, rounds=2),
    memory=Memory(adapters=12, step=2, rounds=1),
    training=Training(rows=8, shortest=8, longest=16, batch=4, epochs=2, rank=4, rounds=2),
    slots=Slots(slots=4, factor=4, concurrency=2, requests=24, prompt=8, tokens=8, rounds=2),
)
