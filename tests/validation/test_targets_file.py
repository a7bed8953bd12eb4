"""The file of targets: what it refuses, with the line, and how targets are asked for by id."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterscore.core.documents import load_document
from counterscore.core.errors import SpecError
from counterscore.validation.targets_file import CLAIMS, TargetFile, Tolerance, read_targets

CHECK = """\
      - id: F1.one
        title: a check
        claim: engine
        call: fake.numbers
        expected: {x: 1.0}
        source: book
        mark: seen
"""
FILE = f"""\
checked_on: 2026-11-22
targets:
  - id: F1
    title: a target
    checks:
{CHECK}
bibliography:
  - {{id: book, title: A book}}
"""


def read(folder: Path, *changes: tuple[str, str]) -> TargetFile:
    """The file above with some of its words changed."""
    text = FILE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / "targets.yaml"
    file.write_text(text, encoding="utf-8")
    return load_document(file, TargetFile)


def test_the_smallest_file_is_read(tmp_path: Path) -> None:
    """One target with one check: a bare number is a value, exact where no tolerance is given."""
    (target,) = read(tmp_path).targets
    (check,) = target.checks
    assert check.expected["x"].value == 1.0
    assert check.tolerance == Tolerance()
    assert (check.claim, check.mark, target.page) == ("engine", "seen", "")
    assert check.claim in CLAIMS


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("title: a check", "titel: a check"), r"titel is not a known field.*did you mean 'title'"),
        (("claim: engine", "claim: enginee"), r"expected 'engine', 'model' or 'case'.*did you mean 'engine'"),
        (("mark: seen", "mark: computed"), "a computed value needs its derivation"),
        (("mark: seen", "mark: heard"), "expected 'seen', 'computed' or 'memory'"),
        (("id: F1.one", "id: F2.one"), r"check F2\.one stands in target F1; expected F1\.name"),
        (("id: F1.one", "id: One"), "should match pattern"),
        ((CHECK, CHECK + CHECK), r"F1\.one stands there twice; expected every id once"),
        (("source: book", "source: bok"), r"'bok'.*did you mean 'book'"),
        (("call: fake.numbers", "call: numbers"), "should match pattern"),
        (("{x: 1.0}", "{x: {low: 1.0, value: 2.0}}"), "expected either a value or bounds"),
        (("{x: 1.0}", "{x: {tolerance: {abs: 1}}}"), "expected either a value or bounds"),
        (("{x: 1.0}", "{x: {low: 1.0, tolerance: {abs: 1}}}"), "bounds are exact"),
        (("{x: 1.0}", "{x: {value: 1.0, tolerance: {abs: 1, se: 4}}}"), "tolerance has abs and se; expected one of"),
        (("{x: 1.0}", "{x: {value: 1.0, tolerance: {abs: -1}}}"), "greater than or equal to 0"),
        (("{x: 1.0}", "{x: {value: 1.0, tolerance: {se: 0}}}"), "greater than 0"),
        (("{x: 1.0}", "{x: {value: {y: 1}}}"), "is no value; expected a number, a word"),
        (("        expected: {x: 1.0}\n", ""), r"expected is missing"),
    ],
)  # fmt: skip
def test_a_fault_ends_with_its_line_and_what_was_expected(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:  # fmt: skip
    """Unknown fields, words and sources, missing derivations, stray or double ids and odd values are refused."""
    with pytest.raises(SpecError, match=told) as refused:
        read(tmp_path, change)
    assert "targets.yaml:" in str(refused.value)


def test_a_derivation_makes_a_computed_value_good(tmp_path: Path) -> None:
    """A computed value with its derivation is read; so is a value of this laboratory itself."""
    found = read(
        tmp_path, ("mark: seen", "mark: computed\n        derivation: by hand"), ("source: book", "source: own")
    )
    assert found.targets[0].checks[0].derivation == "by hand"


def test_targets_and_checks_are_asked_by_id_in_the_order_of_the_file(tmp_path: Path) -> None:
    """A target brings all its checks, a check only itself, nothing brings all; no check comes twice."""
    other = CHECK.replace("F1.one", "F1.two")
    found = read(tmp_path, (CHECK, CHECK + other))

    def asked(*names: str) -> list[str]:
        return [check.id for _, check in found.chosen(names)]

    assert asked() == asked("F1") == asked("F1.two", "F1.one", "F1") == ["F1.one", "F1.two"]
    assert asked("F1.two") == asked("f1.TWO") == ["F1.two"]


def test_an_unknown_id_is_refused_with_the_nearest(tmp_path: Path) -> None:
    """Who mistypes an id is told the nearest one and all targets."""
    with pytest.raises(SpecError, match=r"no target 'F1.oen'  did you mean 'F1.one'\?\n  targets: F1"):
        list(read(tmp_path).chosen(("F1.oen",)))


def test_every_call_of_the_file_that_ships_is_there() -> None:
    """Every check of the shipped file names a public function, takes its inputs, and cites where its value is from."""
    import inspect

    from counterscore.validation.validate import _call

    for target in read_targets().targets:
        for check in target.checks:
            try:
                function = _call(check.call)
            except ModuleNotFoundError:  # an optional library; such a check is not run
                continue
            assert function.__doc__, check.call
            inspect.signature(function).bind(**{**target.inputs, **check.inputs})
            assert check.expected, check.id
