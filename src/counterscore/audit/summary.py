"""The page of numbers a run comes to: what the terminal prints and the report shows, from one source.

Everything is made of plain numbers, texts and None (too few people, or not recorded), so that it can be kept as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from ..core.outcome import Outcome
from ..published.base_rates import BaseRate, base_rates
from .four_counts import FourCounts, four_counts, judged_arms, waits
from .frame import MINIMUM_PEOPLE, GroupValue, by_group, groupings_of, mean
from .index_rows import IndexRow, hardest_hit, index_rows
from .metric import Metric, Values, among_subjects, find_metric, metrics, people, read_ahead
from .metrics.refusals import SECTORS
from .paired import compare, pairs
from .recalled import Recalled
from .spreading import Cascade, spreading
from .subjects import COLUMNS, subject_column, subjects_of, worded
from .survival import Survival
from .targets import AS_WRITTEN, TargetRow, check_targets
from .uneven import Uneven, uneven
from .worst_hit import AGAINST, WorstHit, plainest

NOTE = "Every person here is synthetic. Nothing in this summary is about anyone who exists."
APART = (
    "ever_listed", "wrongly_listed", "refused_at_least_once", "ever_pierced", "ever_named", "inspections", "favoured",
)  # fmt: skip


@dataclass(frozen=True)
class ArmSummary:
    """One arm in numbers; None means not recorded or too few people to tell.

    `others` holds the measures of APART among those the regime is not about: firms beside adults, adults beside firms.
    """

    arm: str
    people: int
    subjects: int
    listed_now_per_1000: float | None
    listed_ever_per_1000: float | None
    wrongly_listed_per_100000: float | None
    wrongly_listed_by_group: dict[str, list[GroupValue]]
    refusals_per_1000: dict[str, float | None]
    median_months_listed: float | None
    bands_end_share: dict[str, float] | None
    income_lost_yuan: float | None
    measures: dict[str, float | None]
    others: dict[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True)
class EffectRow:
    """What one arm does to people compared with another, for one metric, with its paired 95 % interval."""

    metric: str
    title: str
    unit: str
    worse: str
    arm: str
    reference: str
    estimate: float
    low: float
    high: float
    n: int
    variance_reduction: float | None
    method: str
    clear: bool


@dataclass(frozen=True)
class Summary:
    """A whole run in numbers.

    `people` counts all numbers of the run and `firms` those of them that are firms; `listed_by` says in words what
    holds people who count as listed; `base_rates` is what a flag of the regime's watchlist would mean. `four_counts`
    has an entry for every arm in which records can be wrong; `survival`, `cascade`, `indices`, `worst_hit` and `uneven`
    are about the main arm.
    """

    regime: dict[str, Any]
    study_sha256: str
    seed: int | None
    steps: int
    step: str
    people: int
    subjects: str
    arms: list[ArmSummary]
    effects: list[EffectRow]
    targets: list[TargetRow]
    assumption_share: float | None
    tuned: list[Any]
    divergence: Any
    firms: int = 0
    listed_by: list[str] = field(default_factory=list)
    base_rates: list[BaseRate] = field(default_factory=list)
    four_counts: list[FourCounts] = field(default_factory=list)
    survival: dict[str, Survival] = field(default_factory=dict)
    cascade: Cascade | None = None
    indices: list[IndexRow] = field(default_factory=list)
    worst_hit: list[WorstHit] = field(default_factory=list)
    uneven: Uneven | None = None
    note: str = NOTE

    def to_json(self) -> dict[str, Any]:
        """The summary as plain mappings, lists, numbers and texts."""
        return asdict(self)

    def arm(self, name: str) -> ArmSummary:
        """The numbers of one arm, by name."""
        return next(found for found in self.arms if found.arm == name)


def firms_of(outcome: Outcome) -> int:
    """How many numbers of the run are firms."""
    if "firm" not in outcome.columns("people"):
        return 0
    return int((people(outcome, outcome.arms[0], "firm")["firm"] != 0).sum())


def main_arm(outcome: Outcome) -> str:
    """The arm others are compared with: 'as written' where there is one, else the last."""
    return AS_WRITTEN if AS_WRITTEN in outcome.arms else outcome.arms[-1]


def arm_summary(outcome: Outcome, arm: str) -> ArmSummary:
    """One arm in numbers."""
    base = people(outcome, arm, subject_column(outcome))[subject_column(outcome)] != 0
    wrongly = find_metric("wrongly_listed")
    known = groupings_of(outcome) if wrongly.available(outcome) else ()
    groups = {by: by_group(outcome, wrongly, arm, by) for by in known}
    return ArmSummary(
        arm=arm,
        people=len(base),
        subjects=int(base.sum()),
        listed_now_per_1000=_listed_now(outcome, arm),
        listed_ever_per_1000=_mean_of(outcome, find_metric("ever_listed"), arm),
        wrongly_listed_per_100000=_mean_of(outcome, wrongly, arm),
        wrongly_listed_by_group=groups,
        refusals_per_1000={sector: _mean_of(outcome, find_metric(f"refused_{sector}"), arm) for sector in SECTORS},
        median_months_listed=_median_months(outcome, arm),
        bands_end_share=_bands(outcome, arm),
        income_lost_yuan=_mean_of(outcome, find_metric("income_lost"), arm),
        measures={
            name: _mean_of(outcome, metric, arm) for name, metric in metrics().items() if metric.available(outcome)
        },
        others=_others(outcome, arm),
    )


def _others(outcome: Outcome, arm: str) -> dict[str, float | None]:
    """The measures of APART, in their own units, among those the regime is not about; none where there is nobody."""
    column = next(one for one in COLUMNS.values() if one != subject_column(outcome))
    if column not in outcome.columns("people") or "firm" not in outcome.columns("people"):
        return {}
    among = people(outcome, arm, column)[column] != 0
    found = {name: find_metric(name) for name in APART}
    told = {name: metric for name, metric in found.items() if metric.available(outcome) and among.any()}
    return {name: mean(Values(metric(outcome, arm).values, among), metric.per) for name, metric in told.items()}


def _mean_of(outcome: Outcome, metric: Metric, arm: str) -> float | None:
    """A metric's mean in its own unit, or None where the run does not tell."""
    return mean(metric(outcome, arm), metric.per) if metric.available(outcome) else None


def _listed_now(outcome: Outcome, arm: str) -> float | None:
    """Subjects on a list in the last month per 1,000."""
    if "listed" not in outcome.columns("people"):
        return None
    found = among_subjects(outcome, arm, "listed")
    return 1000.0 * float((found.values[found.among] != 0).mean()) if found.among.any() else None


def _median_months(outcome: Outcome, arm: str) -> float | None:
    """Median months on a list among adults who were ever on one; spells still open count as long as they lasted."""
    if "months_listed" not in outcome.columns("people"):
        return None
    found = among_subjects(outcome, arm, "months_listed")
    lived = found.values[found.among & (found.values > 0)]
    return float(np.median(lived)) if len(lived) else None


def _bands(outcome: Outcome, arm: str) -> dict[str, float] | None:
    """Share of adults in each band in the last month, lowest band first; None for a regime without bands."""
    names = outcome.codebook.get("bands")
    if not names or "band" not in outcome.columns("people"):
        return None
    found = among_subjects(outcome, arm, "band")
    # codes beyond the names are people who are not scored
    scored = found.values[found.among & (found.values >= 0) & (found.values < len(names))]
    if not len(scored):
        return None
    counts = np.bincount(scored.astype(np.int64), minlength=len(names))
    return {str(name): float(count) / len(scored) for name, count in zip(names, counts, strict=True)}


def listed_by(outcome: Outcome) -> list[str]:
    """What holds people who count as listed here, in words that follow "people": lists of each form, bands, flags."""
    bands = (
        "low_band_months" in outcome.columns("people")
        and outcome.sql("SELECT coalesce(max(low_band_months), 0) AS most FROM people")["most"][0]
    )
    return held_by(outcome.study, outcome.codebook, bool(bands))


def held_by(study: Mapping[str, Any], book: Mapping[str, Any], bands: bool) -> list[str]:
    """The same words from a resolved study and its codebook; ``bands`` says whether anybody was in a low band."""
    forms = list(book.get("list_forms") or ["black"] * len(book.get("lists", ())))[3:]
    sections = study.get("sections", ("listing",))
    found = {
        "on a list": "listing" in sections or "score_list" in sections or "black" in forms,
        "on a watch list": "watch" in forms,
        "in a file": "file" in forms,
        "in a low band": bands,
        "flagged": bool(study.get("watchlist")),
    }
    return [words for words, there in found.items() if there]


def effects(outcome: Outcome, arm: str, reference: str) -> list[EffectRow]:
    """Every metric this run can tell, ``arm`` minus ``reference``; a score is left out where one arm scores nobody."""
    rows, told = [], (subjects_of(outcome), outcome.step)
    for metric in metrics().values():
        if not metric.available(outcome) or len(pairs(outcome, metric, arm, reference)[0]) < MINIMUM_PEOPLE:
            continue
        found = compare(outcome, metric, arm, reference)
        row = EffectRow(
            metric=metric.id, title=worded(metric.title, *told), unit=worded(metric.unit, *told), worse=metric.worse,
            arm=arm, reference=reference,
            estimate=found.estimate, low=found.low, high=found.high, n=found.n,
            variance_reduction=found.variance_reduction, method=found.method, clear=found.clear,
        )  # fmt: skip
        rows.append(row)
    return rows


def summary(outcome: Outcome) -> Summary:
    """The whole run in numbers: every arm, the main arm against every other, and the published figures."""
    outcome = Recalled(outcome)
    main = main_arm(outcome)
    others = [arm for arm in outcome.arms if arm != main]
    study = outcome.study
    read_ahead(outcome)
    return Summary(
        regime=dict(study["regime"]) if isinstance(study.get("regime"), dict) else {"id": str(study.get("regime", ""))},
        study_sha256=str(outcome.facts["study_sha256"]),
        seed=study.get("seed"),
        steps=outcome.steps,
        step=outcome.step,
        people=int(study.get("people", 0)),
        subjects=subjects_of(outcome),
        arms=[arm_summary(outcome, arm) for arm in outcome.arms],
        effects=[row for other in others for row in effects(outcome, main, other)],
        targets=check_targets(outcome, arm=main),
        assumption_share=study.get("assumption_share"),
        tuned=list(study.get("tuned", [])),
        divergence=outcome.facts.get("divergence", study.get("divergence")),
        firms=firms_of(outcome),
        listed_by=listed_by(outcome),
        base_rates=list(base_rates(study["watchlist"])) if study.get("watchlist") else [],
        four_counts=[four_counts(outcome, arm) for arm in judged_arms(outcome)],
        survival=waits(outcome, main),
        cascade=spreading(outcome, main),
        indices=index_rows(outcome, main, [arm for arm in others if arm != AGAINST[0]] or others),
        worst_hit=hardest_hit(outcome, main),
        uneven=uneven(outcome, main, plainest(outcome)),
    )
