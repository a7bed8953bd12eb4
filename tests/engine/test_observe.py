"""Monthly sums: equal to NumPy's, for stocks, flows and levels, in every cell and arm."""

from __future__ import annotations

import numpy as np
import pytest
from toy_worlds import ARMS, Lived, toy_plan, toy_world

from counterscore.core.declare import Column, Mechanism, Observe, rule
from counterscore.engine.observe import Observer
from counterscore.engine.plan import make_plan
from counterscore.engine.run import Engine
from counterscore.engine.state import State, World


@pytest.mark.parametrize("people", [9000, 8997])
def test_sums_equal_numpy(people: int) -> None:
    """Every month, arm and cell: sums, flows and counts of levels are those of plain NumPy."""
    plan = toy_plan()
    engine = Engine(plan, toy_world(plan, people=people), threads=1)
    engine.prepare()
    sink = Lived(engine)
    cell = engine.world.cell
    before: dict[tuple[int, int], int] = {}
    for month in range(5):
        engine.month(sink)
        rows, columns = sink.parts["months"][-1], engine.state.columns
        assert (rows["month"] == month).all() and len(rows["arm"]) == len(ARMS) * 7
        for r in range(len(rows["arm"])):
            a, mine = rows["arm"][r], cell == rows["cell"][r]
            assert rows["people"][r] == mine.sum()
            assert rows["points"][r] == columns["points"][a][mine].sum()
            assert rows["rung"][r] == pytest.approx(columns["rung"][a][mine].sum(), rel=1e-12)
            assert [rows[f"listed_{level}"][r] for level in (0, 1)] == np.bincount(
                columns["listed"][a][mine], minlength=2
            ).tolist()
            flow = columns["refused"][a][mine].sum()
            assert rows["refusals"][r] == flow - before.get((a, rows["cell"][r]), 0)
            before[a, rows["cell"][r]] = flow


@rule(phase="observe", writes="grown")
def grown(grown: int, month: int) -> int:
    """One more each month."""
    return grown + 1


def counter(start: float, *observes: Observe) -> tuple[Engine, Lived]:
    """Ten people in two cells with one column."""
    columns = (Column("grown", "i4", "count", "", start=start),)
    mechanism = Mechanism("m", "d", "s", "l", "life", (grown,), columns=columns, observes=observes)
    plan = make_plan((mechanism,), {}, ())
    cell = np.array([0] * 4 + [3] * 6, np.uint8)
    world = World({}, cell, ("only",), {0: {}}, np.arange(1), {}, 3, 1)
    engine = Engine(plan, world, threads=1)
    engine.prepare()
    return engine, Lived(engine)


@pytest.mark.parametrize("start", [0, 1000, -5])
def test_the_first_flow_is_an_increase_too(start: int) -> None:
    """A flow is the increase since the month before, in month 0 since the start value, whatever that is."""
    engine, sink = counter(start, Observe("flow", "grown", flow=True), Observe("stock", "grown"))
    for month in range(3):
        engine.month(sink)
        rows = sink.parts["months"][-1]
        assert rows["flow"].tolist() == [4.0, 6.0]
        assert rows["stock"].tolist() == [4.0 * (start + month + 1), 6.0 * (start + month + 1)]


def test_empty_cells_have_no_rows_and_other_levels_no_column() -> None:
    """Cells without people are left out; values outside 0..levels-1 are not counted."""
    engine, sink = counter(0, Observe("level", "grown", levels=3))
    for expected in ([[0, 4, 0], [0, 6, 0]], [[0, 0, 4], [0, 0, 6]], [[0, 0, 0], [0, 0, 0]]):
        engine.month(sink)
        rows = sink.parts["months"][-1]
        assert rows["cell"].tolist() == [0, 3]
        assert [[rows[f"level_{level}"][r] for level in range(3)] for r in range(2)] == expected


@pytest.mark.parametrize("dtype", ["i1", "u1", "i2", "i4", "i8", "f8"])
@pytest.mark.parametrize("people", [8, 64, 61, 1])
def test_words_of_zeros_are_skipped_without_loss(dtype: str, people: int) -> None:
    """Sparse columns of any type and length have the sums of NumPy, negative entries and lone ones included."""
    column = np.zeros((2, people), dtype)
    column[0, people // 2] = 7
    column[1, people - 1] = 3
    if dtype[0] != "u":
        column[1, 0] = -2
    world = World({}, (np.arange(people) % 3).astype(np.uint8), ("a", "b"), {0: {}}, np.arange(1), {}, 1, 1)
    observer = Observer((Observe("x", "c"),), world)
    rows = observer.month(State({"c": column}, {}, {}))
    cells = min(3, people)
    expected = [column[a][np.arange(people) % 3 == c].sum() for a in range(2) for c in range(cells)]
    assert rows["x"].tolist() == expected


def test_interpreted_sums_equal_compiled() -> None:
    """The Python text of the sums gives the same bits as their machine code."""
    plan = toy_plan()
    engine = Engine(plan, toy_world(plan, people=700), threads=1)
    engine.prepare()
    for _ in range(3):
        engine.month(Lived(engine))
    found = []
    for interpreted in (False, True):
        observer = Observer(plan.observes, engine.world, interpreted)
        observer.prepare(engine.state)
        found.append({name: values.tobytes() for name, values in observer.month(engine.state).items()})
    assert found[0] == found[1]
