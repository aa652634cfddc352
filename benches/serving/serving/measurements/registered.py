# SPDX-License-Identifier: Apache-2.0
"""A few adapters and thousands of them: does it cost throughput to have so many?"""

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from serving import client, inputs
from serving.bench import Bench, Round, Sample
from serving.client import Client, Request
from serving.server import Server
from serving.statistics import Spread, power_law, ratios


def measure(bench: Bench) -> dict:
    """Tokens/s with few adapters; with many of which as few are used; with many that are all used.

    How often an adapter is asked for follows a power law, as in S-LoRA's measurements.
    """
    settings = bench.settings.registered
    samples = bench.rounds("registered", settings, _prepare)
    rates = {load: [sample[load] for sample in samples] for load in ("few", "large_few", "large")}
    return {
        "few_adapters": settings.few,
        "large_adapters": settings.large,
        "resident": settings.resident,
        "rank": bench.settings.narrow.rank,
        "concurrency": settings.concurrency,
        "requests": settings.requests,
        "prompt": settings.prompt,
        "tokens": settings.tokens,
        "rounds": settings.rounds,
        **{load: Spread.of(values) for load, values in rates.items()},
        "ratio_large_few": ratios(rates["large_few"], rates["few"]),
        "ratio_large": ratios(rates["large"], rates["few"]),
        "distinct": Spread.of([sample["distinct"] for sample in samples]),
        "load": max(sample["load"] for sample in samples),
    }


@contextmanager
def _prepare(bench: Bench) -> Iterator[Round]:
    settings, kind = bench.settings.registered, bench.settings.narrow
    options = ("--batch", str(settings.concurrency), *bench.room(kind, settings.resident))
    with ExitStack() as stack:
        small = stack.enter_context(bench.server("few", *options))
        large = stack.enter_context(bench.server("large", *options))
        few = bench.stored(small, "few", kind, settings.few, keep=False)
        all_of_them = bench.stored(large, "large", kind, settings.large, keep=False)

        def throughput(server: Server, adapters: list[str], seed: int) -> float:
            requests = _requests(bench, adapters, seed)

            async def ask(asking: Client) -> float:
                return client.throughput(await client.in_turn(asking.whole, requests, settings.concurrency))

            return client.run(server.address, ask)

        def round_of(number: int) -> Sample:
            seed = bench.settings.seed * 1000 + number
            loads = {
                "few": lambda: throughput(small, few, seed),
                "large_few": lambda: throughput(large, few, seed),
                "large": lambda: throughput(large, all_of_them, seed),
            }
            # Who is first changes with each round.
            order = list(loads)[number % 3 :] + list(loads)[: number % 3]
            distinct = len({request.model for request in _requests(bench, all_of_them, seed)})
            return {load: loads[load]() for load in order} | {"distinct": distinct}

        for server in (small, large):
            throughput(server, few, bench.settings.seed)
        yield round_of


def _requests(bench: Bench, adapters: list[str], seed: int) -> list[Request]:
    settings = bench.settings.registered
    prompts = inputs.prompts(seed, settings.requests, settings.prompt, bench.settings.shape)
    models = random.Random(seed).choices(adapters, power_law(len(adapters)), k=settings.requests)
    return [Request(model, prompt, settings.tokens) for model, prompt in zip(models, prompts, strict=True)]
