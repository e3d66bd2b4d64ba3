"""What a book that does not state a number runs on: numbers of the world (world.csv), and those of contracts.

A book's own row of `parameters.csv` holds before these; what is taken from here an answer lists as assumed
(`Lowering.assumed`). The reason for each range stands in `books/loop/parameters.csv` and docs/calibration.md.
"""

from gigaloop.engine.compiler.values import BN, Values
from gigaloop.engine.world import NUMBERS

#: the part of a contract of the model's own that is payable in any case, and years to pay a site off, as `stated` takes
TAKE_OR_PAY, SHELL_LIFE = ("signing-take-or-pay", 0.6, 0.8, 1), ("shell-life", 15, 20, 30)
#: one of a parameter's in the Plan's own: billions of dollars, and a quarter's part of those of a year
MONEY = {"": 1.0, "bn": BN, "bn a year": BN / 4}
BY_NAME = {number.name: number for number in NUMBERS}

#: how long a kind of leg runs where nobody published it -> least, middle, greatest, quarters in one of its unit
TERMS: dict[str, tuple[float, float, float, int]] = {
    "term-default": (5, 6, 7, 4),
    "lease-term": (15, 17, 19, 4),
    "amortisation-gpu": (16, 18, 24, 1),
    "term-chips": (16, 24, 32, 1),
    "term-build": (8, 16, 24, 1),
    "term-deposit": (2, 4, 8, 1),
    "term-acquisition": (1, 2, 4, 1),
    "term-grant": (12, 20, 28, 1),
    "term-electricity": (20, 40, 80, 1),
}


def world(values: Values, name: str) -> int:
    """The row of a number of the world that is a parameter, as world.csv tells it."""
    _, _, parameter, place, money, how, without = BY_NAME[name]
    if how == "error":
        return values.error(parameter)
    if how == "yearly rate":
        return values.pool_point(parameter, *without)
    if len(without) == 3:
        return values.stated(parameter, *without, MONEY[money])
    read = values.maybe if without else values.parameter
    return read(parameter, MONEY[money], place)
