"""The part of the battery about pairs of people and pairs of numbers.

Friends are proposals: person i's n-th proposal is one call of the generator, whose first two words say what kind of
person it is and whose last two say who. What passes along a tie is one uniform of the receiving person against the
chance that at least one of her k contacts reaches her. A uniform that serves several agencies is split.
"""

from __future__ import annotations

import battery_base as base
import battery_counts as counts
import numpy as np
from battery_base import PIECE, Row, Test

from counterscore.core.compiling import compiled
from counterscore.core.draws import BLOCK, philox, unit
from counterscore.core.transforms import any_of, split
from counterscore.people.ties import FriendLaw, named

ANYBODY = FriendLaw(*(0.0 for _ in FriendLaw._fields))
REACH_P, CONTACTS = 0.002, 12


def _proposals(ends: np.ndarray, key: np.ndarray, law: FriendLaw, block: int, number: int) -> None:
    """Whom each person of a full block would name as her friend with this number, as a place in the block (BLOCK,)."""
    orders, places = np.zeros((2, 1), np.int32), np.zeros((2, 1), np.int64)
    first = block * BLOCK
    for i in range(BLOCK):
        ends[i] = named(first + i, number, key, orders, places, law, BLOCK, first + BLOCK) - first


def _halves(u: np.ndarray, v: np.ndarray, first: int, number: int, seed: int, stream: int) -> None:
    """The two uniforms of a proposal: which kind, and who."""
    zero = np.uint64(0)
    for i in range(u.shape[0]):
        a, b, c, d = philox(np.uint64(first + i), np.uint64(number), zero, zero, np.uint64(seed), np.uint64(stream))
        u[i], v[i] = unit(a, b), unit(c, d)


def _mutual(ends: np.ndarray) -> int:
    """Pairs who name each other."""
    found = 0
    for i in range(ends.shape[0]):
        j = ends[i]
        found += int(j > i and ends[j] == i)
    return found


def _places(table: np.ndarray, ends: np.ndarray) -> None:
    """Who names whom, in a square of 64 x 64 parts of a block."""
    for i in range(ends.shape[0]):
        table[i // 64, ends[i] // 64] += 1


def _chosen_twice(found: np.ndarray, one: np.ndarray, other: np.ndarray) -> None:
    """Adds how many persons name the same friend twice, and how many are named by their own friend's other proposal."""
    for i in range(one.shape[0]):
        found[0] += int(one[i] == other[i])
        found[1] += int(other[one[i]] == i)


def _splits(table: np.ndarray, u: np.ndarray) -> None:
    """Two parts of one uniform against each other, and a part against the whole (2, 64, 64)."""
    for i in range(u.shape[0]):
        one, other = split(u[i], 0), split(u[i], 1)
        table[0, int(one * 64), int(other * 64)] += 1
        table[1, int(u[i] * 64), int(one * 64)] += 1


def _reached(found: np.ndarray, u: np.ndarray, p: float) -> None:
    """How many are reached when each has 0, 1, 2 ... contacts in turn (K,)."""
    k = found.shape[0]
    chances = np.empty(k)
    for j in range(k):
        chances[j] = any_of(j, p)
    for i in range(u.shape[0]):
        found[i % k] += int(u[i] < chances[i % k])


proposals = compiled(_proposals)
halves = compiled(_halves)
mutual = compiled(_mutual)
places = compiled(_places)
chosen_twice = compiled(_chosen_twice)
splits = compiled(_splits)
reached = compiled(_reached)


def friends_of(ends: np.ndarray, block: int, number: int, name: str) -> np.ndarray:
    """The proposals with one number of the people of a block, as the world draws them."""
    proposals(ends, np.array([base.SEED, base.stream(name)], np.int64), ANYBODY, block, number)
    return ends


def words_of_a_call(size: float) -> Row:
    """The kind of a proposal says nothing about who is proposed: the two halves of one call in a 64 x 64 square."""
    u, v, table = np.empty(PIECE), np.empty(PIECE), np.zeros((64, 64), np.int64)
    parts = max(1, round(1e9 * size / PIECE / 2))
    for k in range(parts):
        halves(u, v, k % 64 * PIECE, k // 64, base.SEED, base.stream("halves"))
        counts.pairs(table, u, v)
    n = parts * PIECE
    return Row("two uniforms of one call", 2 * n, *base.chi_square(table, n / 4096, 4095))


def who_names_whom(size: float) -> Row:
    """Where somebody stands says nothing about whom she names: 64 x 64 parts of a block."""
    table, ends = np.zeros((64, 64), np.int64), np.empty(BLOCK, np.int64)
    parts = max(1, round(1e9 * size / BLOCK))
    for k in range(parts):
        places(table, friends_of(ends, k % 4096, k // 4096, "whom"))
    n = parts * BLOCK
    # each of the 64 parts names as often as it has people, so every row has one degree of freedom less
    return Row("who names whom", n, *base.chi_square(table, n / 4096, 64 * 63))


def mutual_pairs(size: float) -> Row:
    """Two people name each other as often as independence says: (n - 1) / 2n pairs in a block of n."""
    ends, found, parts = np.empty(BLOCK, np.int64), 0, max(1, round(1e9 * size / BLOCK))
    for k in range(parts):
        found += mutual(friends_of(ends, k % 4096, k // 4096, "mutual"))
    expected = parts * (BLOCK - 1) / (2 * BLOCK)
    told = f"{found:,} pairs, expected {expected:,.1f}"
    return Row("friends who name each other", parts * BLOCK, told, base.poisson_p(found, expected))


def second_proposals(size: float) -> Row:
    """The next proposal repeats the first, or answers that of the friend, once in a block of 4,096 people."""
    one, other = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    found, parts = np.zeros(2, np.int64), max(1, round(1e9 * size / BLOCK / 2))
    for k in range(parts):
        friends_of(one, k % 4096, 2 * (k // 4096), "twice")
        friends_of(other, k % 4096, 2 * (k // 4096) + 1, "twice")
        chosen_twice(found, one, other)
    n = parts * BLOCK
    told = f"{found[0]:,} repeated, {found[1]:,} answered, expected {parts:,}"
    p = base.smallest_of([base.binomial_p(int(k), n, 1 / BLOCK) for k in found])
    return Row("next proposal of a person", 2 * n, told, p)


def parts_of_a_number(size: float) -> Row:
    """Two parts split off one uniform know nothing of each other, nor of the whole: two squares of 64 x 64."""
    table, n = np.zeros((2, 64, 64), np.int64), 0
    for u in base.pieces("split", 5e8 * size):
        splits(table, u)
        n += len(u)
    ps = [base.chi_square(square, n / 4096, 4095)[1] for square in table]
    return Row("uniforms split in two", 2 * n, f"smaller p of 2 = {min(ps):.3g}", base.smallest_of(ps))


def along_ties(size: float) -> Row:
    """People with 0 to 11 contacts are reached with probability 1 - (1 - p)^k."""
    found, n = np.zeros(CONTACTS, np.int64), 0
    for u in base.pieces("along", 1e9 * size, CONTACTS):
        whole = u[: len(u) // CONTACTS * CONTACTS]
        reached(found, whole, REACH_P)
        n += len(whole)
    each = n // CONTACTS
    assert found[0] == 0
    ps = [base.binomial_p(int(k), each, any_of(j, REACH_P)) for j, k in enumerate(found) if j]
    return Row("reached along 0 to 11 ties", n, f"smallest p of {len(ps)} = {min(ps):.3g}", base.smallest_of(ps))


PAIR_TESTS: dict[str, tuple[Test, ...]] = {
    "pair draws": (words_of_a_call, who_names_whom, mutual_pairs, second_proposals, along_ties, parts_of_a_number)
}
