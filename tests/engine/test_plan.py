"""Plans: order from reads and writes, one owner per column, and errors that name both parties and the nearest word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from toy_worlds import INDICES, PEOPLE, toy_plan
from toys import ALONE, RIPPLE, TOGETHER

from counterscore.core.declare import PHASES, Column, Field, Mechanism, Observe, Param, Rule, rule
from counterscore.core.errors import ColumnError, PlanError
from counterscore.engine import plan as plan_module
from counterscore.engine.plan import Plan, make_plan


def toy(name: str, *rules: Rule, **options: Any) -> Mechanism:
    """A mechanism of given rules."""
    return Mechanism(name, "doc", "toy", "a toy", "regime", rules, **options)


def on(function: Callable[..., Any], phase: str = "scoring", over: str = "people", **options: Any) -> Rule:
    """A rule from a function."""
    return rule(phase=phase, over=over, **options)(function)


def plan_of(*mechanisms: Mechanism) -> Plan:
    """Their plan in the toy town."""
    return make_plan(mechanisms, PEOPLE, INDICES)


def column(name: str, **options: Any) -> Column:
    """A column of floats."""
    return Column(name, "f8", "unit", "doc", **options)


MAKER = toy(
    "maker",
    on(lambda p_max: p_max, "acts", "acts:x", emits="records", bound="p_max"),
    params=(Param("p_max", "p", "", ("act",)),),
)


def test_phases_come_in_their_order() -> None:
    """Steps follow the named phases, and every rule of every mechanism is there once."""
    plan = toy_plan()
    places = [PHASES.index(step.rule.phase) for step in plan.steps]
    assert places == sorted(places)
    assert sorted(s.name for s in plan.steps) == sorted(f"{m.name}.{r.name}" for m in TOGETHER for r in m.rules)


def test_writers_come_before_readers() -> None:
    """Within a phase a mechanism that writes a column comes before one that reads it, in any order of the list."""
    writes = toy("writes", on(lambda risk: risk, writes="made"), columns=(column("made"),))
    reads = toy("reads", on(lambda made: made, writes="used"), columns=(column("used"),))
    for order in ((writes, reads), (reads, writes)):
        assert [s.mechanism for s in plan_of(*order).steps] == ["writes", "reads"]


def test_a_column_that_picks_a_parameter_is_read() -> None:
    """A column used as an index of a parameter orders the plan like one that is an argument."""
    writes = toy("writes", on(lambda risk: risk // 1, writes="band"), columns=(Column("band", "i1", "", ""),))
    price = Param("price", "yuan", "", ("band",))
    reads = toy("reads", on(lambda price: price, writes="cost"), columns=(column("cost"),), params=(price,))
    for order in ((writes, reads), (reads, writes)):
        assert [s.mechanism for s in plan_of(*order).steps] == ["writes", "reads"]


def test_a_gate_is_read() -> None:
    """A column that gates a rule (where=...) orders the plan like one that is an argument."""
    writes = toy("writes", on(lambda risk: risk > 0, writes="open"), columns=(Column("open", "u1", "", ""),))
    reads = toy("reads", on(lambda risk: risk, writes="cost", where="open"), columns=(column("cost"),))
    for order in ((writes, reads), (reads, writes)):
        assert [s.mechanism for s in plan_of(*order).steps] == ["writes", "reads"]


def test_the_subject_of_rows_is_written_before_points_are_added() -> None:
    """A rule that adds to the subject of rows comes after the one that says who the subject is."""
    links = toy("links", on(lambda person: person, over="born:records", writes="subject"))
    adds = toy("adds", on(lambda: 1, over="born:records", adds="total"), columns=(column("total"),))
    for order in ((MAKER, links, adds), (adds, MAKER, links)):
        names = [s.mechanism for s in plan_of(*order).steps]
        assert names.index("links") < names.index("adds")


def test_cycle_names_the_mechanisms() -> None:
    """Two mechanisms that each read what the other writes in one phase are an error that names phase and both."""
    left = toy("left", on(lambda right_value: right_value, writes="left_value"), columns=(column("left_value"),))
    right = toy("right", on(lambda left_value: left_value, writes="right_value"), columns=(column("right_value"),))
    with pytest.raises(PlanError, match=r"'scoring'.*left.*right"):
        plan_of(left, right)


def test_two_owners_are_both_named() -> None:
    """A column declared twice is an error that names both mechanisms and the column."""
    one, two = (toy(n, on(lambda risk: risk, writes="total"), columns=(column("total"),)) for n in ("one", "two"))
    with pytest.raises(ColumnError, match=r"'one' and 'two'.*'total'"):
        plan_of(one, two)


def test_foreign_writes_are_refused_unless_shared() -> None:
    """Writing a column that another mechanism owns alone names both; shared=True lets it."""

    def world(shared: bool) -> tuple[Mechanism, Mechanism]:
        owner = toy("owner", on(lambda total: total, writes="total"), columns=(column("total", shared=shared),))
        return owner, toy("guest", on(lambda total: total + 1, writes="total"))

    with pytest.raises(ColumnError, match=r"'guest' writes 'total'.*'owner'"):
        plan_of(*world(False))
    assert len(plan_of(*world(True)).steps) == 2


def test_foreign_fields_are_refused_unless_shared() -> None:
    """The same holds for fields of rows."""

    def world(shared: bool) -> tuple[Mechanism, ...]:
        owner = toy(
            "owner",
            on(lambda: 1, over="born:records", writes="mark"),
            fields=(Field("records", "mark", "i1", "", shared=shared),),
        )
        return MAKER, owner, toy("guest", on(lambda mark: mark, over="rows:records", writes="mark"))

    with pytest.raises(ColumnError, match=r"'guest' writes 'records.mark'.*'owner'"):
        plan_of(*world(False))
    assert len(plan_of(*world(True)).steps) == 3


def test_the_peoples_columns_belong_to_the_people() -> None:
    """A mechanism can neither declare nor write a column of the people."""
    with pytest.raises(ColumnError, match=r"'one'.*'risk'"):
        plan_of(toy("one", on(lambda risk: risk, writes="risk"), columns=(column("risk"),)))
    with pytest.raises(ColumnError, match=r"'one'.*'risk'"):
        plan_of(toy("one", on(lambda risk: risk, writes="risk")))


@pytest.mark.parametrize("field", ["person", "act", "born", "repeat"])
def test_identity_of_rows_is_not_written(field: str) -> None:
    """Who acted, when and how is part of a row's draws and cannot be changed afterwards."""
    with pytest.raises(ColumnError, match=rf"'one' writes '{field}'"):
        plan_of(MAKER, toy("one", on(lambda: 1, over="born:records", writes=field)))


def test_core_fields_are_not_declared_again() -> None:
    """A field that every row has cannot be declared."""
    with pytest.raises(ColumnError, match=r"'one'.*'due'"):
        plan_of(MAKER, toy("one", fields=(Field("records", "due", "i2", ""),)))


@pytest.mark.parametrize(
    ("function", "over", "missing", "near"),
    [
        (lambda riskk: riskk, "people", "riskk", "risk"),
        (lambda totl: totl, "people", "totl", "total"),
        (lambda subject_rusk: subject_rusk, "born:records", "rusk", "risk"),
        (lambda ties_sum_grop: ties_sum_grop, "ties:friends", "grop", "group"),
    ],
)
def test_missing_columns_name_the_nearest(function: Callable[..., Any], over: str, missing: str, near: str) -> None:
    """An input that nobody provides is an error with mechanism, rule, word and the closest known column."""
    output = {"adds": "total"} if "records" in over else {"writes": "total"}
    with pytest.raises(ColumnError, match=rf"'one'.*'{missing}'.*did you mean '{near}'"):
        plan_of(MAKER, toy("one", on(function, over=over, **output), columns=(column("total"),)))


def test_missing_outputs_gates_and_sums_are_found_before_the_run() -> None:
    """A column to write, a gate or a monthly sum that nobody owns is an error of the plan, not of the first month."""
    good = on(lambda risk: risk, writes="total")
    cases = [
        toy("one", on(lambda risk: risk, writes="totl"), columns=(column("total"),)),
        toy("one", on(lambda risk: risk, writes="total", where="totl"), columns=(column("total"),)),
        toy("one", good, columns=(column("total"),), observes=(Observe("sum", "totl"),)),
    ]
    for mechanism in cases:
        with pytest.raises(ColumnError, match=r"'one'.*'totl'.*did you mean 'total'"):
            plan_of(mechanism)


def test_unknown_tables_name_the_nearest() -> None:
    """Rows or fields of a table that nobody makes are an error with the tables there are."""
    with pytest.raises(PlanError, match=r"'one'.*'record'.*did you mean 'records'"):
        plan_of(MAKER, toy("one", on(lambda: 1, over="rows:record", adds="total"), columns=(column("total"),)))
    with pytest.raises(PlanError, match=r"'one'.*'mark'.*'recods'.*did you mean 'records'"):
        plan_of(MAKER, toy("one", fields=(Field("recods", "mark", "i1", ""),)))


def test_optional_tables_may_be_absent() -> None:
    """A rule over an optional table is left out of a plan in which nobody makes that table."""
    extra = toy(
        "extra",
        on(lambda: 1, over="rows:records", adds="total"),
        columns=(column("total"),),
        optional_tables=("records",),
    )
    assert plan_of(extra).steps == ()
    assert [s.mechanism for s in plan_of(MAKER, extra).steps] == ["maker", "extra"]


def test_two_streams_with_one_number_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two draws whose names hash to one number would be the same draw; the error names both."""
    one = toy("one", on(lambda u_a, u_b: u_a + u_b, writes="total"), columns=(column("total"),))
    monkeypatch.setattr(plan_module, "stream_number", lambda name: 5)
    with pytest.raises(PlanError, match=r"'one.u_a' and 'one.u_b'.* 5"):
        plan_of(one)


def test_an_act_cannot_take_the_stream_of_a_draw() -> None:
    """A rule over acts that is named like a draw of its mechanism would share its stream; that is refused."""
    clash = toy(
        "one", on(lambda p_max, u_risk: p_max, "acts", "acts:x", emits="records", bound="p_max"), params=MAKER.params
    )  # fmt: skip
    object.__setattr__(clash.rules[0], "name", "u_risk")
    with pytest.raises(PlanError, match="u_risk"):
        plan_of(clash)


def test_names_of_mechanisms_are_unique() -> None:
    """Two mechanisms with one name would share draws."""
    with pytest.raises(PlanError, match="ripple"):
        plan_of(*ALONE, RIPPLE, RIPPLE)


@pytest.mark.parametrize("dtype", ["O", "U3", "c16", "?", "M8[s]"])
def test_columns_hold_numbers(dtype: str) -> None:
    """A column of anything but integers or floats is refused."""
    with pytest.raises(PlanError, match="dtype"):
        plan_of(toy("one", on(lambda risk: risk, writes="x"), columns=(Column("x", dtype, "", ""),)))


def test_what_nobody_writes_is_a_constant() -> None:
    """A column without a writer is not stored: rules get its start value. With a writer, or kept, it is stored."""
    owner = toy("owner", on(lambda risk: risk, writes="x"), columns=(column("x"), column("left", start=2.5)))
    reader = toy("reader", on(lambda left: left, writes="y"), columns=(column("y"),))
    alone = plan_of(owner, reader)
    assert "left" not in alone.columns
    assert [(i.kind, i.name) for s in alone.steps for i in s.inputs if i.kind != "people"] == [("constant", "2.5")]
    shared = toy("owner", *owner.rules, columns=(column("x"), column("left", start=2.5, shared=True)))
    writer = toy("writer", on(lambda risk: risk, "acts", writes="left"))
    assert "left" in plan_of(shared, reader, writer).columns
    kept = toy("owner", *owner.rules, columns=(column("x"), column("left", keep=True)))
    assert "left" in plan_of(kept, reader).columns


BAD_RULES: list[tuple[dict[str, Any], str]] = [
    ({"phase": "scorring", "writes": "x"}, "did you mean 'scoring'"),
    ({"phase": "scoring", "over": "persons", "writes": "x"}, "over='persons'"),
    ({"phase": "scoring", "over": "rows", "writes": "x"}, "over='rows'"),
    ({"phase": "scoring"}, "got none"),
    ({"phase": "scoring", "writes": "x", "adds": "y"}, "writes, adds"),
    ({"phase": "acts", "over": "acts:x", "writes": "x"}, "emits rows"),
    ({"phase": "acts", "over": "acts:x", "emits": "x"}, "bounds its probability"),
    ({"phase": "scoring", "adds": "x"}, "only rules over rows"),
    ({"phase": "scoring", "over": "rows:x", "adds": "x", "form": "array"}, "form='array'"),
    ({"phase": "scoring", "writes": "x", "form": "vector"}, "form='vector'"),
    ({"phase": "scoring", "over": "rows:x", "writes": "y", "where": "z"}, "where"),
    ({"phase": "scoring", "over": "rows:x", "adds": "y", "log": "z"}, "log"),
    ({"phase": "scoring", "over": "rows:x", "emits": "y", "log": "z"}, "log"),
    ({"phase": "scoring", "over": "ties:x", "writes": "y", "where": "z"}, "where"),
    ({"phase": "scoring", "writes": "y", "form": "array", "where": "z"}, "where"),
    ({"phase": "scoring", "writes": "y", "form": "array", "log": "z"}, "log"),
]


@pytest.mark.parametrize(("options", "message"), BAD_RULES)
def test_rules_that_say_too_little_or_too_much_are_refused(options: dict[str, Any], message: str) -> None:
    """A declaration that the engine would ignore or cannot follow is an error where it is written."""
    with pytest.raises(PlanError, match=message):
        rule(**options)(lambda: 0)


def test_rules_can_be_tried_by_hand() -> None:
    """A declared rule is still the plain function."""
    double = on(lambda risk: 2 * risk, writes="x")
    assert double(3) == double.function(3) == 6


def test_the_plan_prints_as_a_table() -> None:
    """One line per step with reads, writes, draws and parameters, and every stream with its number."""
    plan = toy_plan()
    lines = {line["step"]: line for line in plan.rows()}
    assert lines["links.link"]["draws"] == "links.u_wrong, links.u_lost"
    assert lines["links.link"]["writes"] == "records.subject"
    assert lines["deeds.deed"]["writes"] == "records rows"
    assert "deeds.pmax" in lines["deeds.deed"]["parameters"]
    assert lines["lists.open_case"]["reads"] == "worth, subject_points"
    assert set(plan.streams()) == {s for line in lines.values() for s in line["draws"].split(", ") if s}
    assert plan.logs == ("hearings", "refusals") and plan.ties == ("friends",) and plan.published == ("listed",)


def test_gates_are_flags() -> None:
    """A gate is a column of bytes, so that eight people can be skipped at once; anything else is refused."""
    with pytest.raises(PlanError, match=r"'one'.*where='risk'"):
        plan_of(toy("one", on(lambda risk: risk, writes="total", where="risk"), columns=(column("total"),)))
