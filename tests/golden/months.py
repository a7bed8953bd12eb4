"""Months as people write them: 3, 2014-03, 4-38, 2014-03 to 2017-02, from 5, until 2015-01, always."""

from __future__ import annotations

import re
from dataclasses import dataclass

from counterscore.worlds.bind import months_between

DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
PLAIN_SPAN = re.compile(r"(\d{1,3})\s*-\s*(\d{1,3})")
EXPECTED = "expected 3, 2014-03, 4-38, 2014-03 to 2017-02, from 5, until 12 or always"


@dataclass(frozen=True)
class Span:
    """Steps of the run, counted from the start of the regime; ``last`` None means to the end."""

    first: int
    last: int | None

    def steps(self, end: int) -> range:
        """The steps of a run of ``end`` steps."""
        return range(self.first, end if self.last is None else self.last + 1)


def span_of(text: object, start: str, steps_year: int = 12) -> Span:
    """What a person wrote as steps after ``start`` (YYYY-MM). Raises: ValueError."""
    if isinstance(text, int) and not isinstance(text, bool):
        return Span(text, text)
    said = str(text).strip()
    plain = PLAIN_SPAN.fullmatch(said)
    if said == "always":
        return Span(0, None)
    if said.startswith("from "):
        return Span(_steps(said[5:], start, steps_year)[0], None)
    if said.startswith("until "):
        found = Span(0, _steps(said[6:], start, steps_year)[1])
    elif plain and not DATE.fullmatch(said):
        found = Span(int(plain[1]), int(plain[2]))
    else:
        parts = said.split(" to ", 1)
        found = Span(_steps(parts[0], start, steps_year)[0], _steps(parts[-1], start, steps_year)[1])
    if found.last is not None and found.last < found.first:
        raise ValueError(f"{said!r} ends before it begins; {EXPECTED}")
    return found


def _steps(text: str, start: str, steps_year: int) -> tuple[int, int]:
    """First and last step of a month, or a number of steps twice."""
    said = text.strip()
    if DATE.fullmatch(said):
        month = months_between(start, said)
        return int(month * steps_year / 12 + 0.5), int((month + 1) * steps_year / 12 + 0.5) - 1
    if not re.fullmatch(r"-?\d{1,3}", said):
        raise ValueError(f"{text!r} is not a month; {EXPECTED}")
    return int(said), int(said)
