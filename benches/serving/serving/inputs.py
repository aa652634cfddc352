# SPDX-License-Identifier: Apache-2.0
"""Models, adapters, prompts and training rows, all drawn from a seed.

The model is made by `transformers`, the first adapter of each kind by `peft`; the others have its names
and shapes, and weights of their own. Speed does not depend on what weights mean.
"""

import json
import os
import pathlib
import random
import shutil
import tempfile
from collections.abc import Callable

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit
from transformers import LlamaConfig, LlamaForCausalLM

from serving.settings import Lora, Shape, Training

UNKNOWN, END = 0, 1
FIRST_WORD = 2

# The prompt is what the messages say, and nothing else: so both sides read the same tokens.
TEMPLATE = "{% for message in messages %}{{ message.content }}{% endfor %}"


def word(token: int) -> str:
    """How a token is written."""
    return f"t{token}"


def text(tokens: list[int]) -> str:
    """Tokens as text, which the tokenizer makes the same tokens of."""
    return " ".join(word(token) for token in tokens)


def tokens_of(written: str) -> list[int]:
    """The tokens of a text of `word`s."""
    return [int(name.removeprefix("t")) for name in written.split()]


def prompts(seed: int, count: int, length: int, shape: Shape) -> list[list[int]]:
    """Random prompts."""
    draw = random.Random(seed)
    return [[draw.randrange(FIRST_WORD, shape.vocabulary) for _ in range(length)] for _ in range(count)]


def training_rows(seed: int, settings: Training, shape: Shape) -> list[list[int]]:
    """Random rows of which every token but the first is learnt."""
    draw = random.Random(seed)
    lengths = [draw.randint(settings.shortest, settings.longest) for _ in range(settings.rows)]
    return [[draw.randrange(FIRST_WORD, shape.vocabulary) for _ in range(length)] for length in lengths]


def base(folder: pathlib.Path, shape: Shape, seed: int) -> pathlib.Path:
    """The folder of a base model of this shape; made if it is not there."""

    def make(target: pathlib.Path) -> None:
        torch.manual_seed(seed)
        model = LlamaForCausalLM(_config(shape))
        # The end of a text then has the logit 0, which is never the largest: every answer is as long
        # as it may be.
        with torch.no_grad():
            model.get_input_embeddings().weight[END] = 0
        model.save_pretrained(target)
        _write_tokenizer(target, shape)

    return _made(folder, make)


def adapter(folder: pathlib.Path, model: pathlib.Path, kind: Lora, seed: int) -> pathlib.Path:
    """The folder of an adapter; made if it is not there."""

    def make(target: pathlib.Path) -> None:
        pattern = _pattern(folder.parent / "pattern", model, kind)
        draw = torch.Generator().manual_seed(seed)
        dtype = getattr(torch, kind.dtype)
        drawn = {
            name: _weights(name, matrix.shape, draw).to(dtype)
            for name, matrix in sorted(load_file(pattern / "adapter_model.safetensors").items())
        }
        shutil.copy(pattern / "adapter_config.json", target)
        save_file(drawn, target / "adapter_model.safetensors", metadata={"format": "pt"})

    return _made(folder, make)


def weights_bytes(folder: pathlib.Path) -> int:
    """The size of the file with an adapter's weights."""
    return (folder / "adapter_model.safetensors").stat().st_size


def _config(shape: Shape) -> LlamaConfig:
    return LlamaConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        intermediate_size=shape.intermediate,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.kv_heads,
        max_position_embeddings=shape.context,
        tie_word_embeddings=True,
        # With the usual 0.02 a random model says one token for ever, and equal texts would prove little.
        initializer_range=0.05,
        bos_token_id=None,
        eos_token_id=END,
        pad_token_id=END,
    )


def _write_tokenizer(folder: pathlib.Path, shape: Shape) -> None:
    vocabulary = {"<unk>": UNKNOWN, "<end>": END}
    vocabulary |= {word(token): token for token in range(FIRST_WORD, shape.vocabulary)}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    tokenizer.add_special_tokens(["<unk>", "<end>"])
    tokenizer.save(str(folder / "tokenizer.json"))
    configuration = {"chat_template": TEMPLATE, "eos_token": "<end>", "unk_token": "<unk>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(configuration))


def _pattern(folder: pathlib.Path, model: pathlib.Path, kind: Lora) -> pathlib.Path:
    """An adapter as `peft` saves it."""

    def make(target: pathlib.Path) -> None:
        config = LoraConfig(
            r=kind.rank,
            lora_alpha=2 * kind.rank,
            target_modules=list(kind.targets),
            lora_dropout=0.0,
            task_type="CAUSAL_LM",
        )
        get_peft_model(LlamaForCausalLM.from_pretrained(model), config).save_pretrained(target)

    return _made(folder, make)


def _weights(name: str, shape: torch.Size, draw: torch.Generator) -> torch.Tensor:
    if ".lora_A." in name:
        return (torch.rand(shape, generator=draw) * 2 - 1) / shape[1] ** 0.5
    return torch.randn(shape, generator=draw) * 0.02


def _made(folder: pathlib.Path, make: Callable[[pathlib.Path], None]) -> pathlib.Path:
    """`folder`, with what `make` writes into a folder of its own: there whole, or not at all."""
    if folder.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f"{folder.name}.") as scratch:
        target = pathlib.Path(scratch) / folder.name
        target.mkdir()
        make(target)
        os.replace(target, folder)
    return folder
