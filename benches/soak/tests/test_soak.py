# SPDX-License-Identifier: Apache-2.0
"""The arithmetic, and the formats that are written here without their libraries."""

import json
import struct
import unittest

from soak import adapters, report, slope, work


class Slope(unittest.TestCase):
    def test_slope_is_that_of_the_line_when_a_few_points_are_wild(self):
        points = [(float(x), 3.0 * x + 1) for x in range(50)]
        points[7], points[31] = (7.0, 900.0), (31.0, -700.0)
        self.assertAlmostEqual(slope.theil_sen(points), 3.0)

    def test_growth_is_slope_times_duration_when_values_rise(self):
        grown, median = slope.growth([(float(x), 10.0 + 2 * x) for x in range(11)])
        self.assertAlmostEqual(grown, 20.0)
        self.assertEqual(median, 20.0)

    def test_nothing_grows_when_there_are_no_two_points(self):
        self.assertEqual(slope.growth([]), (0.0, 0.0))
        self.assertEqual(slope.growth([(1.0, 5.0)]), (0.0, 5.0))

    def test_slope_is_the_same_when_points_are_many(self):
        points = [(float(x), 0.5 * x) for x in range(5000)]
        self.assertAlmostEqual(slope.theil_sen(points), 0.5)


class Adapters(unittest.TestCase):
    def test_safetensors_has_header_and_offsets_that_fit(self):
        data = adapters.safetensors({"b": ([2], [1.0, 2.0]), "a": ([1], [3.0])})
        (length,) = struct.unpack("<Q", data[:8])
        header, body = json.loads(data[8 : 8 + length]), data[8 + length :]
        self.assertEqual(length % 8, 0)
        self.assertEqual(header["a"]["data_offsets"], [0, 4])
        self.assertEqual(struct.unpack("<2f", body[4:12]), (1.0, 2.0))

    def test_manifest_lists_files_by_name(self):
        text = adapters.manifest({"b": b"xy", "a": b"z"}).decode()
        self.assertEqual([line.split(" ")[1:] for line in text.splitlines()], [["1", "a"], ["2", "b"]])
        self.assertTrue(text.endswith("\n"))

    def test_job_ids_differ_by_request(self):
        self.assertNotEqual(work.job_id(1), work.job_id(2))
        self.assertEqual(len(work.job_id(1)), 66)


class Report(unittest.TestCase):
    def test_table_stands_between_the_marks_when_there_was_another(self):
        document = f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n"
        self.assertEqual(
            report.insert(document, "new\n"), f"before\n{report.BEGIN}\nnew\n{report.END}\nafter\n"
        )

    def test_document_is_refused_when_it_has_no_marks(self):
        with self.assertRaises(ValueError):
            report.insert("nothing", "new\n")


if __name__ == "__main__":
    unittest.main()
