#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the server's logits with those of transformers and peft.

Makes small random Llama models in several shapes, each with a random adapter that peft itself
saves, and runs both implementations on the same tokens. Fails above a difference of 1e-4. Then has
the adapter that this server wrote, if one is given, loaded by peft.

    python3 -m venv /somewhere && /somewhere/bin/pip install -r peers/transformers/requirements.txt
    /somewhere/bin/python peers/transformers/compare.py --server path/to/openledger-lora-server

With `--fixtures tests/fixtures` it writes the files that the Rust tests read instead, so that they
check the same without Python.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import torch
import transformers
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import LlamaConfig, LlamaForCausalLM

TOLERANCE = 1e-4
ALL_MODULES = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]

# name: (members of the configuration, members of the adapter's configuration)
CASES = {
    "tied": (
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
    "grouped": (
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
    "single": (
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
    "multiquery": (
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
}
FIXTURES = ("tied", "grouped")


def make_model(members, seed):
    torch.manual_seed(seed)
    rope_theta = members.get("rope_theta", 10000.0)
    members = {key: value for key, value in members.items() if key != "rope_theta"}
    config = LlamaConfig(max_position_embeddings=64, initializer_range=0.3, **members)
    # Under either name, so that the versions of transformers before and after 5 both take it.
    if getattr(config, "rope_parameters", None) is not None:
        config.rope_parameters["rope_theta"] = rope_theta
    else:
        config.rope_theta = rope_theta
    model = LlamaForCausalLM(config).eval()
    # Norms that are not all ones.
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("norm.weight"):
                parameter.uniform_(0.5, 1.5)
    return model


def make_adapter(model, members):
    adapted = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", **members)).eval()
    # peft begins with B = 0, which would compare nothing.
    with torch.no_grad():
        for name, parameter in adapted.named_parameters():
            if "lora_" in name:
                parameter.normal_(0.0, 0.2)
    return adapted


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


def compare(server, name, folder):
    members, adapter_members = CASES[name]
    model = make_model(members, seed=1 + list(CASES).index(name))
    model_folder, adapter_folder = folder / "model", folder / "adapter"
    model.save_pretrained(model_folder)
    tokens = torch.randint(members["vocab_size"], (23,)).tolist()
    worst = difference(name, "base", logits_of(model, tokens), server_logits(server, model_folder, None, tokens))
    adapted = make_adapter(model, adapter_members)
    adapted.save_pretrained(adapter_folder)
    # What peft saved, loaded again: that is what a user has.
    base = LlamaForCausalLM.from_pretrained(model_folder).eval()
    reloaded = PeftModel.from_pretrained(base, adapter_folder).eval()
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
    model = LlamaForCausalLM.from_pretrained(base).eval()
    adapted = PeftModel.from_pretrained(model, adapter).eval()
    pairs = [parameter for name, parameter in adapted.named_parameters() if "lora_" in name]
    if not pairs or any(not parameter.any() for parameter in pairs):
        sys.exit("peft left matrices of the written adapter empty")
    return adapted


def write_fixtures(folder):
    for name in FIXTURES:
        members, adapter_members = CASES[name]
        model = make_model(members, seed=1 + list(CASES).index(name))
        case = folder / name
        model.save_pretrained(case / "model")
        (case / "model" / "generation_config.json").unlink(missing_ok=True)
        tokens = torch.randint(members["vocab_size"], (17,)).tolist()
        expected = dict(
            tokens=tokens, logits=rounded(logits_of(model, tokens)), greedy=greedy_of(model, tokens[:5], 12)
        )
        adapted = make_adapter(model, adapter_members)
        adapted.save_pretrained(case / "adapter")
        (case / "adapter" / "README.md").unlink(missing_ok=True)
        expected["adapter_logits"] = rounded(logits_of(adapted, tokens))
        expected["adapter_greedy"] = greedy_of(adapted, tokens[:5], 12)
        (case / "expected.json").write_text(json.dumps(expected) + "\n")
        for path in case.rglob("*.*"):
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
