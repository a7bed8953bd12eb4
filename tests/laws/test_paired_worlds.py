"""F1 of the validation targets on the engine's internals: paired worlds are exact, tolerance 0.

The same through files that anybody could write, and the variance of common draws: ``counterscore validate F1``.
Source: Klein, Abeysuriya, Stuart and Kerr, arXiv 2409.02086 (ban one person, nobody else's draws may change).
"""

from __future__ import annotations

import numpy as np
import pytest
from toy_worlds import ACTS, ARMS, BASE, Lived, assert_same, live, town, toy_plan, toy_world
from toys import ALONE, TOGETHER

from counterscore.core.declare import Column, Mechanism, Observe, Param, rule

NO_NEIGHBOURS = {"links.wrong_p": 0.0}


def test_a_same_study_same_seed_same_bytes() -> None:
    """F1a: two runs of one study are identical in every column, row and monthly sum."""
    plan = toy_plan()
    assert_same(live(plan, toy_world(plan)), live(toy_plan(), toy_world(toy_plan())))


@rule(phase="acts", over="acts:ghost", emits="ghosts", bound="ghost_max")
def ghost(ghost_p: float, risk: float) -> float:
    """An act with probability 0, in a table of its own."""
    return ghost_p * risk


@rule(phase="acts", over="acts:echo", emits="records", bound="ghost_max", sets={"repeat": 2})
def echo(ghost_p: float) -> float:
    """An act with probability 0, in the table of all records."""
    return ghost_p


@rule(phase="acts", over="born:ghosts", adds="haunted")
def haunted() -> int:
    """Counts ghosts."""
    return 1


GHOSTS = Mechanism(
    "ghosts", "never happens", "toy", "a toy", "life", (ghost, echo, haunted),
    columns=(Column("haunted", "i4", "count", ""),),
    params=(Param("ghost_p", "probability", "", ("act",)), Param("ghost_max", "probability", "", ("act",))),
    observes=(Observe("haunted", "haunted"),),
)  # fmt: skip


@pytest.mark.parametrize("place", [0, 3, len(TOGETHER)])
def test_b_a_mechanism_that_never_fires_changes_nothing(place: int) -> None:
    """F1b: a mechanism with probability 0, anywhere in the list, leaves every other column and row as it was."""
    without = live(toy_plan(), toy_world(toy_plan()))
    plan = toy_plan((*TOGETHER[:place], GHOSTS, *TOGETHER[place:]))
    base = BASE | {"ghosts.ghost_p": np.zeros(ACTS), "ghosts.ghost_max": np.full(ACTS, 0.3)}
    with_it = live(plan, toy_world(plan, base=base))
    assert not with_it.columns.pop("haunted").any() and not with_it.rows("ghosts")["person"].size
    for name, values in without.columns.items():
        assert values.tobytes() == with_it.columns[name].tobytes(), name
    for table in ("records", "cases", "refusals"):
        for name, values in without.rows(table).items():
            assert values.tobytes() == with_it.rows(table)[name].tobytes(), (table, name)


@pytest.mark.parametrize("order", [(5, 4, 3, 2, 1, 0, 6), (6, 3, 0, 5, 2, 4, 1)])
def test_b_the_order_of_the_list_does_not_matter(order: tuple[int, ...]) -> None:
    """F1b: the same mechanisms in another order give the same plan of work and the same bytes."""
    plan = toy_plan([TOGETHER[n] for n in order])
    assert_same(live(toy_plan(), toy_world(toy_plan())), live(plan, toy_world(plan)))


@pytest.mark.parametrize("person", [0, 4095, 4096, 8999])
def test_c_exempting_one_person_changes_only_her(person: int) -> None:
    """F1c: without person-to-person effects, an exemption of one person changes her columns and rows and no others."""
    plan = toy_plan(ALONE)
    base, people = BASE | NO_NEIGHBOURS, town(9000)
    people["risk"][person] = 1.49
    exempt = people | {"exempt": np.zeros(9000, np.uint8)}
    exempt["exempt"][person] = 1
    rates = {"deeds.rate": BASE["deeds.rate"] * 1.3, "deeds.pmax": np.minimum(0.9, BASE["deeds.pmax"] * 1.4)}
    one, other = (live(plan, toy_world(plan, base=base | rates, columns=c, months=14)) for c in (people, exempt))
    for values, name in ((v, n) for n, v in one.columns.items()):
        differs = (values != other.columns[name]).any(axis=0)
        assert set(np.flatnonzero(differs).tolist()) <= {person}, name
    for table in ("records", "cases", "refusals"):
        assert_rows_same_but(one, other, table, person)
    assert (one.rows("records")["person"] == person).any() and not (other.rows("records")["person"] == person).any()


def assert_rows_same_but(one: Lived, other: Lived, table: str, person: int) -> None:
    """Rows of everybody else, in the same order."""
    left, right = one.rows(table), other.rows(table)
    for name in left:
        mine = left[name][left["person"] != person]
        assert mine.tobytes() == right[name][right["person"] != person].tobytes(), (table, name)


@pytest.mark.parametrize(("small", "large"), [(9000, 9001), (8997, 13_000), (4096, 8192), (4095, 4096)])
def test_d_growth_leaves_the_first_as_they_were(small: int, large: int) -> None:
    """F1d: with more people, persons 1..N keep every column, every row and its order, and the logged refusals.

    Wrong links of newcomers end among newcomers here, as those of a keyed ring inside a block would.
    """
    plan = toy_plan(ALONE)
    whole = town(large)
    whole["lookalike"][:small] = np.minimum(whole["lookalike"][:small], small - 1)
    whole["lookalike"][small:] = np.maximum(whole["lookalike"][small:], small)
    first = {name: values[:small].copy() for name, values in whole.items()}
    less, more = (live(plan, toy_world(plan, people=n, columns=c)) for n, c in ((small, first), (large, whole)))
    for name, values in more.columns.items():
        assert less.columns[name].tobytes() == values[:, :small].tobytes(), name
    for table in ("records", "cases", "refusals"):
        left, right = less.rows(table), more.rows(table)
        for name in left:
            assert left[name].tobytes() == right[name][right["person"] < small].tobytes(), (table, name)


def test_e_threads_and_chunks_do_not_matter() -> None:
    """F1e: one thread or two, and any chunk that is a multiple of a block, give the same bytes, rows in order."""
    plan = toy_plan()
    world = toy_world(plan, people=17_000)
    one = live(plan, world)
    for options in ({"threads": 2}, {"threads": 2, "chunk": 4096}, {"chunk": 8192}, {"threads": 3, "chunk": 12_288}):
        assert_same(one, live(plan, world, **options))


@pytest.mark.parametrize("people", [9000])
def test_every_arm_alone_is_the_arm_in_company(people: int) -> None:
    """Adding or dropping arms, in any order, changes nothing in the others; equal arms are equal bit for bit."""
    plan = toy_plan()
    names = list(ARMS)
    together = live(plan, toy_world(plan, people=people))
    for a, name in enumerate(names):
        alone = live(plan, toy_world(plan, {name: ARMS[name]}, people=people))
        assert_same(alone, together, arms={0: a})
    turned = live(plan, toy_world(plan, {n: ARMS[n] for n in reversed(names)} | {"again": {}}, people=people))
    assert_same(together, turned, arms={0: 2, 1: 1, 2: 0})
    assert_same(together, turned, arms={2: 3})


def test_twenty_arms_are_twenty_worlds() -> None:
    """Many arms at once: each equals itself alone."""
    plan = toy_plan(ALONE)
    arms = {f"arm {n}": {"deeds.rate": BASE["deeds.rate"] * (0.5 + n / 40)} for n in range(20)}
    many = live(plan, toy_world(plan, arms, people=4200, months=4))
    for n in (0, 7, 19):
        alone = live(plan, toy_world(plan, {"x": arms[f"arm {n}"]}, people=4200, months=4))
        assert_same(alone, many, arms={0: n})
