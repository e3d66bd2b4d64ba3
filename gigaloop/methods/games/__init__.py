"""Games: Nash, logit quantal response, the global game's threshold, the option to wait, the bargain of two,
moves in turn, a race that others join, and the showdown of a debtor with its creditors.

Pay-offs are plain arrays: for two players A (row's) and B (column's), both rows x columns; for N players one array
each, axis i being player i's actions. Pay-offs may be in any unit; `lam` is per that unit.

- normal_form.py  pay-offs as read, expected pay-offs, gains from deviating
- equilibria.py   Nash: all extreme equilibria of two players, pure and some mixed of more
- quantal.py      logit quantal response on the principal branch
- thresholds.py   when to act: the global game, the option to wait
- bargain.py      a price between two, given what each has elsewhere
- moves.py        moves that are seen: in turn by backward induction, and a race that others join
- showdown.py     a debtor and its creditors: enforce, amend, top up
"""

from .bargain import Agreement, nash_bargain
from .equilibria import Equilibria, nash, pure
from .moves import Cascade, Joining, Turns, cascade, complements, in_turn
from .quantal import QuantalResponse, quantal_response
from .showdown import ACTIONS, Claim, Showdown, hold_out, showdown, turning_chance
from .thresholds import Threshold, Wait, global_game, option_to_wait

__all__ = [
    "ACTIONS",
    "Agreement",
    "Cascade",
    "Claim",
    "Equilibria",
    "Joining",
    "QuantalResponse",
    "Showdown",
    "Threshold",
    "Turns",
    "Wait",
    "cascade",
    "complements",
    "global_game",
    "hold_out",
    "in_turn",
    "nash",
    "nash_bargain",
    "option_to_wait",
    "pure",
    "quantal_response",
    "showdown",
    "turning_chance",
]
