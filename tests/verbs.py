"""Shared by tests of the command line: runs a verb in this process and keeps what it said."""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from counterscore.cli import main

TINY = ("--people", "4000", "--months", "12")


@dataclass(frozen=True)
class Said:
    """Exit code, standard output and standard error of a verb, and the exception that got out, if any."""

    code: int
    out: str
    err: str
    escaped: BaseException | None

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


def say(*words: object) -> Said:
    """Runs ``counterscore WORDS``."""
    apart = {"mix_stderr": False} if "mix_stderr" in inspect.signature(CliRunner).parameters else {}
    found = CliRunner(**apart).invoke(main, [str(word) for word in words], prog_name="counterscore")
    escaped = found.exception if not isinstance(found.exception, SystemExit) else None
    return Said(found.exit_code, found.stdout, found.stderr, escaped)


def tiny_run(folder: Path, regime: str = "judgment-defaulters", *more: object) -> Said:
    """A small run into a folder, without a report."""
    return say("run", regime, *TINY, "--out", folder, "--no-report", "--json", *more)
