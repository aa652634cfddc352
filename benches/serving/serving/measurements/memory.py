# SPDX-License-Identifier: Apache-2.0
"""What an adapter that is loaded takes of the process's memory."""

from collections.abc import Iterator
from contextlib import contextmanager

from serving import client, inputs
from serving.bench import Bench, Round, Sample
from serving.client import Answer, Client, Request
from serving.settings import Lora
from serving.statistics import Spread, ratios, slope


def measure(bench: Bench) -> dict:
    """Bytes of the process for each further adapter, over the size of its file: of 32 and of 16 bits."""
    settings = bench.settings.memory
    measured = {}
    for kind in (bench.settings.wide, bench.settings.half):
        samples = bench.rounds(f"memory-{kind.dtype}", settings, _preparation(kind))
        grown, files = ([sample[name] for sample in samples] for name in ("slope", "file_bytes"))
        measured[kind.dtype] = {
            "rank": kind.rank,
            "adapters": samples[0]["adapters"],
            "file_bytes": files[0],
            "slope": Spread.of(grown),
            "ratio": ratios(grown, files),
            "load": max(sample["load"] for sample in samples),
        }
    return {"rounds": settings.rounds, "kinds": measured}


def _preparation(kind: Lora):
    @contextmanager
    def prepare(bench: Bench) -> Iterator[Round]:
        count, store = bench.settings.memory.adapters, "adapters"
        with bench.server(store) as server:
            names = bench.stored(server, store, kind, count)
        file_bytes = inputs.weights_bytes(bench.adapters(kind, 1)[0])
        (prompt,) = inputs.prompts(bench.settings.seed, 1, 8, bench.settings.shape)

        def round_of(_: int) -> Sample:
            # A process that has not held them before.
            with bench.server(store, *bench.room(kind, count)) as server:

                def ask(model: str) -> None:
                    async def one(asking: Client) -> Answer:
                        return await asking.whole(Request(model, prompt, 2))

                    client.run(server.address, one)

                ask("base")
                steps, sizes = [], []
                for number, name in enumerate(names, 1):
                    # Used as well as loaded: what is only made then counts.
                    server.load(name)
                    ask(name)
                    if number % bench.settings.memory.step == 0:
                        steps.append(number)
                        sizes.append(server.resident_bytes())
            return {
                "adapters": count,
                "file_bytes": file_bytes,
                "slope": slope(steps, sizes),
                "resident_bytes": sizes,
            }

        yield round_of

    return prepare
