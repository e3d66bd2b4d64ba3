"""A lab that owes more than it earns, its cloud and an investor, for the tests of step 7.

What its creditors do follows from the rent of the day, from what they own and from what they have.
"""

from gigaloop.engine import plan as p
from tests.engine.plans import BILLION, Sketch

LAB, CLOUD, FUND = 11, 12, 13
QUARTERS = 10


def sketch(cash=0.5, revenue=1.9, cloud_cash=30.0, fund_cash=0.0, price=8.0, rent=1.0, value=20.0, growth=0.05,
           stake=0.0, exit_quarter=999, exit_cost=0.0, cloud_value=100.0, **world):  # fmt: skip
    """A lab whose contract is standing in full: 1 GW at `price` bn a year, 20 quarters, no market for new money."""
    numbers = dict(lead=1, rent=rent, anchor=rent, gpu_hours=4e9, rescue_floor=1 * BILLION, free_cash=0.5,
                   growth_long_run=growth, equity_open=0.0, equity_tight=0.0, lab_debt=0.0)  # fmt: skip
    s = Sketch(QUARTERS, **(numbers | world))
    s.rules["bargain"] = 1
    s.party(p.LAB, cash, revenue=revenue * BILLION, growth=growth, fade=2, need_start=0.1, need_end=0.1,
            cost=0.1 * BILLION, value=value * BILLION, private=1)  # fmt: skip
    s.party(p.CLOUD, cloud_cash, value=cloud_value * BILLION, private=0)
    s.party(p.INVESTOR, fund_cash, value=1 * BILLION)
    for issuer, holder, units in ((LAB, p.PRIVATE_FUNDS, 100.0 - stake), (LAB, FUND, stake),
                                  (CLOUD, p.PUBLIC_EQUITY, 100.0), (FUND, p.PUBLIC_EQUITY, 1.0)):  # fmt: skip
        s.row("shares", issuer=issuer, holder=holder, units=units)
    s.leg(p.COMPUTE, LAB, CLOUD, tag="compute", price=price * BILLION, gw=1, start=-4, ramp=1, end=16, floor=1, beta=1,
          exit=exit_quarter, exit_cost=exit_cost)  # fmt: skip
    s.leg(p.STAKE, FUND, LAB, tag="stake", amount=0, line=1)
    return s


def topped_up():
    """The cloud cannot put off a bill without failing itself; the investor has a large stake, and cash."""
    s = sketch(cloud_cash=0.0, fund_cash=30.0, stake=60.0, value=60.0)
    s.rows["parties"][CLOUD]["opex_share"] = s.value(1.0)
    return s


def two_clouds():
    """Two sellers: one rich, one that cannot wait for its money; a second lab beside, short too."""
    s = sketch(cloud_cash=20.0, revenue=2.2)
    poor = s.party(p.CLOUD, 0.0, value=5 * BILLION, opex_share=0.9)
    s.row("shares", issuer=poor, holder=p.PUBLIC_EQUITY, units=100.0)
    s.leg(p.COMPUTE, LAB, poor, tag="compute", price=2 * BILLION, gw=0.5, start=-4, ramp=1, end=16, floor=1, beta=1)
    other = s.party(p.LAB, 0.1, revenue=0.3 * BILLION, growth=0.1, fade=2, need_start=0.1, need_end=0.1,
                    cost=0.05 * BILLION, value=9 * BILLION, private=1)  # fmt: skip
    s.row("shares", issuer=other, holder=p.PRIVATE_FUNDS, units=100.0)
    s.leg(p.COMPUTE, other, CLOUD, tag="compute", price=3 * BILLION, gw=0.5, start=-4, ramp=1, end=16, floor=1, beta=1)
    return s


def lends_and_guards():
    """The lab owes a note that the investor stands for, and owns listed shares that it can sell."""
    s = sketch(revenue=1.7, fund_cash=8.0)
    debt = s.debt(LAB, {p.BANKS: 0.5, CLOUD: 0.5}, amortisation=p.ANNUITY, rate=0.08, term=9, face=2 * BILLION)
    s.leg(p.GUARANTEE, FUND, LAB, tag="guarantee", amount=1.5 * BILLION, debt=debt, subrogation=1)
    s.leg(p.GUARANTEE, FUND, LAB, tag="guarantee", amount=2 * BILLION, covers=0, subrogation=1)
    s.row("shares", issuer=CLOUD, holder=LAB, units=1.0)
    return s


def bends_all_round():
    """Beside its contract the lab buys as it goes, shares its revenue and leases: all of it can be put off."""
    s = sketch(revenue=2.0)
    s.rows["parties"][LAB] |= {"main": CLOUD, "need_start": s.value(1.4), "need_end": s.value(1.4)}
    s.leg(p.SHARE, LAB, CLOUD, tag="revenue_share", share=0.1, end=99)
    s.leg(p.DATED, LAB, FUND, tag="lease", amount=2 * BILLION, start=0, end=8)
    return s


def poor_cloud():
    """The cloud pays out all that it earns, and has nothing: it cannot wait for a cent."""
    s = sketch(cloud_cash=0.0)
    s.rows["parties"][CLOUD]["opex_share"] = s.value(1.0)
    return s


def second_thoughts():
    """The cloud cannot wait for one lab while another may fall; the investor saves that one, then the cloud can."""
    s = sketch(cash=0.0, cloud_cash=0.0, fund_cash=60.0)
    s.rows["parties"][CLOUD]["opex_share"] = s.value(0.77)
    other = s.party(p.LAB, 0.0, revenue=1.9 * BILLION, growth=0.05, fade=2, need_start=0.1, need_end=0.1,
                    cost=0.1 * BILLION, value=60 * BILLION, private=1)  # fmt: skip
    s.row("shares", issuer=other, holder=p.PRIVATE_FUNDS, units=40.0)
    line = s.row("shares", issuer=other, holder=FUND, units=60.0)
    s.leg(p.COMPUTE, other, CLOUD, tag="compute", price=8 * BILLION, gw=1, start=-4, ramp=1, end=16, floor=1, beta=1)
    s.leg(p.STAKE, FUND, other, tag="stake", amount=0, line=line)
    return s


def hidden():
    """The cloud would lose more by the lab's fall than all that it is worth: it puts off what a doomed lab owes."""
    return sketch(revenue=0.9, value=1.0, growth=-0.3, amend_cut=0.2, cloud_value=6.0)


def caught(s, holding, other, capital, reach):
    """A bank with some capital that lends `reach` on each dollar of it, and what else it holds."""
    s.debt(FUND, {p.BANKS: 1.0}, amortisation=p.LINEAR, rate=0.05, term=40, face=other * BILLION)
    s.rows["parties"][p.BANKS] |= {"capital": s.value(capital * BILLION), "reach": s.value(reach)}
    return s


def rolled(capital=5.0):
    """The cloud cannot repay its loan, and the bank that holds most of it could not bear to say so."""
    s = sketch(revenue=6.0, cloud_cash=1.0, fund_cash=9.0)
    s.debt(CLOUD, {p.BANKS: 0.9, p.PRIVATE_CREDIT: 0.1}, tier=1, rate=0.08, amortisation=p.BULLET, term=3,
           face=30 * BILLION)  # fmt: skip
    return caught(s, 27.0, 5.0, capital, 6.4)


def asked_to_wait(face=12.0, other=0.0, tier=1):
    """The cloud has little beside its contract, and cannot repay what falls due of a loan of two lenders."""
    s = sketch(revenue=6.0, cloud_cash=0.2)
    s.rules["waiver"] = 1
    s.rows["parties"][CLOUD]["other"] = s.value(other * BILLION)
    s.debt(CLOUD, {p.BANKS: 0.7, FUND: 0.3}, tier=tier, rate=0.08, amortisation=p.LINEAR, term=5, face=face * BILLION)
    return s


def rolled_lab():
    """The lab is past saving, and lives as long as the bank that holds its note puts it off."""
    s = sketch(revenue=0.6, fund_cash=9.0, price=1.0, growth=-0.2, value=1.0)
    s.debt(LAB, {p.BANKS: 0.8, CLOUD: 0.2}, amortisation=p.ANNUITY, rate=0.08, term=9, face=8 * BILLION)
    return caught(s, 6.4, 4.0, 1.5, 7.0)


SHORT = {
    "hidden": hidden,
    "rolled": rolled,
    "a bank that can bear it": lambda: rolled(50.0),
    "rolled lab": rolled_lab,
    "lenders wait": lambda: asked_to_wait(face=15.0),
    "lenders of the doomed": lambda: asked_to_wait(face=30.0),
    "lenders of the sound": lambda: asked_to_wait(face=16.0, other=1.0),
    "amended": sketch,
    "paid back": lambda: sketch(cash=0.2, revenue=1.8, growth=0.3),
    "re-let": lambda: sketch(rent=4.0, amend_cut=0.0),
    "cheap rent": lambda: sketch(rent=0.5, amend_cut=0.0),
    "topped up": topped_up,
    "walked": lambda: sketch(revenue=0.5, rent=2.6, value=1.0, growth=-0.5, relet_vacancy=0.0, amend_cut=0.9),
    "left": lambda: sketch(exit_quarter=2, exit_cost=0.001),
    "one quarter running": lambda: sketch(revenue=1.6, amend_run=1, amend_cut=0.0),
    "refused, then raised": two_clouds,
    "guarantees and stakes": lends_and_guards,
    "all dues": bends_all_round,
    "poor cloud": poor_cloud,
    "second thoughts": second_thoughts,
}
"""One sketch for each way in which a bargain goes."""
