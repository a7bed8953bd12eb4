"""What a stored run shows about an element: the world with a safeguard against the regime as written, and measures.

Evidence beside an element, never a verdict on it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from counterscore.audit.frame import GROUPINGS, MINIMUM_PEOPLE, codes_of, groupings_of
from counterscore.audit.index import Index, find_index
from counterscore.audit.law.checks import Lab
from counterscore.audit.law.findings import Shown
from counterscore.audit.metric import Metric, find_metric
from counterscore.audit.metric import people as people_of
from counterscore.audit.paired import PERFECT, Z, compare, pairs
from counterscore.audit.protection import protection
from counterscore.audit.resample import index_of
from counterscore.audit.subjects import subjects_of, worded
from counterscore.audit.summary import main_arm
from counterscore.audit.targets import AS_WRITTEN
from counterscore.core.errors import OutcomeError
from counterscore.core.outcome import Outcome


def arm_with(outcome: Outcome, safeguard: str) -> str | None:
    """The arm of a run that adds this safeguard and changes nothing else; None where there is none."""
    for row in outcome.study.get("arms", ()):
        plain = not any(row.get(name) for name in ("without", "twin", "numbers", "since"))
        if plain and list(row.get("with", ())) == [safeguard]:
            return str(row["name"])
    return None


class RunEvidence:
    """One stored run, asked for the figures beside each element; what several elements ask for is counted once."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome, self.main = outcome, main_arm(outcome)
        self.annex = _annex(outcome)
        self.known: dict[tuple[str, ...], Shown | None] = {}

    def effects_of(self, lab: Lab) -> tuple[Shown, ...]:
        """What each safeguard of an element changes, on the first of its metrics that tells anything.

        Taken from an arm of the run, or else from its annex of safeguards; neither is lived here.
        """
        found: list[Shown] = []
        for safeguard in lab.safeguards:
            arm = arm_with(self.outcome, safeguard)
            if arm is None or arm == self.main:
                found += self.annex.get(safeguard, ())
                continue
            rows = self._all(partial(self._difference, arm=arm, reference=self.main), lab.counts)
            telling = [row for row in rows if row.estimate != 0.0] or rows
            found += telling[:1]
        return tuple(found)

    def measures_of(self, lab: Lab) -> tuple[Shown, ...]:
        """Measures of the regime as written, against perfect records where the run has them, and the widest gap."""
        others = set(self.outcome.arms) - {self.main}
        reference = PERFECT if PERFECT in others else "none" if "none" in others else ""
        rows = self._all(lambda name: self._measure(name, reference), lab.measures)
        indices = self._all(self._index, lab.indices)
        return *rows, *indices, *self._all(self._gap, lab.gaps)[:1]

    def _all(self, ask: Callable[[str], Shown | None], names: Sequence[str]) -> list[Shown]:
        """What is told of each name, those left out that this run cannot tell."""
        return [row for row in map(ask, names) if row is not None]

    def _once(self, key: tuple[str, ...], count: Callable[[Metric], Shown | None]) -> Shown | None:
        """A figure about the metric named second in the key, counted the first time it is asked for."""
        if key not in self.known:
            metric = find_metric(key[1])
            self.known[key] = count(metric) if metric.available(self.outcome) else None
        return self.known[key]

    def _difference(self, name: str, arm: str, reference: str) -> Shown | None:
        return self._once((arm, name, reference), lambda metric: difference(self.outcome, metric, arm, reference))

    def _measure(self, name: str, reference: str) -> Shown | None:
        found = self._difference(name, self.main, reference) if reference else None
        return found or self._once(("level", name), lambda metric: level(self.outcome, metric, self.main))

    def _gap(self, name: str) -> Shown | None:
        return self._once(("gap", name), lambda metric: widest_gap(self.outcome, metric, self.main))

    def _index(self, name: str) -> Shown | None:
        key = ("index", name)
        if key not in self.known:
            self.known[key] = indexed(self.outcome, find_index(name), self.main)
        return self.known[key]


def _annex(outcome: Outcome) -> dict[str, tuple[Shown, ...]]:
    """What each safeguard changes in the gravest harm, where the run was asked about all of them."""
    try:
        asked = protection(outcome)
    except OutcomeError:
        return {}
    if asked is None or not asked.harms:
        return {}
    harm = asked.harms[0]
    told = (harm.metric, harm.title)
    return {
        one.id: (Shown(*told, with_(one.id), AS_WRITTEN, e.estimate, e.low, e.high, harm.unit),)
        for one in asked.safeguards
        for e in one.changes[:1]
    }


def with_(safeguard: str) -> str:
    """How the world with a safeguard is called."""
    return f"with {safeguard}"


def difference(outcome: Outcome, metric: Metric, arm: str, reference: str) -> Shown | None:
    """Arm minus reference on one metric, the same people paired, with its 95 % interval; None for too few people."""
    if len(pairs(outcome, metric, arm, reference)[0]) < MINIMUM_PEOPLE:
        return None
    found, told = compare(outcome, metric, arm, reference), (subjects_of(outcome), outcome.step)
    title, unit = worded(metric.title, *told), worded(metric.unit, *told)
    return Shown(metric.id, title, arm, reference, found.estimate, found.low, found.high, unit)


def level(outcome: Outcome, metric: Metric, arm: str) -> Shown | None:
    """The mean of one metric in one arm, with the normal interval of a mean; None for too few people."""
    found = metric(outcome, arm)
    mine, told = found.values[found.among], (subjects_of(outcome), outcome.step)
    if len(mine) < MINIMUM_PEOPLE:
        return None
    middle, reach = float(mine.mean()), Z * math.sqrt(float(np.var(mine, ddof=1)) / len(mine))
    bounds = [metric.per * x for x in (middle, middle - reach, middle + reach)]
    title, unit = worded(metric.title, *told), worded(metric.unit, *told)
    return Shown(metric.id, title, arm, "", bounds[0], bounds[1], bounds[2], unit)


def indexed(outcome: Outcome, index: Index, arm: str) -> Shown | None:
    """One index in one arm with its interval; None where the run lacks it or it is undefined."""
    if not index.available(outcome):
        return None
    found = index_of(outcome, index, arm)
    if found.estimate is None:
        return None
    return Shown(index.id, index.title, arm, "", found.estimate, found.low, found.high, index.unit)


def widest_gap(outcome: Outcome, metric: Metric, arm: str) -> Shown | None:
    """The widest difference between two groups of one grouping, with the interval of two independent means.

    None where no two groups are large enough. Limits: the widest of several gaps is wide by chance too; its interval
    takes no account of how many were looked at.
    """
    values, cells = metric(outcome, arm), people_of(outcome, arm, "cell")["cell"]
    best: Shown | None = None
    for grouping in groupings_of(outcome):
        codes = codes_of(cells, grouping)
        means = {}
        for code, name in enumerate(GROUPINGS[grouping][1]):
            mine = values.values[values.among & (codes == code)]
            if len(mine) >= MINIMUM_PEOPLE:
                means[name] = float(mine.mean()), float(np.var(mine, ddof=1)) / len(mine)
        if len(means) < 2:
            continue
        high, low = max(means, key=lambda g: means[g][0]), min(means, key=lambda g: means[g][0])
        gap, reach = means[high][0] - means[low][0], Z * math.sqrt(means[high][1] + means[low][1])
        if gap > 0 and (best is None or gap * metric.per > best.estimate):
            ends = [metric.per * x for x in (gap, gap - reach, gap + reach)]
            names = f"{grouping} {high}", f"{grouping} {low}"
            best = Shown(metric.id, metric.title, *names, ends[0], ends[1], ends[2], metric.unit)
    return best
