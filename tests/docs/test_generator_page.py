"""The page about the generator is made from stored results, and those are results of the battery as it stands."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from benched import base, battery, outside
from making import script

DOCS = Path(__file__).parents[2] / "docs"
RENEW = "renew it with: python docs/make_generator_page.py"


def stored(name: str) -> Any:
    """A committed file of results."""
    return json.loads((DOCS / name).read_text(encoding="utf-8"))


def maker() -> ModuleType:
    """The program that makes the page."""
    return script("make_generator_page")


def test_the_page_is_made_from_the_results() -> None:
    """docs/generator.md and its figure are what the maker writes, and every place for a number was filled."""
    made, page = maker(), (DOCS / "generator.md").read_text(encoding="utf-8")
    assert page == made.page(), RENEW
    assert (DOCS / "generator.svg").read_text(encoding="utf-8") == made.figure(), RENEW
    names = {
        *made.figures(stored("generator-results.json"), stored("generator-outside.json")),
        "table",
        "why",
        "outside",
    }
    assert not [name for name in names if f"<{name}>" in page]
    assert set(made.WHY) == set(battery.FAMILIES)


def test_the_results_are_those_of_the_battery() -> None:
    """Every test of the battery has its row, of full size, with this scheme, seed and threshold, and says its law."""
    results = stored("generator-results.json")
    assert [row["test"] for row in results["tests"]] == list(battery.TESTS)
    assert {row["test"]: row["law"] for row in results["tests"]} == {
        n: battery.law(t) for n, t in battery.TESTS.items()
    }
    assert (results["size"], results["seed"], results["scheme"]) == (1.0, base.SEED, battery.SCHEME)
    assert results["threshold"] == pytest.approx(battery.THRESHOLD)
    assert all(row["p"] > battery.THRESHOLD for row in results["tests"])


def test_the_battery_is_as_large_as_it_says() -> None:
    """Every family has a test on 1e8 numbers or more, most on 1e9, and the whole on more than 1e10."""
    rows = stored("generator-results.json")["tests"]
    for family in battery.FAMILIES:
        assert max(row["numbers"] for row in rows if row["family"] == family) >= 1e8
    assert sum(row["numbers"] for row in rows) > 1e10
    assert sum(row["numbers"] >= 9.9e8 for row in rows) > len(rows) / 2


def test_a_stored_row_can_be_made_again() -> None:
    """A row of the stored results is what the battery gives today, number for number."""
    rows = {row["test"]: row for row in stored("generator-results.json")["tests"]}
    again = battery.TESTS["last_of_all"](1.0)
    assert (again.name, int(again.numbers), again.statistic) == tuple(
        rows["last_of_all"][k] for k in ("name", "numbers", "statistic")
    )
    assert again.p == pytest.approx(rows["last_of_all"]["p"], rel=1e-9)


PRACTRAND = """# python benchmarks/stream_words.py --order month | RNG_test stdin32
RNG_test using PractRand version 9.99
length= 1 gigabyte (2^30 bytes), time= 1 seconds
  Test Name                         Raw       Processed     Evaluation
  [Low1/32]ABC(2+1,13-4,T)          R=  -6.7  p =1-7.3e-4   unusual
  XYZ(1)                            R= +99.9  p =  1.0e-30    FAIL !!
  ...and 191 test result(s) without anomalies

length= 2 gigabytes (2^31 bytes), time= 2 seconds
  no anomalies in 204 test result(s)
"""
TESTU01 = """# python benchmarks/stream_words.py --order seed | SmallCrush
========= Summary results of SmallCrush =========
 Version:          TestU01 9.9.9
 Number of statistics:  15
 The following tests gave p-values outside [0.001, 0.9990]:
       Test                          p-value
  1  BirthdaySpacings                 eps
  4  SimpPoker                      1 - 1.2e-05
  6  MaxOft                          9.1e-4
 All other tests were passed
words used: 226740773
"""
DIEHARDER = """# python benchmarks/stream_words.py --order slot | dieharder -a -g 200
#            dieharder version 9.99.9 Copyright               #
   diehard_birthdays|   0|       100|     100|0.45678901|  PASSED
      diehard_operm5|   0|   1000000|     100|0.99912345|   WEAK
"""


def test_outside_results_are_read_whole(tmp_path: Path) -> None:
    """Everything that a suite marks is kept, in its words, and what it did not mark is counted."""
    read = {}
    for name, text in {"pr": PRACTRAND, "tu": TESTU01, "dh": DIEHARDER}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        read[name] = outside.read(tmp_path / name)
    assert (read["pr"]["results"], read["pr"]["amount"], read["pr"]["order"]) == (397, "2^31 bytes", "month")
    assert [(m["test"], m["p"], m["said"]) for m in read["pr"]["marked"]] == [
        ("[Low1/32]ABC(2+1,13-4,T) at 2^30 bytes", "1-7.3e-4", "unusual"),
        ("XYZ(1) at 2^30 bytes", "1.0e-30", "FAIL !!"),
    ]
    assert [(m["test"], m["p"]) for m in read["tu"]["marked"]] == [
        ("1 BirthdaySpacings", "eps"), ("4 SimpPoker", "1 - 1.2e-05"), ("6 MaxOft", "9.1e-4"),
    ]  # fmt: skip
    assert (read["tu"]["battery"], read["tu"]["results"], read["tu"]["version"]) == ("SmallCrush", 15, "9.9.9")
    assert (read["dh"]["results"], [m["said"] for m in read["dh"]["marked"]]) == (2, ["WEAK"])
    assert [round(maker().tail_of(p), 6) for p in ("1-7.3e-4", "1 - 1.2e-05", "9.1e-4", "0.9991")] == [
        0.00073, 1.2e-05, 0.00091, 0.0009,
    ]  # fmt: skip


def test_output_without_its_command_is_refused(tmp_path: Path) -> None:
    """A saved output that does not say how it was made is no result."""
    (tmp_path / "x").write_text(PRACTRAND.partition("\n")[2], encoding="utf-8")
    with pytest.raises(SystemExit, match="command that made"):
        outside.read(tmp_path / "x")


def test_no_outside_suite_found_a_failure() -> None:
    """No stored run of an outside suite has a verdict worse than unusual or weak, and no value beyond 1e-6."""
    tail, runs = maker().tail_of, stored("generator-outside.json")
    assert {run["suite"] for run in runs} >= {"PractRand", "TestU01"}
    assert all(tail(m["p"]) > 1e-6 and "FAIL" not in m["said"].upper() for run in runs for m in run["marked"])
