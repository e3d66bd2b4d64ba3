"""Each method that the questions of scarcity and games rest on beside a library that others wrote; warrants have
QuantLib in test_warrant.py, contracts QuantLib and the standard's own files in test_debt.py."""

import itertools

import networkx as nx
import numpy as np
import pytest
import QuantLib as ql
from quantecon.game_theory import NormalFormGame, Player, pure_nash_brute
from quantecon.optimize import linprog_simplex
from scipy.stats import multivariate_normal, norm

from gigaloop.methods import facility, finance, market, mix
from gigaloop.methods.games import ACTIONS, Claim, pure, showdown


@pytest.mark.parametrize("seed", range(4))
def test_a_market_of_zones_costs_what_networkx_makes_of_its_flow(seed):
    """Least-cost flow by network simplex, in whole numbers: source, plants, zones, links, loads."""
    rng = np.random.default_rng(seed)
    names = ["a", "b", "c"]
    plants = {z: {f"{z}{k}": int(rng.integers(5, 20)) for k in range(3)} for z in names}
    cost = {plant: int(rng.integers(1, 60)) for zone in plants.values() for plant in zone}
    load = {z: int(rng.integers(5, 25)) for z in names}
    links = [("a", "b", int(rng.integers(1, 10))), ("b", "c", int(rng.integers(1, 10)))]
    found = market.clear(plants, load, cost, links, voll=1000.0)
    graph = nx.DiGraph()
    graph.add_node("source", demand=-sum(load.values()))
    for zone in names:
        graph.add_node(zone, demand=load[zone])
        graph.add_edge("source", zone, capacity=10_000, weight=1000)  # not served
        for plant, capacity in plants[zone].items():
            graph.add_edge("source", plant, capacity=capacity, weight=cost[plant])
            graph.add_edge(plant, zone)
    for one, other, limit in links:
        graph.add_edge(one, other, capacity=limit)
        graph.add_edge(other, one, capacity=limit)
    assert found.cost == pytest.approx(nx.network_simplex(graph)[0])


@pytest.mark.parametrize("rho", (0.0, 0.2, 0.6))
def test_two_tenants_fall_together_as_scipys_bivariate_normal_says(rho):
    hazards, periods = (0.03, 0.05), 8
    times = facility.default_times(hazards, periods, correlation=rho, paths=2**15)
    both = float((times < periods).all(1).mean())
    edges = [norm.ppf(1.0 - (1.0 - hazard) ** periods) for hazard in hazards]
    told = multivariate_normal([0.0, 0.0], [[1.0, rho], [rho, 1.0]]).cdf(edges)
    assert both == pytest.approx(float(told), abs=0.004)


def test_level_cash_is_sculpted_to_quantlibs_amortising_bond():
    """The same cash in each year: an annuity, whose balances are QuantLib's sinking notionals."""
    rate, years = 0.08, 10
    found = finance.sculpted([200.0] * years, 200.0 / 149.0295, rate)
    told = ql.sinkingNotionals(ql.Period(years, ql.Years), ql.Annual, rate, found.debt)
    balance = found.debt - np.concatenate([[0.0], np.cumsum(found.principal)])
    assert found.debt == pytest.approx(1000.0, abs=1e-3)
    assert balance == pytest.approx(list(told), abs=1e-6)


@pytest.mark.parametrize("limit", (None, 2.0))
def test_a_mix_costs_what_quantecons_simplex_makes_of_the_programme(limit):
    """Rockafellar and Uryasev's programme written once more, densely, and solved by another solver."""
    rng = np.random.default_rng(7)
    cost, comes, need, worth, level = np.array([3.0, 4.0, 6.0]), rng.uniform(0.2, 1.0, (8, 3)), 10.0, 9.0, 0.75
    most = np.array([8.0, 8.0, 8.0])
    found = mix.least_cost(cost, comes, need, most=most, worth=worth, level=level, limit=limit)
    cases, count = comes.shape
    size = count + 2 * cases + 1  # bought, missing, beyond the quantile, the quantile (0 at least here)
    aim = np.concatenate([cost * comes.mean(0), np.full(cases, worth / cases), np.zeros(cases + 1)])
    rows, right = [], []
    for s in range(cases):
        row = np.zeros(size)
        row[:count], row[count + s] = -comes[s], -1.0
        rows.append(row)
        right.append(-need)
        row = np.zeros(size)
        row[count + s], row[count + cases + s], row[-1] = 1.0, -1.0, -1.0
        rows.append(row)
        right.append(0.0)
    rows += [np.eye(size)[n] for n in range(count)]
    right += list(most)
    if limit is not None:
        tail = np.zeros(size)
        tail[count + cases : -1], tail[-1] = 1.0 / ((1.0 - level) * cases), 1.0
        rows.append(tail)
        right.append(limit)
    told = linprog_simplex(-aim, A_ub=np.array(rows), b_ub=np.array(right))
    assert told.success
    assert found.total == pytest.approx(-told.fun)


def quantecons(payoffs):
    """The same game as quantecon writes it: each player's own action first, then the others' in their turn."""
    players = range(len(payoffs))
    return NormalFormGame(
        [Player(np.ascontiguousarray(np.transpose(payoffs[n], [*players[n:], *players[:n]]))) for n in players]
    )


@pytest.mark.parametrize("seed", range(3))
def test_sure_equilibria_of_six_who_race_are_quantecons(seed):
    rng = np.random.default_rng(seed)
    payoffs = [rng.integers(0, 3, (2,) * 6).astype(float) for _ in range(6)]
    told = {tuple(int(a) for a in one) for one in pure_nash_brute(quantecons(payoffs))}
    assert {tuple(one) for one in pure(payoffs)} == told


@pytest.mark.parametrize("lack", (4.0, 9.0, 30.0))
def test_a_showdown_rests_where_quantecon_says(lack):
    """Every profile of enforce, amend and top up: an equilibrium of ours exactly where it is one of quantecon's."""
    claims = [Claim(10.0, 3.0, 0.5, 4.0, 1.1), Claim(8.0, 2.0, 0.2, 3.0, 1.1), Claim(3.0, 1.0, 0.0, 1.0, 1.1)]
    found = showdown(lack, claims, 0.6, 0.8)
    game = quantecons(found.payoffs)
    ours = {tuple(one) for one in found.pure}
    for profile in itertools.product(range(len(ACTIONS)), repeat=len(claims)):
        assert (profile in ours) == game.is_nash(profile)
