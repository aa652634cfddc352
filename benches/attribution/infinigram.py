# SPDX-License-Identifier: Apache-2.0
"""The peer: infini-gram's engine, its index, its `attribute`, from the PyPI package.

Run as a program it answers queries: a folder and settings on the command line, a JSON list of token
lists on stdin, on stdout one JSON object with the milliseconds and spans of each.
"""

import argparse
import array
import bisect
import dataclasses
import json
import pathlib
import resource
import subprocess
import sys
import time

from measured import Cost, command, environment

# How OLMoTrace calls it (infinigram-api's defaults): spans end at full stops, and one that occurs
# more than ten times is dropped.
OLMOTRACE_OCCURRENCES = 10
# High enough to drop nothing: every occurrence is listed.
ALL_OCCURRENCES = 1 << 30
LEAST_TOKENS = 6


@dataclasses.dataclass(frozen=True)
class Settings:
    """What its engine is started with; the defaults are the package's."""

    name: str
    block: int = 512
    in_memory: bool = False
    prefetch: bool = True


SETTINGS = (
    Settings("defaults"),
    Settings("two blocks", block=225),
    Settings("in memory", in_memory=True),
    Settings("in memory, no prefetch", in_memory=True, prefetch=False),
    Settings("in memory, two blocks, no prefetch", block=225, in_memory=True, prefetch=False),
)


def build(folder: pathlib.Path, threads: int, gibibytes: int = 8) -> Cost:
    """Builds the suffix array beside the pre-tokenised files in `folder`."""
    (folder / "table.0").unlink(missing_ok=True)
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return command(
        sys.executable, "-m", "infini_gram.indexing", "--data_dir", folder, "--save_dir", folder,
        "--token_dtype", "u16", "--cpus", threads, "--mem", gibibytes, "--ulimit", files,
    )  # fmt: skip


def attribute(
    folder: pathlib.Path, queries: list[list[int]], settings: Settings, occurrences: int, delimiters=(), warm: int = 40
) -> dict:
    """Attributes each query in a fresh process, after `warm` of them that are not counted."""
    arguments = dataclasses.asdict(settings) | dict(
        folder=str(folder), occurrences=occurrences, delimiters=list(delimiters), warm=warm
    )
    done = subprocess.run(
        [sys.executable, __file__, "--settings", json.dumps(arguments)],
        input=json.dumps(queries), stdout=subprocess.PIPE, text=True, env=environment(),
    )  # fmt: skip
    if done.returncode != 0:
        sys.exit(f"infini-gram failed with {done.returncode}")
    return json.loads(done.stdout)


class Places:
    """Which contribution a place in the peer's index belongs to."""

    def __init__(self, folder: pathlib.Path):
        self._offsets = _read(folder / "offset.0")
        self._contributions = _read(folder.parent / f"{folder.name}.contributions")

    def contribution(self, place: int) -> int:
        return self._contributions[bisect.bisect_right(self._offsets, place) - 1]


def _read(path: pathlib.Path) -> array.array:
    numbers = array.array("Q")
    numbers.frombytes(path.read_bytes())
    return numbers


def answer_queries(settings: dict, queries: list[list[int]]) -> dict:
    from infini_gram.engine import InfiniGramEngine

    folder = pathlib.Path(settings["folder"])
    prefetch = {} if settings["prefetch"] else dict(ds_prefetch_depth=0, sa_prefetch_depth=0, od_prefetch_depth=0)
    engine = InfiniGramEngine(
        index_dir=str(folder), eos_token_id=65533, vocab_size=65535, token_dtype="u16", version=4,
        bow_ids_path=str(folder.parent / f"{folder.name}.starts"), attribution_block_size=settings["block"],
        load_to_ram=settings["in_memory"], **prefetch,
    )  # fmt: skip

    def once(query):
        begin = time.perf_counter()
        found = engine.attribute(query, settings["delimiters"], LEAST_TOKENS, settings["occurrences"], True)
        return 1000 * (time.perf_counter() - begin), found

    for query in queries[: settings["warm"]]:
        once(query)
    before = resource.getrusage(resource.RUSAGE_SELF)
    results = [once(query) for query in queries]
    after = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "milliseconds": [milliseconds for milliseconds, _ in results],
        "cpu_milliseconds": 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / len(queries),
        "spans": [
            [[span["l"], span["r"], span["count"], [place["ptr"] for place in span["docs"]]] for span in found["spans"]]
            for _, found in results
        ],
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--settings", required=True)
    print(json.dumps(answer_queries(json.loads(parser.parse_args().settings), json.load(sys.stdin))))
