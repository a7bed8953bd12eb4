"""counterscore: a laboratory for social-scoring regimes on purely synthetic populations.

Three lines give a result::

    import counterscore as cs
    out = cs.run("judgment-defaulters", people=200_000)
    print(out.compare("as written", "perfect records").wrongly_listed())

Everything here is loaded on first use, so that ``import counterscore`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .core.errors import (
        ColumnError,
        CounterscoreError,
        OutcomeError,
        PlanError,
        PromiseError,
        RunError,
        SpecError,
    )
    from .regimes import regime_ids
    from .results import Result, open_outcome
    from .running import asis, load_regime, no_regime, perfect, plan, populate, protect, run, verify
    from .safeguards import safeguard_ids
    from .worlds.arms import Arm, with_, without
    from .worlds.study import Study

__all__ = [
    "Arm",
    "ColumnError",
    "CounterscoreError",
    "OutcomeError",
    "PlanError",
    "PromiseError",
    "Result",
    "RunError",
    "SpecError",
    "Study",
    "asis",
    "load_regime",
    "no_regime",
    "open_outcome",
    "perfect",
    "plan",
    "populate",
    "protect",
    "regime_ids",
    "run",
    "safeguard_ids",
    "verify",
    "with_",
    "without",
]

_HOMES = {
    "core.errors": "ColumnError CounterscoreError OutcomeError PlanError PromiseError RunError SpecError",
    "regimes": "regime_ids",
    "results": "Result open_outcome",
    "running": "asis load_regime no_regime perfect plan populate protect run verify",
    "safeguards": "safeguard_ids",
    "worlds.arms": "Arm with_ without",
    "worlds.study": "Study",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Loads a public name when it is first asked for."""
    if name == "__version__":
        from .core.manifest import version

        return version()
    if name not in _HOME:
        raise AttributeError(f"module 'counterscore' has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
