# SPDX-License-Identifier: Apache-2.0
"""As many requests at once as there are adapters, each with its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from serving import client, inputs
from serving.bench import Bench, Round, Sample
from serving.client import Answer, Client, Request
from serving.statistics import Spread, ratios


def measure(bench: Bench) -> dict:
    """Tokens/s of the server, of `peft` switching adapters, and of `peft` with all of them in one batch."""
    settings = bench.settings.many
    samples = bench.rounds("many", settings, _prepare)
    rates = {side: [sample[side] for sample in samples] for side in ("ours", "switching", "mixed")}
    processor = {side: [sample[f"{side}_processor"] for sample in samples] for side in rates}
    requests = settings.rounds * settings.adapters
    return {
        "adapters": settings.adapters,
        "rank": bench.settings.wide.rank,
        "prompt": settings.prompt,
        "tokens": settings.tokens,
        "rounds": settings.rounds,
        **{side: Spread.of(values) for side, values in rates.items()},
        **{f"{side}_processor": Spread.of(values) for side, values in processor.items()},
        **{f"ratio_{side}_processor": ratios(processor[side], processor["ours"]) for side in ("switching", "mixed")},
        "ratio_switching": ratios(rates["ours"], rates["switching"]),
        "ratio_mixed": ratios(rates["ours"], rates["mixed"]),
        "same_switching": sum(sample["same_switching"] for sample in samples) / requests,
        "same_mixed": sum(sample["same_mixed"] for sample in samples) / requests,
        "load": max(sample["load"] for sample in samples),
    }


@contextmanager
def _prepare(bench: Bench) -> Iterator[Round]:
    settings, kind = bench.settings.many, bench.settings.wide
    drawn = inputs.prompts(
        bench.settings.seed, settings.adapters * settings.rounds, settings.prompt, bench.settings.shape
    )
    folders = bench.adapters(kind, settings.adapters)
    batch = ("--batch", str(settings.adapters))
    with bench.server("adapters", *batch, *bench.room(kind, settings.adapters)) as server, bench.peer() as peer:
        names = bench.stored(server, "adapters", kind, settings.adapters)
        peer("load_adapters", folders=[str(folder) for folder in folders])

        def ours(prompts: list[list[int]], tokens: int) -> list[Answer]:
            requests = [Request(name, prompt, tokens) for name, prompt in zip(names, prompts, strict=True)]

            async def ask(asking: Client) -> list[Answer]:
                return await client.together(asking.whole, requests)

            return client.run(server.address, ask)

        def round_of(number: int) -> Sample:
            first = number * settings.adapters
            prompts, tokens = drawn[first : first + settings.adapters], settings.tokens
            made = settings.adapters * tokens
            answers, ours_processor = bench.timed(server.pid, lambda: ours(prompts, tokens))
            switching, switching_processor = bench.timed(
                peer.pid, lambda: peer("switching", prompts=prompts, tokens=tokens)
            )
            mixed, mixed_processor = bench.timed(peer.pid, lambda: peer("mixed", prompts=prompts, tokens=tokens))
            return {
                "ours": client.throughput(answers),
                "switching": made / switching["seconds"],
                "mixed": made / mixed["seconds"],
                "ours_processor": ours_processor / made,
                "switching_processor": switching_processor / made,
                "mixed_processor": mixed_processor / made,
                "same_switching": _same(answers, switching["tokens"]),
                "same_mixed": _same(answers, mixed["tokens"]),
            }

        # Everything is loaded and has run once.
        ours(drawn[: settings.adapters], 2)
        peer("switching", prompts=drawn[: settings.adapters], tokens=1)
        yield round_of


def _same(answers: list[Answer], tokens: list[list[int]]) -> int:
    """How many answers are token by token the same."""
    return sum(answer.tokens == other for answer, other in zip(answers, tokens, strict=True))
