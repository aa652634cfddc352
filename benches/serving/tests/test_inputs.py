# SPDX-License-Identifier: Apache-2.0
"""The inputs: the same from the same seed, and such that both sides read the same."""

import pathlib
import tempfile
import unittest

import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import LlamaForCausalLM, PreTrainedTokenizerFast

from serving import inputs
from serving.settings import EVERY_LINEAR, Lora, Shape, Training

SHAPE = Shape(hidden=16, layers=2, heads=4, kv_heads=2, intermediate=24, vocabulary=64)


class Inputs(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.scratch = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.scratch.name)
        cls.base = inputs.base(cls.folder / "base", SHAPE, seed=3)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.scratch.cleanup()

    def adapter(self, name: str, seed: int, kind: Lora | None = None) -> dict[str, torch.Tensor]:
        folder = inputs.adapter(self.folder / name, self.base, kind or Lora(4, EVERY_LINEAR), seed)
        return load_file(folder / "adapter_model.safetensors")

    def test_end_of_text_is_never_the_most_probable(self) -> None:
        model = LlamaForCausalLM.from_pretrained(self.base)
        logits = model(torch.tensor(inputs.prompts(1, 8, 12, SHAPE))).logits
        self.assertEqual(float(logits[..., inputs.END].abs().max()), 0.0)
        self.assertFalse(bool((logits.argmax(-1) == inputs.END).any()))

    def test_tokenizer_reads_what_prompts_are_written_as(self) -> None:
        tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(self.base / "tokenizer.json"))
        (prompt,) = inputs.prompts(1, 1, 30, SHAPE)
        self.assertEqual(tokenizer(inputs.text(prompt), add_special_tokens=False)["input_ids"], prompt)
        self.assertEqual(tokenizer.decode(prompt), inputs.text(prompt))

    def test_adapters_differ_by_seed_alone(self) -> None:
        one, again, other = self.adapter("a/1", 1), self.adapter("b/1", 1), self.adapter("a/2", 2)
        self.assertTrue(all(torch.equal(one[name], again[name]) for name in one))
        self.assertFalse(any(torch.equal(one[name], other[name]) for name in one))

    def test_adapter_is_one_of_peft_and_changes_what_is_said(self) -> None:
        folder = inputs.adapter(self.folder / "a/7", self.base, Lora(4, EVERY_LINEAR), 7)
        tokens = torch.tensor(inputs.prompts(1, 2, 9, SHAPE))
        model = LlamaForCausalLM.from_pretrained(self.base)
        plain = model(tokens).logits
        changed = PeftModel.from_pretrained(model, folder)(tokens).logits
        self.assertGreater(float((plain - changed).abs().max()), 1e-3)

    def test_half_adapters_take_half_the_bytes(self) -> None:
        half = self.adapter("half/1", 1, Lora(4, EVERY_LINEAR, "bfloat16"))
        self.assertEqual({tensor.dtype for tensor in half.values()}, {torch.bfloat16})

    def test_training_rows_have_the_lengths_asked_for(self) -> None:
        rows = inputs.training_rows(
            1, Training(rows=40, shortest=5, longest=9, batch=4, epochs=1, rank=2, rounds=1), SHAPE
        )
        self.assertEqual({len(row) for row in rows}, set(range(5, 10)))

    def test_folder_is_not_there_when_making_it_failed(self) -> None:
        folder = self.folder / "broken" / "1"
        with self.assertRaises(AttributeError):
            inputs.adapter(folder, self.base, Lora(4, EVERY_LINEAR, "no such type"), 1)
        self.assertFalse(folder.exists())


if __name__ == "__main__":
    unittest.main()
