# SPDX-License-Identifier: Apache-2.0
"""Real text: the entries of dictionaries that Debian ships and anybody may copy.

The packages are fetched with `apt-get download`, checked against their hashes and unpacked into the
cache; nothing is installed. The Jargon File, the Devil's Dictionary and the Elements are in the public
domain, WordNet has a permissive licence.
"""

import dataclasses
import gzip
import hashlib
import pathlib
import re
import subprocess
import tempfile

# dictionary: (package, SHA-256 of the text in it)
PACKAGES = {
    "jargon": ("dict-jargon", "6c8118c277d0b00736d406d4941b77b69932d6ab125f7179ff88fe12939cc19e"),
    "devil": ("dict-devil", "703d1225d2fb927653bfd8b00e4e96938e0b630c6023edd26702ac6ed50383f8"),
    "elements": ("dict-elements", "e9efe696aee6184927471a061b779d3451ac92b2901469a679c88460ada721f4"),
    "wn": ("dict-wn", "1a8b6fe11b6c845ea66246c54e3c33303b2243d3fb3f8d6402ef64e6400f675a"),
}


@dataclasses.dataclass(frozen=True)
class Entry:
    """An entry of a dictionary, its text on one line."""

    headword: str
    text: str


def dictionary(name: str, folder: pathlib.Path) -> str:
    """The text of a dictionary of `PACKAGES`, fetched into `folder` if it is not there.

    Exits with a message where the package cannot be fetched, or holds another text than the one that
    the results were measured on.
    """
    path = folder / f"{name}.txt"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_fetch(name))
    text = path.read_bytes()
    found, expected = hashlib.sha256(text).hexdigest(), PACKAGES[name][1]
    if found != expected:
        raise SystemExit(f"{path} is not the text that was measured: its SHA-256 is {found}, not {expected}")
    return text.decode("utf-8", errors="replace")


def _fetch(name: str) -> bytes:
    package = PACKAGES[name][0]
    with tempfile.TemporaryDirectory() as scratch:
        try:
            subprocess.run(["apt-get", "download", "-q", package], cwd=scratch, check=True, stdout=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError) as error:
            raise SystemExit(f"apt-get cannot download {package}: {error}") from error
        (archive,) = pathlib.Path(scratch).glob("*.deb")
        subprocess.run(["dpkg-deb", "-x", archive, scratch], check=True)
        return gzip.decompress((pathlib.Path(scratch) / f"usr/share/dictd/{name}.dict.dz").read_bytes())


def jargon(text: str) -> list[Entry]:
    """Entries of the Jargon File: a headword at the margin, an indented text below.

    The line with the pronunciation and the part of speech, the braces around cross references and
    bracketed etymologies at the beginning are left out.
    """
    entries = []
    for headword, body in _by_margin(text):
        body = [line for line in body if line.startswith("    ")]
        entries.append(_entry(headword, " ".join(body)))
    return _distinct(entries)


def devil(text: str) -> list[Entry]:
    """Entries of the Devil's Dictionary: `HEADWORD, n.  Text`, without the verses below."""
    begin = re.compile(r"^([A-Z][A-Z' -]+), (?:[a-z.]+ ?)+\s+(\S.*)$")
    entries = []
    for paragraph in text.split("\n\n"):
        lines = paragraph.strip("\n").split("\n")
        if found := begin.match(lines[0]):
            body = " ".join([found[2], *lines[1:]])
            entries.append(_entry(found[1].lower(), body))
    return _distinct(entries)


def elements(text: str) -> list[Entry]:
    """The chemical elements, without the lines for symbol, number and weight."""
    entries = []
    for paragraph in text.split("\n\n"):
        lines = paragraph.strip("\n").split("\n")
        if len(lines) > 4 and lines[1].startswith("Symbol:"):
            entries.append(_entry(lines[0], " ".join(lines[4:])))
    return _distinct(entries)


def wordnet(text: str) -> list[Entry]:
    """The first sense of each headword of WordNet, without synonyms and examples."""
    entries = []
    for headword, body in _by_margin(text):
        joined = " ".join(line.strip() for line in body)
        senses = re.split(r"(?:\b(?:n|v|adj|adv) )?\b[12]: ", joined)
        gloss = senses[1] if len(senses) > 1 else joined.partition(": ")[2]
        gloss = re.sub(r"\[(?:syn|ant): [^]]*\]", "", gloss)
        entries.append(_entry(headword, gloss.partition("; ")[0]))
    return _distinct(entries)


def wordnet_examples(text: str) -> list[str]:
    """The example sentences of WordNet: the quoted parts of its glosses, in order, each once."""
    joined = " ".join(line.strip() for _, body in _by_margin(text) for line in body)
    return list(dict.fromkeys(re.findall(r'"([A-Za-z][A-Za-z\' ,]+)"', joined)))


def _by_margin(text: str) -> list[tuple[str, list[str]]]:
    entries: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        if line and not line.startswith(" "):
            entries.append((line, []))
        elif entries:
            entries[-1][1].append(line)
    return [(headword, body) for headword, body in entries if not headword.startswith("00-database-")]


def _entry(headword: str, text: str) -> Entry:
    text = " ".join(text.replace("{", "").replace("}", "").split())
    return Entry(" ".join(headword.split()), re.sub(r"^(?:\[[^]]*\] ?)+", "", text))


def _distinct(entries: list[Entry]) -> list[Entry]:
    """The first entry of each headword that says something."""
    first: dict[str, Entry] = {}
    for entry in entries:
        if entry.headword and len(entry.text.split()) >= 3:
            first.setdefault(entry.headword.lower(), entry)
    return list(first.values())
