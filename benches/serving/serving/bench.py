# SPDX-License-Identifier: Apache-2.0
"""What every measurement needs: the inputs, the server, the peers, and the rounds that were measured before."""

import dataclasses
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from tqdm import tqdm

from serving import inputs, machine
from serving.peer import Peer
from serving.server import Server
from serving.settings import Lora, Settings

Result = TypeVar("Result")
Sample = dict[str, Any]
Round = Callable[[int], Sample]
Preparation = Callable[["Bench"], AbstractContextManager[Round]]

# Raise it when the same settings are measured in another way.
CODE_VERSION = 1
# Uploads at a time.
UPLOADS = 8


@dataclasses.dataclass(frozen=True)
class Bench:
    """Everything that a measurement works with."""

    settings: Settings
    program: pathlib.Path
    trainer: pathlib.Path
    cache: pathlib.Path
    threads: int
    device: str
    fresh: bool

    @property
    def base(self) -> pathlib.Path:
        """The folder of the base model."""
        return inputs.base(self.inputs / "base", self.settings.shape, self.settings.seed)

    @property
    def inputs(self) -> pathlib.Path:
        """The folder of models, adapters and stores."""
        shape = {"shape": dataclasses.asdict(self.settings.shape), "seed": self.settings.seed}
        return self.cache / "inputs" / digest(shape)

    def adapters(self, kind: Lora, count: int) -> list[pathlib.Path]:
        """Folders of adapters of a kind."""
        folder = self._kind(kind)
        numbers = tqdm(range(count), desc="adapters", leave=False)
        return [inputs.adapter(folder / str(number), self.base, kind, self._adapter_seed(number)) for number in numbers]

    def server(self, store: str, *options: str) -> Server:
        """A server of the base model with the store of this name."""
        computing = ["--threads", str(self.threads), "--device", self.device]
        log = self.cache / f"server-{store}.log"
        return Server(self.program, self.base, self.inputs / "stores" / store, log, [*computing, *options])

    def stored(self, server: Server, store: str, kind: Lora, count: int, keep: bool = True) -> list[str]:
        """The names of adapters of a kind in the server's store; uploaded if they are not there.

        Without `keep` their files are removed from the inputs as soon as they are in the store.
        """
        known = self.inputs / "stores" / f"{store}-{digest(dataclasses.asdict(kind))}.json"
        names = json.loads(known.read_text()) if known.exists() else []

        def upload(number: int) -> str:
            seed = self._adapter_seed(number)
            folder = inputs.adapter(self._kind(kind) / str(number), self.base, kind, seed)
            name = server.upload(folder)
            if not keep:
                shutil.rmtree(folder)
            return name

        # The first alone: the others copy what it is drawn after.
        self.adapters(kind, 1)
        # The server flushes each file to the disk before it answers.
        with ThreadPoolExecutor(UPLOADS) as pool:
            uploads = pool.map(upload, range(len(names), count))
            for name in tqdm(uploads, f"uploads to {store!r}", total=count - len(names), leave=False):
                names.append(name)
                if len(names) % 50 == 0 or len(names) == count:
                    write_json(known, names)
        return names[:count]

    def room(self, kind: Lora, count: int) -> tuple[str, ...]:
        """Options by which a server keeps `count` adapters of a kind in memory."""
        each = inputs.weights_bytes(self.adapters(kind, 1)[0])
        # What is kept beside the weights is little, and must not cost a slot.
        return ("--adapter-device-bytes", str(each * count + each // 2))

    def peer(self) -> Peer:
        """The peers, in a process of their own."""
        return Peer(self.base, self.threads, self.device)

    def trained(self, rows: pathlib.Path, options: dict[str, Any]) -> dict[str, Any]:
        """What the program that trains says of a file of rows."""
        computing = ["--model", str(self.base), "--threads", str(self.threads), "--device", self.device]
        done = subprocess.run(
            [str(self.trainer), str(rows), *computing, "--options", json.dumps(options)],
            stdout=subprocess.PIPE,
            check=True,
        )
        return json.loads(done.stdout)

    def rounds(self, name: str, settings: Any, prepare: Preparation) -> list[Sample]:
        """The rounds of a measurement: those of an earlier run that was ended, then new ones.

        `prepare` starts what a round needs; it is not called if all rounds are there.
        """
        recipe = {
            "code": CODE_VERSION,
            "program": _hash(self.program),
            "trainer": _hash(self.trainer),
            "inputs": [self.settings.seed, *map(dataclasses.asdict, self._shapes())],
            "settings": dataclasses.asdict(settings),
            "threads": self.threads,
            "device": self.device,
            "machine": machine.describe(self.device, self.threads) | {"date": None},
        }
        path = self.cache / "rounds" / f"{name}-{digest(recipe)}.json"
        samples = json.loads(path.read_text()) if path.exists() and not self.fresh else []
        if len(samples) < settings.rounds:
            with prepare(self) as measure:
                for number in tqdm(range(len(samples), settings.rounds), desc=name, unit="round"):
                    load = machine.load()
                    samples.append(measure(number) | {"load": load})
                    write_json(path, samples)
        return samples

    def timed(self, process: int, work: Callable[[], Result]) -> tuple[Result, float]:
        """What `work` returns, and the processor time that it has cost a process."""
        before = machine.processor_seconds(process)
        made = work()
        return made, machine.processor_seconds(process) - before

    def _shapes(self) -> list[Any]:
        settings = self.settings
        return [settings.shape, settings.wide, settings.narrow, settings.half]

    def _kind(self, kind: Lora) -> pathlib.Path:
        return self.inputs / "adapters" / digest(dataclasses.asdict(kind))

    def _adapter_seed(self, number: int) -> int:
        return self.settings.seed * 1_000_000 + number


def digest(recipe: dict[str, Any]) -> str:
    """A name for `recipe`: the same for equal ones, whatever the order of their members."""
    return hashlib.sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()[:16]


def write_json(path: pathlib.Path, value: Any) -> None:
    """Writes a file so that nobody ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(value, indent="\t") + "\n")
    os.replace(beside, path)


def _hash(program: pathlib.Path) -> str:
    with program.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
