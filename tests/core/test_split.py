"""Many uniforms made of one: known answers, evenness, and nothing in common."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2

from counterscore.core.draws import uniforms
from counterscore.core.transforms import array_of, scrambled, split

N = 100_000
NUMBERS = (0, 1, 2, 3, 4, 63, 64, 111)


@pytest.mark.parametrize(
    ("word", "key", "wanted"),
    [(0, 0, 0x6CD10DF2FF1DAE59), (0xFFFFFFFF, 0xFFFFFFFF, 0xAB4FD7AD2C3F628B)],
)
def test_known_answers(word: int, key: int, wanted: int) -> None:
    """Philox2x32-10 gives the published answers of its authors (Random123, kat_vectors)."""
    plain = getattr(scrambled, "py_func", scrambled)
    assert int(plain(np.uint64(word), np.uint64(word), np.uint64(key))) == wanted


def test_known_answer_of_different_words() -> None:
    """The third published answer, digits of pi, tells the two words apart."""
    plain = getattr(scrambled, "py_func", scrambled)
    found = int(plain(np.uint64(0x243F6A88), np.uint64(0x85A308D3), np.uint64(0x13198A2E)))
    assert found == 0xF62A4C12DD7CE038


def test_compiled_and_interpreted_agree() -> None:
    """The same bits as machine code and as Python, from the smallest to the largest uniform."""
    for u in (0.0, 2.0**-53, 0.1, 0.5, 1.0 - 2.0**-53):
        for number in (0, 7, 2**32 - 1):
            assert split(u, number) == split.py_func(u, number)
            assert 0.0 <= split(u, number) < 1.0


def made() -> np.ndarray:
    """Uniforms (numbers, N) split from N uniforms of one stream."""
    u = uniforms(5, "agency_copies.v_copy", N)
    return np.array([u, *(array_of(split, u, float(number)) for number in NUMBERS)])


def test_all_are_even_and_apart() -> None:
    """Each split number fills 64 equal cells evenly, each pair (the source included) 8 by 8 cells.

    Chi-square against its quantile at 1 - 0.0001 / 45 for 45 tests: false alarms below 1 in 10,000 in all.
    """
    found = made()
    limit = chi2.ppf(1.0 - 0.0001 / 45, 63)
    worst = 0.0
    for one in found:
        counts = np.bincount((64 * one).astype(np.int64), minlength=64)
        worst = max(worst, float(((counts - N / 64) ** 2).sum() / (N / 64)))
    for i in range(len(found)):
        for j in range(i):
            cells = 8 * (8 * found[i]).astype(np.int64) + (8 * found[j]).astype(np.int64)
            counts = np.bincount(cells, minlength=64)
            worst = max(worst, float(((counts - N / 64) ** 2).sum() / (N / 64)))
    assert worst < limit


def test_neighbours_have_nothing_in_common() -> None:
    """Uniforms that differ in their last bit give numbers without correlation: 4 standard errors of 20,000 pairs."""
    u = np.floor(uniforms(6, "agency_copies.v_copy", 20_000) * 2.0**53) * 2.0**-53
    left, right = array_of(split, u, 3.0), array_of(split, np.minimum(u + 2.0**-53, 1.0 - 2.0**-53), 3.0)
    assert abs(np.corrcoef(left, right)[0, 1]) < 4 / len(u) ** 0.5
