"""Examples do what they say: printed output is kept beside each, and both forms of a mechanism agree."""

from __future__ import annotations

import os
import runpy
from pathlib import Path

import numpy as np
import pytest

import counterscore as cs

EXAMPLES = Path(__file__).parents[2] / "examples"
REWRITE = "COUNTERSCORE_REWRITE"


@pytest.mark.parametrize("out", sorted(EXAMPLES.glob("*.out")), ids=lambda f: f.stem)
def test_an_example_prints_what_is_kept_beside_it(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An example prints, to the letter, the text of its .out file (COUNTERSCORE_REWRITE=1 writes it anew)."""
    runpy.run_path(str(out.with_suffix(".py")), run_name="__main__")
    said = capsys.readouterr().out
    if os.environ.get(REWRITE):
        out.write_text(said, encoding="utf-8")
    assert said == out.read_text(encoding="utf-8")


def test_every_script_has_its_output() -> None:
    """Every example that is not a mechanism has a .out file."""
    scripts = {p.stem for p in EXAMPLES.glob("*.py") if "MECHANISM" not in p.read_text(encoding="utf-8")}
    assert scripts == {p.stem for p in EXAMPLES.glob("*.out")}


def test_scalar_and_numpy_form_agree(tmp_path: Path) -> None:
    """The same mechanism as a scalar rule and as plain NumPy gives the same column, person by person."""
    found = []
    for name in ("worry", "worry_numpy"):
        file = EXAMPLES / f"{name}.py"
        out = cs.run("judgment-defaulters", people=20_000, months=24, folder=tmp_path / name, files=[file])
        found.append(out.table("people", columns=["arm", "person", "worried_months", "months_listed"]))
    scalar, array = found
    assert scalar["worried_months"].sum() > 0
    for name in scalar:
        assert np.array_equal(scalar[name], array[name]), name
    assert np.all(scalar["worried_months"] <= scalar["months_listed"])


def test_an_own_mechanism_disturbs_nobody(tmp_path: Path) -> None:
    """A mechanism that only looks changes no other column of any person."""
    file = EXAMPLES / "worry.py"
    plain = cs.run("judgment-defaulters", people=4000, months=12, folder=tmp_path / "a")
    worried = cs.run("judgment-defaulters", people=4000, months=12, folder=tmp_path / "b", files=[file])
    before, after = plain.table("people"), worried.table("people")
    assert set(after) - set(before) == {"worried_months"}
    for name in before:
        assert np.array_equal(before[name], after[name]), name


def test_without_leaves_the_own_mechanism_out(tmp_path: Path) -> None:
    """An own mechanism can be left out of an arm like a shipped one."""
    arms = {"as written": cs.asis, "calm": cs.without("worry")}
    file = EXAMPLES / "worry.py"
    out = cs.run("judgment-defaulters", people=20_000, months=24, folder=tmp_path / "r", files=[file], arms=arms)
    assert out.table("people", arm="as written")["worried_months"].sum() > 0
    assert out.table("people", arm="calm")["worried_months"].sum() == 0
