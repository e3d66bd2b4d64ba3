"""Which piece of the model does it? The same paths without it: shares of paths on which a firm defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gigaloop.answer.paths import Paths, share_of
from gigaloop.engine.run import simulate

#: rows of `values` that are exactly 0 and 1
NONE, ONE = 0, 1
#: a number of the world in whole cents: above any ratio
ABOVE = "rescue_floor"
EDGES = ("a", "bbb", "bb", "b")
#: a piece, as the page names it -> what its numbers of the world are without it: 0, 1, or above any ratio
PIECES: Mapping[str, Mapping[str, int | str]] = {
    "an offer that halves after a fall": {"down_offer": ONE},
    "large defaults that shut markets": {"big_default": NONE},
    "chips due on delivery": {"chips_due": NONE},
    "rating bands": {f"{by}_{band}": ABOVE for by in ("leverage", "ltv") for band in EDGES}
    | {f"cover_{band}": NONE for band in EDGES}
    | {"liquid": NONE},
    "rent that counts as debt, and liquidity": {"lease_debt": NONE, "lease_interest": NONE, "liquid": NONE},
    "a bound on one debtor": {"one_name": NONE},
    "contracts newly signed": {"sign_least": ABOVE},
    "what a fall of the band calls": {"downgrade_call": NONE},
    "unnamed customers that fail": {"pool_point": NONE},
    "values that move with the market": {"mood_market": NONE, "holdings_market": NONE, "holdings_own": NONE},
}
FIRMS = ("openai", "anthropic", "oracle", "coreweave")
#: paths of each; a share is known to 0.03
PATHS = 300


def without(found: Paths, piece: str) -> Paths:
    """The same paths where one piece does nothing. Raises KeyError for a piece that is not of `PIECES`."""
    plan = found.run.plan
    world = plan.world.copy()
    for name, row in PIECES[piece].items():
        world[name] = plan.world[row] if isinstance(row, str) else row
    run = simulate(plan._replace(world=world), paths=found.run.paths, seed=found.run.seed, first=found.run.first)
    return Paths(found.book, found.lowering, run)


def shares(found: Paths) -> Iterator[tuple[str, ...]]:
    """(piece, share of paths with a default to the last quarter by firm), the whole model first."""
    yield "with all of them", *map(_share, [found] * len(FIRMS), FIRMS)
    for piece in PIECES:
        bare = without(found, piece)
        yield f"without {piece}", *(_share(bare, firm) for firm in FIRMS)


def _share(found: Paths, firm: str) -> str:
    return f"{share_of(found.default(firm) >= 0)[1]:.2f}" if firm in found.followed else ""
