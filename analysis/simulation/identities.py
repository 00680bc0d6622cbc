"""Made-up identities: staff numbers and names that belong to nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SURNAMES = list("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
GIVEN_NAMES = [
    *"伟芳娜敏静强磊洋艳勇军杰娟涛明超霞平刚",
    *("秀兰", "桂英", "建华", "志强", "文博", "雨桐", "子涵", "欣怡"),
    *("浩然", "思远", "晓东", "佳宁", "海燕"),
]
FIRST_STAFF_NUMBER = 10001


@dataclass(frozen=True, slots=True)
class Identities:
    """Who the drawn persons are in the exports.

    Attributes
    ----------
    employees, names
        Staff number and name of every person, in the order of the draw.
    managers
        Staff number of every manager.
    strangers
        Staff numbers that no person has.
    """

    employees: np.ndarray
    names: np.ndarray
    managers: np.ndarray
    strangers: list[str]


def draw_identities(people: int, managers: int, rng: np.random.Generator) -> Identities:
    """Staff numbers in random order, so that they tell nothing about the draw."""
    order = rng.permutation(people)
    last = FIRST_STAFF_NUMBER + people
    return Identities(
        employees=np.array([f"E{FIRST_STAFF_NUMBER + i}" for i in order]),
        names=draw_names(people, rng),
        managers=np.array([f"M{101 + i}" for i in rng.permutation(managers)]),
        strangers=[f"E{i}" for i in range(last + 1000, last + 1100)],
    )


def draw_names(people: int, rng: np.random.Generator) -> np.ndarray:
    """Made-up Chinese names."""
    return np.strings.add(pick(SURNAMES, people, rng), pick(GIVEN_NAMES, people, rng))


def pick(names: Sequence[str], size: int, rng: np.random.Generator) -> np.ndarray:
    """`size` of the `names`, with replacement."""
    return np.array(names)[rng.integers(len(names), size=size)]
