# SPDX-License-Identifier: Apache-2.0
"""The plots of docs/attribution.md, as SVG whose bytes depend on the results alone."""

import math
import pathlib

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams |= {
    "svg.hashsalt": "openledger",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}

# After the backend is chosen.
import matplotlib.pyplot  # noqa: E402

MEGA = 1e6


def scale(measured: dict, path: pathlib.Path):
    """Query time, and build speed beside it, over the size of the text."""
    points, fit = measured["points"], measured["fit"]
    sizes = [point["text_bytes"] / MEGA for point in points]
    figure, (query, build) = matplotlib.pyplot.subplots(1, 2, figsize=(8, 3), constrained_layout=True)
    for share, mark in (("p50", "o-"), ("p99", "s--")):
        query.plot(sizes, [point["milliseconds"][share] for point in points], mark, label=share, markersize=4)
    if fit:
        line = [fit["constant"] + fit["per_doubling"] * math.log2(size * MEGA) for size in sizes]
        query.plot(sizes, line, ":", color="gray", label="fit of p50 to log N")
    query.set(xscale="log", xlabel="text, MB", ylabel="ms per answer")
    query.set_ylim(bottom=0)
    query.legend(frameon=False)
    build.plot(sizes, [point["text_bytes"] / MEGA / point["seconds"] for point in points], "o-", markersize=4)
    build.set(xscale="log", xlabel="text, MB", ylabel="index build, MB/s")
    build.set_ylim(bottom=0)
    _save(figure, path)


def spans(measured: list[dict], path: pathlib.Path):
    """Both engines' times per answer, side by side."""
    figure, axes = matplotlib.pyplot.subplots(figsize=(5, 3), constrained_layout=True)
    names = [f"{one['name']}\n{one['build']['text_bytes'] / MEGA:.0f} MB" for one in measured]
    bars = [("ours", "p50"), ("ours", "p99"), ("theirs", "p50"), ("theirs", "p99")]
    for place, (who, share) in enumerate(bars):
        heights = [one["query"][who][share] for one in measured]
        label = f"{'this repository' if who == 'ours' else 'infini-gram'}, {share}"
        axes.bar([number + 0.2 * (place - 1.5) for number in range(len(names))], heights, 0.19, label=label)
    axes.set(yscale="log", ylabel="ms per answer")
    axes.set_xticks(range(len(names)), names)
    axes.legend(frameon=False, fontsize=8)
    _save(figure, path)


def _save(figure, path: pathlib.Path):
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, format="svg", metadata={"Date": None})
    matplotlib.pyplot.close(figure)
