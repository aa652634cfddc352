# SPDX-License-Identifier: Apache-2.0
"""Text as the peer wants it: numbers below 65 535.

A byte-level BPE of 50 000 tokens, trained on a part of the corpus, as large as those of the models
that the peer indexes. Canonical text has single spaces only, and no token goes across one, so a
word's tokens are the same wherever it stands: each distinct word is tokenised once.
"""

import array
import os
import pathlib

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

import corpus

VOCABULARY = 50_000
TRAINING_BYTES = 8_000_000
SEPARATOR = 0xFFFF


def train(folder: pathlib.Path, path: pathlib.Path) -> Tokenizer:
    """The tokeniser kept at `path`, trained on the corpus in `folder` unless it is there."""
    if path.exists():
        return Tokenizer.from_file(str(path))
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(_sample(folder), trainer)
    path.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(path))
    return tokenizer


def _sample(folder: pathlib.Path):
    """Every k-th document, so that they are about TRAINING_BYTES together."""
    size = sum(path.stat().st_size for path in folder.glob("*.txt"))
    every = max(1, size // TRAINING_BYTES)
    for number, (_, document) in enumerate(corpus.documents(folder)):
        if number % every == 0:
            yield document


class Words:
    """The tokens of words, and of documents by their words."""

    def __init__(self, tokenizer: Tokenizer):
        self.tokenizer = tokenizer
        self._known: dict[str, array.array] = {}

    def tokens(self, word: str) -> array.array:
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = array.array("H", self.tokenizer.encode(word).ids)
        return known

    def document(self, text: str) -> array.array:
        tokens = array.array("H")
        for word in text.split(" "):
            tokens.extend(self.tokens(word))
        return tokens

    def starts(self) -> list[int]:
        """The tokens that begin a word: those with the space before it."""
        return sorted(number for token, number in self.tokenizer.get_vocab().items() if token.startswith("Ġ"))


def write_pretokenised(folder: pathlib.Path, words: Words, target: pathlib.Path) -> dict:
    """The peer's input files for the corpus in `folder`: tokens, a separator before each document, offsets.

    Also writes, for reading results, which contribution each document belongs to.
    """
    target.mkdir(parents=True, exist_ok=True)
    offsets, contributions = array.array("Q"), array.array("Q")
    count = 0
    with (target / "tokenized.0").open("wb") as file:
        for contribution, text in corpus.documents(folder):
            document = array.array("H", [SEPARATOR])
            document.extend(words.document(text))
            offsets.append(2 * count)
            contributions.append(contribution)
            count += len(document)
            document.tofile(file)
    (target / "offset.0").write_bytes(offsets.tobytes())
    (target.parent / f"{target.name}.contributions").write_bytes(contributions.tobytes())
    (target.parent / f"{target.name}.starts").write_text("\n".join(map(str, words.starts())) + "\n")
    return {"tokens": count, "documents": len(offsets)}
