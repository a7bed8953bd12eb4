"""Safeguards: what would protect people, each one file: a sourced patch that fits any regime with that section."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from counterscore.core.documents import Dated, Source, Strict, load_document
from counterscore.core.errors import SpecError, nearest
from counterscore.regimes import Regime
from counterscore.regimes.schema import SECTIONS
from counterscore.regimes.units import Fact

__all__ = ["Safeguard", "apply", "load_safeguard", "safeguard_ids"]
_HERE = Path(__file__).parent


class Safeguard(Strict):
    """One safeguard: whom it protects from what, what law and studies say, and the numbers it changes."""

    id: str
    title: str
    protects: str
    limits: str = Field(description="what it cannot do in the simulation")
    checked_on: str
    says: tuple[Fact, ...] = Field(min_length=1, description="what the law or a study says, sourced")
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
    for path in found.patches:
        section = path.partition(".")[0]
        if section not in (*SECTIONS, "acts"):
            raise SpecError(
                f"safeguard {found.id} patches {path!r}, no section of a regime{nearest(section, SECTIONS)}"
            )
    return found


def apply(regime: Regime, ids: Sequence[str]) -> Regime:
    """Return the regime with these safeguards; a patch of a section the regime lacks changes nothing.

    Raises: SpecError for an unknown safeguard, one that fits no section of the regime, or two that set one number
    to different values.
    """
    names = (ids,) if isinstance(ids, str) else tuple(ids)
    set_by: dict[str, tuple[str, Dated]] = {}
    for safeguard in map(load_safeguard, dict.fromkeys(names)):
        fitting = {path: value for path, value in safeguard.patches.items() if _fits(regime, path)}
        if not fitting:
            needed = ", ".join(sorted({path.split(".")[0] for path in safeguard.patches}))
            raise SpecError(
                f"safeguard {safeguard.id} changes nothing in regime {regime.id}; it needs section {needed}"
            )
        for path, value in fitting.items():
            other, before = set_by.setdefault(path, (safeguard.id, value))
            if before != value:
                raise SpecError(f"safeguards {other} and {safeguard.id} set {path} to different values; choose one")
        regime = regime.patched(fitting, name=safeguard.id, sources=safeguard.bibliography)
    return regime


def _fits(regime: Regime, path: str) -> bool:
    """Whether the regime has the section a path belongs to."""
    section = path.partition(".")[0]
    return bool(regime.spec.acts) if section == "acts" else getattr(regime.spec, section) is not None
