"""Killed at any moment and resumed, a study comes to what it would have come to undisturbed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest
from lived_studies import facts, lived, written

from counterscore.studies.finish import verify
from counterscore.studies.store import Folder

pytestmark = pytest.mark.skipif(os.name != "posix", reason="groups of processes are killed")
KILLS = 20
MOST_ROUNDS = 40


def moment(number: int) -> float:
    """A number from 0 to 1, spread evenly over the starts and the same in every test run."""
    return int.from_bytes(sha256(f"kill {number}".encode()).digest()[:4], "big") / 2**32


def begun(path: Path, folder: Path, *more: str) -> subprocess.Popen[bytes]:
    """The command that lives a study, in a group of its own."""
    words = ("study", "run", str(path), "--out", str(folder), "--no-report", "--quiet", *more)
    return subprocess.Popen([sys.executable, "-m", "counterscore", *words], start_new_session=True)


def times(folder: Path) -> dict[str, int]:
    """When each task that holds was settled."""
    try:
        here = Folder(folder)
    except Exception:  # killed before there was a study
        return {}
    return {one.name: (folder / "tasks" / f"{one.name}.json").stat().st_mtime_ns for one in here.kept()}


def test_twenty_kills_change_nothing(tmp_path: Path) -> None:
    """Killed with -9 at twenty moments and resumed, by one process or by several, a study has the same content.

    Nothing that was settled before a kill is lived again after it.
    """
    path = written(tmp_path)
    started = time.monotonic()
    process = begun(path, tmp_path / "undisturbed", "--executor", "serial")
    assert process.wait() == 0
    whole, known = time.monotonic() - started, facts(tmp_path / "undisturbed")
    kills, rounds, cut, starts = 0, 0, 0, 0
    while kills < KILLS:
        rounds += 1
        assert rounds <= MOST_ROUNDS, "the study ends before it can be killed"
        folder = tmp_path / f"round {rounds}"
        settled: dict[str, int] = {}
        while True:
            executor = "processes" if kills % 5 == 4 else "serial"
            process = begun(path, folder, "--executor", executor, "--workers", "0" if executor == "serial" else "2")
            starts += 1  # a moment that came too late is not waited for again
            try:
                code = process.wait(0.8 * whole * moment(starts) if kills < KILLS else None)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                kills += 1
                cut += any((folder / "running").glob("*")) if folder.is_dir() else 0
            else:
                assert code == 0
                break
            now = times(folder)
            assert settled.items() <= now.items()
            settled = now
        assert settled.items() <= times(folder).items()
        assert facts(folder) == known
        assert all(check.passed for check in verify(folder))
    assert cut >= KILLS // 4, "most kills met no task"


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    """While one process lives a study, a second one is refused with a clear message, and harms nothing."""
    path, folder = written(tmp_path, replicates=24), tmp_path / "out"
    first = begun(path, folder, "--executor", "serial")
    try:
        while not list((folder / "tasks").glob("*.json")):
            assert first.poll() is None
            time.sleep(0.05)
        second = subprocess.run(
            [sys.executable, "-m", "counterscore", "study", "resume", str(folder), "--executor", "serial"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert second.returncode == 1
        assert f"being lived by process {first.pid}" in second.stderr
        assert first.wait() == 0
    finally:
        first.kill()
        first.wait()
    assert (facts(folder)["status"], facts(folder)["tasks"]) == ("finished", 24)


def test_a_killed_study_says_what_was_cut_off(tmp_path: Path) -> None:
    """After a kill ``status`` counts tasks as cut off, not as running, and going on lives them."""
    path, folder = written(tmp_path), tmp_path / "out"
    process = begun(path, folder, "--executor", "serial")
    while not list((folder / "running").glob("*")) or len(list((folder / "tasks").glob("*.json"))) < 2:
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    from counterscore.studies.progress import progress_of

    found = progress_of(Folder(folder))
    assert (found.status, found.holder) == ("stopped", None)
    part = found.parts[0]
    assert part.running == 0
    assert part.done + part.cut_off + part.pending == 12
    again = lived(path, folder)[1]
    assert again.tasks == 12 - part.done
    assert len(again.again) == part.cut_off
