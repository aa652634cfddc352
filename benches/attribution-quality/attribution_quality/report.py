# SPDX-License-Identifier: Apache-2.0
"""The results as the tables of docs/attribution.md."""

import pathlib
from collections.abc import Iterable, Mapping
from typing import Any

BEGIN, END = "<!-- quality:begin -->", "<!-- quality:end -->"

Result = Mapping[str, Any]


def write(document: pathlib.Path, tables: str) -> None:
    """Puts the tables between the marks of a document, at its end where it has none."""
    text = document.read_text() if document.exists() else "<!-- SPDX-License-Identifier: Apache-2.0 -->\n"
    if BEGIN not in text:
        text = f"{text.rstrip()}\n\n{BEGIN}\n{END}\n"
    before, _, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"{document} has {BEGIN} and no {END} behind it")
    document.parent.mkdir(parents=True, exist_ok=True)
    document.write_text(f"{before}{BEGIN}\n\n{tables}\n{END}{after}")


def tables(results: Result) -> str:
    """Every result there is, as Markdown."""
    measured = results["measured"]
    lines = [
        f"Measured {measured['date']} on {measured['machine']}, torch {measured['torch']}"
        + (", **a quick look, not a result**" if measured["quick"] else "")
        + ". Brackets are 95 % bootstrap intervals.",
        "",
    ]
    tasks = results["tasks"]
    for name, title in (
        ("transformations", "Ten transformations of sentences, questions learnt too"),
        ("transformations_answers", "Ten transformations of sentences, answers learnt"),
        ("arithmetic", "Ten kinds of arithmetic stories, questions learnt too"),
        ("arithmetic_answers", "Ten kinds of arithmetic stories, answers learnt"),
    ):
        if name in tasks:
            lines += _classes(title, tasks[name])
    if "mislabels" in tasks:
        lines += _mislabels(tasks["mislabels"])
    for name, title in (("retraining", "Retraining (LDS)"), ("retraining_long", "Retraining (LDS), learnt by heart")):
        if name in tasks:
            lines += _retraining(title, tasks[name])
    if "true_sources" in tasks:
        lines += _true_sources(tasks["true_sources"])
    return "\n".join(lines)


def _classes(title: str, task: Result) -> list[str]:
    losses = task["held_out_loss"]
    header = (
        f"{task['rows']} rows learnt, {task['queries']} asked, {_seeds(task)}. Held-out loss "
        f"{_mean(losses['base']):.2f} before and {_mean(losses['tuned']):.2f} after training, "
        f"{100 * _mean(task['held_out_exact']):.0f} % of greedy answers exact. Standard deviations over queries."
    )
    body = [
        [
            name,
            _interval(area),
            f"{area['deviation']:.3f}",
            _interval(task["recall"][name]),
            f"{task['recall'][name]['deviation']:.3f}",
        ]
        for name, area in _by_mean(task["auc"])
    ]
    return _section(title, header, ["method", "AUC", "sd", "recall", "sd"], body)


def _mislabels(task: Result) -> list[str]:
    header = (
        f"A fifth of the labels of {task['rows']} rows changed, {task['queries']} rows held out, "
        f"{_seeds(task)}; {100 * _mean(task['held_out_accuracy']):.0f} % of held-out labels right after training."
    )
    body = [[name, _interval(area)] for name, area in _by_mean(task["auc"])]
    return _section("Wrong labels", header, ["method", "AUC"], body)


def _retraining(title: str, task: Result) -> list[str]:
    losses, ceiling = task["held_out_loss"], task.get("ceiling")
    header = (
        f"{task['subsets']} random halves of {task['rows']} rows, each retrained {task['repeats']} times, "
        f"{task['queries']} queries, {task['options']['epochs']} epochs. "
        f"Held-out loss {losses['base']:.2f} before and {losses['tuned']:.2f} after "
        "training."
    )
    if ceiling:
        header += (
            f" The losses of two trainings of the same half correlate by {ceiling['agreement']:.2f}, so that the "
            f"expected losses themselves would have an LDS of {ceiling['attainable']:.2f}."
        )
    base = task["lds"]["grad-dot"]["mean"]
    body = [
        [name, _interval(score), f"{score['mean'] / base:.2f}" if base > 0 else ""]
        for name, score in _by_mean(task["lds"])
    ]
    return _section(title, header, ["method", "LDS", "over grad-dot"], body)


def _true_sources(task: Result) -> list[str]:
    header = (
        f"{task['answers']} greedy answers of models that learnt {task['answers'] // len(task['seeds'])} "
        f"definitions each, {_seeds(task)}; {100 * task['exact']:.0f} % of the answers are word for word what "
        f"was learnt. Spans have at least {task['min_words']} words."
    )
    silent, share, exact = (
        task["nothing_found"],
        task["share_of_true_source"],
        task["true_source_first_of_exact"],
    )
    body = [
        [
            name,
            _interval(first),
            _interval(exact[name]) if name in exact else "",
            _interval(share[name]) if name in share else "",
            f"{100 * silent[name]:.1f} %" if name in silent else "",
        ]
        for name, first in _by_mean(task["true_source_first"])
    ]
    columns = ["method", "true source first", "of exact answers", "share of true source", "nothing found"]
    lines = _section("True sources of generated answers", header, columns, body)
    stitched = task["stitched"]
    header = (
        f"{stitched['answers']} answers of two to four quotes of 8 to 24 words each, among sentences of another "
        f"book; the corpus has {stitched['contributions']} contributions. BM25 is told how many sources there are."
    )
    body = [
        [
            name,
            *(
                _interval(stitched[name][what])
                for what in ("share_on_true_sources", "sources_found", "distance_of_shares")
            ),
        ]
        for name in ("spans", "words: BM25")
    ]
    columns = ["method", "share on true sources", "sources found", "distance to true shares"]
    return lines + _section("True sources of stitched quotes", header, columns, body)


def _section(title: str, header: str, columns: list[str], body: Iterable[list[str]]) -> list[str]:
    rule = ["---", *["---:"] * (len(columns) - 1)]
    return [f"### {title}", "", header, "", *(f"| {' | '.join(row)} |" for row in [columns, rule, *body]), ""]


def _by_mean(estimates: Mapping[str, Result]) -> list[tuple[str, Result]]:
    return sorted(estimates.items(), key=lambda item: -item[1]["mean"])


def _interval(estimate: Result) -> str:
    return f"{estimate['mean']:.3f} [{estimate['low']:.3f}, {estimate['high']:.3f}]"


def _seeds(task: Result) -> str:
    count = len(task["seeds"])
    return f"{count} seed{'s' if count > 1 else ''}"


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
