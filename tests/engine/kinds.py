"""One small Plan for each kind of row, each around the loop of tests/engine/plans.py: 11 lab, 12 cloud, 13 vendor."""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.world import NUMBERS
from tests.engine.plans import BILLION, loop

LAB, CLOUD, VENDOR = 11, 12, 13
TRAPS = {(p.APPETITE_EQUITY, t): 0.0 for t in range(40)} | {(p.APPETITE_DEBT, t): 0.0 for t in range(40)}
"""Puts that shut both markets."""
#: numbers of the world that a book need not state: what it then runs on stands beside them
STATED = [number.name for number in NUMBERS if len(number.without) == 3 and not number.how]


def set_world(s, **numbers):
    s.world |= numbers


def party(s, number, **columns):
    kinds = {name: kind for name, kind, *_ in p.TABLES["parties"]}
    for name, cell in columns.items():
        s.rows["parties"][number][name] = s.value(float(cell)) if kinds[name] == p.ROW else cell


def leg(s, number, **columns):
    kinds = {name: kind for name, kind, *_ in p.TABLES["legs"]}
    for name, cell in columns.items():
        s.rows["legs"][number][name] = s.value(float(cell)) if kinds[name] == p.ROW else cell


def take_or_pay():
    """The lab needs little; half of delivered capacity is billed anyway; the site is a quarter late, later two more."""
    s = loop(10)
    leg(s, 0, floor=0.5, delay=1.2)
    party(s, LAB, need_start=0.2, need_end=0.1)
    s.rows["legs"][0]["late"] = s.row("drivers")
    for t in range(3, 10):
        s.late[s.rows["legs"][0]["late"], t] = 2.0
    return s


def run_off():
    """Capacity that stands already, half billed at the start, and leaves at the end of its term."""
    s = loop(8)
    leg(s, 0, builds=0, start=-6, end=4, floor=1.0)
    s.rules["mode"] = p.RUN_OFF
    return s


def renewal():
    """The same in going concern, with a seller that refreshes it, and the open market beside it."""
    s = loop(8)
    leg(s, 0, start=-6, end=4, floor=1.0, amount=8 * BILLION)
    party(s, LAB, need_start=1.4, need_end=1.4, main=CLOUD)
    return s


def by_price():
    """A price a GW-year instead of an amount."""
    s = loop(8)
    leg(s, 0, price=11 * BILLION)
    s.rows["legs"][0]["amount"] = 0
    party(s, LAB, growth=1.6)
    return s


def scarce():
    """Two contracts and a site ask for power, chips and memory that is not there; one was paid before."""
    s = loop(10)
    power = s.row("limits", kind=p.LIMIT_POWER, level=0.05, growth=0.3)
    chips = s.row("limits", kind=p.LIMIT_CHIPS, level=0.06, growth=0.1)
    s.row("limits", kind=p.LIMIT_MEMORY, level=0.09, growth=0.2)
    leg(s, 0, power=power, chips=chips)
    s.leg(p.COMPUTE, LAB, CLOUD, tag="compute", amount=9 * BILLION, gw=0.2, start=2, ramp=3, end=18, builds=1,
          prepaid=1, power=power, chips=chips)  # fmt: skip
    s.leg(p.SITE, LAB, VENDOR, tag="chips", price=24 * BILLION, extra=9 * BILLION, gw=0.1, start=3, ramp=4, end=30,
          builds=1, chips=chips)  # fmt: skip
    s.row("uses", party=-1, limit=power, share=0.5)
    set_world(s, outside_capex=2 * BILLION, outside_growth=0.2)
    s.row("content", buyer=-1, vendor=VENDOR, share=0.6)
    return s


def site():
    """A lab's own site: it pays the vendor when it orders, and the builders beside."""
    s = loop(10)
    party(s, LAB, cash=30 * BILLION)
    s.leg(p.SITE, LAB, VENDOR, tag="chips", amount=6 * BILLION, extra=9 * BILLION, gw=0.25, start=2, ramp=4, end=30,
          beta=0.8, builds=1)  # fmt: skip
    return s


def dated():
    """A grant in yen over four quarters behind a date, a deposit between firms at tier 3, and a lease that shifts."""
    s = loop(10)
    yen = s.row("drivers", walk=0.1)
    for t in range(10):
        s.times[yen, t] = 1.1
    s.leg(p.DATED, p.GOVERNMENTS, LAB, tag="grant", amount=2 * BILLION, start=1, end=5, driver=yen,
          gates=[{"kind": p.DATE, "quarter": 3}])  # fmt: skip
    s.leg(p.DATED, LAB, VENDOR, tag="deposit", amount=1 * BILLION, start=2, end=3, tier=3)
    s.leg(p.DATED, LAB, CLOUD, tag="lease", amount=1 * BILLION, start=0, end=5, delay=1.6,
          gates=[{"kind": p.POWER, "leg": 0, "level": 0.15}, {"kind": p.DATE, "quarter": 30}], either=1)  # fmt: skip
    return s


def staged_stake():
    """Three tranches: at once, behind a quarter of a gigawatt at the price of the day, an option below entry."""
    s = loop(10)
    line = s.row("shares", issuer=LAB, holder=VENDOR, units=1e7)
    s.leg(p.STAKE, VENDOR, LAB, tag="stake", amount=4 * BILLION, valuation=100 * BILLION, line=line)
    s.leg(p.STAKE, VENDOR, LAB, tag="stake", amount=4 * BILLION, at_gate=1, line=line, start=1,
          gates=[{"kind": p.POWER, "leg": 0, "level": 0.25}])  # fmt: skip
    s.leg(p.STAKE, VENDOR, LAB, tag="stake", amount=2 * BILLION, valuation=90 * BILLION, option=1, line=line, start=2)
    s.leg(p.STAKE, VENDOR, LAB, tag="stake", amount=2 * BILLION, valuation=900 * BILLION, option=1, line=line, start=2)
    s.leg(p.STAKE, VENDOR, LAB, tag="stake", amount=3 * BILLION, line=line, start=2, end=5,
          gates=[{"kind": p.LISTED, "party": LAB}])  # fmt: skip
    party(s, LAB, listed=4)
    return s


def letter_of_intent():
    """What nobody has signed is on order neither when the run begins nor in its first quarter."""
    s = loop(8)
    s.rows["legs"][0]["grade"] = 2
    return s


def tranche_and_round():
    """A lab that wants more than it is offered gets tranches in the same quarter: a round brings the rest alone."""
    s = staged_stake()
    set_world(s, want_least=50 * BILLION)
    return s


def margin_investor():
    """An investor borrows against what it holds for a stake larger than its cash; the rest waits."""
    s = loop(8)
    investor = s.party(p.INVESTOR, 2, cash_low=1 * BILLION, loan_to_value=0.25, holdings=12 * BILLION)
    s.rows["parties"][investor]["bond"] = s.debt(investor, {p.BANKS: 0.5, p.BOND_FUNDS: 0.5}, rate=0.05, floating=1,
                                                 term=40)  # fmt: skip
    line = s.row("shares", issuer=LAB, holder=investor, units=0.5e7)
    s.leg(p.STAKE, investor, LAB, tag="stake", amount=9 * BILLION, line=line, start=1)
    return s


def warrant():
    """Two steps of a warrant, each behind power and price together; the second price is never reached."""
    s = loop(10)
    line = s.row("shares", issuer=VENDOR, holder=LAB, units=0.0)
    for level, power in ((850, 0.1), (9000, 0.2)):
        s.leg(p.WARRANT, VENDOR, LAB, tag="exercise", units=2e7, strike=1.0, line=line,
              gates=[{"kind": p.POWER, "leg": 0, "level": power},
                     {"kind": p.PRICE, "party": VENDOR, "level": level * 100.0}])  # fmt: skip
    return s


def upside():
    """Two makers of chips, one with a warrant of three steps: the lab orders ahead of it and behind of the other."""
    s = loop(12)
    party(s, LAB, cash=90 * BILLION)
    line = s.row("shares", issuer=VENDOR, holder=LAB, units=0.0)
    chips = s.leg(p.SITE, LAB, VENDOR, tag="chips", price=12 * BILLION, extra=6 * BILLION, gw=0.6, start=1, ramp=8,
                  end=30, beta=0.7, builds=1)  # fmt: skip
    s.leg(p.SITE, LAB, VENDOR, tag="chips", price=14 * BILLION, extra=4 * BILLION, gw=0.8, start=1, ramp=9, end=30,
          beta=0.9, builds=1)  # fmt: skip
    for level, power in ((850, 0.1), (900, 0.3), (9000, 0.6)):
        s.leg(p.WARRANT, VENDOR, LAB, tag="exercise", units=2e6, strike=1.0, line=line,
              gates=[{"kind": p.POWER, "leg": chips, "level": power},
                     {"kind": p.PRICE, "party": VENDOR, "level": level * 100.0}])  # fmt: skip
    set_world(s, warrant_pull=0.6)
    return s


def loans():
    """A bullet, a linear and an annuity loan, drawn over quarters, fixed and floating."""
    s = loop(12)
    party(s, LAB, cash=30 * BILLION)
    for k, (how, term) in enumerate(((p.BULLET, 7), (p.LINEAR, 5), (p.ANNUITY, 10))):
        debt = s.debt(LAB, {p.BANKS: 0.3, p.PRIVATE_CREDIT: 0.55, p.INSURERS_PENSIONS: 0.15}, amortisation=how,
                      rate=0.02 + 0.02 * k, floating=k % 2, term=term, tier=1, face=(0, 1, 2)[k] * BILLION)  # fmt: skip
        s.leg(p.LOAN, p.BANKS, LAB, tag="loan", amount=3 * BILLION, start=1, end=4, debt=debt, tier=1)
    return s


def poor_lab(quarters=10):
    """The lab cannot raise and cannot pay; from the day its revenue fails."""
    s = loop(quarters)
    s.put |= {key: put for key, put in TRAPS.items() if key[1] < quarters}
    party(s, LAB, cash=0.5 * BILLION)
    own = s.rows["parties"][LAB]["demand"]
    for t in range(3, quarters):
        s.times[own, t] = 0.15
    return s


def guaranteed_bill():
    """The vendor stands for the lab's rent, up to a cap, and may claim it back."""
    s = poor_lab()
    s.leg(p.GUARANTEE, VENDOR, LAB, tag="guarantee", amount=0.5 * BILLION, covers=0, subrogation=1)
    return s


def guaranteed_debt():
    """A limited guarantor, itself poor, stands for a loan; a second one covers the same loan."""
    s = poor_lab()
    parent = s.party(p.INVESTOR, 0.05)
    debt = s.debt(LAB, {p.BANKS: 0.5, CLOUD: 0.5}, amortisation=p.ANNUITY, rate=0.08, term=9, face=3 * BILLION, tier=3)
    s.leg(p.GUARANTEE, parent, LAB, tag="guarantee", amount=9 * BILLION, debt=debt)
    s.leg(p.GUARANTEE, VENDOR, LAB, tag="guarantee", amount=9 * BILLION, debt=debt, subrogation=1)
    return s


def guaranteed_note():
    """A rich parent stands for a loan, up to a cap, without a claim of its own afterwards."""
    s = poor_lab()
    parent = s.party(p.INVESTOR, 50)
    debt = s.debt(LAB, {p.BANKS: 0.5, CLOUD: 0.5}, amortisation=p.ANNUITY, rate=0.08, term=9, face=3 * BILLION, tier=3)
    s.leg(p.GUARANTEE, parent, LAB, tag="guarantee", amount=1.1 * BILLION, debt=debt)
    return s


def backstop():
    """The vendor takes what stands empty after the lab's fall at a price of its own, up to a cap."""
    s = poor_lab()
    s.leg(p.BACKSTOP, VENDOR, CLOUD, tag="guarantee", amount=0.4 * BILLION, price=6 * BILLION, covers=0)
    return s


def residual():
    """Capacity that leaves in run-off is worth less than the vendor said it would be."""
    s = run_off()
    s.leg(p.RESIDUAL, VENDOR, CLOUD, tag="guarantee", amount=9 * BILLION, price=30 * BILLION, share=0.7, covers=0)
    return s


def revenue_share():
    """A fifth of revenue until 1 bn has been paid; another that ends by date."""
    s = loop(10)
    s.leg(p.SHARE, LAB, CLOUD, tag="revenue_share", share=0.2, cap=1 * BILLION, start=0, end=99)
    s.leg(p.SHARE, LAB, VENDOR, tag="revenue_share", share=0.05, start=1, end=4)
    return s


def circle():
    """A tax and a wage on income, a share of what the tax leaves, a levy on wealth: they run round between firms."""
    s = loop(10)
    ages = {"start": 0, "end": 99}
    s.leg(p.SHARE, CLOUD, VENDOR, tag="other", share=0.35, basis=p.INCOME, **ages)
    s.leg(p.SHARE, VENDOR, p.GOVERNMENTS, tag="tax", share=0.17, basis=p.INCOME, tier=0, **ages)
    s.leg(p.SHARE, VENDOR, CLOUD, tag="other", share=0.6, basis=p.NET_INCOME, **ages)
    s.leg(p.SHARE, VENDOR, LAB, tag="grant", share=0.03, basis=p.WEALTH, start=1, end=7, cap=3 * BILLION)
    s.leg(p.SHARE, LAB, VENDOR, tag="revenue_share", share=0.02, basis=p.INCOME, **ages)
    return s


def standing_loans():
    """The vendor keeps part of its wealth in the cloud's notes, more as they pay more; a bank lends the lab what it
    lacks and gets it back; both within caps that bind later."""
    s = loop(10)
    party(s, LAB, cash=0.1 * BILLION, growth=1.4)
    notes = s.debt(CLOUD, {VENDOR: 1.0}, amortisation=p.BULLET, rate=0.02, floating=1, term=400, face=1 * BILLION)
    line = s.debt(LAB, {p.BANKS: 0.6, p.INSURERS_PENSIONS: 0.4}, amortisation=p.BULLET, rate=0.05, floating=1, term=400)
    s.leg(p.LOAN, VENDOR, CLOUD, tag="loan", share=0.02, response=0.5, kept=0.01, draws=p.BY_HOLDER, debt=notes, end=99)
    s.leg(p.LOAN, p.BANKS, LAB, tag="loan", amount=2 * BILLION, draws=p.BY_BORROWER, debt=line, start=1, end=9)
    return s


def dated_debts():
    """Two loans by dated schedules: paid twice a year with an odd first period, and in unequal parts to a last one."""
    s = loop(8)
    party(s, LAB, cash=30 * BILLION)
    first = s.debt(LAB, {p.BANKS: 0.3, p.BOND_FUNDS: 0.7}, rate=0.0715, face=3.3 * BILLION, term=400)
    second = s.debt(LAB, {p.BANKS: 1.0}, rate=0.03, floating=1, face=1.7 * BILLION, amortisation=p.LINEAR, tier=1)
    s.dated[first] = {"due": [0, 0, 0, 0, 0, 0, 1, 1], "years": [0, 61 / 360, 0, 0.5, 0, 0.5, 0.25, 0]}
    s.dated[second] = {"due": [0.1, 0.1, 0.125, 1 / 7, 0.2, 0.25, 1 / 3, 1], "years": [0.2, *[92 / 365] * 7]}
    return s


def tiers():
    """A lab in default owes staff, a secured loan, rent and a related party; a rival takes half of what it loses."""
    s = poor_lab(12)
    s.debt(LAB, {p.BANKS: 1.0}, amortisation=p.LINEAR, rate=0.06, term=12, face=2 * BILLION, tier=1)
    s.debt(LAB, {VENDOR: 1.0}, amortisation=p.LINEAR, rate=0.06, term=12, face=1 * BILLION, tier=3)
    rival = s.party(p.LAB, 9, revenue=2 * BILLION, growth=0.5, fade=2, need_start=0.5, need_end=0.5, cost=0.2 * BILLION,
                    value=80 * BILLION, private=1.0, main=CLOUD)  # fmt: skip
    s.row("shares", issuer=rival, holder=p.PRIVATE_FUNDS, units=8e7)
    s.leg(p.COMPUTE, LAB, VENDOR, tag="compute", price=10 * BILLION, gw=0.05, start=-4, ramp=2, end=40, floor=0.8)
    return s


def full_payment():
    """The same default when a missed due is paid not at all."""
    s = tiers()
    s.rules["full_payment"] = 1
    return s


def cross_default():
    """A cloud falls; its facility has collateral of one leg, its bond crosses with a vehicle's note."""
    s = loop(12)
    s.put |= {key: put for key, put in TRAPS.items() if key[1] < 12}
    s.rows["debts"][1] |= {"cross": 1}
    s.rows["debts"][2] |= {"collateral": 0, "cross": 1}
    party(s, CLOUD, cash=9 * BILLION)
    vehicle = s.party(p.VEHICLE, 1)
    s.debt(vehicle, {p.INSURERS_PENSIONS: 0.4, p.BANKS: 0.6}, rate=0.05, term=40, face=1.5 * BILLION, cross=1, tier=1)
    s.debt(CLOUD, {p.BANKS: 1.0}, rate=0.05, term=40, face=0.7 * BILLION, tier=1, collateral=0)
    return s


def conglomerate():
    """Two conglomerates spend on their own: one is rich and buys back, one poor and sells bonds and rents out."""
    s = loop(10)
    for cash, low, high in ((3, 4, 6), (60, 4, 20)):
        one = s.party(p.CONGLOMERATE, cash, other=9 * BILLION, other_growth=0.1, capex=8 * BILLION, capex_growth=0.4,
                      value=1500 * BILLION, cash_low=low * BILLION, cash_high=high * BILLION, tax=0.15,
                      opex_share=0.3)  # fmt: skip
        s.row("shares", issuer=one, holder=p.PUBLIC_EQUITY, units=1e9)
        s.rows["parties"][one]["bond"] = s.debt(one, {p.BOND_FUNDS: 1.0}, face=20 * BILLION, rate=0.04, term=99)
        s.row("content", buyer=one, vendor=VENDOR, share=0.4)
    s.leg(p.COMPUTE, LAB, one, tag="compute", amount=6 * BILLION, gw=0.1, start=0, ramp=2, end=24, builds=1)
    limit = s.row("limits", kind=p.LIMIT_POWER, level=0.3, growth=0.3)
    s.row("uses", party=one, limit=limit, share=0.8)
    s.row("uses", party=one - 1, limit=limit, share=0.8)
    set_world(s, outside_capex=3 * BILLION, outside_growth=0.2)
    s.trend = [20 + t for t in range(10)]
    return s


def landlord():
    """Shells belong to a landlord that borrows for them and gets the rent."""
    s = loop(10)
    owner = s.party(p.LANDLORD, 1, value=10 * BILLION, other=0.05 * BILLION)
    s.row("shares", issuer=owner, holder=p.PRIVATE_FUNDS, units=1e7)
    s.rows["parties"][owner]["facility"] = s.debt(owner, {p.BANKS: 0.4, p.INSURERS_PENSIONS: 0.6}, rate=0.06, term=60,
                                                  amortisation=p.ANNUITY, advance=0.7, tier=1)  # fmt: skip
    party(s, CLOUD, landlord=owner, shell_gw=1.6 * BILLION)
    return s


def covenants():
    """A cloud with three secured debts: one on all it has, in breach from its first quarters on; one on its contract
    alone; one above its loan to value. What their collateral earns sweeps them, and the facility draws no more."""
    s = loop(12)
    s.rows["debts"][2] |= {"coverage": s.value(2.5), "sweep": s.value(0.6)}
    party(s, CLOUD, cash=20 * BILLION, other=0)
    leg(s, 0, start=-2, amount=40 * BILLION)
    banks = {p.BANKS: 0.7, p.PRIVATE_CREDIT: 0.3}
    s.debt(CLOUD, banks, tier=1, rate=0.05, amortisation=p.LINEAR, term=20, face=5 * BILLION, collateral=0,
           coverage=1.4, sweep=1.0)  # fmt: skip
    s.debt(CLOUD, banks, tier=1, rate=0.04, term=99, face=3 * BILLION, collateral=0, ltv=0.3)
    return s


def chip_vehicle():
    """A vehicle buys chips with staged equity and a loan and lets them to the lab, which falls while it builds."""
    s = poor_lab(14)
    one = s.party(p.VEHICLE, 0)
    line = s.row("shares", issuer=one, holder=VENDOR, units=1e7)
    s.row("shares", issuer=one, holder=p.PRIVATE_FUNDS, units=9e7)
    s.leg(p.STAKE, p.PRIVATE_FUNDS, one, tag="stake", amount=2 * BILLION, line=line + 1)
    s.leg(p.STAKE, VENDOR, one, tag="stake", amount=0.5 * BILLION, line=line, start=1)
    debt = s.debt(one, {p.BANKS: 0.4, p.PRIVATE_CREDIT: 0.6}, tier=1, rate=0.05, floating=1, amortisation=p.LINEAR,
                  term=12, collateral=-2, coverage=1.2, sweep=1.0)  # fmt: skip
    s.leg(p.LOAN, p.BANKS, one, tag="loan", amount=3.5 * BILLION, end=3, debt=debt)
    s.row("content", buyer=one, vendor=VENDOR, share=0.65)
    s.leg(p.COMPUTE, LAB, one, tag="lease", amount=8 * BILLION, gw=0.2, start=2, ramp=2, end=22, floor=1.0, builds=1)
    return s


def first_debt():
    """The vehicle's first band with debt, while it earns nothing yet, is no step down and calls nothing."""
    s = chip_vehicle()
    set_world(s, downgrade_call=0.3)
    return s


def standing_protection():
    """A lab falls: one firm buys what its cloud cannot sell, another stands for one contract alone at a stated price,
    a third for what the chips of a contract are worth at its end."""
    s = tiers()
    s.leg(p.BACKSTOP, VENDOR, CLOUD, tag="guarantee", share=0.8, amount=0.4 * BILLION, start=2, end=99)
    s.leg(p.BACKSTOP, VENDOR, VENDOR + 1, tag="guarantee", price=9 * BILLION, amount=9 * BILLION, end=99, covers=1)
    s.leg(p.RESIDUAL, VENDOR, CLOUD, tag="guarantee", price=30 * BILLION, share=0.6, amount=9 * BILLION, covers=0)
    s.rows["legs"][0]["end"] = s.value(9.0)
    return s


def margin_call():
    """An investor borrowed close to its limit; what it holds falls, and the bank calls the difference."""
    s = margin_investor()
    investor = len(s.rows["parties"]) - 1
    s.rows["debts"][-1]["face"] = s.value(5.5 * BILLION)
    party(s, investor, cash=3 * BILLION, loan_to_value=0.4)
    s.put |= {key: put for key, put in TRAPS.items() if key[1] < 8}
    return s


def hoarding():
    """A cloud keeps cash before it orders; markets turn tight, then shut, then open."""
    s = loop(10)
    party(s, CLOUD, hoard_open=1.5 * BILLION, hoard_tight=3 * BILLION, hoard_shut=4 * BILLION)
    s.transition = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]], float)
    return s


def scenario():
    """Every market driver pushed: demand, efficiency, rent, rate, memory, equity."""
    s = loop(8)
    s.trend = [20 + t for t in range(8)]
    for driver, (times, add) in {
        p.DEMAND_COMMON: (0.8, 0.0), p.EFFICIENCY: (1.3, 0.0), p.RENT: (1.0, 0.4), p.RATE: (1.0, 0.02),
        p.SUPPLY_MEMORY: (1.0, 0.1), p.APPETITE_EQUITY: (0.5, 0.0), p.APPETITE_DEBT: (0.5, 0.0),
    }.items():  # fmt: skip
        for t in range(2, 6):
            s.times[driver, t], s.add[driver, t] = times, add
    s.put[p.APPETITE_EQUITY, 3] = 0.5
    s.put[p.RENT, 6] = 1.5
    return s


def late_delivery():
    """Power is scarce and the site late: the seller owes a fifth of the bills that slip, up to a cap; the lab slows
    nothing down."""
    s = scarce()
    s.rows["legs"][0] |= {"delay": s.value(2.0), "penalty": s.value(0.2)}
    set_world(s, penalty_cap=0.02)
    return s


def routes():
    """A lab needs twice what its contract holds: one rival comes first, then another has the sole right, then all
    share."""
    s = loop(10)
    party(s, LAB, need_start=2.4, need_end=2.4, main=VENDOR)
    sellers = []
    for capex in (6, 2):
        one = s.party(p.CONGLOMERATE, 60, other=9 * BILLION, capex=capex * BILLION, capex_growth=0.1, opex_share=0.3,
                      value=900 * BILLION, cash_low=4 * BILLION, spare=0.2)  # fmt: skip
        s.row("shares", issuer=one, holder=p.PUBLIC_EQUITY, units=1e9)
        sellers.append(one)
    s.row("routes", lab=LAB, seller=sellers[0], rank=p.FIRST, start=1, end=5)
    s.row("routes", lab=LAB, seller=sellers[0], start=5, held=0.05)
    s.row("routes", lab=LAB, seller=sellers[1], start=2)
    s.row("routes", lab=LAB, seller=sellers[1], rank=p.SOLE, start=5, end=7)
    return s


def on_delivery():
    """Half of the price of chips and of a site is due when they come, two quarters after the order."""
    s = site()
    set_world(s, at_delivery=0.5)
    return s


def idle_capacity():
    """The lab needs ever less: half of what it took is billed all the same, rent falls, capacity loses its worth."""
    s = loop(12)
    party(s, LAB, need_start=0.5, need_end=0.01)
    s.rows["legs"][0] |= {"floor": s.value(0.5), "end": s.value(8.0)}
    s.trend = [20.0] * 12
    for t in range(3, 12):
        s.times[p.DEMAND_COMMON, t] = 1.0 - 0.07 * (t - 2)
    return s


def budget():
    """A rich conglomerate and one that allows itself half of what it planned."""
    s = conglomerate()
    s.rows["parties"][-1]["budget"] = s.value(4 * BILLION)
    return s


def raised_ahead():
    """Lab and cloud raise three quarters of an order ahead while markets are open; then they are tight, then shut."""
    s = loop(10)
    set_world(s, prefund=0.75)
    party(s, CLOUD, hoard_open=0.2 * BILLION)
    s.transition = np.array([[0.2, 0.8, 0], [0, 0.2, 0.8], [1, 0, 0]], float)
    return s


def lending(kind=None):
    """Two of four lenders have little to lose: one is full from the start, one loses its capital with the lab."""
    s = (kind or tiers)()
    for sector, capital, reach in ((p.PRIVATE_CREDIT, 0.5, 1.1), (p.BANKS, 0.9, 3.0), (p.BOND_FUNDS, 2.0, 0.8)):
        s.rows["parties"][sector] |= {"capital": s.value(capital * BILLION), "reach": s.value(reach)}
    set_world(s, lenders_growth=0.2, loss_tilt=0.5)
    return s


def lenders_ahead():
    """Who would raise ahead of need finds lenders without room."""
    return lending(raised_ahead)


def one_debtor(kind=None):
    """Lenders have room, and none for more of one debtor."""
    s = (kind or raised_ahead)()
    for sector in (p.PRIVATE_CREDIT, p.INSURERS_PENSIONS, p.BANKS, p.BOND_FUNDS):
        s.rows["parties"][sector] |= {"capital": s.value(2 * BILLION), "reach": s.value(40)}
    set_world(s, lenders_growth=0.2, loss_tilt=0.5, one_name=0.5)
    return s


def one_debtor_that_signs():
    """What lenders may lend to one debtor bounds what it signs."""
    return one_debtor(signing)


def short_rounds(kind=None):
    """Private funds have room for a part of what is asked of them in a quarter."""
    s = (kind or raised_ahead)()
    set_world(s, private_rounds=0.04 * BILLION, lenders_growth=0.2)
    return s


def short_rounds_of_landlords():
    """A landlord's equity is no round: it is not bounded."""
    return short_rounds(landlord)


def short_rounds_beside_tranches():
    """What was promised is paid, and uses up their room."""
    return short_rounds(staged_stake)


def other_sizes(kind=None):
    """Every size of conduct is another than in other sketches: whoever reads a number instead of its name differs."""
    s = (kind or tiers)()
    set_world(s, **{name: 1.15 * s.world.get(name, 0.0) for name in STATED if name != "private_rounds"})
    return s


def other_sizes_of_builders():
    return other_sizes(idle_capacity)


def other_sizes_of_spenders():
    return other_sizes(conglomerate)


def other_sizes_of_signing():
    return other_sizes(signing)


def signing(quarters=14):
    """The cloud signs with its customers and with the lab, year by year, as its lenders and its cash let it."""
    s = loop(quarters)
    s.rules["signing"] = 1
    leg(s, 0, amount=30 * BILLION, start=-6)
    party(s, CLOUD, cash=8 * BILLION, other=0.4 * BILLION)
    for year in (1, 2, 3):
        for buyer in (p.CUSTOMERS, LAB):
            s.leg(p.COMPUTE, buyer, CLOUD, tag="compute", start=4 * year - 1, floor=0.9, builds=1, signing=year)
    set_world(s, sign_term=6, sign_ramp=2)
    s.trend = [20 + 1.5 * t for t in range(quarters)]
    return s


def signing_on_little():
    """Rent is high, but what the cloud has signed and not delivered takes what its lenders let it carry."""
    s = signing()
    party(s, CLOUD, cash=0.8 * BILLION, leverage_open=2.0)
    s.put |= {(p.RENT, t): 3.5 for t in range(14)}
    set_world(s, sign_lab=1.0)
    return s


def signing_with_others():
    """A lab lacks more than its own seller may sign; a second cloud, that it has nothing with, has room for a part."""
    s = signing()
    other = s.party(p.NEOCLOUD, 9, other=0.6 * BILLION, opex_share=0.3, leverage_open=6)
    for year in (1, 2, 3):
        for buyer in (p.CUSTOMERS, LAB):
            s.leg(p.COMPUTE, buyer, other, tag="compute", start=4 * year - 1, floor=0.9, builds=1, signing=year)
    s.leg(
        p.COMPUTE, p.CUSTOMERS, other, tag="compute", amount=20 * BILLION, gw=0.5, start=-6, ramp=2, end=12, floor=1.0
    )
    party(s, CLOUD, cash=0.8 * BILLION, leverage_open=1.5)
    s.put |= {(p.RENT, t): 2.0 for t in range(14)}
    set_world(s, sign_lab=1.0, outside_capex=20 * BILLION)
    return s


def not_renewed():
    """What the cloud has sold comes to its end while rent falls: first no new chips, then it is given up."""
    s = idle_capacity()
    leg(s, 0, end=5.0)
    s.put |= {(p.RENT, t): 2.5 - 0.2 * t for t in range(12)}
    return s


def rents_that_fall():
    """Chips for what is renewed that would pay at the rent of today for good, and do not at the rents to come."""
    s = renewal()
    set_world(s, anchor_drift=-0.4)
    s.put |= {(p.RENT, t): 3.5 for t in range(8)}
    return s


def rents_that_pay():
    """The same where rents stand: new chips are bought, and what is renewed goes on standing in the world's supply."""
    s = rents_that_fall()
    set_world(s, anchor_drift=0.0)
    s.trend = [20 + t for t in range(8)]
    return s


def worn_out():
    """A customer falls; its chips, let again meanwhile, are worn out a year and a half after they began to come."""
    s = tiers()
    leg(s, 0, start=-2, ramp=4)
    set_world(s, life=1.5)
    return s


def own_chips(**lab):
    """A lab's own chips are worn out after a year and a half: bought anew while rent is dear, gone once it is not."""
    s = site()
    s.quarters = s.rules["quarters"] = 14
    party(s, LAB, **{"opex_gw": 0.3 * BILLION, "power_gw": 0.5 * BILLION, **lab})
    leg(s, -1, start=-2)
    set_world(s, life=1.5, it_cost=12 * BILLION, outside_capex=20 * BILLION)
    s.put |= {(p.RENT, t): 2.5 if t < 10 else 1.5 for t in range(14)}
    s.trend = [20 + t for t in range(14)]
    return s


def own_chips_of_the_poor(cash=0.5, cost=0.8):
    """Money for a part of them alone."""
    s = own_chips(cash=cash * BILLION, cost=cost * BILLION)
    set_world(s, equity_open=0.002, lab_debt=0.0)
    return s


def own_chips_of_the_fallen():
    """A lab that has failed buys none."""
    return own_chips_of_the_poor(0.2, 0.9)


def chips_on_order(kind=None):
    """Most of the price of chips is due when they come, also for what was on order at the start and is signed in the
    run; the customer falls, the chips come."""
    s = (kind or tiers)()
    set_world(s, chips_due=0.6)
    leg(s, 0, start=-2)
    return s


def chips_of_new_contracts():
    """What the cloud signs, it must take."""
    return chips_on_order(signing)


def leased_halls():
    """A landlord's halls: some leased before the start begin later, rent runs on when the tenant's customer is gone."""
    s = landlord()
    s.put |= {key: put for key, put in TRAPS.items() if key[1] < 10}
    s.rows["parties"][CLOUD] |= {"leased": s.value(0.3), "leased_by": s.value(5.0)}
    leg(s, 0, start=-2)
    return s


def rated():
    """A cloud, a neocloud, a conglomerate and an investor, each deep in debt, sell bonds as markets go tight and shut;
    a note that falls due is rolled or not."""
    s = conglomerate()
    s.rows["parties"][CLOUD]["role"] = p.CLOUD
    s.debt(CLOUD, {p.BANKS: 1.0}, rate=0.05, amortisation=p.LINEAR, term=6, face=4 * BILLION)
    for one in s.rows["parties"][-2:]:
        s.rows["debts"][one["bond"]] |= {"face": s.value(140 * BILLION), "floating": 1}
    s.transition = np.array([[0.3, 0.7, 0], [0, 0.4, 0.6], [0.5, 0, 0.5]], float)
    return s


def sold_cheap():
    """An investor called by its bank sells other holdings at a discount in a tight market, then in one that is shut."""
    s = margin_call()
    s.put = {key: 0.5 if key[1] < 4 else 0.0 for key in s.put}
    return s


def lines_that_stop(kind=None):
    """The tenant that pays for everything falls while its seller draws on its facility and on a loan by plan."""
    s = (kind or tiers)()
    party(s, CLOUD, cash=60 * BILLION)
    debt = s.debt(CLOUD, {p.BANKS: 1.0}, rate=0.06, term=12, tier=1, amortisation=p.LINEAR)
    s.leg(p.LOAN, p.BANKS, CLOUD, tag="loan", amount=3 * BILLION, end=12, debt=debt)
    s.leg(p.COMPUTE, p.CUSTOMERS, CLOUD, tag="compute", amount=20 * BILLION, gw=0.4, start=3, ramp=8, end=40, floor=1.0,
          builds=1)  # fmt: skip
    return s


def breached_loan():
    """A loan by plan lapses while a covenant is in breach."""
    return lines_that_stop(covenants)


def tenant_by_contract():
    """The tenant that falls is billed little and has signed for much: what its seller's lenders stop for."""
    s = lines_that_stop()
    s.leg(p.COMPUTE, p.CUSTOMERS, CLOUD, tag="compute", amount=60 * BILLION, gw=4.0, start=-4, ramp=1, end=7, floor=1.0)
    return s


def cloud_with_cash():
    """A cloud that earns more than it needs buys back its shares."""
    s = loop(10)
    party(s, CLOUD, cash=60 * BILLION, other=3 * BILLION)
    s.rows["parties"][CLOUD]["role"] = p.CLOUD
    set_world(s, prefund=0.75)
    return s


def pool_of_customers():
    """Customers that nobody named fail as a pool, one contract in its term, one renewed, one re-let before."""
    s = signing()
    s.leg(p.COMPUTE, p.CUSTOMERS, CLOUD, tag="compute", amount=9 * BILLION, gw=0.3, start=-5, ramp=2, end=4, floor=1.0)
    set_world(s, pool_point=-1.6, pool_tie=0.2)
    return s


def downgraded():
    """Bands fall: a secured loan is called in part, and insurers buy neither the cloud's nor the lab's new bonds."""
    s = loop(10)
    for number in (1, 2):
        s.rows["debts"][number]["face"] = s.value(4 * BILLION)
    leg(s, 0, start=7)
    party(s, CLOUD, cash=20 * BILLION, other=1.2 * BILLION, other_growth=-8)
    halves = {p.INSURERS_PENSIONS: 0.5, p.BOND_FUNDS: 0.5}
    s.rows["parties"][LAB]["bond"] = s.debt(LAB, halves, rate=0.08, term=40, face=2 * BILLION)
    set_world(s, downgrade_call=0.1)
    return s


def leases_begun():
    """A neocloud whose running cost holds its rent: leases that were signed begin, whoever rents the halls or not."""
    s = tiers()
    party(s, CLOUD, opex_share=0.4, lease_due=0.5 * BILLION, leased_by=6.0)
    return s


def leases_as_debt():
    """The same with bonds whose price a lease moves: rent that begins counts as debt in the band."""
    s = leases_begun()
    s.rows["debts"][1]["face"] = s.value(4 * BILLION)
    party(s, CLOUD, other=0.5 * BILLION, lease_due=BILLION)
    return s


def supply_ahead():
    """A vendor takes the supply that it ordered before the start, more than its sales need at first; they use it up."""
    s = loop(10)
    party(s, VENDOR, margin=0.4, foundry=0.65, supply=30 * BILLION, supply_by=4.4)
    return s


def supply_not_needed():
    """The same of a vendor with little cash, whose sales end: it pays from its shares."""
    s = supply_ahead()
    party(s, VENDOR, cash=1 * BILLION, supply=60 * BILLION)
    leg(s, 0, builds=0)
    return s


def shares_fall():
    """A scenario lets all shares fall by four fifths, and demand halve: marks, holdings and offers follow, customers
    that nobody named fail for a year, and an investor keeps cash for redemptions."""
    s = pool_of_customers()
    investor = s.party(p.INVESTOR, 2, loan_to_value=0.25, holdings=12 * BILLION, redemptions=8.0, mood=0)
    s.rows["parties"][investor]["bond"] = s.debt(investor, {p.BANKS: 1.0}, rate=0.05, term=40, face=2 * BILLION,
                                                 amortisation=p.LINEAR)  # fmt: skip
    set_world(s, pool_sd=0.4, holdings_market=0.12, holdings_own=0.1, mood_market=0.09, mood_memory=0.96)
    set_world(s, beta_rest=1.5, beta_vendor=1.7)
    for t, fall in enumerate((1.0, 0.9, 0.5, 0.2, 0.2, 0.4, 0.6)):
        s.times[p.ALL_SHARES, t] = fall
    for t in range(3, 9):
        s.times[p.DEMAND_COMMON, t] = 0.5
    return s


KINDS = (supply_ahead, supply_not_needed, shares_fall,
         downgraded, leases_begun, leases_as_debt, pool_of_customers, short_rounds, short_rounds_of_landlords,
         short_rounds_beside_tranches, other_sizes, other_sizes_of_builders, other_sizes_of_spenders,
         other_sizes_of_signing, signing_on_little, signing_with_others, chips_on_order, chips_of_new_contracts,
         letter_of_intent, tranche_and_round, rents_that_fall, rents_that_pay, worn_out,
         own_chips, own_chips_of_the_poor, own_chips_of_the_fallen,
         first_debt,
         leased_halls, rated, sold_cheap, lines_that_stop, breached_loan, tenant_by_contract,
         cloud_with_cash, signing, not_renewed, raised_ahead, lending, lenders_ahead, one_debtor,
         one_debtor_that_signs,
         take_or_pay, run_off, renewal, by_price, scarce, site, dated, staged_stake, margin_investor, warrant, upside,
         loans, circle, standing_loans, dated_debts, guaranteed_bill, guaranteed_note, guaranteed_debt,
         revenue_share, tiers,
         full_payment, cross_default, conglomerate, landlord, covenants, chip_vehicle, margin_call, standing_protection,
         hoarding, scenario, late_delivery, routes, on_delivery, idle_capacity, budget, backstop,
         residual)  # fmt: skip
