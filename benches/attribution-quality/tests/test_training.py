# SPDX-License-Identifier: Apache-2.0
"""The model and its gradients, on the base model that the repository ships."""

import pathlib
import unittest

import torch

from attribution_quality.gradients import row_gradients
from attribution_quality.model import BaseModel, stacked, unstacked
from attribution_quality.training import Batch, Options, Row, answers, losses, row_losses, tokenize, train

BASE = pathlib.Path(__file__).resolve().parents[3] / "offchain-workers/lora-server/models/base"
ROWS = [
    Row("What is a dog?", "an animal that barks"),
    Row("What is Foo?", "The first metasyntactic variable, used very generally."),
    Row("What is a cat?", "an animal"),
]
OPTIONS = Options(rank=2, epochs=3, learning_rate=5e-3, batch_size=2)


class Training(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        torch.set_num_threads(1)
        cls.model = BaseModel(BASE)
        cls.tokens = tokenize(cls.model, ROWS)
        cls.adapter = train(cls.model, [cls.tokens], OPTIONS, [1])[-1].adapter

    def test_base_model_expects_english_more_than_noise(self) -> None:
        none = self.model.new_adapter(1, 0)
        rows = tokenize(self.model, [Row("What is a dog?", "a domestic animal"), Row("What is a dog?", "zq 7 #k")])
        right, wrong = losses(self.model, rows, none, 1).tolist()
        self.assertLess(right + 2, wrong)

    def test_padding_changes_no_loss(self) -> None:
        together = losses(self.model, self.tokens, self.adapter, 2)
        alone = torch.cat([losses(self.model, [row], self.adapter, 2) for row in self.tokens])
        torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5)

    def test_training_lowers_the_loss(self) -> None:
        before = losses(self.model, self.tokens, self.model.new_adapter(2, 1), 2).mean()
        self.assertLess(losses(self.model, self.tokens, self.adapter, 2).mean() + 0.1, before)

    def test_sets_are_trained_as_alone_when_trained_at_once(self) -> None:
        other = [self.tokens[2], self.tokens[0], self.tokens[0]]
        both = unstacked(train(self.model, [self.tokens, other], OPTIONS, [1, 2])[-1].adapter)
        alone = train(self.model, [other], OPTIONS, [2])[-1].adapter
        for adapter, expected in ((both[0], self.adapter), (both[1], alone)):
            for name, matrix in expected.items():
                torch.testing.assert_close(adapter[name], matrix, rtol=1e-2, atol=1e-4)

    def test_row_gradients_are_those_of_each_row_alone(self) -> None:
        found = row_gradients(self.model, self.tokens, self.adapter, 2, size=2)
        for place, row in enumerate(self.tokens):
            own = {name: matrix.clone().requires_grad_(True) for name, matrix in self.adapter.items()}
            loss = row_losses(self.model, Batch.of([row]), own, 2)[0]
            for name, gradient in zip(own, torch.autograd.grad(loss, list(own.values())), strict=True):
                torch.testing.assert_close(found[name][place], gradient.flatten(), rtol=1e-3, atol=1e-6)

    def test_row_gradient_predicts_the_loss_of_a_small_step(self) -> None:
        gradients = row_gradients(self.model, self.tokens[:1], self.adapter, 2)
        step = {name: matrix - 1e-3 * gradients[name].view_as(matrix) for name, matrix in self.adapter.items()}
        expected = -1e-3 * sum(float((gradient**2).sum()) for gradient in gradients.values())
        found = losses(self.model, self.tokens[:1], step, 2) - losses(self.model, self.tokens[:1], self.adapter, 2)
        self.assertAlmostEqual(float(found) / expected, 1, delta=0.1)

    def test_checkpoints_are_at_equal_distances(self) -> None:
        options = Options(rank=2, epochs=3, learning_rate=5e-3, batch_size=2, checkpoints=3)
        found = train(self.model, [self.tokens], options, [1])
        self.assertEqual(len(found), 3)
        for name, matrix in self.adapter.items():
            torch.testing.assert_close(found[-1].adapter[name], matrix)

    def test_answers_stop_when_the_model_ends(self) -> None:
        (said,) = answers(self.model, ["What is a dog?"], self.model.new_adapter(1, 0), 1, limit=60)
        self.assertTrue(0 < len(said) < 300)

    def test_row_is_refused_when_the_context_does_not_hold_it(self) -> None:
        with self.assertRaises(ValueError):
            tokenize(self.model, [Row("?", "word " * 600)])

    def test_stacks_come_apart_as_they_were(self) -> None:
        adapters = [self.model.new_adapter(2, seed) for seed in (1, 2)]
        for found, expected in zip(unstacked(stacked(adapters)), adapters, strict=True):
            for name, matrix in expected.items():
                self.assertTrue(torch.equal(found[name], matrix))


if __name__ == "__main__":
    unittest.main()
