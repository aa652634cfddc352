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
        WordNet=30, documentation=110, pool=1024, answers=200, rounds=3, memory="128M",
        scale=(1, 4, 16, 64, 256, 1024), repeats=5,
        # LoRA of rank 8 on the queries or values of 24 layers of width 1024; and its projection to 1024.
        shapes=[
            gradients.Shape(rows=1000, layers=24, width=16_384, queries=64),
            gradients.Shape(rows=10_000, layers=24, width=1024, queries=64),
        ],
    )  # fmt: skip


class Results:
    """What was measured so far, kept after every step."""

    def __init__(self, path: pathlib.Path, fresh: bool):
        self.path = path
        self.parts = {} if fresh or not path.exists() else json.loads(path.read_text())

    def keep(self, part: str, on: dict, found):
        """Keeps what a part has found, and on what."""
        self.parts[part] = {"machine": on, "found": found}
        self.path.write_text(json.dumps(self.parts, indent=1) + "\n")


def measure_spans(program: engine.Program, pools: dict, work: pathlib.Path, sizes: dict):
    """The texts measured so far, after each."""
    folders = {}
    for name, pool in pools.items():
        folders[name] = work / "spans" / f"{name.lower()}-text"
        corpus.subset(pool, folders[name], sizes[name] * MEGABYTE)
    done = []
    for name, folder in folders.items():
        unseen = next(other for its, other in folders.items() if its != name)
        text = spans.prepare(name, folder, unseen, work / "spans" / name.lower(), sizes["answers"])
        build = spans.build(program, text, sizes["memory"])
        done.append({"name": name, "build": build, "query": spans.attribute(program, text, sizes["rounds"])})
        yield done


def measure_influence(program: engine.Program, _: dict, work: pathlib.Path, sizes: dict):
    """The shapes measured so far, after each."""
    done = []
    for shape in sizes["shapes"]:
        done.append(influence.measure(program, shape, work / "influence", sizes["repeats"]))
        yield done


def measure_scale(program: engine.Program, pools: dict, work: pathlib.Path, sizes: dict):
    """The points measured so far, after each."""
    return scale.measure(
        program,
        pools["documentation"],
        pools["WordNet"],
        work / "scale",
        sizes["scale"],
        sizes["answers"],
        sizes["rounds"],
    )


MEASURES = {"spans": measure_spans, "influence": measure_influence, "scale": measure_scale}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=pathlib.Path, required=True, help="openledger-attribution")
    parser.add_argument("--profile", required=True, help="what it was built with, for the record")
    parser.add_argument("--cache", type=pathlib.Path, required=True, help="where texts and indexes go")
    parser.add_argument("--document", type=pathlib.Path, help="the file whose tables to fill")
    parser.add_argument("--quick", action="store_true", help="a look at small sizes; fills no tables")
    parser.add_argument("--only", choices=MEASURES, action="append", help="a part of it; what else was measured stays")
    parser.add_argument("--pool", type=int, help="megabytes of documentation to collect")
    parser.add_argument("--answers", type=int, help="how many answers are attributed")
    parser.add_argument("--rounds", type=int, help="how often each engine attributes them")
    arguments = parser.parse_args()
    sizes = plan(arguments.quick)
    sizes |= {name: given for name in ("pool", "answers", "rounds") if (given := getattr(arguments, name))}
    parts = arguments.only or list(MEASURES)
    program = engine.Program(arguments.program)
    work = arguments.cache / ("quick" if arguments.quick else "full")
    work.mkdir(parents=True, exist_ok=True)
    results = Results(work / "results.json", fresh=not arguments.only)
    pools = {}
    if "spans" in parts or "scale" in parts:
        pools["WordNet"] = corpus.wordnet(arguments.cache)
        wanted = max(sizes["documentation"], sizes["pool"]) * MEGABYTE
        pools["documentation"] = corpus.documentation(arguments.cache, wanted)
    for part in parts:
        on = machine.describe(program.version(), arguments.profile, measured.THREADS)
        on["text"] = {} if part == "influence" else {name: corpus.read_pool(pool) for name, pool in pools.items()}
        for found in MEASURES[part](program, pools, work, sizes):
            results.keep(part, on, found)
            print(f"{part}: {len(found['points'] if part == 'scale' else found)} done", flush=True)
    write(results.parts, None if arguments.quick else arguments.document)


def write(parts: dict, document: pathlib.Path | None):
    """Fills the document's tables, and draws its plots beside it; or prints the tables."""
    made = report.sections(parts)
    if document is None:
        for name, content in made.items():
            print(f"\n## {name}\n\n{content}")
        return
    report.fill(document, made)
    folder = document.with_suffix("")
    folder.mkdir(exist_ok=True)
    if "spans" in parts:
        plots.spans(parts["spans"]["found"], folder / "spans.svg")
    if "scale" in parts:
        plots.scale(parts["scale"]["found"], folder / "scale.svg")
    (folder / "performance.json").write_text(json.dumps(parts, indent=1) + "\n")


if __name__ == "__main__":
    os.umask(0o022)
    main()
