"""The hunt for mutants itself: every kind of fault is made, a fatal one is found, and the page holds."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from counterscore.core.declare import Column, Mechanism, Param, rule
from counterscore.worlds.mechanisms import shipped

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import mutants as hunt
import mutating
import mutation_page as page

TOY = '''
"""A toy."""
LIMIT = 3


def rule(month, born, debt, listed, u, p):
    """Not to be mutated: 1 + 1."""
    late = month - born
    late += 1
    if listed != 0 and late >= LIMIT:
        late = max(late, 2)
    if u < p:
        return -late
    return debt * 0.5 if not listed else 0


def walked(values, p):
    out = values.copy()
    for a in range(len(out)):
        out[a] = values[a] * p[a, 0]
    return out
'''


@pytest.fixture(scope="module")
def found() -> list[tuple[str, str, str]]:
    """Kind, line before and after of every mutant of the toy."""
    return [(m.kind, m.before, m.after) for m in mutating.text_mutants("toy", TOY)]


@pytest.mark.parametrize(
    "fault",
    [
        ("sign", "late = month - born", "late = month + born"),
        ("sign", "late += 1", "late -= 1"),
        ("sign", "return -late", "return late"),
        ("sign", "return debt * 0.5 if not listed else 0", "return debt / 0.5 if not listed else 0"),
        ("threshold", "if listed != 0 and late >= LIMIT:", "if listed != 0 and late > LIMIT:"),
        ("threshold", "if listed != 0 and late >= LIMIT:", "if listed == 0 and late >= LIMIT:"),
        ("threshold", "if listed != 0 and late >= LIMIT:", "if listed != 0 and late >= LIMIT + 1:"),
        ("threshold", "late = max(late, 2)", "late = min(late, 2)"),
        ("threshold", "return debt * 0.5 if not listed else 0", "return debt * 0.75 if not listed else 0"),
        ("month", "late = month - born", "late = month + 1 - born"),
        ("month", "late = month - born", "late = month - (born - 1)"),
        ("arm", "out[a] = values[a] * p[a, 0]", "out[a] = values[a] * p[a - 1, 0]"),
        ("arm", "out[a] = values[a] * p[a, 0]", "out[a] = values[a - 1] * p[a, 0]"),
        ("logic", "if listed != 0 and late >= LIMIT:", "if listed != 0 or late >= LIMIT:"),
        ("logic", "return debt * 0.5 if not listed else 0", "return debt * 0.5 if listed else 0"),
        ("chance", "if u < p:", "if u >= p:"),
        ("skipped", "if u < p:", "left out"),
        ("skipped", "late += 1", "left out"),
    ],
)
def test_every_kind_of_fault_is_made(found: list[tuple[str, str, str]], fault: tuple[str, str, str]) -> None:
    """Signs, thresholds, months, arms, logic, chances and statements left out: each is among the toy's mutants."""
    assert found.count(fault) == 1


def test_texts_and_arms_written_to_are_left_alone(found: list[tuple[str, str, str]]) -> None:
    """No docstring, no name and no place that is written to is mutated."""
    assert not [fault for fault in found if '"' in fault[1] or "out[a - 1]" in fault[2] or "Not to be" in fault[2]]


def test_a_mutant_differs_from_the_rule_where_it_says() -> None:
    """Each mutant, made anew from its place, compiles to other code in its own function and in no other."""
    whole = {key: mutating.essence(code) for key, code in mutating.codes(TOY).items()}
    for mutant in mutating.text_mutants("toy", TOY):
        tree, _ = mutating.mutated(TOY, mutant.place)
        now = {key: mutating.essence(code) for key, code in mutating.codes(tree).items()}
        assert [name for name, _ in whole if now[name, _] != whole[name, _]] == [mutant.function], mutant


def test_a_draw_on_its_threshold_is_nobody() -> None:
    """Only the boundary of a draw is called equivalent by itself, and it says why."""
    equal = [(m.before, m.after) for m in mutating.text_mutants("toy", TOY) if m.equivalent]
    assert equal == [("if u < p:", "if u <= p:")]


@rule(phase="listing", writes="mark")
def marked(mark: int, score: float, below: float, u_luck: float, month: int) -> int:
    """1 below the line."""
    return 1 if score < below or mark != 0 or u_luck < 0.1 or month > 5 else 0


def test_every_input_of_an_arm_can_be_the_neighbours() -> None:
    """Parameters and columns of other owners have a mutant each; draws, the month and what is written have none."""
    column = Column("mark", "u1", "flag", "")
    toy = Mechanism("toy", "d", "toy", "", "regime", (marked,), (column,), (), (Param("below", "points", ""),))
    made = mutating.binding_mutants(toy, {"score", "mark"}, {})
    assert [(m.kind, m.place) for m in made] == [("arm", "score"), ("arm", "below")]


def test_a_sample_is_fixed_spread_and_fresh() -> None:
    """A seed gives the same mutants always, of as many kinds as there are; another seed gives others."""
    every = hunt.every("watchlist")
    one, again, other = (hunt.sample(every, 5, seed) for seed in (1, 1, 2))
    assert one == again and len({m.kind for m in one}) == 5
    assert {m.id for m in one} != {m.id for m in other}
    assert len({m.id for m in every}) == len(every) > 50


def test_a_fatal_mutant_is_found_and_a_harmless_one_is_not(tmp_path: Path) -> None:
    """From end to end on a copy of the tree: counting backwards is noticed; what no chosen test asks is not."""
    text = (hunt.SOURCES / "publicity.py").read_text(encoding="utf-8")
    made = mutating.text_mutants("publicity", text)
    fatal = next(m for m in made if m.after == "return named_months - 1")
    harmless = next(m for m in made if m.after.startswith("return month if name_listed > 1.0"))
    results = tmp_path / "results.jsonl"
    hunt.attack([fatal, harmless], results, tmp_path, 5.0, ["tests/mechanisms/test_counters.py"])
    rows = {row["id"]: row for row in hunt.rows_of(results)}
    assert rows[fatal.id]["verdict"] == "killed" and "test_a_month_is_one_month" in rows[fatal.id]["by"]
    assert rows[harmless.id]["verdict"] == "survived"
    assert (hunt.SOURCES / "publicity.py").read_text(encoding="utf-8") == text


def test_the_page_is_made_from_what_was_found() -> None:
    """docs/mutation.md is what its maker writes; renew it with: python benchmarks/mutants.py --page"""
    assert (page.DOCS / "mutation.md").read_text(encoding="utf-8") == page.page()


def test_enough_is_killed_and_all_that_is_left_is_explained() -> None:
    """At least 90 % of each sample, of fresh ones as first found; all mechanisms are in; what is left has a reason."""
    samples = page.stored()
    files = {path.stem for path in hunt.SOURCES.glob("[a-z]*.py")}
    assert sum(map(len, samples.values())) >= 300
    for name, rows in samples.items():
        killed, of = page.rate(rows, again=name == "1")
        assert killed >= 0.9 * of, name
    assert {row["mechanism"] for rows in samples.values() for row in rows} == files
    every = [row for rows in samples.values() for row in rows]
    left = {row["id"] for row in every if row.get("again", row["verdict"]) in ("survived", "timeout")}
    assert left == set(page.left()), "docs/mutants-left.yaml says why of every mutant that is left, and of no other"
    assert {one["says"] for one in page.left().values()} <= {"equivalent", "unseen"}
    assert {m.name for m in shipped()} - {"pairing"} == files
