"""What a study is made of, as data for its model description: mechanisms, steps, numbers in force, works used.

Everything comes from the registry and the study itself, so that a description cannot fall behind the code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..core.description import NO_REGIME, Description, Number, Work
from ..core.documents import OWN, Dated, Value
from ..regimes import Regime
from ..regimes.compile_behaviour import SWITCHES
from .arms import Arm
from .bind import month_name, plan_of
from .study import Study

ADAPTING = set(SWITCHES) - {"awareness", "bad_acts"}  # these two only tell and count


def describe(study: Study) -> Description:
    """Everything that a study uses. Raises SpecError or PlanError for a study that cannot be lived."""
    plan, spec, recipe = plan_of(study), study.spec.regime.spec, study.people_recipe
    numbers = tuple(numbers_in_force(study))
    return Description(
        study=study.resolved(),
        regime={name: str(getattr(spec, name)) for name in (
            "id", "title", "status", "family", "jurisdiction", "summary", "subjects", "key", "consent", "checked_on",
        )},
        recipe={name: str(getattr(recipe, name)) for name in ("id", "title", "about", "checked_on", "era", "digest")},
        arms=tuple((arm.name, _told(arm, study)) for arm in study.lived),
        mechanisms=plan.mechanisms,
        steps=tuple(plan.rows()),
        columns=tuple(plan.columns.values()),
        tables={name: tuple(fields) for name, fields in plan.tables.items()},
        streams=plan.streams(),
        numbers=numbers,
        people=recipe.values,
        works=tuple(_works(study, numbers)),
        adapting=tuple(m.name for m in plan.mechanisms if {m.name, *(m.sections or ())} & ADAPTING),
    )  # fmt: skip


def numbers_in_force(study: Study) -> Iterator[Number]:
    """Every number that holds in some month of the run in some arm, in the order of the file, each once."""
    start = study.spec.regime.start
    last = month_name(start, study.months - 1)
    found: dict[tuple[str, Value], list[str]] = {}
    for arm, before, after in zip(study.lived, study.regimes_before, study.regimes, strict=True):
        held = list(_in_force(before, start, month_name(start, arm.since - 1))) if arm.since else []
        held += [] if "regime" in arm.without else _in_force(after, month_name(start, arm.since), last)
        for entry in dict.fromkeys(held):
            found.setdefault(entry, []).append(arm.name)
    for (path, value), arms in found.items():
        yield Number(path, value, tuple(arms))


def _in_force(regime: Regime, start: str, last: str) -> Iterator[tuple[str, Value]]:
    for path, dated in regime.dated_values():
        for value in _between(dated, start, last):
            yield path, value


def _between(dated: Dated, start: str, last: str) -> list[Value]:
    """The entries of a dated value that hold in some month from start to last."""
    begun = [entry for entry in dated.root if (entry.since or "") <= last]
    before = [entry for entry in begun if (entry.since or "") <= start]
    return [entry for entry in begun if entry not in before[:-1]]


def _works(study: Study, numbers: tuple[Number, ...]) -> Iterator[Work]:
    """The sources that are cited, by tag."""
    recipe = study.people_recipe
    by_number = Counter(number.value.source for number in numbers)
    by_table = Counter(value.source for value in recipe.values.values())
    by_target = Counter(target.source for target in study.spec.regime.targets)
    entries = [entry for regime in study.regimes for entry in regime.sources()] + list(recipe.bibliography)
    for entry in sorted({one.id: one for one in reversed(entries)}.values(), key=lambda one: one.id):
        counts = by_number[entry.id], by_table[entry.id], by_target[entry.id]
        if any(counts) and entry.id != OWN:
            yield Work(entry, *counts)


def _told(arm: Arm, study: Study) -> str:
    """What an arm changes, in words, and from when on."""
    begun = f", from {month_name(study.spec.regime.start, arm.since)} on" if arm.since else ""
    if "regime" in arm.without:
        return f"{NO_REGIME}{begun}"
    parts = ["without any error source"] if "errors" in arm.without else []
    left_out = [name for name in arm.without if name != "errors"]
    parts += [f"without {', '.join(left_out)}"] if left_out else []
    parts += [f"with the safeguards {', '.join(arm.safeguards)}"] if arm.safeguards else []
    parts += [f"with other numbers: {', '.join(path for path, _ in arm.later)}"] if arm.later else []
    return "; ".join(parts) + begun if parts else "the regime as its text has it"
