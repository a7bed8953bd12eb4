"""What happens to each person in each of many worlds, harm by harm: what attributions and safeguards are judged by.

Axis letters: A arms, P people.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..core.errors import SpecError, nearest
from ..engine.state import Redeal
from ..people import People
from .arms import Arm
from .relive import relive
from .sink import Told
from .study import Study

HARMS = (
    "refusals", "wrong_refusals", "months_listed", "wrongly_listed_months", "stale_months", "money_lost_yuan",
)  # fmt: skip
WRONG = {"wrong_refusals": "refusals"}


def checked_harm(name: str) -> str:
    """The name of a harm, or none at all; nothing but harm is ever searched by. Raises: SpecError."""
    if name and name not in HARMS:
        raise SpecError(f"no harm {name!r}; harms are {', '.join(HARMS)}{nearest(name, HARMS)}")
    return name


def harms_in(
    study: Study, arms: Sequence[Arm], people: People, threads: int, tell: Callable[[Told], None],
    redeal: Redeal | None = None,
) -> dict[str, np.ndarray]:  # fmt: skip
    """Each harm of HARMS in each arm and person (A, P), as far as the regime has it.

    A wrong refusal is one more than the same person meets under the same rules with perfect records, in the same deal.
    """
    twins = {arm: _twin(arm, study) for arm in arms}
    same = {(arm.without, arm.safeguards): arm for arm in [*twins.values(), *arms]}
    columns = [harm for harm in HARMS if harm not in WRONG]
    lived = list(same.values())
    lives = relive(study, lived, columns, paired=True, redeal=redeal, people=people, threads=threads, tell=tell)

    def of(arm: Arm, column: str) -> np.ndarray:
        return lives.of(same[arm.without, arm.safeguards].name, column).astype(np.float64)

    found = {name: np.stack([of(arm, name) for arm in arms]) for name in columns if name in lives.people}
    for name, column in WRONG.items():
        if column in found:
            beyond = [of(arm, column) - of(twins[arm], column) for arm in arms]
            found[name] = np.maximum(np.stack(beyond), 0.0)
    return found


def _twin(arm: Arm, study: Study) -> Arm:
    """The same rules on perfect records; an arm without any error is its own twin."""
    errors = {m.name for m in study.mechanisms if m.part == "error"}
    rules = tuple(sorted(set(arm.without) - errors))
    return Arm(f"{arm.name}, perfect records", (*rules, "errors"), arm.safeguards)
