# SPDX-License-Identifier: Apache-2.0
"""The engines that are measured: `openledger-attribution`, as users call it."""

import json
import pathlib
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy
import torch
from safetensors.numpy import load_file
from torch import Tensor

from attribution_quality.cache import write_tensors
from attribution_quality.statistics import Floats

Gradients = Mapping[str, Tensor]


class Engine:
    """The program, and a folder for what it reads and writes."""

    def __init__(self, program: pathlib.Path) -> None:
        if not program.is_file():
            raise SystemExit(f"{program} is not there: build openledger-attribution, or name it by --engine")
        self.program = program

    def _run(self, *arguments: str | pathlib.Path) -> str:
        command = [str(self.program), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr.strip()}")
        return done.stdout

    def influence(
        self,
        checkpoints: Sequence[tuple[Gradients, Gradients]],
        methods: Mapping[str, Sequence[str]],
        dimensions: int = 0,
        learning_rates: Sequence[float] = (),
    ) -> dict[str, Floats]:
        """Scores `[queries, rows]` for each method; positive means that the row helped.

        `checkpoints` has the gradients of rows and of queries for one state of the training, or for
        several. The last is the final one, which all methods but TracIn look at alone. A method is its
        name in results with its command-line options. `dimensions` is what each layer is projected to, 0
        for not at all.
        """
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch)
            indexes = []
            for place, (rows, queries) in enumerate(checkpoints):
                gradients, index = folder / f"rows-{place}.safetensors", folder / f"{place}.index"
                write_tensors(gradients, numbered(rows))
                write_tensors(folder / f"queries-{place}.safetensors", dict(queries))
                self._run(
                    *("influence", "build", "--gradients", gradients, "--index", index),
                    *("--dimensions", str(dimensions), "--seed", "1"),
                )
                gradients.unlink()
                indexes.append(index)
            results = {}
            for name, options in methods.items():
                used = range(len(indexes)) if "tracin" in options else range(len(indexes) - 1, len(indexes))
                output = folder / "scores.safetensors"
                asked = [folder / f"queries-{place}.safetensors" for place in used]
                command: list[str | pathlib.Path] = ["influence", "score", "--rows", "--output", output]
                command += [
                    "--index",
                    _listed(indexes[place] for place in used),
                    "--queries",
                    _listed(asked),
                ]
                if "tracin" in options:
                    command += ["--rates", _listed(learning_rates)]
                self._run(*command, "--method", *options)
                results[name] = load_file(output)["scores"].astype(numpy.float64)
            return results

    def spans(self, documents: Mapping[int, str], answers: Sequence[str], min_words: int) -> list[dict[str, Any]]:
        """What each answer repeats of `documents`, which are contributions by their identifiers."""
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch)
            corpus = folder / "corpus"
            corpus.mkdir()
            for contribution, text in documents.items():
                (corpus / f"{contribution}.txt").write_text(text + "\n")
            questions = folder / "answers.jsonl"
            lines = [json.dumps({"id": str(place), "text": text}) for place, text in enumerate(answers)]
            questions.write_text("\n".join(lines) + "\n")
            self._run("index", "build", "--corpus", corpus, "--index", folder / "index", "--snapshot", "all")
            output = self._run(
                *("--json", "attribute", "--index", folder / "index", "--snapshot", "all"),
                *("--answers", questions, "--min-words", str(min_words)),
            )
        return [json.loads(line) for line in output.splitlines()]


def _listed(items: Iterable[object]) -> str:
    return ",".join(map(str, items))


def numbered(gradients: Gradients) -> dict[str, Tensor]:
    """Gradients with the tensors that name each row's contribution: row i is contribution i's only one."""
    rows = len(next(iter(gradients.values())))
    return {**gradients, "contribution": torch.arange(rows), "row": torch.zeros(rows, dtype=torch.long)}


def shares(line: Mapping[str, Any]) -> dict[int, float]:
    """The vector of an answer's attribution: shares of 1 by contribution, without the residual."""
    return {share["contribution"]: share["share"] / 1e9 for share in line["vector"]["shares"]}
