# SPDX-License-Identifier: Apache-2.0
"""Influence of rows on queries by every method of the engine, from a training that really happened."""

from collections.abc import Sequence

from attribution_quality.bench import Bench
from attribution_quality.engine import Gradients
from attribution_quality.gradients import row_gradients
from attribution_quality.statistics import Floats
from attribution_quality.training import Options, Row

# Methods on the gradients as they are, by their names in the results.
EXACT = {
    "datainf": ("datainf",),
    "grad-dot": ("grad-dot",),
    "grad-cos": ("grad-cos",),
    "tracin": ("tracin",),
}
# What DataInf's weighting of the layers does alone, without its correction by the other rows.
EVENED = {"grad-dot, layers evened": ("grad-dot",)}
# Methods on gradients that are projected, with what they are projected to in each layer.
PROJECTED = {
    "datainf, projected": ("datainf",),
    "grad-dot, projected": ("grad-dot",),
    "fisher, projected": ("fisher",),
    "fisher, projected, damping 1": ("fisher", "--damping", "1"),
    "fisher, projected, damping 0.01": ("fisher", "--damping", "0.01"),
}
DIMENSIONS = 512


def influence_scores(
    bench: Bench, rows: Sequence[Row], queries: Sequence[Row], options: Options, what: str
) -> dict[str, Floats]:
    """Scores `[queries, rows]` of each method, for the training of `rows` by `options`."""
    states = bench.checkpoints(rows, options, what)
    row_tokens, query_tokens = bench.tokens(rows, options), bench.tokens(queries, options)
    gradients: list[tuple[Gradients, Gradients]] = [
        (
            row_gradients(bench.model, row_tokens, state.adapter, options.scale),
            row_gradients(bench.model, query_tokens, state.adapter, options.scale),
        )
        for state in states
    ]
    rates = [state.learning_rate for state in states]
    return gradient_scores(bench, gradients, rates)


def gradient_scores(
    bench: Bench, gradients: Sequence[tuple[Gradients, Gradients]], rates: Sequence[float]
) -> dict[str, Floats]:
    """Scores `[queries, rows]` of each method, from gradients of rows and queries at each checkpoint."""
    scores = bench.engine.influence(gradients, EXACT, learning_rates=rates)
    scores |= bench.engine.influence([evened(*gradients[-1])], EVENED)
    scores |= bench.engine.influence(gradients[-1:], PROJECTED, dimensions=DIMENSIONS)
    return scores


def evened(rows: Gradients, queries: Gradients) -> tuple[Gradients, Gradients]:
    """Gradients whose layers each have the mean square 1 over the rows."""
    scales = {name: of_rows.square().mean().sqrt().clamp(min=1e-30) for name, of_rows in rows.items()}
    even_rows = {name: of_rows / scales[name] for name, of_rows in rows.items()}
    return even_rows, {name: of_queries / scales[name] for name, of_queries in queries.items()}
