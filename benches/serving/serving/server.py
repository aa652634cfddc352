# SPDX-License-Identifier: Apache-2.0
"""The server that is measured: a process, and what its operator asks of it."""

import json
import pathlib
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from typing import Any

MANIFEST = ("adapter_config.json", "adapter_model.safetensors")
START_SECONDS = 120


class ServerError(Exception):
    """The server did not start, or refused what was asked of it."""


class Server:
    """A running server without a node: it serves adapters that are on no chain."""

    def __init__(
        self, program: pathlib.Path, base: pathlib.Path, store: pathlib.Path, log: pathlib.Path, options: Iterable[str]
    ) -> None:
        store.mkdir(parents=True, exist_ok=True)
        self.log = log
        command = [str(program), "serve", "--listen", "127.0.0.1:0", "--serve-unregistered"]
        # Nothing listens on port 9: there is no node.
        command += ["--node", "http://127.0.0.1:9", "--store", str(store), "--base", str(base), *options]
        with log.open("wb") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        try:
            self.address = self._address()
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process."""
        return self.process.pid

    def stop(self) -> None:
        """Ends the process, gently first."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def upload(self, folder: pathlib.Path) -> str:
        """Stores the adapter in `folder`; returns what a request names it by."""
        lines = []
        for name in MANIFEST:
            stored = self.call("POST", "/v1/files", (folder / name).read_bytes())
            lines.append(f"{stored['hash']} {stored['length']} {name}\n")
        return self.call("POST", "/v1/content", "".join(lines).encode())["root"]

    def load(self, adapter: str) -> None:
        """Brings an adapter into memory; returns when it is there."""
        self.call("POST", f"/v1/adapters/{adapter}/load")

    def unload(self, adapter: str) -> None:
        """Takes an adapter out of memory."""
        self.call("POST", f"/v1/adapters/{adapter}/unload")

    def call(self, method: str, path: str, body: bytes | None = None) -> Any:
        """The JSON that a request is answered by."""
        request = urllib.request.Request(self.address + path, data=body, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                read = answer.read()
        except urllib.error.HTTPError as error:
            raise ServerError(f"{method} {path}: {error.code} {error.read().decode(errors='replace')}") from error
        return json.loads(read) if read else None

    def resident_bytes(self) -> int:
        """Memory of the process that is its own, whether it is in use or only kept: no mapped files."""
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return 1024 * int(re.search(r"^RssAnon:\s*(\d+) kB", status, re.M)[1])

    def _address(self) -> str:
        """Where it listens, as soon as it says so."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            said = re.sub(r"\x1b\[[0-9;]*m", "", self.log.read_text(errors="replace"))
            found = re.search(r"address=(127\.0\.0\.1:\d+)", said)
            if found:
                return f"http://{found[1]}"
            time.sleep(0.05)
        raise ServerError(f"the server did not start:\n{self.log.read_text(errors='replace')[-2000:]}")
