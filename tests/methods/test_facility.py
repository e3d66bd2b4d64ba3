"""`methods.facility` against a naive loan, kept in plain Python, and what any secured loan must keep."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.stats import norm

from gigaloop.methods import facility
from gigaloop.methods.facility import Loan, Site


def step(low, high):
    """A number of a grid: no denormals, which no loan has."""
    return st.integers(round(low * 1000), round(high * 1000)).map(lambda n: n / 1000)


MONEY = step(1.0, 50.0)
WORTH = facility.worth


@st.composite
def loans(draw):
    periods = draw(st.integers(4, 9))
    tenants = draw(st.integers(1, 3))
    revenue = np.array([[draw(step(0.5, 20.0)) for _ in range(periods)] for _ in range(tenants)])
    draws = draw(st.integers(1, 2))
    site = Site(
        np.array([draw(MONEY) if t < draws else 0.0 for t in range(periods)]),
        revenue,
        revenue.sum(0) * draw(step(0.0, 0.6)),
        draw(st.integers(0, 3)),
        np.array([draw(step(0.3, 1.0)) for _ in range(periods)]),
        np.linspace(1.0, draw(step(0.0, 0.9)), periods),
        draw(step(0.0, 1.0)),
    )
    loan = Loan(
        draw(MONEY), draw(step(0.2, 1.0)), draw(step(2.0, 12.0)), draws, periods - draw(st.integers(0, 1)),
        draw(step(0.0, 0.05)), draw(step(0.0, 1.5)), draw(st.integers(0, 3)), draw(step(0.0, 1.0)),
        draw(st.integers(0, 2)),
    )  # fmt: skip
    lost = [draw(st.integers(0, periods)) for _ in range(tenants)]
    return loan, site, lost, draw(st.integers(0, periods))


def naive_cash(site, lost, market):
    cash = []
    for t in range(site.revenue.shape[1]):
        whole, total = sum(site.revenue[:, t]), 0.0
        for i, when in enumerate(lost):
            rent = site.revenue[i, t]
            cost = site.opex[t] * rent / whole
            if t < when:
                total += rent - cost
            elif t < when + site.vacancy:
                total -= cost
            else:
                total += max(site.relet[t] * market[t] * rent - cost, 0.0)
        cash.append(max(total, 0.0))
    return cash


def naive(loan, site, lost, falls, riskless, market=None):
    """(due, balances, first breach, first missed, worth) of one path."""
    periods = site.cost.size
    market = [1.0] * periods if market is None else market
    cash = naive_cash(site, lost, market)
    drawn = []
    for t in range(periods):
        drawn.append(max(min(loan.advance * site.cost[t] if t < loan.draws else 0.0, loan.commitment - sum(drawn)), 0))
    start = max(loan.draws, loan.capitalised)
    owed = sum(d * (1 + loan.rate) ** max(loan.capitalised - t, 0) for t, d in enumerate(drawn))
    flow = {t: max(sum(site.revenue[:, t]) - site.opex[t], 0.0) for t in range(start, loan.term)}
    value = sum(c / (1 + loan.rate) ** (t - start + 1) for t, c in flow.items())
    balance = arrears = 0.0
    plan, left = {}, owed
    for t, c in flow.items():
        plan[t] = c * owed / value - left * loan.rate
        left -= plan[t]
    dues, balances, breach, missed, got, fetches = [], [], -1, -1, [], []
    for t in range(periods):
        if t >= loan.term:
            dues.append(0.0), balances.append(0.0), got.append(0.0), fetches.append(0.0)
            continue
        balance += drawn[t]
        interest = balance * loan.rate
        fetches.append(market[t] ** site.of_rent * sum(site.cost[s] * site.vintage[t - s] for s in range(t + 1)))
        if t < loan.capitalised:
            balance += interest
            dues.append(0.0), balances.append(balance), got.append(0.0)
            continue
        ahead = balance - arrears
        principal = ahead if t == loan.term - 1 else min(plan.get(t, 0.0), ahead)
        due = interest + principal
        paid = min(due + arrears, cash[t])
        called = due + arrears - paid if t < falls else 0.0
        spare = cash[t] - paid
        arrears = due + arrears - paid - called
        ahead -= principal
        under = t >= loan.tested and due > 0 and cash[t] / due < loan.covenant * (1 - 1e-12)
        base = loan.advance * sum(site.cost[s] * max(1 - (t - s) / loan.life, 0.0) for s in range(t + 1))
        sweep = max(loan.sweep * spare if under else 0.0, min(spare, max(ahead + arrears - base, 0.0)))
        sweep = min(sweep, ahead)
        balance = ahead - sweep + arrears
        breach = t if under and breach < 0 else breach
        missed = t if arrears > 1e-9 * loan.commitment and missed < 0 else missed
        dues.append(due), balances.append(balance), got.append(paid + called + sweep)
    discount = [(1 + riskless) ** -(t + 1) for t in range(periods)]
    last = loan.term - 1
    end = min(balances[last], fetches[last]) * discount[last]
    if missed < 0:
        worth = sum(g * d for g, d in zip(got, discount, strict=True)) + end
    else:
        before = sum(got[t] * discount[t] for t in range(missed + 1))
        waiting = sum(got[t] * discount[t] for t in range(missed + 1, loan.term)) + end
        worth = before + max(waiting, min(balances[missed], fetches[missed]) * discount[missed])
    return dues, balances, breach, missed, worth


def differs(case, riskless=0.01, level=0.8):
    loan, site, lost, falls = case
    market = level ** np.arange(site.cost.size)
    served = facility.serve(loan, site, facility.cash_of(site, np.array([lost]), market[None]), np.array([falls]))
    dues, balances, breach, missed, worth = naive(loan, site, lost, falls, riskless, market)
    close = lambda a, b: np.allclose(a, b, rtol=1e-7, atol=1e-7)  # noqa: E731
    return not (
        close(served.due[0], dues) and close(served.balance[0], balances)
        and (served.breach[0], served.missed[0]) == (breach, missed)
        and close(facility.worth(loan, site, served, riskless, market[None])[0], worth)
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(loans())
def test_a_loan_is_served_as_a_naive_one(case):
    assert not differs(case)


FIXED = Site(
    np.array([100.0, 0, 0, 0, 0]), np.array([[30.0] * 5, [15.0] * 5]), np.full(5, 9.0), 1,
    np.full(5, 0.6), np.array([1.0, 0.7, 0.5, 0.3, 0.2]), 0.6,
)  # fmt: skip
LOAN = Loan(90.0, 0.9, 5.0, 1, 5, 0.02, covenant=1.3, sweep=0.5)


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("cash_of", lambda site, lost, rent: site.revenue.sum(0)[None] - site.opex + 0 * lost[:, :1]),
        ("_aged", lambda cost, curve: cost.sum() * curve[: cost.size]),
        ("worth", lambda loan, site, *rest: WORTH(loan, site._replace(of_rent=0.0), *rest)),
        ("_drawn", lambda loan, site: loan.advance * site.cost),
    ],
)
def test_a_planted_fault_is_seen(monkeypatch, part, fault):
    late = FIXED._replace(cost=np.array([60.0, 40.0, 0, 0, 0]))
    case = LOAN._replace(draws=2, commitment=70.0, life=2.0), late, [2, 5], 0
    assert not differs(case)
    monkeypatch.setattr(facility, part, fault)
    assert differs(case)


def test_par_spread_by_counting_every_time_of_loss():
    """One tenant, every period of loss as often as its chance in 1000: the spread must pay for just what is lost."""
    weights = {0: 30, 2: 50, 5: 920}
    lost = np.concatenate([np.full((n, 1), t) for t, n in weights.items()])
    site = FIXED._replace(revenue=np.full((1, 5), 45.0))
    found = facility.par_spread(LOAN, site, lost, 0.01)
    asked = LOAN._replace(rate=0.01 + found.spread)
    mean = sum(n * naive(asked, site, [t], 0, 0.01)[4] for t, n in weights.items()) / 1000
    assert mean == pytest.approx(90.0, abs=1e-6)
    assert abs(found.residual) < 1e-6
    assert found.default == pytest.approx(0.08)
    assert found.loss == pytest.approx(found.default * found.given)


def test_par_spread_on_rents_of_each_path_by_counting_them():
    """A tenant lost on every tenth path, rents halved on half of those: paths without a loss are one case."""
    lost = np.array([[0 if n % 10 == 0 else 5] for n in range(200)])
    rent = np.where((np.arange(200) % 20 == 0)[:, None], 0.5, 1.0) * np.ones((1, 5))
    site = FIXED._replace(revenue=np.full((1, 5), 45.0))
    found = facility.par_spread(LOAN, site, lost, 0.01, rent=rent)
    asked = LOAN._replace(rate=0.01 + found.spread)
    mean = np.mean([naive(asked, site, list(when), 0, 0.01, list(r))[4] for when, r in zip(lost, rent, strict=True)])
    assert mean == pytest.approx(90.0, abs=1e-6)
    assert found.spread > facility.par_spread(LOAN, site, lost, 0.01).spread


def test_the_market_s_state_is_normal_and_tied_to_defaults_as_assets_are():
    times, state = facility.times_and_state([0.02], 20, correlation=0.3)
    assert state.mean() == pytest.approx(0.0, abs=0.01) and state.std() == pytest.approx(1.0, abs=0.01)
    fell = times[:, 0] < 20
    mean = norm.pdf(norm.ppf(1 - 0.98**20)) / (1 - 0.98**20)
    assert state[fell].mean() == pytest.approx(-0.3 * mean, abs=0.03), "E[state | fell] = -rho E[asset | fell]"
    apart = facility.times_and_state([0.02], 20, correlation=0.0)
    assert apart[1][apart[0][:, 0] < 20].mean() == pytest.approx(0.0, abs=0.03)


def test_worse_credit_and_higher_advance_cost_more_and_a_guarantor_less():
    site = FIXED._replace(revenue=np.full((1, 5), 45.0))
    lost = {hazard: facility.default_times([hazard], 5) for hazard in (0.0, 0.002, 0.01, 0.04)}
    spreads = [facility.par_spread(LOAN, site, when, 0.01).spread for when in lost.values()]
    assert spreads[0] == 0.0
    assert spreads == sorted(set(spreads))
    less = facility.par_spread(LOAN._replace(advance=0.6), site, lost[0.04], 0.01).spread
    assert less < spreads[-1]
    stands = np.full(4096, 5)
    assert facility.par_spread(LOAN, site, lost[0.04], 0.01, stands).spread == pytest.approx(0.0, abs=1e-9)


def test_default_times_follow_their_hazard_and_come_together():
    apart = facility.default_times([0.02, 0.02], 20)
    fell = apart < 20
    assert fell.mean(0) == pytest.approx([1 - 0.98**20] * 2, abs=0.01)
    together = facility.default_times([0.02, 0.02], 20, correlation=0.5) < 20
    assert together.all(1).mean() > 1.3 * fell.all(1).mean()
    assert together.mean(0) == pytest.approx(fell.mean(0), abs=0.01)


def test_least_rent_is_where_cover_is_one():
    share, at = facility.least_rent(LOAN, FIXED)
    cash = (share * FIXED.revenue.sum(0) - FIXED.opex)[None]
    cover = facility.serve(LOAN._replace(life=1e9, covenant=0.0), FIXED, cash).cover[0]
    assert cover[at] == pytest.approx(1.0)
    assert cover.min() == pytest.approx(1.0)
    assert facility.least_rent(LOAN, FIXED, 1.3)[0] > share


def test_capitalised_interest_is_lent():
    quiet = LOAN._replace(rate=0.1, capitalised=2)
    served = facility.serve(quiet, FIXED, np.full((1, 5), 60.0))
    assert served.balance[0, :2] == pytest.approx([99.0, 108.9])
    assert served.balance[0, -1] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        (lambda: facility.serve(LOAN._replace(commitment=-1.0), FIXED, np.zeros((1, 5))), "commitment: found -1.0"),
        (lambda: facility.serve(LOAN._replace(term=1), FIXED, np.zeros((1, 5))), "a term beyond the draws"),
        (lambda: facility.serve(LOAN, FIXED._replace(opex=np.full(5, -1.0)), np.zeros((1, 5))), "a negative cost"),
        (lambda: facility.serve(LOAN, FIXED._replace(opex=np.full(5, 90.0)), np.zeros((1, 5))), "earn nothing after"),
        (lambda: facility.serve(LOAN._replace(term=9), FIXED, np.zeros((1, 5))), "the loan's 9 at least"),
        (lambda: facility.default_times([1.0], 4), "hazards: found"),
        (lambda: facility.default_times([0.1], 4, correlation=1.0), "correlation: found"),
        (lambda: facility.least_rent(LOAN._replace(commitment=0.0), FIXED), "nothing due"),
    ],
)  # fmt: skip
def test_bad_input_is_refused(what, says):
    with pytest.raises(ValueError, match=says):
        what()


def test_cross_default_spreads_along_links_only():
    links = [("a", "b"), ("b", "c"), ("d", "a")]
    assert facility.reached(links, "a") == ("b", "c")
    assert facility.reached(links, "c") == ()
    assert facility.reached(links, "nobody") == ()
