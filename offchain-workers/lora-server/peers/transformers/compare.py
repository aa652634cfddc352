#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the server's logits with those of transformers and peft.

Makes small random models of each family in several shapes, each with a random adapter that peft
itself saves, and runs both implementations on the same tokens. Fails above a difference of 1e-4.
Then has the adapter that this server wrote, if one is given, loaded by peft.

    python3 -m venv /somewhere && /somewhere/bin/pip install -r peers/transformers/requirements.txt
    /somewhere/bin/python peers/transformers/compare.py --server path/to/openledger-lora-server

With `--fixtures tests/fixtures` it writes the files that the Rust tests read instead, so that they
check the same without Python.
"""

import argparse
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

import torch
import transformers
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, GPT2Config, LlamaConfig, MistralConfig, Qwen2Config

TOLERANCE = 1e-4
ALL_MODULES = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]

LLAMA3 = dict(
    rope_type="llama3",
    rope_theta=500.0,
    factor=4.0,
    low_freq_factor=1.0,
    high_freq_factor=4.0,
    original_max_position_embeddings=24,
)


class Case:
    """A model and an adapter: members of their configurations, and how their files are written."""

    def __init__(self, config, members, adapter, dtype=torch.float32, adapter_dtype=torch.float32, shard=None):
        self.config, self.members, self.adapter = config, members, adapter
        self.dtype, self.adapter_dtype, self.shard = dtype, adapter_dtype, shard


CASES = {
    "tied": Case(
        LlamaConfig,
        dict(
            vocab_size=97,
            hidden_size=32,
            intermediate_size=48,
            num_hidden_layers=2,
            num_attention_heads=4,
            tie_word_embeddings=True,
        ),
        dict(r=4, lora_alpha=8, target_modules=ALL_MODULES),
    ),
    "grouped": Case(
        LlamaConfig,
        dict(
            vocab_size=61,
            hidden_size=24,
            intermediate_size=44,
            num_hidden_layers=2,
            num_attention_heads=6,
            num_key_value_heads=2,
            head_dim=10,
            rope_theta=500000.0,
            rms_norm_eps=1e-5,
            tie_word_embeddings=False,
        ),
        dict(r=3, lora_alpha=7, target_modules=["q_proj", "v_proj"], use_rslora=True),
    ),
    "single": Case(
        LlamaConfig,
        dict(
            vocab_size=33,
            hidden_size=14,
            intermediate_size=19,
            num_hidden_layers=1,
            num_attention_heads=1,
            tie_word_embeddings=False,
        ),
        dict(r=1, lora_alpha=3, target_modules=["k_proj", "o_proj", "down_proj"]),
    ),
    "multiquery": Case(
        LlamaConfig,
        dict(
            vocab_size=129,
            hidden_size=48,
            intermediate_size=56,
            num_hidden_layers=2,
            num_attention_heads=6,
            num_key_value_heads=1,
            tie_word_embeddings=True,
        ),
        dict(r=16, lora_alpha=16, target_modules=["gate_proj", "up_proj"]),
    ),
    # Frequencies of all three kinds: kept, between, stretched. All biases. In several files.
    "llama3": Case(
        LlamaConfig,
        dict(
            vocab_size=61,
            hidden_size=32,
            intermediate_size=40,
            num_hidden_layers=2,
            num_attention_heads=2,
            rope_parameters=LLAMA3,
            attention_bias=True,
            mlp_bias=True,
            tie_word_embeddings=True,
        ),
        dict(r=2, lora_alpha=4, target_modules="all-linear"),
        shard="32KB",
    ),
    "linear": Case(
        LlamaConfig,
        dict(
            vocab_size=45,
            hidden_size=24,
            intermediate_size=32,
            num_hidden_layers=1,
            num_attention_heads=2,
            rope_parameters=dict(rope_type="linear", rope_theta=10000.0, factor=3.0),
        ),
        # One module of one layer, by a pattern that needs a lookahead.
        dict(r=5, lora_alpha=1, target_modules=r".*\.0\.(?!mlp).*\.[qk]_proj"),
    ),
    # Biases of queries, keys and values; ranks and scales of their own.
    "qwen2": Case(
        Qwen2Config,
        dict(
            vocab_size=53,
            hidden_size=24,
            intermediate_size=36,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            tie_word_embeddings=True,
        ),
        dict(
            r=2,
            lora_alpha=6,
            target_modules=["q_proj", "v_proj", "down_proj"],
            rank_pattern={"v_proj": 5, r"layers\.1\.mlp\.down_proj": 1},
            alpha_pattern={"down_proj": 2},
        ),
        adapter_dtype=torch.float16,
    ),
    # The second layer sees six tokens.
    "qwen2-window": Case(
        Qwen2Config,
        dict(
            vocab_size=53,
            hidden_size=24,
            intermediate_size=36,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=4,
            use_sliding_window=True,
            sliding_window=6,
            max_window_layers=1,
        ),
        dict(r=2, lora_alpha=6, target_modules=["o_proj"]),
    ),
    # A window that is shorter than the text; stored in bf16.
    "mistral": Case(
        MistralConfig,
        dict(
            vocab_size=67,
            hidden_size=32,
            intermediate_size=40,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            head_dim=12,
            sliding_window=7,
        ),
        dict(r=3, lora_alpha=6, target_modules=["q_proj", "k_proj", "o_proj", "up_proj"], use_rslora=True),
        dtype=torch.bfloat16,
        adapter_dtype=torch.bfloat16,
    ),
    "gpt2": Case(
        GPT2Config,
        dict(vocab_size=59, n_embd=24, n_layer=2, n_head=4),
        dict(r=3, lora_alpha=9, target_modules=["c_attn", "c_proj", "c_fc"], fan_in_fan_out=True),
    ),
    # Neither tied nor four times as wide inside; one of two modules of the same name.
    "gpt2-wide": Case(
        GPT2Config,
        dict(
            vocab_size=41,
            n_embd=20,
            n_layer=1,
            n_head=2,
            n_inner=28,
            activation_function="gelu",
            tie_word_embeddings=False,
        ),
        dict(r=2, lora_alpha=2, target_modules=["mlp.c_proj"], fan_in_fan_out=True),
        dtype=torch.float16,
    ),
}
FIXTURES = ("tied", "grouped", "llama3", "linear", "qwen2", "qwen2-window", "mistral", "gpt2", "gpt2-wide")


def make_model(case, seed):
    torch.manual_seed(seed)
    members = dict(case.members)
    rope_theta = members.pop("rope_theta", None)
    positions = "n_positions" if case.config is GPT2Config else "max_position_embeddings"
    config = case.config(**{positions: 64}, initializer_range=0.3, **members)
    if rope_theta is not None:
        # Under either name, so that the versions of transformers before and after 5 both take it.
        if getattr(config, "rope_parameters", None) is not None:
            config.rope_parameters["rope_theta"] = rope_theta
        else:
            config.rope_theta = rope_theta
    model = AutoModelForCausalLM.from_config(config).eval()
    # Norms that are not all ones, and biases that are not all zeros.
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith(("norm.weight", "ln_1.weight", "ln_2.weight", "ln_f.weight")):
                parameter.uniform_(0.5, 1.5)
            elif name.endswith(".bias"):
                parameter.normal_(0.0, 0.3)
        # What is stored in fewer bits is compared as it was stored.
        for parameter in model.parameters():
            parameter.copy_(parameter.to(case.dtype))
    return model


def save_model(case, model, folder):
    sharded = {"max_shard_size": case.shard} if case.shard else {}
    # A copy: fewer bits would stay with the frequencies of the rotary embeddings, which are no weights.
    copy.deepcopy(model).to(case.dtype).save_pretrained(folder, **sharded)
    (folder / "generation_config.json").unlink(missing_ok=True)


def make_adapter(case, model):
    adapted = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", **case.adapter)).eval()
    # peft begins with B = 0, which would compare nothing.
    with torch.no_grad():
        for name, parameter in adapted.named_parameters():
            if "lora_" in name:
                parameter.normal_(0.0, 0.2)
                parameter.copy_(parameter.to(case.adapter_dtype))
    return adapted


def save_adapter(case, adapted, folder):
    adapted.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    path = folder / "adapter_model.safetensors"
    tensors = {name: tensor.to(case.adapter_dtype) for name, tensor in load_file(path).items()}
    with safe_open(path, "pt") as file:
        metadata = file.metadata()
    save_file(tensors, path, metadata)


@torch.no_grad()
def logits_of(model, tokens):
    return model(torch.tensor([tokens])).logits[0].float()


@torch.no_grad()
def greedy_of(model, tokens, count):
    tokens = list(tokens)
    begin = len(tokens)
    for _ in range(count):
        tokens.append(int(model(torch.tensor([tokens])).logits[0, -1].argmax()))
    return tokens[begin:]


def server_logits(server, model, adapter, tokens):
    command = [server, "logits", "--model", str(model), "--tokens", ",".join(map(str, tokens))]
    if adapter:
        command += ["--adapter", str(adapter)]
    return torch.tensor(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))


def seed_of(name):
    return 1 + list(CASES).index(name)


def compare(server, name, folder):
    case = CASES[name]
    model = make_model(case, seed_of(name))
    model_folder, adapter_folder = folder / "model", folder / "adapter"
    save_model(case, model, model_folder)
    tokens = torch.randint(case.members["vocab_size"], (23,)).tolist()
    worst = difference(name, "base", logits_of(model, tokens), server_logits(server, model_folder, None, tokens))
    save_adapter(case, make_adapter(case, model), adapter_folder)
    # What peft saved, loaded again: that is what a user has.
    base = AutoModelForCausalLM.from_pretrained(model_folder, dtype=torch.float32).eval()
    reloaded = PeftModel.from_pretrained(base, adapter_folder).float().eval()
    expected = logits_of(reloaded, tokens)
    return max(worst, difference(name, "adapter", expected, server_logits(server, model_folder, adapter_folder, tokens)))


def difference(name, what, expected, found):
    if expected.shape != found.shape:
        sys.exit(f"{name}, {what}: shape {tuple(found.shape)}, expected {tuple(expected.shape)}")
    worst = float((expected - found).abs().max())
    print(f"{name:12} {what:8} logits up to {float(expected.abs().max()):6.2f}, largest difference {worst:.2e}")
    return worst


def check_written(base, adapter):
    """peft loads the adapter that the server wrote, with every tensor in its place."""
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32).eval()
    adapted = PeftModel.from_pretrained(model, adapter).eval()
    pairs = [parameter for name, parameter in adapted.named_parameters() if "lora_" in name]
    if not pairs or any(not parameter.any() for parameter in pairs):
        sys.exit("peft left matrices of the written adapter empty")
    return adapted


def write_fixtures(folder):
    for name in FIXTURES:
        case = CASES[name]
        model = make_model(case, seed_of(name))
        files = folder / name
        save_model(case, model, files / "model")
        tokens = torch.randint(case.members["vocab_size"], (17,)).tolist()
        expected = dict(
            tokens=tokens, logits=rounded(logits_of(model, tokens)), greedy=greedy_of(model, tokens[:5], 12)
        )
        adapted = make_adapter(case, model)
        save_adapter(case, adapted, files / "adapter")
        expected["adapter_logits"] = rounded(logits_of(adapted, tokens))
        expected["adapter_greedy"] = greedy_of(adapted, tokens[:5], 12)
        (files / "expected.json").write_text(json.dumps(expected) + "\n")
        for path in files.rglob("*.*"):
            path.chmod(0o644)


def rounded(logits):
    return [[round(value, 6) for value in row] for row in logits.tolist()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", help="the program openledger-lora-server")
    parser.add_argument("--fixtures", type=pathlib.Path, help="write the tests' fixtures to this folder")
    parser.add_argument("--written", nargs=2, metavar=("BASE", "ADAPTER"), type=pathlib.Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    transformers.utils.logging.disable_progress_bar()
    if arguments.fixtures:
        return write_fixtures(arguments.fixtures)
    if not arguments.server:
        parser.error("--server is missing")
    worst = 0.0
    for name in CASES:
        with tempfile.TemporaryDirectory() as folder:
            worst = max(worst, compare(arguments.server, name, pathlib.Path(folder)))
    if arguments.written:
        base, adapter = arguments.written
        tokens = list(range(4, 24))
        expected = logits_of(check_written(base, adapter), tokens)
        worst = max(worst, difference("written", "adapter", expected, server_logits(arguments.server, base, adapter, tokens)))
    if worst > TOLERANCE:
        sys.exit(f"largest difference {worst:.2e} is above {TOLERANCE:.0e}")


if __name__ == "__main__":
    main()
