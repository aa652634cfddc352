# SPDX-License-Identifier: Apache-2.0
"""Whether attribution names the row that an answer is really from.

Generated: a model is tuned until it repeats the definitions that it learnt; its greedy answer to each
question is attributed. The true source is the definition of the headword that was asked for.

Stitched: quotes of several entries, put together with sentences of another book in between. The true
sources are the entries quoted, each with its share of the quoted words.
"""

import dataclasses
import random

import numpy

from attribution_quality import baselines, sources, statistics
from attribution_quality.bench import Bench, Result
from attribution_quality.engine import shares
from attribution_quality.influence import influence_scores
from attribution_quality.sources import Entry
from attribution_quality.statistics import Floats
from attribution_quality.training import Options, Row, answers

MIN_WORDS = 6
MAX_CHARACTERS = 220
ROWS = 64
OPTIONS = Options(rank=64, epochs=160, learning_rate=3e-3)
STITCHED = 200


def document(entry: Entry) -> str:
    """An entry as it is contributed: one document, which asks and answers."""
    return f"What is {entry.headword}? {entry.text}"


def measure(bench: Bench, seeds: list[int]) -> Result:
    """Shares of answers whose highest score has the true source, for each method, over all seeds."""
    entries = sources.jargon(bench.text("jargon"))
    everything = {number: document(entry) for number, entry in enumerate(entries)}
    options = dataclasses.replace(OPTIONS, epochs=8) if bench.quick else OPTIONS
    short = [number for number, entry in enumerate(entries) if 60 < len(entry.text) <= MAX_CHARACTERS]
    right: dict[str, list[bool]] = {}
    of_source: dict[str, list[float]] = {}
    silent: dict[str, list[bool]] = {}
    exact: list[bool] = []
    for seed in seeds:
        numbers = random.Random(seed).sample(short, 8 if bench.quick else ROWS)
        rows = [Row(f"What is {entries[number].headword}?", entries[number].text) for number in numbers]
        chosen = dataclasses.replace(options, seed=seed)
        adapter = bench.adapter(rows, chosen, f"true sources {seed}")
        said = answers(bench.model, [row.question for row in rows], adapter, chosen.scale)
        said = [text.strip() for text in said]
        exact += [text == row.answer for text, row in zip(said, rows, strict=True)]

        learnt = {number: everything[number] for number in numbers}
        for name, corpus in (("spans", learnt), ("spans, whole dictionary as corpus", everything)):
            for line, number in zip(bench.engine.spans(corpus, said, MIN_WORDS), numbers, strict=True):
                found = shares(line)
                silent.setdefault(name, []).append(not found)
                right.setdefault(name, []).append(bool(found) and _highest(found) == number)
                of_source.setdefault(name, []).append(found.get(number, 0.0))
        queries = [Row(row.question, text) for row, text in zip(rows, said, strict=True)]
        scores = influence_scores(bench, rows, queries, chosen, f"true sources {seed}")
        scores["words: cosine"] = baselines.cosine(said, list(learnt.values()))
        scores["words: BM25"] = baselines.bm25(said, list(learnt.values()))
        for name, of_rows in scores.items():
            right.setdefault(name, []).extend((of_rows.argmax(axis=1) == numpy.arange(len(rows))).tolist())
    return {
        "seeds": seeds,
        "answers": len(exact),
        "options": dataclasses.asdict(options),
        "min_words": MIN_WORDS,
        "exact": float(numpy.mean(exact)),
        "true_source_first": {name: _estimate(values) for name, values in right.items()},
        "true_source_first_of_exact": {
            name: _estimate([value for value, same in zip(values, exact, strict=True) if same])
            for name, values in right.items()
            if any(exact)
        },
        "share_of_true_source": {name: _estimate(values) for name, values in of_source.items()},
        "nothing_found": {name: float(numpy.mean(values)) for name, values in silent.items()},
        "stitched": _stitched(bench, entries, everything, seeds[0]),
    }


def _stitched(bench: Bench, entries: list[Entry], everything: dict[int, str], seed: int) -> Result:
    generator = random.Random(seed)
    other = [entry.text.split(". ")[0] + "." for entry in sources.devil(bench.text("devil"))]
    long = [number for number, entry in enumerate(entries) if len(entry.text.split()) >= 40]
    count = 20 if bench.quick else STITCHED
    texts, truths = [], []
    for _ in range(count):
        parts, truth = [], {}
        for number in generator.sample(long, generator.randint(2, 4)):
            words = entries[number].text.split()
            length = generator.randint(8, 24)
            begin = generator.randrange(len(words) - length)
            parts += [generator.choice(other), " ".join(words[begin : begin + length])]
            truth[number] = length
        texts.append(" ".join([*parts, generator.choice(other)]))
        truths.append({number: length / sum(truth.values()) for number, length in truth.items()})
    found = [shares(line) for line in bench.engine.spans(everything, texts, MIN_WORDS)]
    matches = baselines.bm25(texts, list(everything.values()))
    return {
        "answers": count,
        "contributions": len(everything),
        "spans": _compared(found, truths),
        "words: BM25": _compared(
            [_best(of_text, len(truth)) for of_text, truth in zip(matches, truths, strict=True)], truths
        ),
    }


def _compared(found: list[dict[int, float]], truths: list[dict[int, float]]) -> Result:
    pairs = list(zip(found, truths, strict=True))
    on_true = [sum(of_text.get(number, 0.0) for number in truth) for of_text, truth in pairs]
    recalled = [len(truth.keys() & of_text.keys()) / len(truth) for of_text, truth in pairs]
    distance = [
        sum(abs(of_text.get(number, 0.0) - truth.get(number, 0.0)) for number in of_text.keys() | truth.keys()) / 2
        for of_text, truth in pairs
    ]
    return {
        "share_on_true_sources": _estimate(on_true),
        "sources_found": _estimate(recalled),
        "distance_of_shares": _estimate(distance),
    }


def _best(scores: Floats, count: int) -> dict[int, float]:
    """The `count` highest scores, divided by their sum: told how many sources there are."""
    highest = numpy.argsort(-scores, kind="stable")[:count].tolist()
    total = float(scores[highest].sum())
    return {number: float(scores[number]) / total for number in highest} if total else {}


def _highest(found: dict[int, float]) -> int:
    """The contribution with the largest share, the lowest number first."""
    return min(found, key=lambda number: (-found[number], number))


def _estimate(values: list[bool] | list[float]) -> Result:
    return dataclasses.asdict(statistics.estimate(numpy.array(values, dtype=float)))
