# SPDX-License-Identifier: Apache-2.0
"""This repository's engines, by their command line: `openledger-attribution`."""

import json
import pathlib
import shutil

from measured import Cost, command

MIN_WORDS = 6
SNAPSHOT = "bench"


class Program:
    """The program at `path`."""

    def __init__(self, path: pathlib.Path):
        self.path = path

    def version(self) -> str:
        return command(self.path, "--version").output.strip()

    def build_spans(self, corpus: pathlib.Path, index: pathlib.Path, memory: str | None = None) -> Cost:
        """Builds a new index of `corpus`, with `memory` as the builder's bound where given."""
        shutil.rmtree(index, ignore_errors=True)
        bound = ["--memory", memory] if memory else []
        return command(
            self.path, "--json", "index", "build", "--corpus", corpus, "--index", index, "--snapshot", SNAPSHOT, *bound
        )

    def attribute(self, index: pathlib.Path, answers: pathlib.Path, *options: str) -> tuple[list[dict], Cost]:
        """What it says about each answer, `micros` among it, and what the whole command took."""
        done = command(
            self.path, "--json", "attribute", "--index", index, "--snapshot", SNAPSHOT, "--answers", answers,
            "--min-words", MIN_WORDS, "--timing", *options,
        )  # fmt: skip
        return [json.loads(line) for line in done.output.splitlines()], done

    def build_influence(self, blocks: list[pathlib.Path], index: pathlib.Path) -> Cost:
        """Builds an index of all dimensions."""
        index.unlink(missing_ok=True)
        return command(self.path, "--json", "influence", "build", "--gradients", *blocks, "--index", index)

    def prepare_influence(self, index: pathlib.Path) -> Cost:
        """Applies DataInf's inverse curvature to the rows of an index, once for all queries."""
        return command(self.path, "--json", "influence", "prepare", "--index", index)

    def score(
        self, index: pathlib.Path, queries: pathlib.Path, output: pathlib.Path, repeats: int, prepared: bool
    ) -> dict:
        """Medians of DataInf over an index, in seconds: to prepare, or to open what is prepared; to score all queries
        of the file; and processor time of one run, without opening and checking the index."""
        options = ["--prepared"] if prepared else []
        done = command(
            self.path, "--json", "influence", "score", "--index", index, "--queries", queries,
            "--method", "datainf", "--output", output, "--timing", "--repeat", 1 + 2 * repeats, *options,
        )  # fmt: skip
        return json.loads(done.errors.splitlines()[-1]) | {"cpu": done.cpu_seconds / (1 + 2 * repeats)}
