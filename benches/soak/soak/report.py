# SPDX-License-Identifier: Apache-2.0
"""The table, and its place in a document."""

import pathlib
from typing import Any

BEGIN, END = "<!-- soak:begin -->", "<!-- soak:end -->"


def table(results: dict[str, Any]) -> str:
    """The results as a table of Markdown."""
    growth = results["growth"]
    rss, threads, files = growth["rss"], growth["threads"], growth["files"]
    rows = [
        ("minutes", f"{results['minutes']:g}"),
        ("lives; kills by SIGKILL", f"{results['lives']}; {results['kills']}"),
        ("requests answered; refused or cut short while it was down", f"{results['answered']}; {results['gone']}"),
        ("streams left in the middle; uploads left in the middle", results["left"]),
        ("uploads acknowledged; lost", f"{results['contents']}; {results['contents_lost']}"),
        ("jobs acknowledged; lost", f"{results['jobs']}; {results['jobs_lost']}"),
        ("answers that should not be", str(len(results["faults"]))),
        ("resident memory in the last life: median; growth", f"{rss[1] / 1e6:.0f} MB; {rss[0] / 1e6:+.1f} MB"),
        ("threads: median; growth", f"{threads[1]:.0f}; {threads[0]:+.1f}"),
        ("open files: median; growth", f"{files[1]:.0f}; {files[0]:+.1f}"),
        ("verdict", "passed" if results["passed"] else "FAILED"),
    ]
    lines = ["| | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in rows)]
    note = (
        f"The last life had {results['last_life']:.0f} seconds after its warm-up; growth is Theil and Sen's slope over "
        f"it. {results['machine']}, seed {results['seed']}."
    )
    return "\n".join(lines) + "\n\n" + note + "\n"


def insert(document: str, text: str) -> str:
    """The document with `text` between its marks."""
    before, _, rest = document.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"the document has no {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{text}{END}{after}"


def write(document: pathlib.Path, text: str) -> None:
    """Puts `text` between the marks of a file."""
    document.write_text(insert(document.read_text(), text))
