# SPDX-License-Identifier: Apache-2.0
"""Ten kinds of arithmetic stories, after the mathematical task of the DataInf paper (without reasoning).

All classes have the same kind of answer, a number: what tells them apart is the story.
"""

import random
from collections.abc import Callable

from attribution_quality.bench import Bench
from attribution_quality.training import Row

Numbers = tuple[int, int, int]
Story = tuple[str, Callable[[Numbers], int]]

# Each with numbers a > b > c.
STORIES: list[Story] = [
    (
        "A pizza has {a} slices. Lisa eats {b} and her brother eats {c}. How many are left",
        lambda n: max(n[0] - n[1] - n[2], 0),
    ),
    (
        "For every {c} cars that pass, {b} bicycles do. How many bicycles pass with {a} cars",
        lambda n: n[0] * n[1] // n[2],
    ),
    ("Ann earns {b} an hour. How much does she earn in {a} hours", lambda n: n[0] * n[1]),
    ("A shirt costs {a}. Today {b} percent are off. What does it cost", lambda n: n[0] * (100 - n[1]) // 100),
    ("A field is {a} metres long and {b} metres wide. How far is it around", lambda n: 2 * (n[0] + n[1])),
    ("A train does {a} miles in {c} hours. How fast is it", lambda n: n[0] // n[2]),
    ("Tom had {b} stamps and bought {c} packets of {a}. How many has he", lambda n: n[1] + n[2] * n[0]),
    (
        "A box weighs {a} pounds, the toy in it {b}. What do {c} empty boxes weigh",
        lambda n: n[2] * (n[0] - n[1]),
    ),
    ("The mean of two numbers is {b}, and one is {c}. What is the other", lambda n: 2 * n[1] - n[2]),
    (
        "A bank pays {b} on 100 in a year. What does it pay on {a}00 in {c} years",
        lambda n: n[0] * n[1] * n[2],
    ),
]


def rows(bench: Bench, seed: int, learnt: int, asked: int) -> tuple[list[list[Row]], list[list[Row]]]:
    """Rows to learn and to ask of each class, no two of them the same."""
    del bench  # These rows need no text.
    generator = random.Random(seed)
    train, validation = [], []
    for story, solve in STORIES:
        of_class: dict[str, Row] = {}
        while len(of_class) < learnt + asked:
            c, b, a = sorted(generator.sample(range(2, 60), 3))
            row = Row(story.format(a=a, b=b, c=c) + "?", str(solve((a, b, c))))
            of_class.setdefault(row.question, row)
        train.append(list(of_class.values())[:learnt])
        validation.append(list(of_class.values())[learnt:])
    return train, validation
