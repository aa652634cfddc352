# SPDX-License-Identifier: Apache-2.0
"""What clients do, at random, and what they were promised."""

import collections
import hashlib
import json
import random
import threading
from dataclasses import dataclass, field

from .adapters import blake2
from .client import Client, Gone

GENESIS = bytes([0x11] * 32)
QUESTIONS = ["What is a dog?", "Who wrote this?", "Where is the sea?", "How is bread made?"]
#: Answers that are no fault: done, done without a body, busy.
WELL = {200, 204, 429}


@dataclass
class Promises:
    """What the server has acknowledged, and what went wrong."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    contents: dict[str, str] = field(default_factory=dict)
    jobs: list[str] = field(default_factory=list)
    results: dict[str, str] = field(default_factory=dict)
    done: collections.Counter = field(default_factory=collections.Counter)
    faults: list[str] = field(default_factory=list)


def job_id(request: int) -> str:
    """The name of the job of a request on the chain double."""
    return blake2(b"openledger/job/v1" + GENESIS + request.to_bytes(8, "little"))


class Worker(threading.Thread):
    """One client. It goes on when the server is gone, once that is back."""

    def __init__(self, number: int, port: int, promises: Promises, manifests: list[str], commitments: list) -> None:
        super().__init__(daemon=True)
        self.number, self.client, self.promises = number, Client(port), promises
        self.manifests, self.commitments = manifests, commitments
        self.rng = random.Random(number)
        self.requests = 0
        self.end = threading.Event()
        self.actions = [
            (4, self.chat),
            (3, self.read_stream),
            (3, self.leave_stream),
            (3, self.upload),
            (1, self.leave_upload),
            (3, self.read_back),
            (3, self.post_job),
            (3, self.ask_for_job),
            (1, self.list_jobs),
            (2, self.move_adapter),
            (1, self.pin),
        ]

    def run(self) -> None:
        """Acts until it is told to stop."""
        weights = [weight for weight, _ in self.actions]
        while not self.end.is_set():
            (_, action) = self.rng.choices(self.actions, weights)[0]
            try:
                action()
                self.count(action.__name__)
            except Gone:
                self.count("gone")
                self.end.wait(0.2)
            except Exception as error:  # A client that breaks is a fault, too.
                self.fault(f"{action.__name__}: {error!r}")

    def count(self, what: str) -> None:
        """Counts something that was done."""
        with self.promises.lock:
            self.promises.done[what] += 1

    def fault(self, what: str) -> None:
        """Writes down something that should not be."""
        with self.promises.lock:
            self.promises.faults.append(what)

    def expect(self, status: int, body: object, what: str) -> bool:
        """Whether it was answered; anything but an answer or a refusal to take on more is a fault."""
        if status not in WELL:
            self.fault(f"{what}: {status} {str(body)[:200]}")
        return status in (200, 204)

    def model(self) -> str:
        """The base model or one of the adapters, by number on chain."""
        return str(self.rng.choice(["base", *range(1, len(self.manifests) + 1)]))

    def question(self, tokens: int, stream: bool) -> dict:
        """A request for a chat."""
        message = {"role": "user", "content": self.rng.choice(QUESTIONS) + " " * self.rng.randrange(3)}
        return {"model": self.model(), "messages": [message], "max_tokens": tokens, "stream": stream}

    def chat(self) -> None:
        """Asks, and reads the answer."""
        status, body = self.client.post("/v1/chat/completions", self.question(self.rng.randrange(1, 24), False))
        self.expect(status, body, "chat")

    def read_stream(self) -> None:
        """Reads a stream to its end."""
        lines = list(self.client.stream("/v1/chat/completions", self.question(self.rng.randrange(1, 24), True)))
        if lines and b"data: [DONE]\n" not in lines:
            # It ends early when the server is killed: then this is the client's last line of that life.
            raise Gone("the stream ended early")

    def leave_stream(self) -> None:
        """Goes away in the middle of a stream."""
        lines = self.client.stream("/v1/chat/completions", self.question(200, True))
        for _, _line in zip(range(self.rng.randrange(1, 8)), lines, strict=False):
            pass
        lines.close()

    def upload(self) -> None:
        """Stores something new."""
        data = self.rng.randbytes(self.rng.randrange(1, 200_000))
        status, body = self.client.send("POST", "/v1/content", data, "application/octet-stream")
        if self.expect(status, body, "upload"):
            root = json.loads(body)["root"]
            with self.promises.lock:
                self.promises.contents[root] = hashlib.sha256(data).hexdigest()

    def leave_upload(self) -> None:
        """Goes away in the middle of an upload."""
        path = self.rng.choice(["/v1/content", "/v1/files"])
        self.client.abandon(path, self.rng.randbytes(100_000), 4_000_000)

    def read_back(self) -> None:
        """Reads something that was stored at some time."""
        with self.promises.lock:
            known = list(self.promises.contents.items())
        if known:
            self.check_content(*self.rng.choice(known))

    def check_content(self, root: str, digest: str) -> bool:
        """Whether a content is what was stored."""
        status, body = self.client.send("GET", f"/v1/content/{root}")
        right = status == 200 and hashlib.sha256(body).hexdigest() == digest
        if not right:
            self.fault(f"acknowledged content {root} is not there: {status}")
        return right

    def post_job(self) -> None:
        """Posts an inference that nobody has posted before."""
        self.requests += 1
        request = self.number * 10_000_000 + self.requests
        number = self.rng.randrange(len(QUESTIONS))
        task = {
            "request": request,
            "artifact": self.rng.randrange(len(self.manifests) + 1),
            "input": {"text": QUESTIONS[number]},
            "input_commitment": self.commitments[number],
            "max_output_tokens": 8,
            "min_words": 6,
        }
        job = {"version": 1, "job_id": job_id(request), "task": {"inference": task}, "deadline": 1000}
        status, body = self.client.post("/v1/jobs", job)
        if self.expect(status, body, "job"):
            with self.promises.lock:
                self.promises.jobs.append(job["job_id"])

    def ask_for_job(self) -> None:
        """Asks for a job that was acknowledged at some time."""
        with self.promises.lock:
            known = list(self.promises.jobs)
        if known:
            self.check_job(self.rng.choice(known))

    def check_job(self, job: str) -> bool:
        """Whether a job is known, and its result still the one that was told first."""
        status, body = self.client.get(f"/v1/jobs/{job}")
        if status != 200:
            self.fault(f"acknowledged job {job} is not known: {status}")
            return False
        state = body["state"]
        if isinstance(state, dict) and "finished" in state:
            digest = hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()
            with self.promises.lock:
                if self.promises.results.setdefault(job, digest) != digest:
                    self.promises.faults.append(f"job {job} has another result than before")
                    return False
        return True

    def list_jobs(self) -> None:
        """Reads a page of what is over."""
        after = self.rng.randrange(1000)
        status, body = self.client.get(f"/v1/jobs?done=1&limit=20&after={after}")
        self.expect(status, body, "list of jobs")

    def move_adapter(self) -> None:
        """Loads an adapter, or has it leave the memory."""
        action = self.rng.choice(["load", "unload"])
        number = self.rng.randrange(1, len(self.manifests) + 1)
        status, body = self.client.send("POST", f"/v1/adapters/{number}/{action}")
        # One that is not loaded cannot be unloaded, which is said by 404.
        if status != 404:
            self.expect(status, body, action)

    def pin(self) -> None:
        """Pins an adapter's files in the store, or unpins them."""
        root = self.rng.choice(self.manifests)
        method = self.rng.choice(["PUT", "DELETE"])
        status, body = self.client.send(method, f"/v1/pins/{root}")
        if status != 404:
            self.expect(status, body, "pin")
