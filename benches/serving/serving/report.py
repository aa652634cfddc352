# SPDX-License-Identifier: Apache-2.0
"""The results as the tables of docs/serving.md."""

import pathlib
from collections.abc import Iterable, Mapping
from typing import Any

MEGA = 1e6
PROCESSOR = "processor, ms per token"
MET = {True: "yes", False: "**no**", None: ""}

Result = Mapping[str, Any]
# What, its target, what was measured, and whether that meets it, if it can.
Target = tuple[str, str, str, bool | None]


def tables(rows: Result) -> str:
    """All tables of one device."""
    parts = [_machines(rows), _targets(rows)]
    parts += [DETAILS[name](rows[name]) for name in DETAILS if name in rows]
    return "\n\n".join(parts)


def write(document: pathlib.Path, device: str, made: str) -> None:
    """Puts the tables between the marks of their device."""
    begin, end = f"<!-- serving-{device}:begin -->", f"<!-- serving-{device}:end -->"
    before, found, rest = document.read_text().partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise SystemExit(f"{document} has no marks {begin} and {end}")
    document.write_text(f"{before}{begin}\n{made}\n{end}{after}")


def met(results: Result) -> list[Target]:
    """What was measured of each target."""
    return [line for name in TARGETS if name in results for line in TARGETS[name](results[name])]


def _machines(rows: Result) -> str:
    """On what each row was measured: one line, unless they are of several runs."""
    runs: dict[str, list[str]] = {}
    for name, row in rows.items():
        runs.setdefault(_machine(row["measured"]), []).append(name)
    lines = []
    for machine, names in runs.items():
        loads = [row_load(rows[name]) for name in names]
        busy = "" if max(loads) < 1.5 else " **The machine had other work: read the ratios.**"
        lines.append(f"- {', '.join(names)}: {machine}. Highest load before a round: {max(loads):.1f}.{busy}")
    shape = next(iter(rows.values()))["measured"]["shape"]
    lines.append(
        f"\nLlama decoder in f32 with random weights: hidden size {shape['hidden']}, {shape['layers']} layers, "
        f"{shape['heads']} heads, {shape['kv_heads']} of keys and values, {shape['intermediate']} inside the "
        f"feed-forward part, {shape['vocabulary']} tokens, tied."
    )
    return "\n".join(lines)


def _machine(measured: Result) -> str:
    packages = ", ".join(f"{name} {version}" for name, version in measured["packages"].items())
    memory = measured["memory_bytes"]
    held = f", {memory / 2**30:.0f} GiB" if memory else ""
    gpu = f", {measured['gpu']}" if "gpu" in measured else ""
    return (
        f"{measured['date']}, {measured['cores']} cores of {measured['processor']}{held}{gpu}; {measured['threads']} "
        f"threads for every engine; {measured['program']}, profile `{measured['profile']}`; Python "
        f"{measured['python']}, {packages}; seed {measured['seed']}"
    )


def row_load(row: Result) -> float:
    """The highest load before a round of this row."""
    kinds = row.get("kinds", {"": row})
    return max(kind["load"] for kind in kinds.values())


def _targets(rows: Result) -> str:
    body = [[what, target, measured, MET[holds]] for what, target, measured, holds in met(rows)]
    return _table(["what", "target", "measured", "met"], body, left=4)


def _single_targets(row: Result) -> list[Target]:
    ratio = row["ratio"]
    return [
        ("one request, decoded tokens/s, over `transformers`", "at least 1.0×", _ratio(ratio), ratio["median"] >= 1)
    ]


def _many_targets(row: Result) -> list[Target]:
    ratio, count = row["ratio_switching"], row["adapters"]
    what = f"{count} requests with {count} adapters, tokens/s, over `peft` switching"
    return [(what, "at least 10×", _ratio(ratio), ratio["median"] >= 10)]


def _registered_targets(row: Result) -> list[Target]:
    what = f"{row['few_adapters']} → {row['large_adapters']} adapters registered, throughput"
    target = "drop of at most 5.5 %"
    return [
        (f"{what}, {how}", target, _drop(row[name]), row[name]["median"] >= 0.945)
        for how, name in (("the same few in use", "ratio_large_few"), ("all in use", "ratio_large"))
    ]


def _cold_targets(row: Result) -> list[Target]:
    added, load = row["added"], row["load_seconds"]
    gap, request = row["gap_ratio"], row["request_ratio"]
    slower = "at most +10 %"
    return [
        (
            "first token, cold adapter over warm",
            "at most +1 load of the file",
            f"{_ms(added['median'])} more; a load takes {_ms(load['median'])}",
            row["added_loads"]["median"] <= 1,
        ),
        ("others' p95 meanwhile, between tokens", slower, _ratio(gap), gap["median"] <= 1.1),
        ("others' p95 meanwhile, whole requests", slower, _ratio(request), request["median"] <= 1.1),
    ]


def _memory_targets(row: Result) -> list[Target]:
    return [
        (
            f"memory of a resident adapter over its file, {name}",
            "at most 1.2×",
            _ratio(kind["ratio"]),
            kind["ratio"]["median"] <= 1.2,
        )
        for name, kind in row["kinds"].items()
    ]


def _training_targets(row: Result) -> list[Target]:
    ratio = row["ratio"]
    return [("LoRA training, tokens/s, over `peft`", "at least 1.0×", _ratio(ratio), ratio["median"] >= 1)]


def _slots_targets(row: Result) -> list[Target]:
    return [
        (
            f"working set = {row['factor']} × slots, p95 of requests over that of 1 × slots",
            "reported",
            _ratio(row["ratio_p95"]),
            None,
        )
    ]


TARGETS = {
    "single": _single_targets,
    "many": _many_targets,
    "registered": _registered_targets,
    "cold": _cold_targets,
    "memory": _memory_targets,
    "training": _training_targets,
    "slots": _slots_targets,
}


def _single(row: Result) -> str:
    text = (
        f"Prompts of {row['prompt']} tokens, {row['tokens']} greedy tokens, {row['rounds']} rounds. Tokens/s from the "
        f"first token to the last; the whole request has the prompt and HTTP in it. "
        f"{row['same_text']} of {row['rounds']} answers are token by token those of `transformers`."
    )
    body = [
        [name, _spread(row[side]), _spread(row[f"{side}_seconds"], 2), _milliseconds(row[f"{side}_processor"])]
        for name, side in (("OpenLoRA, by HTTP, streamed", "ours"), ("`transformers`, `generate`", "theirs"))
    ]
    body.append(["ratio", _ratio(row["ratio"]), "", _ratio(row["ratio_processor"])])
    return _section("One request", text, ["engine", "tokens/s", "whole request, s", PROCESSOR], body)


def _many(row: Result) -> str:
    count = row["adapters"]
    text = (
        f"{count} requests at once, each with an adapter of its own (rank {row['rank']}, all seven linear modules), "
        f"all in memory; prompts of {row['prompt']} tokens, {row['tokens']} tokens each; {row['rounds']} rounds. "
        f"`peft` switching takes one request after the other (`set_adapter`, `generate`); `peft` mixed has all in one "
        f"batch (`adapter_names`). Token by token the same as ours: {_percent(row['same_switching'])} of the answers "
        f"of the former, {_percent(row['same_mixed'])} of the latter."
    )
    body = [
        ["OpenLoRA, by HTTP", _spread(row["ours"]), "", _milliseconds(row["ours_processor"]), ""],
    ]
    body += [
        [
            f"`peft` {how}",
            _spread(row[how]),
            _ratio(row[f"ratio_{how}"]),
            _milliseconds(row[f"{how}_processor"]),
            _ratio(row[f"ratio_{how}_processor"]),
        ]
        for how in ("switching", "mixed")
    ]
    head = ["engine", "tokens/s", "ours over it", PROCESSOR, "it over ours"]
    return _section(f"{count} requests, {count} adapters", text, head, body)


def _registered(row: Result) -> str:
    text = (
        f"{row['requests']} requests, {row['concurrency']} at any time, prompts of {row['prompt']} tokens, "
        f"{row['tokens']} tokens each; adapters of rank {row['rank']} on `q_proj` and `v_proj`, of which memory holds "
        f"{row['resident']}; which one a request asks for follows a power law with exponent 1. In the last line "
        f"{row['distinct']['median']:.0f} distinct ones are asked for in a round. {row['rounds']} rounds."
    )
    body = [
        [f"{row['few_adapters']}", "all", _spread(row["few"]), ""],
        [
            f"{row['large_adapters']}",
            f"the same {row['few_adapters']}",
            _spread(row["large_few"]),
            _drop(row["ratio_large_few"]),
        ],
        [f"{row['large_adapters']}", "all", _spread(row["large"]), _drop(row["ratio_large"])],
    ]
    return _section("Adapters registered", text, ["registered", "in use", "tokens/s", "drop"], body)


def _cold(row: Result) -> str:
    text = (
        f"An adapter's file has {row['file_bytes'] / MEGA:.1f} MB (rank {row['rank']}). First tokens are of requests "
        f"that run alone. Others are {row['others']} clients that always have a request running; meanwhile "
        f"{row['probes']} requests come one after the other, each with a cold adapter or each with a warm one. Medians "
        f"of a round, then over {row['rounds']} rounds."
    )
    body = [
        ["first token, warm adapter", _milliseconds(row["warm_first"])],
        ["first token, cold adapter", _milliseconds(row["cold_first"])],
        ["the load alone: `POST /v1/adapters/{id}/load`", _milliseconds(row["load_seconds"])],
        ["what the first token is later by, over the load alone", _ratio(row["added_loads"])],
        ["`safetensors` reading the same file into memory", _milliseconds(row["file_seconds"])],
        ["`peft` loading the same adapter", _milliseconds(row["peft_seconds"])],
        ["others' p95 between two tokens, probes warm", _milliseconds(row["others_warm_gap"])],
        ["the same, probes cold", _milliseconds(row["others_cold_gap"])],
        ["others' p95 of a whole request, probes warm", _milliseconds(row["others_warm_request"])],
        ["the same, probes cold", _milliseconds(row["others_cold_request"])],
    ]
    return _section("Cold adapters", text, ["what", "ms"], body)


def _memory(row: Result) -> str:
    text = (
        f"Anonymous memory of the process as adapters are loaded and each answers a request: the slope, over the size "
        f"of `adapter_model.safetensors`. A fresh process for each of {row['rounds']} rounds."
    )
    body = [
        [
            name,
            f"{kind['adapters']}",
            f"{kind['file_bytes'] / MEGA:.2f}",
            _spread(_scaled(kind["slope"], 1 / MEGA), 2),
            _ratio(kind["ratio"]),
        ]
        for name, kind in row["kinds"].items()
    ]
    return _section("Memory of an adapter", text, ["file in", "adapters", "file, MB", "each takes, MB", "ratio"], body)


def _training(row: Result) -> str:
    text = (
        f"{row['rows']} rows of {row['tokens']} tokens together, every token learnt, rank {row['rank']} on all seven "
        f"linear modules, batches of {row['batch']} of the same rows, AdamW, warm-up, cosine, clipped gradients, f32; "
        f"{row['epochs']} epochs of which the first does not count, {row['rounds']} rounds. Padding is computed by "
        f"both and counted for neither. Both begin with other random weights. Loss of the epochs: ours "
        f"{_losses(row['ours_losses'])}; `peft` {_losses(row['theirs_losses'])}."
    )
    body = [
        ["OpenLoRA", _spread(row["ours"])],
        ["`peft` and torch", _spread(row["theirs"])],
        ["ratio", _ratio(row["ratio"])],
    ]
    return _section("Training", text, ["engine", "tokens/s"], body)


def _slots(row: Result) -> str:
    text = (
        f"Memory for {row['slots']} adapters of rank {row['rank']}, {row['concurrency']} requests at any time, "
        f"{row['requests']} of them in each of {row['rounds']} rounds, {row['tokens']} tokens each; each draws its "
        f"adapter evenly from the working set."
    )
    fits, exceeds = row["fits"], row["exceeds"]
    body = [
        [f"{row['slots']}", _spread(fits["throughput"]), *_latencies(fits)],
        [f"{row['slots'] * row['factor']}", _spread(exceeds["throughput"]), *_latencies(exceeds)],
        ["ratio", _ratio(row["ratio_throughput"]), "", "", "", _ratio(row["ratio_p95"])],
    ]
    head = ["working set", "tokens/s", "first token, p50, ms", "p95, ms", "request, p50, ms", "p95, ms"]
    return _section("Working set larger than memory", text, head, body)


DETAILS = {
    "single": _single,
    "many": _many,
    "registered": _registered,
    "cold": _cold,
    "memory": _memory,
    "training": _training,
    "slots": _slots,
}


def _latencies(load: Result) -> list[str]:
    return [_milliseconds(load[name]) for name in ("first_median", "first_p95", "request_median", "request_p95")]


def _section(title: str, text: str, head: list[str], body: Iterable[list[str]]) -> str:
    return f"### {title}\n\n{text}\n\n{_table(head, body)}"


def _table(head: list[str], body: Iterable[list[str]], left: int = 1) -> str:
    rule = ["---"] * left + ["---:"] * (len(head) - left)
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, rule, *body])


def _scaled(spread: Result, factor: float) -> Result:
    return {name: value * factor for name, value in spread.items()}


def _spread(spread: Result, digits: int = 1) -> str:
    return f"{spread['median']:.{digits}f} ({spread['low']:.{digits}f}–{spread['high']:.{digits}f})"


def _milliseconds(spread: Result) -> str:
    return _spread(_scaled(spread, 1000))


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _ratio(spread: Result) -> str:
    return f"{spread['median']:.2f}× ({spread['low']:.2f}–{spread['high']:.2f})"


def _drop(ratio: Result) -> str:
    """A ratio of throughputs as what was lost: negative where something was won."""
    median, low, high = ((1 - ratio[name]) * 100 for name in ("median", "high", "low"))
    return f"{median:.1f} % ({low:.1f} to {high:.1f})"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _losses(losses: list[float]) -> str:
    return ", ".join(f"{loss:.3f}" for loss in losses)
