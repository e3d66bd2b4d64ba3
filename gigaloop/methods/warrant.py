"""Warrants: option value, dilution, price barriers, and steps that vest behind two gates.

Rates are continuously compounded shares a year, `vol` is yearly, `T` is years, prices are money a share. `b` is the
cost of carry, r - q. The barrier formulae are closed; only a barrier on an average price is simulated, from a seed,
and says its standard error.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import log_ndtr, ndtr

__all__ = ["Dilution", "Option", "Step", "barrier", "black_scholes", "dilution", "vesting"]

SHIFT = 0.5825971579390106  # -zeta(1/2) / sqrt(2 pi): Broadie, Glasserman and Kou (1997)
TYPES = ("downin", "downout", "upin", "upout")


class Option(NamedTuple):
    """An option's worth. value: money a share; delta: change per unit of S (None for a barrier); error: standard
    error, 0 if closed form."""

    value: float
    delta: float | None
    error: float


class Dilution(NamedTuple):
    """A company's own warrants. option: plain option (money); warrant: one warrant; total_cost: all of them, borne by
    today's holders."""

    option: float
    warrant: float
    total_cost: float
    residual: float


class Step(NamedTuple):
    """Steps that vest behind a price gate and a power gate. value: money for all steps; steps: money a step;
    price_gate: worth a share once the power gate is sure; reached: risk-neutral chance that the price gate opens;
    error: sum of the steps' standard errors."""

    value: float
    steps: list[float]
    price_gate: list[float]
    reached: list[float]
    error: float


def _number(name: str, value: float, *, least: float | None = None, above: float | None = None) -> float:
    number = float(value)
    bad = not np.isfinite(number) or (least is not None and number < least) or (above is not None and number <= above)
    if bad:
        bound = f" of at least {least:g}" if least is not None else f" above {above:g}" if above is not None else ""
        raise ValueError(f"{name}: found {number}, expected a finite number{bound}.")
    return number


def _sign(option: str) -> float:
    if option not in ("call", "put"):
        raise ValueError(f"option: found {option!r}, expected 'call' or 'put'.")
    return 1.0 if option == "call" else -1.0


def _plain(sign: float, S: float, K: float, T: float, r: float, b: float, vol: float) -> tuple[float, float]:
    grown, discount = S * np.exp((b - r) * T), np.exp(-r * T)
    width = vol * np.sqrt(T)
    if width < 1e-12 or K == 0.0 or S == 0.0:
        value = max(sign * (grown - K * discount), 0.0)
        return float(value), float(sign * np.exp((b - r) * T)) if value > 0.0 else 0.0
    d1 = (np.log(S) - np.log(K) + b * T) / width + 0.5 * width
    value = sign * (grown * ndtr(sign * d1) - K * discount * ndtr(sign * (d1 - width)))
    return float(max(value, 0.0)), float(sign * np.exp((b - r) * T) * ndtr(sign * d1))


def black_scholes(
    S: float, K: float, T: float, r: float, q: float = 0.0, vol: float = 0.0, *, option: str = "call"
) -> Option:
    """What is a European option worth?

    Definition: Black and Scholes (1973) with a dividend yield q (Merton 1973). S, K money a share; T years; r, q, vol
    a year. At vol = 0 or T = 0 the value is the discounted forward's intrinsic value. Errors: ValueError for numbers
    out of range.

    >>> round(black_scholes(S=60, K=65, T=0.25, r=0.08, q=0, vol=0.3).value, 4)
    2.1334
    """
    S, K, T = _number("S", S, least=0), _number("K", K, least=0), _number("T", T, least=0)
    r, q, vol = _number("r", r), _number("q", q), _number("vol", vol, least=0)
    value, delta = _plain(_sign(option), S, K, T, r, r - q, vol)
    return Option(value, delta, 0.0)


def dilution(
    S: float,
    K: float,
    T: float,
    r: float,
    q: float = 0.0,
    vol: float = 0.0,
    N: float = 1.0,
    M: float = 0.0,
    *,
    announced: bool = True,
) -> Dilution:
    """What are M warrants on a company with N shares worth, when exercise makes new shares?

    Definition: warrant = option N / (N + M) and total cost M x warrant, if the market has not yet priced the issue in
    (`announced=True`: S is the price before the news; Hull, Options, Futures and Other Derivatives, warrants). With
    `announced=False` the share price S already carries the M warrants: w = N/(N+M) BS(S + M w / N, K), solved for w
    (Galai and Schneller 1978). N, M counts; the rest as in `black_scholes`. `residual`: error of the solved equation.
    Errors: ValueError for numbers out of range.

    >>> d = dilution(S=40, K=60, T=5, r=0.03, q=0, vol=0.3, N=1_000_000, M=200_000)
    >>> round(d.option, 2), round(d.warrant, 2)
    (7.04, 5.87)
    """
    N, M = _number("N", N, above=0), _number("M", M, least=0)
    option = black_scholes(S, K, T, r, q, vol).value
    warrant, share = option * N / (N + M), N / (N + M)
    if announced:
        return Dilution(option, warrant, warrant * M, 0.0)
    for _ in range(500):  # the map's slope is at most M/(N+M) < 1, so it contracts
        last, warrant = warrant, share * black_scholes(S + M * warrant / N, K, T, r, q, vol).value
        if abs(warrant - last) <= 1e-15 * max(1.0, warrant):
            break
    residual = abs(share * black_scholes(S + M * warrant / N, K, T, r, q, vol).value - warrant)
    return Dilution(option, warrant, warrant * M, float(residual))


def _name(kind: str) -> str:
    plain = kind.lower().replace("-", "").replace("_", "").replace(" ", "").replace("and", "")
    if plain not in TYPES:
        raise ValueError(f"type: found {kind!r}, expected one of {', '.join(TYPES)}.")
    return plain


def _reiner_rubinstein(
    kind: str, phi: float, S: float, K: float, H: float, T: float, r: float, b: float, vol: float, rebate: float
) -> float:
    """The eight formulae of Reiner and Rubinstein (1991) in Haug's notation A to F; S has not yet crossed H."""
    eta = 1.0 if kind.startswith("down") else -1.0
    var, width = vol * vol, vol * np.sqrt(T)
    mu = b / var - 0.5
    drift, grown, discount = (1.0 + mu) * width, S * np.exp((b - r) * T), np.exp(-r * T)
    log_k = np.log(S) - np.log(K) if K > 0.0 else np.inf
    x1, x2 = log_k / width + drift, np.log(S / H) / width + drift
    y1, y2 = (2.0 * np.log(H / S) + log_k) / width + drift, np.log(H / S) / width + drift

    def scaled(power: float, x: float) -> float:
        """(H/S)^power N(x), where at low volatility the first overflows while the product does not."""
        return float(np.exp(power * np.log(H / S) + log_ndtr(x)))

    def plain(x: float) -> float:
        return float(phi * (grown * ndtr(phi * x) - K * discount * ndtr(phi * (x - width))))

    def mirrored(y: float) -> float:
        there = grown * scaled(2.0 * (mu + 1.0), eta * y) - K * discount * scaled(2.0 * mu, eta * (y - width))
        return float(phi * there)

    A, B, C, D = plain(x1), plain(x2), mirrored(y1), mirrored(y2)
    extra = 0.0
    if rebate > 0.0 and kind.endswith("in"):
        extra = rebate * discount * (ndtr(eta * (x2 - width)) - scaled(2.0 * mu, eta * (y2 - width)))
    elif rebate > 0.0:
        lam = np.sqrt(mu * mu + 2.0 * r / var)
        z = np.log(H / S) / width + lam * width
        extra = rebate * (scaled(mu + lam, eta * z) + scaled(mu - lam, eta * (z - 2.0 * lam * width)))
    above = K >= H
    inside = {
        ("downin", 1.0): C if above else A - B + D,
        ("upin", 1.0): A if above else B - C + D,
        ("downin", -1.0): B - C + D if above else A,
        ("upin", -1.0): A - B + D if above else C,
    }
    knocked = inside[kind[:-3] + "in" if kind.endswith("out") else kind, phi]
    value = knocked if kind.endswith("in") else A - knocked
    return float(max(value, 0.0) + extra)


def _on_average(
    kind: str,
    phi: float,
    S: float,
    K: float,
    H: float,
    T: float,
    r: float,
    b: float,
    vol: float,
    rebate: float,
    window: int,
    paths: int,
    seed: int,
    days: int,
) -> tuple[float, float, float]:
    """Simulated worth, standard error and chance of a touch when the barrier watches the mean of the last `window`
    daily closes."""
    count = max(1, round(T * days))
    if window > count:
        raise ValueError(f"window: found {window} days, expected at most the {count} days of the term.")
    rng = np.random.default_rng(seed)
    step = T / count
    worth, touched, done = [], [], 0
    while done < paths:
        size = min(4000, paths - done)
        half = rng.standard_normal(((size + 1) // 2, count))
        shock = np.concatenate([half, -half])[:size]
        path = S * np.exp(np.cumsum((b - 0.5 * vol * vol) * step + vol * np.sqrt(step) * shock, axis=1))
        total = np.cumsum(path, axis=1)
        total[:, window:] -= total[:, :-window].copy()
        mean = total[:, window - 1 :] / window
        crossed = mean >= H if kind.startswith("up") else mean <= H
        hit = crossed.any(axis=1)
        when = (np.argmax(crossed, axis=1) + window) * step
        end = np.maximum(phi * (path[:, -1] - K), 0.0) * np.exp(-r * T)
        if kind.endswith("in"):
            value = np.where(hit, end, rebate * np.exp(-r * T))
        else:
            value = np.where(hit, rebate * np.exp(-r * when), end)
        pairs = size // 2
        worth.append(0.5 * (value[:pairs] + value[pairs : 2 * pairs]) if size % 2 == 0 else value)
        touched.append(hit)
        done += size
    sample = np.concatenate(worth)
    error = float(sample.std(ddof=1) / np.sqrt(sample.size)) if sample.size > 1 else float("inf")
    return float(sample.mean()), error, float(np.concatenate(touched).mean())


def barrier(
    type: str,
    S: float,
    K: float,
    H: float,
    T: float,
    r: float,
    b: float,
    vol: float,
    rebate: float = 0.0,
    *,
    option: str = "call",
    watched: str = "continuous",
    days: int = 252,
    window: int = 30,
    paths: int = 40_000,
    seed: int = 1,
) -> Option:
    """What is an option worth that lives or dies when the share price touches H?

    Definition: Reiner and Rubinstein (1991), Breaking Down the Barriers, all eight types with rebate (as printed by
    Haug, The Complete Guide to Option Pricing Formulas, standard barrier options). A knock-out's rebate is paid at
    the touch, a knock-in's at T.
    `watched`: "continuous"; "daily": `days` closes a year, H moved away from S by exp(0.5826 vol sqrt(1/days))
    (Broadie, Glasserman and Kou 1997); "average": the mean of the last `window` closes, simulated on `paths`
    antithetic paths from `seed`. If S already stands at or past H, an "in" is a plain option and an "out" is worth
    its rebate.
    `type`: downin, downout, upin, upout; `b` cost of carry (r - q), may be 0. Errors: ValueError for numbers out of
    range.

    >>> round(barrier("downout", S=100, K=90, H=95, T=0.5, r=0.08, b=0.04, vol=0.25, rebate=3).value, 4)
    9.0246
    """
    kind, phi = _name(type), _sign(option)
    S, K, H, T = _number("S", S, above=0), _number("K", K, least=0), _number("H", H, above=0), _number("T", T, above=0)
    r, b, vol = _number("r", r), _number("b", b), _number("vol", vol, above=0)
    rebate = _number("rebate", rebate, least=0)
    if watched not in ("continuous", "daily", "average"):
        raise ValueError(f"watched: found {watched!r}, expected 'continuous', 'daily' or 'average'.")
    if min(days, window) < 1 or paths < 2:
        raise ValueError("days, window, paths: expected days and window of at least 1, paths of at least 2.")
    if watched == "average":
        value, error, _ = _on_average(kind, phi, S, K, H, T, r, b, vol, rebate, window, paths, seed, days)
        return Option(value, None, error)
    past = S >= H if kind.startswith("up") else S <= H
    if past:
        return Option(_plain(phi, S, K, T, r, b, vol)[0] if kind.endswith("in") else rebate, None, 0.0)
    if watched == "daily":
        H = H * float(np.exp((1.0 if kind.startswith("up") else -1.0) * SHIFT * vol * np.sqrt(1.0 / days)))
    if rebate > 0.0 and kind.endswith("out") and (b / vol**2 - 0.5) ** 2 + 2.0 * r / vol**2 < 0.0:
        raise ValueError(
            f"r: found {r}, so negative that the rebate's formula has no real root. Expected a higher rate."
        )
    return Option(_reiner_rubinstein(kind, phi, S, K, H, T, r, b, vol, rebate), None, 0.0)


def vesting(
    units: list[float],
    gates: list[float],
    power: list[float],
    S: float,
    K: float,
    T: float,
    r: float,
    b: float,
    vol: float,
    *,
    watched: str = "continuous",
    days: int = 252,
    window: int = 30,
    paths: int = 40_000,
    seed: int = 1,
) -> Step:
    """What are warrants worth whose steps vest behind a share price *and* the gigawatts taken?

    Definition: step k is worth units_k x power_k x upin(S, K, H_k, T): a vested warrant is held to T (with no
    dividend early exercise never pays), so the order in which its gates open does not matter, only that both open by
    T; power_k is the chance that the power gate opens by T, taken as independent of the price. A step whose gate is
    0, or at or under S, has no price gate. Barrier as in `barrier`, its `watched` too. For C09 of the worked cases:
    one step, power 1.
    `units` shares a step; `gates` money a share; `power` shares from 0 to 1. Errors: ValueError for lengths that
    differ or numbers out of range.

    >>> v = vesting([1.0], [200.0], [0.5], S=164, K=0.01, T=5, r=0.04, b=0.04, vol=0.55)
    >>> round(v.value, 2)
    78.27
    """
    if not len(units) == len(gates) == len(power) or not len(units):
        raise ValueError(
            f"vesting: found {len(units)} units, {len(gates)} gates, {len(power)} power; expected as many of "
            "each, at least one."
        )
    S = _number("S", S, above=0)
    worth, reached, steps, doubt = [], [], [], 0.0
    for number, (count, gate, chance) in enumerate(zip(units, gates, power, strict=True)):
        count, gate = _number(f"units[{number}]", count, least=0), _number(f"gates[{number}]", gate, least=0)
        if not 0.0 <= chance <= 1.0:
            raise ValueError(f"power[{number}]: found {chance}, expected a chance from 0 to 1.")
        if gate <= S:
            value, error, touch = black_scholes(S, K, T, r, r - b, vol).value, 0.0, 1.0
        else:
            value, _, error = barrier(
                "upin", S, K, gate, T, r, b, vol, watched=watched, days=days, window=window, paths=paths, seed=seed
            )
            if watched == "average":
                touch = _on_average("upin", 1.0, S, K, gate, T, r, b, vol, 0.0, window, paths, seed, days)[2]
            else:
                level = gate if watched == "continuous" else gate * float(np.exp(SHIFT * vol * np.sqrt(1.0 / days)))
                drift, width, far = (b - 0.5 * vol * vol) * T, vol * np.sqrt(T), np.log(level / S)
                mirror = np.exp(2.0 * drift * far / width**2 + log_ndtr((-drift - far) / width))
                touch = float(ndtr((drift - far) / width) + mirror)
        worth.append(value)
        reached.append(touch)
        steps.append(count * chance * value)
        doubt += count * chance * error
    return Step(float(sum(steps)), steps, worth, reached, float(doubt))
