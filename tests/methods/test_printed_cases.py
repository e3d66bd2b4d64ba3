"""Cases that others have printed, for what the questions of scarcity and games rest on beside tests/oracle/cases.json:
mix, facility, fomo, distress."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm, qmc

from gigaloop.methods import facility, games, mix

CASES = {case["id"]: case for case in json.loads((Path(__file__).parents[1] / "oracle" / "cases.json").read_text())}

# Rockafellar and Uryasev 2000 (J. Risk 2:21), section 4: S&P 500, government bonds, small caps, a month; the portfolio
# of least variance at a return of 0.011 (their table 3) is that of least CVaR too, as losses are normal (table 4)
MEAN = np.array([0.0101110, 0.0043532, 0.0137058])
COVARIANCE = np.array(
    [[0.00324625, 0.00022983, 0.00420395], [0.00022983, 0.00049937, 0.00019247], [0.00420395, 0.00019247, 0.00764097]]
)
PORTFOLIO = np.array([0.452013, 0.115573, 0.432414])
CVAR = {0.90: 0.096975, 0.95: 0.115908, 0.99: 0.152977}
WEALTH = 10.0  # a need that no portfolio meets: what is missing is what is needed less what the portfolio comes to


@pytest.fixture(scope="module")
def returns():
    """4,096 Sobol points of their normal law, with its mean and covariance to the last digit."""
    points = norm.ppf(qmc.Sobol(3, seed=1).random_base2(12))
    points -= points.mean(0)
    points = points @ np.linalg.inv(np.linalg.cholesky(np.cov(points.T, bias=True))).T
    return MEAN + points @ np.linalg.cholesky(COVARIANCE).T


@pytest.mark.parametrize("level", CVAR)
def test_the_tail_of_their_portfolio_is_the_one_they_print(returns, level):
    assert mix.tail_mean(-returns @ PORTFOLIO, level) == pytest.approx(CVAR[level], rel=0.003)
    # the other tail lies higher by twice their return of 0.011
    assert mix.tail_mean(returns @ PORTFOLIO, level) == pytest.approx(CVAR[level] + 0.022, rel=0.003)


def test_the_cheapest_mix_within_the_printed_tail_is_their_portfolio(returns):
    """Their programme is least tail at a return and a budget; ours least budget at a tail, a return earning `worth`.

    At one optimum both have one multiplier a constraint: the worth of a return is read from their table alone.
    """
    sd = float(np.sqrt(PORTFOLIO @ COVARIANCE @ PORTFOLIO))
    slope = (CVAR[0.9] + MEAN @ PORTFOLIO) / sd * (COVARIANCE @ PORTFOLIO) / sd - MEAN  # of the tail's loss
    (budget, yields), *_ = np.linalg.lstsq(np.column_stack([np.ones(3), 1.0 + MEAN]), slope, rcond=None)
    price = 1.0 / (1.0 - budget)
    comes = 1.0 + returns
    found = mix.least_cost(
        1.0 / comes.mean(0), comes, WEALTH, worth=price * yields, level=0.9, limit=WEALTH - 1.0 + CVAR[0.9]
    )
    assert found.bought == pytest.approx(PORTFOLIO, abs=0.02)
    assert found.cost == pytest.approx(1.0, abs=0.003)
    assert found.price == pytest.approx(price, rel=1e-3)


@pytest.mark.parametrize(
    ("demand", "quantity"),
    [
        (np.linspace(50.0, 80.0, 2001), 58.56),
        (norm.ppf((np.arange(2000) + 0.5) / 2000, 50.0, 20.0), 38.68),
    ],
)
def test_one_supplier_is_the_newsvendor(demand, quantity):
    """A newspaper bought at 5 and sold at 7, demand uniform from 50 to 80, or normal of 50 and 20: the example of the
    encyclopaedia's 'Newsvendor model' (critical fractile 2/7)."""
    need = np.maximum(demand, 0.0)
    found = mix.least_cost([5.0], np.ones((need.size, 1)), need, worth=7.0)
    assert found.bought == pytest.approx([quantity], abs=0.05)


def test_the_worst_year_of_many_borrowers_is_hulls():
    """Hull, Options, Futures and Other Derivatives, 'Credit risk', Vasicek's model: default 2 % a year, correlation
    0.1: the default rate that is passed once in a thousand years is 12.8 %."""
    times = facility.default_times([0.02] * 400, 1, correlation=0.1, paths=2**14)
    assert np.quantile((times == 0).mean(1), 0.999) == pytest.approx(0.128, abs=0.008)
    assert (times == 0).mean() == pytest.approx(0.02, abs=0.001)


def test_a_level_loan_is_served_as_the_annuity_table_says():
    """F07: 1000 at 8 % over ten years is 149.0295 a year, covered 1.342 times by cash of 200."""
    case = CASES["F07"]["inputs"], CASES["F07"]["expected"]
    owed, rate, years, cash = (case[0][name] for name in ("P", "i", "n", "cfads"))
    # a first period in which it is drawn and pays its interest alone
    site = facility.Site(
        np.array([owed, *np.zeros(years)]), np.array([[owed * rate, *np.full(years, cash)]]), np.zeros(years + 1), 1,
        np.ones(years + 1), np.ones(years + 1), 0.0,
    )  # fmt: skip
    loan = facility.Loan(owed, 1.0, 1e9, 1, years + 1, rate)
    served = facility.serve(loan, site, facility.cash_of(site, np.array([[years + 1]])))
    assert served.due[0, 1:] == pytest.approx(case[1]["payment"], abs=CASES["F07"]["tolerance"])
    assert served.cover[0, 1:] == pytest.approx(case[1]["dscr"], abs=CASES["F07"]["tolerance"])
    assert served.balance[0, -1] == pytest.approx(0.0, abs=1e-9)


#: Osborne, An Introduction to Game Theory (2004), the entry game: a challenger in or out, an incumbent that acquiesces
#: or fights; (2, 1), (0, 0), and (1, 2) where the challenger stays out
ENTRY = [[[1.0, 1.0], [2.0, 0.0]], [[2.0, 2.0], [1.0, 0.0]]]


def test_the_challenger_enters_and_the_incumbent_acquiesces():
    """Example 154.1 and its equilibria: two in sure actions at once, one of them alone when moves are seen."""
    assert games.in_turn(ENTRY).actions == (1, 0)
    assert sorted(games.pure(ENTRY)) == [[0, 1], [1, 0]]
    race = games.cascade(ENTRY)
    assert [(step.player, step.gain) for step in race.steps] == [(0, 1.0)] and race.actions == (1, 0)


def test_the_stag_hunt_has_its_two_sure_equilibria_and_is_one_of_complements():
    """E10: what the first mover sees decides; a race from the safe action never begins."""
    stag = [np.array(CASES["E10"]["inputs"][side], float) for side in "AB"]
    assert sorted(games.pure(stag)) == CASES["E10"]["expected"]["pure"]
    assert games.in_turn(stag).actions == (0, 0)
    assert games.complements(stag) == (2, 2)
    assert games.cascade(stag, [1, 1]).steps == ()
