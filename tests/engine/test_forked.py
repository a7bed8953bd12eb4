"""What arms share is lived once: the same bytes as if every arm had lived for itself, whatever forks when."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from toy_worlds import ARMS, BASE, Lived, assert_same, live, stacked, toy_plan, toy_world
from toys import ALONE, TOGETHER

from counterscore.core.declare import Column, Mechanism, Observe, Param, rule
from counterscore.core.errors import RunError
from counterscore.engine import checkpoint
from counterscore.engine.certificate import digest
from counterscore.engine.families import alone, stretches
from counterscore.engine.fork import Fork, Forked
from counterscore.engine.plan import Plan
from counterscore.engine.state import Redeal, World

MONTHS = 12
STRICT: dict[str, Any] = {"lists.list_below": -20.0}
MILD: dict[str, Any] = {"lists.list_below": -80.0, "ladder.lift": 2.0}
Patches = Mapping[str, Mapping[str, Any]]


@rule(phase="observe", writes="worse", form="array")
def worse(listed: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """1 where listed here and not in the arm compared with, which may be this one."""
    other = reference[:, 0].astype(np.int64)
    there = listed[np.maximum(other, 0)].view(np.bool_)
    return (listed.view(np.bool_) & ~there & (other >= 0)[:, None]).view(np.uint8)


BESIDE = Mechanism(
    "beside", "Compares two arms.", "toy", "a toy", "life", (worse,),
    columns=(Column("worse", "u1", "flag", "", keep=True),),
    params=(Param("reference", "code", "", default=-1.0),),
    observes=(Observe("worse", "worse"), Observe("worse_new", "worse", flow=True)),
)  # fmt: skip


def futures(plan: Plan, schedule: Mapping[int, Patches], reference: Mapping[str, str] | None = None) -> World:
    """Arms whose numbers change in given months: month -> arm -> what it changes from then on."""
    names = list(next(iter(schedule.values())))
    now: dict[str, dict[str, Any]] = {name: {} for name in names}
    params, base = {}, {"beside.reference": -1.0, **BASE}
    for month, patches in schedule.items():
        for name, patch in patches.items():
            now[name] |= patch
        beside = {name: {"beside.reference": names.index((reference or {}).get(name, name))} for name in names}
        arms = [{**now[name], **beside[name]} for name in names]
        params[month] = stacked(plan, arms, base)
    return toy_world(plan, {name: {} for name in names}, people=4500, months=MONTHS, params=params, base=base)


def forked(plan: Plan, world: World, **options: Any) -> tuple[Lived, Forked]:
    """The same as ``live``, with a shared past."""
    run = Forked(plan, world, **({"threads": 1} | options))
    told = Lived(run.engine)
    run.prepare()
    while run.engine.state.month < world.months:
        run.month(told)
    run.finish(told)
    run.close()
    told.engine = run.engine
    return told, run


EQUAL: Patches = {"a": {}, "b": {}, "c": {}, "d": {}}
TREE: dict[int, Patches] = {0: EQUAL, 3: {"c": STRICT, "d": STRICT}, 5: {}, 7: {"b": MILD}, 9: {"d": MILD}}
CASES: dict[str, tuple[dict[int, Patches], dict[str, str]]] = {
    "one fork": ({0: EQUAL, 4: {"b": STRICT, "c": MILD, "d": {"links.wrong_p": 0.0}}}, {}),
    "a tree": (TREE, {}),
    "never": ({0: EQUAL, 6: {}}, {}),
    "at once": ({0: {"a": {}, "b": MILD, "c": STRICT, "d": {"ladder.lift": 3.0}}}, {}),
    "compared": (TREE, {"a": "b", "c": "d"}),
    "compared with another family": ({0: {"a": {}, "b": {}, "c": ARMS["clean"], "d": {}}, 5: {"d": MILD}}, {"a": "c"}),
    "numbers that come back": ({0: EQUAL, 2: {"b": STRICT}, 6: {"b": {"lists.list_below": -45.0}}}, {}),
}


@pytest.mark.parametrize("mechanisms", [(*ALONE, BESIDE), (*TOGETHER, BESIDE)], ids=["alone", "ties"])
@pytest.mark.parametrize("case", CASES)
def test_forked_is_whole(case: str, mechanisms: tuple[Mechanism, ...]) -> None:
    """Columns, rows, logs, monthly sums, flows and the certificate are the same as without a shared past."""
    plan = toy_plan(mechanisms)
    schedule, reference = CASES[case]
    world = futures(plan, schedule, reference)
    whole = live(plan, world)
    told, run = forked(plan, world)
    assert_same(whole, told)
    assert {t: sum(len(r["arm"]) for r in parts) for t, parts in whole.parts.items()} == {
        t: sum(len(r["arm"]) for r in parts) for t, parts in told.parts.items()
    }
    for name, values in whole.engine.state.published.items():
        assert values.tobytes() == run.engine.state.published[name].tobytes()
    mine, other = (sorted(map(str, e.certificate.to_json())) for e in (whole.engine, run.engine))
    assert mine == other
    assert whole.engine.state.month == run.engine.state.month == MONTHS


def test_families_part_where_their_numbers_do() -> None:
    """One life until month 3, two until 7, three until 9; the pair that never differs is parted in the end alone."""
    cut = stretches(futures(toy_plan((*ALONE, BESIDE)), TREE))
    assert [(s.start, s.stop, s.family) for s in cut] == [
        (0, 3, (0, 0, 0, 0)), (3, 7, (0, 0, 1, 1)), (7, 9, (0, 1, 2, 2)), (9, 12, (0, 1, 2, 3)),
    ]  # fmt: skip
    assert [s.family for s in stretches(futures(toy_plan((*ALONE, BESIDE)), CASES["never"][0]))] == [(0, 1, 2, 3)]


def test_whom_an_arm_is_compared_with_parts_families_only_where_those_differ() -> None:
    """Comparison with an equal arm is none; with two arms that differ, it makes two families of equal numbers."""
    plan = toy_plan((*ALONE, BESIDE))
    same = futures(plan, {0: EQUAL, 5: {"d": MILD}}, {"a": "b", "b": "c"})
    assert [s.family for s in stretches(same)] == [(0, 0, 0, 0), (0, 1, 2, 3)]
    apart = futures(plan, {0: {"a": {}, "b": {}, "c": STRICT, "d": MILD}, 5: {"b": MILD}}, {"a": "c", "b": "d"})
    assert stretches(apart)[0].family == (0, 1, 2, 3)


def test_loops_over_ties_are_compiled_for_few_numbers_of_arms() -> None:
    """Five families over ties live as six, so that arms in any number need few compilations."""
    own = {"c": STRICT, "d": MILD, "e": {"ladder.lift": 3.0}, "f": {"ladder.lift": 4.0}}
    schedule: dict[int, Patches] = {0: {n: own.get(n, {}) for n in "abcdefgh"}, 5: {"b": MILD}}
    world = futures(toy_plan((*ALONE, BESIDE)), schedule)
    assert stretches(world)[0].family == (0, 0, 1, 2, 3, 4, 0, 0)
    assert stretches(world, ties=True)[0].family == (0, 0, 1, 2, 3, 4, 0, 5)


def test_the_digest_at_a_fork_is_that_of_the_whole_run() -> None:
    """Every arm that lived for itself had come to what is certified for its family, and families differ."""
    plan = toy_plan((*ALONE, BESIDE))
    world = futures(plan, TREE)
    _, run = forked(plan, world)
    assert [f.month for f in run.forks] == [3, 7, 9]
    for found in run.forks:
        there = live(plan, world, months=found.month).engine.state
        for names, sha256 in zip(found.families, found.sha256, strict=True):
            assert {digest(there, world.arms.index(name)) for name in names} == {sha256}
        assert len(set(found.sha256)) == len(found.families)
    assert Fork.from_json(run.forks[1].to_json()) == run.forks[1]
    assert run.forks[0].to_json(without=["a", "c"])["families"] == [["b", "d"]]


def test_the_certificate_never_parts_a_family_before_its_fork() -> None:
    """Arms of one family part in the month of the fork or later, in a step that reads what differs."""
    plan = toy_plan((*ALONE, BESIDE))
    _, run = forked(plan, futures(plan, TREE))
    parted = {tuple(row["arms"]): row for row in run.engine.certificate.to_json()}
    for pair, month in {("a", "b"): 7, ("a", "c"): 3, ("a", "d"): 3, ("b", "c"): 3, ("c", "d"): 9}.items():
        assert parted[pair]["month"] >= month
        assert set(parted[pair]["parameters"]) <= {"lists.list_below", "ladder.lift"}


@pytest.mark.parametrize("stop", range(MONTHS + 1))
def test_a_checkpoint_in_any_month_is_taken_up(tmp_path: Path, stop: int) -> None:
    """Saved before, at and after forks, and taken up: bytes, certificate and forks of an undisturbed run."""
    plan = toy_plan((*ALONE, BESIDE))
    world = futures(plan, TREE)
    whole, known = forked(plan, world)
    first = Forked(plan, world, threads=1)
    told = Lived(first.engine)
    first.prepare()
    for _ in range(stop):
        first.month(told)
    first.save(tmp_path / "c.npz", {"note": 1})
    first.close()
    second = Forked(plan, world, threads=1)
    second.prepare()
    assert second.load(tmp_path / "c.npz")["note"] == 1
    while second.engine.state.month < MONTHS:
        second.month(told)
    second.finish(told)
    second.close()
    told.engine = second.engine
    assert_same(whole, told)
    assert second.forks == known.forks
    assert second.engine.certificate.to_json() == known.engine.certificate.to_json()


def test_a_damaged_checkpoint_is_refused(tmp_path: Path) -> None:
    """A cut file, and one that does not know what was forked, is a RunError that names it."""
    plan = toy_plan((*ALONE, BESIDE))
    run = Forked(plan, futures(plan, TREE), threads=1)
    run.save(tmp_path / "c.npz", {})
    (tmp_path / "c.npz").write_bytes((tmp_path / "c.npz").read_bytes()[:500])
    with pytest.raises(RunError, match=r"c\.npz"):
        run.load(tmp_path / "c.npz")
    checkpoint.save(run.engine, tmp_path / "c.npz", {})
    with pytest.raises(RunError, match="knew no forks"):
        run.load(tmp_path / "c.npz")


@pytest.mark.parametrize("options", [{"threads": 2, "chunk": 4096}, {"interpreted": True}, {"watched": False}])
def test_how_it_is_lived_changes_nothing(options: dict[str, Any]) -> None:
    """Threads, chunks, plain Python, and no certificate: the same columns and rows."""
    plan = toy_plan((*ALONE, BESIDE))
    world = futures(plan, {0: EQUAL, 2: {"b": STRICT}, 3: {"c": MILD}})
    usual, other = (forked(plan, world, **more)[0] for more in ({}, options))
    assert_same(usual, other, tables=["records", "cases", "refusals", "people"])


def test_another_deal_holds_after_a_fork() -> None:
    """Draws dealt anew in a past stay dealt anew for those who go on from it."""
    plan = toy_plan((*ALONE, BESIDE))
    world = futures(plan, {0: EQUAL, 6: {"b": STRICT}})
    anew = Redeal(frozenset({"deeds", "links"}), 5)

    def lived(whole: bool) -> dict[str, np.ndarray]:
        run = Forked(plan, world, threads=1)
        run.stretches = run.stretches[-1:] if whole else run.stretches
        run.engine = run._engine()
        run.prepare()
        while run.engine.state.month < MONTHS:
            if run.engine.state.month == 2:
                run.deal_anew(anew)
            run.month(Lived(run.engine))
        run.close()
        return run.engine.state.columns

    one, two = lived(True), lived(False)
    assert all(one[name].tobytes() == two[name].tobytes() for name in one)
    assert any((one[name] != forked(plan, world)[0].columns[name]).any() for name in one)


def test_an_arm_alone_keeps_those_it_is_compared_with() -> None:
    """One arm, the one it is compared with, and that one's own: each lives as it does among all."""
    plan = toy_plan((*ALONE, BESIDE))
    world = futures(plan, TREE, {"d": "b", "b": "a", "a": "a", "c": "c"})
    less = alone(world, 3)
    assert less.arms == ("d", "b", "a") and less.params[0]["beside.reference"].tolist() == [1, 2, -1]
    assert_same(live(plan, less), live(plan, world), arms={0: 3, 1: 1, 2: 0})
    assert alone(world, 2).arms == ("c",)
