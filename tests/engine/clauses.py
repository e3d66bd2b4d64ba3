"""Small Plans around clauses of contracts: leaving what comes late, and time to mend a breach or a missed due."""

from gigaloop.engine import plan as p
from tests.engine.kinds import CLOUD, LAB, TRAPS, VENDOR, covenants, leg, party, poor_lab, set_world
from tests.engine.plans import BILLION, loop


def left_late():
    """Too few chips: the lab keeps what stands of its contract and leaves the rest, of which some is on order."""
    s = loop(14)
    chips = s.row("limits", kind=p.LIMIT_CHIPS, level=0.03, growth=0.1)
    leg(s, 0, chips=chips, late_exit=2, penalty=0.1)
    party(s, CLOUD, cash=20 * BILLION)
    party(s, LAB, cash=60 * BILLION)
    set_world(s, penalty_cap=0.05, chips_due=0.4)
    return s


def left_whole():
    """Sites a year late: customers leave two contracts of which nothing stands, one built and one not, and stay with
    one that is cheaper than a new one; a lab that holds what it needs leaves a cheap one too."""
    s = loop(14)
    party(s, CLOUD, cash=20 * BILLION)
    party(s, LAB, need_start=0.2, need_end=0.2)
    late = {"delay": 5.0, "late_exit": 1, "gw": 0.1, "ramp": 4, "end": 24, "start": 2, "tag": "compute"}
    s.leg(p.COMPUTE, p.CUSTOMERS, CLOUD, price=12 * BILLION, builds=1, **late)
    s.leg(p.COMPUTE, p.CUSTOMERS, VENDOR, price=12 * BILLION, **late)
    s.leg(p.COMPUTE, p.CUSTOMERS, CLOUD, price=9 * BILLION, builds=1, **late)
    s.leg(p.COMPUTE, LAB, CLOUD, price=9 * BILLION, builds=1, **late)
    return s


def left_and_fallen():
    """The seller falls while what its buyer left is still coming; a bank has what stands of it in pledge."""
    s = left_late()
    s.trend = [20.0 - 0.5 * t for t in range(14)]
    s.debt(CLOUD, {p.BANKS: 1.0}, rate=0.06, term=5, face=30 * BILLION, tier=1, collateral=0)
    s.put |= {key: put for key, put in TRAPS.items() if key[1] < 14}
    return s


def time_to_mend(kind=covenants):
    """Covenants in breach from the start have their effect two quarters later."""
    s = kind()
    for debt, cure in ((2, 1), (3, 2), (4, 3)):
        s.rows["debts"][debt]["cure"] = cure
    return s


def grace():
    """A lab that cannot pay lets a bullet, a linear, an annuity and a dated loan wait, each as long as it may."""
    s = poor_lab(12)
    party(s, LAB, cash=1.5 * BILLION)
    holders = {p.BANKS: 0.5, CLOUD: 0.5}
    for how, cure, tier in ((p.BULLET, 2, 1), (p.LINEAR, 1, 2), (p.ANNUITY, 4, 3)):
        s.debt(LAB, holders, amortisation=how, rate=0.08, term=4, face=1 * BILLION, tier=tier, cure=cure)
    dated = s.debt(LAB, {p.BANKS: 1.0}, rate=0.06, face=0.7 * BILLION, tier=1, cure=3)
    s.dated[dated] = {"due": [0.1] * 11 + [1.0], "years": [0.25] * 12}
    s.leg(p.GUARANTEE, VENDOR, LAB, tag="guarantee", amount=0.3 * BILLION, debt=dated, subrogation=1)
    return s


def grace_that_saves():
    """A quarter's debt service is more than the lab has; a grant comes in the quarter after, and pays it all."""
    s = loop(8)
    s.put |= {key: put for key, put in TRAPS.items() if key[1] < 8}
    party(s, CLOUD, cash=60 * BILLION)
    s.debt(LAB, {p.BANKS: 0.3, p.BOND_FUNDS: 0.7}, rate=0.08, term=3, face=9 * BILLION, cure=1)
    s.leg(p.DATED, p.GOVERNMENTS, LAB, tag="grant", amount=12 * BILLION, start=4, end=5)
    return s


CLAUSES = (left_late, left_whole, left_and_fallen, time_to_mend, grace, grace_that_saves)
