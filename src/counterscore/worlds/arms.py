"""Arms: the same people under no regime, under the regime, without an error source, with a safeguard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from ..core.declare import Mechanism, Param
from ..core.documents import Dated
from ..core.errors import PlanError, SpecError
from ..regimes import Regime
from ..regimes.patches import as_dated
from ..safeguards import apply
from .mechanisms import find, has_sections

NONE, PERFECT, AS_WRITTEN = "none", "perfect records", "as written"


@dataclass(frozen=True)
class Arm:
    """One world: the regime without some mechanisms and with some safeguards.

    ``without`` may hold mechanism names and the words "regime" (all of it) and "errors" (all error sources). A ``twin``
    is lived only to compare another arm with: the same rules on perfect records. ``numbers`` are other values of the
    regime, (path, value); they hold in life before the regime too.
    """

    name: str
    without: tuple[str, ...] = ()
    safeguards: tuple[str, ...] = ()
    twin: bool = False
    numbers: tuple[tuple[str, Dated], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data for the study file."""
        found: dict[str, Any] = {"name": self.name, "without": list(self.without), "with": list(self.safeguards)}
        if self.numbers:
            found["numbers"] = {path: value.model_dump(mode="json", by_alias=True) for path, value in self.numbers}
        return found | ({"twin": True} if self.twin else {})


def default_arms() -> tuple[Arm, ...]:
    """No regime, the regime with perfect records, the regime as written."""
    return Arm(NONE, ("regime",)), Arm(PERFECT, ("errors",)), Arm(AS_WRITTEN)


def without(*names: str) -> Arm:
    """The regime as written, without these mechanisms."""
    return Arm(f"without {', '.join(names)}", tuple(names))


def with_(*ids: str) -> Arm:
    """The regime as written, with these safeguards."""
    return Arm(f"with {', '.join(ids)}", (), tuple(ids))


def check_arms(arms: Sequence[Arm], mechanisms: Sequence[Mechanism]) -> None:
    """Names are unique and every mechanism to be left out is there. Raises SpecError or PlanError."""
    names = [arm.name for arm in arms]
    if len(set(names)) < len(names):
        raise SpecError(f"two arms are called {next(n for n in names if names.count(n) > 1)!r}; give one another name")
    for arm in arms:
        for name in arm.without:
            if name not in ("regime", "errors"):
                found = find(name, mechanisms, f"arm {arm.name!r}")
                if not any(param.off is not None for param in found.params):
                    raise PlanError(
                        f"arm {arm.name!r}: mechanism {name!r} is the book-keeping of a run and has no off switch"
                    )


def off(mechanism: Mechanism, arm: Arm) -> bool:
    """Whether this arm lives without that mechanism."""
    left_out = mechanism.name in arm.without
    no_regime = "regime" in arm.without and mechanism.part in ("regime", "error")
    return left_out or no_regime or ("errors" in arm.without and mechanism.part == "error")


def _rules(arm: Arm, mechanisms: Sequence[Mechanism]) -> tuple[Any, ...]:
    """What an arm changes apart from error sources: arms that share it differ only in their records."""
    errors = {m.name for m in mechanisms if m.part == "error"} | {"errors"}
    return frozenset(set(arm.without) - errors), arm.safeguards, arm.numbers


def with_twins(arms: Sequence[Arm], mechanisms: Sequence[Mechanism]) -> tuple[Arm, ...]:
    """The arms and, at the end, a twin with perfect records for every set of rules that has none yet."""
    found = list(arms)
    for arm in arms:
        rules = _rules(arm, mechanisms)
        perfect = any("errors" in other.without and _rules(other, mechanisms) == rules for other in found)
        if "regime" not in arm.without and not perfect:
            left_out = (*sorted(rules[0]), "errors")
            found.append(Arm(f"{arm.name}, {PERFECT}", left_out, arm.safeguards, True, arm.numbers))
    return tuple(found)


def references(arms: Sequence[Arm], mechanisms: Sequence[Mechanism]) -> np.ndarray:
    """Number of the arm with the same rules on perfect records (A,), -1 for arms that have or need none."""
    found = np.full(len(arms), -1.0)
    for a, arm in enumerate(arms):
        for b, other in enumerate(arms):
            same = _rules(arm, mechanisms) == _rules(other, mechanisms)
            if same and a != b and "errors" in other.without and "errors" not in arm.without:
                found[a] = b
    return found


def arm_regimes(regime: Regime, arms: Sequence[Arm]) -> list[Regime]:
    """The regime of each arm: as written, or with its own numbers, and then patched by its safeguards."""
    known: dict[Any, Regime] = {}
    for arm in arms:
        key = arm.numbers, arm.safeguards
        if key not in known:
            base = unguarded(regime, arm)
            known[key] = apply(base, list(arm.safeguards)) if arm.safeguards else base
    return [known[arm.numbers, arm.safeguards] for arm in arms]


def unguarded(regime: Regime, arm: Arm) -> Regime:
    """The regime of an arm before any safeguard. Raises: SpecError for numbers that do not fit it."""
    return _numbered(_Itself(regime), arm.numbers) if arm.numbers else regime


@dataclass(frozen=True, eq=False)
class _Itself:
    """A regime that is remembered by which object it is: its contents cannot be hashed."""

    regime: Regime

    def __hash__(self) -> int:
        return id(self.regime)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.regime is self.regime


@lru_cache(maxsize=128)
def _numbered(held: _Itself, numbers: tuple[tuple[str, Dated], ...]) -> Regime:
    """A regime with other numbers; checking them costs more than living a month."""
    return held.regime.patched(dict(numbers), name="other numbers")


def params_at(
    mechanisms: Sequence[Mechanism], arms: Sequence[Arm], tables: Sequence[Mapping[str, Any]], before: bool
) -> dict[str, np.ndarray]:
    """``mechanism.param`` -> values (A, ...) for one date; ``before`` switches the regime off in every arm.

    Raises PlanError for a parameter that neither the regime nor a default gives.
    """
    found: dict[str, np.ndarray] = {}
    for mechanism in mechanisms:
        here = [has_sections(mechanism, table) for table in tables]
        for param in mechanism.params:
            rows: list[np.ndarray | None] = []
            for arm, table, there in zip(arms, tables, here, strict=True):
                lived = Arm(arm.name, (*arm.without, "regime")) if before else arm
                rows.append(_value(mechanism, param, table, off(mechanism, lived)) if there else None)
            # an arm whose rules lack the mechanism lives as if it were switched off
            like = next(row for row in rows if row is not None)
            whole = [np.full_like(like, param.off or 0) if row is None else row for row in rows]
            found[f"{mechanism.name}.{param.name}"] = np.stack(whole).astype(np.int64 if param.integer else np.float64)
    return found


def _value(mechanism: Mechanism, param: Param, table: Mapping[str, Any], switched_off: bool) -> np.ndarray:
    path = param.path or f"{mechanism.name}.{param.name}"
    value = table.get(path, param.default)
    if value is None:
        raise PlanError(
            f"mechanism {mechanism.name!r} needs {path!r}: the regime does not give it and it has no default"
        )
    made = np.asarray(value, np.int64 if param.integer else np.float64)  # a float cannot hold 63 packed bits
    if made.ndim != len(param.index):
        raise PlanError(
            f"{path!r} has shape {made.shape}; mechanism {mechanism.name!r} expects it by {param.index or 'nothing'}"
        )
    return np.full_like(made, param.off) if switched_off and param.off is not None else made


def arms_json(arms: Sequence[Arm]) -> list[dict[str, Any]]:
    """The arms as plain data."""
    return [arm.to_json() for arm in arms]


def arm_from_json(row: Mapping[str, Any]) -> Arm:
    """The inverse of ``Arm.to_json``."""
    numbers = tuple((str(path), as_dated(path, value)) for path, value in row.get("numbers", {}).items())
    return Arm(str(row["name"]), tuple(row.get("without", ())), tuple(row.get("with", ())), numbers=numbers)
