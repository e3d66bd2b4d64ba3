"""Loans on chips as `facility` reads them: terms, tenants, the site's cash; in a kind, a middle and a harsh world."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from gigaloop.answer.table import Row
from gigaloop.answer.tally import ENDS, resting
from gigaloop.book.grade import grade_shares
from gigaloop.book.model import VOID, Book, Leg
from gigaloop.book.units import quarter_at, quarter_index, quarter_of
from gigaloop.book.why import Why
from gigaloop.methods.facility import Loan, Price, Site, over_par, par_spread, times_and_state

LETTERS = ("A", "BBB", "BB")
IMPLIED, HISTORY, TOGETHER = "implied-default-intensity", "historical-default-intensity", "asset-correlation"
DRAWS, CUSHION, ADVANCE, COVENANT = "facility-draws", "facility-cushion", "advance-rate-gpu", "covenant-coverage"
OPEX, RELET, VACANCY, DRIFT, VINTAGE, SOFR, FALL = (
    *("opex-share-neocloud", "relet-discount", "relet-vacancy", "rent-anchor-drift", "vintage-value", "sofr"),
    "default-cost",
)
ERROR, ELASTICITY, RESALE = "rent-demand-error-sd", "rent-elasticity", "resale-rent-power"
FADE, FAR, LIFE = "demand-error-fade", "rent-far", "base-life"
#: which end of each parameter is kind to a lender: 0 its least, 2 its greatest
KIND = {
    IMPLIED: 0, HISTORY: 0, TOGETHER: 0, OPEX: 0, VACANCY: 0, RELET: 2, DRIFT: 2, VINTAGE: 2, CUSHION: 2, FALL: 0,
    DRAWS: 1, ADVANCE: 0, COVENANT: 2, SOFR: 1, ERROR: 0, ELASTICITY: 2,
    RESALE: 0, FADE: 0, FAR: 0, LIFE: 1,
}  # fmt: skip
NAMES = tuple(KIND)
#: measures that are told by year
SERIES = ("borrowing_base", "vintage_value", "balance", "cover")
BP = 4e4  # basis points a year in a share a quarter
#: Sobol points of default times; a power of two
PATHS = 4096
_COVER = re.compile(r"^coverage (\d+(?:\.\d+)?)(?:, after (\d{4})-(\d{2})-\d{2})?")


class Tenancy(NamedTuple):
    """Who pays the site. letter: of their credit; names: those that are named; count: how many;
    rated: whether the letter is the loan's own rating (False: told of its tenants, or asked for)."""

    letter: str
    names: tuple[str, ...]
    count: int  # type: ignore[assignment]  # a NamedTuple has a method of this name
    rated: bool


def at_level(book: Book, name: str, kind: int, level: int) -> Any:
    """A parameter in a world kind to a lender (0), as stated (1) or harsh (2); kind: its kind end, 1 where none is."""
    place = 1 if level == 1 or kind == 1 else kind if level == 0 else 2 - kind
    numbers = book.parameter(name).numbers(ENDS[place])
    return numbers if len(numbers) > 1 else numbers[0]


@dataclass(frozen=True)
class Facility:
    """One loan of the book in one world. level: 0 kind to the lender, 1 as stated, 2 harsh; terms: other ones than its
    own."""

    book: Book
    leg: Leg
    tenants: Tenancy
    level: int = 1
    terms: Loan | None = None

    def at(self, name: str) -> Any:
        """A parameter in this world; a curve as a tuple."""
        return at_level(self.book, name, KIND[name], self.level)

    @property
    def signed(self) -> str:
        """The quarter from which it may be drawn."""
        return quarter_of(self.leg.steps[0].happened.last)

    @cached_property
    def quarters(self) -> list[str]:
        """Its quarters, from signing to maturity."""
        return [quarter_at(quarter_index(self.signed) + n) for n in range(self.loan.term)]

    @property
    def commitment(self) -> float:
        return (self.leg.terms.amount.stated or 0.0) / 1e9

    @property
    def advance(self) -> float:
        told = self.leg.terms.advance
        if told is None or told.stated is None:
            low, high = (None, None) if told is None else told.bounds(self.book.about_half_width())
            if low is not None and high is not None:
                return (low, (low + high) / 2, high)[self.level]
            return float(self.at(ADVANCE))
        return told.stated

    @property
    def spread(self) -> float | None:
        """The stated spread a year; the middle of a range."""
        told = self.leg.terms.spread
        if told is None:
            return None
        low, high = told.bounds(self.book.about_half_width())
        return (low + high) / 2 / 1e4 if low is not None and high is not None else None

    @cached_property
    def loan(self) -> Loan:
        """Its terms, by the quarter; the spread as stated, else what the book gives to its grade."""
        if self.terms is not None:
            return self.terms
        cover, tested = covenant(self.leg)
        draws = round(float(self.at(DRAWS)))
        yearly = float(self.at(SOFR)) + (self.spread if self.spread is not None else 0.0)
        return Loan(
            self.commitment, self.advance, float(self.at(LIFE)), draws, term_of(self.leg), yearly / 4.0,
            float(self.at(COVENANT)) if cover is None else cover,
            max(quarter_index(tested) - quarter_index(self.signed), draws) if tested else draws,
        )  # fmt: skip

    @cached_property
    def site(self) -> Site:
        """What it is secured on: equipment for what is lent, and contracts that cover its service as it was sized."""
        loan, opex = self.loan, float(self.at(OPEX))
        size = loan.term
        cost = np.where(np.arange(size) < loan.draws, loan.commitment / loan.advance / loan.draws, 0.0)
        installed = np.minimum(np.arange(1, size + 1), loan.draws) / loan.draws
        years = np.arange(size) / 4.0
        relet = float(self.at(RELET)) * np.exp(float(self.at(DRIFT)) * years)
        vintage = np.interp(years, np.arange(6), (1.0, *self.at(VINTAGE))) * (1.0 - float(self.at(FALL)))
        plain = Site(
            cost,
            installed[None],
            np.zeros(size),
            round(float(self.at(VACANCY))),
            relet,
            vintage,
            float(self.at(RESALE)),
        )
        rate = loan.rate
        left = size - loan.draws
        level = loan.commitment * (rate / -np.expm1(-left * np.log1p(rate)) if rate > 0 else 1.0 / left)
        cash = loan.covenant * float(self.at(CUSHION)) * level
        revenue = cash / (1.0 - opex)
        each = np.repeat(revenue * installed[None] / self.tenants.count, self.tenants.count, axis=0)
        return plain._replace(revenue=each, opex=opex * revenue * installed)

    def paths(self, letters: Sequence[str], source: str = IMPLIED) -> tuple[np.ndarray, np.ndarray]:
        """(paths, firms) when firms of these letters fail, by prices or by history, and (paths, periods) rents then."""
        curve = self.at(source)
        hazards = [1.0 - np.exp(-curve[LETTERS.index(letter)] / 4.0) for letter in letters]
        times, state = times_and_state(hazards, self.loan.term, correlation=float(self.at(TOGETHER)), paths=PATHS)
        far = float(self.at(FAR))
        return times, np.exp(np.clip(state[:, None] * self.unsure, -far, far))

    @cached_property
    def unsure(self) -> np.ndarray:
        """(periods,) sd of the log of rent over what was expected: what the market makes of a path's demand error.

        The error grows by its sd a year, fading over some years, and rent answers by one over the elasticity, as far as
        the market takes it (docs/model.md, step 3); the noise of one quarter, which does not last, is left out.
        """
        years, fade = np.arange(self.loan.term) / 4.0, float(self.at(FADE))
        return np.asarray(float(self.at(ERROR)) * fade * -np.expm1(-years / fade) / float(self.at(ELASTICITY)))

    def lost(self, letter: str, source: str = IMPLIED) -> tuple[np.ndarray, np.ndarray]:
        """(paths, tenants) when tenants of this credit fail, and (paths, periods) the rents of the day."""
        return self.paths([letter] * self.tenants.count, source)

    def price(self, letter: str, source: str = IMPLIED) -> Price:
        """What it must earn if its tenants have this credit, the guarantor left aside."""
        times, rent = self.lost(letter, source)
        return par_spread(self.loan, self.site, times, float(self.at(SOFR)) / 4.0, rent=rent)

    def over_par(self, letter: str, spread: float) -> float:
        """What it is worth over what is lent, USD bn, at a spread a quarter."""
        times, rent = self.lost(letter)
        return over_par(self.loan, self.site, times, float(self.at(SOFR)) / 4.0, spread, rent)

    def guaranteed(self, letter: str, parent: str) -> Price:
        """The same with a parent of this credit that pays what is missed while it stands."""
        times, rent = self.paths([*[letter] * self.tenants.count, parent])
        return par_spread(self.loan, self.site, times[:, :-1], float(self.at(SOFR)) / 4.0, times[:, -1], rent)


def covenant(leg: Leg) -> tuple[float | None, str | None]:
    """(least cover, quarter from which it is tested) as the loan's own words state them.

    >>> from gigaloop import load
    >>> covenant(load().legs["crwv-ddtl4"])
    (1.15, '2027Q3')
    """
    for words in leg.terms.covenants or ():
        if found := _COVER.match(words):
            after = f"{found[2]}Q{(int(found[3]) + 2) // 3}" if found[2] else None
            return float(found[1]), quarter_at(quarter_index(after) + 1) if after else None
    return None, None


def term_of(leg: Leg) -> int:
    """Quarters from signing to maturity; 0 where nobody tells."""
    begin = quarter_index(quarter_of(leg.steps[0].happened.last))
    if leg.terms.end is not None:
        return quarter_index(quarter_of(leg.terms.end.last)) - begin
    return round(leg.terms.term.stated) if leg.terms.term is not None and leg.terms.term.stated else 0


def tenancy(leg: Leg, letter: str | None = None) -> Tenancy | None:
    """Who pays, at which credit: the loan's own rating, else the weakest that is told of its tenants; None: neither."""
    told = leg.terms.tenants or ()
    names, count = tuple(tenant.party for tenant in told if tenant.party != "customers"), max(len(told), 1)
    if letter is not None:
        return Tenancy(letter, names, count, False)
    if leg.terms.rating and (found := re.match(r"(A|Baa|BBB|BB|Ba)(?=[123+-]|$)", leg.terms.rating)):
        return Tenancy({"Baa": "BBB", "Ba": "BB"}.get(found[1], found[1]), names, count, True)
    credits = {tenant.credit for tenant in told}
    if "below_investment_grade" in credits:
        return Tenancy("BB", names, count, False)
    return Tenancy("BBB", names, count, False) if "investment_grade" in credits else None


def letter_of(book: Book, party: str) -> str:
    """A party's credit by its newest rating in the book's figures (notches, AAA = 1); a chip vendor without one is
    taken as A, another party as BB.

    >>> from gigaloop import load
    >>> letter_of(load(), "oracle")
    'BBB'
    """
    rated = [
        f for f in book.figures.values() if f.subject == party and f.metric.startswith("rating_") and f.value.stated
    ]
    rated = [f for f in rated if f.value.unit == "notch"]
    if not rated:
        return "A" if party in book.parties and book.parties[party].sector in ("vendor", "chip_vendor") else "BB"
    newest = max(rated, key=lambda f: f.known.last)
    notch = newest.value.stated or 0.0
    return "A" if notch <= 7 else "BBB" if notch <= 10 else "BB"


def facilities(book: Book, legs: Sequence[Leg], letter: str | None) -> Iterator[tuple[Leg, Facility | str]]:
    """Each secured loan on chips, ready to be asked, or why it cannot be."""
    for leg in legs:
        if book.stage(leg.leg) in VOID:
            yield leg, f"{book.stage(leg.leg)}: nothing is lent"
        elif leg.terms.amount is None or leg.terms.amount.stated is None:
            yield leg, Why("no_amount", "undisclosed: no amount")
        elif not term_of(leg):
            yield leg, Why("no_end", "no maturity is told")
        elif (who := tenancy(leg, letter)) is None:
            yield leg, Why("no_credit", "neither a rating nor the tenants' credit is told: give --tenant BBB, say")
        elif term_of(leg) <= round(book.parameter(DRAWS).range()[2]):
            yield leg, Why("due_first", "it falls due before it would be drawn")
        else:
            yield leg, Facility(book, leg, who)


def loan_row(
    found: Facility, measure: str, unit: str, ends: Sequence[float | None], names: Sequence[str] = NAMES,
    *, period: str = "", subject: str = "", band: str = "", key: str = "", range_: Any = "terms",
) -> Row:  # fmt: skip
    """A row of `facility` about a loan; low and high are its kind and its harsh world, the lesser first."""
    leg = found.leg
    low, mid, high = ends
    if range_ == "terms":
        told = sorted(e for e in ends if e is not None)
        low, high = (told[0], told[-1]) if told else (None, None)
    return Row(
        key=key or f"{leg.leg}/{measure}" + (f"/{period}" if measure in SERIES else ""), subject=subject or leg.payee,
        counterparty=leg.payer, measure=measure, unit=unit, low=low, mid=mid, high=high, period=period, range=range_,
        grade=grade_shares(found.book, leg)[0], more={"loan": leg.leg, "reaches": "", "band": band},
        **resting(found.book, names, [leg.leg]),
    )  # fmt: skip
