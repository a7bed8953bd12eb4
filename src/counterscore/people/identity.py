"""Identity without identities: name numbers, birth dates and look-alikes that collide as often as real ones do.

A name is an opaque number, surname rank times ``GIVEN_LIMIT`` plus given-name rank; both ranks follow a Zipf-Mandelbrot
law, so that frequent names are shared and rare ones are not. No name, script or number format exists anywhere.

Axis letter: P people of a chunk (a multiple of 4096).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from counterscore.core.compiling import compiled
from counterscore.core.draws import BLOCK
from counterscore.core.transforms import exp, log

IDENTITY_STREAMS = ("people.surname", "people.given_name", "people.birth_day", "people.birth_heap", "people.id_twin")
LOOKALIKE_STREAM = "people.lookalike"
GIVEN_LIMIT = 2**18
SURNAME_LIMIT = 2**13
YEAR_DAYS = 365.25
CLASSES = 4
ABSENT = 8
FIRMS = 9


class IdentityTables(NamedTuple):
    """``surname``, ``given`` (5,): see ``law_of``; ``register`` (3,): people in the register,
    share with a heaped birth date, share who share an ID number."""

    surname: np.ndarray
    given: np.ndarray
    register: np.ndarray


class IdentityColumns(NamedTuple):
    """What the kernel writes, shape (P,) each."""

    name: np.ndarray
    namesakes: np.ndarray
    birth_day: np.ndarray
    id_twin: np.ndarray


def _tail(x: float, law: np.ndarray) -> float:
    """Weight of ranks from x on, up to a constant: (x + offset)**(1 - exponent)."""
    return exp((1.0 - law[1]) * log(x + law[2]))


tail = compiled(_tail)


def law_of(count: float, exponent: float, offset: float) -> np.ndarray:
    """A Zipf-Mandelbrot law of ranks: how many, exponent, offset, weight of all ranks, weight beyond the last; (5,)."""
    bare = np.array([count, exponent, offset])
    return np.array([count, exponent, offset, tail(0.0, bare), tail(count, bare)])


def _rank_at(u: float, law: np.ndarray) -> int:
    """Rank at quantile u of a Zipf-Mandelbrot law."""
    x = exp(log(law[3] + u * (law[4] - law[3])) / (1.0 - law[1])) - law[2]
    return int(min(max(x, 0.0), law[0] - 1.0))


rank_at = compiled(_rank_at)


def _share_of(rank: int, law: np.ndarray) -> float:
    """Share of people with this rank."""
    return float((tail(rank, law) - tail(rank + 1.0, law)) / (law[3] - law[4]))


share_of = compiled(_share_of)


def _identity(age_years: np.ndarray, u: np.ndarray, t: IdentityTables, o: IdentityColumns) -> None:
    """Fill one chunk; ``u`` is (5, P), the rows of IDENTITY_STREAMS.

    A birth day counts from 120 years before month 0; heaped dates fall on the first day of the person's year.
    """
    for i in range(age_years.shape[0]):
        surname, given = rank_at(u[0, i], t.surname), rank_at(u[1, i], t.given)
        o.name[i] = surname * GIVEN_LIMIT + given
        o.namesakes[i] = (t.register[0] - 1.0) * share_of(surname, t.surname) * share_of(given, t.given)
        within = 1.0 if u[3, i] < t.register[1] else u[2, i]
        o.birth_day[i] = int((120 - age_years[i]) * YEAR_DAYS - within * YEAR_DAYS)
        o.id_twin[i] = 1 if u[4, i] < t.register[2] else 0


identity = compiled(_identity)


def lookalike_classes(c: Mapping[str, np.ndarray], cuts: np.ndarray) -> np.ndarray:
    """Ring of each number, int8 (P,): sex times class of namesakes; FIRMS for firms; ABSENT for children, who have no
    records."""
    classes = np.searchsorted(cuts, c["namesakes"], side="right") + CLASSES * c["sex"].astype(np.int64)
    classes = np.where(c["adult"] == 1, classes, ABSENT)
    return np.where(c["firm"] == 1, FIRMS, classes).astype(np.int8)


def ring_of(classes: np.ndarray, u: np.ndarray, first: int) -> np.ndarray:
    """The look-alike of every person of whole blocks: the next of the person's class in the order of keyed uniforms.

    Shapes (P,); row 0 is person ``first``. A permutation inside every block and class, without fixed point where a
    class has two members; people of class ABSENT keep themselves.
    """
    blocks = classes.reshape(-1, BLOCK)
    out = next_of_class(blocks, u.reshape(-1, BLOCK), ABSENT)
    return (out + first + BLOCK * np.arange(len(out), dtype=np.int32)[:, None]).ravel()


def next_of_class(runs: np.ndarray, u: np.ndarray, absent: int) -> np.ndarray:
    """Place in its run of the next number of the same class in the order of keyed uniforms, int32 (runs, length).

    A permutation inside every run and class; numbers of the class ``absent`` keep themselves.
    """
    order = np.argsort(runs + u, axis=1, kind="stable")
    ranked = np.take_along_axis(runs, order, axis=1)
    starts = np.ones(ranked.shape, np.bool_)
    starts[:, 1:] = ranked[:, 1:] != ranked[:, :-1]
    position = np.arange(runs.shape[1])
    begin = np.maximum.accumulate(np.where(starts, position, 0), axis=1)
    ends = np.ones(ranked.shape, np.bool_)
    ends[:, :-1] = starts[:, 1:]
    following = np.where(ends, begin, np.minimum(position + 1, runs.shape[1] - 1))
    following = np.where(ranked == absent, position, following)
    out = np.empty(runs.shape, np.int32)
    np.put_along_axis(out, order, np.take_along_axis(order, following, axis=1).astype(np.int32), axis=1)
    return out
