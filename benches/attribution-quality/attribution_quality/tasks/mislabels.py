# SPDX-License-Identifier: Apache-2.0
"""Whether wrong labels can be found: a fifth of them is changed before training, as in the DataInf paper.

The task is to say which of four dictionaries an entry is from. A row with a wrong label raises the loss
of held-out rows, so its influence on them should be the lowest.
"""

import dataclasses
import random

import numpy

from attribution_quality import sources, statistics
from attribution_quality.bench import Bench, Result
from attribution_quality.gradients import row_gradients
from attribution_quality.influence import gradient_scores
from attribution_quality.training import Options, Row, losses, tokenize

WORDS = 12
WRONG = 0.2
OPTIONS = Options(rank=8, epochs=8, learning_rate=1e-3, checkpoints=4)


def measure(bench: Bench, seeds: list[int]) -> Result:
    """The AUC of finding changed labels, one value per seed and method."""
    learnt, asked = (12, 4) if bench.quick else (90, 30)
    entries = {
        "hackers": sources.jargon(bench.text("jargon")),
        "satire": sources.devil(bench.text("devil")),
        "chemistry": sources.elements(bench.text("elements")),
        "words": sources.wordnet(bench.text("wn")),
    }
    areas: dict[str, list[float]] = {}
    accuracy = []
    for seed in seeds:
        generator = random.Random(seed)
        train, validation = [], []
        for label, of_source in entries.items():
            chosen = generator.sample(of_source, learnt + asked)
            rows = [Row(" ".join(entry.text.split()[:WORDS]), label) for entry in chosen]
            train += rows[:learnt]
            validation += rows[learnt:]
        wrong = numpy.zeros(len(train), dtype=bool)
        wrong[generator.sample(range(len(train)), round(WRONG * len(train)))] = True
        train = [
            Row(row.question, generator.choice([label for label in entries if label != row.answer])) if bad else row
            for row, bad in zip(train, wrong, strict=True)
        ]
        options = dataclasses.replace(OPTIONS, seed=seed)
        for name, suspicion in _suspicions(bench, train, validation, options, f"mislabels {seed}").items():
            areas.setdefault(name, []).append(statistics.auc(suspicion, wrong))
        accuracy.append(_accuracy(bench, validation, list(entries), train, options))
    return {
        "seeds": seeds,
        "rows": learnt * len(entries),
        "queries": asked * len(entries),
        "options": dataclasses.asdict(OPTIONS),
        "held_out_accuracy": accuracy,
        "auc": {name: dataclasses.asdict(statistics.estimate(numpy.array(v))) for name, v in areas.items()},
    }


def _suspicions(
    bench: Bench, train: list[Row], validation: list[Row], options: Options, what: str
) -> dict[str, statistics.Floats]:
    """What each method calls the rows that are wrong: the higher, the more."""
    states = bench.checkpoints(train, options, what)
    row_tokens, query_tokens = tokenize(bench.model, train), tokenize(bench.model, validation)
    gradients = [
        (
            row_gradients(bench.model, row_tokens, state.adapter, options.scale),
            row_gradients(bench.model, query_tokens, state.adapter, options.scale),
        )
        for state in states
    ]
    scores = gradient_scores(bench, gradients, [state.learning_rate for state in states])
    suspicions = {name: -of_queries.mean(axis=0) for name, of_queries in scores.items()}
    own = bench.engine.influence(
        [(rows, rows) for rows, _ in gradients[-1:]], {"datainf": ("datainf",), "grad-dot": ("grad-dot",)}
    )
    suspicions |= {f"{name}, self-influence": numpy.diagonal(of_rows) for name, of_rows in own.items()}
    final = losses(bench.model, row_tokens, states[-1].adapter, options.scale)
    return suspicions | {"loss of the row": final.double().numpy()}


def _accuracy(bench: Bench, validation: list[Row], labels: list[str], train: list[Row], options: Options) -> float:
    """The share of held-out rows whose right label has the lowest loss."""
    adapter = bench.adapter(train, options, "mislabels")
    rows = [Row(row.question, label) for row in validation for label in labels]
    found = losses(bench.model, tokenize(bench.model, rows), adapter, options.scale)
    best = found.view(len(validation), len(labels)).argmin(dim=1).tolist()
    return sum(labels[place] == row.answer for place, row in zip(best, validation, strict=True)) / len(validation)
