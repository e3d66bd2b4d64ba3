"""Draws: all randomness of a path, a function of the seed and the path's number alone.

Scenario, book, chunk, thread and machine have no say, so two scenarios share their surprises path by path and any
split of the paths gives the same answer to the last bit. The generator is numpy's Philox (a counter-based generator,
Salmon et al. 2011) keyed by (seed, path). `once` comes first, then the quarters one after another, so a longer horizon
only adds at the end.
"""

import functools
import math
import zlib
from typing import NamedTuple

import numpy as np

from gigaloop.methods import quantile  # scipy.special would add a quarter of a second of CPU to every start

JOINED = 512  # of the columns drawn once per path, the first: joined by a t copula
ONCE = JOINED + 1024  # columns of uniform numbers drawn once per path
ROOM = 768  # uncertain values that a run may have: half of the columns, so that a name seldom meets another's
OWN = 32  # columns of normal numbers per quarter, for parties' own surprises (demand and noise)
GRID = np.linspace(0.0, 1.0, 41)  # probabilities of a quantile table
CUT = 0.0025  # an unbounded distribution ends at this probability and at 1 - this

COMMON, MEMORY, SHUT, RENT, RATE, YEN, SPARE_1, WAVE, POOL = range(9)
TAIL, TIED, FAR = 5, 0.6, 6.0  # of WAVE: degrees of freedom, how much of COMMON it is, where it is cut
JOIN = 0.2  # correlation of the t copula of what is drawn once a path; its degrees of freedom are TAIL too
#: how a name of a value ends that the copula joins: what comes true of contracts, delays, labs' growth
ENDINGS = (".binding", ".delay", "growth-start", "growth-long-run")


class Draws(NamedTuple):
    """The numbers of P paths over T quarters.

    once (P, 1536): uniform on [0, 1), one column per uncertain value, the first 512 joined by a t copula · market
    (P, T, 9): standard normal MEMORY, SHUT, RENT, RATE, YEN, SPARE_1 (builders' common walk); WAVE, the heavy-tailed
    factor of all markets, COMMON, which it is a part of, and POOL, its normal quantile · growth and noise (P, T, 32):
    standard normal, a party's own surprise in growth, or mood, and passing noise · regime (P, T): uniform, decides the
    appetite of the quarter.
    """

    once: np.ndarray
    market: np.ndarray
    growth: np.ndarray
    noise: np.ndarray
    regime: np.ndarray


def room(paths: int, quarters: int) -> Draws:
    """Arrays to draw into."""
    shapes = (ONCE,), (quarters, 9), (quarters, OWN), (quarters, OWN), (quarters,)
    return Draws(*(np.empty((paths, *shape)) for shape in shapes))


#: places of a stream: its key, which of the key's streams it is, its counter, the next word; then words
SEED, PATH, BESIDE, COUNTER, NEXT, WORDS = range(6)
GIVEN = np.zeros(0, np.uint64)  # no stream: somebody else has drawn


def stream(seed: int, first: int) -> np.ndarray:
    """Where the kernel's own generator begins to draw paths first, first + 1, ...: the same numbers to the last bit."""
    if seed < 0 or first < 0:
        raise ValueError(f"seed {seed}, first path {first}: both must be 0 or more.")
    words = np.zeros(WORDS + 256, np.uint64)
    words[SEED], words[PATH] = seed, first
    return words


def draws(seed: int, first: int, paths: int, quarters: int) -> Draws:
    """The draws of paths first, first + 1, ... as one block, by numpy; a run draws them by `kernel.stream`.

    >>> a, b = draws(1, 0, 3, 8), draws(1, 2, 1, 5)
    >>> bool((a.once[2] == b.once[0]).all() and (a.market[2, :5] == b.market[0]).all())
    True
    """
    drawn = once, market, growth, noise, regime = room(paths, quarters)
    normal, common = np.empty((quarters, 9 + 2 * OWN + TAIL)), np.empty((paths, quarters, 9 + TAIL))
    joined = np.empty((paths, 1 + TAIL + JOINED))
    source = np.random.Philox(key=stream(seed, first)[: PATH + 1])
    start, beside, numbers = source.state, source.state, np.random.Generator(source)
    beside["state"]["counter"][3] = 1  # a stream of its own, of the same key
    for place in range(paths):
        start["state"]["key"][1] = beside["state"]["key"][1] = first + place
        source.state = beside  # six times quicker than a new generator, and the same
        numbers.standard_normal(out=joined[place])
        source.state = start
        numbers.random(out=once[place, JOINED:])
        numbers.standard_normal(out=normal)
        growth[place], noise[place] = normal[:, 8 : 8 + OWN], normal[:, 8 + OWN : 8 + 2 * OWN]
        common[place, :, :8], common[place, :, 8:] = normal[:, :8], normal[:, 8 + 2 * OWN :]
    market[:, :, :8] = common[:, :, :8]
    wave = _wave(common)
    market[:, :, WAVE] = wave
    market[:, :, COMMON] = TIED * wave + math.sqrt(1.0 - TIED**2) * common[:, :, COMMON]
    market[:, :, POOL] = _quantile(wave)
    once[:, :JOINED] = _joined(joined)
    regime[:] = _below(common[:, :, -1])
    return drawn


def _wave(normal: np.ndarray) -> np.ndarray:
    """Student t of TAIL degrees of freedom, scaled to unit variance, cut at FAR."""
    squares = np.square(normal[..., -1 - TAIL : -1]).sum(-1)
    return np.clip(normal[..., WAVE] * np.sqrt((TAIL - 2.0) / squares), -FAR, FAR)


def _joined(normal: np.ndarray) -> np.ndarray:
    """(P, JOINED) uniform numbers with a t copula (Demarta and McNeil 2005): all share a factor, and how wild it is."""
    step, below, rise = law()
    t = math.sqrt(1.0 - JOIN) * normal[:, 1 + TAIL :]
    t += math.sqrt(JOIN) * normal[:, :1]
    t *= np.sqrt(TAIL / np.square(normal[:, 1 : 1 + TAIL]).sum(1))[:, None]  # how wild the path is
    np.clip(t, -END, END - step, out=t)  # in its place: to clear new memory takes longer than to reckon
    t /= step
    t += END / step
    k = t.astype(np.int64)
    t -= k
    t *= rise[k]
    t += below[k]
    return t


END = 40.0  # a Student t of 5 degrees of freedom is beyond it once in ten million


@functools.cache
def law() -> tuple[float, np.ndarray, np.ndarray]:
    """A step, how much of Student's t is below -40, a step more, ..., 40, and how much more at the next step."""
    step = 1.0 / 64.0
    below = _student(np.arange(-END, END + step, step))
    return step, below, np.diff(below)


def _student(t: np.ndarray) -> np.ndarray:
    """The probability that Student's t of 5 degrees of freedom is below t: exact (Abramowitz and Stegun 26.7.4).

    >>> _student(np.array([0.0, 2.015048373])).round(9).tolist()
    [0.5, 0.95]
    """
    angle = np.arctan(t / math.sqrt(TAIL))
    sine, cosine = np.sin(angle), np.cos(angle)
    return 0.5 + (angle + sine * cosine + (2.0 / 3.0) * sine * cosine**3) / math.pi


def _quantile(wave: np.ndarray) -> np.ndarray:
    """The normal quantile of a WAVE: where a standard normal number has as much below it.

    >>> _quantile(np.array([0.0, 1.0])).round(3).tolist()
    [0.0, 1.143]
    """
    return np.interp(wave, *line())


@functools.cache
def line() -> tuple[np.ndarray, np.ndarray]:
    """Waves, and their normal quantiles: straight lines between them are right to a hundred thousandth."""
    wave = np.linspace(-FAR, FAR, 2401)
    return wave, quantile.normal(_student(wave * math.sqrt(TAIL / (TAIL - 2.0))))


@functools.cache
def moments() -> np.ndarray:
    """E WAVE^2 / 2!, E WAVE^4 / 4!, ...: E exp(b WAVE) = 1 + the sum of b^2n times these, right for b up to 1.

    >>> bool(0.97 < 2.0 * moments()[0] < 1.0)
    True
    """
    at, weight = np.polynomial.legendre.leggauss(100)
    wave, weight = FAR / 2.0 * (at + 1.0), FAR / 2.0 * weight
    above = 1.0 - _student(wave * math.sqrt(TAIL / (TAIL - 2.0)))
    powers = range(2, 34, 2)  # E w^n = 2 n times the integral of w^(n - 1) P(WAVE > w): what is cut stands at FAR
    return np.array([2.0 * n * (weight * wave ** (n - 1) * above).sum() / math.factorial(n) for n in powers])


def _below(z: np.ndarray) -> np.ndarray:
    """The probability that a standard normal number is below each of z."""
    shares = map(math.erfc, (z.ravel() * -math.sqrt(0.5)).tolist())
    return 0.5 * np.fromiter(shares, float, z.size).reshape(z.shape)


def neutral(quarters: int) -> Draws:
    """One path without surprises: every uniform 0.5, every normal 0. The planners' first pass."""
    return Draws(
        np.full((1, ONCE), 0.5),
        np.zeros((1, quarters, 9)),
        np.zeros((1, quarters, OWN)),
        np.zeros((1, quarters, OWN)),
        np.full((1, quarters), 0.0),
    )


def columns(names) -> np.ndarray:
    """A column of `once` for each name: its checksum modulo 1024 (512 of those that are joined), the next free one
    when taken (names sorted).

    A name keeps its column whatever else is in the book, but for the rare clash, so a book with one deal more shares
    the surprises of all other deals.

    >>> columns(["openai-growth-start"]).tolist() == columns(["a", "openai-growth-start"])[1:].tolist()
    True
    """
    names = list(names)
    if len(names) > ROOM:
        raise ValueError(f"{len(names)} uncertain values; at most {ROOM} have room. Fix some of them at their middle.")
    taken: dict[int, str] = {}
    found = {}
    for name in sorted(set(names)):
        first, count = (0, JOINED) if name.endswith(ENDINGS) else (JOINED, ONCE - JOINED)
        place = zlib.crc32(name.encode())
        while (column := first + place % count) in taken:
            place += 1
        taken[column] = name
        found[name] = column
    return np.array([found[name] for name in names], np.int64)


def quantiles(shape: str, low: float, mid: float, high: float, a: float = 0.0, b: float = 0.0) -> np.ndarray:
    """The quantile table of a value: 41 points, straight lines between.

    shape and what low, mid, high mean: fixed (mid) · uniform and triangular (least, mode, greatest) · normal and
    lognormal (5th, 50th, 95th percentile; the sides may differ) · beta (a, b; scaled onto low..high) · exponential
    (mean mid) · late (probability a of an exponential with mean mid, else 0).

    >>> quantiles("uniform", 0, 1, 2)[[0, 20, 40]].tolist()
    [0.0, 1.0, 2.0]
    """
    inner = np.clip(GRID, CUT, 1 - CUT)
    if not low <= mid <= high and shape not in ("exponential", "late", "fixed"):
        raise ValueError(f"{shape} value: low {low}, mid {mid}, high {high} are out of order.")
    match shape:
        case "fixed":
            return np.full(GRID.size, float(mid))
        case "uniform":
            return low + (high - low) * GRID
        case "triangular":
            if high == low:
                return np.full(GRID.size, float(mid))
            rising = low + np.sqrt(GRID * (high - low) * (mid - low))
            falling = high - np.sqrt((1 - GRID) * (high - low) * (high - mid))
            return np.where(GRID * (high - low) < mid - low, rising, falling)
        case "normal":
            z = quantile.normal(inner)
            return mid + z * np.where(z < 0, mid - low, high - mid) / quantile.normal(0.95)
        case "lognormal":
            z = quantile.normal(inner)
            side = np.where(z < 0, np.log(mid / low), np.log(high / mid))
            return mid * np.exp(z * side / quantile.normal(0.95))
        case "beta":
            return low + (high - low) * quantile.beta(GRID, a, b)
        case "exponential":
            return -mid * np.log1p(-inner)
        case "late":
            inside = np.clip((GRID - (1 - a)) / a, 0, 1 - CUT) if a > 0 else np.zeros(GRID.size)
            return np.where(inside > 0, -mid * np.log1p(-inside), 0.0)
    raise ValueError(f"distribution {shape!r} is not known: fixed, uniform, triangular, normal, lognormal, beta, "
                     "exponential, late.")  # fmt: skip
