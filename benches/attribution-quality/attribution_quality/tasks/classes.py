# SPDX-License-Identifier: Apache-2.0
"""Whether the rows of an answer's class have the highest influence: AUC and recall, as the DataInf paper's.

For each row that was held out, all rows that were learnt are ranked. The AUC asks whether those of the
same class come first, the recall which share of the first 90 has the class (there are 90 of each).
"""

import dataclasses
from collections.abc import Callable

import numpy

from attribution_quality import baselines, statistics
from attribution_quality.bench import Bench, Result
from attribution_quality.influence import influence_scores
from attribution_quality.training import Options, Row, answers

Rows = Callable[[Bench, int, int, int], tuple[list[list[Row]], list[list[Row]]]]


def measure(bench: Bench, what: str, rows: Rows, options: Options, seeds: list[int]) -> Result:
    """AUC and recall of each method over the held-out rows of all seeds.

    A seed chooses the rows, the beginning of the adapter and the order of training.
    """
    learnt, asked = (12, 2) if bench.quick else (90, 10)
    areas: dict[str, list[float]] = {}
    recalls: dict[str, list[float]] = {}
    before, after, exact = [], [], []
    for seed in seeds:
        train, validation = rows(bench, seed, learnt, asked)
        train_rows = [row for of_class in train for row in of_class]
        query_rows = [row for of_class in validation for row in of_class]
        train_classes = numpy.repeat(numpy.arange(len(train)), learnt)
        query_classes = numpy.repeat(numpy.arange(len(train)), asked)
        chosen = dataclasses.replace(options, seed=seed)
        scores = influence_scores(bench, train_rows, query_rows, chosen, f"{what} {seed}")
        texts = [row.question + " " + row.answer for row in train_rows]
        questions = [row.question + " " + row.answer for row in query_rows]
        scores["words: cosine"] = baselines.cosine(questions, texts)
        scores["words: BM25"] = baselines.bm25(questions, texts)
        for name, of_method in scores.items():
            for of_query, query_class in zip(of_method, query_classes, strict=True):
                positive = train_classes == query_class
                areas.setdefault(name, []).append(statistics.auc(of_query, positive))
                recalls.setdefault(name, []).append(statistics.recall_at(of_query, positive))
        adapter = bench.adapter(train_rows, chosen, what)
        said = answers(bench.model, [row.question for row in query_rows], adapter, chosen.scale)
        exact.append(sum(text.strip() == row.answer for text, row in zip(said, query_rows, strict=True)) / len(said))
        before.append(bench.base_loss(query_rows, chosen))
        after.append(bench.loss(query_rows, adapter, chosen))
    return {
        "seeds": seeds,
        "rows": learnt * len(train),
        "queries": asked * len(train),
        "options": dataclasses.asdict(options),
        "held_out_loss": {"base": before, "tuned": after},
        "held_out_exact": exact,
        "auc": {name: dataclasses.asdict(statistics.estimate(numpy.array(v))) for name, v in areas.items()},
        "recall": {name: dataclasses.asdict(statistics.estimate(numpy.array(v))) for name, v in recalls.items()},
    }
