"""When a message along a chain of agencies arrives, and when the news that it is void does.

An entry has one lasting uniform; what each agency does with it is split off by the number of the agency. Agencies stand
behind those they get their copies from, so a way is a set of bits in order.

Axis letter: J agencies.
"""

from __future__ import annotations

import math

import numpy as np

from .compiling import compiled
from .transforms import geometric, split

PUSH, VARYING, PULL = 0, 1, 2
NEVER = 1e9
LONGEST_WAIT = 1200
# which of the uniforms of one entry and one agency decides what
COPIED, TOLD, ON_THE_WAY, ON_THE_WAY_BACK, USES = 0, 1, 2, 3, 4


def _varied(v_copy: float, number: int, mean: float) -> float:
    """A geometric wait of at least one month with this mean; none where the mean is 0."""
    if mean <= 0.0:
        return 0.0
    return 1.0 + min(geometric(split(v_copy, number), 1.0 / max(1.0, mean)), LONGEST_WAIT)


def _next_fetch(when: float, every: float) -> float:
    """The first month from ``when`` on in which an agency that fetches every so many months does so."""
    step = max(1.0, math.floor(every + 0.5))
    return step * math.ceil(when / step)


varied = compiled(_varied)
next_fetch = compiled(_next_fetch)


def _arrival(j: int, sent: int, v_copy: float, path: np.ndarray, kind: np.ndarray, lag: np.ndarray) -> float:
    """Month in which an entry in effect since month ``sent`` is known to agency j, along all agencies before it."""
    when = float(sent)
    for k in range(j + 1):
        if (path[j] >> k) & 1 == 0:
            continue
        if kind[k] == PULL:
            when = next_fetch(when, lag[k])
        elif kind[k] == VARYING:
            when += varied(v_copy, USES * k + ON_THE_WAY, lag[k])
        else:
            when += lag[k]
    return when


def _departure(
    j: int, gone: int, v_copy: float, path: np.ndarray, kind: np.ndarray, lag: np.ndarray, revoke_lag: np.ndarray,
    revoked_p: np.ndarray, keeps: np.ndarray,
) -> float:  # fmt: skip
    """Month in which agency j drops the copy of an entry that has no effect since month ``gone``; NEVER for never."""
    told = left = float(gone)
    for k in range(j + 1):
        if (path[j] >> k) & 1 == 0:
            continue
        if kind[k] == PULL:
            told = next_fetch(left, lag[k]) if left < NEVER else NEVER
        elif told >= NEVER or split(v_copy, USES * k + TOLD) >= revoked_p[k]:
            told = NEVER
        elif kind[k] == VARYING:
            told += varied(v_copy, USES * k + ON_THE_WAY_BACK, revoke_lag[k])
        else:
            told += revoke_lag[k]
        left = min(told, gone + keeps[k]) if keeps[k] > 0.0 else told
    return left


arrival, departure = compiled(_arrival), compiled(_departure)
