"""Tables of the program's own: rows of a CSV file that lies beside the module which reads it."""

from __future__ import annotations

import csv
from pathlib import Path

__all__ = ["beside"]


def beside(module: str, name: str) -> list[list[str]]:
    """The rows of a file beside a module (its `__file__`), without the head.

    >>> from gigaloop.engine import world
    >>> beside(world.__file__, "world.csv")[0][0]
    'growth_long_run'
    """
    with Path(module).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]
