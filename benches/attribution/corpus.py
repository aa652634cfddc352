# SPDX-License-Identifier: Apache-2.0
"""Real free text for the benches: what Debian's packages ship as documentation.

Two pools of contributions, each a folder of `<id>.txt` with one document (a paragraph, or a
dictionary's entry) per line:

- `wordnet`: WordNet 3.0's dictionary, 27 MB, from the package `dict-wn`;
- `documentation`: the packages of `packages.txt`, read until there is enough, no paragraph twice.

`subset` takes from a pool as many bytes as asked for, a mixture of all its sources: contributions
in the order of a hash of their number.
"""

import gzip
import hashlib
import html
import io
import json
import lzma
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import unicodedata
import zipfile

from progress import Bar

HERE = pathlib.Path(__file__).resolve().parent
# A contribution is closed at this size: an essay, a chapter, a few pages of a dictionary.
CONTRIBUTION_BYTES = 16 * 1024
LEAST_WORDS = 8
LONGEST_PARAGRAPH = 8 * 1024
LONGEST_WORD = 64
# Less than this share of letters and spaces is a table or a listing, not text.
LEAST_LETTERS = 0.75


def canonical(paragraph: str) -> str:
    """The paragraph as canonical text has it, so that words are what stands between spaces.

    Drops what has no assigned, visible meaning in every version of Unicode instead of asking a table.
    """
    if not paragraph.isascii():
        paragraph = unicodedata.normalize("NFC", "".join(map(_kept, paragraph)))
    return " ".join(_CONTROLS.sub(" ", paragraph).split())


_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp", "Cc"):
        return " "
    return "" if category.startswith("C") else character


def is_prose(paragraph: str) -> bool:
    """Whether a canonical paragraph is text to read, and not a table, a listing or a number."""
    if len(paragraph) > LONGEST_PARAGRAPH:
        return False
    words = paragraph.split(" ")
    if len(words) < LEAST_WORDS or max(map(len, words)) > LONGEST_WORD:
        return False
    encoded = paragraph.encode()
    return len(encoded.translate(None, _NOT_LETTERS)) >= LEAST_LETTERS * len(encoded)


# All of ASCII but letters and the space; what is not ASCII passes for letters.
_NOT_LETTERS = bytes(byte for byte in range(128) if not (chr(byte).isalpha() or byte == 0x20))
_SKIPPED = re.compile(r"<(script|style|head|pre|svg|nav)\b.*?</\1\s*>|<!--.*?-->", re.S | re.I)
_BREAKS = re.compile(
    r"</?(?:p|para|title|term|div|li|td|th|tr|h[1-6]|dd|dt|dl|br|hr|table|section|article|ul|ol|blockquote|body)\b[^>]*>", re.I
)
_TAGS = re.compile(r"<[^<>]*>")
_EMPTY_LINE = re.compile(r"\n\s*\n")


def html_paragraphs(text: str):
    text = _TAGS.sub("", _BREAKS.sub("\n\n", _SKIPPED.sub("\n\n", text)))
    return _EMPTY_LINE.split(html.unescape(text))


def plain_paragraphs(text: str):
    return _EMPTY_LINE.split(text)


_FONT = re.compile(r"\\f(?:[A-Z0-9]|\(..|\[[^]]*\])|\\[&/,|^]|\\s[+-]?\d")
_SPECIAL = re.compile(r"\\\((..)|\\\[(\w+)\]")
_REQUEST = re.compile(r"^[.'][ \t]*(?:([BI]|[BIR][BIR]|SM|SB|Nm|Ar|Fl|Xr|Pa|Dv|Er|Em|Sy)[ \t]+(.*)|.*)$")
_SPECIALS = {
    "aq": "'",
    "dq": '"',
    "cq": "'",
    "oq": "'",
    "lq": '"',
    "rq": '"',
    "em": "-",
    "en": "-",
    "bu": "",
    "co": "©",
}


def manual_paragraphs(text: str):
    """The text of a manual page's roff source: font requests keep their words, others end a paragraph."""
    lines = []
    for line in text.splitlines():
        if line.startswith((".", "'")):
            match = _REQUEST.match(line)
            line = match[2].replace('"', "") if match and match[1] else "\n\n"
        lines.append(line)
    text = _SPECIAL.sub(lambda match: _SPECIALS.get(match[1] or match[2], ""), _FONT.sub("", "\n".join(lines)))
    return _EMPTY_LINE.split(text.replace("\\-", "-").replace("\\e", "\\").replace("\\ ", " "))


_COMMENT = re.compile(r"/\*(.*?)\*/", re.S)
_STARS = re.compile(r"^[ \t]*\*+[ \t]?", re.M)


def comment_paragraphs(text: str):
    """The comments of sources in C, and those in C++ and Java that are longer than a line."""
    for comment in _COMMENT.findall(text):
        yield from _EMPTY_LINE.split(_STARS.sub("", comment))


_LINE_COMMENTS = re.compile(r"(?:^[ \t]*//.*\n)+", re.M)
_SLASHES = re.compile(r"^[ \t]*//[/!]?[ \t]?", re.M)


def line_comment_paragraphs(text: str):
    """The comments of Go and Rust: lines that have nothing else."""
    for comment in _LINE_COMMENTS.findall(text):
        yield from _EMPTY_LINE.split(_SLASHES.sub("", comment))


READERS = {
    **dict.fromkeys((".html", ".htm", ".xhtml", ".xht", ".page", ".docbook"), html_paragraphs),
    **dict.fromkeys((".txt", ".md", ".rst", ".text", ".adoc", ".info"), plain_paragraphs),
    **dict.fromkeys((f".{section}" for section in "12345678"), manual_paragraphs),
    **dict.fromkeys((".c", ".h", ".cc", ".cpp", ".hpp", ".java"), comment_paragraphs),
    **dict.fromkeys((".go", ".rs"), line_comment_paragraphs),
}


def paragraphs(name: str, content: bytes):
    """The canonical paragraphs of prose in the file `name`, whose reader follows from its ending."""
    if name.endswith(".gz"):
        name, content = name[:-3], gzip.decompress(content)
    reader = READERS.get(pathlib.PurePosixPath(name).suffix.lower())
    if reader is None:
        return
    for paragraph in reader(content.decode("utf-8", errors="ignore")):
        paragraph = canonical(paragraph)
        if is_prose(paragraph):
            yield paragraph


def package_files(archive: pathlib.Path):
    """Names and contents of the files in a Debian package, and of those in source archives within."""
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", archive], stdout=subprocess.PIPE) as process:
        with tarfile.open(fileobj=process.stdout, mode="r|") as files:
            for name, stream in _members(files):
                if name.endswith(".tar.xz"):
                    with tarfile.open(fileobj=lzma.LZMAFile(stream), mode="r|") as inner:
                        for name, stream in _members(inner):
                            yield name, stream.read()
                elif name.endswith(".zip"):
                    with zipfile.ZipFile(io.BytesIO(stream.read())) as inner:
                        for name in inner.namelist():
                            yield name, inner.read(name)
                else:
                    yield name, stream.read()
        # A reader that has enough leaves early.
        process.stdout.close()
        process.terminate()


def _members(archive: tarfile.TarFile):
    for member in archive:
        stream = archive.extractfile(member) if member.isfile() else None
        if stream is not None:
            yield member.name, stream


def download(package: str, folder: pathlib.Path) -> pathlib.Path | None:
    """The package's archive, from the archive that apt is set up for; none where that has none.

    Exits where the package is not in Debian's main archive.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = sorted(folder.glob(f"{package}_*.deb"))
    if known:
        return known[0]
    shown = subprocess.run(
        ["apt-cache", "show", "--no-all-versions", package],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    if shown.returncode != 0:
        return None
    section = re.search(r"^Section: (.*)$", shown.stdout, re.M)
    if section and "/" in section[1]:
        sys.exit(f"{package} is in {section[1]}, not in Debian's main archive")
    done = subprocess.run(["apt-get", "download", "-qq", package], cwd=folder, stderr=subprocess.DEVNULL)
    return next(iter(sorted(folder.glob(f"{package}_*.deb"))), None) if done.returncode == 0 else None


class Pool:
    """A folder of contributions under construction; complete when its `pool.json` stands there."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.sources: list[dict] = []
        self.bytes = 0
        self.number = 0
        self._lines: list[str] = []
        self._open_bytes = 0
        self._seen: set[bytes] = set()
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "licences").mkdir(parents=True)

    def add(self, paragraph: str) -> int:
        """Adds a paragraph unless it is there already; its bytes with the line's end, or none."""
        encoded = paragraph.encode()
        digest = hashlib.blake2b(encoded, digest_size=10).digest()
        if digest in self._seen:
            return 0
        self._seen.add(digest)
        self._lines.append(paragraph)
        self._open_bytes += len(encoded) + 1
        if self._open_bytes >= CONTRIBUTION_BYTES:
            self.close()
        return len(encoded) + 1

    def close(self):
        """Ends the contribution that is being written."""
        if not self._lines:
            return
        self.number += 1
        (self.folder / f"{self.number}.txt").write_text("\n".join(self._lines) + "\n", encoding="utf-8")
        self.bytes += self._open_bytes
        self._lines, self._open_bytes = [], 0

    def finish(self):
        self.close()
        summary = {"contributions": self.number, "bytes": self.bytes, "sources": self.sources}
        (self.folder / "pool.json").write_text(json.dumps(summary, indent=1) + "\n")


def read_pool(folder: pathlib.Path) -> dict | None:
    """What stands in `pool.json`, where the pool is complete."""
    path = folder / "pool.json"
    return json.loads(path.read_text()) if path.exists() else None


def wordnet(cache: pathlib.Path) -> pathlib.Path:
    """The folder of WordNet's entries, made unless it is there."""
    folder = cache / "wordnet"
    if read_pool(folder):
        return folder
    archive = download("dict-wn", cache / "packages")
    if archive is None:
        sys.exit("dict-wn cannot be had from apt: run `apt-get update`, or use a Debian archive")
    pool = Pool(folder)
    files = {pathlib.PurePosixPath(name).name: content for name, content in package_files(archive)}
    (folder / "licences" / "dict-wn").write_bytes(files["copyright"])
    text = gzip.GzipFile(fileobj=io.BytesIO(files["wn.dict.dz"])).read().decode()
    # An entry begins where a line does; its senses are indented.
    for entry in re.split(r"\n(?=\S)", text):
        entry = canonical(entry)
        if entry:
            pool.add(entry)
    pool.close()
    pool.sources.append({"package": archive.name.removesuffix(".deb"), "bytes": pool.bytes})
    pool.finish()
    return folder


def documentation(cache: pathlib.Path, wanted: int) -> pathlib.Path:
    """The folder of packages' documentation with `wanted` bytes, made unless it is there.

    Holds fewer where all packages together have fewer; `pool.json` says how many, and of which list.
    """
    folder = cache / "documentation"
    summary = read_pool(folder)
    packages = [line for line in (HERE / "packages.txt").read_text().split("\n") if line and not line.startswith("#")]
    listed = hashlib.blake2b("\n".join(packages).encode(), digest_size=16).hexdigest()
    if summary and (summary["bytes"] >= wanted or summary.get("exhausted") == listed):
        return folder
    pool = Pool(folder)
    with Bar("documentation", wanted) as bar:
        for package in packages:
            if pool.bytes >= wanted:
                break
            read_package(pool, package, cache / "packages", wanted, bar)
    pool.finish()
    summary = read_pool(folder)
    # A longer list may have more.
    summary["exhausted"] = listed if pool.bytes < wanted else None
    (folder / "pool.json").write_text(json.dumps(summary, indent=1) + "\n")
    return folder


def read_package(pool: Pool, package: str, archives: pathlib.Path, wanted: int, bar: Bar):
    archive = download(package, archives)
    if archive is None:
        print(f"{package} is not to be had, left out", file=sys.stderr)
        return
    before = pool.bytes
    for name, content in package_files(archive):
        if name.endswith("/copyright"):
            (pool.folder / "licences" / package).write_bytes(content)
            continue
        for paragraph in paragraphs(name, content):
            bar.step(pool.add(paragraph))
        if pool.bytes >= wanted:
            break
    pool.close()
    pool.sources.append({"package": archive.name.removesuffix(".deb"), "bytes": pool.bytes - before})


def subset(pool: pathlib.Path, target: pathlib.Path, wanted: int) -> dict:
    """Links contributions of `pool` into `target` until there are `wanted` bytes; bytes and number.

    Which, follows from the pool and the size alone, and a larger subset contains a smaller one.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    numbers = [int(path.stem) for path in pool.glob("*.txt")]
    numbers.sort(key=lambda number: hashlib.blake2b(number.to_bytes(8, "little"), digest_size=8).digest())
    size = count = 0
    for number in numbers:
        if size >= wanted:
            break
        source = pool / f"{number}.txt"
        os.link(source, target / source.name)
        size += source.stat().st_size
        count += 1
    return {"bytes": size, "contributions": count}


def documents(folder: pathlib.Path):
    """Contribution and text of each document, in the order of the contributions' numbers."""
    for number in sorted(int(path.stem) for path in folder.glob("*.txt")):
        for line in (folder / f"{number}.txt").read_text(encoding="utf-8").splitlines():
            yield number, line
