"""The numbers of a path drawn in machine code: to the last bit what `draws.draws` draws with numpy, its twin.

Philox4x64-10 (Salmon et al. 2011) gives words of 64 bits from a key (seed, path) and a counter; the ziggurat (Marsaglia
and Tsang 2000) makes normal numbers of them, with numpy's own tables.
"""

import math

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numba.np.random import _constants as ziggurat

from gigaloop.engine import draws as d
from gigaloop.engine.draws import BESIDE, COUNTER, NEXT, PATH, SEED, WORDS
from gigaloop.engine.kernel.step import step

U = np.uint64
TIMES_0, TIMES_1 = U(0xD2E7470EE14C6C93), U(0xCA5A826395121157)
MORE_0, MORE_1 = U(0x9E3779B97F4A7C15), U(0xBB67AE8584CAA73B)
ROUNDS = 10
MANTISSA = U(2**52 - 1)
UNIT = 2.0**-53
K, F = ziggurat.ki_double.astype(np.int64), ziggurat.fi_double
W = np.concatenate([ziggurat.wi_double, -ziggurat.wi_double])  # a bit of the word is the sign
FAR, ONE_BY_FAR = float(ziggurat.ziggurat_nor_r), float(ziggurat.ziggurat_nor_inv_r)
LAW, BELOW, RISE = d.law()
WAVES, QUANTILES = d.line()


@intrinsic
def product(typing, a, b):
    """The upper and the lower half of the product of two words."""

    def code(context, builder, signature, words):
        wide, half = ir.IntType(128), ir.IntType(64)
        whole = builder.mul(*(builder.zext(word, wide) for word in words))
        halves = builder.trunc(builder.lshr(whole, wide(64)), half), builder.trunc(whole, half)
        return context.make_tuple(builder, signature.return_type, halves)

    return types.UniTuple(types.uint64, 2)(types.uint64, types.uint64), code


@step
def fill(stream):
    """The next words of the stream, four for each count."""
    count, beside = stream[COUNTER], stream[BESIDE]
    for place in range(WORDS, len(stream), 4):
        count += U(1)
        a, b, c, e = count, U(0), U(0), beside
        first, second = stream[SEED], stream[PATH]
        for _ in range(ROUNDS):
            (high_0, low_0), (high_1, low_1) = product(TIMES_0, a), product(TIMES_1, c)
            a, b, c, e = high_1 ^ b ^ first, low_1, high_0 ^ e ^ second, low_0
            first += MORE_0
            second += MORE_1
        stream[place], stream[place + 1], stream[place + 2], stream[place + 3] = a, b, c, e
    stream[COUNTER] = count


@step
def begin(stream, path, beside):
    """Turn to one of a path's two streams, at its start."""
    stream[PATH], stream[BESIDE], stream[COUNTER], stream[NEXT] = U(path), U(beside), U(0), U(len(stream))


@step
def word(stream):
    """The next word of the stream."""
    at = np.int64(stream[NEXT])
    if at == len(stream):
        fill(stream)
        at = WORDS
    stream[NEXT] = U(at + 1)
    return stream[at]


@step
def uniform(word):
    """On [0, 1)."""
    return np.int64(word >> U(11)) * UNIT


@step
def normal(stream, drawn):
    """Standard normal, of a word and, once in eighty times, of those that follow."""
    while True:
        k, size = np.int64(drawn & U(255)), np.int64((drawn >> U(9)) & MANTISSA)
        x = size * W[drawn & U(511)]
        if size < K[k]:
            return x
        if k == 0:
            return beyond(stream) if drawn & U(1 << 17) == U(0) else -beyond(stream)
        if (F[k - 1] - F[k]) * uniform(word(stream)) + F[k] < math.exp(-0.5 * x * x):
            return x
        drawn = word(stream)


@step
def normals(stream, out, count):
    """So many of them."""
    at = np.int64(stream[NEXT])
    for place in range(count):
        if at == len(stream):
            fill(stream)
            at = WORDS
        drawn = stream[at]
        at += 1
        x = np.int64((drawn >> U(9)) & MANTISSA) * W[drawn & U(511)]
        if np.int64((drawn >> U(9)) & MANTISSA) >= K[drawn & U(255)]:
            stream[NEXT] = U(at)
            x = normal(stream, drawn)
            at = np.int64(stream[NEXT])
        out[place] = x
    stream[NEXT] = U(at)


@step
def beyond(stream):
    """A normal number above the last layer of the ziggurat."""
    while True:
        more, height = -ONE_BY_FAR * math.log1p(-uniform(word(stream))), -math.log1p(-uniform(word(stream)))
        if height + height > more * more:
            return FAR + more


@step
def squares(stream):
    """The sum of TAIL squares."""
    total = 0.0
    for _ in range(d.TAIL):
        x = normal(stream, word(stream))
        total += x * x
    return total


@step
def below_student(t):
    """How much of Student's t is below t, by straight lines."""
    place = min(max(t, -d.END), d.END - LAW) / LAW + d.END / LAW
    k = int(place)
    return (place - k) * RISE[k] + BELOW[k]


@step
def quantile(wave):
    """The normal quantile of a WAVE, by straight lines."""
    last = len(WAVES) - 1
    k = min(int((wave + d.FAR) / (WAVES[1] - WAVES[0])), last)
    k -= wave < WAVES[k]
    k += k < last and wave >= WAVES[k + 1]
    if k == last:
        return QUANTILES[k]
    slope = (QUANTILES[k + 1] - QUANTILES[k]) / (WAVES[k + 1] - WAVES[k])
    return slope * (wave - WAVES[k]) + QUANTILES[k]


@step
def draw_path(dr, row, stream, path):
    """All numbers of a path, into one row of Draws."""
    once = dr.once[row]
    begin(stream, path, 1)
    shared = math.sqrt(d.JOIN) * normal(stream, word(stream))
    wild, own = math.sqrt(d.TAIL / squares(stream)), math.sqrt(1.0 - d.JOIN)
    normals(stream, once, d.JOINED)
    for place in range(d.JOINED):
        once[place] = below_student((own * once[place] + shared) * wild)
    begin(stream, path, 0)
    for place in range(d.JOINED, d.ONCE):
        once[place] = uniform(word(stream))
    for t in range(dr.regime.shape[1]):
        z, growth, noise = dr.market[row, t], dr.growth[row, t], dr.noise[row, t]
        normals(stream, z, d.POOL)
        normals(stream, growth, d.OWN)
        normals(stream, noise, d.OWN)
        wave = z[d.WAVE] * math.sqrt((d.TAIL - 2.0) / squares(stream))
        z[d.WAVE] = min(max(wave, -d.FAR), d.FAR)
        z[d.COMMON] = d.TIED * z[d.WAVE] + math.sqrt(1.0 - d.TIED**2) * z[d.COMMON]
        z[d.POOL] = quantile(z[d.WAVE])
        dr.regime[row, t] = 0.5 * math.erfc(normal(stream, word(stream)) * -math.sqrt(0.5))


@step
def draw_block(dr, stream):
    """The numbers of the paths that begin with the stream's."""
    first = np.int64(stream[PATH])
    for row in range(len(dr.once)):
        draw_path(dr, row, stream, first + row)
