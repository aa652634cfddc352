# SPDX-License-Identifier: Apache-2.0
"""One request at a time: how fast are its tokens decoded?"""

from collections.abc import Iterator
from contextlib import contextmanager

from serving import client, inputs
from serving.bench import Bench, Round, Sample
from serving.client import Answer, Client, Request
from serving.statistics import Spread, ratios

BASE = "base"


def measure(bench: Bench) -> dict:
    """Decoded tokens/s of the server and of `transformers`."""
    settings = bench.settings.single
    samples = bench.rounds("single", settings, _prepare)
    ours, theirs = [sample["ours"] for sample in samples], [sample["theirs"] for sample in samples]
    whole = [sample["ours_seconds"] for sample in samples], [sample["theirs_seconds"] for sample in samples]
    return {
        "prompt": settings.prompt,
        "tokens": settings.tokens,
        "rounds": settings.rounds,
        "ours": Spread.of(ours),
        "theirs": Spread.of(theirs),
        "ratio": ratios(ours, theirs),
        "ours_seconds": Spread.of(whole[0]),
        "theirs_seconds": Spread.of(whole[1]),
        "ours_processor": Spread.of([sample["ours_processor"] for sample in samples]),
        "theirs_processor": Spread.of([sample["theirs_processor"] for sample in samples]),
        "ratio_processor": ratios(
            *([sample[f"{side}_processor"] for sample in samples] for side in ("theirs", "ours"))
        ),
        "same_text": sum(sample["same"] for sample in samples),
        "load": max(sample["load"] for sample in samples),
    }


@contextmanager
def _prepare(bench: Bench) -> Iterator[Round]:
    settings = bench.settings.single
    prompts = inputs.prompts(bench.settings.seed, settings.rounds + 1, settings.prompt, bench.settings.shape)
    with bench.server("single") as server, bench.peer() as peer:

        def ours(prompt: list[int]) -> Answer:
            async def ask(asking: Client) -> Answer:
                return await asking.streamed(Request(BASE, prompt, settings.tokens))

            return client.run(server.address, ask)

        def theirs(prompt: list[int]) -> Answer:
            return Answer(**peer("decode", prompt=prompt, tokens=settings.tokens))

        def round_of(number: int) -> Sample:
            prompt = prompts[number]
            # Who is first changes with each round.
            order = [ours, theirs] if number % 2 == 0 else [theirs, ours]
            process = {ours: server.pid, theirs: peer.pid}
            answers = {side: bench.timed(process[side], lambda side=side: side(prompt)) for side in order}
            (mine, mine_processor), (other, other_processor) = answers[ours], answers[theirs]
            return {
                "ours": client.decode_rate(mine.heard),
                "theirs": client.decode_rate(other.heard),
                "ours_seconds": mine.seconds,
                "theirs_seconds": other.seconds,
                "ours_processor": mine_processor / settings.tokens,
                "theirs_processor": other_processor / settings.tokens,
                "same": mine.tokens == other.tokens,
            }

        ours(prompts[-1])
        theirs(prompts[-1])
        yield round_of
