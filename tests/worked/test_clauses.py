"""Clauses of contracts, worked out by hand: what is paid in advance, what may be drawn, who may not leave, how long.

Quarter 0 is 2026Q1. Money is in billions of dollars. Every party is rich, so that a contract is paid as it stands.
"""

import pytest

import gigaloop
from gigaloop.engine.compiler import deliveries, finance
from gigaloop.engine.compiler.compile import compile_plan
from tests.worked.books import book, run, series, still
from tests.worked.test_building import COMPUTE, late_by
from tests.worked.test_contracts import RICH

AHEAD = (
    "amount: 20 bn USD, power: 0.4 GW, start: 2027Q1, term: 5 years, ramp: 4 quarters, take_or_pay: 1 share, "
    "prepaid: 0.25 share"
)
RENT = {"rent": ("compute_purchase", "lab", "cloud", {"step": AHEAD})}


def lowered(folder, legs):
    """The small book, lowered."""
    loaded = book(folder, legs)
    return compile_plan(loaded, still(loaded))


def test_a_share_paid_in_advance(tmp_path):
    # A quarter of 20 is paid from the agreement (quarter 0) until all stands (start 4, ramp 4): 5 / 8 a quarter.
    # Each bill is lower by a quarter: 15 / 18 at full size, a quarter of that when a quarter stands.
    got = run(tmp_path, RENT, **RICH)
    assert series(got.paid, "lab", "cloud", "deposit", 10) == [0.625] * 8 + [0.0] * 2
    assert series(got.paid, "lab", "cloud", "compute", 9)[4:] == [0.2083, 0.4167, 0.625, 0.8333, 0.8333]


def test_a_sum_paid_in_advance_is_its_share_and_a_deposit_of_its_own_comes_before_it(tmp_path):
    told = {"rent": (*RENT["rent"][:3], {"step": AHEAD.replace("0.25 share", "5 bn USD")})}
    assert series(run(tmp_path / "sum", told, **RICH).paid, "lab", "cloud", "deposit", 9) == [0.625] * 8 + [0.0]
    terms = {"leg": ["part_of: rent"], "step": "amount: 5 bn USD, start: 2026Q1, term: 1 years"}
    deposit = ("deposit", "lab", "cloud", terms)
    got = run(tmp_path / "leg", told | {"ahead": deposit}, **RICH)
    assert series(got.paid, "lab", "cloud", "deposit", 9) == [1.25] * 4 + [0.0] * 5
    assert series(got.paid, "lab", "cloud", "compute", 9)[4:] == [0.2083, 0.4167, 0.625, 0.8333, 0.8333]


def test_an_advance_that_nobody_lowers_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(deliveries, "_paid_ahead", lambda rows, leg, full: 0.0)
    with pytest.raises(AssertionError):
        test_a_share_paid_in_advance(tmp_path)


def test_what_a_loan_that_can_be_drawn_advances(tmp_path):
    # 6 bn at 0.9 and 2 bn, of which half is drawn, at 0.6: (5.4 + 0.6) / 7; what is drawn whole says nothing.
    loan = ("loan", "banks", "cloud")
    legs = {
        "a": (*loan, {"step": "amount: 6 bn USD, draw: delayed, rank: secured, advance: 0.9 share"}),
        "b": (*loan, {"step": "amount: 2 bn USD, drawn: 1 bn USD, rank: secured, advance: 0.6 share"}),
        "c": (*loan, {"step": "amount: 9 bn USD, rank: secured, advance: 0.1 share", "stage": "drawn"}),
    }
    for n, (chosen, share) in enumerate(((legs, 6.0 / 7.0), ({"c": legs["c"]}, None))):
        found = lowered(tmp_path / str(n), chosen)
        cloud = found.plan.parties[found.parties.index("cloud")]
        advance = found.plan.values[found.plan.debts[cloud["facility"]]["advance"]]["mid"]
        assumed = float(gigaloop.load(tmp_path / str(n)).parameter("advance-rate-gpu").value)
        assert advance == pytest.approx(assumed if share is None else share)


def test_who_may_not_leave(tmp_path):
    # 1.5 of 4 bn are payable in any case: the first 3 of 8 quarters from quarter 1. Without a right to end it: never.
    step = "amount: 4 bn USD, start: 2026Q2, term: 2 years, firm: 1.5 bn USD"
    for n, (more, first) in enumerate(
        (("", 4), (", termination: no termination for convenience", 999), (", exit: none", 999))
    ):
        found = lowered(tmp_path / str(n), {"rent": ("compute_purchase", "lab", "cloud", {"step": step + more})})
        assert found.plan.legs[found.legs.index("rent")]["exit"] == first


def test_a_guarantee_with_a_term(tmp_path):
    # Two years from 2026Q3 (quarter 2): it ends before quarter 10. From the signing, where no start is told: quarter 8.
    for n, (start, end) in enumerate((("start: 2026Q3, ", 10), ("", 8))):
        step = f"amount: 4 bn USD, {start}term: 2 years"
        found = lowered(tmp_path / str(n), {"guarantee": ("guarantee", "vendor", "lab", {"step": step})})
        row = found.plan.legs[found.legs.index("guarantee")]
        assert found.plan.values[row["end"]]["mid"] == end


def test_a_loan_in_euros_is_owed_in_dollars(tmp_path):
    # 2 bn EUR at 0.8 euro for a dollar are 2.5 bn USD.
    step = {"step": "amount: 2 bn EUR, rank: senior", "stage": "drawn"}
    found = lowered(tmp_path, {"loan": ("loan", "banks", "cloud", step)})
    debt = found.plan.debts[found.debts.index("loan")]
    assert found.plan.values[debt["face"]]["mid"] == 2.5e11


def test_cross_default_ties_the_debts_that_it_names(tmp_path):
    # The lab's loan names the cloud's: one group, so that the two fall together; the third loan stands alone.
    step = "amount: 2 bn USD, rank: senior"
    legs = {
        "mine": ("loan", "banks", "lab", {"step": f"{step}, cross_default: [theirs]", "stage": "drawn"}),
        "theirs": ("loan", "banks", "cloud", {"step": step, "stage": "drawn"}),
        "alone": ("loan", "banks", "vendor", {"step": step, "stage": "drawn"}),
    }
    found = lowered(tmp_path, legs)
    group = {name: int(found.plan.debts[found.debts.index(name)]["cross"]) for name in legs}
    assert group["mine"] == group["theirs"] >= 0 > group["alone"]


def late(folder, words, amount="20 bn"):
    """What the lab pays, quarter by quarter, for a site that comes two quarters late, with these words beside."""
    step = COMPUTE["rent"][3]["step"].replace("20 bn", amount) + words
    got = run(folder, {"rent": (*COMPUTE["rent"][:3], {"step": step})}, scenario=late_by(2), **RICH)
    return series(got.paid, "lab", "cloud", "compute", 7)


def test_a_buyer_leaves_what_is_late(tmp_path):
    # 0.4 GW from quarter 0 at a quarter more each quarter, two quarters late: late in quarters 0, 1 and 2, so for more
    # than two quarters in quarter 2, when a quarter of it stands. It costs 20 / (0.4 x 18) = 2.78 bn a GW-quarter; a
    # new contract 2 x 4.2 / 4 = 2.1. The lab keeps 0.1 GW at 0.2778 a quarter and leaves the rest.
    kept = [0.0, 0.0] + [0.2778] * 5
    assert late(tmp_path / "told", ", late_exit: 2 quarters") == kept
    assert late(tmp_path / "undisclosed", ", late_exit: undisclosed") == kept  # late-exit-default: 2
    # A quarter more of lateness, or of time to mend it: half of it stands by then.
    half = [0.0, 0.0, 0.2778] + [0.5556] * 4
    assert late(tmp_path / "longer", ", late_exit: 3 quarters") == half
    assert late(tmp_path / "cure", ", late_exit: 2 quarters, cure: 90 days") == half
    # Nobody leaves without the right; what costs less than a new contract, 12 / 7.2 = 1.67, only a lab that holds what
    # it needs: 0.875 of 0.59 bn at 2.1 are 0.25 GW in quarter 4, when 0.3 stand.
    whole = [0.0, 0.0, 0.2778, 0.5556, 0.8333, 1.1111, 1.1111]
    assert late(tmp_path / "none", "") == whole
    cheap = late(tmp_path / "cheap", ", late_exit: 2 quarters", "12 bn")
    assert cheap == [0.0, 0.0, 0.1667, 0.3333, 0.5, 0.5, 0.5]


NOTE = "amount: 2 bn USD, rank: convertible, rate: 0.02 share, end: 2027-12-31, strike: {} USD/share"


def note(folder, strike, **terms):
    """What comes in and what is repaid, in quarters 5 to 8, of a note of 2 bn due in quarter 7."""
    step = NOTE.format(strike) + "".join(f", {name}: {value}" for name, value in terms.items())
    got = run(folder, {"note": ("loan", "banks", "cloud", {"step": step, "stage": "drawn"})}, **RICH)
    came = series(got.paid, "public_equity", "cloud", "exercise", 9)
    return came[5:], series(got.paid, "cloud", "banks", "principal", 9)[5:]


def test_a_convertible_above_its_strike_becomes_shares(tmp_path):
    # 60 dollars a share and more, a strike of 10: 0.2 bn shares are bought for 2 bn at the end of quarter 6, and the
    # note is repaid in quarter 7. At a strike of 900 it is repaid from cash.
    assert note(tmp_path / "in", 10) == ([0.0, 2.0, 0.0, 0.0], [0.0, 0.0, 2.0, 0.0])
    assert note(tmp_path / "out", 900) == ([0.0] * 4, [0.0, 0.0, 2.0, 0.0])


def test_a_convertible_that_nobody_lowers_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(finance, "_converts", lambda rows, leg, issuer, debt: None)
    with pytest.raises(AssertionError):
        test_a_convertible_above_its_strike_becomes_shares(tmp_path)


def test_a_loan_that_its_borrower_may_extend(tmp_path):
    # Due in quarter 7, or up to two years later, all days as likely: the middle is quarter 11.
    found = lowered(tmp_path, {"note": ("loan", "banks", "cloud", {"step": NOTE.format(900) + ", extension: 2 years",
                                                                    "stage": "drawn"})})  # fmt: skip
    row = found.plan.values[found.plan.debts[found.debts.index("note")]["term"]]
    assert (row["low"], row["mid"], row["high"]) == pytest.approx((7.0, 11.0, 15.0))


def test_a_loan_with_time_to_mend(tmp_path):
    # 90 days are a quarter, 30 days none; where nobody says, none.
    for n, (words, quarters) in enumerate(((", cure: 90 days", 1), (", cure: 30 days", 0), ("", 0))):
        step = {"step": NOTE.format(900) + words, "stage": "drawn"}
        found = lowered(tmp_path / str(n), {"note": ("loan", "banks", "cloud", step)})
        assert found.plan.debts[found.debts.index("note")]["cure"] == quarters


def test_a_missed_due_that_waits(tmp_path):
    # 9 bn at 8 % a year, due in quarter 3, when the lab has some 1 bn; 12 bn come in quarter 4. With 90 days to mend it
    # 9 and the quarter's 0.18 wait: quarter 4 brings 9.18 and 2 % of that. Without them the lab fails in quarter 3.
    legs = {
        "note": ("loan", "banks", "lab", {"step": "amount: 9 bn USD, rank: senior, rate: 0.08 share, end: 2026-12-31, "
                                                  "cure: 90 days", "stage": "drawn"}),
        "grant": ("grant", "governments", "lab", {"step": "amount: 12 bn USD, start: 2027Q1, term: 1 quarters"}),
    }  # fmt: skip
    shut = {"equity_capacity_open": 0, "lab_debt_capacity": 0, "lab_cash_0": 2}
    got = run(tmp_path / "mend", legs, **shut)
    assert series(got.paid, "lab", "banks", "principal", 5)[3:] == [0.0, 9.18]
    assert series(got.paid, "lab", "banks", "interest", 5)[3:] == [0.0, 0.1836]
    legs["note"][3]["step"] = legs["note"][3]["step"].replace(", cure: 90 days", "")
    got = run(tmp_path / "none", legs, **shut)
    assert 0.0 < series(got.paid, "lab", "banks", "principal", 5)[3] < 9.0
