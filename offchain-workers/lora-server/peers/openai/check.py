#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""OpenAI's own client against a running server; `run` starts one, and calls this.

    python3 -m venv venv && venv/bin/pip install -r peers/openai/requirements.txt
    venv/bin/python peers/openai/check.py --url http://127.0.0.1:8400 [--model base] [--token TOKEN]

Every check is done, and those that fail are named. Ends with status 1 if one does. The check of embeddings
is of the model that `embeddings.py` writes, or of the refusal where the server has none.
"""

import argparse
import sys
import traceback

import openai

QUESTION = [{"role": "user", "content": "What is a dog?"}]
CHAT = dict(messages=QUESTION, temperature=0, max_tokens=16)
TEXT = dict(prompt="The dog", temperature=0, max_tokens=16)


def models(client, model):
    names = [entry.id for entry in client.models.list()]
    assert "base" in names, names
    assert client.models.retrieve("base").object == "model"
    refused(openai.NotFoundError, "model_not_found", lambda: client.models.retrieve("gpt-4"))


def chat(client, model):
    answer = client.chat.completions.create(model=model, **CHAT)
    [choice] = answer.choices
    assert choice.message.role == "assistant" and choice.message.content, answer
    assert choice.finish_reason in ("stop", "length"), answer
    usage = answer.usage
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens, usage


def chat_streamed(client, model):
    whole = client.chat.completions.create(model=model, **CHAT)
    options = {"include_usage": True}
    chunks = list(
        client.chat.completions.create(model=model, **CHAT, stream=True, stream_options=options)
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == whole.choices[0].message.content, (text, whole)
    assert chunks[-1].usage == whole.usage, chunks[-1]


def chat_sampled(client, model):
    """Equal seeds give equal texts; the only token that may be chosen is the greedy one."""
    arguments = dict(model=model, messages=QUESTION, max_tokens=16, temperature=1.5)
    texts = [
        client.chat.completions.create(**arguments, seed=7).choices[0].message.content
        for _ in range(2)
    ]
    assert texts[0] == texts[1], texts
    greedy = client.chat.completions.create(model=model, **CHAT)
    single = client.chat.completions.create(**arguments, extra_body={"top_k": 1})
    assert single.choices[0].message.content == greedy.choices[0].message.content


def chat_stopped(client, model):
    whole = client.chat.completions.create(model=model, **CHAT).choices[0].message.content
    word = whole.split()[-1]
    answer = client.chat.completions.create(model=model, **CHAT, stop=[word])
    assert answer.choices[0].message.content == whole[: whole.index(word)], answer
    assert answer.choices[0].finish_reason == "stop", answer


def chat_in_parts(client, model):
    """Several system messages, and content in parts."""
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": [{"type": "text", "text": "What is a dog?"}]},
    ]
    answer = client.chat.completions.create(
        model=model, messages=messages, temperature=0, max_tokens=8
    )
    assert answer.usage.completion_tokens <= 8, answer


def completions(client, model):
    prompts = ["The dog", "Water is"]
    answer = client.completions.create(model=model, **{**TEXT, "prompt": prompts})
    assert [choice.index for choice in answer.choices] == [0, 1], answer
    for prompt, choice in zip(prompts, answer.choices):
        alone = client.completions.create(model=model, **{**TEXT, "prompt": prompt})
        assert alone.choices[0].text == choice.text, (alone, choice)


def completions_streamed(client, model):
    whole = client.completions.create(model=model, **TEXT)
    chunks = list(client.completions.create(model=model, **TEXT, stream=True))
    text = "".join(chunk.choices[0].text for chunk in chunks if chunk.choices)
    assert text == whole.choices[0].text, (text, whole)
    assert chunks[-1].choices[0].finish_reason == whole.choices[0].finish_reason


def embeddings(client, model):
    arguments = dict(model="embeddings", input=["a fox", "the dog"])
    if "embeddings" not in [entry.id for entry in client.models.list()]:
        refused(
            openai.NotFoundError,
            "embeddings_not_configured",
            lambda: client.embeddings.create(**arguments),
        )
        return
    # The client asks for base64 by itself, and decodes it.
    vectors = [entry.embedding for entry in client.embeddings.create(**arguments).data]
    assert vectors == [[3.0, 4.0], [1.0, 0.0]], vectors
    floats = client.embeddings.create(**arguments, encoding_format="float")
    assert [entry.embedding for entry in floats.data] == vectors, floats


def left(client, model):
    """A client that goes away leaves a server that answers."""
    arguments = dict(temperature=1.5, seed=1, stream=True)
    stream = client.chat.completions.create(model=model, messages=QUESTION, **arguments)
    next(iter(stream))
    stream.close()
    stream = client.completions.create(model=model, prompt="The", max_tokens=400, **arguments)
    next(iter(stream))
    stream.close()
    chat(client, model)


def wrong_requests(client, model):
    bad = openai.BadRequestError
    for arguments, error, code in [
        (dict(model="no-such-model"), openai.NotFoundError, "model_not_found"),
        (dict(n=2), bad, "unsupported_parameter"),
        (dict(tools=[{"type": "function", "function": {"name": "f"}}]), bad, "unsupported_parameter"),
        (dict(temperature=3), bad, "invalid_value"),
        (dict(max_tokens=0), bad, "invalid_value"),
        (dict(max_tokens=-1), bad, "invalid_request"),
        (dict(messages=[]), bad, "invalid_value"),
        (
            dict(messages=[{"role": "user", "content": "dog " * 4000}]),
            bad,
            "context_length_exceeded",
        ),
    ]:
        arguments = {"model": model, "messages": QUESTION, **arguments}
        refused(error, code, lambda: client.chat.completions.create(**arguments))
    refused(
        bad,
        "unsupported_parameter",
        lambda: client.completions.create(model=model, prompt="The", echo=True),
    )


def wrong_token(client, model):
    if client.api_key == "none":
        return
    stranger = client.with_options(api_key="not-the-token-of-the-server")
    refused(openai.AuthenticationError, "invalid_api_key", stranger.models.list)


def refused(error, code, call):
    try:
        call()
    except error as refusal:
        assert refusal.code == code and refusal.body["message"], refusal
    else:
        raise AssertionError(f"{code} was expected, and the request was answered")


CHECKS = [
    models,
    chat,
    chat_streamed,
    chat_sampled,
    chat_stopped,
    chat_in_parts,
    completions,
    completions_streamed,
    embeddings,
    left,
    wrong_requests,
    wrong_token,
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--url", default="http://127.0.0.1:8400")
    parser.add_argument("--model", default="base")
    parser.add_argument("--token", default="none")
    options = parser.parse_args()
    client = openai.OpenAI(base_url=f"{options.url}/v1", api_key=options.token, max_retries=0)
    failed = 0
    for check in CHECKS:
        try:
            check(client, options.model)
        except Exception:
            failed += 1
            traceback.print_exc()
            print(f"failed: {check.__name__}")
        else:
            print(f"ok: {check.__name__}")
    verdict = "FAILED" if failed else "ok"
    print(f"test result: {verdict}. {len(CHECKS) - failed} passed; {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
