"""Sobol indices by the library of the field: what is promised, refused, and said where the library is missing."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from counterscore.audit.sensitivity import sobol_indices
from counterscore.core.errors import SpecError

RANGES = {"a": (0.0, 1.0), "b": (-2.0, 2.0)}


def added(points: np.ndarray) -> np.ndarray:
    """Variances 1/12 and 16/12 that only add up."""
    return np.asarray(points[:, 0] + points[:, 1])


@pytest.mark.usefixtures("salib")
def test_a_sum_is_shared_out_by_variance() -> None:
    """A sum of a and b gives 1/17 and 16/17, first and total alike, within .01; the cost is sample times four."""
    found = sobol_indices(added, RANGES, sample=2048, seed=3)
    assert found.names == ("a", "b")
    assert found.first == pytest.approx([1 / 17, 16 / 17], abs=0.01)
    assert found.total == pytest.approx([1 / 17, 16 / 17], abs=0.01)
    assert (found.sample, found.seed, found.evaluations) == (2048, 3, 2048 * 4)
    assert found.first_half.shape == found.total_half.shape == (2,) and (found.total_half > 0).all()


@pytest.mark.usefixtures("salib")
def test_a_product_of_centred_numbers_is_all_interaction() -> None:
    """A product of two numbers around 0 has first indices 0 and total indices 1, within .1."""
    ranges = {"a": (-1.0, 1.0), "b": (-2.0, 2.0)}
    found = sobol_indices(lambda points: points[:, 0] * points[:, 1], ranges, sample=1024)
    assert found.first == pytest.approx([0, 0], abs=0.1)
    assert found.total == pytest.approx([1, 1], abs=0.1)


@pytest.mark.usefixtures("salib")
@pytest.mark.parametrize("seed", [0, 1, 77])
def test_the_same_seed_gives_the_same_numbers(seed: int) -> None:
    """Indices and intervals are those of the seed, 0 too, whatever was drawn before; another seed gives others."""
    one, other = sobol_indices(added, RANGES, sample=64, seed=seed), sobol_indices(added, RANGES, sample=64, seed=seed)
    for name in ("first", "total", "first_half", "total_half"):
        assert (getattr(one, name) == getattr(other, name)).all()
    assert (one.first != sobol_indices(added, RANGES, sample=64, seed=seed + 1).first).all()


@pytest.mark.usefixtures("salib")
def test_the_model_sees_every_range_in_its_order() -> None:
    """Points lie in the ranges, column by column, and fill them."""
    seen: list[np.ndarray] = []

    def watching(points: np.ndarray) -> np.ndarray:
        seen.append(points)
        return added(points)

    sobol_indices(watching, RANGES, sample=256)
    (points,) = seen
    for column, (low, high) in enumerate(RANGES.values()):
        assert low <= points[:, column].min() < low + 0.05 * (high - low)
        assert high >= points[:, column].max() > high - 0.05 * (high - low)


@pytest.mark.usefixtures("salib")
@pytest.mark.parametrize(
    ("model", "ranges", "more", "says"),
    [
        (added, {}, {}, "no ranges"),
        (added, {"a": (1.0, 1.0)}, {}, "lower first"),
        (added, {"a": (0.0, float("inf"))}, {}, "finite"),
        (added, RANGES, {"sample": 1000}, "power of 2"),
        (added, RANGES, {"seed": -1}, "seed"),
        (lambda points: points, RANGES, {}, "one result per point"),
        (lambda points: points[:, 0] * np.nan, RANGES, {}, "finite"),
        (lambda points: np.ones(len(points)), RANGES, {}, "same for every point"),
    ],
)
def test_what_cannot_be_is_refused(
    model: Callable[[np.ndarray], np.ndarray], ranges: dict[str, tuple[float, float]], more: dict[str, Any], says: str
) -> None:
    """Ranges, samples and results that cannot be used are refused with what was expected."""
    with pytest.raises(SpecError, match=says):
        sobol_indices(model, ranges, **more)


def test_a_missing_library_is_named_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without SALib the error names it and the extra to install, and the check of R4 is not run but says so."""
    from counterscore.validation.validate import validate

    real = builtins.__import__

    def without(name: str, *more: Any, **rest: Any) -> Any:
        if name.split(".")[0] == "SALib":
            raise ModuleNotFoundError("No module named 'SALib'", name="SALib")
        return real(name, *more, **rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ModuleNotFoundError, match=r"SALib.*counterscore\[sensitivity\]") as lacking:
        sobol_indices(added, RANGES)
    assert lacking.value.name == "SALib"
    (one,) = validate("R4.indices")
    assert one.verdict == "not run" and "SALib" in one.problem
