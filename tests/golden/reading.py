"""Turns the words of a biography into columns, parameters, rows and checks of one regime."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from counterscore.core.errors import nearest

from .checks import Check
from .ground import DECIDED, YES, Ground
from .months import DATE, Span, span_of
from .vocabulary import EventWord, Settings, words

HERO, HOW_MANY = "the person", "how many"
WHEN = ("month", "months", "week", "weeks")


@dataclass(frozen=True)
class Event:
    """Something that happens: to whom, when, and which name or answer the word was given."""

    span: Span
    who: str
    means: EventWord
    row: Mapping[str, float]
    sets: Settings
    fixed: Mapping[str, float] = field(default_factory=dict)
    forced: bool = False


@dataclass(frozen=True)
class Claim:
    """Something that has to hold in every month of a span."""

    span: Span
    who: str
    check: Check


class Reading:
    """Turns the words of a case into columns, parameters, rows and checks. Every method raises ValueError."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    def span(self, raw: dict[str, Any]) -> Span:
        """The one entry that says when, taken out of ``raw``."""
        found = [key for key in raw if key in WHEN]
        if len(found) != 1:
            raise ValueError("expected one entry that says when: month or months")
        start = self.ground.regime.start
        return span_of(raw.pop(found[0]), start, self.ground.steps_year)

    def person(self, raw: dict[str, Any]) -> dict[str, float]:
        """Words about somebody as values of columns; words that are not said are left out."""
        known, found = words().person, {}
        for name, value in raw.items():
            column = name.replace(" ", "_")
            if name == HOW_MANY:
                found[HOW_MANY] = self._coded(name, (), value)
            elif name in known:
                found[known[name].column] = self._coded(name, known[name].codes, value)
            elif column in self.ground.plan.people:
                found[column] = self._coded(name, (), value)
            else:
                raise ValueError(f"{name!r} says nothing about a person{nearest(name, known)}")
        return found

    def _coded(self, name: str, codes: str | tuple[str, ...], value: Any) -> float:
        names, said = self.ground.names(codes), YES[value] if isinstance(value, bool) else value
        if names and said not in names:
            raise ValueError(f"{name} is {value!r}; expected {', '.join(names)}{nearest(str(value), names)}")
        if not names and not isinstance(said, int | float):
            raise ValueError(f"{name} is {value!r}; expected a number")
        return float(names.index(said) if names else said)

    def given(self, raw: dict[str, Any]) -> tuple[Settings, Settings]:
        """Answers as parameters by path: those nobody was asked for, and those the case gives in so many words."""
        known = words().given
        for name in raw:
            if name not in known:
                raise ValueError(f"{name!r} is not a word of 'given'{nearest(name, known)}")
        usual: Settings = {}
        said: Settings = {}
        for name, word in known.items():
            if name in raw:
                found = word.answers[_answer(name, raw[name], word.answers)]
                self._heard(name, [found])
                said |= found
            elif word.default is not None:
                usual |= word.answers[word.default]
        return usual, said

    def event(self, raw: dict[str, Any]) -> Event:
        """One entry of ``happens``."""
        raw = dict(raw)
        once = any(DATE.fullmatch(str(raw.get(key))) for key in WHEN)
        span, who, known = self.span(raw), str(raw.pop("who", HERO)), words().happens
        span = Span(span.first, span.first) if once else span
        times = raw.pop("times", None)
        if len(raw) != 1:
            raise ValueError(f"expected one thing that happens, found {', '.join(raw) or 'none'}")
        (name, value), *_ = raw.items()
        if name == "chance":
            return Event(span, who, EventWord(means="chance"), {}, self.chance(value), forced=True)
        if name == "column":
            return Event(span, who, EventWord(means="column"), {}, {}, self._columns(value))
        if name not in known:
            raise ValueError(f"{name!r} is not a word of 'happens'{nearest(name, [*known, 'chance', 'column'])}")
        word = known[name]
        if word.table and word.table not in self.ground.plan.tables:
            raise ValueError(f"{name!r} cannot happen: {self.ground.regime.id} has no {word.table}")
        code, sets = -1, dict(word.sets)
        if word.takes == "number":
            times = value
        elif word.takes == "answer":
            sets |= word.answers[_answer(name, value, word.answers)]
        else:
            code = self._code(name, value, word.takes)
        if sets:
            self._heard(name, [sets])
        placed = {path.replace("$", str(code)): number for path, number in sets.items()}
        row = {field: float(code) if number == "$" else float(number) for field, number in word.row.items()}
        return Event(span, who, word, row, placed, self._times(name, word, times, code))

    def _times(self, name: str, word: EventWord, times: Any, code: int) -> dict[str, float]:
        """The column that is given how often something was done."""
        if not word.column:
            if times is not None:
                raise ValueError(f"{name!r} happens once; expected no 'times'")
            return {}
        column = word.column.replace("$", str(code))
        if column not in self.ground.plan.columns:
            raise ValueError(f"{name!r} cannot happen: {self.ground.regime.id} has no {column}")
        return self._columns({column: 1 if times is None else times})

    def _code(self, name: str, value: Any, takes: str) -> int:
        codes = self.ground.codebook.get(takes, ())
        if value not in codes:
            near = nearest(str(value), codes)
            raise ValueError(f"{name} is {value!r}, which is none of the {takes} of {self.ground.regime.id}{near}")
        return codes.index(value)

    def claims(self, raw: dict[str, Any]) -> tuple[Claim, ...]:
        """One entry of ``then``: a claim per word."""
        raw = dict(raw)
        span, who = self.span(raw), str(raw.pop("who", HERO))
        if not raw:
            raise ValueError("expected something to check, for example grade: C")
        return tuple(Claim(span, who, self.ground.check(name, value)) for name, value in raw.items())

    def _columns(self, raw: Any) -> dict[str, float]:
        """Values of columns that are given instead of worked out."""
        for name, value in dict(raw).items():
            if name not in self.ground.plan.columns:
                near = nearest(name, self.ground.plan.columns)
                raise ValueError(f"column: {self.ground.regime.id} has no column {name!r}{near}")
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ValueError(f"column: {name} is {value!r}; expected a number")
        return {name: float(value) for name, value in dict(raw).items()}

    def _heard(self, name: str, settings: list[Settings]) -> None:
        paths = [path.removesuffix(".$") for group in settings for path in group]
        if not any(path in self.ground.paths for path in paths):
            raise ValueError(f"{name!r} says nothing here: {self.ground.regime.id} has no {' or '.join(paths)}")

    def chance(self, raw: Any) -> Settings:
        """Chance decided by path: ``yes`` always, ``no`` never. Only for what is chance."""
        paths = {
            path: DECIDED[self.ground.plan.params[found[0]].unit]
            for path, found in self.ground.paths.items()
            if self.ground.plan.params[found[0]].unit in DECIDED
        }
        found = {}
        for path, value in dict(raw).items():
            if path not in paths:
                raise ValueError(f"chance: {self.ground.regime.id} has no probability {path!r}{nearest(path, paths)}")
            found[path] = paths[path] if _answer(path, value, {"yes": {}, "no": {}}) == "yes" else 0.0
        return found


def _answer(name: str, value: Any, answers: Mapping[str, Any]) -> str:
    said = str(YES[value] if isinstance(value, bool) else value)
    if said not in answers:
        raise ValueError(f"{name} is {value!r}; expected {' or '.join(answers)}{nearest(said, answers)}")
    return said
