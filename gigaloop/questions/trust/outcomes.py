"""What judges the engine: outcomes of five kinds and two starts, written down on 2026-11-29, before any score.

reported   revenue, capital spending, debt, cash and burn, as told of a quarter
guide      what a firm says of a year that is not over
value      market values and rounds
physical   gigawatts and rents
event      what came to pass or did not (Brier)

A known start state is no outcome, and of several tellings of one thing one counts, the last. The numbers stand in
outcomes.csv (id: start/figure), the events in events.csv; what was fixed when, and what is compared with what:
docs/calibration.md.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from gigaloop.answer.paths import Paths
from gigaloop.words.catalogue import rows

KINDS = ("reported", "guide", "value", "physical", "event")
#: the day of the first start, and of a second with what was known since
STARTS = ("2025-10-31", "2026-04-30")


class Target(NamedTuple):
    """One number that was told after the start.

    kind     of `KINDS`           figure   what was told       subject   the party, or 'market'
    measure  of the simulation of the subject; 'burn' is cash spent apart from money raised, 'loss' the same without
             what it builds, 'raised' what is paid for its shares, in rounds and in tranches promised before; of the
             market 'rent'
    last     the newest value known at the start: a figure's id, or a parameter's name; times `scale` what carrying it
             on says of the outcome's whole span (a share of a round: what it raised over what it valued)
    before   an older figure and how many quarters lie between, for the growth carried on
    beside   what the told number holds and our account does not, in USD bn as known at the start (parts are added:
             debt with leases, and bonds since, less what the parameter opens with; power energised that bills a
             quarter later: a quarter of what is guided to be added)
    within   whether the last value holds that already, being told as the outcome is
    span     first and last quarter that are summed, for a number of more than one quarter
    """

    kind: str
    figure: str
    subject: str
    measure: str
    last: str
    scale: float = 1.0
    before: tuple[str, float] | None = None
    beside: float = 0.0
    span: tuple[str, str] | None = None
    within: bool = False


class Event(NamedTuple):
    """Something that was asked before it came to pass, as all of these did: our chance is a share of paths.

    carried   what carrying today on says: 1 it comes, 0 it does not      sources    who told the outcome
    test      how a path is read, of these parties, by this measure or amount, until this quarter
    """

    name: str
    asks: str
    subject: str
    carried: float
    sources: tuple[str, ...]
    test: str
    of: tuple[str, ...]
    value: str
    until: str
    happened: bool = True

    def on(self, found: Paths) -> np.ndarray:
        """(P,) whether it comes to pass on each path."""
        at = found.quarters.index(self.until)
        match self.test:
            case "none fails":
                fails = np.zeros(found.count, bool)
                for when in [found.default(who) for who in self.of if who in found.lowering.parties]:
                    fails |= (when >= 0) & (when <= at)
                return ~fails
            case "passes":
                first, second = (found.measure(self.value, who)[:, at] for who in self.of)
                return first > second
            case "never shut":
                return np.asarray((found.market("appetite")[:, : at + 1] < float(self.value)).all(1))
            case "raises":
                return raised(found, self.of[0])[:, : at + 1].sum(1) >= float(self.value)
        raise ValueError(f"events.csv: {self.name}: no path is read by {self.test!r}. Add a case to Event.on.")


def raised(found: Paths, party: str) -> np.ndarray:
    """(P, T) what is paid for a party's shares in a quarter, in rounds and in tranches promised before, USD bn."""
    return np.asarray(found.measure("equity_raised", party) + found.measure("committed", party))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


def _target(figure: str, row: dict[str, str]) -> Target:
    before = (row["before"], float(row["quarters"])) if row["before"] else None
    return Target(
        *(row["kind"], figure, row["subject"], row["measure"], row["last"], float(Fraction(row["scale"] or 1)), before),
        beside=sum(map(float, row["beside"].split())),
        span=(row["first"], row["until"]) if row["first"] else None,
        within=row["within"] == "yes",
    )


EVENTS = tuple(
    Event(name, row["asks"], row["subject"], float(row["carried"]), _parts(row["sources"]), row["test"],
          _parts(row["of"]), row["value"], row["until"])
    for name, row in rows("events.csv", __package__).items()
)  # fmt: skip
OUTCOMES: dict[str, tuple[Target, ...]] = {
    start: tuple(
        _target(key.partition("/")[2], row)
        for key, row in rows("outcomes.csv", __package__).items()
        if key.startswith(start)
    )
    for start in STARTS
}
