"""fomo: legs scaled by hand, the race of a small game, common draws, and what is refused."""

import numpy as np
import pytest

from gigaloop.answer.paths import Paths
from gigaloop.book.problem import InputError
from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.run import simulate
from gigaloop.methods.games import cascade
from gigaloop.questions import ask
from gigaloop.questions.circles import fomo, payoffs
from tests.shipped import shipped

DRAWS = 4
PLAYERS = tuple(fomo.PLAYERS.split(","))
NUMBERS = ("it_cost", "it_drift", "anchor", "anchor_drift", *(f"vintage_{age}" for age in range(1, 6)))


@pytest.fixture(scope="module")
def book():
    return shipped("2025-10-20")


@pytest.fixture(scope="module")
def game(book):
    return fomo.played(book, "openai", PLAYERS, 2, DRAWS, 1, None)


def test_all_in_is_the_world_as_it_stands(book, game):
    """Common random numbers: the profile in which all join is the plain run; what owners have, by hand."""
    lowering = compile_plan(book)
    plain = Paths(book, lowering, simulate(lowering.plan, paths=DRAWS, seed=1))
    years = len(lowering.quarters) / 4
    discount = (1 + book.parameter("capital-cost").range()[1]) ** -years
    world = {name: plain.drawn_value(int(plain.run.plan.world[0][name])) for name in NUMBERS}
    cost = world["anchor"] * np.exp(world["anchor_drift"] * years)
    new = world["it_cost"] / 1e11 * (1 + world["it_drift"] * (years - 0.25))
    new *= (plain.market("rent")[:, -1] / cost) ** 0.6
    for n, player in enumerate(game.players):
        own = plain.measure("worth", player)[:, -1] + plain.measure("value", player)[:, -1]
        gw = plain.measure("gw", player)
        for path in range(DRAWS):
            curve = [1.0, *(world[f"vintage_{age}"][path] for age in range(1, 6))]
            left, fetched = gw[path, -1], 0.0
            for t in range(gw.shape[1] - 1, 0, -1):
                came = min(max(gw[path, t] - gw[path, t - 1], 0.0), left)
                fetched += came * np.interp((gw.shape[1] - 1 - t) / 4, range(6), curve)
                left -= came
            fetched += left * np.interp(years, range(6), curve)
            found = game.worth[n][(1,) * len(game.players)][path]
            assert found == pytest.approx((own[path] + fetched * new[path]) * discount, rel=1e-5)


def test_own_shares_are_no_cost_to_their_owners(book):
    """`worth` counts a firm's own shares as owed; without their mark Oracle would open hundreds of billions short."""
    lowering = compile_plan(book)
    plain = Paths(book, lowering, simulate(lowering.plan, paths=1, seed=1))
    first = {name: plain.measure(name, "oracle")[0, 0] for name in ("worth", "value", "cash", "debt")}
    assert first["worth"] < -0.5 * first["value"]
    assert first["worth"] + first["value"] == pytest.approx(first["cash"] - first["debt"], abs=0.1 * first["value"])


def test_the_corners_of_three_actions_are_the_game_of_two(book):
    two, three = (fomo.played(book, "openai", ("softbank", "oracle"), levels, 2, 1, None) for levels in (2, 3))
    ends = np.ix_(range(len(two.players)), *((0, 2),) * len(two.players), range(2))
    assert three.worth[ends] == pytest.approx(two.worth, rel=1e-9, abs=1e-9)


def test_who_waits_pays_and_gets_nothing_of_the_deal(book):
    lowering = compile_plan(book)
    rows = payoffs.legs_between(lowering, "oracle", "openai")
    plan, betas = payoffs.scaled(lowering.plan, [rows], (0.0, 0.5, 1.0))
    legs = plan.legs.copy()
    for row in rows:
        legs["beta"][row] = betas[row][0]
    out = simulate(plan._replace(legs=legs), paths=DRAWS, seed=1)
    assert out.leg_paid[:, rows].max() == 0.0
    assert simulate(lowering.plan, paths=DRAWS, seed=1).leg_paid[:, rows].max() > 0.0
    mids = [float(plan.values["mid"][betas[rows[0]][action]]) for action in range(3)]
    assert mids[1] == pytest.approx(mids[2] / 2) and mids[0] == 0.0
    assert mids[2] == pytest.approx(float(lowering.plan.values["mid"][lowering.plan.legs["beta"][rows[0]]]))


def test_a_share_of_revenue_is_had_whether_one_joins_or_not(book, game):
    assert "ms-oai-rs20" not in game.legs["microsoft"] and game.legs["microsoft"]
    assert set(game.players) == set(PLAYERS)


def invented(gains):
    """A game of these players in which joining brings what is said, whatever the others do."""
    worth = np.zeros((len(PLAYERS), *(2,) * len(PLAYERS), 2))
    for n, player in enumerate(PLAYERS):
        worth[(n, *(slice(None) for _ in range(n)), 1)] = gains[player]
    return fomo.Game(PLAYERS, PLAYERS[:-1], (0.0, 1.0), worth, dict.fromkeys(PLAYERS, ()), {"2030": worth})


def test_the_told_order_is_known_when_it_comes_and_a_planted_swap_is_seen():
    gains = dict(zip(PLAYERS, (5.0, 4.0, 3.0, 2.0, 1.0, -1.0), strict=True))
    game = invented(gains)
    assert fomo.in_order(game, cascade(game.mean))
    assert [game.players[s.player] for s in cascade(game.mean).steps] == list(PLAYERS[:-1])
    swapped = invented(gains | {"oracle": 6.0})
    assert not fomo.in_order(swapped, cascade(swapped.mean))
    assert not fomo.in_order(invented(gains | {"amd": -2.0}), cascade(invented(gains | {"amd": -2.0}).mean))
    assert fomo.tipping(game) == 0.0
    assert fomo.tipping(invented(dict.fromkeys(PLAYERS, -1.0))) == len(PLAYERS) + 1


def test_the_answer_says_what_the_game_holds(book, game):
    table = ask(book, "fomo", draws=DRAWS)
    race = cascade(game.mean)
    steps = [row for row in table.rows if row.measure in ("race", "race_left")]
    assert [row.subject for row in steps] == [game.players[step.player] for step in race.steps]
    assert [row.measure == "race" for row in steps] == [step.after > step.before for step in race.steps]
    found = [fomo.in_order(game, cascade(game.of(path))) for path in range(DRAWS)]
    assert table.one("race_share").mid == pytest.approx(sum(found) / DRAWS)
    for n, player in enumerate(game.players):
        gain = game.gain(n, -1)
        row = table.one(f"gain_last/{player}")
        assert row.mid == pytest.approx(gain.mean()) and row.low < row.mid < row.high
    assert table.headline["en"] and table.headline["zh-Hans"] != table.headline["zh-Hant"]
    assert "SoftBank Group, then Oracle, then Nvidia, then AMD, then Broadcom" in " ".join(table.headline["en"])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"levels": 4}, "--levels: 4 is neither 2 nor 3"),
        ({"draws": 1}, "noise needs two"),
        ({"lab": "mistral"}, "fewer than two of"),
        ({"lab": "nobody-at-all"}, "nobody-at-all"),
        ({"players": "oracle"}, "fewer than two of oracle"),
        ({"players": "oracle,nobody"}, "nobody"),
        ({"players": ",".join((*PLAYERS, "google", "meta", "amazon"))}, "9 are more than 8"),
    ],
)
def test_what_cannot_be_asked_is_refused(book, given, says):
    with pytest.raises(InputError, match=says):
        ask(book, "fomo", **given)
