"""What moved between two sets of numbers, by how much, and as a table that says so."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .kept import Lived
from .numbers_of import EXACT, SECTIONS, Number, Row, heads

RELATIVE, ABSOLUTE = 1e-9, 1e-12
SHOWN = 25


class Moved(NamedTuple):
    """One number that is another than before; None stands for one that cannot be told."""

    version: str
    section: str
    name: str
    head: str
    before: Number
    after: Number

    @property
    def change(self) -> float:
        """After minus before; NaN where one of them cannot be told."""
        return math.nan if self.before is None or self.after is None else self.after - self.before

    @property
    def size(self) -> float:
        """The change as a share of the larger of both, 0 to 2; what came or went altogether is larger than all."""
        if self.before is None or self.after is None:
            return math.inf
        return abs(self.change) / max(abs(self.before), abs(self.after))


@dataclass(frozen=True)
class Drift:
    """All that differs for one regime; ``appeared`` and ``vanished`` are sections, rows or versions in words."""

    regime: str
    moved: tuple[Moved, ...] = ()
    appeared: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    resettled: tuple[str, ...] = ()
    unmoved: int = 0

    @property
    def old_moved(self) -> bool:
        """Whether a number that was published is another now, or gone: this is what needs a line of the changelog."""
        return bool(self.moved or self.vanished)

    @property
    def any(self) -> bool:
        """Whether the kept file is not what would be written now."""
        return self.old_moved or bool(self.appeared or self.resettled)


def drift_of(
    regime: str, before: Mapping[str, Lived], after: Mapping[str, Lived], resettled: Sequence[str] = ()
) -> Drift:
    """Compare the numbers of versions by id, before and after; both lived the same study."""
    appeared = [f"version {name}" for name in after if name not in before]
    vanished = [f"version {name}" for name in before if name not in after]
    moved: list[Moved] = []
    unmoved = 0
    for name in (one for one in before if one in after):
        old, new = before[name], after[name]
        came, went = _names(new) - _names(old), _names(old) - _names(new)
        appeared += [f"{name}: {row}, {section}" for section, row in sorted(came)]
        vanished += [f"{name}: {row}, {section}" for section, row in sorted(went)]
        pairs = list(_pairs(name, old, new))
        found = [one for one, still in pairs if not still]
        moved += found
        unmoved += len(pairs) - len(found)
    order = {section: place for place, section in enumerate(SECTIONS)}
    moved.sort(key=lambda one: (-one.size, order[one.section], one.version, one.name))
    return Drift(regime, tuple(moved), tuple(appeared), tuple(vanished), tuple(resettled), unmoved)


def _names(lived: Lived) -> set[tuple[str, str]]:
    return {(section, row) for section, rows in lived.numbers.items() for row in rows}


def _pairs(version: str, old: Lived, new: Lived) -> Iterator[tuple[Moved, bool]]:
    """Every number that is there before and after, and whether it is the same."""
    arms = [arm.name for arm in old.asked.arms]
    for section, rows in old.numbers.items():
        for name, before in rows.items():
            after = new.numbers.get(section, {}).get(name)
            if after is None:
                continue
            for head, was, now in zip(heads(section, arms), before, after, strict=True):
                yield Moved(version, section, name, head, was, now), same(section, was, now, (*before, *after))


def same(section: str, was: Number, now: Number, row: Sequence[Number] | Row = ()) -> bool:
    """Whether a number is what it was: to the bit, or to nine digits of the largest of its row where bits may vary."""
    if was is None or now is None or section in EXACT:
        return was == now
    scale = max((abs(one) for one in (was, now, *row) if one is not None), default=0.0)
    return abs(now - was) <= max(RELATIVE * scale, ABSOLUTE)


def table(drift: Drift, most: int = SHOWN) -> str:
    """The drift of a regime in words and numbers, the largest relative changes first."""
    lines = [f"{drift.regime}: {len(drift.moved):,} numbers moved, {drift.unmoved:,} did not"]
    if drift.moved:
        rows = [("version", "section", "number", "of", "before", "after", "change", "relative")]
        rows += [_cells(one) for one in drift.moved[:most]]
        wide = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
        lines += ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip()
                  for row in rows]  # fmt: skip
        if len(drift.moved) > most:
            lines.append(f"  and {len(drift.moved) - most:,} more (--all shows them)")
        if all(one.size <= RELATIVE for one in drift.moved):
            lines.append("  all of them in their last digits: something is added up in another order")
    for word, what in (("appeared", drift.appeared), ("vanished", drift.vanished), ("", drift.resettled)):
        lines += [f"  {word}{': ' if word else ''}{one}" for one in what[:most]]
        if len(what) > most:
            lines.append(f"  and {len(what) - most:,} more")
    return "\n".join(lines)


def _cells(one: Moved) -> tuple[str, ...]:
    """A row of the table."""
    if one.before is None or one.after is None:
        change = relative = "-"
    else:
        change = f"{one.change:+.6g}"
        relative = "from 0" if one.before == 0 else f"{100 * one.change / abs(one.before):+.3g} %"
    return (one.version, one.section, one.name, one.head, _told(one.before), _told(one.after), change, relative)


def _told(number: Number) -> str:
    return "-" if number is None else f"{number:.10g}"
