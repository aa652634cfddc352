# SPDX-License-Identifier: Apache-2.0
"""`transformers` and `peft` in a process of their own, asked line by line.

    python -m serving.peer --base DIR --threads N --device cpu

Each line of its input is a call, `{"call": name, ...}`; each line of its output what came of it.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file
from torch import Tensor
from transformers import GenerationConfig, LlamaForCausalLM, get_cosine_schedule_with_warmup
from transformers.generation.streamers import BaseStreamer
from transformers.utils import logging

from serving.settings import EVERY_LINEAR


class Peer:
    """A handle of the process."""

    def __init__(self, base: pathlib.Path, threads: int, device: str) -> None:
        command = [sys.executable, "-m", "serving.peer", "--base", str(base)]
        command += ["--threads", str(threads), "--device", device]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            # Who interrupts a run does not wait for what it was asked last.
            self._process.kill()
            self._process.wait()

    def __call__(self, call: str, **arguments: Any) -> Any:
        """What `Work`'s method of this name returns."""
        print(json.dumps({"call": call, **arguments}), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the peers' process ended in {call}, status {self._process.wait()}")
        return json.loads(answer)


class _Moments(BaseStreamer):
    """When each token came. The first that `generate` hands over is the prompt."""

    def __init__(self) -> None:
        self.moments: list[float] = []

    def put(self, value: Tensor) -> None:
        self.moments.append(time.perf_counter())

    def end(self) -> None:
        pass


class Work:
    """What the process can be asked for."""

    def __init__(self, base: pathlib.Path, device: str) -> None:
        self._base, self._device = base, device
        self._model: LlamaForCausalLM | PeftModel | None = None
        self._names: list[str] = []

    def decode(self, prompt: list[int], tokens: int) -> dict[str, Any]:
        """One request to the base model: its tokens, and the moment of each."""
        moments = _Moments()
        asked = time.perf_counter()
        made = self._generate(self._plain(), [prompt], tokens, streamer=moments)
        return {"asked": asked, "heard": moments.moments[1:], "tokens": made[0]}

    def load_adapters(self, folders: list[str]) -> dict[str, Any]:
        """Loads adapters, and says how long each took."""
        seconds = []
        for place, folder in enumerate(folders):
            began = time.perf_counter()
            name = f"adapter{place}"
            if isinstance(self._model, PeftModel):
                # Without drawing weights that are then overwritten, which is most of the time otherwise.
                self._model.load_adapter(folder, name, low_cpu_mem_usage=True)
            else:
                self._model = PeftModel.from_pretrained(self._plain(), folder, adapter_name=name).eval()
            self._names.append(name)
            self._synchronise()
            seconds.append(time.perf_counter() - began)
        return {"seconds": seconds}

    def switching(self, prompts: list[list[int]], tokens: int) -> dict[str, Any]:
        """Request i with adapter i, one after the other."""
        began, made = time.perf_counter(), []
        for name, prompt in zip(self._names, prompts, strict=True):
            self._model.set_adapter(name)
            made += self._generate(self._model, [prompt], tokens)
        return {"seconds": time.perf_counter() - began, "tokens": made}

    def mixed(self, prompts: list[list[int]], tokens: int) -> dict[str, Any]:
        """Request i with adapter i, all in one batch."""
        began = time.perf_counter()
        made = self._generate(self._model, prompts, tokens, adapter_names=self._names)
        return {"seconds": time.perf_counter() - began, "tokens": made}

    def read_file(self, path: str) -> dict[str, Any]:
        """How long `safetensors` takes to bring a file's tensors to the device."""
        began = time.perf_counter()
        # Cloned, since the loaded ones may be a mapping of the file that nobody has read yet.
        for tensor in load_file(path).values():
            tensor.clone().to(self._device)
        self._synchronise()
        return {"seconds": time.perf_counter() - began}

    def train(
        self, batches: list[list[list[int]]], epochs: int, rank: int, learning_rate: float, seed: int
    ) -> dict[str, Any]:
        """LoRA training on these batches, in this order: the seconds and the mean loss of each epoch."""
        torch.manual_seed(seed)
        config = LoraConfig(
            r=rank, lora_alpha=2 * rank, target_modules=list(EVERY_LINEAR), lora_dropout=0.0, task_type="CAUSAL_LM"
        )
        model = get_peft_model(self._new(), config).train()
        parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
        optimiser = torch.optim.AdamW(parameters, lr=learning_rate, betas=(0.9, 0.98), weight_decay=0.0)
        steps = epochs * len(batches)
        schedule = get_cosine_schedule_with_warmup(optimiser, max(1, steps // 20), steps)
        padded = [_padded(batch, self._device) for batch in batches]
        seconds, losses = [], []
        for _ in range(epochs):
            began, loss_sum, learnt = time.perf_counter(), 0.0, 0
            for inputs, mask, labels in padded:
                optimiser.zero_grad()
                loss = model(input_ids=inputs, attention_mask=mask, labels=labels).loss
                loss.backward()
                torch.nn.utils.clip_grad_norm_(parameters, 1.0)
                optimiser.step()
                schedule.step()
                count = int((labels[:, 1:] >= 0).sum())
                loss_sum, learnt = loss_sum + loss.item() * count, learnt + count
            self._synchronise()
            seconds.append(time.perf_counter() - began)
            losses.append(loss_sum / learnt)
        return {"seconds": seconds, "losses": losses}

    def _generate(
        self, model: torch.nn.Module, prompts: Sequence[list[int]], tokens: int, **more: Any
    ) -> list[list[int]]:
        inputs = torch.tensor(prompts, device=self._device)
        config = GenerationConfig(
            max_new_tokens=tokens, do_sample=False, use_cache=True, eos_token_id=None, pad_token_id=0
        )
        with torch.inference_mode():
            made = model.generate(
                input_ids=inputs, attention_mask=torch.ones_like(inputs), generation_config=config, **more
            )
        self._synchronise()
        return made[:, inputs.shape[1] :].tolist()

    def _plain(self) -> LlamaForCausalLM:
        """The base model without adapters."""
        if self._model is None:
            self._model = self._new()
        if isinstance(self._model, PeftModel):
            raise RuntimeError("the base model has adapters by now")
        return self._model

    def _new(self) -> LlamaForCausalLM:
        return LlamaForCausalLM.from_pretrained(self._base, dtype=torch.float32).to(self._device).eval()

    def _synchronise(self) -> None:
        if self._device != "cpu":
            torch.cuda.synchronize()


def _padded(batch: list[list[int]], device: str) -> tuple[Tensor, Tensor, Tensor]:
    """Tokens, mask and labels of a batch, padded on the right."""
    length = max(map(len, batch))
    inputs = torch.tensor([row + [0] * (length - len(row)) for row in batch], device=device)
    mask = torch.tensor([[1] * len(row) + [0] * (length - len(row)) for row in batch], device=device)
    return inputs, mask, inputs.masked_fill(mask == 0, -100)


def main() -> None:
    """Answers calls until there are none."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", type=pathlib.Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--device", required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    # What the libraries print must not stand between the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    work = Work(arguments.base, arguments.device)
    for line in sys.stdin:
        call = json.loads(line)
        print(json.dumps(getattr(work, call.pop("call"))(**call)), file=answers, flush=True)


if __name__ == "__main__":
    main()
