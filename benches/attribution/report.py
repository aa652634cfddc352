# SPDX-License-Identifier: Apache-2.0
"""Fills the tables of docs/attribution.md, each between its two markers, from what was measured."""

import pathlib
import re

MEGA = 1e6
# What a machine has that does nothing else, its own beginning included.
BUSY = 1.0
# Times that grow like a logarithm, or less, look like a power of the bytes with an exponent near zero.
FLAT = 0.2


def fill(document: pathlib.Path, sections: dict[str, str]):
    """Replaces what stands between `<!-- name:begin -->` and `<!-- name:end -->` for each name."""
    text = document.read_text(encoding="utf-8")
    for name, content in sections.items():
        begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
        if text.count(begin) != 1 or text.count(end) != 1:
            raise ValueError(f"{document} needs one {begin} and one {end}")
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.S)
        before, after = pattern.split(text)
        text = f"{before}{begin}\n{content.strip()}\n{end}{after}"
    document.write_text(text, encoding="utf-8")


def sections(parts: dict) -> dict[str, str]:
    """Every section that something was measured for."""
    made = {"machine": machine({name: part["machine"] for name, part in parts.items()})}
    makers = {"spans": (spans, agreement, build), "influence": (influence,), "scale": (scale,)}
    for name, part in parts.items():
        made |= {make.__name__: make(part["found"]) for make in makers[name]}
    return made | {"targets": targets({name: part["found"] for name, part in parts.items()})}


def targets(found: dict) -> str:
    """What was aimed at, beside what was measured by the clock."""
    rows = []

    def aim(what: str, wanted: str, measured: str, met: bool):
        rows.append([what, wanted, measured, "yes" if met else "**no**"])

    for one in found.get("spans", []):
        ours, theirs, made = one["query"]["ours"], one["query"]["theirs"], one["build"]
        p50, p99 = (theirs[share] / ours[share] for share in ("p50", "p99"))
        aim(f"answers, {one['name']}", "p50 20× lower, below 5 ms", f"{p50:.0f}×, {ours['p50']:.2f} ms",
            p50 >= 20 and ours["p50"] < 5)  # fmt: skip
        aim(f"answers, {one['name']}", "p99 10× lower", f"{p99:.0f}×", p99 >= 10)
        speed = made["theirs"]["seconds"] / made["ours"]["seconds"]
        smaller = made["ours"]["bytes"] / made["theirs"]["bytes"]
        aim(f"index, {one['name']}", "2× faster", f"{speed:.1f}×", speed >= 2)
        aim(f"index, {one['name']}", "fewer bytes than infini-gram's", f"{smaller:.0%} of them", smaller < 1)
    for one in found.get("influence", []):
        engines = one["engines"]
        ours, what = engines["ours"], f"DataInf, n = {one['shape']['rows']}, D = {one['shape']['width']}"
        aim(what, "the formula's scores within 1e-3", f"{ours['largest']:.1e}", ours["largest"] <= 1e-3)
        for peer in ("numpy", "torch", "dattri"):
            for count, took in _seconds_of(engines[peer]).items():
                faster = took / _seconds_of(ours)[count]
                asked = "one query" if count == 1 else f"{count} queries together"
                aim(what, f"10× faster than {peer}, {asked}", f"{faster:.1f}×", faster >= 10)
    fit = found.get("scale", {}).get("fit")
    if fit:
        measured = f"like N^{fit['exponent']:.2f}; log N explains {fit['r_squared']:.0%} of it"
        aim("size of the text", "time grows like log N", measured, fit["exponent"] <= FLAT)
    return table(["what", "target", "measured", "met"], rows, left=4)


def table(head: list[str], rows: list[list], left: int = 1) -> str:
    """A table whose first `left` columns are text and whose others are numbers."""
    rule = ["---"] * left + ["---:"] * (len(head) - left)
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in [head, rule, *rows])


def machine(machines: dict[str, dict]) -> str:
    """On what each part was measured, parts with the same machine and day together."""
    groups: dict[str, list[str]] = {}
    for part, on in machines.items():
        groups.setdefault(_machine(on), []).append(f"{part} (load {on['load']:.1f})")
    texts = {name: made for on in machines.values() for name, made in on["text"].items()}
    lines = [f"{', '.join(parts)}: {where}" for where, parts in groups.items()]
    lines += [
        f"{name}: {made['bytes'] / MEGA:.1f} MB in {made['contributions']} contributions from "
        f"{len(made['sources'])} package(s)."
        for name, made in texts.items()
    ]
    if any(on["load"] > BUSY for on in machines.values()):
        lines.append("**Provisional: the machine had other work**, which the load before each part tells.")
    return "\n".join(f"- {line}" for line in lines)


def _machine(on: dict) -> str:
    packages = ", ".join(f"{name} {version}" for name, version in on["packages"].items())
    return (
        f"{on['date']}, {on['cores']} cores of {on['processor']}, {on['memory_bytes'] / 2**30:.0f} GiB, "
        f"{on['threads']} threads for every engine; {on['program']} built with the profile `{on['profile']}`; "
        f"Python {on['python']}, {packages}."
    )


def spans(measured: list[dict]) -> str:
    rows, notes = [], []
    for one in measured:
        query = one["query"]
        name = f"{one['name']}, {one['build']['text_bytes'] / MEGA:.0f} MB"
        for what, ours, theirs in (
            ("all maximal spans, all holders", query["ours"], query["theirs"]),
            ("what pays; what OLMoTrace shows", query["chosen"], query["olmotrace"]),
        ):
            cells = [name, what]
            for share in ("p50", "p99", "cpu"):
                cells += [_ms(ours[share]), _ms(theirs[share]), _times(theirs[share], ours[share])]
            rows.append(cells)
        tried = ", ".join(f"{settings} {_ms(time)}" for settings, time in query["settings"].items())
        notes.append(
            f"On {one['name']}, {query['answers']} answers; infini-gram with what was fastest of five settings "
            f"({query['theirs']['settings']}). Medians, in ms, that decided it: {tried}."
        )
    head = ["text", "what", "p50, ms", "infini-gram", "ratio", "p99, ms", "infini-gram", "ratio"]
    head += ["processor, ms", "infini-gram", "ratio"]
    return table(head, rows, left=2) + "\n\n" + "\n\n".join(notes)


def agreement(measured: list[dict]) -> str:
    rows = []
    for one in measured:
        same = one["query"]["agreement"]
        rows.append([one["name"], same["spans_ours"], same["spans_theirs"], same["spans_both"], same["holders_same"]])
    head = ["text", "spans, ours", "spans, infini-gram", "the same run of words", "and the same holders"]
    examples = [
        f"- {one['name']}, only {who}: “{text.replace('|', chr(92) + '|')}”"
        for one in measured
        for who, text in one["query"]["agreement"]["examples"][:3]
    ]
    return table(head, rows) + ("\n\nWhere they differ:\n\n" + "\n".join(examples) if examples else "")


def build(measured: list[dict]) -> str:
    rows = []
    for one in measured:
        made = one["build"]
        size = made["text_bytes"]
        for name, cost in (
            ("ours, text to index", made["ours"]),
            (f"ours, `--memory {made['bounded']['memory']}`", made["bounded"]),
            ("infini-gram, from tokens", made["theirs"]),
        ):
            rows.append([f"{one['name']}, {size / MEGA:.0f} MB", name, f"{cost['seconds']:.1f}",
                         f"{size / MEGA / cost['seconds']:.1f}", f"{cost['cpu_seconds']:.1f}",
                         f"{cost['bytes'] / size:.2f}", f"{cost['peak_bytes'] / MEGA:.0f}"])  # fmt: skip
    head = ["text", "builder", "seconds", "MB/s", "processor, s", "bytes per byte of text", "peak memory, MB"]
    return table(head, rows, left=2)


NAMES = {
    "ours": "ours, prepared rows",
    "index": "ours, from the index",
    "numpy": "numpy, float32",
    "torch": "torch, float32",
    "prepared": "numpy, prepared rows, float32",
    "dattri": "dattri's DataInf",
}


def influence(measured: list[dict]) -> str:
    parts = []
    for one in measured:
        shape, engines, rows = one["shape"], one["engines"], []
        ours = engines["ours"]
        for name, took in engines.items():
            row = [NAMES[name]]
            for count in shape["batches"]:
                row += _beside(_seconds_of(took).get(count), _seconds_of(ours)[count], count)
            row += _beside(took["cpu"], ours["cpu"], 1)
            row += [_seconds(took.get("prepare")), f"{took['relative']:.1e}", f"{took['largest']:.1e}"]
            rows.append(row)
        head = ["engine"]
        for count in shape["batches"]:
            head += ["one query, s" if count == 1 else f"of {count} together, s each", "ratio"]
        head += ["processor, s each", "ratio", "prepared in, s", "error of the vector", "largest error"]
        parts.append(
            f"n = {shape['rows']}, {shape['layers']} layers of D = {shape['width']} ({shape['bytes'] / 1e9:.2f} GB of "
            f"gradients; our index {one['build']['bytes'] / 1e9:.2f} GB, built in {one['build']['seconds']:.1f} s; "
            f"prepared rows {one['prepare']['bytes'] / 1e9:.2f} GB, made with at most "
            f"{one['prepare']['peak_bytes'] / 1e9:.2f} GB of memory):\n\n"
            + f"{table(head, rows)}\n\n{_worth(shape, engines)}"
        )
    return "\n\n".join(parts)


def _worth(shape: dict, engines: dict) -> str:
    """After how many queries what was prepared has paid."""
    ours, worth = engines["ours"], []
    for peer in ("numpy", "torch"):
        for count, took in _seconds_of(engines[peer]).items():
            saved = (took - _seconds_of(ours)[count]) / count
            if saved > 0:
                asked = "one by one" if count == 1 else f"{count} together"
                worth.append(f"{ours['prepare'] / saved:.0f} queries against {peer}, {asked}")
    return f"Preparing, once for each index, pays after {'; '.join(worth)}." if worth else "Preparing does not pay."


def _seconds_of(engine: dict) -> dict[int, float]:
    """Seconds by the number of queries, which are names where they were read from a file."""
    return {int(count): seconds for count, seconds in engine["seconds"].items()}


def scale(measured: dict) -> str:
    rows = []
    for point in measured["points"]:
        size, times = point["text_bytes"], point["milliseconds"]
        rows.append([f"{size / MEGA:.0f}", point["contributions"], _ms(times["p50"]), _ms(times["p99"]),
                     f"{point['seconds']:.1f}", f"{size / MEGA / point['seconds']:.1f}",
                     f"{point['index_bytes'] / size:.2f}", f"{point['peak_bytes'] / MEGA:.0f}"])  # fmt: skip
    head = [
        "text, MB",
        "contributions",
        "p50, ms",
        "p99, ms",
        "build, s",
        "MB/s",
        "index, bytes per byte",
        "peak memory, MB",
    ]
    made = table(head, rows)
    fit = measured["fit"]
    if fit:
        made += (
            f"\n\nLeast squares over log2 of the bytes: the median grows by {fit['per_doubling']:.4f} ms each time the "
            f"text doubles (R² = {fit['r_squared']:.2f}). As a power of the bytes it has the exponent "
            f"{fit['exponent']:.3f}."
        )
    return made + "\n\n![query time over the size of the text](attribution/scale.svg)"


def _beside(theirs: float | None, ours: float, each: int) -> list[str]:
    """Seconds for each of so many, and how often ours fit in; nothing where nothing was measured."""
    return ["", ""] if theirs is None else [_seconds(theirs / each), _times(theirs, ours)]


def _ms(milliseconds: float) -> str:
    return f"{milliseconds:.2f}" if milliseconds < 10 else f"{milliseconds:.0f}"


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.4f}" if seconds < 1 else f"{seconds:.2f}"


def _times(theirs: float, ours: float) -> str:
    return f"{theirs / ours:.1f}×" if theirs / ours < 10 else f"{theirs / ours:.0f}×"
