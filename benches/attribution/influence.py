# SPDX-License-Identifier: Apache-2.0
"""DataInf side by side: the index of this repository, numpy, torch, dattri; the same gradients."""

import json
import pathlib
import sys

import numpy
from safetensors.numpy import load_file

import engine
import gradients
from measured import THREADS, command

HERE = pathlib.Path(__file__).resolve().parent
PEERS = ("numpy", "torch", "prepared", "dattri")


def measure(program: engine.Program, shape: gradients.Shape, cache: pathlib.Path, repeats: int) -> dict:
    """What each engine takes for `shape`, and how far its scores are from the formula in double precision."""
    blocks, queries = gradients.write(shape, cache)
    folder = blocks[0].parent
    expected = _peer("exact", blocks, queries, folder, repeats, shape)[1]
    result = {"shape": shape.__dict__ | {"bytes": shape.bytes, "batches": shape.batches}, "engines": {}}
    index = folder / "rows.index"
    built = program.build_influence(blocks, index)
    result["build"] = {"seconds": built.seconds, "peak_bytes": built.peak_bytes, "bytes": index.stat().st_size}
    rows = index.with_name(index.name + ".datainf")
    rows.unlink(missing_ok=True)
    prepared = program.prepare_influence(index)
    result["prepare"] = {"peak_bytes": prepared.peak_bytes, "bytes": rows.stat().st_size}
    files = {count: _first_queries(queries, count, folder) for count in shape.batches}
    for name in ("ours", "index", *PEERS):
        if name in ("ours", "index"):
            took = {
                count: program.score(index, file, folder / "ours.safetensors", repeats, prepared=name == "ours")
                for count, file in files.items()
            }
            times = {"seconds": {count: one["score"] for count, one in took.items()}}
            # Opening and checking the index is in the one, and is what anybody does who has it from somewhere.
            times["prepare"] = prepared.seconds if name == "ours" else took[shape.queries]["prepare"]
            # What a further query adds: opening is in both.
            first, last = shape.batches[0], shape.queries
            times["cpu"] = (took[last]["cpu"] - took[first]["cpu"]) / (last - first)
            scores = load_file(folder / "ours.safetensors")["scores"]
        else:
            times, scores = _peer(name, blocks, queries, folder, repeats, shape)
        result["engines"][name] = times | difference(expected, scores)
    rows.unlink()
    return result


def difference(expected: numpy.ndarray, found: numpy.ndarray) -> dict:
    """The largest error over all queries: of the whole vector, and of one score against the query's largest."""
    error = found - expected
    return {
        "relative": float((numpy.linalg.norm(error, axis=1) / numpy.linalg.norm(expected, axis=1)).max()),
        "largest": float((numpy.abs(error).max(1) / numpy.abs(expected).max(1)).max()),
    }


def _peer(name, blocks, queries, folder, repeats, shape):
    output = folder / f"{name}.npy"
    done = command(
        sys.executable, HERE / "formula.py", name, "--rows", *blocks, "--queries", queries,
        "--threads", THREADS, "--repeats", repeats, "--batches", *shape.batches, "--output", output,
    )  # fmt: skip
    times = json.loads(done.output)
    if "seconds" in times:
        times["seconds"] = {int(count): seconds for count, seconds in times["seconds"].items()}
    return times, numpy.load(output)


def _first_queries(queries: pathlib.Path, count: int, folder: pathlib.Path) -> pathlib.Path:
    path = folder / f"queries-{count}.safetensors"
    gradients.save_file({name: rows[:count].copy() for name, rows in load_file(queries).items()}, path)
    return path
