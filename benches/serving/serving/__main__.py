# SPDX-License-Identifier: Apache-2.0
"""Measures the LoRA server beside `transformers` and `peft`, and writes the results."""

import argparse
import dataclasses
import json
import os
import pathlib
import subprocess
import traceback
from collections.abc import Callable

from serving import machine, report
from serving.bench import Bench, write_json
from serving.measurements import cold, many, memory, registered, single, slots, training
from serving.settings import FULL, QUICK

ROWS: dict[str, Callable[[Bench], dict]] = {
    "single": single.measure,
    "many": many.measure,
    "registered": registered.measure,
    "cold": cold.measure,
    "memory": memory.measure,
    "training": training.measure,
    "slots": slots.measure,
}


def _plain(value: dict) -> dict:
    """A result with its dataclasses as dictionaries."""
    return json.loads(json.dumps(value, default=dataclasses.asdict))


def main() -> None:
    """Reads the command line and does all of it."""
    parser = argparse.ArgumentParser(prog="benches/serving/run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small shapes, two minutes: does everything run")
    parser.add_argument("--rows", nargs="+", choices=ROWS, default=list(ROWS), help="all without it")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="of every engine")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu", help="of every engine")
    parser.add_argument("--seed", type=int, default=FULL.seed, help="of weights, prompts and loads")
    parser.add_argument("--fresh", action="store_true", help="measure again what an earlier run has measured")
    parser.add_argument("--program", type=pathlib.Path, required=True, help="openledger-lora-server")
    parser.add_argument("--trainer", type=pathlib.Path, required=True, help="its example training_speed")
    parser.add_argument("--profile", required=True, help="of cargo, that built both")
    parser.add_argument("--cache", type=pathlib.Path, required=True, help="folder of inputs, stores and rounds")
    parser.add_argument("--results", type=pathlib.Path, help="where the numbers go, as JSON")
    parser.add_argument("--document", type=pathlib.Path, help="where the tables go")
    arguments = parser.parse_args()

    settings = dataclasses.replace(QUICK if arguments.quick else FULL, seed=arguments.seed)
    bench = Bench(
        settings=settings,
        program=arguments.program,
        trainer=arguments.trainer,
        cache=arguments.cache,
        threads=arguments.threads,
        device=arguments.device,
        fresh=arguments.fresh,
    )
    version = subprocess.run([arguments.program, "--version"], stdout=subprocess.PIPE, text=True, check=True)
    measured = machine.describe(arguments.device, arguments.threads) | {
        "program": version.stdout.strip(),
        "profile": arguments.profile,
        "seed": settings.seed,
        "shape": dataclasses.asdict(settings.shape),
    }
    by_device = {}
    if arguments.results and arguments.results.exists():
        by_device = json.loads(arguments.results.read_text())
    rows = by_device.get(arguments.device, {})
    failed = []
    for name in arguments.rows:
        try:
            rows[name] = _plain(ROWS[name](bench)) | {"measured": measured}
        except Exception:
            # The others are measured all the same, and a further run goes on with this one.
            traceback.print_exc()
            failed.append(name)
            continue
        if arguments.results:
            write_json(arguments.results, by_device | {arguments.device: rows})
    if not rows:
        raise SystemExit(f"not measured: {', '.join(failed)}")
    made = report.tables(rows)
    print(made)
    if arguments.document:
        report.write(arguments.document, arguments.device, made)
    if failed:
        raise SystemExit(f"not measured: {', '.join(failed)}")


if __name__ == "__main__":
    main()
