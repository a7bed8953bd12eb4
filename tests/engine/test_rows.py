"""The calendar of rows: nothing is lost, nothing comes back at a wrong time, nothing is seen twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from counterscore.core.declare import CORE_FIELDS
from counterscore.engine.rows import Bundle, Table

FIELDS = {**CORE_FIELDS, "mark": "i4", "worth": "f8"}
STARTS = {"mark": -1.0, "worth": 0.0}
MONTHS = 12
Ids = Counter[tuple[int, int]]
life = st.lists(
    st.lists(st.lists(st.integers(-1, MONTHS + 3), max_size=4), max_size=5), min_size=MONTHS, max_size=MONTHS
)
SETTINGS: dict[str, Any] = {"max_examples": 120, "deadline": None, "derandomize": True}


def table() -> Table:
    """An empty table."""
    return Table(FIELDS, STARTS)


def people(n: int, start: int = 0) -> Bundle:
    """n rows to add."""
    return {"person": np.arange(start, start + n, dtype=np.int32), "act": np.zeros(n, np.int16)}


def ids(rows: Bundle) -> Ids:
    """Rows by (person, month of birth)."""
    return Counter(zip(rows["person"].tolist(), rows["born"].tolist(), strict=True))


def dues(plan: list[list[list[int]]], active: Bundle, month: int) -> np.ndarray:
    """The next due month of every active row: its own list of months, one after the other, then never."""
    found = []
    for person, born in zip(active["person"].tolist(), active["born"].tolist(), strict=True):
        months = [m for m in plan[born][person] if m > month]
        found.append(min(months) if months else -1)
    return np.array(found, np.int16)


@settings(**SETTINGS)
@given(life)
def test_rows_come_back_exactly_when_they_are_due(plan: list[list[list[int]]]) -> None:
    """Each row is active in the month of its birth and in exactly those later months in which it was due."""
    t, seen = table(), Counter()  # type: ignore[var-annotated]
    for month in range(MONTHS):
        t.open_month(month)
        assert all(b < month for b in t.active["born"].tolist())
        t.add(people(len(plan[month])), month, {})
        seen.update((*key, month) for key in ids(t.active))
        t.active["due"][:] = dues(plan, t.active, month)
        t.close_month(month)
    expected = Counter(
        (person, born, m)
        for born, rows in enumerate(plan)
        for person, months in enumerate(rows)
        for m in {born, *(x for x in months if born < x < MONTHS)}
    )
    assert seen == expected


@settings(**SETTINGS)
@given(life)
def test_every_row_is_finished_or_waiting_exactly_once(plan: list[list[list[int]]]) -> None:
    """Conservation: rows finished so far and rows in memory together are the rows ever added, each once."""
    t, added, finished = table(), Counter(), Counter()  # type: ignore[var-annotated]
    for month in range(MONTHS):
        t.open_month(month)
        t.add(people(len(plan[month])), month, {})
        added.update((person, month) for person in range(len(plan[month])))
        t.active["due"][:] = dues(plan, t.active, month)
        done = t.close_month(month)
        assert (done["due"] <= month).all()
        finished += ids(done)
        waiting = t.waiting()
        assert len(t) == 0 and t.count() == len(waiting["person"])
        assert (waiting["due"] > month).all() and (np.diff(waiting["due"]) >= 0).all()
        assert finished + ids(waiting) == added


def one_month(t: Table, plan: list[list[list[int]]], month: int) -> tuple[Bundle, Bundle]:
    """Lives a month; what was active and what was finished."""
    t.open_month(month)
    t.add(people(len(plan[month])), month, {})
    t.active["worth"] += np.arange(len(t)) + 100 * month
    t.active["due"][:] = dues(plan, t.active, month)
    active = {name: values.copy() for name, values in t.active.items()}
    return active, t.close_month(month)


@settings(**SETTINGS)
@given(life, st.integers(0, MONTHS - 1))
def test_packed_rows_go_on_as_if_nothing_had_happened(plan: list[list[list[int]]], stop: int) -> None:
    """A table that was packed and unpacked at any month holds the same rows in the same order ever after."""
    t, other = table(), table()
    for month in range(stop + 1):
        one_month(t, plan, month)
    other.unpack({name: values.copy() for name, values in t.pack().items()})
    for month in range(stop + 1, MONTHS):
        for left, right in zip(one_month(t, plan, month), one_month(other, plan, month), strict=True):
            assert_equal(left, right)
    assert_equal(t.waiting(), other.waiting())


def assert_equal(left: Bundle, right: Bundle) -> None:
    """Two bundles bit for bit."""
    assert set(left) == set(right)
    for name in left:
        assert left[name].dtype == right[name].dtype and left[name].tobytes() == right[name].tobytes()


def test_new_rows_start_as_declared() -> None:
    """Fields not given start at their start value, the subject is the person, the birth and the due month are now."""
    t = table()
    t.open_month(4)
    t.add(people(3, start=7) | {"unknown": np.ones(3)}, 4, {"repeat": 2})
    assert t.active["person"].tolist() == t.active["subject"].tolist() == [7, 8, 9]
    assert set(t.active["born"].tolist()) == set(t.active["due"].tolist()) == {4}
    assert set(t.active["mark"].tolist()) == {-1} and set(t.active["repeat"].tolist()) == {2}
    assert {name: values.dtype for name, values in t.active.items()} == {n: np.dtype(d) for n, d in FIELDS.items()}


def test_given_fields_are_copied() -> None:
    """A row made from another row keeps its subject and fields, is born now, and changes nothing in the other."""
    t, source = (
        table(),
        people(2) | {"subject": np.array([5, -1], np.int32), "mark": np.array([8, 9]), "born": np.array([1, 1])},
    )
    t.open_month(6)
    t.add(source, 6, {"mark": 3})
    assert t.active["subject"].tolist() == [5, -1] and t.active["mark"].tolist() == [3, 3]
    assert t.active["born"].tolist() == [6, 6]
    t.active["subject"][:] = 0
    assert source["subject"].tolist() == [5, -1] and source["born"].tolist() == [1, 1]


def test_new_rows_stand_behind_those_that_are_due() -> None:
    """Rows that come back keep their order and stand before rows born this month: sums have one order."""
    t = table()
    t.open_month(0)
    t.add(people(4), 0, {})
    t.active["due"][:] = [2, 2, 1, 2]
    t.close_month(0)
    t.open_month(1)
    assert t.active["person"].tolist() == [2]
    t.active["due"][:] = 2
    t.close_month(1)
    t.open_month(2)
    t.add(people(2, start=8), 2, {})
    assert t.active["person"].tolist() == [0, 1, 3, 2, 8, 9]


def test_nothing_to_do_is_fine() -> None:
    """Empty months, empty additions and an empty calendar keep every field with its type."""
    t = table()
    t.open_month(0)
    t.add(people(0), 0, {})
    assert len(t) == 0 and t.count() == 0
    assert len(t.close_month(0)["person"]) == 0
    packed = t.pack()
    t.unpack(packed)
    assert {name: values.dtype for name, values in packed.items()} == {n: np.dtype(d) for n, d in FIELDS.items()}


def test_rows_that_wait_long_keep_no_others_in_memory() -> None:
    """Most rows are looked at every month and a few wait long: what lies in memory stays near what is there."""
    t = table()
    for month in range(40):
        t.open_month(month)
        t.add(people(200), month, {})
        t.active["due"].fill(month + 1)
        t.active["due"][-2:] = month + 50
        t.close_month(month)
    bundles = {id(bundle): len(bundle["person"]) for pieces in t.calendar.values() for bundle, _, _ in pieces}
    assert sum(bundles.values()) == t.count() == 40 * 200
