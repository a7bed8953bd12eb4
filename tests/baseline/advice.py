"""What to do about a drift, in words: the same ones in a failing test and at the command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .moved import SHOWN, Drift, table

COMMAND = "python tests/baseline/renew.py"
LINE = f"""If this is meant, say so to those whose results change. In CHANGELOG.md, below "## [Unreleased]"
and "### Results", add a line that says what is other now, in which regimes, in which direction and why, such as
  - Refusals in `rongcheng` fall by a tenth: a door opens in the month in which a grade rises, and not a month later.
Then write the numbers anew: {COMMAND} --renew
If it is not meant, the change has a side effect; the table says where."""
FREE = f"No old number moved, so no line of the changelog is needed. Write the new ones: {COMMAND} --renew"
UNSEEN = f"""CHANGELOG.md has lines under Results that the kept numbers were not written under:
{{lines}}
Lines and numbers go together: {COMMAND} --renew"""
REWORDED = """{new} of its lines read as new, and {lost} that the numbers were written under are gone: a line that is
only reworded does not say what moved now. Add one line more."""
UNNAMED = """Numbers of {regimes} moved as well, and none of these lines names them. If that is meant, say so there."""


def told(drifts: Iterable[Drift], most: int = SHOWN) -> str:
    """The tables of what differs, and what to do; the empty text where nothing does."""
    found = [drift for drift in drifts if drift.any]
    if not found:
        return ""
    tables = "\n\n".join(table(drift, most) for drift in found)
    return f"{tables}\n\n{LINE if any(drift.old_moved for drift in found) else FREE}"


def refused(drifts: Sequence[Drift], more: int) -> bool:
    """Whether numbers may not be written anew: old ones moved, and the changelog has no line more that says so."""
    return any(drift.old_moved for drift in drifts) and more < 1
