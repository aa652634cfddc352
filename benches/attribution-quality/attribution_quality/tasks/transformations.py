# SPDX-License-Identifier: Apache-2.0
"""Ten transformations of sentences, after the sentence task of the DataInf paper (section 5.3).

Each class is an instruction, applied to sentences of its own. A sentence to be predicted was learnt best
from rows of its class, so those should have the highest influence.
"""

import random
from collections.abc import Callable

from attribution_quality import sources
from attribution_quality.bench import Bench
from attribution_quality.training import Row

VOWELS = set("aeiouAEIOU")


def _words(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda sentence: " ".join(change(word) for word in sentence.split())


def _letters(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda sentence: "".join(change(letter) for letter in sentence)


def _consonant(letter: str) -> bool:
    return letter.isalpha() and letter not in VOWELS


def _alternate(sentence: str) -> str:
    return "".join(c.upper() if place % 2 else c.lower() for place, c in enumerate(sentence))


TRANSFORMATIONS: dict[str, Callable[[str], str]] = {
    "Reverse the order of the words": lambda sentence: " ".join(reversed(sentence.split())),
    "Capitalise every other letter": _alternate,
    "Insert the number 1 between the words": lambda sentence: " 1 ".join(sentence.split()),
    "Replace the vowels with *": _letters(lambda c: "*" if c in VOWELS else c),
    "Double every consonant": _letters(lambda c: c + c if _consonant(c) else c),
    "Capitalise every word": _words(str.capitalize),
    "Remove all vowels": _letters(lambda c: "" if c in VOWELS else c),
    "Add ly to the end of each word": _words(lambda word: word + "ly"),
    "Remove all consonants": _letters(lambda c: "" if _consonant(c) else c),
    "Repeat each word twice": _words(lambda word: f"{word} {word}"),
}


def rows(bench: Bench, seed: int, learnt: int, asked: int) -> tuple[list[list[Row]], list[list[Row]]]:
    """Rows to learn and to ask of each class, of example sentences of WordNet, each used once."""
    sentences = [
        sentence
        for sentence in sources.wordnet_examples(bench.text("wn"))
        if 4 <= len(sentence.split()) <= 6 and len(sentence) <= 36 and sentence.replace(" ", "").isalpha()
    ]
    chosen = iter(random.Random(seed).sample(sentences, len(TRANSFORMATIONS) * (learnt + asked)))
    train, validation = [], []
    for instruction, transform in TRANSFORMATIONS.items():
        of_class = [
            Row(f"{instruction}: {sentence}", " ".join(transform(sentence).split()))
            for sentence in (next(chosen) for _ in range(learnt + asked))
        ]
        train.append(of_class[:learnt])
        validation.append(of_class[learnt:])
    return train, validation
