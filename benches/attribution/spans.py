# SPDX-License-Identifier: Apache-2.0
"""Spans side by side: this repository's index and infini-gram's, the same text, the same answers."""

import dataclasses
import pathlib
import random

import answers as stitched
import corpus
import engine
import infinigram
import tokens
from measured import THREADS, Cost, folder_bytes, summary

# Answers on which the peer's settings are chosen.
CALIBRATION = 12


@dataclasses.dataclass
class Text:
    """A corpus with what both engines made of it, and the answers to ask both about."""

    name: str
    folder: pathlib.Path
    work: pathlib.Path
    answers: list[str]
    queries: list[list[int]]
    words: tokens.Words

    @property
    def ours(self) -> pathlib.Path:
        return self.work / "ours"

    @property
    def theirs(self) -> pathlib.Path:
        return self.work / "infini-gram"


def prepare(name: str, folder: pathlib.Path, unseen: pathlib.Path, work: pathlib.Path, count: int) -> Text:
    """Tokenises `folder` for the peer, and stitches `count` answers from it and from `unseen`."""
    work.mkdir(parents=True, exist_ok=True)
    words = tokens.Words(tokens.train(folder, work / "tokenizer.json"))
    seen = [document for _, document in corpus.documents(folder)]
    other = [document for _, document in corpus.documents(unseen)]
    check_words(words, seen)
    texts = stitched.stitch(seen, other, count, words.tokens, seed=1)
    return Text(name, folder, work, texts, [list(words.document(answer)) for answer in texts], words)


def check_words(words: tokens.Words, documents: list[str], sample: int = 500):
    """Holds the tokeniser to what `tokens` says: a document's tokens are its words' tokens."""
    for document in random.Random(2).sample(documents, min(sample, len(documents))):
        whole = words.tokenizer.encode(document).ids
        if whole != list(words.document(document)):
            raise AssertionError(f"tokenised otherwise as a whole: {document[:200]}")


def build(program: engine.Program, text: Text, memory: str) -> dict:
    """Seconds, bytes and peak memory of both builders; ours again with a bound for memory."""
    size = sum(path.stat().st_size for path in text.folder.glob("*.txt"))
    counts = tokens.write_pretokenised(text.folder, text.words, text.theirs)
    theirs = infinigram.build(text.theirs, THREADS)
    bounded = program.build_spans(text.folder, text.work / "bounded", memory)
    ours = program.build_spans(text.folder, text.ours)
    return {
        "text_bytes": size,
        **counts,
        "ours": _numbers(ours) | {"bytes": folder_bytes(text.ours)},
        "bounded": _numbers(bounded) | {"bytes": folder_bytes(text.work / "bounded"), "memory": memory},
        "theirs": _numbers(theirs) | {"bytes": folder_bytes(text.theirs)},
    }


def _numbers(cost: Cost) -> dict:
    return {"seconds": cost.seconds, "cpu_seconds": cost.cpu_seconds, "peak_bytes": cost.peak_bytes}


def fastest_settings(text: Text) -> tuple[infinigram.Settings, dict]:
    """The peer's settings with the lowest median over a few answers, and what each took."""
    tried = {}
    for settings in infinigram.SETTINGS:
        found = infinigram.attribute(
            text.theirs, text.queries[:CALIBRATION], settings, infinigram.ALL_OCCURRENCES, warm=5
        )
        tried[settings.name] = summary(found["milliseconds"])["p50"]
    best = min(infinigram.SETTINGS, key=lambda settings: tried[settings.name])
    return best, tried


def attribute(program: engine.Program, text: Text, rounds: int) -> dict:
    """Milliseconds per answer of both engines, each in a fresh process, turn by turn."""
    settings, tried = fastest_settings(text)
    ours, chosen, theirs = Times(), Times(), Times()
    for _ in range(rounds):
        matches = _ours(program, text, ours, "matches_micros", "--matches")
        _ours(program, text, chosen, "micros")
        peer = infinigram.attribute(text.theirs, text.queries, settings, infinigram.ALL_OCCURRENCES)
        theirs.add(peer["milliseconds"], peer["cpu_milliseconds"])
    delimiters = {token for mark in (".", "\n") for token in text.words.tokenizer.encode("a" + mark).ids[-1:]}
    shown = infinigram.attribute(
        text.theirs, text.queries, infinigram.SETTINGS[0], infinigram.OLMOTRACE_OCCURRENCES, sorted(delimiters)
    )
    olmotrace = Times()
    olmotrace.add(shown["milliseconds"], shown["cpu_milliseconds"])
    return {
        "answers": len(text.answers),
        "ours": ours.summary(),
        "chosen": chosen.summary(),
        "theirs": theirs.summary() | {"settings": settings.name},
        "settings": tried,
        "olmotrace": olmotrace.summary(),
        "agreement": agreement(text, matches, peer["spans"]),
    }


class Times:
    """Milliseconds of every answer in every round, and of processor time per answer in each round."""

    def __init__(self):
        self.milliseconds: list[float] = []
        self.cpu: list[float] = []

    def add(self, milliseconds: list[float], cpu: float):
        self.milliseconds += milliseconds
        self.cpu.append(cpu)

    def summary(self) -> dict:
        return summary(self.milliseconds) | {"cpu": min(self.cpu)}


def _ours(program: engine.Program, text: Text, times: Times, member: str, *options: str) -> list[dict]:
    """Attributes all answers twice over; the first time warms what is to be warm, the second counts.

    Processor time is what the second time adds to a run of the first alone, reading and printing with it.
    """
    _, first = program.attribute(text.ours, _answers(text, 1), *options)
    lines, both = program.attribute(text.ours, _answers(text, 2), *options)
    counted = lines[len(text.answers) :]
    added = 1000 * (both.cpu_seconds - first.cpu_seconds) / len(text.answers)
    times.add([line[member] / 1000 for line in counted], added)
    return counted


def _answers(text: Text, times: int) -> pathlib.Path:
    """A file with all answers, all of them so many times."""
    path = text.work / f"answers-{times}.jsonl"
    stitched.write(path, text.answers * times)
    return path


def agreement(text: Text, ours: list[dict], theirs: list[list]) -> dict:
    """Whether both found the same maximal spans, as runs of words, in the same contributions."""
    places = infinigram.Places(text.theirs)
    counts = {"spans_ours": 0, "spans_theirs": 0, "spans_both": 0, "holders_same": 0, "examples": []}
    for answer, mine, peer in zip(text.answers, ours, theirs, strict=True):
        words = answer.split(" ")
        my_spans = _our_spans(answer, mine["matches"])
        peer_spans = _peer_spans(words, text.words, peer, places)
        both = my_spans.keys() & peer_spans.keys()
        counts["spans_ours"] += len(my_spans)
        counts["spans_theirs"] += len(peer_spans)
        counts["spans_both"] += len(both)
        counts["holders_same"] += sum(my_spans[span] == peer_spans[span] for span in both)
        for first, length in sorted(my_spans.keys() ^ peer_spans.keys())[:1]:
            who = "ours" if (first, length) in my_spans else "infini-gram"
            counts["examples"].append([who, " ".join(words[first : first + length])])
    counts["examples"] = counts["examples"][:10]
    return counts


def _our_spans(answer: str, matches: list[dict]) -> dict:
    """Our matches, by first word and number of words."""
    encoded = answer.encode()
    return {
        (encoded[: match["start"]].count(b" "), match["words"]): {holder["contribution"] for holder in match["holders"]}
        for match in matches
    }


def _peer_spans(words: list[str], known: tokens.Words, spans: list, places: infinigram.Places) -> dict:
    """The peer's spans of at least as many words as ours have, by first word and number of words."""
    starts, token = {}, 0
    for number, word in enumerate(words):
        starts[token] = number
        token += len(known.tokens(word))
    starts[token] = len(words)
    result = {}
    for left, right, _, found in spans:
        first, end = starts[left], starts[right]
        if end - first >= engine.MIN_WORDS:
            result[first, end - first] = {places.contribution(place) for place in found}
    return result
