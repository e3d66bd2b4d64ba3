"""Moves in turn, the race and the showdown against trees walked one by one, and what games of giving way must keep."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from gigaloop.methods.games import (
    Claim,
    cascade,
    complements,
    hold_out,
    in_turn,
    moves,
    nash,
    showdown,
    turning_chance,
)  # fmt: skip

WHOLE = st.integers(-9, 9)


@st.composite
def games(draw, most=3):
    shape = tuple(draw(st.lists(st.integers(2, 3), min_size=2, max_size=most)))
    return [
        np.array(draw(st.lists(WHOLE, min_size=int(np.prod(shape)), max_size=int(np.prod(shape))))).reshape(shape)
        for _ in shape
    ]


def walked(payoffs, order, done=None):
    """The end of the tree, node by node."""
    done = {} if done is None else done
    if len(done) == len(payoffs):
        return tuple(done[i] for i in range(len(payoffs)))
    player = order[len(done)]
    best = None
    for action in range(payoffs[0].shape[player]):
        end = walked(payoffs, order, {**done, player: action})
        if best is None or payoffs[player][end] > payoffs[player][best]:
            best = end
    return best


@settings(max_examples=120, deadline=None)
@given(games())
def test_play_in_turn_is_the_end_of_the_tree(payoffs):
    for order in permutations(range(len(payoffs))):
        found = in_turn(payoffs, order)
        assert found.actions == walked(payoffs, order)
        assert found.payoff == tuple(game[found.actions] for game in payoffs)
        assert min(found.margin) >= 0.0


def test_the_order_of_moves_matters_and_is_followed():
    """Battle of the sexes: who moves first has its way."""
    payoffs = [np.array([[2, 0], [0, 1]]), np.array([[1, 0], [0, 2]])]
    assert in_turn(payoffs, [0, 1]).actions == (0, 0)
    assert in_turn(payoffs, [1, 0]).actions == (1, 1)
    assert in_turn(payoffs, [0, 1]).margin == (1.0, 1.0)


def test_a_planted_fault_is_seen(monkeypatch):
    payoffs = [np.array([[2, 0], [0, 1]]), np.array([[1, 0], [0, 2]])]
    monkeypatch.setattr(moves, "reversed", lambda x: list(x), raising=False)
    assert in_turn(payoffs, [1, 0]).actions != walked(payoffs, [1, 0])


def raced(payoffs):
    here, path = [0] * len(payoffs), []
    while len(path) < 200:
        options = []
        for i, game in enumerate(payoffs):
            for action in range(game.shape[i]):
                there = [*here[:i], action, *here[i + 1 :]]
                options.append((game[tuple(there)] - game[tuple(here)], -i, -action, there))
        gain, player, _, there = max(options)
        if gain <= 0:
            return path, here, True
        path.append((-player, gain))
        here = there
        if path.count((-player, gain)) > 30:
            return path, here, False
    return path, here, False


@settings(max_examples=120, deadline=None)
@given(games())
def test_a_race_is_the_greatest_gain_first(payoffs):
    found = cascade(payoffs)
    path, end, settled = raced(payoffs)
    assert found.settled is settled
    assert [(s.player, s.gain) for s in found.steps] == path[: len(found.steps)]
    if settled:
        assert list(found.actions) == end
        assert list(found.actions) in nash(payoffs=payoffs).pure
        assert max(found.waiting) <= 0.0


def club(cost):
    """Each of four gains 1 for every other that is in, less a cost."""
    shape = (2,) * 4
    payoffs = [np.zeros(shape) for _ in shape]
    for cell in product(range(2), repeat=4):
        for i in range(4):
            payoffs[i][cell] = cell[i] * (sum(cell) - 1 - cost)
    return payoffs


def test_a_race_with_complements_tips_from_one_and_dies_without_it():
    assert complements(club(0.4)) == (48, 48)
    assert cascade(club(0.4)).steps == ()
    assert cascade(club(0.4)).waiting == (-0.4,) * 4
    assert cascade(club(0.4), [1, 0, 0, 0]).actions == (1, 1, 1, 1)
    assert cascade(club(0.6), [1, 0, 0, 0]).actions == (0, 0, 0, 0)
    assert cascade(club(0.4), [1, 0, 0, 0], tolerance=2.0).steps == ()


@pytest.mark.parametrize(
    ("what", "says"),
    [
        (lambda: in_turn([np.zeros((2, 2))] * 2, [0, 0]), "each of the 2 players once"),
        (lambda: in_turn([np.zeros(2)]), "one axis a player|a game needs another"),
        (lambda: cascade([np.zeros((2, 2))] * 2, [0, 5]), r"start: found \[0, 5\]"),
        (lambda: showdown(1.0, [Claim(1, 1, 0, 0)], 0.5, 0.5), "found 1, expected two creditors"),
        (lambda: showdown(1.0, [Claim(1, 1, 0, 0)] * 2, 1.5, 0.5), "found chance 1.5"),
        (lambda: showdown(1.0, [Claim(-1, 1, 0, 0)] * 2, 0.5, 0.5), "claim.enforce: found -1"),
        (lambda: turning_chance(Claim(1, 1, 0, 0), 2.0), "recover: found 2.0"),
        (lambda: turning_chance(Claim(1, 1, 0, 0), 0.5, action="enforce"), "action: found 'enforce'"),
    ],
)
def test_bad_input_is_refused(what, says):
    with pytest.raises(ValueError, match=says):
        what()


CLAIMS = st.builds(
    Claim,
    enforce=st.integers(0, 20), amend=st.integers(0, 10), cut=st.integers(0, 2), top_up=st.integers(0, 10),
    later=st.sampled_from([1.0, 1.1]),
)  # fmt: skip


def loss(claims, actions, lack, chance, recover, k):
    """What creditor k loses when all do this, from the words of the definition."""
    gives = [c.amend * (a > 0) + c.top_up * (a > 1) for c, a in zip(claims, actions, strict=True)]
    mine = claims[k]
    if sum(gives) < lack:
        return mine.enforce
    back = gives[k] * chance * recover
    return gives[k] - back + (mine.cut if actions[k] else 0) + (1 - chance) * mine.later * mine.enforce


@settings(max_examples=60, deadline=None)
@given(st.lists(CLAIMS, min_size=2, max_size=2), st.integers(0, 15), st.sampled_from([0.2, 0.8]))
def test_a_showdown_pays_what_its_words_say(claims, lack, chance):
    found = showdown(lack, claims, chance, 0.75)
    for actions in product(range(3), repeat=2):
        for k in range(2):
            assert found.payoffs[k][actions] == pytest.approx(-loss(claims, actions, lack, chance, 0.75, k))
    assert nash(payoffs=found.payoffs).residual < 1e-9


@settings(max_examples=100, deadline=None)
@given(CLAIMS, st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from(["amend", "top up"]))
def test_the_turning_chance_is_where_the_two_losses_meet(claim, recover, action):
    at = turning_chance(claim, recover, action=action)
    given = claim.amend if action == "amend" else claim.top_up
    cut = claim.cut if action == "amend" else 0.0

    def by_giving(q):
        return given * (1 - q * recover) + cut + (1 - q) * claim.later * claim.enforce

    if np.isinf(at):
        assert by_giving(0.9) > claim.enforce
    elif at > 0.0:
        assert by_giving(at) == pytest.approx(claim.enforce)
    assert (by_giving(at + 1e-6) <= claim.enforce + 1e-9) or np.isinf(at)


def test_small_creditors_hold_out_where_the_large_one_can_save_alone():
    claims = [Claim(100.0, 10.0, 0.0, 20.0), Claim(5.0, 3.0, 0.0, 0.0), Claim(4.0, 2.0, 0.0, 0.0)]
    found = showdown(25.0, claims, 0.8, 0.8)
    assert found.alone == (True, False, False)
    assert found.turns.actions == (2, 0, 0)
    assert max(hold_out(found)) <= 0.0 or hold_out(found)[0] < 0.0


def test_a_run_is_an_equilibrium_unless_one_can_save_alone():
    claims = [Claim(50.0, 6.0, 0.0, 0.0)] * 3
    found = showdown(12.0, claims, 0.9, 0.8)
    assert [0, 0, 0] in nash(payoffs=found.payoffs).pure
    assert sum(a > 0 for a in found.turns.actions) == 2
    assert found.turns.actions[2] != 0  # the last can leave it to nobody
    assert bool(found.saved[found.turns.actions])
