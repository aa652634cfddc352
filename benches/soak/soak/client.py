# SPDX-License-Identifier: Apache-2.0
"""HTTP to one server: answers, streams, and requests that are left in the middle."""

import http.client
import json
from collections.abc import Iterator
from typing import Any

TIMEOUT = 120


class Gone(Exception):
    """There is no server, or it went away before it had answered."""


class Client:
    """A client of the server at a port of this machine. Each request has a connection of its own."""

    def __init__(self, port: int) -> None:
        self.port = port

    def send(self, method: str, path: str, body: bytes = b"", kind: str = "application/json") -> tuple[int, bytes]:
        """Status and body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request(method, path, body, {"Content-Type": kind})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Gone(f"{method} {path}: {error!r}") from error
        finally:
            connection.close()

    def get(self, path: str) -> tuple[int, Any]:
        """The same, of JSON."""
        status, body = self.send("GET", path)
        return status, json.loads(body)

    def post(self, path: str, value: Any) -> tuple[int, Any]:
        """Posts JSON."""
        status, body = self.send("POST", path, json.dumps(value).encode())
        return status, json.loads(body) if body else None

    def stream(self, path: str, value: Any) -> Iterator[bytes]:
        """The lines of a stream. Closed early, the connection is cut."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request("POST", path, json.dumps(value), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            if answer.status != 200:
                answer.read()
                return
            while line := answer.readline():
                yield line
        except (OSError, http.client.HTTPException) as error:
            raise Gone(f"POST {path}: {error!r}") from error
        finally:
            connection.close()

    def abandon(self, path: str, body: bytes, length: int) -> None:
        """Begins to send `length` bytes, and stops after `body`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.putrequest("POST", path)
            connection.putheader("Content-Length", str(length))
            connection.endheaders()
            connection.send(body)
        except (OSError, http.client.HTTPException) as error:
            raise Gone(f"POST {path}: {error!r}") from error
        finally:
            connection.close()
