"""A delayed-draw loan secured on chips and the contracts they serve: base, cover, covenants, sweep, tenants, price.

A period is a quarter unless the caller says otherwise. Rates are shares a period, money is in any one unit, and every
function works on many paths at once: cash has one row a path and one column a period.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from .finance import sculpted
from .points import sobol

__all__ = [
    "Loan",
    "Price",
    "Served",
    "Site",
    "cash_of",
    "default_times",
    "least_rent",
    "over_par",
    "par_spread",
    "reached",
    "serve",
    "times_and_state",
    "worth",
]

#: spreads a period below which most loans are, to look below each first
LIKELY = (0.005, 0.05, 1.0)
#: numbers drawn for every loan, so that two of them meet the same market
ALIKE = 8


class Loan(NamedTuple):
    """The terms of a loan. commitment: money; advance: share of cost lent; life: periods over which the borrowing base
    writes the cost down in a straight line; draws: periods in which it may be drawn, interest alone being paid;
    term: periods to maturity, draws among them; rate: share a period; covenant: least debt service cover; tested: first
    period in which cover is tested; sweep: share of spare cash that repays while under it; capitalised: first periods
    in which interest is added to the loan."""

    commitment: float
    advance: float
    life: float
    draws: int
    term: int
    rate: float
    covenant: float = 0.0
    tested: int = 0
    sweep: float = 1.0
    capitalised: int = 0


class Site(NamedTuple):
    """What the loan is secured on. cost: money spent on equipment, one a period; revenue: contract revenue by tenant
    (tenants, periods); opex: running cost a period; vacancy: periods without a tenant after one is lost; relet: share
    of the contract rent that a new one pays, one a period; vintage: share of cost that the equipment fetches, by age in
    periods from 0; of_rent: power of rent over its expected level in that."""

    cost: np.ndarray
    revenue: np.ndarray
    opex: np.ndarray
    vacancy: int
    relet: np.ndarray
    vintage: np.ndarray
    of_rent: float


class Served(NamedTuple):
    """A loan as it was served; (paths, periods) but where said. drawn, base: money (periods,); due: interest and
    principal of the period; cover: cash over what is due, infinite where nothing is; paid, swept, called: from the
    site's cash, from what is spare of it, and from the guarantor; balance: at the period's end, with what was missed;
    breach, missed: first period under the covenant, and first in which less was paid than due, -1 never (paths,)."""

    drawn: np.ndarray
    base: np.ndarray
    due: np.ndarray
    cover: np.ndarray
    paid: np.ndarray
    swept: np.ndarray
    called: np.ndarray
    balance: np.ndarray
    breach: np.ndarray
    missed: np.ndarray


class Price(NamedTuple):
    """What a loan must earn. spread: share a period above the riskless rate; loss: expected loss, share of what is
    lent (present values); default: share of paths on which it is not served in full; given: loss on those paths;
    residual: expected present value at that spread less what was lent (money)."""

    spread: float
    loss: float
    default: float
    given: float
    residual: float


def default_times(
    hazards: Sequence[float], periods: int, *, correlation: float = 0.0, paths: int = 4096, seed: int = 1
) -> np.ndarray:
    """When does each of several firms default, if one common factor drives them?

    Definition: one-factor Gaussian copula (Vasicek 2002, Risk 15:160; Li 2000, J. Fixed Income 9:43): firm i falls in
    period t when Phi(sqrt(rho) M + sqrt(1 - rho) Z_i) first lies below 1 - (1 - hazard_i)^(t + 1), M and Z from
    shifted Sobol points.
    `hazards`: chance of default a period; `correlation`: of assets, 0 to below 1. Returns (paths, firms) periods,
    `periods` where a firm outlives them. Errors: ValueError for a hazard outside 0 to below 1, or a correlation outside
    its range.

    >>> times = default_times([0.1], 2)
    >>> [round(float((times[:, 0] == t).mean()), 2) for t in (0, 1, 2)]
    [0.1, 0.09, 0.81]
    """
    return times_and_state(hazards, periods, correlation=correlation, paths=paths, seed=seed)[0]


def times_and_state(
    hazards: Sequence[float], periods: int, *, correlation: float = 0.0, paths: int = 4096, seed: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """When does each of several firms default, and how does the market that they share stand on that path?

    Definition: `default_times`, and sqrt(rho) M + sqrt(1 - rho) Z with a Z of the market's own: a standard normal tied
    to a firm's assets as two firms' are to each other (recovery that falls with the factor: Pykhtin 2003, Risk 16:74).
    Arguments as there. Returns (paths, firms) periods and (paths,) state; below 0: worse than the middle.
    Errors: ValueError for a hazard outside 0 to below 1, or a correlation outside 0 to below 1.

    >>> times, state = times_and_state([0.05], 4, correlation=0.5)
    >>> bool(state[times[:, 0] < 4].mean() < -0.5), round(abs(float(state.mean())), 2)
    (True, 0.0)
    """
    chance = np.asarray(hazards, dtype=float)
    if chance.ndim != 1 or not ((chance >= 0.0) & (chance < 1.0)).all():
        raise ValueError(f"hazards: found {list(hazards)}, expected chances a period of at least 0 and below 1.")
    if not 0.0 <= correlation < 1.0:
        raise ValueError(f"correlation: found {correlation}, expected a share of at least 0 and below 1.")
    normal = _normals(max(chance.size + 2, ALIKE), paths, seed)[:, : chance.size + 2]
    tied = np.sqrt(correlation) * normal[:, :1] + np.sqrt(1.0 - correlation) * normal[:, 1:]
    with np.errstate(divide="ignore"):
        when = np.floor(np.log1p(-ndtr(tied[:, 1:])) / np.log1p(-chance))
    return np.where(np.isfinite(when), np.minimum(when, periods), periods).astype(int), tied[:, 0]


@lru_cache(maxsize=4)
def _normals(dimensions: int, paths: int, seed: int) -> np.ndarray:
    """(paths, dimensions) normal numbers at shifted Sobol points: factor, market, firms; the same for every loan."""
    return np.asarray(ndtri(sobol(dimensions, paths, seed)))


def cash_of(site: Site, lost: np.ndarray, rent: np.ndarray | float = 1.0) -> np.ndarray:
    """What does the site earn for its lenders when tenants are lost, halls stand empty and are let again?

    Definition: contract revenue of the tenants that stay, and from `vacancy` periods after a loss the re-let share of
    what the lost one paid, times `rent`, less running cost; the part of a lost tenant is given up where it no longer
    pays its own running cost. `lost`: (paths, tenants) period of loss, at least the number of periods where none;
    `rent`: (paths, periods) rents of the day over what they were expected to be. Returns
    (paths, periods) money, never below 0: equipment has no recourse to its lender. Errors: none, for `serve` looks.

    >>> site = Site(np.array([10.0, 0, 0]), np.full((1, 3), 4.0), np.ones(3), 1, np.full(3, 0.5), np.ones(3), 0.6)
    >>> cash_of(site, np.array([[3], [1]])).tolist()
    [[3.0, 3.0, 3.0], [3.0, 0.0, 1.0]]
    """
    at = np.arange(site.revenue.shape[1])
    whole = np.maximum(site.revenue.sum(0), 1e-300)
    total = np.zeros((len(lost), at.size))
    for tenant, revenue in enumerate(site.revenue):
        gone = lost[:, tenant, None]
        opex = site.opex * revenue / whole
        again = np.maximum(site.relet * rent * revenue - opex, 0.0)
        total += np.where(at < gone, revenue - opex, np.where(at < gone + site.vacancy, -opex, again))
    return np.maximum(total, 0.0)


def serve(loan: Loan, site: Site, cash: np.ndarray, guarantor: np.ndarray | None = None) -> Served:
    """How is a loan drawn, tested and paid back out of a site's cash?

    Definition: drawn at `advance` of what is spent while draws last, up to the commitment; principal sculpted to the
    contracts' cash (Yescombe, Principles of Project Finance, ch. on financial structuring; level where that is level)
    over the periods after the draws, the rest at maturity. Borrowing base = advance x cost less straight-line age.
    Cover = cash over interest and principal of the period. In a period under the covenant `sweep` of the spare cash
    repays, and of what the balance stands above the base all of it, the last instalments first. What is missed stays
    owed and bears interest; a guarantor who stands pays it.
    `cash`: (paths, periods) money; `guarantor`: (paths,) period in which the guarantor falls. Errors: ValueError for
    negative terms, or contracts that earn nothing to repay from.

    >>> site = Site(np.array([100.0, 0, 0]), np.full((1, 3), 60.0), np.zeros(3), 1, np.ones(3), np.ones(3), 0.6)
    >>> served = serve(Loan(90.0, 0.9, 3.0, 1, 3, 0.0, covenant=1.2), site, np.full((1, 3), 60.0))
    >>> served.due.tolist(), served.balance.round(6).tolist()
    ([[0.0, 45.0, 45.0]], [[90.0, 45.0, 0.0]])
    """
    _check(loan, site)
    paths, periods = cash.shape
    drawn = _drawn(loan, site)
    base = loan.advance * _aged(site.cost, np.maximum(1.0 - np.arange(periods) / loan.life, 0.0))
    plan = _instalments(loan, site, drawn)
    balance, arrears = np.zeros(paths), np.zeros(paths)
    out = {name: np.zeros((paths, periods)) for name in ("due", "cover", "paid", "swept", "called", "balance")}
    breach, missed = np.full(paths, -1), np.full(paths, -1)
    for t in range(min(periods, loan.term)):
        balance = balance + drawn[t]
        interest = balance * loan.rate
        if t < loan.capitalised:
            out["cover"][:, t], out["balance"][:, t] = np.inf, balance + interest
            balance = balance + interest
            continue
        ahead = balance - arrears
        principal = ahead if t == loan.term - 1 else np.minimum(plan[t], ahead)
        due = interest + principal
        paid = np.minimum(due + arrears, cash[:, t])
        called = np.zeros(paths) if guarantor is None else np.where(t < guarantor, due + arrears - paid, 0.0)
        arrears = due + arrears - paid - called
        cover = np.where(due > 0.0, cash[:, t] / np.maximum(due, 1e-300), np.inf)
        under = (t >= loan.tested) & (cover < loan.covenant * (1.0 - 1e-12))
        spare = cash[:, t] - paid
        ahead = ahead - principal
        over = np.maximum(ahead + arrears - base[t], 0.0)
        swept = np.minimum(ahead, np.maximum(np.where(under, loan.sweep * spare, 0.0), np.minimum(spare, over)))
        balance = ahead - swept + arrears
        breach = np.where((breach < 0) & under, t, breach)
        missed = np.where((missed < 0) & (arrears > 1e-9 * loan.commitment), t, missed)
        for name, value in (
            ("due", due), ("cover", cover), ("paid", paid), ("swept", swept), ("called", called), ("balance", balance),
        ):  # fmt: skip
            out[name][:, t] = value
    return Served(drawn, base, breach=breach, missed=missed, **out)


def worth(loan: Loan, site: Site, served: Served, riskless: float, rent: np.ndarray | float = 1.0) -> np.ndarray:
    """What is each path's service worth to the lender at the start?

    Definition: present value at `riskless` of what is paid, swept and called; from the first missed payment on the
    lender takes the better of waiting, with the equipment sold at maturity for what is still owed, and of selling at
    once; a sale brings at most what is owed. Equipment fetches rent^`of_rent` of its curve's value, `rent` as in
    `cash_of` (docs/model.md, step 8: pledged capacity). Returns (paths,) money. Errors: none, for `serve` has looked.

    >>> site = Site(np.array([100.0, 0, 0]), np.full((1, 3), 60.0), np.zeros(3), 1, np.ones(3), np.zeros(3), 0.6)
    >>> loan = Loan(90.0, 0.9, 3.0, 1, 3, 0.0)
    >>> worth(loan, site, serve(loan, site, np.array([[60.0, 60.0, 60.0], [60.0, 60.0, 0.0]])), 0.0).tolist()
    [90.0, 45.0]
    """
    paths, periods = served.paid.shape
    last = min(periods, loan.term) - 1
    discount = (1.0 + riskless) ** -np.arange(1.0, periods + 1.0)
    got = (served.paid + served.swept + served.called) * discount
    held = np.cumsum(got[:, ::-1], axis=1)[:, ::-1]
    fetches = np.broadcast_to(_aged(site.cost, site.vintage) * np.power(rent, site.of_rent), served.paid.shape)
    end = np.minimum(served.balance[:, last], fetches[:, last]) * discount[last]
    m = np.where(served.missed < 0, last, served.missed)
    rows = np.arange(paths)
    before = got.cumsum(1)[rows, m]
    waiting = np.where(m < last, held[rows, np.minimum(m + 1, last)], 0.0) + end
    selling = np.minimum(served.balance[rows, m], fetches[rows, m]) * discount[m]
    return np.where(served.missed < 0, got.sum(1) + end, before + np.maximum(waiting, selling))


class _Cases(NamedTuple):
    """What can happen to a loan, each case once. weight: its chance; cash: what the site earns; falls: when the
    guarantor does, None without one; rent: of the day; lent: present value of the draws."""

    weight: np.ndarray
    cash: np.ndarray
    falls: np.ndarray | None
    rent: np.ndarray | float
    lent: float


def _cases(
    loan: Loan, site: Site, lost: np.ndarray, riskless: float, guarantor: np.ndarray | None, rent: np.ndarray | None
) -> _Cases:
    stands = np.full(len(lost), -1) if guarantor is None else np.asarray(guarantor)
    told = np.column_stack([lost, stands])
    # a path without a loss is served alike at any rent: such paths are one case
    apart = np.zeros(len(lost), int) if rent is None else np.arange(1, len(lost) + 1) * (lost < site.cost.size).any(1)
    _, places, counts = np.unique(np.column_stack([told, apart]), axis=0, return_index=True, return_counts=True)
    market = 1.0 if rent is None else rent[places]
    lent = float((_drawn(loan, site) * (1.0 + riskless) ** -np.arange(site.cost.size)).sum())
    falls = None if guarantor is None else stands[places]
    return _Cases(counts / len(lost), cash_of(site, lost[places], market), falls, market, lent)


def _excess(loan: Loan, site: Site, cases: _Cases, riskless: float, spread: float) -> float:
    asked = loan._replace(rate=riskless + spread)
    served = serve(asked, site, cases.cash, cases.falls)
    return float(cases.weight @ worth(asked, site, served, riskless, cases.rent)) - cases.lent


def over_par(
    loan: Loan, site: Site, lost: np.ndarray, riskless: float, spread: float, rent: np.ndarray | None = None
) -> float:
    """How much more than what is lent is a loan worth at a spread?

    Definition: as `par_spread`, where it is nothing. `spread`: share a period above `riskless`. Returns money of the
    start. Errors: those of `serve`.

    >>> site = Site(np.array([100.0, 0]), np.array([[0.0, 120.0]]), np.zeros(2), 1, np.zeros(2), np.zeros(2), 0.6)
    >>> round(over_par(Loan(90.0, 0.9, 9.0, 1, 2, 0.0, capitalised=1), site, np.array([[2]]), 0.0, 0.1), 6)
    18.9
    """
    return _excess(loan, site, _cases(loan, site, lost, riskless, None, rent), riskless, spread)


def par_spread(
    loan: Loan, site: Site, lost: np.ndarray, riskless: float, guarantor: np.ndarray | None = None,
    rent: np.ndarray | None = None,
) -> Price:  # fmt: skip
    """Which spread makes a loan worth what is lent, when tenants can fail?

    Definition: the spread at which the mean present value of service, at the riskless rate, equals that of the draws
    (par: Duffie and Singleton 1999, Review of Financial Studies 12:687, for any chance of default; with chances implied
    by prices it holds their premium, with historical ones it is expected loss alone).
    `lost`: (paths, tenants) period of loss; `rent` as in `cash_of`; `loan.rate` is not used. Errors: ValueError where
    no spread up to 100 % a period does it.

    >>> site = Site(np.array([100.0, 0]), np.array([[0.0, 120.0]]), np.zeros(2), 1, np.zeros(2), np.zeros(2), 0.6)
    >>> one_in_ten = np.array([[2]] * 9 + [[1]])
    >>> price = par_spread(Loan(90.0, 0.9, 9.0, 1, 2, 0.0, capitalised=1), site, one_in_ten, 0.0)
    >>> round(0.9 * (1 + price.spread) ** 2, 6), price.default, price.given
    (1.0, 0.1, 1.0)
    """
    cases = _cases(loan, site, lost, riskless, guarantor, rent)

    def excess(spread: float) -> float:
        return _excess(loan, site, cases, riskless, spread)

    spread = 0.0
    if excess(0.0) < -1e-9 * cases.lent:
        most = next((end for end in LIKELY if excess(end) > 0.0), None)
        if most is None:
            raise ValueError("loan: found no spread up to 100 % a period that pays for its losses; lend less.")
        spread = float(brentq(excess, 0.0, most, xtol=1e-10))
    asked = loan._replace(rate=riskless + spread)
    served = serve(asked, site, cases.cash, cases.falls)
    value = worth(asked, site, served, riskless, cases.rent)
    never = np.full((1, lost.shape[1]), site.cost.size)
    promised = float(worth(asked, site, serve(asked, site, cash_of(site, never)), riskless)[0])
    hit = cases.weight * (served.missed >= 0)
    loss, chance = 1.0 - value / promised, float(hit.sum())
    given = float(hit @ loss) / chance if chance > 0.0 else 0.0
    residual = float(cases.weight @ value) - cases.lent if spread else 0.0
    return Price(spread, float(cases.weight @ loss), chance, given, residual)


def least_rent(loan: Loan, site: Site, cover: float = 1.0) -> tuple[float, int]:
    """Down to which share of the contracts' rent does the site cover the loan's service, and which period binds?

    Definition: the greatest over periods of (cover x due + running cost)/contract revenue, due as in `serve` while
    nothing is missed. Returns (share, period); above 1: the contracts themselves do not cover it. Errors: ValueError
    where nothing is due.

    >>> site = Site(np.array([100.0, 0, 0]), np.full((1, 3), 60.0), np.full(3, 6.0), 1, np.ones(3), np.ones(3), 0.6)
    >>> least_rent(Loan(90.0, 0.9, 3.0, 1, 3, 0.0), site)
    (0.85, 1)
    """
    _check(loan, site)
    revenue = site.revenue.sum(0)
    plenty = np.full((1, revenue.size), 10.0 * loan.commitment + 1.0)
    due = serve(loan._replace(covenant=0.0, life=1e9), site, plenty).due[0]
    asked = due > 0.0
    if not asked.any():
        raise ValueError("loan: found nothing due in any period, expected a loan that is served.")
    share = np.where(asked & (revenue > 0.0), (cover * due + site.opex) / np.maximum(revenue, 1e-300), -np.inf)
    share = np.where(asked & (revenue <= 0.0), np.inf, share)
    at = int(np.argmax(share))
    return float(share[at]), at


def reached(links: Sequence[tuple[str, str]], start: str) -> tuple[str, ...]:
    """What else falls due when one borrower defaults, link by link?

    Definition: everything that can be reached along "default of the first is an event of default of the second", the
    nearest first (breadth-first search). Returns names without the start. Errors: none; an unknown name reaches none.

    >>> reached([("a", "b"), ("b", "c"), ("d", "a")], "a")
    ('b', 'c')
    """
    found = [start]
    for one in found:
        found += dict.fromkeys(b for a, b in links if a == one and b not in found)
    return tuple(found[1:])


def _aged(cost: np.ndarray, curve: np.ndarray) -> np.ndarray:
    """What equipment bought over time comes to in each period, by a curve over its age."""
    return np.convolve(cost, curve)[: cost.size]


def _drawn(loan: Loan, site: Site) -> np.ndarray:
    """What is drawn in each period."""
    wanted = np.where(np.arange(site.cost.size) < loan.draws, loan.advance * site.cost, 0.0)
    return np.diff(np.minimum(np.cumsum(wanted), loan.commitment), prepend=0.0)


def _instalments(loan: Loan, site: Site, drawn: np.ndarray) -> np.ndarray:
    """Principal of each period: what is owed when draws end, sculpted to the contracts' cash of the periods left."""
    first = max(loan.draws, loan.capitalised)
    growth = (1.0 + loan.rate) ** np.maximum(loan.capitalised - np.arange(drawn.size), 0)
    owed = float((drawn * growth).sum())
    cash = np.maximum(site.revenue.sum(0) - site.opex, 0.0)[first : loan.term]
    plan = np.zeros(drawn.size)
    if owed <= 0.0 or cash.size == 0:
        return plan
    if not cash.any():
        raise ValueError("site: found contracts that earn nothing after running costs, expected cash to repay from.")
    capacity = sculpted(cash.tolist(), 1.0, loan.rate).debt
    plan[first : loan.term] = sculpted(cash.tolist(), capacity / owed, loan.rate).principal
    return plan


def _check(loan: Loan, site: Site) -> None:
    for name in ("commitment", "advance", "draws", "rate", "covenant", "tested", "capitalised"):
        if not getattr(loan, name) >= 0:
            raise ValueError(f"loan.{name}: found {getattr(loan, name)}, expected at least 0.")
    if not (loan.life > 0 and loan.term > max(loan.draws, loan.capitalised) and 0.0 <= loan.sweep <= 1.0):
        raise ValueError("loan: expected a life above 0, a term beyond the draws, and a sweep from 0 to 1.")
    if not (site.cost >= 0.0).all() or not (site.revenue >= 0.0).all() or not (site.opex >= 0.0).all():
        raise ValueError("site: found a negative cost, revenue or running cost, expected none.")
    if site.cost.size < loan.term:
        raise ValueError(f"site: found {site.cost.size} periods, expected the loan's {loan.term} at least.")
