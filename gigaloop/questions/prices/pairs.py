"""Two rated loans of one borrower: what makes their spreads differ, and how far the order holds, for `facility`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from scipy.optimize import brentq

from gigaloop.answer.table import Row
from gigaloop.answer.tally import resting
from gigaloop.questions.prices.loans import BP, LETTERS, NAMES, Facility, loan_row

#: the least and greatest covenant between which the order is sought
COVERS = (1.0, 3.0)


def pair_rows(ready: Sequence[Facility]) -> Iterator[Row]:
    """Of each pair: what is told, what tenants alone make, what the model makes of all terms, and of one term alone.

    `gap_by_...`: the better loan with one thing of the worse one (credit, number of tenants, covenant, advance,
    maturity), less as it is, in bp, in the middle world: which term pulls which way. `order_cover`: the worse loan's
    covenant at which the two spreads are one, all else as told: below it the order of credit holds. Open where no
    covenant from 1 to 3 does it.
    """
    rated = [f for f in ready if f.tenants.rated and f.spread is not None]
    for one, two in combinations(rated, 2):
        if one.leg.payee != two.leg.payee or one.tenants.letter == two.tenants.letter:
            continue
        better, worse = sorted((one, two), key=lambda f: LETTERS.index(f.tenants.letter))
        worlds = [(replace(better, level=n), replace(worse, level=n)) for n in (0, 1, 2)]
        alone = [(_spread(x), _spread(y)) for x, y in worlds]
        told: dict[str, Sequence[float | None]] = {
            "gap_stated": [(worse.spread - better.spread) * 1e4] * 3,  # type: ignore[operator]
            f"gap_tenant/{better.leg.leg}": [_spread(x, y.tenants.letter) - a[0] for (x, y), a in _with(worlds, alone)],
            f"gap_tenant/{worse.leg.leg}": [a[1] - _spread(y, x.tenants.letter) for (x, y), a in _with(worlds, alone)],
            "gap_model": [b - a for a, b in alone],
        }
        for name in ("credit", "tenants", "covenant", "advance", "maturity"):
            told[f"gap_by_{name}"] = [_spread(_with_term(better, worse, name)) - alone[1][0]] * 3
        told["order_cover"] = [_turning(y, a[0]) for (_, y), a in _with(worlds, alone)]
        for name, ends in told.items():
            names, unit = () if name == "gap_stated" else NAMES, "ratio" if name == "order_cover" else "bp"
            measure, _, of = name.partition("/")
            row = loan_row(worse, measure, unit, ends, names, key=f"{better.leg.leg}/{worse.leg.leg}/{name}")
            if measure == "order_cover":
                row = replace(row, low=ends[0], high=ends[2])
            both, more = resting(one.book, names, [better.leg.leg, worse.leg.leg]), {"loan": of or worse.leg.leg}
            yield replace(row, counterparty=better.leg.payee, period="", more={**row.more, **more}, **both)


def _with(worlds: Sequence, alone: Sequence) -> Iterator[tuple]:
    return zip(worlds, alone, strict=True)


def _spread(found: Facility, letter: str | None = None) -> float:
    """What a loan must earn, bp a year."""
    return found.price(letter or found.tenants.letter).spread * BP


def _with_term(x: Facility, y: Facility, name: str) -> Facility:
    """The first loan with one thing of the second."""
    if name in ("credit", "tenants"):
        letter, count = (y.tenants.letter, x.tenants.count) if name == "credit" else (x.tenants.letter, y.tenants.count)
        return replace(x, tenants=x.tenants._replace(letter=letter, count=count))
    field = {"covenant": "covenant", "advance": "advance", "maturity": "term"}[name]
    return replace(x, terms=x.loan._replace(**{field: getattr(y.loan, field)}))


def _turning(worse: Facility, aim: float) -> float | None:
    """The covenant of the worse loan at which it must earn what the better one does (bp); None where none does."""

    def excess(cover: float) -> float:
        told = replace(worse, terms=worse.loan._replace(covenant=cover))
        return told.over_par(worse.tenants.letter, aim / BP)

    low, high = (excess(cover) for cover in COVERS)
    return None if low * high > 0.0 or low == high else float(brentq(excess, *COVERS, xtol=2e-3))
