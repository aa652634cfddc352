# SPDX-License-Identifier: Apache-2.0
"""LoRA training on the same rows, in the same batches."""

import json
import pathlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from serving import inputs
from serving.bench import Bench, Round, Sample
from serving.statistics import Spread, ratios

LEARNING_RATE = 1e-3


def measure(bench: Bench) -> dict:
    """Trained tokens/s, padding not counted, of our training and of `peft` with torch's AdamW."""
    settings = bench.settings.training
    samples = bench.rounds("training", settings, _prepare)
    ours, theirs = [sample["ours"] for sample in samples], [sample["theirs"] for sample in samples]
    return {
        "rows": settings.rows,
        "tokens": samples[0]["tokens"],
        "batch": settings.batch,
        "rank": settings.rank,
        "epochs": settings.epochs,
        "rounds": settings.rounds,
        "ours": Spread.of(ours),
        "theirs": Spread.of(theirs),
        "ratio": ratios(ours, theirs),
        "ours_losses": samples[0]["ours_losses"],
        "theirs_losses": samples[0]["theirs_losses"],
        "load": max(sample["load"] for sample in samples),
    }


@contextmanager
def _prepare(bench: Bench) -> Iterator[Round]:
    settings, seed = bench.settings.training, bench.settings.seed
    rows = inputs.training_rows(seed, settings, bench.settings.shape)
    tokens = sum(map(len, rows))
    # The server puts rows of similar length together; so do the peers here.
    ordered = sorted(rows, key=len)
    batches = [ordered[first : first + settings.batch] for first in range(0, len(ordered), settings.batch)]

    with bench.peer() as peer, tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(rows, file)
        file.flush()
        options = {"rank": settings.rank, "epochs": settings.epochs, "learning_rate": LEARNING_RATE, "seed": seed}
        # As many epochs as are asked for, however soon all rows are known.
        ours_alone = {"alpha": 2 * settings.rank, "batch_size": settings.batch, "exact_epochs": 0}

        def ours() -> dict:
            return bench.trained(pathlib.Path(file.name), options | ours_alone)

        def theirs() -> dict:
            return peer("train", batches=batches, **options)

        def round_of(number: int) -> Sample:
            # Who is first changes with each round.
            order = [ours, theirs] if number % 2 == 0 else [theirs, ours]
            reports = {side: side() for side in order}
            if any(len(report["seconds"]) != settings.epochs for report in reports.values()):
                raise RuntimeError("a training did not have as many epochs as were asked for")
            rates = {side: tokens * (settings.epochs - 1) / sum(reports[side]["seconds"][1:]) for side in order}
            return {
                "tokens": tokens,
                "ours": rates[ours],
                "theirs": rates[theirs],
                "ours_losses": reports[ours]["losses"],
                "theirs_losses": reports[theirs]["losses"],
            }

        yield round_of
