"""Cycles such as P3ML1 (every three months, short last stub) and the times they make."""

import re
from calendar import monthrange
from datetime import datetime, timedelta
from typing import NamedTuple

__all__ = ["Cycle", "added", "read_cycle", "times"]

PATTERN = re.compile(r"P(\d+)([DWMQHY])(?:L([01]))?")
MONTHS = {"M": 1, "Q": 3, "H": 6, "Y": 12}
DAYS = {"D": 1, "W": 7}


class Cycle(NamedTuple):
    """A period and its last stub. months, days: one of them is 0; long: a last period that does not fit joins the one
    before."""

    months: int
    days: int
    long: bool


def read_cycle(where: str, value: object, *, bare: bool = False) -> Cycle:
    """A cycle from the standard's text, P1ML0 (long stub) or P1ML1 (short); `bare`: a period such as P0D, without
    stub, may be zero."""
    found = PATTERN.fullmatch(str(value).strip())
    if found is None or (found[3] is None and not bare) or (int(found[1]) == 0 and not bare):
        example = "P0D" if bare else "P3ML1 (every three months, short last stub)"
        raise ValueError(f"{where}: found {value!r}, expected a text such as {example}.")
    number, unit = int(found[1]), found[2]
    return Cycle(number * MONTHS.get(unit, 0), number * DAYS.get(unit, 0), found[3] == "0")


def added(anchor: datetime, cycle: Cycle, count: int, end_of_month: bool) -> datetime:
    """The anchor plus `count` cycles, never past a month's end; at month ends throughout if the anchor is one and
    `end_of_month`."""
    if cycle.days:
        return anchor + timedelta(days=cycle.days * count)
    index = anchor.year * 12 + anchor.month - 1 + cycle.months * count
    year, month = index // 12, index % 12 + 1
    last = monthrange(year, month)[1]
    at_end = end_of_month and anchor.day == monthrange(anchor.year, anchor.month)[1]
    return anchor.replace(year=year, month=month, day=last if at_end else min(anchor.day, last))


def times(
    anchor: datetime | None, cycle: Cycle | None, end: datetime, end_of_month: bool, *, with_end: bool
) -> list[datetime]:
    """The cyclic times from anchor to end. No anchor: the end alone. No cycle: anchor and end. `with_end`: the end
    belongs to them."""
    found: list[datetime] = []
    if anchor is not None and anchor < end:
        found.append(anchor)
        if cycle is not None:
            count = 1
            while (at := added(anchor, cycle, count, end_of_month)) < end:
                found.append(at)
                count += 1
            if at != end and cycle.long and len(found) > 1:
                found.pop()
    return [*found, end] if with_end else found
