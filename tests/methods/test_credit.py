"""`methods.credit` against its own equations, a numerical integral and put-call parity."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from gigaloop.methods import credit, warrant

FIRM = {
    "V": st.floats(2.0, 50.0),
    "sigma_V": st.floats(0.1, 0.8),
    "T": st.floats(0.25, 8.0),
    "r": st.floats(-0.02, 0.1),
}


@settings(max_examples=150, deadline=None)
@given(**FIRM)
def test_backward_finds_what_forward_started_from(V, sigma_V, T, r):
    forward = credit.merton(V=V, sigma_V=sigma_V, r=r, T=T, D=10)
    if forward.E < 1e-6:
        return
    back = credit.merton(E=forward.E, sigma_E=forward.sigma_E, r=r, T=T, D=10)
    assert back.residual < 1e-9
    assert forward.residual < 1e-9
    assert pytest.approx(V, rel=1e-5) == back.V
    assert back.sigma_V == pytest.approx(sigma_V, rel=1e-4)


def naive_put(V, sigma, D, r, T):
    """Discounted expected shortfall by integration over the normal draw."""

    def short(z):
        return max(D - V * np.exp((r - sigma**2 / 2) * T + sigma * np.sqrt(T) * z), 0.0) * norm.pdf(z)

    edge = (np.log(D / V) - (r - sigma**2 / 2) * T) / (sigma * np.sqrt(T))
    return np.exp(-r * T) * quad(short, -12.0, max(min(edge, 12.0), -12.0), limit=200, epsabs=1e-11)[0]


@settings(max_examples=40, deadline=None)
@given(**FIRM)
def test_guarantee_agrees_with_an_integral_and_fills_the_debt(V, sigma_V, T, r):
    found = credit.guarantee_put(V, sigma_V, 10, r, T)
    assert found.value == pytest.approx(naive_put(V, sigma_V, 10, r, T), abs=1e-7)
    firm = credit.merton(V=V, sigma_V=sigma_V, r=r, T=T, D=10)
    assert firm.debt + found.value == pytest.approx(
        firm.PV_promise, abs=1e-9
    )  # debt and guarantee are riskless together
    assert firm.E + firm.debt == pytest.approx(V, abs=1e-9)
    assert pytest.approx(firm.PD) == found.PD
    assert found.value == pytest.approx(warrant.black_scholes(V, 10, T, r, 0.0, sigma_V, option="put").value, abs=1e-9)


def test_the_integral_sees_a_wrong_volatility():
    assert abs(credit.guarantee_put(12, 0.3, 10, 0.05, 1).value - naive_put(12, 0.31, 10, 0.05, 1)) > 1e-3


def test_a_cap_and_a_share_lower_the_guarantee():
    whole = credit.guarantee_put(12, 0.3, 10, 0.05, 1).value
    capped = [credit.guarantee_put(12, 0.3, 10, 0.05, 1, cap=cap).value for cap in (0, 1, 4, 10, 25)]
    assert capped == sorted(capped)
    assert capped[0] == 0.0
    assert capped[-1] == capped[-2] == whole
    assert credit.guarantee_put(12, 0.3, 10, 0.05, 1, cover=0.5).value == whole / 2


def test_spread_and_recovery_price_the_debt():
    firm = credit.merton(E=3, sigma_E=0.8, r=0.05, T=2, D=10)
    assert firm.debt == pytest.approx(10 * np.exp(-(0.05 + firm.spread) * 2))
    assert firm.debt == pytest.approx(firm.PV_promise * (1 - firm.PD * (1 - firm.recovery)))
    assert pytest.approx(norm.cdf(-firm.distance)) == firm.PD


def test_a_safe_firm_never_defaults():
    firm = credit.merton(E=1e6, sigma_E=0.1, r=0.05, T=1, D=1)
    assert firm.PD == 0.0
    assert firm.recovery == 1.0
    assert pytest.approx(1e6 + np.exp(-0.05)) == firm.V


WRONG = [
    ({"E": 3}, "merton: expected either"),
    ({"E": 3, "sigma_E": 0.8, "V": 1, "sigma_V": 1}, "merton: expected either"),
    ({"E": -3, "sigma_E": 0.8}, "E: found -3"),
    ({"E": 3, "sigma_E": 0}, "sigma_E: found 0"),
    ({"E": 3, "sigma_E": 0.8, "T": 0}, "T: found 0"),
    ({"E": 3, "sigma_E": 0.8, "D": 0}, "D: found 0"),
    ({"E": 3, "sigma_E": 0.8, "r": float("inf")}, "r: found inf"),
]


@pytest.mark.parametrize(("changed", "words"), WRONG)
def test_wrong_numbers_are_refused(changed, words):
    with pytest.raises(ValueError, match="^" + words):
        credit.merton(**({"r": 0.05, "T": 1, "D": 10} | changed))


def test_a_hopeless_firm_has_equity_worth_nothing():
    firm = credit.merton(V=0.001, sigma_V=0.01, r=0.05, T=1, D=10)
    assert (firm.E, firm.sigma_E, firm.PD, firm.debt) == (0.0, float("inf"), 1.0, pytest.approx(0.001))


def test_wrong_guarantees_are_refused():
    with pytest.raises(ValueError, match=r"^cover: found 1.5"):
        credit.guarantee_put(12, 0.3, 10, 0.05, 1, cover=1.5)
    with pytest.raises(ValueError, match=r"^cap: found -1"):
        credit.guarantee_put(12, 0.3, 10, 0.05, 1, cap=-1)
