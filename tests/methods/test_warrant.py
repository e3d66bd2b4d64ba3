"""`methods.warrant` against QuantLib, a simulated twin, and the parities that options must keep."""

import numpy as np
import pytest
import QuantLib as ql
from hypothesis import given, settings, strategies as st

from gigaloop.methods import warrant

TODAY = ql.Date(15, 1, 2026)
KINDS = {
    "downin": ql.Barrier.DownIn,
    "downout": ql.Barrier.DownOut,
    "upin": ql.Barrier.UpIn,
    "upout": ql.Barrier.UpOut,
}


def process(S, r, q, vol):
    ql.Settings.instance().evaluationDate = TODAY
    count = ql.Actual365Fixed()
    curve = [ql.YieldTermStructureHandle(ql.FlatForward(TODAY, rate, count)) for rate in (q, r)]
    smile = ql.BlackVolTermStructureHandle(ql.BlackConstantVol(TODAY, ql.NullCalendar(), vol, count))
    return ql.BlackScholesMertonProcess(ql.QuoteHandle(ql.SimpleQuote(S)), *curve, smile)


def quantlib(option, kind, S, K, H, days, r, q, vol, rebate):
    payoff = ql.PlainVanillaPayoff(ql.Option.Call if option == "call" else ql.Option.Put, K)
    exercise = ql.EuropeanExercise(TODAY + days)
    if kind is None:
        priced = ql.VanillaOption(payoff, exercise)
        priced.setPricingEngine(ql.AnalyticEuropeanEngine(process(S, r, q, vol)))
    else:
        priced = ql.BarrierOption(KINDS[kind], H, rebate, payoff, exercise)
        priced.setPricingEngine(ql.AnalyticBarrierEngine(process(S, r, q, vol)))
    return priced.NPV()


OPTION = st.sampled_from(["call", "put"])
VOL = st.floats(0.05, 1.0)
RATE = st.floats(0.0, 0.12)
STRIKE = st.floats(40.0, 200.0)


@settings(max_examples=150, deadline=None)
@given(OPTION, STRIKE, st.integers(30, 2500), RATE, RATE, VOL)
def test_black_scholes_agrees_with_quantlib(option, K, days, r, q, vol):
    found = warrant.black_scholes(100.0, K, days / 365, r, q, vol, option=option)
    assert found.value == pytest.approx(quantlib(option, None, 100.0, K, 0, days, r, q, vol, 0), abs=1e-9)


@settings(max_examples=400, deadline=None)
@given(
    OPTION,
    st.sampled_from(sorted(KINDS)),
    STRIKE,
    st.floats(0.02, 0.6),
    st.integers(30, 2500),
    RATE,
    RATE,
    VOL,
    st.floats(0, 5),
)
def test_barriers_agree_with_quantlib(option, kind, K, away, days, r, q, vol, rebate):
    H = 100.0 * (1 + away) if kind.startswith("up") else 100.0 * (1 - away)
    found = warrant.barrier(kind, 100.0, K, H, days / 365, r, r - q, vol, rebate, option=option)
    assert found.value == pytest.approx(quantlib(option, kind, 100.0, K, H, days, r, q, vol, rebate), abs=1e-6)


def test_a_barrier_at_low_volatility_agrees_with_40_digit_arithmetic():
    # the same formula in 40 digits; QuantLib 1.44 gives 0.0066306984, for it multiplies a large power by a small tail
    given_ = {"S": 100.0, "K": 148.0, "H": 147.65625, "T": 1265 / 365, "r": 0.078125, "b": 0.046875, "vol": 0.05078125}
    found = warrant.barrier("upin", **given_, option="put")
    assert found.value == pytest.approx(0.006630688412484728752582403749385579975916, rel=1e-10)


@settings(max_examples=100, deadline=None)
@given(st.floats(0.0, 200.0), st.floats(0.0, 6.0), RATE, RATE, st.floats(0.0, 1.0))
def test_put_call_parity(K, T, r, q, vol):
    call, put = (warrant.black_scholes(100.0, K, T, r, q, vol, option=o) for o in ("call", "put"))
    assert call.value - put.value == pytest.approx(100.0 * np.exp(-q * T) - K * np.exp(-r * T), abs=1e-9)
    assert call.value >= 0.0 <= put.value


@settings(max_examples=150, deadline=None)
@given(
    OPTION, st.sampled_from(["down", "up"]), st.floats(0.0, 200.0), st.floats(0.02, 0.6), st.floats(0.1, 6.0), RATE, VOL
)
def test_in_and_out_make_a_plain_option(option, side, K, away, T, r, vol):
    H = 100.0 * (1 + away) if side == "up" else 100.0 * (1 - away)
    parts = [warrant.barrier(side + end, 100.0, K, H, T, r, r, vol, option=option).value for end in ("in", "out")]
    plain = warrant.black_scholes(100.0, K, T, r, 0.0, vol, option=option).value
    assert sum(parts) == pytest.approx(plain, abs=1e-8)
    assert min(parts) >= 0.0


def test_a_barrier_at_very_low_volatility_keeps_its_limit():
    given_ = {"S": 100.0, "K": 90.0, "H": 160.0, "T": 1.0, "r": 0.04, "b": 0.04, "vol": 0.002}
    forward = 100.0 - 90.0 * np.exp(-0.04)
    assert warrant.barrier("upout", **given_).value == pytest.approx(forward, abs=1e-9)
    assert warrant.barrier("upin", **given_).value == pytest.approx(0.0, abs=1e-9)
    assert warrant.barrier("upin", **given_ | {"H": 101.0}).value == pytest.approx(forward, abs=1e-9)


def test_a_negative_rate_needs_no_root_without_a_rebate():
    given_ = {"S": 100.0, "K": 90.0, "H": 110.0, "T": 1.0, "r": -0.5, "b": 0.045, "vol": 0.3}
    parts = sum(warrant.barrier(kind, **given_).value for kind in ("upin", "upout"))
    assert parts == pytest.approx(warrant.black_scholes(100.0, 90.0, 1.0, -0.5, -0.545, 0.3).value)


def naive(kind, S, K, H, T, r, b, vol, window, count, paths, seed):
    """Barrier on the mean of the last `window` of `count` closes, one path and one day at a time; mean and standard
    error."""
    rng = np.random.default_rng(seed)
    step, worth = T / count, []
    for _ in range(paths):
        price, closes, hit = S, [], False
        for _ in range(count):
            price *= np.exp((b - vol * vol / 2) * step + vol * np.sqrt(step) * rng.standard_normal())
            closes.append(price)
            if len(closes) >= window:
                mean = sum(closes[-window:]) / window
                hit = hit or (mean >= H if kind.startswith("up") else mean <= H)
        alive = hit if kind.endswith("in") else not hit
        worth.append(np.exp(-r * T) * max(price - K, 0.0) if alive else 0.0)
    return np.mean(worth), np.std(worth, ddof=1) / np.sqrt(paths)


@pytest.mark.parametrize(("kind", "H"), [("upin", 130.0), ("downout", 85.0)])
def test_average_watching_agrees_with_a_naive_simulation(kind, H):
    given_ = {"S": 100.0, "K": 90.0, "H": H, "T": 0.5, "r": 0.04, "b": 0.04, "vol": 0.5}
    found = warrant.barrier(kind, **given_, watched="average", days=50, window=5, paths=20_000, seed=3)
    mean, error = naive(kind, **given_, window=5, count=25, paths=3_000, seed=8)
    assert abs(found.value - mean) < 4 * np.hypot(error, found.error)
    assert 0.0 < found.error < error


def test_the_naive_simulation_sees_a_barrier_left_out():
    given_ = {"S": 100.0, "K": 90.0, "H": 130.0, "T": 0.5, "r": 0.04, "b": 0.04, "vol": 0.5}
    plain = warrant.black_scholes(100.0, 90.0, 0.5, 0.04, 0.0, 0.5).value
    mean, error = naive("upin", **given_, window=5, count=25, paths=3_000, seed=8)
    assert abs(plain - mean) > 4 * error


def test_daily_watching_agrees_with_simulated_daily_closes():
    given_ = {"S": 164.0, "K": 150.0, "H": 200.0, "T": 1.0, "r": 0.04, "b": 0.04, "vol": 0.55}
    daily = warrant.barrier("upout", **given_, watched="daily", days=252).value
    closes = warrant.barrier("upout", **given_, watched="average", days=252, window=1, paths=40_000, seed=5)
    always = warrant.barrier("upout", **given_).value
    assert abs(daily - closes.value) < 4 * closes.error
    assert abs(always - closes.value) > 4 * closes.error  # so the shift matters here


def test_watching_less_opens_an_up_and_in_gate_less_often():
    given_ = {"S": 164.0, "K": 0.01, "H": 300.0, "T": 2.0, "r": 0.04, "b": 0.04, "vol": 0.55}
    values = [
        warrant.barrier("upin", **given_, watched=how, paths=20_000).value for how in ("continuous", "daily", "average")
    ]
    assert values[0] > values[1] > values[2]
    assert warrant.barrier("upin", **given_, watched="average", seed=1) == warrant.barrier(
        "upin", **given_, watched="average", seed=1
    )


def test_shift_is_broadie_glasserman_kous():
    # Broadie, Glasserman and Kou (1997): beta = -zeta(1/2)/sqrt(2 pi) = 0.5826
    near = [sum(1 / np.sqrt(k) for k in range(1, n + 1)) - 2 * np.sqrt(n) for n in (10_000, 20_000)]
    zeta = near[1] - (near[0] - near[1]) / (np.sqrt(2) - 1)  # the error falls as 1/sqrt(n)
    assert -zeta / np.sqrt(2 * np.pi) == pytest.approx(warrant.SHIFT, abs=1e-6)


def test_a_barrier_already_passed():
    plain = warrant.black_scholes(100.0, 90.0, 1.0, 0.04, 0.0, 0.3).value
    for kind, H in (("upin", 95.0), ("downin", 105.0), ("upin", 100.0)):
        assert warrant.barrier(kind, 100.0, 90.0, H, 1.0, 0.04, 0.04, 0.3, 2.0).value == pytest.approx(plain)
    for kind, H in (("upout", 95.0), ("downout", 105.0)):
        assert warrant.barrier(kind, 100.0, 90.0, H, 1.0, 0.04, 0.04, 0.3, 2.0).value == 2.0


def test_names_of_types_may_carry_hyphens():
    given_ = (100.0, 90.0, 95.0, 0.5, 0.08, 0.04, 0.25, 3.0)
    assert warrant.barrier("Down-and-Out", *given_) == warrant.barrier("downout", *given_)


def test_dilution_with_the_issue_already_priced_in_solves_its_equation():
    found = warrant.dilution(40, 60, 5, 0.03, 0, 0.3, N=1_000_000, M=200_000, announced=False)
    naive_w = 0.0
    for _ in range(200):
        firm = warrant.black_scholes(40 + 0.2 * naive_w, 60, 5, 0.03, 0, 0.3).value
        naive_w = firm * 1_000_000 / 1_200_000
    assert found.warrant == pytest.approx(naive_w, abs=1e-12)
    assert found.residual < 1e-12
    assert warrant.dilution(40, 60, 5, 0.03, 0, 0.3, N=1e6, M=0).warrant == found.option


def test_vesting_needs_both_gates():
    given_ = {"S": 164, "K": 0.01, "T": 5, "r": 0.04, "b": 0.04, "vol": 0.55}
    step = warrant.barrier("upin", H=200, **given_).value
    both = warrant.vesting([10, 10, 10], [0, 200, 600], [1.0, 0.5, 0.0], **given_)
    free = warrant.black_scholes(164, 0.01, 5, 0.04, 0.0, 0.55).value
    assert both.steps == pytest.approx([10 * free, 5 * step, 0.0])
    assert both.value == pytest.approx(sum(both.steps))
    assert both.reached[0] == 1.0 > both.reached[1] > both.reached[2] > 0.0
    prices = [warrant.vesting([1], [gate], [1], **given_).value for gate in (164, 200, 400, 600)]
    assert prices == sorted(prices, reverse=True)


def test_chance_of_reaching_a_gate_agrees_with_a_simulation():
    given_ = {"S": 100, "K": 0.01, "T": 1, "r": 0.04, "b": 0.04, "vol": 0.4}
    daily = warrant.vesting([1], [130], [1], **given_, watched="daily")
    closes = warrant.vesting([1], [130], [1], **given_, watched="average", window=1)
    assert daily.reached[0] == pytest.approx(closes.reached[0], abs=0.01)
    assert warrant.vesting([1], [130], [1], **given_).reached[0] > daily.reached[0] + 0.01
    assert closes.error > 0.0 == daily.error


def good():
    return {"type": "upin", "S": 100.0, "K": 90.0, "H": 110.0, "T": 1.0, "r": 0.04, "b": 0.04, "vol": 0.3}


WRONG = [
    ({"type": "sideways"}, "type: found 'sideways'"),
    ({"S": 0}, "S: found 0"),
    ({"H": -1}, "H: found -1"),
    ({"T": 0}, "T: found 0"),
    ({"vol": 0}, "vol: found 0"),
    ({"r": float("nan")}, "r: found nan"),
    ({"rebate": -1}, "rebate: found -1"),
    ({"option": "straddle"}, "option: found 'straddle'"),
    ({"watched": "weekly"}, "watched: found 'weekly'"),
    ({"watched": "average", "window": 0}, "days, window, paths"),
    ({"watched": "average", "window": 400}, "window: found 400"),
    ({"r": -0.5, "b": 0.045, "rebate": 1, "type": "upout"}, "r: found -0.5"),
]


@pytest.mark.parametrize(("changed", "words"), WRONG)
def test_wrong_numbers_are_refused(changed, words):
    with pytest.raises(ValueError, match="^" + words):
        warrant.barrier(**(good() | changed))


def test_wrong_vesting_steps_are_refused():
    for units, gates, power, words in (
        ([1], [200, 300], [1], "vesting: found 1 units, 2 gates, 1 power"),
        ([], [], [], "vesting: found 0 units"),
        ([1], [200], [1.5], r"power\[0\]: found 1.5"),
        ([-1], [200], [1], r"units\[0\]: found -1"),
    ):
        with pytest.raises(ValueError, match="^" + words):
            warrant.vesting(units, gates, power, S=164, K=0.01, T=5, r=0.04, b=0.04, vol=0.55)
