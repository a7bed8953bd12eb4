"""One small finished run, shared by tests that only read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from needed import need
from verbs import TINY, say


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run with its report: 4,000 people, 12 months, three arms."""
    folder = tmp_path_factory.mktemp("runs") / "jd"
    said = say("run", "judgment-defaulters", *TINY, "--out", folder, "--json")
    assert said.code == 0, said.err
    return folder


@pytest.fixture(scope="session")
def salib() -> None:
    """The library of sensitivity indices, or nothing to test."""
    need("sensitivity", "SALib")
