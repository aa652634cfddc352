# SPDX-License-Identifier: Apache-2.0
"""Answers as a model that has read a corpus might give them: quotes, stitched to text it never saw."""

import json
import pathlib
import random

ANSWER_TOKENS = 450
QUOTES = 0.6
QUOTE_WORDS = (5, 40)
OTHER_WORDS = (5, 20)


def stitch(corpus: list[str], unseen: list[str], count: int, tokens_of, seed: int) -> list[str]:
    """`count` answers of as many words as fit 450 of the peer's tokens, the same for the same seed.

    `tokens_of` tells a word's tokens. Three runs of words in five are quotes from a document of
    `corpus`, the others from one of `unseen`.
    """
    chance = random.Random(seed)
    return [_answer(corpus, unseen, tokens_of, chance) for _ in range(count)]


def _answer(corpus, unseen, tokens_of, chance: random.Random) -> str:
    words: list[str] = []
    room = ANSWER_TOKENS
    while True:
        source, bounds = (corpus, QUOTE_WORDS) if chance.random() < QUOTES else (unseen, OTHER_WORDS)
        document = chance.choice(source).split(" ")
        length = chance.randint(*bounds)
        first = chance.randrange(max(1, len(document) - length + 1))
        for word in document[first : first + length]:
            room -= len(tokens_of(word))
            if room < 0:
                return " ".join(words)
            words.append(word)


def write(path: pathlib.Path, answers: list[str]):
    """The file of answers that `openledger-attribution` reads."""
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(answers):
            file.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")
