"""Monotone transforms of uniforms, the same bits on every machine.

Only IEEE basic operations (+ - * / sqrt, comparisons, floor) and polynomials of our own are used, never the
platform's exp or log, because those differ in the last bit between systems and a study must give the same bytes
everywhere. Every function takes and returns scalars; ``array_of`` maps one over an array.

Limits: relative error below 5e-16 for log and exp on the ranges used here; ``poisson`` is meant for means below 700.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from .compiling import compiled, inlined

WORD = np.uint64(0xFFFFFFFF)
HALF_WORD = np.uint64(32)
SPLIT_MULTIPLY = np.uint64(0xD256D193)
SPLIT_WEYL = np.uint64(0x9E3779B9)
SPLIT_DROP = np.uint64(11)
LN2_HIGH = 0.6931471803691238
LN2_LOW = 1.9082149292705877e-10
SQRT_HALF = 0.7071067811865476
NEVER = 2**30
POWERS = 2.0 ** np.arange(-1022, 1024)


def _log_from(x: float, k: int) -> float:
    """log(x * 2**k) for x in [sqrt(1/2), sqrt(2)), by the series of the inverse hyperbolic tangent."""
    s = (x - 1.0) / (x + 1.0)
    z = s * s
    tail = 1.0 / 13 + z * (1.0 / 15 + z * (1.0 / 17 + z * (1.0 / 19 + z * (1.0 / 21))))
    series = z * (1.0 / 3 + z * (1.0 / 5 + z * (1.0 / 7 + z * (1.0 / 9 + z * (1.0 / 11 + z * tail)))))
    return k * LN2_HIGH + (k * LN2_LOW + (2.0 * s + 2.0 * s * series))


log_from = inlined(_log_from)


def _log(x: float) -> float:
    """Natural logarithm of x > 0; minus infinity at 0, not a number below."""
    if x <= 0.0:
        return -math.inf if x == 0.0 else math.nan
    if x == math.inf:
        return x
    x, k = math.frexp(x)
    if x < SQRT_HALF:
        x *= 2.0
        k -= 1
    return log_from(x, k)


def _exp(x: float) -> float:
    """Exponential function; 0 below -708, infinite above 709."""
    if x != x:
        return x
    if x < -708.0:
        return 0.0
    if x > 709.0:
        return math.inf
    k = math.floor(x * 1.4426950408889634 + 0.5)
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    total = 1.0
    for n in range(14, 0, -1):
        total = 1.0 + r * total / n
    return float(total * POWERS[1022 + int(k)])


log = compiled(_log)
exp = compiled(_exp)


def _exponential(u: float) -> float:
    """Exponential waiting time of mean 1 from u in [0, 1)."""
    return -log(1.0 - u)


def _log_miss(p: float) -> float:
    """log(1 - p) for 0 < p < 1 without loss for small p (identity of Kahan, on our own logarithm)."""
    v = 1.0 - p
    return -p if v == 1.0 else log(v) * (-p / (v - 1.0))


log_miss = compiled(_log_miss)


def _geometric(u: float, p: float) -> int:
    """Failures before the first success of probability p; NEVER when p <= 0."""
    if p >= 1.0:
        return 0
    if p <= 0.0:
        return NEVER
    gap = log(1.0 - u) / log_miss(p)
    return math.floor(gap) if gap < NEVER else NEVER


def _poisson(u: float, mean: float) -> int:
    """Count with the given mean by inversion of one uniform: monotone in u and in the mean."""
    if mean <= 0.0:
        return 0
    term = exp(-mean)
    total = term
    count = 0
    # beyond this lie fewer than 1e-18 draws; rounding may leave the total below the largest uniform
    most = mean + 40.0 + 12.0 * math.sqrt(mean)
    while u >= total and count + 1 <= most:
        count += 1
        term = term * mean / count
        total += term
    return count


def _central(q: float) -> float:
    """Middle branch of the inverse normal distribution (Wichura 1988, AS 241), |q| <= 0.425."""
    r = 0.180625 - q * q
    top = 3.3430575583588128105e4 + r * 2.5090809287301226727e3
    top = 4.5921953931549871457e4 + r * (6.7265770927008700853e4 + r * top)
    top = 1.9715909503065514427e3 + r * (1.3731693765509461125e4 + r * top)
    top = 3.3871328727963666080e0 + r * (1.3314166789178437745e2 + r * top)
    low = 2.8729085735721942674e4 + r * 5.2264952788528545610e3
    low = 2.1213794301586595867e4 + r * (3.9307895800092710610e4 + r * low)
    low = 6.8718700749205790830e2 + r * (5.3941960214247511077e3 + r * low)
    low = 1.0 + r * (4.2313330701600911252e1 + r * low)
    return q * top / low


def _middle_tail(r: float) -> float:
    """Outer branch of AS 241 for sqrt(-log p) <= 5."""
    r = r - 1.6
    top = 2.27238449892691845833e-2 + r * 7.74545014278341407640e-4
    top = 1.27045825245236838258e0 + r * (2.41780725177450611770e-1 + r * top)
    top = 5.76949722146069140550e0 + r * (3.64784832476320460504e0 + r * top)
    top = 1.42343711074968357734e0 + r * (4.63033784615654529590e0 + r * top)
    low = 5.47593808499534494600e-4 + r * 1.05075007164441684324e-9
    low = 1.48103976427480074590e-1 + r * (1.51986665636164571966e-2 + r * low)
    low = 1.67638483018380384940e0 + r * (6.89767334985100004550e-1 + r * low)
    low = 1.0 + r * (2.05319162663775882187e0 + r * low)
    return top / low


def _far_tail(r: float) -> float:
    """Outermost branch of AS 241 for sqrt(-log p) > 5."""
    r = r - 5.0
    top = 2.71155556874348757815e-5 + r * 2.01033439929228813265e-7
    top = 2.65321895265761230930e-2 + r * (1.24266094738807843860e-3 + r * top)
    top = 1.78482653991729133580e0 + r * (2.96560571828504891230e-1 + r * top)
    top = 6.65790464350110377720e0 + r * (5.46378491116411436990e0 + r * top)
    low = 1.42151175831644588870e-7 + r * 2.04426310338993978564e-15
    low = 7.86869131145613259100e-4 + r * (1.84631831751005468180e-5 + r * low)
    low = 1.36929880922735805310e-1 + r * (1.48753612908506148525e-2 + r * low)
    low = 1.0 + r * (5.99832206555887937690e-1 + r * low)
    return top / low


central = compiled(_central)
middle_tail = compiled(_middle_tail)
far_tail = compiled(_far_tail)


def _normal(u: float) -> float:
    """Standard normal quantile of u; u = 0 is read as half of the smallest step, 2**-54.

    Source: Wichura, Applied Statistics 37 (1988), algorithm AS 241, accurate to about 1e-16.
    """
    q = u - 0.5
    if -0.425 <= q <= 0.425:
        return central(q)
    p = u if q < 0.0 else 1.0 - u
    if p <= 0.0:
        p = 5.551115123125783e-17
    r = math.sqrt(-log(p))
    x = middle_tail(r) if r <= 5.0 else far_tail(r)
    return -x if q < 0.0 else x


normal = compiled(_normal)


def _lognormal(u: float, median: float, sigma: float) -> float:
    """Lognormal quantile of u with the given median and log standard deviation."""
    return median * exp(sigma * normal(u))


exponential = compiled(_exponential)
geometric = compiled(_geometric)
poisson = compiled(_poisson)
lognormal = compiled(_lognormal)


def array_of(function: Callable[..., float], *arrays: np.ndarray | float) -> np.ndarray:
    """One of the scalar functions above mapped over arrays of equal shape or scalars; float64 result."""
    spread = np.broadcast_arrays(*arrays)
    flat = [np.ascontiguousarray(a).ravel() for a in spread]
    result = np.empty(flat[0].shape, np.float64)
    for i in range(result.size):
        result[i] = function(*[float(a[i]) for a in flat])
    return result.reshape(spread[0].shape)


def _whole_steps(time: float) -> int:
    """A duration in whole steps: the nearest number, at least one; nothing and below stays 0, which means never."""
    return max(1, int(time + 0.5)) if time > 0.0 else 0


whole_steps = compiled(_whole_steps)


def _scrambled(low: np.uint64, high: np.uint64, key: np.uint64) -> np.uint64:
    """Philox2x32-10 (Salmon et al., SC 2011): 64 bits from two words and a key, all held in 64-bit integers."""
    for _ in range(10):
        product = SPLIT_MULTIPLY * low
        low, high = (product >> HALF_WORD) ^ key ^ high, product & WORD
        key = (key + SPLIT_WEYL) & WORD
    return (high << HALF_WORD) | low


scrambled = inlined(_scrambled)


def _split(u: float, number: int) -> float:
    """One of many independent uniforms made of one uniform u: the bits of u scrambled under a key of its own.

    ``number`` is 0 to 2**32 - 1. Integers only, so the same bits everywhere. Two numbers of one u, or one number of
    two u, have nothing in common.
    """
    bits = np.uint64(int(u * 9007199254740992.0))
    return float(np.int64(scrambled(bits & WORD, bits >> HALF_WORD, np.uint64(number)) >> SPLIT_DROP)) * 2.0**-53


split = compiled(_split)


def _any_of(count: int, p: float) -> float:
    """Probability that at least one of ``count`` independent chances of ``p`` comes true."""
    missed = 1.0
    for _ in range(count):
        missed = missed * (1.0 - p)
    return 1.0 - missed


any_of = compiled(_any_of)
