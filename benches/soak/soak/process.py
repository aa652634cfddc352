# SPDX-License-Identifier: Apache-2.0
"""The server's process: started, watched and killed."""

import pathlib
import socket
import subprocess
import time
from dataclasses import dataclass

from .client import Client, Gone


@dataclass
class Sample:
    """What a process takes at a moment of its life."""

    seconds: float
    rss: int
    threads: int
    files: int


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Server:
    """The server, one life after another on the same port and store."""

    def __init__(self, program: str, store: pathlib.Path, node: str, log: pathlib.Path, extra: list[str]) -> None:
        self.port = free_port()
        self.command = [program, "serve", "--listen", f"127.0.0.1:{self.port}", "--node", node]
        self.command += ["--store", str(store), *extra]
        self.log = log
        self.lives = 0
        self.begun = 0.0
        self.process: subprocess.Popen | None = None

    def start(self, patience: float = 120) -> None:
        """Starts it, and waits until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, stderr=log, stdout=log)
        self.begun = time.monotonic()
        client = Client(self.port)
        while True:
            try:
                if client.send("GET", "/health")[0] == 200:
                    self.lives += 1
                    return
            except Gone:
                pass
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}: see {self.log}")
            if time.monotonic() - self.begun > patience:
                raise RuntimeError(f"the server does not answer: see {self.log}")
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def died(self) -> bool:
        """Whether it ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def sample(self) -> Sample | None:
        """What it takes now; nothing when it is gone."""
        if self.process is None:
            return None
        folder = pathlib.Path(f"/proc/{self.process.pid}")
        try:
            lines = (folder / "status").read_text().splitlines()
            fields = dict(line.split(":", 1) for line in lines)
            rss, threads = int(fields["VmRSS"].split()[0]) * 1024, int(fields["Threads"])
            files = sum(1 for _ in (folder / "fd").iterdir())
        except (OSError, KeyError):
            return None
        return Sample(time.monotonic() - self.begun, rss, threads, files)
