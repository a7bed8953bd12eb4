"""Three doubts about one effect, kept apart: the chance of the draws, the assumed numbers, the form of the model.

chance      the paired 95 % interval of the run: what other draws of the same recipe might have given.
parameters  the same effect once for every draw of the assumed numbers from their ranges.
structure   the same effect once for every other form of the model: another coupling, a variant of the text.

They are never added up: the first is a matter of how many people the run has, the second of what nobody documented,
and the third is no sample of anything, so that its ends carry no probability at all.

Limits: every value of ``parameters`` and ``structure`` holds chance of its own. Where all share the draws of the run,
that part is mostly common to them and moves the whole spread rather than widening it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..core.errors import OutcomeError
from .paired import Effect

TAIL = 0.025


@dataclass(frozen=True)
class Spread:
    """Where the values of one doubt lie: ``low`` to ``high`` of ``n`` values.

    ``holds`` is the probability that one more value of the same kind falls inside; None where the values are no sample.
    """

    low: float
    high: float
    n: int
    holds: float | None

    @property
    def clear(self) -> bool:
        """Whether all of it lies on one side of zero."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True)
class Uncertainty:
    """How much one effect (arm minus reference, ``name`` of a metric or an index) might be off, and why.

    ``parameters`` and ``structure`` hold values of the same effect in the same unit: one per draw of the ranges, and
    one per other form of the model by its name. Empty where nobody asked.
    """

    name: str
    unit: str
    arm: str
    reference: str
    estimate: float
    chance: Spread
    parameters: tuple[float, ...] = ()
    structure: Mapping[str, float] = field(default_factory=dict)

    @property
    def from_parameters(self) -> Spread | None:
        """Where the effect lies under draws of the assumed numbers; None for fewer than two."""
        return spread_of(self.parameters)

    @property
    def from_structure(self) -> Spread | None:
        """The lowest and highest of the run's own value and those of other forms; None where none were tried."""
        if not self.structure:
            return None
        every = (self.estimate, *self.structure.values())
        return Spread(min(every), max(every), len(every), None)

    def to_json(self) -> dict[str, Any]:
        """Plain mappings, lists, numbers and texts."""
        chance = self.chance
        return {
            "name": self.name, "unit": self.unit, "arm": self.arm, "reference": self.reference,
            "estimate": self.estimate, "chance": [chance.low, chance.high, chance.n],
            "parameters": list(self.parameters), "structure": dict(self.structure),
        }  # fmt: skip

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Uncertainty:
        """What ``to_json`` wrote. Raises OutcomeError for anything else."""
        try:
            low, high, n = found["chance"]
            name, unit, arm, reference = (str(found[key]) for key in ("name", "unit", "arm", "reference"))
            chance = Spread(float(low), float(high), int(n), 1 - 2 * TAIL)
            values = tuple(float(one) for one in found.get("parameters", ()))
            forms = {str(name): float(one) for name, one in dict(found.get("structure", {})).items()}
            return cls(name, unit, arm, reference, float(found["estimate"]), chance, values, forms)
        except (KeyError, TypeError, ValueError) as bad:
            raise OutcomeError(f"uncertainty of an effect: cannot read {dict(found)!r}: {bad!r}") from bad


def uncertainty(name: str, unit: str, arm: str, reference: str, found: Effect) -> Uncertainty:
    """The doubt about one paired effect as far as the run itself tells: chance alone."""
    chance = Spread(found.low, found.high, found.n, 1 - 2 * TAIL)
    return Uncertainty(name, unit, arm, reference, found.estimate, chance)


def spread_of(values: tuple[float, ...]) -> Spread | None:
    """The middle of a sample: 95 % of it from 79 values on, else from the lowest to the highest.

    Between the k-th lowest and the k-th highest of n exchangeable values one more falls with probability
    (n + 1 - 2k) / (n + 1), whatever their distribution. NaN values (undefined under that draw) are left out.
    """
    known = sorted(value for value in values if math.isfinite(value))
    n = len(known)
    if n < 2:
        return None
    k = max(1, math.floor(TAIL * (n + 1)))
    return Spread(known[k - 1], known[n - k], n, (n + 1 - 2 * k) / (n + 1))
