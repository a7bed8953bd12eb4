"""Progress is for people at a terminal: it goes to standard error, and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

TINY = ["--people", "4000", "--months", "12", "--no-report"]
COMMAND = [sys.executable, "-m", "counterscore", "run", "judgment-defaulters", *TINY]
pty = pytest.importorskip("pty", reason="needs a pseudo-terminal")


def at_a_terminal(words: list[str]) -> tuple[str, str]:
    """Standard output of a command and what it wrote to a terminal as its standard error."""
    ours, theirs = pty.openpty()
    known = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    # a file takes any amount; a pipe that nobody reads yet would stop the command
    with tempfile.TemporaryFile() as kept, subprocess.Popen(words, stdout=kept, stderr=theirs, env=known) as process:
        os.close(theirs)
        told = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            if not piece:
                break
            told += piece
        assert process.wait() == 0, told.decode()
        kept.seek(0)
        out = kept.read().decode()
    os.close(ours)
    return out, told.decode()


def test_a_terminal_sees_progress(tmp_path: Path) -> None:
    """At a terminal the stages are told on standard error, and standard output holds no control characters."""
    out, told = at_a_terminal([*COMMAND, "--out", str(tmp_path / "r")])
    assert "living" in told or "making people" in told or "compiling" in told
    assert "\x1b" not in out
    assert "as written" in out


@pytest.mark.parametrize("option", ["--json", "--quiet"])
def test_progress_is_silent_when_asked(option: str, tmp_path: Path) -> None:
    """With --json and --quiet nothing is written to the terminal."""
    assert at_a_terminal([*COMMAND, option, "--out", str(tmp_path / "r")])[1] == ""


def test_progress_is_silent_without_a_terminal(tmp_path: Path) -> None:
    """Without a terminal standard error stays empty."""
    found = subprocess.run([*COMMAND, "--out", str(tmp_path / "r")], capture_output=True, text=True, check=True)
    assert found.stderr == ""


WAIT = """
import time
from counterscore.cli.progress import waiting
with waiting("F1.one, 1 of 2", {after}):
    time.sleep(0.4)
"""


def test_what_takes_long_is_named_and_the_line_goes() -> None:
    """A wait is told on the terminal's standard error with its seconds, and erased at the end; a short one is not."""
    out, told = at_a_terminal([sys.executable, "-c", WAIT.format(after=0.1) + "print('done')"])
    assert out == "done\n"
    assert "0 s  F1.one, 1 of 2" in told and told.endswith("\r\x1b[K")
    assert at_a_terminal([sys.executable, "-c", WAIT.format(after=30)])[1] == ""


def test_a_wait_is_silent_without_a_terminal() -> None:
    """Where nobody looks nothing is written."""
    found = subprocess.run([sys.executable, "-c", WAIT.format(after=0.1)], capture_output=True, text=True, check=True)
    assert (found.stdout, found.stderr) == ("", "")
