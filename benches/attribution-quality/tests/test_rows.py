# SPDX-License-Identifier: Apache-2.0
"""How dictionaries become entries, sentences are transformed, and tables written."""

import pathlib
import tempfile
import unittest

from attribution_quality import report, sources
from attribution_quality.tasks.transformations import TRANSFORMATIONS

JARGON = """00-database-short
     The Jargon File
foo
 /foo/, interj.

    [from {bar}] The first
    {metasyntactic variable}. See {bar}.

Foo

    Said a second time.
"""
DEVIL = """ABASEMENT, n.  A decent and customary mental
attitude.

    A verse that is left out.

BORE, n.  A person who talks.
"""
ELEMENTS = """hydrogen
Symbol: H
Atomic number: 1
Atomic weight: 1.0
Colourless, odourless
gas.
"""
WORDNET = """abet
    v 1: assist or encourage; "he abets" [syn: {help}]
dog
    n 1: a domestic animal; "the dog barked"
    v 1: go after with the intent to catch
"""


class Dictionaries(unittest.TestCase):
    def test_jargon_keeps_the_text_of_first_entries(self) -> None:
        expected = [sources.Entry("foo", "The first metasyntactic variable. See bar.")]
        self.assertEqual(sources.jargon(JARGON), expected)

    def test_devil_leaves_verses_out(self) -> None:
        expected = [
            sources.Entry("abasement", "A decent and customary mental attitude."),
            sources.Entry("bore", "A person who talks."),
        ]
        self.assertEqual(sources.devil(DEVIL), expected)

    def test_elements_leave_numbers_out(self) -> None:
        self.assertEqual(sources.elements(ELEMENTS), [sources.Entry("hydrogen", "Colourless, odourless gas.")])

    def test_wordnet_keeps_the_first_sense_without_examples(self) -> None:
        expected = [sources.Entry("abet", "assist or encourage"), sources.Entry("dog", "a domestic animal")]
        self.assertEqual(sources.wordnet(WORDNET), expected)

    def test_wordnet_has_example_sentences(self) -> None:
        self.assertEqual(sources.wordnet_examples(WORDNET), ["he abets", "the dog barked"])

    def test_dictionary_is_refused_when_it_is_another(self) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            (pathlib.Path(scratch) / "jargon.txt").write_text("another")
            with self.assertRaises(SystemExit):
                sources.dictionary("jargon", pathlib.Path(scratch))


class Transformations(unittest.TestCase):
    def test_every_transformation_does_what_it_says(self) -> None:
        expected = {
            "Reverse the order of the words": "here dog the",
            "Capitalise every other letter": "tHe dOg hErE",
            "Insert the number 1 between the words": "the 1 dog 1 here",
            "Replace the vowels with *": "th* d*g h*r*",
            "Double every consonant": "tthhe ddogg hherre",
            "Capitalise every word": "The Dog Here",
            "Remove all vowels": "th dg hr",
            "Add ly to the end of each word": "thely dogly herely",
            "Remove all consonants": "e o ee",
            "Repeat each word twice": "the the dog dog here here",
        }
        self.assertEqual({name: change("the dog here") for name, change in TRANSFORMATIONS.items()}, expected)


class Report(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.document = pathlib.Path(scratch.name) / "attribution.md"

    def test_tables_replace_those_between_the_marks(self) -> None:
        self.document.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
        report.write(self.document, "new")
        self.assertEqual(self.document.read_text(), f"before\n{report.BEGIN}\n\nnew\n{report.END}\nafter\n")

    def test_marks_are_added_when_there_are_none(self) -> None:
        report.write(self.document, "new")
        report.write(self.document, "newer")
        self.assertEqual(self.document.read_text().count("newer"), 1)
        self.assertNotIn("new\n", self.document.read_text())

    def test_document_is_refused_when_the_second_mark_is_missing(self) -> None:
        self.document.write_text(report.BEGIN)
        with self.assertRaises(SystemExit):
            report.write(self.document, "new")


if __name__ == "__main__":
    unittest.main()
