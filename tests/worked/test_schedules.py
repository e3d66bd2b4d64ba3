"""A loan of the book pays what its ACTUS schedule pays, summed to quarters, to the cent.

The standard's terms are written here from the loan's own words, not taken from the compiler; what is compared is the
cash that the engine moves, in whole cents.
"""

import pytest

from gigaloop.engine.plan import TAGS
from gigaloop.engine.run import simulate
from gigaloop.methods.debt import by_quarter, schedule
from tests.worked.books import book, still

QUARTERS = [f"{year}Q{quarter}" for year in range(2026, 2034) for quarter in range(1, 5)]
RICH = {"lab_cash_0": 500, "cloud_cash_0": 500, "vendor_cash_0": 500}
LENT = {"contractRole": "RPA", "currency": "USD", "statusDate": "2026-01-04", "initialExchangeDate": "2026-01-05"}

PAM = {
    "stage": "drawn",
    "step": "amount: 5 bn USD, rate: 0.0715 share, end: 2028-05-17, amortisation: bullet, pays: semiannual, "
    "day_count: A360",
}
PAM_TERMS = LENT | {
    "contractType": "PAM", "maturityDate": "2028-05-17", "notionalPrincipal": 5e9, "nominalInterestRate": 0.0715,
    "cycleAnchorDateOfInterestPayment": "2026-05-17", "cycleOfInterestPayment": "P6ML1", "dayCountConvention": "A360",
}  # fmt: skip
LAM = {"step": "amount: 7 bn USD, draw: at_once, start: 2026Q2, term: 2 years, rate: 0.08 share, amortisation: linear, "
               "pays: monthly, day_count: A365"}  # fmt: skip
LAM_TERMS = LENT | {
    "contractType": "LAM", "initialExchangeDate": "2026-04-01", "maturityDate": "2028-04-01", "notionalPrincipal": 7e9,
    "nominalInterestRate": 0.08, "cycleAnchorDateOfInterestPayment": "2026-05-01", "cycleOfInterestPayment": "P1ML1",
    "cycleAnchorDateOfPrincipalRedemption": "2026-05-01", "cycleOfPrincipalRedemption": "P1ML1",
    "dayCountConvention": "A365",
}  # fmt: skip
ANN = {"stage": "drawn", "step": "amount: 3 bn USD, rate: 0.0925 share, end: 2029-11-30, amortisation: annuity"}
ANN_TERMS = LENT | {
    "contractType": "ANN", "maturityDate": "2029-11-30", "notionalPrincipal": 3e9, "nominalInterestRate": 0.0925,
    "cycleAnchorDateOfInterestPayment": "2026-02-28", "cycleOfInterestPayment": "P3ML1",
    "cycleAnchorDateOfPrincipalRedemption": "2026-02-28", "cycleOfPrincipalRedemption": "P3ML1",
    "endOfMonthConvention": "EOM", "dayCountConvention": "30E360",
}  # fmt: skip


def engine(folder, words):
    """Cents of interest and principal that the lab pays the banks, quarter by quarter."""
    loaded = book(folder, {"loan": ("loan", "banks", "lab", words)}, **RICH)
    run = simulate(loaded, still(loaded), paths=1, seed=1, keep="cents")
    lab, banks = (run.lowering.parties.index(name) for name in ("lab", "banks"))
    out = []
    for tag in ("interest", "principal"):
        slots = [s for s, slot in enumerate(run.slots)
                 if (slot["payer"], slot["payee"], TAGS[slot["tag"]]) == (lab, banks, tag)]  # fmt: skip
        out.append(run.paid[0][:, slots].sum(axis=1).tolist())
    return out


def standard(terms):
    """The same by the standard's schedule, each event rounded to nothing: dollars times 100."""
    quarters = by_quarter(schedule(terms), "2026Q1", QUARTERS[-1])
    return [100 * one.interest for one in quarters], [100 * one.principal for one in quarters]


@pytest.mark.parametrize("words, terms", [(PAM, PAM_TERMS), (ANN, ANN_TERMS)], ids=["PAM", "ANN"])
def test_a_loan_that_stands_pays_its_schedule_to_the_cent(tmp_path, words, terms):
    for ours, dated in zip(engine(tmp_path, words), standard(terms), strict=True):
        assert len(ours) == len(dated) and sum(dated) > 0
        assert max(abs(a - b) for a, b in zip(ours, dated, strict=True)) <= 1


def test_a_loan_drawn_later_pays_its_schedule_to_the_cent(tmp_path):
    # Lent on 1 April, paid monthly: what falls due in May and June comes with the third quarter's.
    interest, principal = standard(LAM_TERMS)
    for ours, dated in zip(engine(tmp_path, LAM), (interest, principal), strict=True):
        assert dated[1] > 0
        moved = [*dated[:1], 0.0, dated[1] + dated[2], *dated[3:]]
        assert max(abs(a - b) for a, b in zip(ours, moved, strict=True)) <= 1
    assert sum(engine(tmp_path / "b", LAM)[1]) == 7e11


@pytest.mark.parametrize("change", [("A360", "A365"), ("semiannual", "quarterly"), ("2028-05-17", "2028-08-17")])
def test_another_term_is_another_schedule(tmp_path, change):
    """Planted fault: one word of the loan is another; the comparison must see it."""
    words = PAM | {"step": PAM["step"].replace(*change)}
    assert words != PAM
    ours, dated = engine(tmp_path, words)[0], standard(PAM_TERMS)[0]
    assert max(abs(a - b) for a, b in zip(ours, dated, strict=True)) > 1000
