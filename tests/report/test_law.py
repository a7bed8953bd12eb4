"""The legal section of a report: what it says, how little it takes, and that it speaks of indicators only."""

from __future__ import annotations

from pathlib import Path

import counterscore as cs
from counterscore.audit.law import laws
from counterscore.legal import audit_regime, law_of
from counterscore.report.law import law_section


def test_without_findings_there_is_no_section() -> None:
    """A run whose regime is gone has no legal section."""
    assert law_section(None) is None


def test_the_section_reserves_counts_and_folds() -> None:
    """The reservation stands first, each check has a line, decided elements are folded, the scorecard has 15 lines."""
    found = audit_regime("rongcheng")
    section = law_section(found)
    assert section is not None
    assert section.lead[0].startswith("Indicators for review, not a legal opinion.")
    assert str(found.undetermined()) in section.lead[1] and str(len(found.indicators())) in section.lead[1]
    overview, *details = section.tables
    checks = [check for law in laws().values() if law.id != "scorecard" for check in law.checks]
    assert len(overview.rows) == len(checks)
    assert details and all(table.folded for table in details)
    assert not any("undetermined" in str(row[2]) for table in details for row in table.rows)
    (card,) = section.parts
    assert len(card.tables[0].rows) == 15
    assert any("--with notice" in str(row[2]) for row in card.tables[0].rows)


def test_the_report_of_a_run_holds_it(finished: Path) -> None:
    """The report of a finished run has the section with the run's figures and no path of a machine."""
    section = law_section(law_of(cs.open_outcome(finished)))
    assert section is not None
    assert "95 % interval" in str(section.parts)
    assert str(finished) not in str(section)
    assert section.commands == ("counterscore audit judgment-defaulters --full",)
    html = (finished / "report.html").read_text(encoding="utf-8")
    assert 'id="law"' in html and "not a legal opinion" in html
