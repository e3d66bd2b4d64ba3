"""The question `warrant`: AMD's by hand, its steps against QuantLib, and what is refused."""

import pytest
import QuantLib as ql

from gigaloop.book.problem import InputError
from gigaloop.questions import ask
from tests.shipped import shipped

DAY = "2025-10-20"


@pytest.fixture(scope="module")
def book():
    return shipped(DAY)


@pytest.fixture(scope="module")
def answer(book):
    return ask(book, "warrant")


def middles(book):
    value, shares = (book.parameter(f"amd-{name}").range()[1] for name in ("value-0", "shares"))
    return value / shares, *(book.parameter(name).range()[1] for name in ("warrant-term", "sofr", "warrant-volatility"))


def test_each_step_is_an_up_and_in_call_as_quantlib_prices_it(book, answer):
    price, years, rate, vol = middles(book)
    today = ql.Date(20, 10, 2025)
    ql.Settings.instance().evaluationDate = today
    count = ql.Actual365Fixed()
    flat = ql.YieldTermStructureHandle(ql.FlatForward(today, rate, count))
    none = ql.YieldTermStructureHandle(ql.FlatForward(today, 0.0, count))
    smile = ql.BlackVolTermStructureHandle(ql.BlackConstantVol(today, ql.NullCalendar(), vol, count))
    world = ql.BlackScholesMertonProcess(ql.QuoteHandle(ql.SimpleQuote(price)), none, flat, smile)
    payoff = ql.PlainVanillaPayoff(ql.Option.Call, 0.01)
    exercise = ql.EuropeanExercise(today + round(years * 365))
    whole = 0.0
    for step, gate in enumerate((0.0, 120.0, 240.0, 360.0, 480.0, 600.0), 1):
        if gate <= price:
            option = ql.VanillaOption(payoff, exercise)
            option.setPricingEngine(ql.AnalyticEuropeanEngine(world))
        else:
            option = ql.BarrierOption(ql.Barrier.UpIn, gate, 0.0, payoff, exercise)
            option.setPricingEngine(ql.AnalyticBarrierEngine(world))
        sure = 160e6 / 6 * option.NPV() / 1e9
        whole += sure
        assert answer.one(f"amd-oai-warrant/step_price_gate/{step}").mid == gate
        likely = answer.one("amd-oai-warrant/worth").mid / answer.one("amd-oai-warrant/worth_in_full").mid
        assert answer.one(f"amd-oai-warrant/step_worth/{step}").mid == pytest.approx(sure * likely, rel=1e-6)
    assert answer.one("amd-oai-warrant/worth_in_full").mid == pytest.approx(whole, rel=1e-6)


def test_dilution_and_the_top_by_hand(book, answer):
    shares = book.parameter("amd-shares").range()[1]
    assert answer.one("amd-oai-warrant/dilution").mid == pytest.approx(0.16 / (shares + 0.16))
    assert answer.one("amd-oai-warrant/at_top_price").high == pytest.approx(0.16 * (600 - 0.01))
    assert answer.one("amd-oai-warrant/at_top_price").low == 0.0


def test_what_a_gigawatt_costs_is_the_worth_over_the_gigawatts(answer):
    row, worth = answer.one("amd-oai-warrant/contra_revenue_per_gw"), answer.one("amd-oai-warrant/worth")
    assert (row.low, row.mid, row.high) == pytest.approx((worth.low / 6, worth.mid / 6, worth.high / 6))


def test_a_higher_gate_is_reached_less_often_and_never_worth_more(answer):
    chance = [answer.one(f"amd-oai-warrant/step_price_reached/{n}").mid for n in range(1, 7)]
    worth = [answer.one(f"amd-oai-warrant/step_worth/{n}").mid for n in range(1, 7)]
    assert chance == sorted(chance, reverse=True) and worth == sorted(worth, reverse=True)
    assert chance[-1] < 0.5 < chance[0]


def test_the_newest_reported_market_value_counts():
    later = ask(shipped("2026-07-05"), "warrant").one("amd-oai-warrant/intrinsic")
    assert later.figures == ("amd-market-cap-2026-05-12",)
    shares = shipped("2026-07-05").parameter("amd-shares").range()[1]
    assert later.mid == pytest.approx(0.16 * (742 / shares - 0.01))


@pytest.mark.parametrize(
    ("party", "said"),
    [
        ("amd-oai-chips", "amd-oai-chips is a chip_purchase, no warrant"),
        ("oracle", "oracle gave no warrant and holds none on 2025-10-20"),
        ("meta-amd-warrant", "meta-amd-warrant is not known yet on 2025-10-20"),
        ("nobody", "nobody"),
    ],
)
def test_what_is_no_warrant_is_refused_with_what_there_is(book, party, said):
    with pytest.raises(InputError, match=said):
        ask(book, "warrant", party=party)


def test_a_warrant_that_cannot_be_priced_says_why():
    left = dict(ask(shipped("2026-07-05"), "warrant", party="all").left_out)
    assert left["cbrs-warrant"] == "no market value of cerebras and no parameter 'value-0'"
    left = dict(ask(shipped(), "warrant", party="all").left_out)
    assert left["wulf-goog-warrant"] == "no parameter 'shares' of terawulf: how many the issuer has"
    warrants = {leg.leg for leg in shipped().legs.values() if leg.kind == "warrant"}
    assert warrants - set(left) == {"amd-oai-warrant", "cbrs-warrant", "meta-amd-warrant"}


def test_a_gigawatt_of_demand_costs_the_maker_by_what_it_gives(book, answer):
    """By hand: the chance that a BB buyer fails within the term, times what each instrument then leaves the maker."""
    price, years, secured, backstop = (
        book.parameter(name).range()[1]
        for name in ("content-amd-per-gw", "warrant-term", "recovery-secured", "backstop-price-share")
    )
    fails = 1 - 2.718281828459045 ** -(book.parameter("implied-default-intensity").numbers()[2] * years)
    cost = {name: answer.one(f"amd-oai-warrant/gw_cost/{name}") for name in ("stake", "guarantee", "capacity_backstop")}
    assert cost["stake"].mid == pytest.approx(fails * price)
    assert cost["guarantee"].mid == pytest.approx(fails * price * (1 - secured))
    assert cost["capacity_backstop"].mid == pytest.approx(fails * price * backstop)
    warrant = answer.one("amd-oai-warrant/gw_cost/warrant")
    assert warrant.mid == pytest.approx(answer.one("amd-oai-warrant/contra_revenue_per_gw").mid)
    assert answer.one("amd-oai-warrant/gw_cost/chip_lease").mid < cost["stake"].mid


def test_a_planted_fault_in_the_instruments_is_seen(book, answer, monkeypatch):
    from gigaloop.questions.prices import instruments

    monkeypatch.setattr(instruments, "SECURED", "recovery-unsecured")
    planted = ask(book, "warrant").one("amd-oai-warrant/gw_cost/guarantee").mid
    assert planted != pytest.approx(answer.one("amd-oai-warrant/gw_cost/guarantee").mid)
