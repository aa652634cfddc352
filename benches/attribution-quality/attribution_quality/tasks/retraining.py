# SPDX-License-Identifier: Apache-2.0
"""The linear datamodelling score (LDS; TRAK, arXiv 2303.14186): do attributions predict retraining?

A model is retrained on many random halves of the rows. For each query, the sums of its attributions over
the halves are compared, by Spearman's correlation, with the losses that the retrained models really have.
Every retraining is cached, so a run that was killed goes on where it was.

The rows are definitions of the Jargon File. Entries of several sentences are cut into one row each, and
one sentence of each entry is held out as the query: what it says was not learnt, but the rest of its
entry was.
"""

import concurrent.futures
import dataclasses
import functools
import math
import random
import re

import numpy
import torch

from attribution_quality import baselines, sources, statistics
from attribution_quality.bench import Bench, Result, each
from attribution_quality.cache import Tensors
from attribution_quality.influence import influence_scores
from attribution_quality.model import unstacked
from attribution_quality.statistics import Floats
from attribution_quality.training import Options, Row, losses, tokenize, train

SENTENCES = 4
# Trained until style and topics are learnt, and until rows are learnt by heart.
SHORT = Options(rank=8, epochs=6, learning_rate=2e-3, batch_size=8, checkpoints=3)
LONG = dataclasses.replace(SHORT, epochs=24)


@dataclasses.dataclass(frozen=True)
class Size:
    """How much is retrained: entries of four sentences each, and random halves."""

    entries: int
    subsets: int


FULL = Size(entries=48, subsets=64)
# Halves that are trained at once, which is faster than one after the other.
TOGETHER = 8
QUICK = Size(entries=6, subsets=6)


def rows(text: str, count: int, seed: int) -> tuple[list[Row], list[Row]]:
    """Three sentences of each of `count` entries to learn, the fourth to ask."""
    chosen = []
    for entry in sources.jargon(text):
        sentences = re.split(r"(?<=[.!?]) (?=[A-Z“])", entry.text)
        fitting = [sentence for sentence in sentences if 25 < len(sentence) < 90]
        if len(fitting) >= SENTENCES:
            chosen.append((entry.headword, fitting[:SENTENCES]))
    generator = random.Random(seed)
    train, queries = [], []
    for headword, sentences in generator.sample(chosen, count):
        of_entry = [Row(f"What is {headword}?", sentence) for sentence in sentences]
        queries.append(of_entry.pop(generator.randrange(SENTENCES)))
        train += of_entry
    return train, queries


def measure(bench: Bench, trained: Options, repeats: int, seed: int) -> Result:
    """LDS of each method with an interval that counts both queries and halves as drawn by chance.

    Each half is trained on `repeats` times, with other seeds, and so are all rows; losses and
    attributions are means over them.
    """
    size = QUICK if bench.quick else FULL
    repeats = 1 if bench.quick else repeats
    train_rows, query_rows = rows(bench.text("jargon"), size.entries, seed)
    members = _members(len(train_rows), size.subsets, seed)
    retrained = _retrain(bench, train_rows, query_rows, trained, members, repeats)

    scores: dict[str, Floats] = {}
    for repeat in range(repeats):
        options = dataclasses.replace(trained, seed=1 + repeat)
        found = influence_scores(bench, train_rows, query_rows, options, f"retraining, all rows {repeat}")
        for name, of_model in found.items():
            scores[name] = scores.get(name, 0) + of_model / repeats
    texts = [row.question + " " + row.answer for row in train_rows]
    questions = [row.question + " " + row.answer for row in query_rows]
    scores["words: cosine"] = baselines.cosine(questions, texts)
    scores["words: BM25"] = baselines.bm25(questions, texts)

    # Lower loss is better, higher attribution too.
    outcomes = -retrained.mean(axis=1).T
    predictions = {name: of_queries @ members.T for name, of_queries in scores.items()}
    names = list(predictions)

    def measured(queries: numpy.typing.NDArray[numpy.int64], halves: numpy.typing.NDArray[numpy.int64]) -> Floats:
        chosen = numpy.ix_(queries, halves)
        return numpy.stack([statistics.correlations(predictions[name][chosen], outcomes[chosen]) for name in names])

    shape = (len(query_rows), size.subsets)
    estimates = statistics.estimate_by(shape, measured, seed, resamples=40 if bench.quick else 500)
    adapter = bench.adapter(train_rows, dataclasses.replace(trained, seed=1), "retraining")
    result = {
        "seeds": [seed],
        "rows": len(train_rows),
        "queries": len(query_rows),
        "subsets": size.subsets,
        "repeats": repeats,
        "options": dataclasses.asdict(trained),
        "held_out_loss": {
            "base": bench.base_loss(query_rows, trained),
            "tuned": bench.loss(query_rows, adapter, trained),
        },
        "lds": {name: dataclasses.asdict(of_name) for name, of_name in zip(names, estimates, strict=True)},
    }
    if repeats > 1:
        result["ceiling"] = _ceiling(retrained)
    return result


def _members(count: int, subsets: int, seed: int) -> Floats:
    """`[subsets, rows]`: 1 for the rows of a random half, 0 for the others."""
    generator = numpy.random.default_rng(seed)
    members = numpy.zeros((subsets, count))
    for of_subset in members:
        of_subset[generator.permutation(count)[: count // 2]] = 1
    return members


def _ceiling(retrained: Floats) -> dict[str, float]:
    """How well trainings of the same halves with other seeds agree, and how high an LDS can be for it.

    From the correlation of two trainings follows that of their mean with another such mean (Spearman and
    Brown). A method that knew the expected losses would correlate with the mean by that one's root.
    """
    pairs = [
        statistics.correlations(retrained[:, left].T, retrained[:, right].T).mean()
        for left in range(retrained.shape[1])
        for right in range(left)
    ]
    single = float(numpy.mean(pairs))
    repeats = retrained.shape[1]
    of_means = repeats * single / (1 + (repeats - 1) * single)
    return {"agreement": single, "attainable": math.sqrt(max(of_means, 0))}


def _retrain(
    bench: Bench, train_rows: list[Row], query_rows: list[Row], trained: Options, members: Floats, repeats: int
) -> Floats:
    """Losses of the queries, `[subsets, repeats, queries]`."""
    jobs = [
        ([train_rows[index] for index in numpy.flatnonzero(of_subset)], 1 + repeat)
        for of_subset in members
        for repeat in range(repeats)
    ]
    groups = [jobs[begin : begin + TOGETHER] for begin in range(0, len(jobs), TOGETHER)]

    def retrain(group: list[tuple[list[Row], int]]) -> Floats:
        return _retrained_losses(bench, group, query_rows, trained)

    # One thread per training: torch computes outside Python's lock.
    one_thread = functools.partial(torch.set_num_threads, 1)
    with concurrent.futures.ThreadPoolExecutor(bench.workers, initializer=one_thread) as pool:
        found = list(each(pool.map(retrain, groups), f"retraining, {TOGETHER} halves each", len(groups)))
    return numpy.concatenate(found).reshape(len(members), repeats, len(query_rows))


def _retrained_losses(
    bench: Bench, group: list[tuple[list[Row], int]], query_rows: list[Row], trained: Options
) -> Floats:
    """Losses of the queries after training on each of several halves, `[halves, queries]`."""
    options = dataclasses.replace(trained, checkpoints=1)
    sets, seeds = [rows for rows, _ in group], [seed for _, seed in group]

    def make() -> Tensors:
        tokens = [tokenize(bench.model, rows) for rows in sets]
        stack = train(bench.model, tokens, options, seeds)[-1].adapter
        queries = tokenize(bench.model, query_rows)
        of_each = [losses(bench.model, queries, adapter, options.scale) for adapter in unstacked(stack)]
        return {"losses": torch.stack(of_each)}

    recipe = {
        "halves": [bench.recipe(rows, dataclasses.replace(options, seed=seed)) for rows, seed in group],
        "queries": [[row.question, row.answer] for row in query_rows],
    }
    found: Floats = bench.cache.tensors("retraining", recipe, make)["losses"].double().numpy()
    return found
