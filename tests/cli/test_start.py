"""The command line starts fast and knows its verbs."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from verbs import say

from counterscore.cli.main import VERBS
from counterscore.cli.study import DOES

COMMANDS = (*((verb,) for verb in VERBS), *(("study", does) for does in DOES))
HEAVY = ("numpy", "numba", "duckdb", "pydantic", "ruamel", "jinja2", "rich")


def python(code: str) -> subprocess.CompletedProcess[str]:
    """Runs a line of Python in a fresh process."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("line", ["import counterscore.cli", "import counterscore"])
def test_starting_loads_nothing_heavy(line: str) -> None:
    """Importing the command line or the package loads none of the heavy libraries."""
    found = python(f"{line}; import sys; print(sorted(set(sys.modules) & set({HEAVY!r})))")
    assert found.stdout.strip() == "[]", found.stdout + found.stderr


@pytest.mark.parametrize("command", [(), *COMMANDS], ids=" ".join)
def test_help_loads_nothing_heavy(command: tuple[str, ...]) -> None:
    """The help of the program and of every verb loads none of the heavy libraries."""
    words = [*command, "--help"]
    code = f"""
import sys
from counterscore.cli import main
try:
    main({words!r}, prog_name='counterscore')
except SystemExit:
    print('loaded', sorted(set(sys.modules) & set({HEAVY!r})))
"""
    found = python(code)
    assert found.stdout.strip().endswith("loaded []"), found.stdout + found.stderr


def test_help_answers_at_once() -> None:
    """The help is there in less than 0.4 s of a quiet machine: the best of five tries counts."""
    spent = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "counterscore", "--help"], capture_output=True, timeout=60, check=True)
        spent.append(time.perf_counter() - started)
    assert min(spent) < 0.4


def test_the_module_is_the_program() -> None:
    """``python -m counterscore`` prints the same help as the program."""
    found = subprocess.run(
        [sys.executable, "-m", "counterscore", "--help"], capture_output=True, text=True, timeout=60, check=True
    )
    assert found.stdout == say("--help").out


def test_help_fits_eighty_columns() -> None:
    """No line of any help is longer than 80 columns."""
    for words in ((), *COMMANDS):
        assert max(len(line) for line in say(*words, "--help").out.splitlines()) <= 80


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_verb_helps_and_offers_json(command: tuple[str, ...]) -> None:
    """Every verb has a help text and --json, and so has everything that can be done with a study."""
    said = say(*command, "--help")
    assert said.code == 0
    assert "--json" in said.out
    assert len(said.out.splitlines()) > 6


def test_an_unknown_verb_gets_the_nearest() -> None:
    """A misspelt verb ends with exit code 2 and the nearest verb."""
    said = say("rum")
    assert said.code == 2
    assert "did you mean 'run'" in said.err
