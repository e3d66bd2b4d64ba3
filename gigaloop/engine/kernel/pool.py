"""Step 4: customers that nobody named, a granular pool of which a part fails each quarter."""

from statistics import NormalDist

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.draw import driven
from gigaloop.engine.kernel.step import step

#: how much of a normal law is below -8, -7.99, ..., 8: the simulation has no function for it
BELOW = np.array([NormalDist().cdf(k / 100.0) for k in range(-800, 801)])


@step
def fallen(plan, t):
    """Log by which a scenario's demand has fallen within four quarters: customers' assets fall with what they serve."""
    now = max(driven(plan, p.DEMAND_COMMON, t, 1.0), 1e-9)
    year_ago = max(driven(plan, p.DEMAND_COMMON, t - 4, 1.0), 1e-9) if t >= 4 else 1.0
    return np.log(year_ago / now)


@step
def failing(point, tie, z, shift):
    """The part of unnamed customers that fails in the quarter: a granular pool tied by one factor (Vasicek 2002), whose
    assets have fallen by `shift` standard deviations (Merton 1974)."""
    if point == 0.0:
        return 0.0
    x = (point + shift - np.sqrt(tie) * z) / np.sqrt(1.0 - tie)
    place = min(max(x, -7.99), 7.99) * 100.0 + 800.0
    k = int(place)
    return BELOW[k] + (place - k) * (BELOW[k + 1] - BELOW[k])


@step
def fewer_customers(ls, part, t):
    """A contract with unnamed customers shrinks by the part that fails; their capacity is free."""
    gone = part * ls.full * ls.d
    if gone > 0.0:
        if ls.given <= 0.0:
            ls.given_from = t + 1
        ls.let_given *= ls.given / (ls.given + gone)
        ls.given += gone
    ls.full *= 1.0 - part
    ls.rem = np.rint(ls.rem * (1.0 - part))
