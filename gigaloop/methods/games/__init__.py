"""Games in normal form: Nash, logit quantal response, the global game's threshold, and the option to wait.

Pay-offs are plain arrays: for two players A (row's) and B (column's), both rows x columns; for N players one array
each, axis i being player i's actions. Pay-offs may be in any unit; `lam` is per that unit.

- normal_form.py  pay-offs as read, expected pay-offs, gains from deviating
- equilibria.py   Nash: all extreme equilibria of two players, pure and some mixed of more
- quantal.py      logit quantal response on the principal branch
- thresholds.py   when to act: the global game, the option to wait
"""

from .equilibria import Equilibria, nash
from .quantal import QuantalResponse, quantal_response
from .thresholds import Threshold, Wait, global_game, option_to_wait

__all__ = [
    "Equilibria",
    "QuantalResponse",
    "Threshold",
    "Wait",
    "global_game",
    "nash",
    "option_to_wait",
    "quantal_response",
]
