"""Which mechanisms there are, and which of them a regime needs."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import ModuleType

from ..core.declare import Mechanism
from ..core.errors import PlanError, nearest
from ..mechanisms import (
    acts,
    consequence,
    courts,
    false_claims,
    false_reports,
    linkage_error,
    listing,
    measures,
    network_term,
    redress,
    reporting,
    score_list,
    scoring,
    standing,
)
from . import pairing

MODULES: tuple[ModuleType, ...] = (
    acts, courts, false_reports, false_claims, reporting, linkage_error, scoring, listing, score_list, network_term,
    standing, measures, consequence, redress, pairing,
)  # fmt: skip


def shipped() -> tuple[Mechanism, ...]:
    """All mechanisms of the package, in their canonical order."""
    return tuple(module.MECHANISM for module in MODULES)


def from_file(path: str | Path) -> Mechanism:
    """A mechanism in a Python file outside the package; the file ends in ``MECHANISM = Mechanism(...)``.

    Raises PlanError when the file is missing, cannot be imported or declares no mechanism. The file is run as Python:
    only load files that you trust.
    """
    file = Path(path)
    if not file.is_file():
        raise PlanError(f"{file}: no such file; expected a Python file that declares MECHANISM")
    name = f"counterscore_file_{sha256(file.read_bytes()).hexdigest()[:16]}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise PlanError(f"{file}: not a Python file; expected a name that ends in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except PlanError as error:
        raise PlanError(f"{file}: {error}") from None
    except Exception as error:
        raise PlanError(f"{file}: cannot be imported: {type(error).__name__}: {error}") from error
    made = getattr(module, "MECHANISM", None)
    if not isinstance(made, Mechanism):
        raise PlanError(f"{file}: declares no MECHANISM; end the file with MECHANISM = Mechanism(...)")
    return replace(made, origin=str(file), sections=made.sections if made.sections is not None else ())


def needed(mechanisms: Iterable[Mechanism], tables: Mapping[str, object]) -> tuple[Mechanism, ...]:
    """Those mechanisms whose sections the regime has, and whose rows somebody makes."""
    sections = {path.split(".")[0] for path in tables}
    found = [m for m in mechanisms if set(m.sections if m.sections is not None else (m.name,)) <= sections]
    made = {rule.emits for m in found for rule in m.rules if rule.emits}
    return tuple(m for m in found if _has_work(m, made))


def _has_work(mechanism: Mechanism, made: set[str]) -> bool:
    """False for a mechanism that only goes over rows which nobody in this plan makes."""
    over = [r.target for r in mechanism.rules if r.kind in ("rows", "born", "due")]
    return len(over) < len(mechanism.rules) or any(table in made for table in over)


def find(name: str, mechanisms: Sequence[Mechanism], why: str) -> Mechanism:
    """The mechanism of that name in a plan, or a PlanError with the nearest one."""
    for mechanism in mechanisms:
        if mechanism.name == name:
            return mechanism
    known = [m.name for m in mechanisms]
    raise PlanError(f"{why}: no mechanism {name!r} in this plan; it has {', '.join(known)}{nearest(name, known)}")
