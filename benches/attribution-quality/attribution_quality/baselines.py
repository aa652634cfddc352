# SPDX-License-Identifier: Apache-2.0
"""Attribution by words alone, with no model: what gradients have to beat (DATE-LM, arXiv 2507.09424)."""

import collections
import math
import re
from collections.abc import Sequence

import numpy

from attribution_quality.statistics import Floats

# As in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond".
SATURATION = 1.2
LENGTH = 0.75

Bag = collections.Counter[str]


def bag(text: str) -> Bag:
    """The words of a text, in lower case, with their numbers."""
    return collections.Counter(re.findall(r"\w+", text.lower()))


def cosine(queries: Sequence[str], documents: Sequence[str]) -> Floats:
    """Cosines of the bags of words, `[queries, documents]`."""
    bags = [bag(text) for text in documents]
    lengths = [_norm(words) for words in bags]
    rows = []
    for query in queries:
        words = bag(query)
        norm = _norm(words)
        products = [sum(count * document[word] for word, count in words.items()) for document in bags]
        rows.append(
            [
                product / (norm * length) if norm and length else 0.0
                for product, length in zip(products, lengths, strict=True)
            ]
        )
    return numpy.array(rows)


def bm25(queries: Sequence[str], documents: Sequence[str]) -> Floats:
    """Scores by BM25, `[queries, documents]`. A word counts once in a query."""
    bags = [bag(text) for text in documents]
    sizes = [sum(words.values()) for words in bags]
    mean = sum(sizes) / max(len(sizes), 1)
    holders = collections.Counter(word for words in bags for word in words)
    rows = []
    for query in queries:
        weights = {word: math.log(1 + (len(bags) - holders[word] + 0.5) / (holders[word] + 0.5)) for word in bag(query)}
        rows.append(
            [
                sum(_saturated(words[word], size / mean) * weight for word, weight in weights.items())
                for words, size in zip(bags, sizes, strict=True)
            ]
        )
    return numpy.array(rows)


def _saturated(count: int, relative_size: float) -> float:
    if not count:
        return 0.0
    return count * (SATURATION + 1) / (count + SATURATION * (1 - LENGTH + LENGTH * relative_size))


def _norm(words: Bag) -> float:
    return math.sqrt(sum(count * count for count in words.values()))
