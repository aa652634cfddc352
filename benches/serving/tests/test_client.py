# SPDX-License-Identifier: Apache-2.0
"""What is made of answers, and that wrong ones are no numbers."""

import asyncio
import unittest

from serving import client, inputs
from serving.client import Answer, Request, WrongAnswerError


class Clients(unittest.TestCase):
    def test_throughput_counts_from_the_first_question_to_the_last_token(self) -> None:
        answers = [Answer(10.0, [11.0, 12.0], [5, 6]), Answer(8.0, [9.0, 10.0, 11.0], [5, 6, 7])]
        self.assertAlmostEqual(client.throughput(answers), 5 / 4)

    def test_decode_rate_leaves_out_the_first_token(self) -> None:
        self.assertAlmostEqual(client.decode_rate([100.0, 100.5, 101.0, 101.5]), 2.0)

    def test_first_token_is_timed_from_the_question(self) -> None:
        answer = Answer(1.0, [3.0, 4.5], [5, 6])
        self.assertEqual((answer.first, answer.seconds), (2.0, 3.5))

    def test_answer_is_refused_when_it_is_shorter(self) -> None:
        with self.assertRaises(WrongAnswerError):
            client.checked(Request("base", [2], 3), 2)

    def test_in_turn_runs_so_many_at_any_time_and_each_once(self) -> None:
        running, most, asked = 0, 0, []

        async def ask(request: Request) -> Answer:
            nonlocal running, most
            running += 1
            most = max(most, running)
            asked.append(request.tokens)
            await asyncio.sleep(0.001 * (request.tokens % 3))
            running -= 1
            return Answer(0.0, [1.0], [])

        requests = [Request("base", [2], number) for number in range(20)]
        answers = asyncio.run(client.in_turn(ask, requests, 4))
        self.assertEqual((most, sorted(asked), len(answers)), (4, list(range(20)), 20))

    def test_text_gives_the_tokens_it_was_made_of(self) -> None:
        tokens = [2, 48_000, 7]
        self.assertEqual(inputs.tokens_of(inputs.text(tokens)), tokens)


if __name__ == "__main__":
    unittest.main()
