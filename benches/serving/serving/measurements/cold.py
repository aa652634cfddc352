# SPDX-License-Identifier: Apache-2.0
"""The first token of an adapter that must be loaded first, and what others notice of it."""

import asyncio
import itertools
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

from serving import client, inputs
from serving.bench import Bench, Round, Sample
from serving.client import Answer, Client, Request
from serving.statistics import Spread, gaps, percentile, ratios

# Seconds between two probes while others run.
PAUSE = 0.25


def measure(bench: Bench) -> dict:
    """Time to the first token, cold and warm; the load alone; and others' latencies meanwhile."""
    settings = bench.settings.cold
    samples = bench.rounds("cold", settings, _prepare)

    def spread(name: str) -> Spread:
        return Spread.of([sample[name] for sample in samples])

    measured = (
        *("warm_first", "cold_first", "load_seconds", "file_seconds", "peft_seconds"),
        *("others_warm_gap", "others_cold_gap", "others_warm_request", "others_cold_request"),
    )
    added = [sample["cold_first"] - sample["warm_first"] for sample in samples]
    return {
        "probes": settings.probes,
        "others": settings.others,
        "rank": bench.settings.wide.rank,
        "file_bytes": samples[0]["file_bytes"],
        "rounds": settings.rounds,
        **{name: spread(name) for name in measured},
        "added": Spread.of(added),
        "added_loads": ratios(added, [sample["load_seconds"] for sample in samples]),
        "gap_ratio": ratios(*_columns(samples, "others_cold_gap", "others_warm_gap")),
        "request_ratio": ratios(*_columns(samples, "others_cold_request", "others_warm_request")),
        "load": max(sample["load"] for sample in samples),
    }


def _columns(samples: list[Sample], *names: str) -> list[list[float]]:
    return [[sample[name] for sample in samples] for name in names]


@contextmanager
def _prepare(bench: Bench) -> Iterator[Round]:
    settings, kind = bench.settings.cold, bench.settings.wide
    count = settings.others + settings.probes
    folders = bench.adapters(kind, count)
    with bench.server("adapters", *bench.room(kind, count)) as server, bench.peer() as peer:
        names = bench.stored(server, "adapters", kind, count)
        busy, probed = names[: settings.others], names[settings.others :]
        peft = peer("load_adapters", folders=[str(folder) for folder in folders])["seconds"]

        def requests(models: list[str], seed: int, tokens: int) -> list[Request]:
            prompts = inputs.prompts(seed, len(models), settings.prompt, bench.settings.shape)
            return [Request(model, prompt, tokens) for model, prompt in zip(models, prompts, strict=True)]

        async def probe(asking: Client, request: Request, cold: bool) -> Answer:
            if cold:
                await asyncio.to_thread(server.unload, request.model)
            return await asking.streamed(request)

        def alone(seed: int) -> dict[bool, list[float]]:
            """Times to the first token while nothing else runs, by whether the adapter was cold."""

            async def ask(asking: Client) -> dict[bool, list[float]]:
                firsts: dict[bool, list[float]] = {False: [], True: []}
                for request in requests(probed, seed, settings.tokens):
                    for cold in (False, True):
                        firsts[cold].append((await probe(asking, request, cold)).first)
                return firsts

            return client.run(server.address, ask)

        def beside(seed: int, cold: bool) -> list[Answer]:
            """The answers to others while probes come, each with a cold adapter or each with a warm one."""

            async def ask(asking: Client) -> list[Answer]:
                others: list[Answer] = []
                over = asyncio.Event()

                async def other(model: str, number: int) -> None:
                    for turn in itertools.count():
                        (request,) = requests([model], seed + 100 * number + turn, settings.others_tokens)
                        answer = await asking.streamed(request)
                        if over.is_set():
                            return
                        others.append(answer)

                running = [asyncio.create_task(other(model, number)) for number, model in enumerate(busy)]
                for request in requests(probed, seed, settings.tokens):
                    await asyncio.sleep(PAUSE)
                    await probe(asking, request, cold)
                # Long enough that each of the others has an answer that it was disturbed in.
                while len(others) < settings.others:
                    await asyncio.sleep(PAUSE)
                over.set()
                await asyncio.gather(*running)
                return others

            return client.run(server.address, ask)

        def loads() -> list[float]:
            seconds = []
            for name in probed:
                server.unload(name)
                began = time.perf_counter()
                server.load(name)
                seconds.append(time.perf_counter() - began)
            return seconds

        def round_of(number: int) -> Sample:
            seed = bench.settings.seed * 100_000 + number * 1000
            firsts = alone(seed)
            # Which is first changes with each round.
            order = (False, True) if number % 2 == 0 else (True, False)
            others = {cold: beside(seed, cold) for cold in order}
            weights = [folder / "adapter_model.safetensors" for folder in folders[settings.others :]]
            files = [peer("read_file", path=str(path))["seconds"] for path in weights]
            return {
                "warm_first": statistics.median(firsts[False]),
                "cold_first": statistics.median(firsts[True]),
                "load_seconds": statistics.median(loads()),
                "file_seconds": statistics.median(files),
                "file_bytes": inputs.weights_bytes(folders[0]),
                "peft_seconds": statistics.median(peft[settings.others :]),
                **_latencies("others_warm", others[False]),
                **_latencies("others_cold", others[True]),
            }

        for name in names:
            server.load(name)
        alone(0)
        yield round_of


def _latencies(name: str, answers: list[Answer]) -> dict[str, float]:
    """The 95th percentiles of the time between two tokens, and of whole requests."""
    between = [gap for answer in answers for gap in gaps(answer.heard)]
    return {
        f"{name}_gap": percentile(between, 95),
        f"{name}_request": percentile([answer.seconds for answer in answers], 95),
    }
