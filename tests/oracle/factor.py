"""The twin's common factor: how far its exponential lifts a mean, by its density."""

import math
from functools import cache

from scipy.integrate import quad
from scipy.stats import t as student

DEGREES, CUT = 5, 6.0
#: of Student's t over that of unit variance
SCALE = math.sqrt(DEGREES / (DEGREES - 2))


@cache
def lift(b):
    """K(b): the logarithm of the mean of exp(b wave); what lies beyond the cut stands on it."""
    inside, _ = quad(lambda w: SCALE * student.pdf(w * SCALE, DEGREES) * math.cosh(b * w), 0, CUT, epsabs=1e-15)
    return math.log(2 * inside + 2 * student.sf(CUT * SCALE, DEGREES) * math.cosh(b * CUT))


def taken_off(s, b, t):
    """K(b), or nothing in the planners' pass, which has no surprises."""
    return 0.0 if math.isnan(float(s.plan.trend[t])) else lift(b)
