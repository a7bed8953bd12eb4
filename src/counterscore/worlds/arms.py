"""Arms: the same people under no regime, under the regime, without an error source, with a safeguard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Generic, TypeVar

import numpy as np

from ..core.declare import Mechanism, Param
from ..core.documents import Dated
from ..core.errors import PlanError, SpecError
from ..regimes import Regime
from ..regimes.patches import as_dated
from ..safeguards import apply
from .mechanisms import find, has_sections

Thing = TypeVar("Thing")
NONE, PERFECT, AS_WRITTEN = "none", "perfect records", "as written"


@dataclass(frozen=True)
class Arm:
    """One world: the regime without some mechanisms and with some safeguards.

    ``without`` may hold mechanism names and the words "regime" (all of it) and "errors" (all error sources). A ``twin``
    is lived only to compare another arm with: the same rules on perfect records. ``numbers`` are other values of the
    regime, (path, value); they hold in life before the regime too. ``since`` is a policy date, in months after the
    start of the regime: until then the arm lives as the regime is written (with its ``numbers``), and ``without``,
    ``safeguards`` and the values of ``later`` hold from then on. Records of a twin are perfect at all times.
    """

    name: str
    without: tuple[str, ...] = ()
    safeguards: tuple[str, ...] = ()
    twin: bool = False
    numbers: tuple[tuple[str, Dated], ...] = ()
    since: int = 0
    later: tuple[tuple[str, Dated], ...] = ()

    @property
    def perfect(self) -> bool:
        """Whether its records are perfect at all times."""
        return "errors" in self.without and (self.twin or not self.since)

    def at(self, month: int) -> Arm:
        """The arm as it lives in a month of the regime: before its policy date, as the regime is written."""
        if month >= self.since:
            return self
        return replace(self, without=("errors",) if self.perfect else (), safeguards=(), later=())

    def to_json(self) -> dict[str, Any]:
        """Plain data for the study file."""
        found: dict[str, Any] = {"name": self.name, "without": list(self.without), "with": list(self.safeguards)}
        for name, values in (("numbers", self.numbers), ("later", self.later)):
            if values:
                found[name] = {path: value.model_dump(mode="json", by_alias=True) for path, value in values}
        return found | ({"twin": True} if self.twin else {}) | ({"since": self.since} if self.since else {})


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


def check_since(arms: Sequence[Arm], months: int) -> None:
    """Policy dates lie inside the run, and values from a date on have one. Raises SpecError."""
    for arm in arms:
        if isinstance(arm.since, bool) or not isinstance(arm.since, int) or not 0 <= arm.since < months:
            raise SpecError(
                f"arm {arm.name!r}: since is {arm.since!r}; expected a whole number of months after the start of the "
                f"regime, below the {months} months of the run"
            )
        if arm.later and not arm.since:
            path = arm.later[0][0]
            raise SpecError(f"arm {arm.name!r}: {path} stands in later, but no since says from when; use numbers")


def off(mechanism: Mechanism, arm: Arm) -> bool:
    """Whether this arm lives without that mechanism."""
    left_out = mechanism.name in arm.without
    no_regime = "regime" in arm.without and mechanism.part in ("regime", "error")
    return left_out or no_regime or ("errors" in arm.without and mechanism.part == "error")


def _rules(arm: Arm, mechanisms: Sequence[Mechanism]) -> tuple[Any, ...]:
    """What an arm changes apart from error sources: arms that share it differ only in their records."""
    errors = {m.name for m in mechanisms if m.part == "error"} | {"errors"}
    left_out = frozenset(set(arm.without) - errors)
    since = arm.since if left_out or arm.safeguards or arm.later else 0
    return left_out, arm.safeguards, arm.numbers, since, arm.later


def with_twins(arms: Sequence[Arm], mechanisms: Sequence[Mechanism]) -> tuple[Arm, ...]:
    """The arms and, at the end, a twin with perfect records for every set of rules that has none yet."""
    found = list(arms)
    for arm in arms:
        rules = _rules(arm, mechanisms)
        perfect = any(other.perfect and _rules(other, mechanisms) == rules for other in found)
        if ("regime" not in arm.without or arm.since) and not perfect:
            left_out, _, _, since, later = rules
            clean = (*sorted(left_out), "errors")
            found.append(Arm(f"{arm.name}, {PERFECT}", clean, arm.safeguards, True, arm.numbers, since, later))
    return tuple(found)


def references(arms: Sequence[Arm], mechanisms: Sequence[Mechanism]) -> np.ndarray:
    """Number of the arm with the same rules on perfect records (A,), -1 for arms that have or need none."""
    found = np.full(len(arms), -1.0)
    for a, arm in enumerate(arms):
        for b, other in enumerate(arms):
            same = _rules(arm, mechanisms) == _rules(other, mechanisms)
            if same and a != b and other.perfect and not arm.perfect:
                found[a] = b
    return found


def arm_regimes(regime: Regime, arms: Sequence[Arm]) -> list[Regime]:
    """The regime of each arm at the end: as written, or with its own numbers, and then patched by its safeguards."""
    known: dict[Any, Regime] = {}
    for arm in arms:
        key = arm.numbers, arm.later, arm.safeguards
        if key not in known:
            base = unguarded(regime, arm)
            base = _numbered(Itself(base), arm.later) if arm.later else base
            known[key] = apply(base, list(arm.safeguards)) if arm.safeguards else base
    return [known[arm.numbers, arm.later, arm.safeguards] for arm in arms]


def unguarded(regime: Regime, arm: Arm) -> Regime:
    """The regime of an arm before its date and any safeguard. Raises: SpecError for numbers that do not fit it."""
    return _numbered(Itself(regime), arm.numbers) if arm.numbers else regime


@dataclass(frozen=True, eq=False)
class Itself(Generic[Thing]):
    """A thing that is remembered by which object it is: its contents cannot be hashed."""

    thing: Thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and other.thing is self.thing


@lru_cache(maxsize=128)
def _numbered(held: Itself[Regime], numbers: tuple[tuple[str, Dated], ...]) -> Regime:
    """A regime with other numbers; checking them costs more than living a month."""
    return held.thing.patched(dict(numbers), name="other numbers")


def params_at(
    mechanisms: Sequence[Mechanism], arms: Sequence[Arm], tables: Sequence[Mapping[str, Any]], before: bool,
    shapes: Mapping[str, Any] | None = None,
) -> dict[str, np.ndarray]:  # fmt: skip
    """``mechanism.param`` -> values (A, ...) for one date; ``before`` switches the regime off in every arm.

    ``shapes`` hold what no arm has yet. Raises PlanError for a parameter that neither the regime nor a
    default gives.
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
            known = [row for row in rows if row is not None]
            like = known[0] if known else _value(mechanism, param, shapes or {}, False)
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
    numbers, later = (
        tuple((str(path), as_dated(path, value)) for path, value in row.get(name, {}).items())
        for name in ("numbers", "later")
    )
    without, safeguards = tuple(row.get("without", ())), tuple(row.get("with", ()))
    return Arm(str(row["name"]), without, safeguards, numbers=numbers, since=int(row.get("since", 0)), later=later)
