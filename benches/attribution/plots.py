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
    figure, (median, tail, build) = matplotlib.pyplot.subplots(1, 3, figsize=(9, 2.8), constrained_layout=True)
    median.plot(sizes, [point["milliseconds"]["p50"] for point in points], "o-", label="p50", markersize=4)
    if fit:
        line = [fit["constant"] + fit["per_doubling"] * math.log2(size * MEGA) for size in sizes]
        median.plot(sizes, line, ":", color="gray", label="fit to log N")
        median.legend(frameon=False)
    tail.plot(sizes, [point["milliseconds"]["p99"] for point in points], "s--", color="C1", markersize=4)
    build.plot(
        sizes, [point["text_bytes"] / MEGA / point["seconds"] for point in points], "o-", color="C2", markersize=4
    )
    for axes, label in ((median, "p50, ms per answer"), (tail, "p99, ms per answer"), (build, "index build, MB/s")):
        axes.set(xscale="log", xlabel="text, MB", ylabel=label)
        axes.set_ylim(bottom=0)
    _save(figure, path)


def spans(measured: list[dict], path: pathlib.Path):
    """Both engines' times per answer, side by side."""
    figure, axes = matplotlib.pyplot.subplots(figsize=(6, 3), constrained_layout=True)
    names = [f"{one['name']}\n{one['build']['text_bytes'] / MEGA:.0f} MB" for one in measured]
    bars = [("ours", "p50"), ("ours", "p99"), ("theirs", "p50"), ("theirs", "p99")]
    for place, (who, share) in enumerate(bars):
        heights = [one["query"][who][share] for one in measured]
        label = f"{'this repository' if who == 'ours' else 'infini-gram'}, {share}"
        axes.bar([number + 0.2 * (place - 1.5) for number in range(len(names))], heights, 0.19, label=label)
    axes.set(yscale="log", ylabel="ms per answer")
    axes.set_xticks(range(len(names)), names)
    figure.legend(frameon=False, fontsize=8, loc="outside upper center", ncols=2)
    _save(figure, path)


def _save(figure, path: pathlib.Path):
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, format="svg", metadata={"Date": None})
    matplotlib.pyplot.close(figure)
