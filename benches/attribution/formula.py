# SPDX-License-Identifier: Apache-2.0
"""DataInf by the paper's formula (Kwon et al., ICLR 2024), vectorised; and dattri's, in the same harness.

For layer l with rows g_1 … g_n, a query's gradient v, λ = 0.1 mean(g²):

    r = 1/(n λ) Σ_i ( v - (v·g_i) / (λ + |g_i|²) g_i )        h_k = Σ_l r·g_k

H is symmetric, and so is its inverse: applied to the rows once, it leaves one product per layer (`prepared`).

Run as a program: reads gradients, scores some queries together, writes scores and seconds.
"""

import argparse
import json
import pathlib
import statistics
import time

import numpy
from safetensors.numpy import load_file

DAMPING = 0.1


def load(blocks: list[pathlib.Path], queries: pathlib.Path) -> tuple[list[tuple], list[str]]:
    """For each layer its rows and queries."""
    files = [load_file(path) for path in blocks]
    names = sorted(name for name in files[0] if name not in ("contribution", "row"))
    asked = load_file(queries)
    layers = []
    for name in names:
        layers.append((numpy.concatenate([file.pop(name) for file in files]), asked[name]))
    return layers, names


def prepare_numpy(layers):
    """λ and |g|² of each layer."""
    norms = [numpy.einsum("ij,ij->i", rows, rows) for rows, _ in layers]
    return [
        (DAMPING * float(norm.mean(dtype=numpy.float64)) / rows.shape[1], norm)
        for (rows, _), norm in zip(layers, norms, strict=True)
    ]


def score_numpy(layers, prepared):
    """Scores [queries, rows]."""
    total = 0
    for (rows, queries), (damping, norms) in zip(layers, prepared, strict=True):
        weights = (queries @ rows.T) / (damping + norms)
        solved = (queries - weights @ rows / len(rows)) / damping
        total = total + solved @ rows.T
    return total


def prepare_rows_numpy(layers):
    """H⁻¹ g of each layer's rows, by the cheaper of two ways: a score is also v·(H⁻¹ g)."""
    prepared = []
    for (rows, _), (damping, norms) in zip(layers, prepare_numpy(layers), strict=True):
        weights = 1 / (len(rows) * (damping + norms))
        if len(rows) <= rows.shape[1]:
            taken = ((rows @ rows.T) * weights) @ rows
        else:
            taken = rows @ ((rows * weights[:, None]).T @ rows)
        prepared.append((rows - taken) / numpy.float32(damping))
    return prepared


def score_rows_numpy(layers, prepared):
    """As `score_numpy`, with one product for each layer."""
    return sum(queries @ rows.T for (_, queries), rows in zip(layers, prepared, strict=True))


def prepare_torch(layers):
    """As `prepare_numpy`, on tensors."""
    prepared = []
    for rows, _ in layers:
        norms = rows.square().sum(1)
        prepared.append((DAMPING * float(norms.double().mean()) / rows.shape[1], norms))
    return prepared


def exact(layers) -> numpy.ndarray:
    """The formula in double precision, layer by layer: what the others are compared with."""
    total = 0
    for rows, queries in layers:
        layer = [(rows.astype(numpy.float64), queries.astype(numpy.float64))]
        total = total + score_numpy(layer, prepare_numpy(layer))
    return total


def timed(call, repeats: int) -> tuple[float, float, object]:
    """Median seconds, by the clock and of all cores, after one call that is not counted; and what the last returned."""
    result = call()
    seconds, cpu = [], []
    for _ in range(repeats):
        begin, cpu_begin = time.perf_counter(), time.process_time()
        result = call()
        seconds.append(time.perf_counter() - begin)
        cpu.append(time.process_time() - cpu_begin)
    return statistics.median(seconds), statistics.median(cpu), result


def measure(engine: str, layers, threads: int, repeats: int, batches: list[int]) -> dict:
    """Seconds to prepare, and for the first queries of the file together, for each number of `batches`; processor
    seconds for each query of the largest; the scores."""
    if engine == "exact":
        return {"scores": exact(layers)}
    prepare, score = {"prepared": (prepare_rows_numpy, score_rows_numpy), "numpy": (prepare_numpy, score_numpy)}.get(
        engine, (prepare_torch, score_numpy)
    )
    if engine in ("torch", "dattri"):
        import torch

        torch.set_num_threads(threads)
        layers = [(torch.from_numpy(rows), torch.from_numpy(queries)) for rows, queries in layers]
    if engine == "dattri":
        return measure_dattri(layers)
    if engine == "prepared":
        # Once: it takes as long as many queries.
        begin = time.perf_counter()
        prepared = prepare(layers)
        preparing = time.perf_counter() - begin
    else:
        preparing, _, prepared = timed(lambda: prepare(layers), repeats)
    seconds = {}
    for count in batches:
        asked = [(rows, queries[:count]) for rows, queries in layers]
        seconds[count], cpu, scores = timed(lambda asked=asked: score(asked, prepared), repeats)
    return {"prepare": preparing, "seconds": seconds, "cpu": cpu / count, "scores": numpy.asarray(scores)}


def measure_dattri(layers) -> dict:
    """One measurement, without repetition, for all queries together: the way in which it is fastest."""
    import dattri.algorithm.base

    import dattri_peer

    dattri.algorithm.base.tqdm = lambda values, **_: values
    dampings = [damping for damping, _ in prepare_torch(layers)]
    # What the first call of torch.func costs is not counted.
    dattri_peer.scores([(rows[:4], queries) for rows, queries in layers[:1]], dampings[:1])
    begin, cpu_begin = time.perf_counter(), time.process_time()
    scores = dattri_peer.scores(layers, dampings)
    return {
        "seconds": {scores.shape[1]: time.perf_counter() - begin},
        "cpu": (time.process_time() - cpu_begin) / scores.shape[1],
        "scores": scores.T.numpy(),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine", choices=("exact", "numpy", "torch", "prepared", "dattri"))
    parser.add_argument("--rows", nargs="+", type=pathlib.Path, required=True)
    parser.add_argument("--queries", type=pathlib.Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--batches", type=int, nargs="+", required=True, help="queries together; all of them last")
    parser.add_argument("--output", type=pathlib.Path, required=True, help="scores, as .npy")
    arguments = parser.parse_args()
    layers, _ = load(arguments.rows, arguments.queries)
    result = measure(arguments.engine, layers, arguments.threads, arguments.repeats, arguments.batches)
    numpy.save(arguments.output, result.pop("scores"))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
