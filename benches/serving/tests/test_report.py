# SPDX-License-Identifier: Apache-2.0
"""Targets are met or not by the medians; documents keep what is not ours."""

import pathlib
import tempfile
import unittest

from serving import report


def spread(median: float) -> dict[str, float]:
    return {"median": median, "low": median * 0.9, "high": median * 1.1}


class Reports(unittest.TestCase):
    def met(self, name: str, row: dict) -> list[bool | None]:
        return [line[3] for line in report.met({name: row})]

    def test_targets_are_met_at_their_borders_and_missed_below(self) -> None:
        self.assertEqual(self.met("single", {"ratio": spread(1.0)}), [True])
        self.assertEqual(self.met("single", {"ratio": spread(0.99)}), [False])
        many = {"adapters": 64, "ratio_switching": spread(10.0)}
        self.assertEqual(self.met("many", many), [True])
        self.assertEqual(self.met("many", many | {"ratio_switching": spread(9.9)}), [False])
        self.assertEqual(self.met("training", {"ratio": spread(0.9)}), [False])

    def test_drop_is_what_the_ratio_lacks(self) -> None:
        row = {"few_adapters": 5, "large_adapters": 2000, "ratio_large_few": spread(1.0), "ratio_large": spread(0.94)}
        lines = report.met({"registered": row})
        self.assertEqual([line[3] for line in lines], [True, False])
        self.assertTrue(lines[1][2].startswith("6.0 %"))

    def test_cold_adapter_may_cost_one_load(self) -> None:
        row = {
            "added": spread(0.05),
            "load_seconds": spread(0.05),
            "added_loads": spread(1.0),
            "gap_ratio": spread(1.1),
            "request_ratio": spread(1.2),
        }
        self.assertEqual(self.met("cold", row), [True, True, False])
        self.assertEqual(self.met("cold", row | {"added_loads": spread(1.01)})[0], False)

    def test_memory_is_held_to_the_size_of_the_file(self) -> None:
        row = {"kinds": {"float32": {"ratio": spread(1.05)}, "bfloat16": {"ratio": spread(2.0)}}}
        self.assertEqual(self.met("memory", row), [True, False])

    def test_rows_of_one_run_share_a_line_and_those_of_another_do_not(self) -> None:
        measured = {
            **{"date": "2026-11-22", "cores": 2, "processor": "a processor", "memory_bytes": None, "threads": 2},
            **{"program": "server 1", "profile": "release", "python": "3.11", "packages": {"torch": "2"}, "seed": 1},
            "shape": dict.fromkeys(("hidden", "layers", "heads", "kv_heads", "intermediate", "vocabulary"), 8),
        }
        row = {"rows": 4, "tokens": 9, "batch": 2, "rank": 2, "epochs": 2, "rounds": 2, "load": 0.5}
        row |= {"ours": spread(2.0), "theirs": spread(1.0), "ratio": spread(2.0), "measured": measured}
        row |= {"ours_losses": [1.0], "theirs_losses": [1.0]}
        other = row | {"measured": measured | {"date": "2026-11-23"}, "load": 7.0}
        self.assertIn("- training: 2026-11-22", report.tables({"training": row}))
        made = report.tables({"training": row, "again": row, "later": other})
        self.assertIn("- training, again: 2026-11-22", made)
        self.assertIn("- later: 2026-11-23", made)
        self.assertEqual(made.count("The machine had other work"), 1)

    def test_document_keeps_what_stands_around_the_marks(self) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            document = pathlib.Path(scratch) / "document.md"
            other = "<!-- serving-cuda:begin -->\nkept\n<!-- serving-cuda:end -->\n"
            document.write_text(f"before\n<!-- serving-cpu:begin -->\nold\n<!-- serving-cpu:end -->\n{other}")
            report.write(document, "cpu", "new")
            written = document.read_text()
        self.assertEqual(written, f"before\n<!-- serving-cpu:begin -->\nnew\n<!-- serving-cpu:end -->\n{other}")

    def test_document_without_marks_is_left_alone(self) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            document = pathlib.Path(scratch) / "document.md"
            document.write_text("no marks\n")
            with self.assertRaises(SystemExit):
                report.write(document, "cpu", "new")
            self.assertEqual(document.read_text(), "no marks\n")


if __name__ == "__main__":
    unittest.main()
