# SPDX-License-Identifier: Apache-2.0
"""Starts a server and clients, has accidents happen, and tells what came of it."""

import argparse
import json
import os
import pathlib
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time

from . import report
from .adapters import WEIGHTS, adapter, manifest
from .client import Client
from .process import Server, free_port
from .slope import growth
from .work import QUESTIONS, Promises, Worker

#: The part of the time in which the server is killed again and again; then it lives to the end.
KILLING = 0.5
#: The part of the last life that is not measured: caches fill.
WARM_UP = 0.25
#: What memory may grow by in the last life, by its median, and files in their number. Threads may by as many as there are
#: clients: the runtime starts one for each thing that waits for the disk at once, and hardly ends one under load.
MOST_RSS, MOST_FILES = 0.05, 16


def arguments() -> argparse.Namespace:
    """What the program is called with."""
    parser = argparse.ArgumentParser(prog="benches/soak/run", description=__doc__)
    parser.add_argument("--server", required=True, help="the program openledger-lora-server")
    parser.add_argument("--chain", required=True, help="the example program `chain`")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--adapters", type=int, default=24, help="three times as many as stay in memory")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--document", type=pathlib.Path, help="where the table goes")
    parser.add_argument("--results", type=pathlib.Path, help="where all that was measured goes, as JSON")
    parser.add_argument("--keep", action="store_true", help="leave the server's folder and log")
    return parser.parse_args()


def prepare(client: Client, count: int) -> tuple[dict, list[str], list, list[str]]:
    """Uploads adapters and questions: the base, the adapters' manifests, the questions' commitments."""
    base = client.get("/v1/base")[1]
    commitments = [client.post("/v1/contributions", {"documents": [text]})[1] for text in QUESTIONS]
    manifests = []
    for seed in range(count):
        files = adapter(seed, layers=4, hidden=192)
        for data in files.values():
            client.send("POST", "/v1/files", data, "application/octet-stream")
        status, body = client.send("POST", "/v1/content", manifest(files), "application/octet-stream")
        if status != 200:
            raise RuntimeError(f"an adapter was not stored: {body!r}")
        manifests.append(json.loads(body))
    registered = [base["commitment"], *manifests]
    return base, [one["root"] for one in manifests], commitments, [f"{it['root']}:{it['length']}" for it in registered]


def start_chain(command: list[str], client: Client, patience: float = 60) -> subprocess.Popen:
    """The chain double, once the server has found it."""
    chain = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    until = time.monotonic() + patience
    while client.send("GET", "/ready")[0] != 200:
        if chain.poll() is not None or time.monotonic() > until:
            chain.kill()
            chain.wait()
            raise RuntimeError("the server does not find the chain")
        time.sleep(0.1)
    return chain


def soak(options: argparse.Namespace, folder: pathlib.Path) -> dict:
    """All of it."""
    rng = random.Random(options.seed)
    node = free_port()
    resident = max(1, options.adapters // 3)
    size = len(adapter(0, layers=4, hidden=192)[WEIGHTS])
    extra = ["--adapter-device-bytes", str(resident * size), "--threads", "1"]
    server = Server(options.server, folder / "store", f"http://127.0.0.1:{node}", folder / "log", extra)
    server.start()
    chain = None
    promises, workers, kills = Promises(), [], 0
    try:
        client = Client(server.port)
        _, manifests, commitments, registered = prepare(client, options.adapters)
        chain = start_chain([options.chain, f"127.0.0.1:{node}", *registered], client)
        workers = [
            Worker(number, server.port, promises, manifests, commitments) for number in range(options.clients)
        ]
        for worker in workers:
            worker.start()
        begin = time.monotonic()
        seconds = options.minutes * 60
        next_kill = begin + rng.uniform(5, 30)
        samples = []
        while (now := time.monotonic()) - begin < seconds:
            if server.died():
                promises.faults.append("the server ended by itself")
                server.start()
                samples = []
            if now >= next_kill and now - begin < KILLING * seconds:
                server.kill()
                kills += 1
                time.sleep(rng.uniform(0, 0.5))
                server.start()
                samples = []
                next_kill = time.monotonic() + rng.uniform(3, 60)
            if (sample := server.sample()) is not None:
                samples.append(sample)
            time.sleep(1)
        for worker in workers:
            worker.end.set()
        for worker in workers:
            worker.join(timeout=180)
        # Once more from the disk alone.
        server.kill()
        kills += 1
        server.start()
        auditor = Worker(options.clients, server.port, promises, manifests, commitments)
        lost_contents = sum(not auditor.check_content(*content) for content in promises.contents.items())
        lost_jobs = sum(not auditor.check_job(job) for job in promises.jobs)
    finally:
        server.kill()
        if chain is not None:
            chain.kill()
            chain.wait()
    measured = samples[int(len(samples) * WARM_UP) :]
    grown = {
        name: growth([(sample.seconds, float(getattr(sample, name))) for sample in measured])
        for name in ("rss", "threads", "files")
    }
    done = promises.done
    flat = (
        grown["rss"][0] <= MOST_RSS * grown["rss"][1]
        and grown["threads"][0] <= options.clients
        and grown["files"][0] <= MOST_FILES
    )
    return {
        "minutes": options.minutes,
        "seed": options.seed,
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "lives": server.lives,
        "kills": kills,
        "answered": sum(count for name, count in done.items() if name != "gone"),
        "gone": done["gone"],
        "left": f"{done['leave_stream']}; {done['leave_upload']}",
        "done": dict(done),
        "contents": len(promises.contents),
        "contents_lost": lost_contents,
        "jobs": len(promises.jobs),
        "jobs_finished": len(promises.results),
        "jobs_lost": lost_jobs,
        "faults": promises.faults,
        "last_life": measured[-1].seconds - measured[0].seconds if measured else 0.0,
        "growth": grown,
        "samples": [vars(sample) for sample in samples],
        "passed": flat and not promises.faults and not lost_contents and not lost_jobs,
    }


def main() -> int:
    """Runs, prints and writes."""
    options = arguments()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="openledger-soak-"))
    results = soak(options, folder)
    text = report.table(results)
    print(text)
    for fault in results["faults"][:20]:
        print("fault:", fault, file=sys.stderr)
    if options.results:
        options.results.write_text(json.dumps(results, indent=1) + "\n")
    if options.document:
        report.write(options.document, text)
    if options.keep or not results["passed"]:
        print(f"the server's folder and log are in {folder}", file=sys.stderr)
    else:
        shutil.rmtree(folder)
    return 0 if results["passed"] else 1


if __name__ == "__main__":
    sys.exit(main())
