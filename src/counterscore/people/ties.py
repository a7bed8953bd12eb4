"""Ties: who lives, works, learns, is friends or responsible with whom, as an array of neighbours and one of offsets.

Ties are directed. Household and workplace ties are mutual because they join all members of a group; friends are named
by each person separately and need not name each other. Officers' ties lead from a firm to its responsible persons, the
legal representative first, and from a person to her firms; no other tie leads to or from a firm. Nobody is tied to
herself, none twice.

Axis letters: P people, T ties.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from counterscore.core.compiling import compiled
from counterscore.core.draws import BLOCK, fill, philox, stream_number, unit
from counterscore.core.transforms import exp as exponential
from counterscore.core.transforms import log, normal

from .dorms import STUDENT_AGES
from .firms import officers_of
from .households import ADULT_AGE
from .memory import check_memory
from .recipe import Recipe
from .tables import firm_tables

TIE_NAMES = ("household", "workplace", "friends", "officers")
DISTRICT = 16
MOST_FRIENDS = 80
TRIES = 6
AGE_STREAM = "people.friends.age"
ALIKE_STREAM = "people.friends.alike"
WORK_STREAM = "people.workplace"
DEGREE_STREAM = "people.friends.degree"
CHOICE_STREAM = "people.friends.choice"


class Ties(NamedTuple):
    """Neighbours of person i are ``ends[offsets[i]:offsets[i + 1]]``; offsets int64 (P+1,), ends int32 (T,)."""

    offsets: np.ndarray
    ends: np.ndarray

    def of(self, person: int) -> np.ndarray:
        """The neighbours of one person, int32."""
        return self.ends[self.offsets[person] : self.offsets[person + 1]]


class FriendLaw(NamedTuple):
    """How friends are found: reach in places, shares of ties among the alike, the same age, and far ones."""

    reach: float
    alike: float
    same_age: float
    far: float


def build_ties(name: str, columns: Mapping[str, np.ndarray], recipe: Recipe, seed: int) -> Ties:
    """The ties of one name over all people; ``name`` is one of TIE_NAMES."""
    if name == "household":
        return _grouped(columns["household"])
    if name == "workplace":
        return _grouped(_workplaces(columns, recipe, seed))
    if name == "officers":
        return _officers(columns, recipe, seed)
    return _friends(columns, recipe, seed)


def _grouped(groups: np.ndarray) -> Ties:
    """Everybody tied to everybody else of the same group; a group number below 0 means no group. Shape (P,)."""
    order = np.argsort(groups, kind="stable").astype(np.int32)
    ranked = groups[order]
    edge = np.flatnonzero(np.diff(ranked, prepend=ranked[0] - 1))
    sizes = np.diff(np.append(edge, len(groups)))
    begin = np.repeat(edge, sizes)
    degree = np.where(ranked < 0, 0, np.repeat(sizes, sizes) - 1)
    offsets = np.zeros(len(groups) + 1, np.int64)
    offsets[order + 1] = degree
    np.cumsum(offsets, out=offsets)
    check_memory(4 * int(offsets[-1]), f"{offsets[-1]:,} ties")
    ends = np.empty(int(offsets[-1]), np.int32)
    join(order, begin, degree, offsets, ends)
    return Ties(offsets, ends)


def _join(order: np.ndarray, begin: np.ndarray, degree: np.ndarray, offsets: np.ndarray, ends: np.ndarray) -> None:
    """Write for each person the other members of her group, which lie side by side in ``order``."""
    for i in range(order.shape[0]):
        at = offsets[order[i]]
        if degree[i] > 0:
            for j in range(begin[i], begin[i] + degree[i] + 1):
                if j != i:
                    ends[at] = order[j]
                    at += 1


join = compiled(_join)


def _workplaces(columns: Mapping[str, np.ndarray], recipe: Recipe, seed: int) -> np.ndarray:
    """Group number of everybody who works or goes to school, -1 for the others, int64 (P,).

    Inside each block people of one kind (industry and urban or rural workplace; year of age for pupils and students)
    are put in keyed order and cut into groups of about equal size.
    """
    age, count = columns["age_years"], len(columns["age_years"])
    rural = (columns["residence"] == 1).astype(np.int64)
    kind = np.where(columns["employed"] == 1, columns["industry"].astype(np.int64) * 2 + rural, -1)
    kind = np.where((kind < 0) & (age >= 6) & (age <= 17), 10 + age.astype(np.int64), kind)
    kind = np.where(columns["student"] == 1, 10 + age.astype(np.int64), kind)
    u = np.empty(count)
    fill(u, 0, seed, stream_number(WORK_STREAM), 0, 0)
    kinds = 10 + ADULT_AGE + STUDENT_AGES
    sizes = np.where(np.arange(kinds) < 10, recipe.number("work.group_size"), recipe.number("work.class_size"))
    out = np.full(count, -1, np.int64)
    for first in range(0, count, BLOCK):
        k = kind[first : first + BLOCK]
        members = np.bincount(k[k >= 0], minlength=kinds)
        groups = np.maximum(np.floor(members / sizes + 0.5), 1).astype(np.int64)
        order = np.argsort(k + u[first : first + BLOCK], kind="stable")[int((k < 0).sum()) :]
        ranked = k[order]
        place = np.arange(len(order)) - (np.cumsum(members) - members)[ranked]
        begin = (np.cumsum(groups) - groups)[ranked]
        out[first + order] = first + begin + place * groups[ranked] // members[ranked]
    return out


def _friends(columns: Mapping[str, np.ndarray], recipe: Recipe, seed: int) -> Ties:
    """Friends named by each person: near in schooling, residence and age, or in age alone, or anywhere."""
    count = len(columns["age_years"])
    u = np.empty(count)
    fill(u, 0, seed, stream_number(DEGREE_STREAM), 0, 0)
    offsets = np.zeros(count + 1, np.int64)
    firm = columns["firm"]
    persons = np.add.reduceat((firm == 0).astype(np.int64), np.arange(0, count, BLOCK))
    present = np.where(firm == 1, 1, np.repeat(persons, BLOCK)[:count])
    degrees(u, present, recipe.number("friends.median"), recipe.number("friends.spread"), offsets)
    np.cumsum(offsets, out=offsets)
    check_memory(4 * int(offsets[-1]) + 40 * count, f"{offsets[-1]:,} ties of friends")
    alike, by_age = _orders(columns, seed)
    law = FriendLaw(*(recipe.number(f"friends.{n}") for n in FriendLaw._fields))
    ends = np.empty(int(offsets[-1]), np.int32)
    key = np.array([seed, stream_number(CHOICE_STREAM)], np.int64)
    name_friends(np.array([alike, by_age]), law, key, firm, offsets, ends)
    return Ties(offsets, ends)


def _officers(columns: Mapping[str, np.ndarray], recipe: Recipe, seed: int) -> Ties:
    """Firms to their responsible persons, the legal representative first, and persons to their firms."""
    count = len(columns["firm"])
    officers = officers_of(columns, 0, seed, firm_tables(recipe))
    order, firms = np.nonzero(officers >= 0)
    persons = officers[order, firms].astype(np.int64)
    check_memory(8 * (count + 1) + 64 * len(firms), f"{2 * len(firms):,} ties of officers")
    source, end = np.concatenate([firms, persons]), np.concatenate([persons, firms])
    place = np.argsort(source * 2 + np.concatenate([order, np.zeros(len(firms), np.int64)]), kind="stable")
    offsets = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(source, minlength=count), out=offsets[1:])
    return Ties(offsets, end[place].astype(np.int32))


def _degrees(u: np.ndarray, present: np.ndarray, median: float, spread: float, offsets: np.ndarray) -> None:
    """Write each person's number of friends into offsets[1:]: lognormal, 1 to 80, at most half of those present.

    ``present`` (P,) counts the persons of a person's block, and is 1 for a firm, which has no friends.
    """
    for i in range(u.shape[0]):
        d = int(median * exponential(spread * normal(u[i])) + 0.5)
        offsets[i + 1] = min(max(d, 1), MOST_FRIENDS, (present[i] - 1) // 2)


degrees = compiled(_degrees)


def _orders(columns: Mapping[str, np.ndarray], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Two orders of every block, firms last: by residence, schooling tier and age; by age alone. int32 (P,)."""
    count = len(columns["age_years"])
    u = np.empty(count)
    fill(u, 0, seed, stream_number(AGE_STREAM), 0, 0)
    age = columns["age_years"] + 4.0 * u
    fill(u, 0, seed, stream_number(ALIKE_STREAM), 0, 0)
    tier = np.minimum(np.maximum(columns["education"], 1) // 2, 2)
    alike = columns["residence"] * 1000.0 + tier * 300.0 + columns["age_years"] + 4.0 * u
    out = np.empty((2, count), np.int32)
    for first in range(0, count, BLOCK):
        stop = min(first + BLOCK, count)
        for row, score in zip(out, (alike, age), strict=True):
            ranked = np.where(columns["firm"][first:stop] == 1, np.inf, score[first:stop])
            row[first:stop] = first + np.argsort(ranked, kind="stable")
    return out[0], out[1]


def _candidate(order: np.ndarray, at: int, u: float, size: int, reach: float) -> int:
    """Somebody at an exponential distance from place ``at`` of one block's order, wrapping around; never oneself."""
    side = 1 if u < 0.5 else -1
    v = 2.0 * u if u < 0.5 else 2.0 * u - 1.0
    step = 1 + int(-reach * log(1.0 - v))
    return int(order[(at + side * (1 + (step - 1) % (size - 1))) % size])


candidate = compiled(_candidate)


def _named(
    person: int, n: int, key: np.ndarray, orders: np.ndarray, places: np.ndarray, law: FriendLaw, persons: int,
    count: int,
) -> int:  # fmt: skip
    """The n-th proposal of one person: alike, of her age, of her block, or of another block of her district.

    The first ``persons`` places of each order are persons; a proposal at a distance may be a firm.
    """
    first = person // BLOCK * BLOCK
    size = min(BLOCK, count - first)
    zero = np.uint64(0)
    a, b, c, d = philox(np.uint64(person), np.uint64(n), zero, zero, np.uint64(key[0]), np.uint64(key[1]))
    u, v = unit(a, b), unit(c, d)
    if u < law.alike:
        return candidate(orders[0, first : first + persons], places[0, person - first], v, persons, law.reach)
    if u < law.alike + law.same_age:
        return candidate(orders[1, first : first + persons], places[1, person - first], v, persons, law.reach)
    if u >= 1.0 - law.far:
        block = first // BLOCK
        district = block // DISTRICT * DISTRICT
        other = district + int(v * DISTRICT)
        v = v * DISTRICT - (other - district)
        if (other + 1) * BLOCK <= count:
            return other * BLOCK + int(v * BLOCK)
    return first + int(v * size)


named = compiled(_named)


def _is_new(person: int, friend: int, ends: np.ndarray, start: int, at: int) -> bool:
    """Whether a proposal is neither oneself nor already named."""
    known = friend == person
    for j in range(start, at):
        if ends[j] == friend:
            known = True
    return not known


is_new = compiled(_is_new)


def _name_friends(
    orders: np.ndarray, law: FriendLaw, key: np.ndarray, firm: np.ndarray, offsets: np.ndarray, ends: np.ndarray
) -> None:
    """Fill ``ends``: proposals in keyed order; after six refusals the nearest free person of the block is taken."""
    count = offsets.shape[0] - 1
    places = np.empty((2, BLOCK), np.int64)
    for first in range(0, count, BLOCK):
        size = min(BLOCK, count - first)
        persons = 0
        for p in range(size):
            persons += 1 - firm[first + p]
            places[0, orders[0, first + p] - first] = p
            places[1, orders[1, first + p] - first] = p
        for person in range(first, first + size):
            start = offsets[person]
            n = 0
            for at in range(start, offsets[person + 1]):
                friend = named(person, n, key, orders, places, law, persons, count)
                n += 1
                tries = 1
                while firm[friend] == 1 or not is_new(person, friend, ends, start, at):
                    if tries < TRIES:
                        friend = named(person, n, key, orders, places, law, persons, count)
                        n += 1
                    else:
                        friend = first + (friend + 1 - first) % size
                    tries += 1
                ends[at] = friend


name_friends = compiled(_name_friends)
