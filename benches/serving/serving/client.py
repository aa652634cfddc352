# SPDX-License-Identifier: Apache-2.0
"""Requests to the server by OpenAI's own client, with the time of each token."""

import asyncio
import dataclasses
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence

import openai

from serving.inputs import text, tokens_of

# The time that a request may take: a stall is an error, not a number.
SECONDS = 600


class WrongAnswerError(Exception):
    """An answer that is not as long as was asked for: what was measured would be something else."""


@dataclasses.dataclass(frozen=True)
class Request:
    """What is asked for: `tokens` greedy tokens after `prompt`."""

    model: str
    prompt: list[int]
    tokens: int


@dataclasses.dataclass(frozen=True)
class Answer:
    """What came, and when, in seconds of one clock."""

    asked: float
    """When the request was sent."""
    heard: list[float]
    """When each piece of text came; the last moment alone, if it was not streamed."""
    tokens: list[int]

    @property
    def seconds(self) -> float:
        """From the question to the last token."""
        return self.heard[-1] - self.asked

    @property
    def first(self) -> float:
        """From the question to the first token."""
        return self.heard[0] - self.asked


class Client:
    """OpenAI's client, which tries nothing twice."""

    def __init__(self, address: str) -> None:
        self._openai = openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="unused", max_retries=0, timeout=SECONDS)

    async def whole(self, request: Request) -> Answer:
        """The answer in one piece."""
        asked = time.perf_counter()
        answer = await self._openai.chat.completions.create(**_arguments(request))
        heard = time.perf_counter()
        # Not those of the text: a special token has none.
        checked(request, answer.usage.completion_tokens)
        return Answer(asked, [heard], tokens_of(answer.choices[0].message.content))

    async def streamed(self, request: Request) -> Answer:
        """The answer token by token."""
        asked, heard, pieces = time.perf_counter(), [], []
        stream = await self._openai.chat.completions.create(stream=True, **_arguments(request))
        async for chunk in stream:
            if chunk.choices and chunk.choices[0].delta.content:
                heard.append(time.perf_counter())
                pieces.append(chunk.choices[0].delta.content)
        tokens = tokens_of("".join(pieces))
        checked(request, len(tokens))
        return Answer(asked, heard, tokens)

    async def close(self) -> None:
        """Closes the connections."""
        await self._openai.close()


def run(address: str, work: Callable[[Client], Awaitable]) -> object:
    """What `work` returns, given a client of the server at `address`."""

    async def main() -> object:
        client = Client(address)
        try:
            return await work(client)
        finally:
            await client.close()

    return asyncio.run(main())


async def together(ask: Callable[[Request], Awaitable[Answer]], requests: Iterable[Request]) -> list[Answer]:
    """The answers to requests that are sent at once."""
    return await asyncio.gather(*(ask(request) for request in requests))


async def in_turn(
    ask: Callable[[Request], Awaitable[Answer]], requests: Sequence[Request], concurrency: int
) -> list[Answer]:
    """The answers to requests of which `concurrency` run at any time: who has an answer asks the next."""
    waiting: Iterator[Request] = iter(requests)
    answers: list[Answer] = []

    async def asker() -> None:
        for request in waiting:
            answers.append(await ask(request))

    await asyncio.gather(*(asker() for _ in range(concurrency)))
    return answers


def throughput(answers: Sequence[Answer]) -> float:
    """Generated tokens in each second between the first question and the last token."""
    began = min(answer.asked for answer in answers)
    ended = max(answer.heard[-1] for answer in answers)
    return sum(len(answer.tokens) for answer in answers) / (ended - began)


def decode_rate(moments: Sequence[float]) -> float:
    """Tokens in each second after the first one."""
    return (len(moments) - 1) / (moments[-1] - moments[0])


def _arguments(request: Request) -> dict:
    return {
        "model": request.model,
        "messages": [{"role": "user", "content": text(request.prompt)}],
        "max_tokens": request.tokens,
        "temperature": 0,
    }


def checked(request: Request, tokens: int) -> None:
    """Nothing, if as many came as were asked for.

    Raises:
        WrongAnswerError: otherwise.
    """
    if tokens != request.tokens:
        raise WrongAnswerError(f"{tokens} tokens came, and {request.tokens} were asked for")
