"""Ctrl-C: the first leaves a folder that can be resumed, the second ends at once."""

from __future__ import annotations

import json
import os
import shlex
import signal
from pathlib import Path
from typing import Any

import pytest
from verbs import TINY, say, tiny_run

from counterscore.engine.run import Engine


def interrupt_at(monkeypatch: pytest.MonkeyPatch, month: int, times: int) -> None:
    """Sends this process SIGINT while that month is lived."""
    month_of = Engine.month

    def interrupted(engine: Engine, sink: Any) -> None:
        if engine.state.month == month:
            for _ in range(times):
                os.kill(os.getpid(), signal.SIGINT)
        month_of(engine, sink)

    monkeypatch.setattr(Engine, "month", interrupted)


@pytest.mark.parametrize("month", [0, 30, 55])
def test_an_interrupted_run_resumes_to_the_same_contents(
    month: int, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped before, in or after the warm-up and resumed, a run has the contents of an undisturbed one."""
    folder = tmp_path / "r"
    with monkeypatch.context() as patch:
        interrupt_at(patch, month, 1)
        said = say("run", "judgment-defaulters", *TINY, "--out", folder)
    assert said.code == 130
    assert said.escaped is None
    assert f"--resume {folder}" in said.err
    assert not (folder / "manifest.json").exists()
    command = said.err.split("counterscore ", 1)[1].splitlines()[0]
    resumed = say(*shlex.split(command), "--json")
    assert resumed.code == 0, resumed.err
    known = json.loads((finished / "manifest.json").read_text(encoding="utf-8"))["deterministic"]
    assert resumed.json["content_sha256"] == known["content_sha256"]
    assert resumed.json["study_sha256"] == known["study_sha256"]


def test_a_second_ctrl_c_ends_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two interrupts in one month end with 130 and no traceback; the folder can still be resumed."""
    with monkeypatch.context() as patch:
        interrupt_at(patch, 5, 2)
        said = say("run", "judgment-defaulters", *TINY, "--out", tmp_path / "r", "--quiet")
    assert said.code == 130
    assert said.escaped is None
    assert say("run", "--resume", tmp_path / "r", "--no-report", "--json").code == 0


def test_ctrl_c_is_given_back(tmp_path: Path) -> None:
    """After a run the interrupt does again what it did before."""
    before = signal.getsignal(signal.SIGINT)
    tiny_run(tmp_path / "r")
    assert signal.getsignal(signal.SIGINT) is before
