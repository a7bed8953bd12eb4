"""A figure as the report holds it: drawings, words for those who cannot see them, and the numbers as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Cell = str | float | int | None


@dataclass(frozen=True)
class Drawing:
    """One SVG picture; `shown` says where: wide screens, narrow ones, or both as a panel beside others."""

    svg: str
    shown: str  # "wide", "narrow" or "panel"
    heading: str = ""


@dataclass(frozen=True)
class Figure:
    """What the template needs for one figure; `rows` repeat every number that is drawn."""

    key: str
    title: str
    drawings: tuple[Drawing, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    legend: tuple[tuple[str, str], ...] = ()  # (style-sheet class of the swatch or "mark-" and a sign, meaning)
    unit: str = ""  # what the numbers count, where the title does not say it

    @property
    def panelled(self) -> bool:
        """Whether the drawings stand beside each other."""
        return any(drawing.shown == "panel" for drawing in self.drawings)

    def __post_init__(self) -> None:
        """Refuse a table whose rows do not match its heads.

        Raises: ValueError where a row has another number of cells.
        """
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"figure '{self.key}': a row of {len(row)} cells under {len(self.columns)} heads")


@dataclass(frozen=True)
class Series:
    """One line or area over months; `values` (M,), gaps are not-a-number."""

    name: str
    values: Sequence[float]
    tone: str  # class of the style sheet, such as "arm-2"


@dataclass(frozen=True)
class Look:
    """How lines are drawn: `top` fixes the scale across panels, `step` names what the axis counts, `since` from when.

    `filled` adds the area under a line; lines without names are told apart by the legend of their figure.
    """

    filled: bool = False
    top: float | None = None
    step: str = "month"
    named: bool = True
    since: str = "the start"


PLAIN = Look()
WIDE, NARROW, PANEL = 720.0, 350.0, 346.0


def for_screens(key: str, draw: Callable[[str, float], str]) -> tuple[Drawing, ...]:
    """The same picture for wide and for narrow screens; ``draw`` is given a key that is unique, and the width."""
    return tuple(Drawing(draw(f"{key}-{shown}", width), shown) for shown, width in (("wide", WIDE), ("narrow", NARROW)))
