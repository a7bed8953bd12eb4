"""Every regime of the library: it lives, leaves tables that verify and a report, and prints itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterscore.core.errors import SpecError
from counterscore.core.verify import verify
from counterscore.regimes import load_regime
from counterscore.regimes.catalogue import library_files
from counterscore.report.console import table
from counterscore.running import run_study
from counterscore.safeguards import apply, safeguard_ids
from counterscore.worlds.arms import default_arms, with_
from counterscore.worlds.study import Study

PEOPLE, MONTHS = 1500, 4


def fitting(name: str) -> list[str]:
    """The safeguards that change something in a regime."""
    found = []
    for one in safeguard_ids():
        try:
            apply(load_regime(name), [one])
        except SpecError:
            continue
        found.append(one)
    return found


@pytest.mark.parametrize("name", list(library_files()))
def test_a_regime_lives_with_all_its_safeguards(name: str, tmp_path: Path) -> None:
    """As written and with every safeguard that fits at once: the tables verify, report and console table are there."""
    protected = fitting(name)
    assert protected
    regime = load_regime(name)
    study = Study(name, PEOPLE, MONTHS, arms=(*default_arms(), with_(*protected)))
    result = run_study(study, tmp_path / "run")
    assert all(check.passed for check in verify(tmp_path / "run"))
    page = result.report().read_text(encoding="utf-8")
    assert regime.title.split(",")[0][:30] in page
    shown = table(result.summary)
    assert all(len(line) <= 80 for line in shown.splitlines())
