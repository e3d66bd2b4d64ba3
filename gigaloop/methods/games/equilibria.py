"""Nash equilibria: every extreme one of two players; every pure one, and mixed ones as found, of more."""

from collections.abc import Sequence
from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np

from .normal_form import expected, read, regret
from .quantal import quantal_response

__all__ = ["Equilibria", "nash", "pure"]

CORNERS = 200_000  # most corner candidates a two-player game may have before it is refused


class Equilibria(NamedTuple):
    """Nash equilibria. row, col: the strategies of the first mixed equilibrium, or where none is mixed of the first
    pure one; mixed: row's strategy of the first mixed equilibrium, None without one; pure: action indices, one per
    player; equilibria: all found, each a tuple of strategies; complete: whether the list holds every extreme
    equilibrium; residual: the largest gain any player has from deviating, over the list (pay-off)."""

    row: np.ndarray
    col: np.ndarray
    mixed: np.ndarray | None
    pure: list[list[int]]
    equilibria: list[tuple[np.ndarray, ...]]
    complete: bool
    residual: float


def _corners(matrix: np.ndarray) -> list[tuple[np.ndarray, frozenset[int]]]:
    """Corners x of {x >= 0, matrix x <= 1} but the origin, with the labels of their tight rows; labels of x >= 0 come
    first."""
    rows, size = matrix.shape
    left = np.vstack([-np.eye(size), matrix])
    right = np.concatenate([np.zeros(size), np.ones(rows)])
    found: dict[tuple, tuple[np.ndarray, frozenset[int]]] = {}
    for tight in combinations(range(size + rows), size):
        square = left[list(tight)]
        try:
            x = np.linalg.solve(square, right[list(tight)])
        except np.linalg.LinAlgError:
            continue
        if np.linalg.cond(square) > 1e12 or (left @ x > right + 1e-9).any() or x.max() < 1e-12:
            continue
        labels = frozenset(np.flatnonzero(left @ x > right - 1e-9).tolist())
        found.setdefault(tuple(np.round(x, 9) + 0.0), (np.maximum(x, 0.0), labels))
    return list(found.values())


def _two(A: np.ndarray, B: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    m, n = A.shape
    if comb(m + n, m) > CORNERS:
        raise ValueError(
            f"payoffs: found a {m} by {n} game with {comb(m + n, m)} corner candidates, expected at most {CORNERS}."
        )

    def lifted(matrix: np.ndarray) -> np.ndarray:
        spread = float(matrix.max() - matrix.min())
        return 1.0 + (matrix - matrix.min()) / (spread or 1.0)

    found = []
    columns = _corners(lifted(A))  # y: labels 0..n-1 unused columns, n.. rows that are best replies
    for x, labels in _corners(lifted(B).T):  # labels 0..m-1 unused rows, m.. columns that are best replies
        mine = {("row", k) if k < m else ("col", k - m) for k in labels}
        for y, others in columns:
            theirs = {("col", k) if k < n else ("row", k - n) for k in others}
            if len(mine | theirs) == m + n:
                found.append((x / x.sum(), y / y.sum()))
    return found


def pure(payoffs: Sequence) -> list[list[int]]:
    """Which profiles of sure actions leave no player anything to gain from deviating?

    Definition: Nash (1951), pure strategies: each player's action is a best reply to the others'. `payoffs`: one array
    a player, axis i being player i's actions. Returns action indices, one a player. Errors: ValueError for bad shapes.

    >>> pure([[[4, 0], [3, 3]], [[4, 3], [0, 3]]])
    [[0, 0], [1, 1]]
    """
    games = read(None, None, payoffs)
    best = np.ones(games[0].shape, dtype=bool)
    for axis, payoff in enumerate(games):
        best &= payoff >= payoff.max(axis=axis, keepdims=True)
    return [[int(k) for k in cell] for cell in np.argwhere(best)]


def nash(A: object = None, B: object = None, *, payoffs: Sequence | None = None) -> Equilibria:
    """Which profiles leave no player anything to gain from deviating?

    Definition: Nash (1951). Two players: every extreme equilibrium, by the corners of the best-reply polytopes (von
    Stengel 2002, Handbook of Game Theory 3, ch. 45), so also in degenerate games, where convex combinations of the
    listed ones may be equilibria too. Three and more: every pure equilibrium, the limit of the logit branch
    (McKelvey and Palfrey 1995), and, if quantecon is installed, the one that McLennan and Tourky's algorithm (2006)
    finds; then `complete` is False.
    Errors: ValueError for shapes that differ, numbers that are not finite, or a two-player game too large to enumerate;
    RuntimeError if three players or more have no pure equilibrium and no mixed one was found.

    >>> e = nash(A=[[4, 0], [3, 3]], B=[[4, 3], [0, 3]])
    >>> e.pure, e.mixed.round(6).tolist()
    ([[0, 0], [1, 1]], [0.75, 0.25])
    """
    games = read(A, B, payoffs)
    shape = games[0].shape
    sure_ones = pure(games)

    def sure(cell: Sequence[int]) -> tuple[np.ndarray, ...]:
        return tuple(np.eye(size)[k] for size, k in zip(shape, cell, strict=True))

    found: list[tuple[np.ndarray, ...]] = [sure(cell) for cell in sure_ones]
    others: list[tuple[np.ndarray, ...]] = list(_two(*games)) if len(games) == 2 else _some_mixed(games)
    found += [one for one in others if min(s.max() for s in one) < 1.0 - 1e-9]
    if not found:
        raise RuntimeError(
            "payoffs: no pure equilibrium, and no mixed one was found, though one exists. "
            "Install quantecon for a second search, or ask for quantal_response."
        )
    mixed = [one for one in found if min(s.max() for s in one) < 1.0 - 1e-9]
    shown = mixed[0] if mixed else found[0]
    return Equilibria(
        row=shown[0],
        col=shown[1],
        mixed=mixed[0][0] if mixed else None,
        pure=sure_ones,
        equilibria=found,
        complete=len(games) == 2,
        residual=max(regret(games, one) for one in found),
    )


def _indifferent(games: list[np.ndarray], near: Sequence[np.ndarray]) -> tuple[np.ndarray, ...] | None:
    """The equilibrium on the supports of a profile near it, by Newton's method; None if there is none."""
    strategies = [np.where(s > 1e-3, s, 0.0) / s[s > 1e-3].sum() for s in near]
    used = [np.flatnonzero(s) for s in strategies]
    starts = np.concatenate([[0], np.cumsum([len(k) for k in used])])
    for _ in range(60):
        value, slope = np.zeros(starts[-1]), np.zeros((starts[-1], starts[-1]))
        for i, payoff in enumerate(games):
            rows, first = slice(starts[i], starts[i + 1]), starts[i]
            u = expected(payoff, strategies, [i])[used[i]]
            value[rows] = u - u[0]
            value[first] = strategies[i].sum() - 1.0
            slope[first, rows] = 1.0
            for j in range(len(games)):
                if j != i:
                    both = expected(payoff, strategies, sorted((i, j)))
                    both = (both if i < j else both.T)[np.ix_(used[i], used[j])]
                    slope[first + 1 : starts[i + 1], starts[j] : starts[j + 1]] = both[1:] - both[0]
        move = np.linalg.lstsq(slope, -value, rcond=None)[0]
        for i, k in enumerate(used):
            strategies[i][k] += move[starts[i] : starts[i + 1]]
        if np.abs(move).max() < 1e-14:
            break
    if not all(np.isfinite(s).all() and s.min() > -1e-12 for s in strategies):
        return None
    strategies = [np.maximum(s, 0.0) / np.maximum(s, 0.0).sum() for s in strategies]
    spread = max(float(g.max() - g.min()) for g in games)
    return tuple(strategies) if regret(games, strategies) <= 1e-9 * spread else None


def _some_mixed(games: list[np.ndarray]) -> list[tuple[np.ndarray, ...]]:
    """Equilibria near the far end of the logit branch and, with quantecon, near McLennan and Tourky's fixed point."""
    spread = max(float(g.max() - g.min()) for g in games) or 1.0
    near: list[Sequence[np.ndarray]] = []
    try:
        near.append(quantal_response(payoffs=games, lam=1000.0 / spread).strategies)
    except RuntimeError:  # the branch could not be followed so far: the other search is left
        near.clear()
    try:
        from quantecon import game_theory
    except ImportError:
        game_theory = None
    if game_theory is not None:
        count = len(games)
        players = [
            game_theory.Player(
                np.ascontiguousarray(np.moveaxis(g, range(count), [(a - i) % count for a in range(count)]))
            )
            for i, g in enumerate(games)
        ]
        form = game_theory.NormalFormGame(players)
        profile, how = game_theory.mclennan_tourky(form, epsilon=1e-4 * spread, max_iter=200, full_output=True)
        if how.converged:
            near.append([np.asarray(s, dtype=float) for s in profile])
    found: list[tuple[np.ndarray, ...]] = []
    for one in near:
        exact = _indifferent(games, one)
        if exact is not None and not any(
            np.allclose(np.concatenate(exact), np.concatenate(f), atol=1e-7) for f in found
        ):
            found.append(exact)
    return found
