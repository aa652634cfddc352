# SPDX-License-Identifier: Apache-2.0
"""Commands with what they cost, and the numbers that stand for many measurements."""

import dataclasses
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

# The same for every engine; `run --threads` sets it.
THREADS = int(os.environ.get("OPENLEDGER_BENCH_THREADS", "2"))


@dataclasses.dataclass
class Cost:
    """What one process and its children took."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str
    errors: str


def environment() -> dict:
    """The same number of threads for everybody."""
    names = ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {**os.environ, **dict.fromkeys(names, str(THREADS))}


def command(*arguments) -> Cost:
    """Runs a command and measures it; exits with what it says when it fails.

    The peak is that of the largest process. GNU time stands between, which is small: what a child
    counts as its peak begins with its parent's size.
    """
    line = list(map(str, arguments))
    with tempfile.NamedTemporaryFile("r") as peak:
        before, begin = _processor_seconds(), time.monotonic()
        done = subprocess.run(
            ["/usr/bin/time", "--quiet", "-f", "%M", "-o", peak.name, *line],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        seconds, cpu_seconds = time.monotonic() - begin, _processor_seconds() - before
        if done.returncode != 0:
            sys.exit(f"{' '.join(line)} failed with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return Cost(seconds, cpu_seconds, int(peak.read()) * 1024, done.stdout, done.stderr)


def _processor_seconds() -> float:
    """Of all children that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def percentile(values: list[float], share: float) -> float:
    """The nearest-rank percentile: a value that was measured."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]


def summary(values: list[float]) -> dict:
    return {
        "p50": statistics.median(values),
        "p99": percentile(values, 0.99),
        "mean": statistics.fmean(values),
        "count": len(values),
    }


def folder_bytes(folder) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
