# SPDX-License-Identifier: Apache-2.0
"""A run that was killed goes on where it was, and measures again when what decides the numbers has changed."""

import contextlib
import dataclasses
import pathlib
import tempfile
import unittest
from collections.abc import Iterator

from serving.bench import Bench, Round, Sample
from serving.settings import QUICK, Single


class Rounds(unittest.TestCase):
    def setUp(self) -> None:
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        folder = pathlib.Path(self.scratch.name)
        program = folder / "program"
        program.write_text("a program")
        self.bench = Bench(QUICK, program, program, folder, threads=1, device="cpu", fresh=False)
        self.measured: list[int] = []

    def run_rounds(self, bench: Bench, rounds: int, killed_in: int | None = None) -> list[Sample]:
        @contextlib.contextmanager
        def prepare(_: Bench) -> Iterator[Round]:
            def measure(number: int) -> Sample:
                if number == killed_in:
                    raise KeyboardInterrupt
                self.measured.append(number)
                return {"value": number * 10}

            yield measure

        return bench.rounds("single", Single(prompt=1, tokens=2, rounds=rounds), prepare)

    def test_rounds_go_on_where_a_run_was_killed(self) -> None:
        with self.assertRaises(KeyboardInterrupt):
            self.run_rounds(self.bench, 4, killed_in=2)
        found = self.run_rounds(self.bench, 4)
        self.assertEqual(self.measured, [0, 1, 2, 3])
        self.assertEqual([sample["value"] for sample in found], [0, 10, 20, 30])

    def test_rounds_are_not_measured_again_when_all_are_there(self) -> None:
        self.run_rounds(self.bench, 2)
        self.run_rounds(self.bench, 2)
        self.assertEqual(self.measured, [0, 1])

    def test_rounds_begin_again_when_the_program_or_the_threads_change(self) -> None:
        self.run_rounds(self.bench, 1)
        self.run_rounds(dataclasses.replace(self.bench, threads=2), 1)
        self.bench.program.write_text("another program")
        self.run_rounds(self.bench, 1)
        self.assertEqual(self.measured, [0, 0, 0])

    def test_rounds_begin_again_when_asked_to(self) -> None:
        self.run_rounds(self.bench, 2)
        self.run_rounds(dataclasses.replace(self.bench, fresh=True), 2)
        self.assertEqual(self.measured, [0, 1, 0, 1])


if __name__ == "__main__":
    unittest.main()
