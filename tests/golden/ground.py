"""What a regime offers to its biographies: plan, names behind codes, parameters by their path in the regime file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from counterscore.core.errors import nearest
from counterscore.engine.plan import Plan
from counterscore.regimes import Regime
from counterscore.worlds.arms import Arm
from counterscore.worlds.bind import plan_of
from counterscore.worlds.study import CODES, Study

from .checks import Check, number_of
from .vocabulary import Codes, ThenWord, words

YES = {True: "yes", False: "no"}
DECIDED = {"probability": 1.0, "share": 1.0, "per step": 1e6}


@dataclass(frozen=True, eq=False)
class Ground:
    """One regime as its biographies see it."""

    asked: str
    regime: Regime
    plan: Plan
    professions: tuple[str, ...]

    @cached_property
    def codebook(self) -> Mapping[str, tuple[str, ...]]:
        """Names behind codes; professions begin with none."""
        found: dict[str, Any] = {**CODES, **self.regime.codebook()}
        return {k: tuple(v) for k, v in found.items()} | {"professions": ("none", *self.professions)}

    @cached_property
    def tables(self) -> Mapping[str, Any]:
        """Numbers of the regime at its start."""
        return self.regime.tables(self.regime.start)

    @property
    def steps_year(self) -> int:
        """Steps of a run in a year: 12, or 52 where a step is a week."""
        return int(self.tables.get("time.steps_year", 12))

    @cached_property
    def paths(self) -> Mapping[str, list[str]]:
        """Path in the regime file -> parameters of the plan that read it."""
        found: dict[str, list[str]] = {}
        for name, param in self.plan.params.items():
            found.setdefault(param.path or name, []).append(name)
        return found

    def names(self, codes: Codes) -> tuple[str, ...]:
        """Names behind a code: written in the word itself, or a list of the codebook."""
        return self.codebook[codes] if isinstance(codes, str) else codes

    def check(self, word: str, raw: object) -> Check:
        """What a word and its value expect. Raises: ValueError."""
        known = words().then
        if word in known:
            return self._known(word, known[word], YES[raw] if isinstance(raw, bool) else raw)
        column = word.replace(" ", "_")
        if column not in self.plan.columns:
            near = nearest(word, [*known, *self.plan.columns])
            raise ValueError(f"{word!r} is neither a word nor a column of {self.regime.id}{near}")
        wanted = number_of({"yes": 1, "no": 0}.get(str(YES.get(raw, raw)), raw))  # type: ignore[call-overload]
        if wanted is None:
            raise ValueError(f"{word} is {raw!r}; expected a number, or for example 'at least 3'")
        return Check(word, column, *wanted, {}, {})

    def _known(self, name: str, word: ThenWord, raw: object) -> Check:
        if word.table:
            if word.table not in self.plan.tables:
                raise ValueError(f"{name!r} says nothing here: {self.regime.id} has no {word.table}")
            source = f"{word.table}?" + "&".join(f"{field}={value:g}" for field, value in word.where.items())
        else:
            source = next((column for column in word.columns if column in self.plan.columns), "")
            if not source:
                raise ValueError(f"{name!r} says nothing here: {self.regime.id} has no {' or '.join(word.columns)}")
        names = self.names(word.codes)
        if word.bits:
            shifts = self._shifts(word, names)
            return Check(name, source, word.inside, _set_of(name, raw, shifts), {}, shifts, word.bits)
        if not names:
            wanted = number_of(raw)
            if wanted is None:
                raise ValueError(f"{name} is {raw!r}; expected a number, or for example 'at least 3'")
            return Check(name, source, *wanted, {}, {})
        if names == ("no", "yes") and raw in (0, 1):
            raw = names[int(str(raw))]
        told = dict(enumerate(names)) | {int(code): text for code, text in word.also.items()}
        if raw not in told.values():
            expected = ", ".join(told.values())
            raise ValueError(f"{name} is {raw!r}; expected one of {expected}{nearest(str(raw), told.values())}")
        return Check(name, source, "is", str(raw), told, {})

    def _shifts(self, word: ThenWord, names: tuple[str, ...]) -> dict[str, int]:
        """Lowest bit of each name: lists say where theirs lies, other names stand one after the other."""
        if word.codes == "lists" and "lists.shift" in self.tables:
            return {name: int(shift) for name, shift in zip(names, self.tables["lists.shift"], strict=True)}
        return {name: word.bits * place for place, name in enumerate(names)}


def _set_of(name: str, raw: object, known: Mapping[str, int]) -> frozenset[str]:
    items = raw if isinstance(raw, list) else [] if raw in ("nothing", "none") else [raw]
    for item in items:
        if item not in known:
            raise ValueError(f"{name} names {item!r}; expected some of {', '.join(known)}{nearest(str(item), known)}")
    return frozenset(str(item) for item in items)


@cache
def ground_of(regime: str) -> Ground:
    """A regime, by its id or as the path of a file, ready to be written about. Raises: SpecError."""
    study = Study(regime=regime, people=1, months=1, arms=(Arm("as written"),))
    # what is observed of all people together says nothing about one of them
    plan = replace(plan_of(study), observes=())
    return Ground(regime, study.spec.regime, plan, study.people_recipe.professions)
