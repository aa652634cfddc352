#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""OpenAI's own client against a running server.

    python3 -m venv venv && venv/bin/pip install openai
    venv/bin/python peers/openai/check.py --url http://127.0.0.1:8400 [--model base] [--token TOKEN]

Ends with status 1 and the name of the check that fails.
"""

import argparse

import openai

QUESTION = [{"role": "user", "content": "What is a dog?"}]


def models(client, model):
    names = [entry.id for entry in client.models.list()]
    assert "base" in names, names


def plain(client, model):
    answer = client.chat.completions.create(
        model=model, messages=QUESTION, temperature=0, max_tokens=16
    )
    [choice] = answer.choices
    assert choice.message.role == "assistant" and choice.message.content, answer
    assert choice.finish_reason in ("stop", "length"), answer
    usage = answer.usage
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens, usage


def streamed(client, model):
    arguments = dict(model=model, messages=QUESTION, temperature=0, max_tokens=16)
    whole = client.chat.completions.create(**arguments)
    chunks = list(
        client.chat.completions.create(
            **arguments, stream=True, stream_options={"include_usage": True}
        )
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == whole.choices[0].message.content, (text, whole)
    assert chunks[-1].usage == whole.usage, chunks[-1]


def left(client, model):
    """A client that goes away leaves a server that answers."""
    stream = client.chat.completions.create(
        model=model, messages=QUESTION, temperature=1.5, seed=1, stream=True
    )
    next(iter(stream))
    stream.close()
    plain(client, model)


def refused(client, model):
    for arguments, error in [
        (dict(model="no-such-model"), openai.NotFoundError),
        (dict(model=model, n=2), openai.BadRequestError),
        (dict(model=model, temperature=3), openai.BadRequestError),
    ]:
        try:
            client.chat.completions.create(messages=QUESTION, **arguments)
        except error as refusal:
            assert refusal.code and refusal.body["message"], refusal
        else:
            raise AssertionError(f"{arguments} was answered")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--url", default="http://127.0.0.1:8400")
    parser.add_argument("--model", default="base")
    parser.add_argument("--token", default="none")
    options = parser.parse_args()
    client = openai.OpenAI(base_url=f"{options.url}/v1", api_key=options.token, max_retries=0)
    for check in (models, plain, streamed, left, refused):
        check(client, options.model)
        print(f"ok: {check.__name__}")


if __name__ == "__main__":
    main()
