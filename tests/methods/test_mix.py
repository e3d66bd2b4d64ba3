"""`methods.mix` against a search over a grid of mixes, and what any cheapest mix must keep."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from gigaloop.methods import mix

SHARES = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])


def worst(values, level):
    """Mean of the worst part, case by case: each case is cut into a thousand equal ones."""
    many = sorted((v for v in values for _ in range(1000)), reverse=True)
    return sum(many[: round((1 - level) * len(many))]) / round((1 - level) * len(many))


def naive(cost, delivered, need, most, worth, level, limit, share):
    """The least total over a grid of whole units, None where no mix of the grid meets the limit."""
    best = None
    for bought in product(*(range(top + 1) for top in most)):
        if share is not None and any(b > share * sum(bought) + 1e-9 for b in bought):
            continue
        missing = [max(need - sum(d * b for d, b in zip(row, bought, strict=True)), 0.0) for row in delivered]
        if limit is not None and worst(missing, level) > limit + 1e-9:
            continue
        spent = sum(
            c * b * sum(row[i] for row in delivered) / len(delivered)
            for i, (c, b) in enumerate(zip(cost, bought, strict=True))
        )
        total = spent + worth * sum(missing) / len(missing)
        best = total if best is None else min(best, total)
    return best


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_programme_is_never_dearer_than_the_best_of_a_grid(data):
    suppliers, cases = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 4))
    cost = [data.draw(st.integers(1, 20)) for _ in range(suppliers)]
    delivered = [[data.draw(SHARES) for _ in range(suppliers)] for _ in range(cases)]
    need, most = data.draw(st.integers(0, 6)), [data.draw(st.integers(0, 6)) for _ in range(suppliers)]
    worth = data.draw(st.integers(0, 40))
    limit = data.draw(st.sampled_from([None, 0.0, 0.5, 1.0, 3.0]))
    share = data.draw(st.sampled_from([None, 1.0, 0.75]))
    level = data.draw(st.sampled_from([0.0, 0.5, 0.75]))
    grid = naive(cost, delivered, need, most, worth, level, limit, share)
    try:
        found = mix.least_cost(cost, delivered, need, most=most, worth=worth, level=level, limit=limit, share=share)
    except ValueError:
        assert grid is None
        return
    assert found.residual <= 1e-6
    assert found.tail == pytest.approx(worst(found.missing, level), abs=1e-3 * need + 1e-9)
    if grid is not None:
        assert found.total <= grid + 1e-6


def two(limit, **more):
    """A cheap supplier that fails in one case of four, and a dear one that never does."""
    return mix.least_cost([10, 16], [[1, 1], [1, 1], [1, 1], [0, 1]], 8.0, level=0.75, worth=20.0, limit=limit, **more)


def test_by_hand_safety_is_bought_from_the_dear_one():
    """x of the dear one keeps the worst quarter at 8 - x: cost is 7.5 (8 - x) + 16 x, less 5 not missing."""
    for limit in (8.0, 6.0, 2.0, 0.0):
        found = two(limit)
        assert found.bought == pytest.approx([limit, 8 - limit])
        assert found.cost == pytest.approx(7.5 * limit + 16 * (8 - limit))
        assert found.tail == pytest.approx(limit)
    assert two(4.0).price == pytest.approx(16 - 7.5 - 20 / 4)


def test_a_planted_fault_is_seen(monkeypatch):
    """With the tail read as the plain mean of the shortage the cheap one would do for four times the limit."""
    solve = mix._solve
    monkeypatch.setattr(mix, "_solve", lambda p, c, w, low, high, v, level, *rest, **k: solve(p, c, w, low, high, v, 0.0, *rest, **k))  # noqa: E501  # fmt: skip
    found = two(2.0)
    assert found.tail == pytest.approx(8.0)
    assert found.residual > 1.0


def test_more_safety_never_costs_less_and_another_supplier_never_more():
    rng = np.random.default_rng(1)
    delivered = np.clip(rng.normal(0.8, 0.2, (200, 4)), 0, 1)
    cost, most = [10, 11, 13, 20], [5, 5, 5, 9]

    def total(n, limit, **more):
        return mix.least_cost(cost[:n], delivered[:, :n], 6.0, most=most[:n], limit=limit, **more).total

    frontier = [total(4, limit) for limit in (3.0, 2.0, 1.0, 0.5)]
    assert frontier == sorted(frontier)
    assert total(4, 2.0) <= total(3, 2.0) + 1e-9
    assert total(4, 2.0, share=0.4) >= total(4, 2.0) - 1e-9


def test_what_must_be_bought_is_bought():
    assert two(8.0, least=[0.0, 3.0], most=[9.0, 9.0]).bought[1] == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"limit": 0.0, "most": [8, 3]}, "the least that can be reached is 5"),
        ({"limit": 1.0, "most": [-1, 3]}, "most: found -1.0"),
        ({"limit": 1.0, "least": [4, 4], "most": [3, 3]}, "must buy more than it can"),
    ],
)
def test_bad_input_is_refused(given, says):
    with pytest.raises(ValueError, match=says):
        two(**given)


def test_shapes_and_levels_are_refused():
    with pytest.raises(ValueError, match="one row a case"):
        mix.least_cost([1.0], [[1.0, 1.0]], 1.0)
    with pytest.raises(ValueError, match="level: found 1"):
        mix.tail_mean([1.0], 1.0)
