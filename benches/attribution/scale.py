# SPDX-License-Identifier: Apache-2.0
"""This repository's span index from one megabyte to one gigabyte: query time, build speed, bytes."""

import math
import pathlib
import shutil

import answers as stitched
import corpus
import engine
import tokens
from measured import folder_bytes, summary

MEGABYTE = 1_000_000


def measure(
    program: engine.Program, pool: pathlib.Path, unseen: pathlib.Path, work: pathlib.Path, sizes, count, rounds
):
    """One point for each of `sizes` megabytes that the pool has, about the same answers at each.

    Yields all points so far after each.
    The answers quote the smallest corpus, which all the others contain: so what grows is only what
    is searched.
    """
    work.mkdir(parents=True, exist_ok=True)
    available = corpus.read_pool(pool)["bytes"]
    points, answers = [], None
    for size in sizes:
        folder = work / "corpus"
        taken = corpus.subset(pool, folder, min(size * MEGABYTE, available))
        if answers is None:
            answers = _answers(folder, unseen, work, count)
        index = work / "index"
        built = program.build_spans(folder, index)
        times = []
        for _ in range(rounds):
            lines, _ = program.attribute(index, answers, "--matches")
            times += [line["matches_micros"] / 1000 for line in lines[len(lines) // 2 :]]
        points.append(
            {
                "text_bytes": taken["bytes"],
                "contributions": taken["contributions"],
                "seconds": built.seconds,
                "peak_bytes": built.peak_bytes,
                "index_bytes": folder_bytes(index),
                "milliseconds": summary(times),
            }
        )
        yield {"points": points, "fit": fit(points)}
        shutil.rmtree(index)
        if taken["bytes"] >= available:
            break
    shutil.rmtree(folder)


def _answers(folder: pathlib.Path, unseen: pathlib.Path, work: pathlib.Path, count: int) -> pathlib.Path:
    words = tokens.Words(tokens.train(folder, work / "tokenizer.json"))
    seen = [document for _, document in corpus.documents(folder)]
    other = [document for _, document in corpus.documents(unseen)]
    texts = stitched.stitch(seen, other, count, words.tokens, seed=3)
    path = work / "answers.jsonl"
    stitched.write(path, texts * 2)
    return path


def fit(points: list[dict]) -> dict | None:
    """Least squares of the median time over log2 of the bytes: t = constant + per_doubling log2 N.

    Beside it the exponent of t = c N^exponent, near 0 where growth is slower than any power.
    """
    if len(points) < 2:
        return None
    logs = [math.log2(point["text_bytes"]) for point in points]
    times = [point["milliseconds"]["p50"] for point in points]
    constant, slope, explained = _line(logs, times)
    _, exponent, _ = _line(logs, [math.log2(time) for time in times])
    return {"constant": constant, "per_doubling": slope, "r_squared": explained, "exponent": exponent}


def _line(xs: list[float], ys: list[float]) -> tuple[float, float, float]:
    """Intercept, slope and the share of the variance that the line explains."""
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    slope = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True)) / sum((x - x_mean) ** 2 for x in xs)
    intercept = y_mean - slope * x_mean
    variance = sum((y - y_mean) ** 2 for y in ys)
    rest = sum((y - intercept - slope * x) ** 2 for x, y in zip(xs, ys, strict=True))
    return intercept, slope, 1 - rest / variance if variance else 1.0
