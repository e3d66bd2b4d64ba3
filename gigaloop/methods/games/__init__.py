"""Games: Nash, logit quantal response, the global game's threshold, the option to wait, and the bargain of two.

Pay-offs are plain arrays: for two players A (row's) and B (column's), both rows x columns; for N players one array
each, axis i being player i's actions. Pay-offs may be in any unit; `lam` is per that unit.

- normal_form.py  pay-offs as read, expected pay-offs, gains from deviating
- equilibria.py   Nash: all extreme equilibria of two players, pure and some mixed of more
- quantal.py      logit quantal response on the principal branch
- thresholds.py   when to act: the global game, the option to wait
- bargain.py      a price between two, given what each has elsewhere
"""

from .bargain import Agreement, nash_bargain
from .equilibria import Equilibria, nash
from .quantal import QuantalResponse, quantal_response
from .thresholds import Threshold, Wait, global_game, option_to_wait

__all__ = [
    "Agreement",
    "Equilibria",
    "QuantalResponse",
    "Threshold",
    "Wait",
    "global_game",
    "nash",
    "nash_bargain",
    "option_to_wait",
    "quantal_response",
]
