"""Safeguards: what would protect people, each one file: a sourced patch that fits any regime with that section."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from pydantic import Field, model_validator

from counterscore.core.documents import Dated, Source, Strict, Value, load_document
from counterscore.core.errors import SpecError, nearest
from counterscore.regimes import Regime
from counterscore.regimes.patches import value_paths
from counterscore.regimes.schema import SECTIONS
from counterscore.regimes.units import DURATIONS, STEPS, Fact, in_steps

__all__ = ["Safeguard", "apply", "fits", "load_safeguard", "safeguard_ids"]
_HERE = Path(__file__).parent
_PARTS = (*SECTIONS, "acts", "lists", "agencies")
_ZERO_IS_NEVER = ("cap", "term", "able_term", "lifetime", "retention", "list_term", "keeps")


class Price(Strict):
    """What a safeguard costs: people who do the work, and how much later anything can take effect."""

    staff: Value | None = Field(default=None, description="staff for every 100,000 people; absent = none")
    delay: Value | None = Field(default=None, description="time until a decision may take effect; absent = none")

    @model_validator(mode="after")
    def _units(self) -> Price:
        if self.staff is not None and self.staff.unit != "staff_per_100k":
            raise ValueError(f"staff has unit {self.staff.unit!r}; expected 'staff_per_100k'")
        if self.delay is not None and self.delay.unit not in DURATIONS:
            raise ValueError(f"delay has unit {self.delay.unit!r}; expected one of {', '.join(DURATIONS)}")
        return self

    @property
    def staff_number(self) -> float:
        """Staff for every 100,000 people."""
        return self.staff.number if self.staff else 0.0

    @property
    def delay_months(self) -> float:
        """Months of delay."""
        return in_steps(self.delay.number, self.delay.unit, STEPS["month"]) if self.delay else 0.0


class Safeguard(Strict):
    """One safeguard: whom it protects from what, what law and studies say, and the numbers it changes.

    A path may hold `*` for every act, list, agency or sector. Such a patch, and every path in `lowers`, only lowers
    numbers that the regime has, so that nobody is barred by a safeguard; every path in `raises` only raises them.
    Sections named in `adds` are made where there are none.
    """

    id: str
    title: str
    protects: str
    limits: str = Field(description="what it cannot do in the simulation")
    checked_on: str
    says: tuple[Fact, ...] = Field(min_length=1, description="what the law or a study says, sourced")
    adds: tuple[str, ...] = Field(default=(), description="sections that are made of the patches where there is none")
    lowers: tuple[str, ...] = Field(default=(), description="paths of patches that only lower what the regime has")
    raises: tuple[str, ...] = Field(default=(), description="paths of patches that only raise what the regime has")
    price: Price = Field(default=Price(), description="what it costs, for searches under a budget")
    patches: dict[str, Dated] = Field(min_length=1, description="path of a number -> its value under the safeguard")
    bibliography: tuple[Source, ...]


def safeguard_ids() -> list[str]:
    """Return the ids of the shipped safeguards."""
    return sorted(file.stem for file in _HERE.glob("*.yaml"))


@lru_cache(maxsize=32)
def load_safeguard(name: str) -> Safeguard:
    """Return a shipped safeguard by id, or one's own from a YAML file. Raises: SpecError."""
    own = name.endswith((".yaml", ".yml"))
    if not own and name not in safeguard_ids():
        known = safeguard_ids()
        raise SpecError(f"unknown safeguard {name!r}; known safeguards: {', '.join(known)}{nearest(name, known)}")
    found = load_document(Path(name) if own else _HERE / f"{name}.yaml", Safeguard)
    if stray := (set(found.lowers) | set(found.raises)) - set(found.patches):
        raise SpecError(f"safeguard {found.id} lowers or raises {stray.pop()!r}, which it does not patch")
    for section in (*(path.partition(".")[0] for path in found.patches), *found.adds):
        if section not in _PARTS:
            raise SpecError(
                f"safeguard {found.id} patches {section!r}, no section of a regime{nearest(section, _PARTS)}"
            )
    return found


def apply(regime: Regime, ids: Sequence[str]) -> Regime:
    """Return the regime with these safeguards; a patch of a part the regime lacks changes nothing.

    Raises: SpecError for an unknown safeguard, one that fits no part of the regime, or two that set one number to
    different values.
    """
    names = (ids,) if isinstance(ids, str) else tuple(ids)
    set_by: dict[str, tuple[str, Dated]] = {}
    for safeguard in map(load_safeguard, dict.fromkeys(names)):
        added = [name for name in safeguard.adds if getattr(regime.spec, name) is None and _stands(regime, name)]
        if added:
            made = {name: _inside(safeguard, name) for name in added}
            regime = regime.extended(made, name=safeguard.id, sources=safeguard.bibliography)
        fitting = _fitting(regime, safeguard)
        if not fitting and not added:
            needed = ", ".join(sorted({path.split(".")[0] for path in safeguard.patches}))
            raise SpecError(
                f"safeguard {safeguard.id} changes nothing in regime {regime.id}; it works on section {needed}"
            )
        for path, value in fitting.items():
            other, before = set_by.setdefault(path, (safeguard.id, value))
            if [entry.numbers for entry in before.root] != [entry.numbers for entry in value.root]:
                raise SpecError(f"safeguards {other} and {safeguard.id} set {path} to different values; choose one")
        if fitting:
            regime = regime.patched(fitting, name=safeguard.id, sources=safeguard.bibliography)
    return regime


def fits(regime: Regime, name: str) -> bool:
    """Return whether a safeguard changes anything in a regime, without putting it in. Raises: SpecError."""
    safeguard = load_safeguard(name)
    adds = any(getattr(regime.spec, part) is None and _stands(regime, part) for part in safeguard.adds)
    return adds or bool(_fitting(regime, safeguard))


def _inside(safeguard: Safeguard, section: str) -> dict[str, Dated]:
    """The patches of one section by field."""
    return {path.split(".", 1)[1]: value for path, value in safeguard.patches.items() if path.startswith(f"{section}.")}


def _stands(regime: Regime, section: str) -> bool:
    """Whether a section that is added has something to work on: records or entries that end."""
    return bool(regime.spec.acts or regime.spec.lists or regime.spec.listing) and section in SECTIONS


def _fitting(regime: Regime, safeguard: Safeguard) -> dict[str, Dated]:
    """The patches with paths of this regime, wildcards written out."""
    places = dict(value_paths(regime.spec))
    found: dict[str, Dated] = {}
    for pattern, value in safeguard.patches.items():
        for path, held in places.items():
            if path == pattern and pattern not in (*safeguard.lowers, *safeguard.raises):
                found[path] = value
            elif fnmatchcase(path, pattern) and held is not None:
                moved = _moved(path, held, value, up=pattern in safeguard.raises)
                found |= {path: moved} if moved != held else {}
    return found


def _moved(path: str, held: Dated, value: Dated, up: bool) -> Dated:
    """What the regime has, at no time above the value of the safeguard, or (``up``) at no time below it.

    A term of 0 has no end and is the longest.
    """
    new, endless = value.root[-1], path.rpartition(".")[2] in _ZERO_IS_NEVER

    def size(entry: Value) -> float:
        number = in_steps(entry.number, entry.unit, STEPS["month"])
        return math.inf if endless and number == 0 else number

    def stays(entry: Value) -> bool:
        return size(entry) >= size(new) if up else size(entry) <= size(new)

    return Dated(tuple(e if stays(e) else new.model_copy(update={"since": e.since}) for e in held.root))
