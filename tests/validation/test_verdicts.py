"""Verdicts by hand, checks that are asked, and what ``counterscore validate`` prints and returns."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from verbs import say

from counterscore.core.errors import SpecError
from counterscore.validation import targets_file
from counterscore.validation.targets_file import Check
from counterscore.validation.validate import validate
from counterscore.validation.verdicts import Checked, Row, Verdict, rows_of

SEVEN = [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5]


def check_of(expected: Mapping[str, Any], tolerance: Mapping[str, float] | None = None, claim: str = "model") -> Check:
    """A check that expects this."""
    return Check.model_validate_json(
        json.dumps({
            "id": "F1.one", "title": "a check", "claim": claim, "call": "fake.numbers", "expected": expected,
            "tolerance": tolerance or {}, "source": "book", "mark": "seen",
        })
    )  # fmt: skip


def row_of(wanted: Any, found: Mapping[str, Any], tolerance: Mapping[str, float] | None = None) -> Row:
    """The one row of a check that expects x."""
    (row,) = rows_of(check_of({"x": wanted}, tolerance), found)
    return row


@pytest.mark.parametrize(
    ("wanted", "found", "tolerance", "off"),
    [
        (10.0, {"x": 10.5}, {"abs": 0.5}, 1.0),
        (10.0, {"x": 9.0}, {"abs": 0.5}, 2.0),
        (10.0, {"x": 10.0}, {"abs": 0.0}, 0.0),
        (-200.0, {"x": -201.0}, {"rel": 0.01}, 0.5),
        (0.0, {"x": 0.1}, {"rel": 0.01}, math.inf),
        (10.0, {"x": 13.0, "x_se": 0.5}, {"se": 4}, 1.5),
        (10.0, {"x": 10.1}, {"se": 4}, math.inf),
        (10.0, {"x": 10.1, "x_se": math.nan}, {"se": 4}, math.inf),
        (10.0, {"x": 10.1, "x_se": math.inf}, {"se": 4}, math.inf),
        (10.0, {"x": 10}, {}, 0.0),
        (10.0, {"x": 10.0000001}, {}, math.inf),
        (10.0, {"x": math.nan}, {"abs": 5}, math.inf),
        (10.0, {"x": math.inf}, {"abs": 5}, math.inf),
        (10.0, {"x": np.float64(10.25)}, {"abs": 0.5}, 0.5),
        (10.0, {"x": None}, {"abs": 5}, math.inf),
        (10.0, {"x": "ten"}, {"abs": 5}, math.inf),
        (1.0, {"x": True}, {"abs": 5}, math.inf),
        (10.0, {"x": [10.0]}, {"abs": 5}, math.inf),
        (10.0, {"y": 10.0}, {"abs": 5}, math.inf),
        ("undefined", {"x": "undefined"}, {"abs": 1}, 0.0),
        ("undefined", {"x": 0.0}, {"abs": 1}, math.inf),
        (True, {"x": True}, {}, 0.0),
        (True, {"x": 1}, {}, math.inf),
        (True, {"x": np.bool_(True)}, {}, 0.0),
        ({"low": 1.0, "high": 2.0}, {"x": 2.0}, {}, 0.0),
        ({"low": 1.0, "high": 2.0}, {"x": 2.1}, {}, math.inf),
        ({"high": 2.0}, {"x": -5}, {}, 0.0),
        ({"low": 1.0}, {"x": math.nan}, {}, math.inf),
        ({"low": 0.0}, {"x": True}, {}, math.inf),
        ({"low": 0.0}, {"x": [1.0]}, {}, math.inf),
        ({"value": 10.0, "tolerance": {"abs": 2}}, {"x": 11.0}, {"abs": 100}, 0.5),
    ],
)  # fmt: skip
def test_how_far_off_a_number_is(
    wanted: Any, found: Mapping[str, Any], tolerance: Mapping[str, float], off: float
) -> None:
    """Distances in tolerances by hand: absolute, relative, standard errors, exact, bounds, words, nothing."""
    row = row_of(wanted, found, tolerance)
    assert row.off == pytest.approx(off, abs=1e-9)
    assert row.passed == (off <= 1.0)


def test_a_tolerance_in_standard_errors_says_how_much_that_is() -> None:
    """The words give the width and how many errors it is, or that no error was returned."""
    assert row_of(10.0, {"x": 10.0, "x_se": 0.125}, {"se": 4}).tolerance == "± 0.5 (4 SE)"
    assert "no standard error" in row_of(10.0, {"x": 10.0}, {"se": 4}).tolerance


def test_lists_are_held_element_by_element() -> None:
    """Each element is a row with its own standard error; lists in lists too; another length is one row that fails."""
    check = check_of({"x": [1.0, 2.0]}, {"se": 2})
    rows = rows_of(check, {"x": np.array([1.1, 2.1]), "x_se": [0.1, 0.02]})
    assert [row.name for row in rows] == ["x[0]", "x[1]"]
    assert [row.off for row in rows] == pytest.approx([0.5, 2.5])
    assert [row.off for row in rows_of(check, {"x": (1.1, 2.1), "x_se": 0.1})] == pytest.approx([0.5, 0.5])
    nested = rows_of(check_of({"x": [[1.0], [2.0]]}), {"x": np.array([[1.0], [3.0]])})
    assert [(row.name, row.passed) for row in nested] == [("x[0][0]", True), ("x[1][0]", False)]
    for other in ([1.0], [1.0, 2.0, 3.0], 1.0, "ab"):
        (row,) = rows_of(check, {"x": other, "x_se": 0.1})
        assert not row.passed


def test_what_a_call_does_not_return_is_said() -> None:
    """A missing number fails and the row names what was returned instead."""
    row = row_of(1.0, {"y": 1.0, "z": 2.0})
    assert "not returned" in row.obtained and "y, z" in row.obtained


@pytest.mark.parametrize(
    ("claim", "found", "problem", "verdict"),
    [
        ("engine", 1.0, "", "pass"), ("model", 1.0, "", "pass"), ("case", 1.0, "", "pass"),
        ("engine", 2.0, "", "fail"), ("model", 2.0, "", "fail"), ("case", 2.0, "", "warn"),
        ("engine", 2.0, "lacking", "not run"), ("case", 2.0, "lacking", "not run"),
    ],
)  # fmt: skip
def test_only_a_case_may_be_missed(claim: str, found: float, problem: str, verdict: Verdict) -> None:
    """A miss of the engine or of a model fails, a miss of a case warns, and what could not be asked is neither."""
    check = check_of({"x": 1.0}, {"abs": 0.5}, claim)
    one = Checked("F1", check, rows_of(check, {"x": found}), 0.0, problem)
    assert one.verdict == verdict


def test_the_worst_number_is_the_one_farthest_off_in_tolerances() -> None:
    """Not the largest distance but the largest number of tolerances; a check without rows has none."""
    check = check_of({"x": {"value": 0.0, "tolerance": {"abs": 10}}, "y": {"value": 0.0, "tolerance": {"abs": 0.1}}})
    worst = Checked("F1", check, rows_of(check, {"x": 5.0, "y": 0.09}), 0.0).worst
    assert worst is not None and worst.name == "y"
    assert Checked("F1", check, (), 0.0).worst is None


CALLS: list[Mapping[str, Any]] = []


def numbers(**inputs: Any) -> dict[str, Any]:
    """Returns its inputs and remembers that it was asked."""
    CALLS.append(inputs)
    return {**inputs, "sevens": SEVEN}


def needs(library: str, cure: str = "") -> dict[str, Any]:
    """Fails as an import of a library does that is not installed."""
    raise ModuleNotFoundError(cure or f"No module named {library!r}", name=library)


def stopped() -> dict[str, Any]:
    """Fails as Ctrl-C does."""
    raise KeyboardInterrupt


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of targets of our own, asked of functions of our own; the path of the file."""
    made = ModuleType("counterscore.validation.calls.fake")
    made.numbers, made.needs, made._hidden = numbers, needs, numbers  # type: ignore[attr-defined]
    made.stopped = stopped  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, made.__name__, made)
    monkeypatch.setattr(targets_file, "FILE", tmp_path / "targets.yaml")
    CALLS.clear()
    return tmp_path / "targets.yaml"


def write(file: Path, *checks: str) -> None:
    """The file with one target of these checks, each given as "claim, call, inputs, expected"."""
    rows = []
    for place, (claim, call, inputs, expected) in enumerate(check.split("; ") for check in checks):
        rows.append(f"      - {{id: F1.c{place}, title: t, claim: {claim}, call: {call}, inputs: {{{inputs}}}, "
                    f"expected: {{{expected}}}, source: own, mark: seen}}")  # fmt: skip
    text = "\n".join(rows)
    file.write_text(
        f"checked_on: 2026-11-22\ntargets:\n  - id: F1\n    title: Ours\n    checks:\n{text}\nbibliography: []\n",
        encoding="utf-8",
    )


def test_a_call_with_the_same_inputs_is_made_once(given: Path) -> None:
    """Two checks of one call share it; another input is another call; results stay apart."""
    write(
        given, "model; fake.numbers; x: 1; x: 1", "model; fake.numbers; x: 1; x: 1", "model; fake.numbers; x: 2; x: 2"
    )
    assert [one.verdict for one in validate()] == ["pass"] * 3
    assert CALLS == [{"x": 1}, {"x": 2}]


def test_a_missing_library_is_no_failure(given: Path) -> None:
    """A check whose library is not installed is not run and names the cure; a hole in this package is an error."""
    write(given, "engine; fake.needs; library: starsim; x: 1", "engine; fake.needs; library: counterscore.hole; x: 1")
    first = validate("F1.c0")
    one = next(first)
    assert one.verdict == "not run" and "python -m pip install starsim" in one.problem
    with pytest.raises(ModuleNotFoundError):
        list(validate("F1.c1"))
    said = say("validate", "F1.c0")
    assert said.code == 0 and "not run" in said.out and "starsim is not installed" in " ".join(said.out.split())
    assert "nothing is known of what was not run: F1.c0" in said.out


def test_who_misses_a_library_may_name_the_cure(given: Path) -> None:
    """A part of a library is asked for by the library's name; a message that says how to install is passed on."""
    cure = "pip install counterscore[more]"
    write(
        given,
        "engine; fake.needs; library: SALib.analyze; x: 1",
        f"engine; fake.needs; library: SALib, cure: '{cure}'; x: 1",
    )
    first, second = validate()
    assert first.problem == "SALib is not installed; python -m pip install SALib"
    assert second.problem == cure


def test_an_interrupt_says_that_nothing_is_kept(given: Path) -> None:
    """Ctrl-C in a check ends with 130 and one line; checks that were done stay printed."""
    write(given, "engine; fake.numbers; x: 1; x: 1", "engine; fake.stopped; ; x: 1")
    said = say("validate")
    assert said.code == 130 and "F1.c0" in said.out
    assert said.err == "stopped at once; nothing was kept\n"


@pytest.mark.parametrize("call", ["fake.nothing", "fake._hidden", "nowhere.numbers"])
def test_a_wrong_call_is_refused_by_name(given: Path, call: str) -> None:
    """A function or file that is not there, or is not public, ends with the name that the file calls."""
    write(given, f"engine; {call}; x: 1; x: 1")
    with pytest.raises(SpecError, match=call):
        list(validate())
    assert say("validate").code == 2


@pytest.mark.parametrize(
    ("claim", "x", "code", "verdict"),
    [("engine", 2, 1, "fail"), ("model", 2, 1, "fail"), ("case", 2, 0, "warn"), ("model", 1, 0, "pass")],
)
def test_the_exit_code_is_that_of_the_worst_claim(given: Path, claim: str, x: int, code: int, verdict: str) -> None:
    """One miss of the engine or a model among others gives 1; a case that is not met, and passes, give 0."""
    write(given, "engine; fake.numbers; x: 1; x: 1", f"{claim}; fake.numbers; x: {x}; x: 1")
    said = say("validate")
    assert said.code == code and said.err == ""
    assert f"  {verdict:<8}F1.c1" in said.out
    assert ("! x" in said.out) == (verdict in ("fail", "warn"))
    assert say("validate", "--json").code == code


def test_json_is_all_that_is_printed(given: Path) -> None:
    """--json gives one document, with every row, the claim, the mark and the verdict; a missed NaN becomes null."""
    write(given, "engine; fake.numbers; x: 1; x: 1", "case; fake.numbers; x: 5; x: {value: 1; tolerance: {abs: 2}}"
          .replace("1; tol", "1, tol"))  # fmt: skip
    said = say("validate", "--json")
    first, second = said.json
    assert (first["verdict"], second["verdict"], said.err) == ("pass", "warn", "")
    assert (second["claim"], second["mark"], second["rows"][0]["off"]) == ("case", "seen", 2.0)
    assert second["rows"][0] == {"name": "x", "expected": 1, "obtained": 5, "tolerance": "± 2", "off": 2.0,
                                 "passed": False}  # fmt: skip


def test_full_prints_every_number(given: Path) -> None:
    """Without --full one number of a check is shown, the one farthest off; with it all seven."""
    write(given, f"engine; fake.numbers; x: 1; sevens: {SEVEN}")
    brief, whole = say("validate").out, say("validate", "--full").out
    assert [brief.count(f"sevens[{n}]") for n in range(7)].count(1) == 1
    assert all(whole.count(f"sevens[{n}]") == 1 for n in range(7))
    assert "7 of 7" in brief and "7 numbers in" in whole


def test_an_unknown_target_is_a_question_back() -> None:
    """A mistyped id ends with exit code 2, the nearest id and the list of targets."""
    said = say("validate", "F12.rate")
    assert said.code == 2 and said.out == ""
    assert "no target 'F12.rate'  did you mean 'F12.rates'?" in said.err
    assert "targets: " in said.err
