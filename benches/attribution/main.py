# SPDX-License-Identifier: Apache-2.0
"""Measures the attribution engines beside their peers, and writes docs/attribution.md's tables.

Started by `run`, which prepares what this needs.
"""

import argparse
import json
import os
import pathlib

import corpus
import engine
import gradients
import influence
import machine
import measured
import plots
import report
import scale
import spans

PARTS = ("spans", "influence", "scale")
MEGABYTE = 1_000_000


def plan(quick: bool) -> dict:
    """How much is measured: in a run of minutes, or in a look of one or two."""
    if quick:
        return dict(
            WordNet=4, documentation=8, pool=8, answers=20, rounds=1, memory="64M", scale=(1, 2, 4, 8), repeats=2,
            shapes=[gradients.Shape(rows=256, layers=4, width=2048, queries=4)],
        )  # fmt: skip
    return dict(
        # All of it, and more than 100 MB.
        WordNet=30, documentation=110, pool=1024, answers=200, rounds=3, memory="512M",
        scale=(1, 4, 16, 64, 256, 1024), repeats=5,
        # LoRA of rank 8 on the queries or values of 24 layers of width 1024; and its projection to 1024.
        shapes=[
            gradients.Shape(rows=1000, layers=24, width=16_384, queries=8),
            gradients.Shape(rows=10_000, layers=24, width=1024, queries=8),
        ],
    )  # fmt: skip


def measure_spans(program: engine.Program, pools: dict, work: pathlib.Path, sizes: dict, results: dict):
    results["spans"] = []
    folders = {}
    for name, pool in pools.items():
        folders[name] = work / "spans" / f"{name.lower()}-text"
        corpus.subset(pool, folders[name], sizes[name] * MEGABYTE)
    for name, folder in folders.items():
        unseen = next(other for its, other in folders.items() if its != name)
        print(f"spans: {name}", flush=True)
        text = spans.prepare(name, folder, unseen, work / "spans" / name.lower(), sizes["answers"])
        results["spans"].append(
            {
                "name": name,
                "build": spans.build(program, text, sizes["memory"]),
                "query": spans.attribute(program, text, sizes["rounds"]),
            }
        )


def measure_influence(program: engine.Program, work: pathlib.Path, sizes: dict, results: dict):
    results["influence"] = []
    for shape in sizes["shapes"]:
        print(f"influence: {shape}", flush=True)
        results["influence"].append(influence.measure(program, shape, work / "influence", sizes["repeats"]))


def measure_scale(program: engine.Program, pools: dict, work: pathlib.Path, sizes: dict, results: dict):
    print("scale", flush=True)
    results["scale"] = scale.measure(
        program,
        pools["documentation"],
        pools["WordNet"],
        work / "scale",
        sizes["scale"],
        sizes["answers"],
        sizes["rounds"],
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=pathlib.Path, required=True, help="openledger-attribution")
    parser.add_argument("--profile", required=True, help="what it was built with, for the record")
    parser.add_argument("--cache", type=pathlib.Path, required=True, help="where texts and indexes go")
    parser.add_argument("--document", type=pathlib.Path, help="the file whose tables to fill")
    parser.add_argument("--quick", action="store_true", help="a look at small sizes; fills no tables")
    parser.add_argument("--only", choices=PARTS, action="append", help="a part of it; what else was measured stays")
    parser.add_argument("--pool", type=int, help="megabytes of documentation to collect")
    parser.add_argument("--answers", type=int, help="how many answers are attributed")
    parser.add_argument("--rounds", type=int, help="how often each engine attributes them")
    arguments = parser.parse_args()
    sizes = plan(arguments.quick)
    sizes |= {name: given for name in ("pool", "answers", "rounds") if (given := getattr(arguments, name))}
    parts = arguments.only or PARTS
    program = engine.Program(arguments.program)
    work = arguments.cache / ("quick" if arguments.quick else "full")
    work.mkdir(parents=True, exist_ok=True)
    kept = work / "results.json"
    results = json.loads(kept.read_text()) if arguments.only and kept.exists() else {}
    results["machine"] = machine.describe(program.version(), arguments.profile, measured.THREADS)
    pools = {}
    if "spans" in parts or "scale" in parts:
        pools["WordNet"] = corpus.wordnet(arguments.cache)
        wanted = max(sizes["documentation"], sizes["pool"]) * MEGABYTE
        pools["documentation"] = corpus.documentation(arguments.cache, wanted)
        results["corpora"] = {name: corpus.read_pool(folder) for name, folder in pools.items()}
    if "spans" in parts:
        measure_spans(program, pools, work, sizes, results)
        kept.write_text(json.dumps(results, indent=1) + "\n")
    if "influence" in parts:
        measure_influence(program, work, sizes, results)
        kept.write_text(json.dumps(results, indent=1) + "\n")
    if "scale" in parts:
        measure_scale(program, pools, work, sizes, results)
        kept.write_text(json.dumps(results, indent=1) + "\n")
    made = report.sections(results)
    if arguments.quick or not arguments.document:
        for name, content in made.items():
            print(f"\n## {name}\n\n{content}")
    else:
        report.fill(arguments.document, made)
        plots_folder = arguments.document.with_suffix("")
        if results.get("spans"):
            plots.spans(results["spans"], plots_folder / "spans.svg")
        if results.get("scale"):
            plots.scale(results["scale"], plots_folder / "scale.svg")
        (plots_folder / "performance.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    os.umask(0o022)
    main()
