"""Laws of pipelines: findings by the way a case went, disputes stage by stage; published counts are targets."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterscore.core.errors import PromiseError, SpecError
from counterscore.published.funnels import Funnel, Review, Way, funnel, funnel_of_counts, review

# MiDAS, Michigan 2013-15: cases decided by machine alone and with some human step, and the shares found wrong since
MIDAS = review({"machine": (40_195, 0.85), "human step": (22_589, 0.44)})
# Federal Trade Commission 2012: 1,001 people, disputed, modified, score changed, tier changed
STAGES = ("disputed", "modified", "score changed", "tier changed")
COUNTS = (1001, 262, 206, 129, 52)
CREDIT = funnel(dict(zip(STAGES, (0.261738, 0.786260, 0.626214, 0.403101), strict=True)))


@pytest.mark.parametrize("way", ["machine", "human step"])
def test_another_way_is_an_association(way: str) -> None:
    """What another way would have brought says of itself that cases were not dealt by lot."""
    found = MIDAS.all_through(way)
    assert found.evidence == "association"
    assert "not an effect" in found.why


def test_whoever_is_wronged_by_the_better_way_is_wronged_by_the_worse() -> None:
    """At one seed: all by human step <= the documented mix <= all by machine."""
    kind, mix, harsh = (MIDAS.simulated(4, way=way) for way in ("human step", None, "machine"))
    assert kind < mix < harsh


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 4)), min_size=1, max_size=3))
def test_the_law_of_wrong_findings_by_brute_force(ways: list[tuple[int, int]]) -> None:
    """Mean and variance over every way that a few cases can end, in exact fractions, are those of the pipeline."""
    chances = [Fraction(quarters, 4) for cases, quarters in ways for _ in range(cases)]
    mean = square = Fraction(0)
    for ends in product((0, 1), repeat=len(chances)):
        p = Fraction(1)
        for end, chance in zip(ends, chances, strict=True):
            p *= chance if end else 1 - chance
        mean, square = mean + p * sum(ends), square + p * sum(ends) ** 2
    found = review({f"w{i}": (cases, quarters / 4) for i, (cases, quarters) in enumerate(ways)})
    assert found.wrong == pytest.approx(float(mean), abs=1e-12)
    assert found.se**2 == pytest.approx(float(square - mean**2), abs=1e-12)


def test_calling_one_way_by_two_names_changes_nothing() -> None:
    """Every case has a draw of its own: cases of one way, split in two, are wronged as before."""
    whole, split = review({"a": (1000, 0.5)}), review({"a": (400, 0.5), "b": (600, 0.5)})
    assert [whole.simulated(seed) for seed in range(5)] == [split.simulated(seed) for seed in range(5)]


def test_a_funnel_of_people_who_had_help_is_an_upper_bound() -> None:
    """A funnel from an assisted study says so in words; the numbers are the same, only their reading differs."""
    helped = funnel_of_counts(STAGES, COUNTS, assisted=True)
    assert "upper bound" in helped.reading
    assert "upper bound" not in CREDIT.reading
    assert helped.stages == funnel_of_counts(STAGES, COUNTS).stages
    assert helped.worth(1000, 1) == funnel_of_counts(STAGES, COUNTS).worth(1000, 1)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.integers(0, 2**32 - 1))
def test_with_the_channel_closed_the_same_people_stay_wrong(stages: list[float], seed: int) -> None:
    """In any funnel, person by person: whom the channel mends and who stays wrong without it are the same people."""
    any_funnel = Funnel(tuple((f"s{i}", p) for i, p in enumerate(stages)))
    on, off = (any_funnel.lived(300, seed, channel=channel) for channel in (True, False))
    assert (on.mended == off.stays_wrong).all()
    assert not on.stays_wrong.any() and not off.mended.any()
    assert off.reached == (300,) + (0,) * len(stages)
    assert any_funnel.worth(300, seed) == on.mended.sum() == on.reached[-1]


def test_a_person_stays_where_more_people_are_added() -> None:
    """The first 1,000 of 50,000 people live through the funnel as they do alone."""
    few, many = CREDIT.lived(1_000, 9), CREDIT.lived(50_000, 9)
    assert (few.mended == many.mended[:1_000]).all()


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.lists(st.floats(0, 1), min_size=5, max_size=5))
def test_a_wider_stage_loses_nobody(stages: list[float], lower: list[float]) -> None:
    """Whoever gets through a funnel gets through one whose stages are all as wide or wider, at the same draws."""
    wide = Funnel(tuple((f"s{i}", p) for i, p in enumerate(stages)))
    narrow = Funnel(tuple((f"s{i}", p * low) for i, (p, low) in enumerate(zip(stages, lower, strict=False))))
    assert not (narrow.lived(200, 1).mended & ~wide.lived(200, 1).mended).any()
    assert list(wide.lived(200, 1).reached) == sorted(wide.lived(200, 1).reached, reverse=True)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.floats(0, 1)), min_size=1, max_size=5))
def test_the_mix_lies_between_its_ways(ways: list[tuple[int, float]]) -> None:
    """Wrong findings of any mix lie between those of all cases through the best and through the worst way."""
    found = review({f"w{i}": way for i, way in enumerate(ways)})
    ends = [found.all_through(name).wrong for name, _ in found.ways]
    assert min(ends) - 1e-6 <= found.wrong <= max(ends) + 1e-6
    assert found.span == pytest.approx(max(ends) - min(ends))
    assert (found.share is None) == (found.cases == 0)


@pytest.mark.parametrize(
    ("ways", "part"),
    [({}, "expected ways"), ({"a": (-1, 0.5)}, "way a"), ({"a": (3, 1.5)}, "way a"),
     ({"a": (3, float("nan"))}, "way a"), ({"a": 5}, "way a: got 5"), ({"a": (3, 0.1, 2)}, "way a")],
)  # fmt: skip
def test_reviews_of_nonsense_are_refused(ways: Any, part: str) -> None:
    """No way, a negative number of cases and a share outside 0 to 1 end with the name of the way."""
    with pytest.raises(SpecError, match=part):
        review(ways)


def test_funnels_of_nonsense_are_refused() -> None:
    """Counts that rise, a count too few, a share above 1, no stage, an unknown way: errors say what is expected."""
    for broken in (lambda: funnel_of_counts(("a",), (10, 11)), lambda: funnel_of_counts(("a", "b"), (10, 5)),
                   lambda: funnel({"a": 1.2}), lambda: funnel({}), lambda: CREDIT.lived(-1, 1),
                   lambda: funnel_of_counts(("a", "a"), (10, 5, 1)), lambda: funnel_of_counts("a", (10, 5)),
                   lambda: CREDIT.expected(-10), lambda: Funnel((("a", 7.0),)), lambda: Way(-3, 0.5),
                   lambda: Way(3, 2.0)):  # fmt: skip
        with pytest.raises(SpecError, match="expected"):
            broken()
    with pytest.raises(SpecError, match="did you mean 'machine'"):
        MIDAS.all_through("machin")


@pytest.mark.parametrize("persons", [[{"name": "P1"}], ("P1", "P2"), b"P1", np.ones((3, 2))])
def test_persons_are_refused(persons: Any) -> None:
    """Rows of persons in place of ways, stages or numbers are refused as a promise."""
    for offered in (lambda: review(persons), lambda: funnel(persons), lambda: CREDIT.lived(persons, 1),
                    lambda: review({"a": (persons, 0.5)}), lambda: review({"P1": {"name": "P1"}}),  # type: ignore[dict-item]
                    lambda: funnel_of_counts(("a", "b"), (9, persons, 3))):  # fmt: skip
        with pytest.raises(PromiseError):
            offered()
    assert isinstance(MIDAS, Review)
