# SPDX-License-Identifier: Apache-2.0
"""Trains, measures, and writes the results."""

import argparse
import dataclasses
import datetime
import json
import os
import pathlib
import platform

import torch

from attribution_quality import report
from attribution_quality.bench import Bench, Task
from attribution_quality.cache import Cache
from attribution_quality.engine import Engine
from attribution_quality.model import BaseModel
from attribution_quality.tasks import (
    arithmetic,
    classes,
    mislabels,
    retraining,
    transformations,
    true_sources,
)
from attribution_quality.training import Options

ROOT = pathlib.Path(__file__).resolve().parents[3]

# Questions are learnt too, as in the code of the DataInf paper; the server's own trainings learn answers.
WHOLE = Options(rank=8, epochs=5, learning_rate=1e-3, batch_size=32, checkpoints=3, whole_text=True)
ANSWERS = dataclasses.replace(WHOLE, whole_text=False)


def _seeds(bench: Bench, count: int) -> list[int]:
    return list(range(1, 2 if bench.quick else 1 + count))


def _classes(name: str, rows: classes.Rows, options: Options) -> Task:
    return lambda bench: classes.measure(bench, name, rows, options, _seeds(bench, 2))


TASKS: dict[str, Task] = {
    "transformations": _classes("transformations", transformations.rows, WHOLE),
    "transformations_answers": _classes("transformations, answers", transformations.rows, ANSWERS),
    "arithmetic": _classes("arithmetic", arithmetic.rows, WHOLE),
    "arithmetic_answers": _classes("arithmetic, answers", arithmetic.rows, ANSWERS),
    "mislabels": lambda bench: mislabels.measure(bench, _seeds(bench, 5)),
    "retraining": lambda bench: retraining.measure(bench, retraining.SHORT, repeats=2, seed=1),
    "retraining_long": lambda bench: retraining.measure(bench, retraining.LONG, repeats=1, seed=1),
    "true_sources": lambda bench: true_sources.measure(bench, _seeds(bench, 2)),
}


def _machine() -> str:
    """The processor as Linux names it, and how many cores there are."""
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{os.cpu_count()} cores of {names[0] if names else platform.machine()}"


def main() -> None:
    """Reads the command line and does all of it."""
    parser = argparse.ArgumentParser(prog="benches/attribution-quality/run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two minutes: does everything run")
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=list(TASKS), help="all without it")
    parser.add_argument("--engine", type=pathlib.Path, required=True, help="the program openledger-attribution")
    parser.add_argument("--cache", type=pathlib.Path, required=True, help="folder of text and trained models")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="retrainings at a time")
    parser.add_argument("--results", type=pathlib.Path, help="where the numbers go, as JSON")
    parser.add_argument("--document", type=pathlib.Path, help="where the tables go")
    arguments = parser.parse_args()

    torch.set_num_threads(1)
    bench = Bench(
        model=BaseModel(ROOT / "offchain-workers/lora-server/models/base"),
        engine=Engine(arguments.engine),
        cache=Cache(arguments.cache),
        quick=arguments.quick,
        workers=arguments.workers,
    )
    results = {
        "measured": {
            "date": datetime.date.today().isoformat(),
            "machine": _machine(),
            "torch": torch.__version__,
            "base_model": bench.model.hash,
            "quick": bench.quick,
        },
        "tasks": {},
    }
    if arguments.results and arguments.results.exists():
        earlier = json.loads(arguments.results.read_text())
        if earlier["measured"]["quick"] == bench.quick:
            results["tasks"] = earlier["tasks"]
    for name in arguments.tasks:
        results["tasks"][name] = TASKS[name](bench)
        if arguments.results:
            arguments.results.write_text(json.dumps(results, indent="\t") + "\n")
    tables = report.tables(results)
    print(tables)
    if arguments.document:
        report.write(arguments.document, tables)


if __name__ == "__main__":
    main()
