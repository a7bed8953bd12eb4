"""One rule, many ways to run it: interpreted = compiled, array = scalar, and the committed digest of a small run."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
import pytest
from toy_worlds import Lived, assert_same, live, toy_plan, toy_world
from toys import ALONE, RIPPLE, TOGETHER, ladder

from counterscore.core import transforms
from counterscore.core.choices import choose, smallest_n
from counterscore.core.draws import uniforms
from counterscore.core.transforms import array_of

UNIFORMS = "275f27e9ee179ba09f6ae5ffe59e7d38ed58c2aba1421138571dbdc1c65fc62c"
TRANSFORMS = "c1da062aa8431c3261f4b1cdc060ce440aabfa05d09b8c94687beece1b2e9016"
RUN = "99ba2b0f51dede3a4f24644d0c4782a99cafde6862bd34fec1ad073d5d4dedcd"


@pytest.mark.parametrize("people", [4500, 4501])
def test_interpreted_equals_compiled(people: int) -> None:
    """The whole toy, every kind of rule, in plain Python and as machine code: the same bytes everywhere."""
    plan = toy_plan()
    world = toy_world(plan, people=people, months=5)
    assert_same(live(plan, world), live(plan, world, interpreted=True))


def test_array_form_equals_scalar_form() -> None:
    """The same rule on whole arrays and on single numbers: same draws, same bytes, same readers downstream."""
    scalar, arrays = (toy_plan((*ALONE[:-1], ladder(form), RIPPLE)) for form in ("scalar", "array"))
    assert_same(live(scalar, toy_world(scalar)), live(arrays, toy_world(arrays)))


def digest(*arrays: np.ndarray) -> str:
    """sha256 over dtype, shape and little-endian bytes."""
    made = sha256()
    for array in arrays:
        small = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"))
        made.update(f"{array.dtype.kind}{array.dtype.itemsize}{array.shape}".encode() + small.tobytes())
    return made.hexdigest()


def run_digest(run: Lived) -> str:
    """Columns and rows of a run, names in order."""
    arrays = [run.columns[name] for name in sorted(run.columns)]
    for table in ("records", "cases", "refusals", "months", "people"):
        rows = run.rows(table)
        arrays += [rows[name] for name in sorted(rows)]
    return digest(*arrays)


def test_uniforms_are_the_same_on_every_machine() -> None:
    """The bytes of some uniforms, choices and quotas equal the committed digest."""
    weights = np.log(np.array([0.1, 0.2, 0.3, 0.4]))
    found = [
        uniforms(1, "toy.digest", 5000),
        uniforms(2**32 - 1, "toy.digest", np.arange(2**31 - 500, 2**31 - 1), month=4095),
        uniforms(3, "people.surname", 500, replicate=65535, slot=255),
        choose(4, "toy.digest", 2000, weights, month=7),
        smallest_n(5, "toy.digest", np.arange(3000), 100),
    ]
    assert digest(*found) == UNIFORMS


def test_transforms_are_the_same_on_every_machine() -> None:
    """The bytes of transformed draws equal the committed digest: no platform log or exp anywhere."""
    u = uniforms(6, "toy.digest", 3000)
    edges = np.array([0.0, 2.0**-53, 1e-300, 0.075, 0.5, 0.925, 1 - 2.0**-53])
    found = []
    for draws in (u, edges):
        found += [
            array_of(f, draws) for f in (transforms.log, transforms.exp, transforms.normal, transforms.exponential)
        ]
        found += [array_of(transforms.lognormal, draws, 2.0, 1.3), array_of(transforms.geometric, draws, 0.07)]
        found += [array_of(transforms.poisson, np.minimum(draws, 0.999999), mean) for mean in (0.3, 4.0, 200.0)]
    assert digest(*found) == TRANSFORMS


def test_a_run_is_the_same_on_every_machine() -> None:
    """Columns, rows, logs and monthly sums of the toy town equal the committed digest.

    A change here means that old studies no longer reproduce: say so in the news (kind: results), then renew it.
    """
    plan = toy_plan(TOGETHER)
    assert run_digest(live(plan, toy_world(plan))) == RUN
