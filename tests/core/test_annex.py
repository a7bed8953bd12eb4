"""Annexes: answers beside a finished run, with hashes of their own."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from made_up import made_up

from counterscore.core.annex import annex_path, annexes, read_annex, write_annex
from counterscore.core.errors import OutcomeError
from counterscore.core.verify import verify


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The folder of a made-up run."""
    on = np.arange(40) < 5
    return made_up(tmp_path, on, on).folder


def failing(folder: Path) -> dict[str, str]:
    """Checks of a folder that fail, with what they say."""
    return {check.subject: check.message for check in verify(folder) if not check.passed}


def test_an_annex_is_read_back_and_verified(run: Path) -> None:
    """What was kept comes back; the manifest of the run stays as it was, byte by byte."""
    before = (run / "manifest.json").read_bytes()
    write_annex(run, "ranges", {"people": 8, "shares": [0.1, 2.5e-17]}, 3.25)
    assert (run / "manifest.json").read_bytes() == before
    assert read_annex(run, "ranges") == {"people": 8, "shares": [0.1, 2.5e-17]}
    assert [path.name for path in annexes(run)] == ["annex-ranges.json"]
    assert failing(run) == {} and any(check.subject == "annex-ranges.json" for check in verify(run))
    kept = json.loads(annex_path(run, "ranges").read_text(encoding="utf-8"))
    assert kept["deterministic"]["synthetic"] is True and kept["environment"] == {"wall_seconds": 3.25}


def test_a_run_without_an_annex_has_none(run: Path) -> None:
    """Nobody asked, so there is nothing to read and nothing to verify."""
    assert read_annex(run, "ranges") is None and annexes(run) == []


def test_time_is_no_part_of_the_content(run: Path) -> None:
    """The same answer has the same content hash however long it took."""
    digests = set()
    for seconds in (1.0, 2.0):
        path = write_annex(run, "ranges", {"people": 8}, seconds)
        digests.add(json.loads(path.read_text(encoding="utf-8"))["content_sha256"])
    assert len(digests) == 1


def test_a_changed_annex_is_seen(run: Path) -> None:
    """One digit changed, and verify fails and reading is refused."""
    path = write_annex(run, "ranges", {"people": 1234})
    path.write_text(path.read_text(encoding="utf-8").replace("1234", "1235"), encoding="utf-8")
    assert "changed after it was written" in failing(run)["annex-ranges.json"]
    with pytest.raises(OutcomeError, match="changed after it was written"):
        read_annex(run, "ranges")


def test_an_annex_of_another_run_is_seen(run: Path, tmp_path: Path) -> None:
    """An annex that is copied beside another run is refused there."""
    other = made_up(tmp_path / "other", np.arange(40) < 9, np.arange(40) < 9).folder
    path = write_annex(run, "ranges", {"people": 8})
    annex_path(other, "ranges").write_bytes(path.read_bytes())
    assert "belongs to another run" in failing(other)["annex-ranges.json"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"deterministic": 3}'])
def test_what_is_no_annex_is_told(run: Path, text: str) -> None:
    """A file that is no annex fails its check without a traceback."""
    annex_path(run, "ranges").write_text(text, encoding="utf-8")
    assert "annex-ranges.json" in failing(run)


def test_only_finished_runs_get_annexes(tmp_path: Path) -> None:
    """A folder without a manifest takes none, and numbers that are none cannot be kept."""
    with pytest.raises(OutcomeError, match="manifest"):
        write_annex(tmp_path, "ranges", {})


def test_numbers_that_are_none_are_refused(run: Path) -> None:
    """JSON has no NaN; an annex with one is refused before it is written."""
    with pytest.raises(OutcomeError, match="expected numbers"):
        write_annex(run, "ranges", {"share": float("nan")})
    assert annexes(run) == []


def test_an_annex_under_the_name_of_another_is_seen(run: Path) -> None:
    """A file that was given the name of another question is no answer to it."""
    annex_path(run, "safeguards").write_bytes(write_annex(run, "ranges", {"people": 8}).read_bytes())
    assert "not what its name says" in failing(run)["annex-safeguards.json"]
    with pytest.raises(OutcomeError, match="not what its name says"):
        read_annex(run, "safeguards")
