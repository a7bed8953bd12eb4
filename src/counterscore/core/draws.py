"""Keyed draws: the same question about the same person in the same month always gets the same number.

Generator: Philox4x32-10 (Salmon et al., SC 2011), counter-based. Key = (study seed, stream number). The 128-bit
counter is packed without overlap, so no two draws of a study share a counter:

    word 0  person (or block) number                    32 bits
    word 1  month 12 bits | month of birth of a record 12 bits | repeat within the month 8 bits
    word 2  replicate 16 bits | record table 8 bits | slot 8 bits
    word 3  act code 32 bits

Nothing depends on call order, on array position or on how many people there are. Uniforms have 53 bits, in [0, 1).
Above its 32 bits word 2 may carry ``MIRROR``, no part of the counter: it turns every u into 1 - 2**-53 - u.
Stream numbers come from ``streams.tsv`` (append only, never reused); a name that is not in it, as in a user's own
mechanism file, gets a number above 2**31 from its SHA-256, and the plan refuses two names with one number.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np

from . import transforms
from .compiling import compiled, inlined
from .errors import SpecError
from .transforms import SQRT_HALF, log_from

SCHEME = "philox4x32-10/1"
BLOCK = 4096
BATCH = 32
MONTHS_LIMIT = 4096
PEOPLE_LIMIT = 2**31 - 1

MULTIPLY_0 = np.uint64(0xD2511F53)
MULTIPLY_1 = np.uint64(0xCD9E8D57)
WEYL_0 = np.uint64(0x9E3779B9)
WEYL_1 = np.uint64(0xBB67AE85)
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
MIRROR = 2**32
DROP_5 = np.uint64(5)
DROP_6 = np.uint64(6)
SHIFT_26 = np.uint64(26)
MANTISSA = 2**52 - 1
EXPONENT_OF_HALF = 1022 << 52
SCALE = 2.0**-53


@cache
def registry() -> dict[str, int]:
    """Stream name -> number, as committed."""
    lines = (Path(__file__).parent / "streams.tsv").read_text(encoding="ascii").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {name: int(number) for number, name in pairs}


def stream_number(name: str) -> int:
    """The number of a stream: from the registry, or above 2**31 by SHA-256 for names that are not shipped."""
    return registry().get(name, 2**31 + int.from_bytes(sha256(name.encode()).digest()[:4], "big") % 2**31)


def _philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Philox4x32-10 on 32-bit words held in 64-bit integers."""
    for _ in range(10):
        p0 = MULTIPLY_0 * c0
        p1 = MULTIPLY_1 * c2
        c0 = (p1 >> HALF) ^ c1 ^ k0
        c1 = p1 & LOW
        c2 = (p0 >> HALF) ^ c3 ^ k1
        c3 = p0 & LOW
        k0 = (k0 + WEYL_0) & LOW
        k1 = (k1 + WEYL_1) & LOW
    return c0, c1, c2, c3


philox = inlined(_philox)


def _unit(high: np.uint64, low: np.uint64) -> float:
    """53 bits of two words as a number in [0, 1)."""
    return float(np.int64(((high >> DROP_5) << SHIFT_26) | (low >> DROP_6))) * SCALE


unit = inlined(_unit)


def _flip(which: int) -> np.uint64:
    """What turns the words of a draw around where it is mirrored: all 32 bits, or none."""
    return np.uint64((which >> 32) & 1) * LOW


flip = inlined(_flip)


def _uniform_at(seed: int, stream: int, person: int, when: int, which: int, act: int) -> float:
    """One uniform from packed counter words (see ``when_word`` and ``which_word``)."""
    turned, c2 = flip(which), np.uint64(which) & LOW
    a, b, _, _ = philox(np.uint64(person), np.uint64(when), c2, np.uint64(act), np.uint64(seed), np.uint64(stream))
    return unit(a ^ turned, b ^ turned)


uniform_at = compiled(_uniform_at)


def _when_word(month: int, born: int, repeat: int) -> int:
    """Counter word 1."""
    return month + born * 4096 + repeat * 16777216


def _which_word(replicate: int, table: int, slot: int) -> int:
    """Counter word 2."""
    return replicate + table * 65536 + slot * 16777216


when_word = compiled(_when_word)
which_word = compiled(_which_word)


def _uniform(seed: int, stream: int, person: int, month: int, replicate: int, slot: int) -> float:
    """The uniform of one person in one month for one decision."""
    return uniform_at(seed, stream, person, when_word(month, 0, 0), which_word(replicate, 0, slot), 0)


uniform = compiled(_uniform)


def _fill(out: np.ndarray, first: int, seed: int, stream: int, when: int, which: int) -> None:
    """Uniforms of consecutive persons, in a loop the compiler can vectorise."""
    k0, k1, c1 = np.uint64(seed) & LOW, np.uint64(stream) & LOW, np.uint64(when) & LOW
    turned, c2 = flip(which), np.uint64(which) & LOW
    for i in range(out.shape[0]):
        a, b, _, _ = philox(np.uint64(first + i) & LOW, c1, c2, np.uint64(0), k0, k1)
        out[i] = unit(a ^ turned, b ^ turned)


def _gather(out: np.ndarray, persons: np.ndarray, seed: int, stream: int, when: int, which: int) -> None:
    """Uniforms of any persons."""
    for i in range(out.shape[0]):
        out[i] = uniform_at(seed, stream, persons[i], when, which, 0)


def _fill_rows(
    out: np.ndarray, low: int, high: int, month: int, person: np.ndarray, born: np.ndarray, repeat: np.ndarray,
    act: np.ndarray, codes: np.ndarray, key: np.ndarray,
) -> None:  # fmt: skip
    """Uniforms of rows low..high-1 of a table, keyed by who, when born, what, which repeat, and this month."""
    k0, k1, c2 = np.uint64(key[0]) & LOW, np.uint64(key[1]) & LOW, np.uint64(key[2]) & LOW
    turned, n = flip(key[2]), high - low
    words = np.empty((3, n), np.uint64)
    who, when, what = words[0], words[1], words[2]
    for i in range(n):
        who[i] = np.uint64(person[low + i]) & LOW
        when[i] = np.uint64(month + np.int64(born[low + i]) * 4096 + np.int64(repeat[low + i]) * 16777216) & LOW
        what[i] = np.uint64(codes[act[low + i]]) & LOW
    for i in range(n):
        a, b, _, _ = philox(who[i], when[i], c2, what[i], k0, k1)
        out[i] = unit(a ^ turned, b ^ turned)


fill_rows = compiled(_fill_rows)
fill = compiled(_fill)
gather = compiled(_gather)


def offspring(repeat: np.ndarray, age: np.ndarray) -> np.ndarray:
    """``repeat`` of rows made from rows (R,): it follows from the parent alone, so no sibling can re-deal it.

    Limits: parents of one person and act whose ages differ by exactly 64 months would have offspring that share draws.
    """
    made: np.ndarray = ((2 * age.astype(np.int64) + repeat) % 128).astype(np.int8)
    return made


def checked_seed(seed: int) -> int:
    """The seed, or a SpecError when it is not an integer in [0, 2**32)."""
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or not 0 <= int(seed) < 2**32:
        raise SpecError(f"seed {seed!r}: expected a whole number from 0 to 4294967295")
    return int(seed)


def check_words(stream: str, month: int, replicate: int, slot: int) -> None:
    """SpecError where a counter word of a draw would overflow."""
    if not (0 <= month < MONTHS_LIMIT and 0 <= replicate < 65536 and 0 <= slot < 256):
        raise SpecError(f"draw {stream!r}: month {month}, replicate {replicate} or slot {slot} out of range")


def checked_persons(stream: str, persons: np.ndarray) -> np.ndarray:
    """Person numbers as int64 (P,); SpecError where one does not fit the 32 bits of its counter word."""
    numbers = np.ascontiguousarray(persons, np.int64)
    if len(numbers) and (numbers.min() < 0 or numbers.max() >= 2**32):
        raise SpecError(
            f"draw {stream!r}: person numbers from {numbers.min()} to {numbers.max()}; expected 0 to 2**32 - 1"
        )
    return numbers


def uniforms(
    seed: int, stream: str, persons: np.ndarray | int, *, month: int = 0, replicate: int = 0, slot: int = 0
) -> np.ndarray:
    """Uniforms in [0, 1), one per person number; an int n means persons 0..n-1.

    Shape (P,), float64. Raises SpecError where a counter word would overflow.
    """
    check_words(stream, month, replicate, slot)
    when, which = int(when_word(month, 0, 0)), int(which_word(replicate, 0, slot))
    if isinstance(persons, (int, np.integer)):
        out = np.empty(int(persons), np.float64)
        fill(out, 0, checked_seed(seed), stream_number(stream), when, which)
        return out
    numbers = checked_persons(stream, persons)
    out = np.empty(len(numbers), np.float64)
    gather(out, numbers, checked_seed(seed), stream_number(stream), when, which)
    return out


def _jumps(
    gaps: np.ndarray, accepts: np.ndarray, work: np.ndarray, key: np.ndarray, where: np.ndarray, log_miss: float
) -> None:
    """The next gaps (>= 1) between candidates of an act in a block, and the uniforms that accept them.

    ``gaps`` int64 (N,), ``accepts`` float64 (N,), ``work`` int64 (2, N) is scratch; ``key`` holds seed, stream and
    counter word 2; ``where`` holds block, month, act code and the number of the first gap. One call of the generator
    gives both numbers of a candidate. Simple loops over N, so that the compiler vectorises them.
    """
    k0, k1 = np.uint64(key[0]) & LOW, np.uint64(key[1]) & LOW
    c0, c2, c3 = np.uint64(where[0]) & LOW, np.uint64(key[2]) & LOW, np.uint64(where[2]) & LOW
    turned, bits, mantissa_bits = flip(key[2]), work[0], work[1]
    rest, mantissa = bits.view(np.float64), mantissa_bits.view(np.float64)
    first = where[1] + 4096 * where[3]
    for i in range(gaps.shape[0]):
        a, b, c, d = philox(c0, np.uint64(first + 4096 * i) & LOW, c2, c3, k0, k1)
        rest[i] = 1.0 - unit(a ^ turned, b ^ turned)
        accepts[i] = unit(c ^ turned, d ^ turned)
    for i in range(gaps.shape[0]):
        mantissa_bits[i] = (bits[i] & MANTISSA) | EXPONENT_OF_HALF
    for i in range(gaps.shape[0]):
        k = (bits[i] >> 52) - 1022
        x = mantissa[i]
        low = x < SQRT_HALF
        x = x + x if low else x
        k = k - 1 if low else k
        gap = log_from(x, k) / log_miss
        gaps[i] = 1 + int(gap if gap < 1e9 else 1e9)


jumps = compiled(_jumps)


def log_miss(p: float) -> float:
    """log(1 - p) as ``jumps`` wants it; SpecError where p is not in (0, 1)."""
    if not 0.0 < p < 1.0:
        raise SpecError(f"bound of an act's probability is {p!r}: expected a number in (0, 1)")
    return float(transforms.log_miss(p))
