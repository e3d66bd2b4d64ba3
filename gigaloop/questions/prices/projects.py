"""Loans of projects that are still built, and guarantees of leases, as `facility` tells them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gigaloop.answer.speech import ending
from gigaloop.answer.table import Row
from gigaloop.answer.tally import resting
from gigaloop.book.grade import grade_shares
from gigaloop.book.model import Book, Leg
from gigaloop.book.units import quarter_index, quarter_of
from gigaloop.methods.facility import Loan, Site, cash_of, default_times, serve, worth
from gigaloop.questions.prices.loans import (
    HISTORY,
    IMPLIED,
    LETTERS,
    PATHS,
    SOFR,
    TOGETHER,
    at_level,
    letter_of,
)

RENT, TERM, RELET, VACANCY, SHELL_LIFE, GRADES = (
    *("shell-rent-per-gw", "project-loan-term", "relet-discount", "relet-vacancy", "shell-life", "spread-by-grade"),
)
#: what a loan was quoted at, in the words of a step
_QUOTE = re.compile(r"\bquoted (below|at) (\d+(?:\.\d+)?) cents", re.IGNORECASE)
#: the end of a key of a row of a guarantee -> its case
CASES = {
    **{"implied": "by prices", "history": "by history"},
    **{"with": "with the guarantee", "without": "without the guarantee"},
}
#: what a half-built or empty site fetches when it is sold, as a share of its cost less age
FETCHES = "recovery-secured"
#: quarters for which a tenant may put rent off after a delay that it did not make
DEFERRED = "rent-deferral"
NAMES = (IMPLIED, TOGETHER, RENT, TERM, RELET, VACANCY, SHELL_LIFE, SOFR, FETCHES)
#: the end of each that is kind to whoever bears the risk
KIND = {
    IMPLIED: 0, HISTORY: 0, TOGETHER: 0, RENT: 2, TERM: 2, RELET: 2, VACANCY: 0, SHELL_LIFE: 2, SOFR: 1, FETCHES: 2,
    DEFERRED: 0,
}  # fmt: skip


def project_rows(book: Book, leg: Leg) -> Iterator[Row]:
    """A loan of a project: cover and price, with rent on time and with rent put off; a guarantee: what it may cost.

    `cover_project` in the first year of rent and `price` (share of par) with the lease as signed, and `price_deferred`
    with rent put off for as long as the lease may (`rent-deferral`); `quoted` where the book has it. Of a guarantee:
    `cap`, `call_expected` by implied and by historical chances, `call_given` on paths with a call, `called` (share of
    paths), `both_fallen` (share of the calls at which the guarantor has fallen too), `wrong_way` (that share over the
    guarantor's own, above 1: wrong way) and `landlord_loss`, what the beneficiary then bears, with the guarantor and
    without it.
    """
    if leg.kind == "guarantee":
        yield from _guarantee(book, leg)
    elif leg.terms.amount is not None and leg.terms.amount.stated:
        yield from _project(book, leg)


def _at(book: Book, name: str, level: int) -> Any:
    return at_level(book, name, KIND[name], level)


def _lease(book: Book, leg: Leg) -> Leg | None:
    """The lease that pays for a project, or that a guarantee covers."""
    if leg.kind == "guarantee":
        return next((book.legs[name] for name in leg.terms.covers or () if name in book.legs), None)
    deal = book.deals.get(leg.deal)
    legs = [book.legs[one.leg] for one in deal.legs if one.leg in book.legs] if deal is not None else []
    return next((one for one in legs if one.kind == "capacity_lease"), None)


def _row(
    book: Book, leg: Leg, measure: str, unit: str, ends: Sequence[float], names: Sequence[str],
    legs: Sequence[Leg] = (), *, key: str = "", period: str = "", subject: str = "",
) -> Row:  # fmt: skip
    case = CASES.get(key.partition("/")[2], "")
    return Row(
        key=f"{leg.leg}/{key or measure}", subject=subject or (leg.payee if leg.kind == "loan" else leg.payer),
        counterparty=leg.payer if leg.kind == "loan" else leg.payee, measure=measure, unit=unit, low=min(ends),
        mid=ends[1], high=max(ends), period=period, grade=grade_shares(book, leg)[0],
        more={"loan": leg.leg, "reaches": "", "band": "", "case": case},
        **resting(book, names, [one.leg for one in (leg, *legs)]),
    )  # fmt: skip


def _project(book: Book, leg: Leg) -> Iterator[Row]:
    lease = _lease(book, leg)
    if lease is None or leg.terms.power is None or lease.terms.start is None:
        return
    begin = quarter_index(quarter_of(leg.steps[0].happened.last))
    wait = max(quarter_index(quarter_of(lease.terms.start.first)) - begin, 1)
    found: dict[str, list[float]] = {"cover_project": [], "price": [], "price_deferred": []}
    for level in (0, 1, 2):
        loan, site = _built(book, leg, wait, level)
        riskless = float(_at(book, SOFR, level)) / 4.0
        yearly = _at(book, IMPLIED, level)[LETTERS.index(letter_of(book, lease.payer))]
        lost = default_times([1.0 - np.exp(-yearly / 4.0)], loan.term, paths=PATHS)
        calm = serve(loan, site, cash_of(site, np.full((1, 1), loan.term)))
        found["cover_project"].append(float(calm.cover[0, wait]))
        lent = float((calm.drawn * (1.0 + riskless) ** -np.arange(calm.drawn.size)).sum())
        late = site.revenue * (np.arange(loan.term) >= wait + round(float(_at(book, DEFERRED, level))))
        for name, revenue in (("price", site.revenue), ("price_deferred", late)):
            earned = cash_of(site._replace(revenue=revenue), lost)
            found[name].append(float(worth(loan, site, serve(loan, site, earned), riskless).mean()) / lent)
    begun, lent = leg.steps[0].happened.text, (leg.terms.amount.stated or 0.0) / 1e9
    low, high = leg.terms.amount.bounds(book.about_half_width())
    sizes = ((low or lent * 1e9) / 1e9, lent, (high or lent * 1e9) / 1e9)
    yield _row(book, leg, "commitment", "USD bn", sizes, (), period=begun)
    for name, ends in found.items():
        rests = (*NAMES, GRADES, *((DEFERRED,) if name == "price_deferred" else ()))
        unit = "ratio" if name == "cover_project" else "proportion"
        yield _row(book, leg, name, unit, ends, rests, [lease], period=begun)
    for step in leg.steps:
        if quote := _QUOTE.search(step.note or ""):
            told = float(quote[2]) / 100.0
            row = _row(book, leg, "quoted", "proportion", [told] * 3, (), period=step.happened.text)
            yield replace(row, low=None, mid=None) if quote[1].lower() == "below" else row


def _built(book: Book, leg: Leg, wait: int, level: int) -> tuple[Loan, Site]:
    """The loan, drawn evenly until the site runs, with interest added; the site's tenant bears its running costs."""
    size = wait + round(4 * float(_at(book, TERM, level)))
    grades = dict(part.rsplit(" ", 1) for part in book.parameter(GRADES).value.split(";"))
    rate = (float(_at(book, SOFR, level)) + float(grades.get("Baa", "0"))) / 4.0
    equity = sum(
        (one.terms.amount.stated or 0.0) / 1e9
        for name in (other.leg for other in book.deals[leg.deal].legs)
        if (one := book.legs.get(name)) is not None and one.kind == "stake" and one.terms.amount is not None
    )
    lent = (leg.terms.amount.stated or 0.0) / 1e9
    at = np.arange(size)
    cost = np.where(at < wait, (lent + equity) / wait, 0.0)
    rent = float(_at(book, RENT, level)) * (leg.terms.power.stated or 0.0) / 4.0 * (at >= wait)
    life = 4.0 * float(_at(book, SHELL_LIFE, level))
    site = Site(
        cost, rent[None], np.zeros(size), round(float(_at(book, VACANCY, level))),
        np.full(size, float(_at(book, RELET, level))),
        float(_at(book, FETCHES, level)) * np.maximum(1.0 - at / life, 0.0),
        0.0,  # a half-built or empty site fetches no more for dear rent
    )  # fmt: skip
    return Loan(lent, lent / (lent + equity), life, wait, size, rate, capitalised=wait), site


def _guarantee(book: Book, leg: Leg) -> Iterator[Row]:
    lease, cap = _lease(book, leg), leg.terms.cap
    if lease is None or cap is None or not cap.stated or leg.terms.start is None or not leg.terms.term:
        return
    zero = quarter_index(quarter_of(book.as_of))
    wait = max(quarter_index(quarter_of(leg.terms.start.first)) - zero, 0)
    size = wait + round(leg.terms.term.stated or 0.0)
    rows: dict[str, list[float]] = {}
    for level in (0, 1, 2):
        for source in (IMPLIED, HISTORY):
            curve = _at(book, source, level)
            hazards = [
                1.0 - np.exp(-curve[LETTERS.index(letter_of(book, who))] / 4.0) for who in (leg.payee, leg.payer)
            ]
            times = default_times(hazards, size, correlation=float(_at(book, TOGETHER, level)), paths=PATHS)
            riskless = float(_at(book, SOFR, level)) / 4.0
            call = _calls(book, leg, wait, size, level, riskless)[np.minimum(times[:, 0], size)]
            hit, fallen = call > 0.0, times[:, 1] <= times[:, 0]
            name = "implied" if source == IMPLIED else "history"
            rows.setdefault(f"call_expected/{name}", []).append(float((call * ~fallen).mean()))
            rows.setdefault(f"called/{name}", []).append(float(hit.mean()))
            if source == IMPLIED:
                base = float((times[:, 1] < size).mean())
                both = float(fallen[hit].mean()) if hit.any() else 0.0
                alone = _unrelated(hazards, hit, times)
                rows.setdefault("call_given", []).append(float(call[hit].mean()) if hit.any() else 0.0)
                rows.setdefault("both_fallen", []).append(both)
                rows.setdefault("wrong_way", []).append(both / alone if alone > 0.0 else 1.0)
                rows.setdefault("landlord_loss/with", []).append(float((call * fallen).mean()))
                rows.setdefault("landlord_loss/without", []).append(float(call.mean()))
                rows.setdefault("guarantor_falls", []).append(base)
    low, high = cap.bounds(book.about_half_width())
    yield _row(book, leg, "cap", "USD bn", [low / 1e9, cap.stated / 1e9, (high or cap.stated) / 1e9], ())
    units = {"called": "share", "both_fallen": "share", "wrong_way": "ratio", "guarantor_falls": "share"}
    names = (IMPLIED, HISTORY, TOGETHER, RENT, RELET, VACANCY, SOFR)
    for key, ends in rows.items():
        measure = key.partition("/")[0]
        who = lease.payee if measure == "landlord_loss" else ""
        yield _row(
            book, leg, measure, units.get(measure, "USD bn"), ends, names, [lease], key=key, subject=who,
            period=ending(str((zero + size) // 4)),
        )  # fmt: skip


def _calls(book: Book, leg: Leg, wait: int, size: int, level: int, riskless: float) -> np.ndarray:
    """What a call in each quarter costs today: the rent that re-letting does not bring back, at most the cap of then.

    The cap falls evenly over the lease, as its rent is paid; the last entry stands for no call.
    """
    at = np.arange(size)
    rent = float(_at(book, RENT, level)) * (leg.terms.power.stated or 0.0) / 4.0 * (at >= wait)
    again, empty = float(_at(book, RELET, level)), round(float(_at(book, VACANCY, level)))
    cap = (leg.terms.cap.stated or 0.0) / 1e9 * np.minimum(1.0, (size - at) / max(size - wait, 1))
    discount = (1.0 + riskless) ** -(at + 1.0)
    found = np.zeros(size + 1)
    for t in range(size):
        lost = rent[t:] * np.where(np.arange(size - t) < empty, 1.0, 1.0 - again)
        found[t] = min(float((lost * discount[t:]).sum()), cap[t] * discount[t])
    return found


def _unrelated(hazards: Sequence[float], hit: np.ndarray, times: np.ndarray) -> float:
    """The share of these calls at which the guarantor would have fallen if the two had nothing in common."""
    if not hit.any():
        return 0.0
    by_then = 1.0 - (1.0 - hazards[1]) ** (times[hit, 0] + 1.0)
    return float(by_then.mean())
