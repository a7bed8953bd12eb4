"""Three-valued logic of the checks: Kleene's tables, and what more knowledge may change."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterscore.audit.law import Entry, Ground, State
from counterscore.audit.law.findings import looking
from counterscore.audit.law.logic import Judged, either, every, judge, words_of
from counterscore.core.errors import SpecError

P, A, U = State.PRESENT, State.ABSENT, State.UNDETERMINED
ORDER = {A: 0, U: 1, P: 2}
WORDS = ("a", "b", "c", "d")


@pytest.mark.parametrize(("x", "y"), list(product((P, A, U), repeat=2)))
def test_the_tables_are_kleenes(x: State, y: State) -> None:
    """`all` is the smaller and `any` the larger of two states, with undetermined between absent and present."""
    assert ORDER[every([Judged(x), Judged(y)]).state] == min(ORDER[x], ORDER[y])
    assert ORDER[either([Judged(x), Judged(y)]).state] == max(ORDER[x], ORDER[y])


@pytest.mark.parametrize(("x", "expected"), [(P, A), (A, P), (U, U)])
def test_not_turns_what_is_known_and_leaves_the_rest(x: State, expected: State) -> None:
    """`not` exchanges present and absent; undetermined stays."""
    assert judge({"not": "w"}, lambda word, asked: Judged(x)).state is expected


conditions: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(WORDS),
    lambda inner: st.one_of(
        inner.map(lambda c: {"not": c}),
        st.lists(inner, min_size=1, max_size=3).map(lambda c: {"any": c}),
        st.lists(inner, min_size=1, max_size=3).map(lambda c: {"all": c}),
    ),
    max_leaves=8,
)
knowledge = st.dictionaries(st.sampled_from(WORDS), st.booleans())


def evidence(said: dict[str, bool], assumed: bool = False) -> dict[str, Entry]:
    """Each word with a place of its own."""
    grade = "assumption" if assumed else "statute"
    return {word: Entry(value, (Ground(f"file.{word}", "", grade),)) for word, value in said.items()}


@settings(max_examples=300, deadline=None)
@given(conditions, knowledge, knowledge)
def test_more_knowledge_never_turns_a_finding_round(
    condition: Any, known: dict[str, bool], more: dict[str, bool]
) -> None:
    """What is present or absent stays so whatever else becomes known; only what was open may be settled."""
    before = judge(condition, looking(evidence(known)))
    after = judge(condition, looking(evidence(more | known)))
    assert before.state is U or after.state is before.state


@settings(max_examples=300, deadline=None)
@given(conditions, knowledge)
def test_a_finding_names_what_decided_or_what_is_missing(condition: Any, known: dict[str, bool]) -> None:
    """A settled state names places of the file among the words asked, an open one the words that are not said."""
    found = judge(condition, looking(evidence(known)))
    if found.state is U:
        assert found.missing
        assert not set(found.missing) & set(known)
    else:
        assert found.grounds
        assert {ground.path for ground in found.grounds} <= {f"file.{word}" for word in words_of(condition)}


@settings(max_examples=300, deadline=None)
@given(conditions, knowledge)
def test_the_places_that_decided_are_enough(condition: Any, known: dict[str, bool]) -> None:
    """Whoever keeps only the places that a settled state names comes to the same state."""
    found = judge(condition, looking(evidence(known)))
    kept = {word: value for word, value in known.items() if f"file.{word}" in {g.path for g in found.grounds}}
    if found.state is not U:
        assert judge(condition, looking(evidence(kept))).state is found.state


def test_one_sure_ground_is_enough_and_one_assumed_one_spoils_a_conjunction() -> None:
    """`any` rests on assumptions only if all that is present does; `all` as soon as one part does."""
    sure, guess = evidence({"a": True}), evidence({"b": True}, assumed=True)
    look = looking(sure | guess, made_up=True)
    assert not judge({"any": ["a", "b"]}, look).assumed
    assert [ground.path for ground in judge({"any": ["a", "b"]}, look).grounds] == ["file.a"]
    assert judge({"all": ["a", "b"]}, look).assumed


def test_an_assumption_is_a_fact_of_made_up_regimes_only() -> None:
    """A word that rests on assumptions alone settles nothing of a regime that is not made up, and names its place."""
    guess = evidence({"b": True}, assumed=True)
    assert judge("b", looking(guess, made_up=True)).state is P
    found = judge("b", looking(guess))
    assert (found.state, found.missing, found.grounds[0].path) == (U, ("b",), "file.b")


def test_what_is_touched_on_is_open_with_its_places() -> None:
    """An entry without a value stays undetermined and still shows where the file touches on it."""
    found = judge("a", looking({"a": Entry(None, (Ground("file.a"),))}))
    assert (found.state, found.grounds[0].path, found.missing) == (U, "file.a", ("a",))


@pytest.mark.parametrize("condition", [{"any": []}, {"any": "a"}, {"a": 1, "b": 2}, 3, None])
def test_what_is_no_condition_is_refused(condition: Any) -> None:
    """A condition that cannot be read is an error that says what a condition is."""
    with pytest.raises(SpecError, match="expected"):
        words_of(condition)


@pytest.mark.parametrize(
    ("value", "test", "expected"),
    [(15.0, {"at_most": 15}, P), (15.1, {"at_most": 15}, A), (3.0, {"at_least": 4}, A), ("law", ["law", "x"], P)],
)  # fmt: skip
def test_values_are_tested(value: float | str, test: Any, expected: State) -> None:
    """A number is held against a bound that counts itself, a word against the words that would do."""
    assert judge({"w": test}, looking({"w": Entry(value, (Ground("p"),))})).state is expected


def test_a_number_is_not_tested_with_an_unknown_test() -> None:
    """An unknown test is an error with the nearest one."""
    with pytest.raises(SpecError, match="at_most"):
        judge({"w": {"at_mots": 3}}, looking({"w": Entry(1.0, (Ground("p"),))}))
