"""Naive twin of the engine: docs/model.md once more, in plain Python, one path and one quarter after another.

It starts from a Plan and the shared draws, as the kernel does, and imports nothing of it. Written to be read beside
the page: opening.py is section 0, market.py sections 1 to 3, bills.py 4, funding.py 5, settlement.py 6 and 8,
bargain.py 7, valuation.py 9, accounts.py the books. Every quarter is audited; a disagreement stops the path.
"""

from types import SimpleNamespace

from gigaloop.engine import plan as p
from tests.oracle.accounts import audit
from tests.oracle.bargain import bargain, evergreen
from tests.oracle.bills import bill
from tests.oracle.funding import capital_left, fund, lent
from tests.oracle.market import build, draw, price
from tests.oracle.opening import debt_of, face_of, open_state
from tests.oracle.settlement import clear, grace, settle
from tests.oracle.signing import sign
from tests.oracle.valuation import revalue


def simulate_path(plan, draws, path=0, watch=None):
    """One path from quarter 0 to the end: a record with `quarters`, `outcome`, `calls`, losses by holder.

    `watch(state, step)` is called after each step by name: a test may look at the state, or spoil it.
    """
    s = open_state(plan, draws, path)
    steps = (("draw", draw), ("sign", sign), ("build", build), ("price", price), ("bill", bill), ("fund", fund),
             ("clear", lambda s, t: clear(s)), ("grace", grace), ("bargain", bargain),
             ("evergreen", evergreen), ("settle", settle),
             ("revalue", revalue))  # fmt: skip
    quarters = []
    for t in range(s.rules.quarters):
        s.t = t
        s.books.new_quarter()
        for name, step in steps:
            step(s, t)
            if watch is not None:
                watch(s, name)
        found = audit(s.books)
        if found:
            raise AssertionError(f"path {path}, quarter {t}: " + "; ".join(found))
        quarters.append(keep(s))
    return SimpleNamespace(quarters=quarters, outcome=s.outcome, calls=s.calls, bargains=s.bargains,
                           credit_loss=dict(s.credit_loss), equity_loss=dict(s.equity_loss), state=s)  # fmt: skip


def lender(s, party):
    """What a lender holds, has lost and can still lend at the end of a quarter, and losses past its capital."""
    held, lost = lent(s, party.number), s.credit_loss[party.number]
    left = capital_left(s, party, s.t)
    return held, lost, max(0.0, party.reach * max(0.0, left) - held), max(0.0, -left)


def keep(s):
    """What a quarter leaves behind."""
    everybody = s.parties
    return SimpleNamespace(
        cash=list(s.books.cash),
        revenue=[party.R for party in everybody],
        bills=[party.bills for party in everybody],
        debt=[debt_of(s, party.number) for party in everybody],
        value=[party.V for party in everybody],
        face=[face_of(debt) for debt in s.debts],
        defaulted=[party.defaulted for party in everybody],
        band=[party.band for party in everybody],
        equity=list(s.raised_equity),
        borrowed=list(s.raised_debt),
        worth=list(s.books.worth),
        collateral=[party.holdings + s.marks_before[party.number] for party in everybody],
        flows=s.books.flows(),
        dues=[(d.payer, d.payee, d.tier, d.amount, d.tag, d.paid) for d in s.dues],
        rent=s.used_rent,
        anchor=s.anchor,
        supply=s.S,
        needed=sum(lab.needs for lab in everybody if lab.role == p.LAB),
        regime=s.regime,
        appetite=s.appetite,
        efficiency=s.e,
        unserved=[*s.unserved, s.capital_unserved],
        live=[leg.d * leg.size if leg.capacity else 0.0 for leg in s.legs],
        left=[leg.rem if hasattr(leg, "rem") else getattr(leg, "left", 0.0) for leg in s.legs],
        units=[row.units for row in s.shares],
        marks=[row.mark for row in s.shares],
        residual=s.residual,
        lenders={number: lender(s, party) for number, party in enumerate(everybody) if number in s.room},
    )
