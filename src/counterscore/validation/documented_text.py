"""Predictions of published totals as lines of a terminal and as data."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from .documented import MONTHS, Effort, Predicted, quantiles

WIDTH = 80
INDENT = " " * 9


def lines(rows: Sequence[Predicted], effort: Effort) -> list[str]:
    """The figures of one regime."""
    first = rows[0]
    worlds = f"{effort.replicates} worlds as written, {effort.replicates * effort.draws} with all ranges drawn"
    refused = f", {first.refused} of them refused" if first.refused else ""
    kept = f"; of {first.open} open numbers {first.held:.1f} stay as written in the mean world" if first.held else ""
    out = ["", *wrap(f"{first.regime}: {first.people:,} people, {MONTHS} months, {worlds}{refused}{kept}", WIDTH)]
    for row in rows:
        target = row.target
        out += wrap(f"{row.verdict:<9}{target.id}: {target.title} ({target.use})", WIDTH, subsequent_indent=INDENT)
        told = "; ".join(parts(row)).replace(" %", "\u00a0%")  # a number stays with its percent sign
        out += [x.replace("\u00a0", " ") for x in wrap(told, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)]
    return out


def parts(row: Predicted) -> list[str]:
    """What was published and what is predicted, in words."""
    said = " and ".join(f"{x:.3g}" for x in row.target.figures)
    told = [f"published {said}" if said else f"published in words, read as {row.target.low:g} to {row.target.high:g}"]
    if not row.drawn or not row.chance:
        return [*told, row.problem or "nobody to count"]
    low, middle, high = quantiles(row.drawn)
    told.append(f"as written {quantiles(row.chance)[1]:.3g} ({min(row.chance):.3g} to {max(row.chance):.3g})")
    told.append(f"all ranges {middle:.3g} (5 to 95 %: {low:.3g} to {high:.3g})")
    return [*told, f"above {' and '.join(f'{100 * one:.0f} %' for one in row.places)} of the worlds"]


def as_data(row: Predicted) -> dict[str, Any]:
    """One figure with its predictions, as plain data; worlds as numbers, so that others can draw their own figure."""
    target = row.target
    return {
        "regime": row.regime, "id": target.id, "title": target.title, "use": target.use, "source": target.source,
        "grade": target.grade, "note": target.note, "figures": list(target.figures), "low": target.low,
        "high": target.high, "people": row.people, "months": MONTHS, "refused": row.refused, "open": row.open,
        "held": row.held, "verdict": row.verdict, "places": list(row.places), "chance": list(row.chance),
        "drawn": list(row.drawn), "problem": row.problem,
    }  # fmt: skip
