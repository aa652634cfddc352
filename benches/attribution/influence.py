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
PEERS = ("numpy", "torch", "dattri")


def measure(program: engine.Program, shape: gradients.Shape, cache: pathlib.Path, repeats: int) -> dict:
    """What each engine takes for `shape`, and how far its scores are from the formula in double precision."""
    blocks, queries = gradients.write(shape, cache)
    folder = blocks[0].parent
    expected = _peer("exact", blocks, queries, folder, repeats)[1]
    result = {"shape": shape.__dict__ | {"bytes": shape.bytes}, "engines": {}}
    index = folder / "rows.index"
    built = program.build_influence(blocks, index)
    result["build"] = {"seconds": built.seconds, "peak_bytes": built.peak_bytes, "bytes": index.stat().st_size}
    single = _first_query(queries, folder / "query.safetensors")
    for name in ("ours", *PEERS):
        if name == "ours":
            batch = program.score(index, queries, folder / "ours.safetensors", repeats)
            one = program.score(index, single, folder / "one.safetensors", repeats)
            times = {"prepare": batch["prepare"], "batch": batch["score"], "single": one["score"]}
            # What a further query adds: opening and checking the index is in both.
            times["cpu"] = (batch["cpu"] - one["cpu"]) / (shape.queries - 1)
            scores = load_file(folder / "ours.safetensors")["scores"]
        else:
            times, scores = _peer(name, blocks, queries, folder, repeats)
        result["engines"][name] = times | difference(expected, scores)
    return result


def difference(expected: numpy.ndarray, found: numpy.ndarray) -> dict:
    """The largest error over all queries: of the whole vector, and of one score against the query's largest."""
    error = found - expected
    return {
        "relative": float((numpy.linalg.norm(error, axis=1) / numpy.linalg.norm(expected, axis=1)).max()),
        "largest": float((numpy.abs(error).max(1) / numpy.abs(expected).max(1)).max()),
    }


def _peer(name, blocks, queries, folder, repeats):
    output = folder / f"{name}.npy"
    done = command(
        sys.executable, HERE / "formula.py", name, "--rows", *blocks, "--queries", queries,
        "--threads", THREADS, "--repeats", repeats, "--output", output,
    )  # fmt: skip
    return json.loads(done.output), numpy.load(output)


def _first_query(queries: pathlib.Path, path: pathlib.Path) -> pathlib.Path:
    gradients.save_file({name: rows[:1].copy() for name, rows in load_file(queries).items()}, path)
    return path
