"""What the baseline asks: one small study for every shipped regime and every version of it that reads differently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterscore.core.errors import SpecError
from counterscore.regimes import Regime, load_regime
from counterscore.regimes.catalogue import library_files
from counterscore.safeguards import apply, safeguard_ids
from counterscore.worlds.arms import Arm, default_arms
from counterscore.worlds.study import Study

PEOPLE, MONTHS, SEED = 8000, 24, 1
PROTECTED = "protected"
# they leave next to nothing on record, and then no appeal, repair or lapse has anything to act on
EMPTYING = ("consent", "data-minimisation")
# months, long enough for the shortest term, lapse or repair of a regime to come round
HORIZONS: Mapping[str, int] = {
    "abnormal-operations": 42,
    "air-2018": 18,
    "ant-forest": 18,
    "as-feared-2020": 30,
    "beijing-2018": 42,
    "carbon-tracker": 18,
    "carbon88": 18,
    "central-bank-registry": 66,
    "energy-expert-campus": 15,
    "fuzhou-jasmine": 30,
    "hangzhou-qianjiang": 30,
    "hangzhou-residence-points": 30,
    "jaywalk-screens": 9,
    "judgment-defaulters": 48,
    "metro-evasion": 66,
    "permit-review": 66,
    "purchase-pattern": 24,
    "rail-2018": 12,
    "random-inspection": 30,
    "red-list": 18,
    "rongcheng": 30,
    "rongcheng-village": 18,
    "sensitive-professions": 66,
    "sesame-2015": 30,
    "suining-2010": 42,
    "suqian": 30,
    "suzhou-osmanthus": 30,
    "tax-grades": 18,
    "xiamen-bailu": 30,
}
# where a wrong listing hits fewer than one in two thousand
MORE: Mapping[str, int] = {"consumption-limits": 12_000, "joint-punishment": 12_000, "judgment-defaulters": 16_000}


@dataclass(frozen=True)
class Asked:
    """A study small enough to be lived at every change; ``safeguards`` of the arm "protected", none without one."""

    people: int
    months: int
    seed: int
    safeguards: tuple[str, ...] = ()

    @property
    def arms(self) -> tuple[Arm, ...]:
        """No regime, perfect records, as written, and all these safeguards at once."""
        guarded = (Arm(PROTECTED, (), self.safeguards),) if self.safeguards else ()
        return (*default_arms(), *guarded)

    def study(self, regime: str) -> Study:
        """The study itself. Raises: SpecError."""
        return Study(regime, self.people, self.months, self.seed, arms=self.arms)

    def to_json(self) -> dict[str, Any]:
        """As it is kept beside its numbers."""
        return {
            "people": self.people, "months": self.months, "seed": self.seed,
            "arms": [arm.name for arm in self.arms], "safeguards": list(self.safeguards),
        }  # fmt: skip


def asked_from(data: Mapping[str, Any]) -> Asked:
    """The study that kept numbers belong to."""
    return Asked(int(data["people"]), int(data["months"]), int(data["seed"]), tuple(data["safeguards"]))


def fitting(regime: Regime) -> tuple[str, ...]:
    """Every safeguard that changes something in a regime, without those that empty it if there are others."""
    found = []
    for one in safeguard_ids():
        try:
            apply(regime, [one])
        except SpecError:
            continue
        found.append(one)
    return tuple(one for one in found if one not in EMPTYING) or tuple(found)


def versions() -> dict[str, dict[str, str]]:
    """Files of the library, and their versions by id, each with the first version of that file that reads the same.

    What a file means when nobody names a version has an id of its own as well; the numbers of both are the same.
    """
    found: dict[str, dict[str, str]] = {}
    for name in library_files():
        first: dict[str, str] = {}
        ids = (name, *(one.id for one in load_regime(name).spec.variants.values()))
        found[name] = {one: first.setdefault(load_regime(one).digest(), one) for one in ids}
    return found


def ask(file: str, version: str) -> Asked:
    """What is asked of a version: the arm with safeguards is lived for the file's own version alone."""
    people, months = MORE.get(file, PEOPLE), HORIZONS.get(file, MONTHS)
    return Asked(people, months, SEED, fitting(load_regime(version)) if version == file else ())
