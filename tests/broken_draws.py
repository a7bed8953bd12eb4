"""Generators and engines with one fault each, and the tests of the battery that have to notice it.

``FAULTS`` maps the name of a test to what is replaced while it runs: module, name, and what stands there instead.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
from benched import acts, base, fields, pairs, transforms

from counterscore.core.draws import BLOCK

Numbers = Callable[..., np.ndarray]
NUMBERS, ROWS, GAPS, LIVED, FRIENDS = base.numbers, base.rows_at, base.gaps_at, acts.lived, pairs.friends_of


def changed(change: Callable[[np.ndarray], np.ndarray]) -> Numbers:
    """Good numbers, each piece of them spoiled in the same way."""

    def broken(out: np.ndarray, first: int, **place: int) -> np.ndarray:
        out[:] = change(NUMBERS(out, first, **place))
        return out

    return broken


def without(field: str, good: Numbers = NUMBERS) -> Numbers:
    """An address from which one field was left out."""

    def broken(out: np.ndarray, first: int, **place: int) -> np.ndarray:
        return good(out, first, **{name: value for name, value in place.items() if name != field})

    return broken


def walk(out: np.ndarray, first: int, **place: int) -> np.ndarray:
    """Steps of the golden ratio from person to person: perfectly uniform, and nothing else."""
    start = 0.013 * place.get("month", 0) + 0.37 * place.get("stream", 0) % 1.0
    out[:] = ((first + np.arange(len(out))) * 0.6180339887498949 + start) % 1.0
    return out


def symmetric(out: np.ndarray, first: int, **place: int) -> np.ndarray:
    """Person i in month j as person j in month i: the two were added up before they were scrambled."""
    return NUMBERS(out, first + place.get("month", 0), **{k: v for k, v in place.items() if k != "month"})


def coarse(out: np.ndarray, first: int, **place: int) -> np.ndarray:
    """Numbers of 20 bits, with which one in a million becomes two."""
    out[:] = np.floor(NUMBERS(out, first, **place) * 2.0**20) * 2.0**-20
    return out


def clustered(out: np.ndarray, first: int, **place: int) -> np.ndarray:
    """Every second number is the one before: uniform, but rare numbers come in pairs."""
    NUMBERS(out, first, **place)
    out[1::2] = out[::2]
    return out


def far_bit(out: np.ndarray, first: int, **place: int) -> np.ndarray:
    """The last bit of the replicate does not reach the generator."""
    return ROWS(out, first, **(place | {"replicate": place.get("replicate", 0) & ~1}))


def together(out: np.ndarray, first: int, **place: int) -> np.ndarray:
    """Another address gives the same number or its mirror image: each bit flips half of the time, but all at once."""
    turned = ROWS(np.empty(len(out)), first, **place) < 0.5
    ROWS(out, 0, stream=1)
    out[turned] = 1.0 - 2.0**-53 - out[turned]
    return out


def gaps_of(change: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]) -> Callable[..., Any]:
    """Gaps and acceptances, spoiled."""
    return lambda n, p, first=0, **place: change(*GAPS(n, p, first, **place))


def engine(change: Callable[[int, np.ndarray, int], np.ndarray]) -> Callable[..., Any]:
    """The acts of a run, changed month by month: ``change`` has the arm, the persons and how many people there are."""

    def broken(bound: list[float], arms: list[float], people: int, months: int, seed: int = 1, take: Any = None) -> Any:
        return LIVED(bound, arms, people, months, seed, take=lambda a, who: take(a, change(a, who, people)))

    return broken


def border_acts(_: int, who: np.ndarray, people: int) -> np.ndarray:
    """The first person of every block always acts."""
    acted = np.zeros(people, bool)
    acted[who] = True
    acted[::BLOCK] = True
    return np.flatnonzero(acted)


def lazy_border(_: int, who: np.ndarray, people: int) -> np.ndarray:
    """Who would be first of a block never acts: the gap starts to count one place late."""
    return who[who % BLOCK != 0]


def same_blocks(_: int, who: np.ndarray, people: int) -> np.ndarray:
    """The number of the block is not part of the address: all blocks do what the first does."""
    some = who[who < BLOCK]
    return (np.arange(people // BLOCK)[:, None] * BLOCK + some).ravel()


def accepting(_: int, who: np.ndarray, people: int) -> np.ndarray:
    """One act in twenty is lost."""
    return who[who % 20 != 7]


def paired(_: int, who: np.ndarray, people: int) -> np.ndarray:
    """Whoever acts takes her neighbour along."""
    acted = np.zeros(people, bool)
    acted[who] = True
    acted[1::2] |= acted[::2]
    return np.flatnonzero(acted)


def alike(ends: np.ndarray, block: int, number: int, name: str) -> np.ndarray:
    """The number of the proposal is not part of the address: everybody proposes the same friend again."""
    return FRIENDS(ends, block, 0, name)


def returned(ends: np.ndarray, block: int, number: int, name: str) -> np.ndarray:
    """A draw for the pair, whoever asks: who is named names in return."""
    ends[:] = np.arange(BLOCK) ^ (number % (BLOCK - 1) + 1)
    return ends


def near(ends: np.ndarray, block: int, number: int, name: str) -> np.ndarray:
    """Proposals lean a little towards the own place: one in ten stays in her own part of the block."""
    FRIENDS(ends, block, number, name)
    ends[::10] = np.arange(0, BLOCK, 10)
    return ends


def same_halves(u: np.ndarray, v: np.ndarray, *address: int) -> None:
    """Both uniforms of a call are made of the same words."""
    NUMBERS(u, address[0], stream=address[3], month=address[1])
    v[:] = u


def same_splits(table: np.ndarray, u: np.ndarray) -> None:
    """A part split off is the whole."""
    k = (u * 64).astype(np.int64)
    np.add.at(table, (0, k, k), 1)
    np.add.at(table, (1, k, k), 1)


def one_contact(found: np.ndarray, u: np.ndarray, p: float) -> None:
    """However many contacts somebody has, only one of them counts."""
    k = np.arange(len(u)) % len(found)
    found += np.bincount(k[(u < p) & (k > 0)], minlength=len(found))


def first_come(seed: int, stream: str, persons: np.ndarray, n: int, **place: int) -> np.ndarray:
    """A quota that goes by position."""
    return persons[:n]


def second_option(seed: int, stream: str, persons: int, weights: np.ndarray, **place: int) -> np.ndarray:
    """Noise that is shared by two options: the smaller one is never chosen."""
    return np.where((made := CHOOSE(seed, stream, persons, weights, **place)) == 3, 2, made)


CHOOSE = transforms.choose
Fault = tuple[ModuleType, str, Any]
FAULTS: dict[str, Fault] = {
    "uniformity": (base, "numbers", changed(lambda u: u * 0.99)),
    "low_bits": (base, "numbers", changed(lambda u: u.astype(np.float32).astype(np.float64))),
    "bits": (base, "numbers", changed(lambda u: u.astype(np.float32).astype(np.float64))),
    "byte_values": (base, "numbers", changed(lambda u: np.floor(u * 2.0**48) * 2.0**-48)),
    "lags": (base, "numbers", walk),
    "orders_of_five": (base, "numbers", walk),
    "months_in_a_row": (base, "numbers", without("month")),
    "birthdays": (base, "numbers", coarse),
    "rare_numbers": (base, "numbers", coarse),
    "rare_gaps": (base, "numbers", clustered),
    "registered": (base, "numbers", without("stream")),
    "flipped": (base, "rows_at", far_bit),
    "swapped": (base, "numbers", symmetric),
    "correlations persons": (base, "numbers", lambda out, first, **at: NUMBERS(out, first % 2**23, **at)),
    "words_of_a_call": (pairs, "halves", same_halves),
    "who_names_whom": (pairs, "friends_of", near),
    "mutual_pairs": (pairs, "friends_of", returned),
    "second_proposals": (pairs, "friends_of", alike),
    "along_ties": (pairs, "reached", one_contact),
    "parts_of_a_number": (pairs, "splits", same_splits),
    "rare_acts": (acts, "lived", engine(lambda a, who, people: np.repeat(who, 2))),
    "gap_distribution": (base, "gaps_at", lambda n, p, first=0, **at: GAPS(n, 1.02 * p, first, **at)),
    "gap_and_accept": (base, "gaps_at", gaps_of(lambda gaps, u: (gaps, np.where(gaps > 900, u * 0.98, u)))),
    "gap_after_gap": (base, "gaps_at", gaps_of(lambda gaps, u: (np.repeat(gaps[::2], 2), u))),
    "places": (acts, "lived", engine(border_acts)),
    "ends": (acts, "lived", engine(lazy_border)),
    "thinning": (acts, "lived", engine(accepting)),
    "neighbours_both": (acts, "lived", engine(paired)),
    "patterns": (acts, "lived", engine(border_acts)),
    "across": (acts, "lived", engine(border_acts)),
    "in_a_block": (acts, "lived", engine(paired)),
    "next_blocks": (acts, "lived", engine(same_blocks)),
    "last_of_all": (acts, "lived", engine(lambda a, who, people: who[who < people - 1])),
    "cut_block": (acts, "lived", engine(lazy_border)),
    "counts_of_events": (base, "numbers", changed(lambda u: u * 0.99)),
    "waits": (base, "numbers", changed(lambda u: u * 0.99)),
    "normals": (base, "numbers", changed(lambda u: u * 0.99)),
    "exponentials": (base, "numbers", changed(lambda u: u * 0.99)),
    "lognormals": (base, "numbers", changed(lambda u: u * 0.99)),
    "choices": (transforms, "choose", second_option),
    "quotas": (transforms, "smallest_n", first_come),
}
for plural, field in fields.FIELDS.items():
    good, name = (ROWS, "rows_at") if field in ("born", "repeat", "act") else (NUMBERS, "numbers")
    for kind in ("correlations", "successive", "rare_together"):
        FAULTS[f"{kind} {plural}"] = (base, name, without(field, good))
