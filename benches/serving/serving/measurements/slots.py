# SPDX-License-Identifier: Apache-2.0
"""More adapters in use than fit into memory: is there a cliff?"""

import random
from collections.abc import Iterator
from contextlib import contextmanager

from serving import client, inputs
from serving.bench import Bench, Round, Sample
from serving.client import Answer, Client, Request
from serving.statistics import Spread, percentile, ratios

MEASURES = ("throughput", "first_median", "first_p95", "request_median", "request_p95")


def measure(bench: Bench) -> dict:
    """Throughput and latencies with as many adapters as there are slots, and with several times as many.

    Each request draws its adapter evenly, which is the worst that least-recently-used can be given but for
    a round of all.
    """
    settings = bench.settings.slots
    samples = bench.rounds("slots", settings, _prepare)
    spreads = {
        load: {name: Spread.of([sample[load][name] for sample in samples]) for name in MEASURES}
        for load in ("fits", "exceeds")
    }
    p95 = [[sample[load]["request_p95"] for sample in samples] for load in ("exceeds", "fits")]
    rates = [[sample[load]["throughput"] for sample in samples] for load in ("exceeds", "fits")]
    return {
        "slots": settings.slots,
        "factor": settings.factor,
        "rank": bench.settings.wide.rank,
        "concurrency": settings.concurrency,
        "requests": settings.requests,
        "tokens": settings.tokens,
        "rounds": settings.rounds,
        **spreads,
        "ratio_p95": ratios(*p95),
        "ratio_throughput": ratios(*rates),
        "load": max(sample["load"] for sample in samples),
    }


@contextmanager
def _prepare(bench: Bench) -> Iterator[Round]:
    settings, kind = bench.settings.slots, bench.settings.wide
    count = settings.slots * settings.factor
    with bench.server("adapters", *bench.room(kind, settings.slots)) as server:
        names = bench.stored(server, "adapters", kind, count)

        def answers(adapters: list[str], seed: int) -> list[Answer]:
            draw = random.Random(seed)
            prompts = inputs.prompts(seed, settings.requests, settings.prompt, bench.settings.shape)
            requests = [Request(draw.choice(adapters), prompt, settings.tokens) for prompt in prompts]

            async def ask(asking: Client) -> list[Answer]:
                return await client.in_turn(asking.streamed, requests, settings.concurrency)

            return client.run(server.address, ask)

        def round_of(number: int) -> Sample:
            seed = bench.settings.seed * 1000 + number
            loads = {"fits": names[: settings.slots], "exceeds": names}
            # Which is first changes with each round.
            order = list(loads) if number % 2 == 0 else list(loads)[::-1]
            return {load: _measures(answers(loads[load], seed)) for load in order}

        answers(names[: settings.slots], bench.settings.seed)
        yield round_of


def _measures(answers: list[Answer]) -> dict[str, float]:
    firsts, wholes = [answer.first for answer in answers], [answer.seconds for answer in answers]
    measured = (
        client.throughput(answers),
        *(percentile(values, percent) for values in (firsts, wholes) for percent in (50, 95)),
    )
    return dict(zip(MEASURES, measured, strict=True))
