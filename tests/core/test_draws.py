"""Keyed draws: known answers, injective packing, independence of order, company, size and registry."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from counterscore.core import draws
from counterscore.core.draws import stream_number, uniform_at, uniforms, when_word, which_word
from counterscore.core.errors import SpecError

ONES = 0xFFFFFFFF
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES, ONES, ONES, ONES), (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
Words = tuple[int, int, int, int]


def test_philox_gives_the_published_answers() -> None:
    """Philox4x32-10 equals the known-answer vectors of Random123 (Salmon et al., SC 2011, file kat_vectors)."""
    for counter, key, expected in KNOWN:
        words = [np.uint64(w) for w in (*counter, *key)]
        assert tuple(int(w) for w in draws._philox(*words)) == expected
        high, low = expected[0], expected[1]
        unit = ((high >> 5) * 2**26 + (low >> 6)) / 2**53
        assert uniform_at(*key, *counter) == unit
        assert draws._uniform_at(*key, *counter) == unit


coordinates = st.tuples(
    st.integers(0, 2**31 - 1), st.integers(0, 4095), st.integers(0, 4095), st.integers(0, 127),
    st.integers(0, 65535), st.integers(0, 255), st.integers(0, 255), st.integers(0, 2**32 - 1),
)  # fmt: skip


def packed(place: tuple[int, ...]) -> Words:
    """The counter words of (person, month, born, repeat, replicate, table, slot, act)."""
    person, month, born, repeat, replicate, table, slot, act = place
    return person, int(when_word(month, born, repeat)), int(which_word(replicate, table, slot)), act


@settings(max_examples=300, deadline=None, derandomize=True)
@given(coordinates, coordinates)
@example((0, 4095, 0, 0, 0, 0, 0, 0), (0, 0, 1, 0, 0, 0, 0, 0))
@example((0, 0, 4095, 0, 0, 0, 0, 0), (0, 0, 0, 1, 0, 0, 0, 0))
@example((0, 0, 0, 0, 65535, 0, 0, 0), (0, 0, 0, 0, 0, 1, 0, 0))
@example((0, 0, 0, 0, 0, 255, 0, 0), (0, 0, 0, 0, 0, 0, 1, 0))
def test_packing_is_injective(left: tuple[int, ...], right: tuple[int, ...]) -> None:
    """Two different places in a study never share a counter, and every word stays within 32 bits."""
    assert (packed(left) == packed(right)) == (left == right)
    assert all(0 <= word < 2**32 for word in packed(left))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(coordinates, st.integers(0, 7), st.data())
def test_neighbouring_places_differ(place: tuple[int, ...], which: int, data: st.DataObject) -> None:
    """Changing one coordinate alone always changes the counter: no coordinate is dropped or overlaps its neighbour."""
    limits = (2**31 - 1, 4095, 4095, 127, 65535, 255, 255, 2**32 - 1)
    other = list(place)
    other[which] = data.draw(st.integers(0, limits[which]).filter(lambda x: x != place[which]))
    assert packed(place) != packed(tuple(other))


def test_no_two_corners_share_a_counter() -> None:
    """All 65,536 places whose fields are 0, 1, the largest or the largest but one have counters of their own."""
    limits = (2**31 - 1, 4095, 4095, 127, 65535, 255, 255, 2**32 - 1)
    places = list(product(*[(0, 1, most - 1, most) for most in limits]))
    assert len({packed(place) for place in places}) == len(places) == 4**8


def test_packing_can_be_unpacked() -> None:
    """The words hold the coordinates at the documented bits, at both ends of every range."""
    for place in [(0,) * 8, (2**31 - 1, 4095, 4095, 127, 65535, 255, 255, 2**32 - 1), (5, 1, 2, 3, 4, 6, 7, 8)]:
        person, when, which, act = packed(place)
        months = (when & 4095, when >> 12 & 4095, when >> 24)
        others = (which & 65535, which >> 16 & 255, which >> 24)
        assert (person, *months, *others, act) == place


@pytest.mark.parametrize(
    "options",
    [{"month": 4096}, {"month": -1}, {"replicate": 65536}, {"replicate": -1}, {"slot": 256}, {"slot": -1}],
)
def test_uniforms_refuse_what_does_not_fit(options: dict[str, int]) -> None:
    """A month, replicate or slot outside its bits is an error that names the stream, never a shared counter."""
    with pytest.raises(SpecError, match="toy"):
        uniforms(1, "toy", 3, **options)


@pytest.mark.parametrize("persons", [np.array([2**32]), np.array([-1]), np.array([0, 2**40])])
def test_uniforms_refuse_person_numbers_that_do_not_fit(persons: np.ndarray) -> None:
    """A person number outside 32 bits is an error: it would leave the counter of another person or of nobody."""
    with pytest.raises(SpecError, match="toy"):
        uniforms(1, "toy", persons)


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, True, "7"])
def test_seeds_are_32_bit_numbers(seed: Any) -> None:
    """A seed that the key cannot hold is refused, not folded into another seed."""
    with pytest.raises(SpecError, match="seed"):
        uniforms(seed, "toy", 3)


def test_uniforms_lie_on_the_53_bit_grid() -> None:
    """Every uniform is a multiple of 2**-53 in [0, 1), and the last bit is in use."""
    u = uniforms(5, "toy.grid", 200_000)
    steps = u * 2.0**53
    assert u.dtype == np.float64 and u.shape == (200_000,)
    assert (u >= 0.0).all() and (u < 1.0).all()
    assert (steps == np.floor(steps)).all()
    assert 0.49 < (steps % 2).mean() < 0.51


def test_all_bits_set_stay_below_one() -> None:
    """The largest pair of words gives 1 - 2**-53, the smallest 0."""
    top = np.uint64(ONES)
    assert draws._unit(top, top) == 1.0 - 2.0**-53
    assert draws._unit(np.uint64(0), np.uint64(0)) == 0.0


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(0, 5000), st.integers(0, 2**32 - 1), st.integers(0, 4095))
def test_growth_keeps_the_first(n: int, k: int, seed: int, month: int) -> None:
    """The draws of persons 0..n-1 are the same whether there are n or n + k people."""
    small, large = uniforms(seed, "toy", n, month=month), uniforms(seed, "toy", n + k, month=month)
    assert small.tobytes() == large[:n].tobytes()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 2**31 - 1), max_size=40), st.randoms(use_true_random=False))
def test_order_and_company_do_not_matter(persons: list[int], random: Any) -> None:
    """A person's uniform depends on her number, not on her place in the array or on who else is in it."""
    alone = {p: float(uniforms(9, "toy", np.array([p]))[0]) for p in persons}
    random.shuffle(persons)
    together = uniforms(9, "toy", np.array(persons, np.int64))
    assert together.tolist() == [alone[p] for p in persons]


def test_array_and_range_agree_for_every_integer_type() -> None:
    """A range, an array of any integer type and the scalar of the rules give the same bits."""
    whole = uniforms(3, "toy", 5000, month=2, replicate=4, slot=5)
    for kind in (np.int32, np.int64, np.uint32, np.int16):
        numbers = np.arange(5000, dtype=kind)
        assert uniforms(3, "toy", numbers, month=2, replicate=4, slot=5).tobytes() == whole.tobytes()
    scalar = [draws.uniform(3, stream_number("toy"), p, 2, 4, 5) for p in range(200)]
    plain = [draws._uniform(3, stream_number("toy"), p, 2, 4, 5) for p in range(50)]
    assert scalar == whole[:200].tolist() and plain == scalar[:50]


def test_plain_loops_equal_compiled_ones() -> None:
    """The Python text of the filling loops gives the same bits as their machine code."""
    plain, fast = np.empty(300), np.empty(300)
    draws._fill(plain, 7, 3, 2**32 - 1, 77, 2**31)
    draws.fill(fast, 7, 3, 2**32 - 1, 77, 2**31)
    assert plain.tobytes() == fast.tobytes()
    draws._gather(plain, np.arange(7, 307), 3, 2**32 - 1, 77, 2**31)
    assert plain.tobytes() == fast.tobytes()


def test_every_coordinate_matters() -> None:
    """Another seed, stream, month, replicate or slot gives other numbers, and no number twice among them."""
    kinds = [
        uniforms(1, "toy", 500), uniforms(2, "toy", 500), uniforms(1, "toy2", 500), uniforms(1, "toy", 500, month=1),
        uniforms(1, "toy", 500, replicate=1), uniforms(1, "toy", 500, slot=1),
    ]  # fmt: skip
    assert len(set(np.concatenate(kinds).tolist())) == 3000


def registry_lines() -> list[str]:
    """The committed file."""
    text = (Path(draws.__file__).parent / "streams.tsv").read_text(encoding="ascii")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_registry_is_append_only_in_shape() -> None:
    """Numbers and names occur once, below 2**31, as NUMBER<TAB>NAME without stray blanks."""
    pairs = [line.split("\t") for line in registry_lines()]
    assert all(len(pair) == 2 and pair[1] == pair[1].strip() and pair[0].isdecimal() for pair in pairs)
    numbers, names = [int(n) for n, _ in pairs], [name for _, name in pairs]
    assert len(set(numbers)) == len(numbers) and len(set(names)) == len(names)
    assert all(0 < n < 2**31 for n in numbers)


def test_names_outside_the_registry_never_collide_with_it() -> None:
    """A name that is not committed gets a number in [2**31, 2**32), the same on every machine."""
    for name in ("toy", "some.new_draw", "x" * 200, "\u6cd5\u9662"):
        assert 2**31 <= stream_number(name) < 2**32
    assert (stream_number("toy"), stream_number("some.new_draw")) == (2404586300, 2231234186)


def test_inserting_a_stream_changes_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry with one more line, wherever it stands, leaves every other stream's number and draws alone."""
    known = dict(draws.registry())
    names = [*known, "toy", "toy.other"]
    before = {name: (stream_number(name), uniforms(1, name, 50).tobytes()) for name in names}
    grown = {"a.new_stream": 2**31 - 1} | known
    monkeypatch.setattr(draws, "registry", lambda: grown)
    assert stream_number("a.new_stream") == 2**31 - 1
    assert before == {name: (stream_number(name), uniforms(1, name, 50).tobytes()) for name in names}


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, 1.5, float("nan")])
def test_bounds_outside_the_open_interval_are_refused(p: float) -> None:
    """The bound of an act is a probability strictly between 0 and 1."""
    with pytest.raises(SpecError, match="bound"):
        draws.log_miss(p)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.floats(1e-18, 0.999999))
def test_log_of_missing_keeps_its_digits(p: float) -> None:
    """log(1 - p) has a relative error below 2e-15 down to p = 1e-18, where 1 - p is 1."""
    assert draws.log_miss(p) == pytest.approx(float(np.log1p(-p)), rel=2e-15)


def test_mirrored_draws_are_the_antithetic_ones() -> None:
    """A mirrored stream gives 1 - 2**-53 - u for every u, in every kind of loop, and its counters are the same."""
    words = int(which_word(3, 2, 1))
    plain, mirrored = np.empty(500), np.empty(500)
    draws.fill(plain, 0, 7, 5, 9, words)
    draws.fill(mirrored, 0, 7, 5, 9, words + draws.MIRROR)
    assert (plain + mirrored == 1 - 2**-53).all()
    assert [uniform_at(7, 5, p, 9, words + draws.MIRROR, 0) for p in range(50)] == mirrored[:50].tolist()
    person, codes = np.arange(500, dtype=np.int32), np.array([17], np.int64)
    fields = person, np.full(500, 4, np.int16), np.zeros(500, np.int8), np.zeros(500, np.int16), codes
    for out, mirror in ((plain, 0), (mirrored, draws.MIRROR)):
        draws.fill_rows(out, 0, 500, 6, *fields, np.array([7, 5, words + mirror], np.int64))
    assert (plain + mirrored == 1 - 2**-53).all()


def test_mirrored_candidates_are_walked_with_mirrored_gaps() -> None:
    """Where one stream jumps far its mirror jumps near, and the uniforms that accept add up to one."""
    found = []
    for mirror in (0, draws.MIRROR):
        gaps, accepts, work = np.empty(32, np.int64), np.empty(32), np.empty((2, 32), np.int64)
        draws.jumps(gaps, accepts, work, np.array([7, 5, mirror]), np.array([0, 3, 11, 0]), draws.log_miss(0.01))
        found.append((gaps.copy(), accepts.copy()))
    (near, one), (far, other) = found
    assert (one + other == 1 - 2**-53).all()
    assert np.corrcoef(near, far)[0, 1] < -0.3
