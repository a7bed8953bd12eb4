"""What a run came to, ready to be asked: compare two arms, read one life, print the table, write the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from .audit.attribution import Attribution, attribution
from .audit.chilling import Chilling, chilling_index
from .audit.counting.step_parity import StepGap, step_parity
from .audit.counting.stock_flow import StockFlow, stock_flow
from .audit.four_counts import FourCounts, four_counts, waits
from .audit.harm import Harm, harm
from .audit.metric import Metric, find_metric, metrics
from .audit.paired import Effect, compare
from .audit.resample import Estimate
from .audit.responses import Responses, responses
from .audit.spreading import Cascade, spreading
from .audit.subgroups import asked_index, effects_by
from .audit.summary import Summary, main_arm, summary
from .audit.survival import Survival
from .audit.worst_hit import WorstHit, plainest, worst_hit
from .core.description import Description
from .core.errors import CounterscoreError, OutcomeError, nearest
from .core.outcome import Outcome
from .legal import law_of
from .people.guard import refuse_persons
from .report import life, render_life, table, write_report
from .report.causes import cause_lines
from .report.exports import write_all
from .report.wording import interval, signed
from .report.writing import page_of
from .worlds.chain import Chain, chain_of, same_study
from .worlds.describe import describe
from .worlds.redraw import draws_of
from .worlds.sink import Told

DrawOf = Callable[[str, Mapping[str, Any]], Sequence[tuple[str, float]]]


@dataclass(frozen=True)
class Finding:
    """The effect of one arm against another on one metric: arm minus reference, the same people paired."""

    outcome: Outcome
    metric: Metric
    arm: str
    reference: str
    effect: Effect

    @property
    def estimate(self) -> float:
        """Arm minus reference, in the metric's unit."""
        return self.effect.estimate

    @property
    def low(self) -> float:
        """Lower end of the paired 95 % interval."""
        return self.effect.low

    @property
    def high(self) -> float:
        """Upper end of the paired 95 % interval."""
        return self.effect.high

    @property
    def unit(self) -> str:
        """What the numbers count."""
        return self.metric.unit

    def by(self, grouping: str | Sequence[str]) -> dict[str, Effect | None]:
        """The same effect group by group; None for too few people.

        Groups are those of sex, age_band, residence, income_quintile or, of firms, firm_size; "sex x residence" is
        every intersection of two, and three can be crossed as well. Raises: OutcomeError for an unknown grouping.
        """
        return effects_by(self.outcome, self.metric, self.arm, self.reference, grouping)

    def __str__(self) -> str:
        bounds = f"(paired 95 % interval {interval(self.low, self.high)})"
        return f"{self.metric.title}, {self.arm} minus {self.reference}: {signed(self.estimate)} {self.unit} {bounds}"

    __repr__ = __str__


@dataclass(frozen=True)
class Comparison:
    """Two arms of a run; every metric is a method: ``comparison.wrongly_listed()``."""

    outcome: Outcome
    arm: str
    reference: str

    def metric(self, name: str) -> Finding:
        """The effect on one metric, by its name. Raises: OutcomeError with the nearest name."""
        found = find_metric(name)
        paired = compare(self.outcome, found, self.arm, self.reference)
        return Finding(self.outcome, found, self.arm, self.reference, paired)

    def index(self, name: str, by: str | Sequence[str] | None = None) -> Estimate | dict[str, Estimate]:
        """The paired difference of an index, such as "gini_refusals"; see ``Result.index``."""
        return asked_index(self.outcome, name, self.arm, by, self.reference)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in metrics():
            known = ", ".join(metrics())
            raise AttributeError(f"no metric {name!r}{nearest(name, metrics())}\n  metrics: {known}")
        return lambda: self.metric(name)

    def __dir__(self) -> Sequence[str]:
        return ["metric", "index", "arm", "reference", *metrics()]


class Result(Outcome):
    """A finished run: its tables (see ``Outcome``) and the questions people ask of them.

    Raises: OutcomeError for a folder that is not a finished run of counterscore.
    """

    @cached_property
    def summary(self) -> Summary:
        """The whole run in numbers."""
        return summary(self)

    def compare(self, arm: str, reference: str) -> Comparison:
        """``arm`` minus ``reference``, the same people paired. Raises: OutcomeError for an unknown arm."""
        self.arm_number(arm)
        self.arm_number(reference)
        return Comparison(self, arm, reference)

    def person(self, number: int) -> str:
        """One synthetic life in every arm, month by month. Raises: OutcomeError for a number not in the run."""
        return render_life(life(self, number, known_draws(self)))

    def chain(self, number: int, tell: Callable[[Told], None] = lambda told: None) -> Chain:
        """What made a person's wrong listing, link by link, each tried by a world without it; lives the run again.

        Raises: OutcomeError for a number not in the run.
        """
        return chain_of(self, number, tell=tell)

    def index(
        self, name: str, arm: str | None = None, by: str | Sequence[str] | None = None
    ) -> Estimate | dict[str, Estimate]:
        """An index of one arm with its interval: a number of everybody that is no mean, such as a gap or a Gini.

        ``by`` names groups: those that an index of gaps compares, or else one value for each of them (a dict).
        Raises: OutcomeError for an unknown index, arm or grouping, or a run that lacks what it needs.
        """
        return asked_index(self, name, arm or main_arm(self), by)

    def worst_hit(self, metric: str, arm: str | None = None, reference: str | None = None) -> WorstHit:
        """Which of all groups and intersections an effect hits hardest, corrected for how many were tried.

        ``reference`` is by default no regime. Raises: OutcomeError for an unknown metric or arm.
        """
        return worst_hit(self, find_metric(metric), arm or main_arm(self), reference or plainest(self))

    def harm(self, metric: str, arm: str | None = None, reference: str | None = None) -> Harm:
        """What an arm does to each person by one metric: mean, share harmed and helped, quantiles, groups.

        ``reference`` is by default no regime. Raises: OutcomeError for an unknown metric or arm, or too few people.
        """
        return harm(self, find_metric(metric), arm or main_arm(self), reference or plainest(self))

    def stock_flow(self, arm: str | None = None) -> StockFlow:
        """The listed as a stock: inflow, stay, and what it comes to. Raises: OutcomeError for an unknown arm."""
        return stock_flow(self, arm or main_arm(self))

    def step_parity(self, by: str, arm: str | None = None) -> list[StepGap]:
        """Rates of parity between groups, over the whole run and step by step.

        Raises: OutcomeError for an unknown grouping or arm.
        """
        return step_parity(self, arm or main_arm(self), by)

    def four_counts(self, arm: str | None = None) -> FourCounts:
        """Who was ever wrongly listed, refused, poorer and corrected everywhere: four counts, never added up.

        ``arm`` is by default the main one. Raises: OutcomeError for an unknown arm.
        """
        return four_counts(self, arm or main_arm(self))

    def survival(self, arm: str | None = None) -> dict[str, Survival]:
        """How long each of the four takes, as Kaplan-Meier curves. Raises: OutcomeError for an unknown arm."""
        return waits(self, arm or main_arm(self))

    def cascade(self, arm: str | None = None) -> Cascade | None:
        """How far wrong entries are copied and what is left of them; None where the run has no copies.

        Raises: OutcomeError for an unknown arm.
        """
        return spreading(self, arm or main_arm(self))

    def chilling(self, arm: str | None = None, reference: str = "none") -> Chilling:
        """Which share of their lawful acts people give up whom the regime never touched, against ``reference``.

        Raises: OutcomeError for an unknown arm, or a run in which nobody gives up anything lawful.
        """
        return chilling_index(self, arm or main_arm(self), reference)

    def responses(self, arm: str | None = None, reference: str = "none") -> Responses:
        """What fewer bad records are made of: acts not done, done out of sight, and missed by platforms; per adult.

        Raises: OutcomeError for an unknown arm, or a run that does not count what people really do.
        """
        return responses(self, arm or main_arm(self), reference)

    def attribution(self) -> Attribution | None:
        """What the harms of this run are due to; None for a run that was not asked (``attribute``)."""
        return attribution(self)

    def text(self) -> str:
        """The table of the run as text, at most 80 columns."""
        causes = cause_lines(self.attribution())
        return table(self.summary) + "".join(f"{line}\n" for line in causes)

    def report(self, path: Path | str | None = None, language: str = "en") -> Path:
        """Write report.html (by default into the folder of the run) and return where it is.

        ``language`` is "en" or "zh", which writes report.zh.html. Raises: SpecError for an unknown language.
        """
        place = path if path is not None else self.folder
        return write_report(self, place, known_draws(self), self.summary, language, known_model(self), law_of(self))

    def export(self, folder: Path | str | None = None, language: str = "en") -> list[Path]:
        """Write everything of the report that can be taken elsewhere; the files.

        Report, summary.md, figures as SVG and PNG, and tables of aggregates as CSV, by default into the folder of the
        run. Raises: SpecError for an unknown language, or where PNG pictures cannot be made.
        """
        place = Path(folder) if folder is not None else self.folder
        place.mkdir(parents=True, exist_ok=True)
        known = (known_draws(self), known_model(self), law_of(self))
        return write_all(self, self.summary, place, language, lambda: page_of(self, self.summary, *known), known[1])

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.text())}</pre>"


def known_draws(outcome: Outcome) -> DrawOf | None:
    """The draws behind the rows of a run; None where its regime is not at hand any more, or has changed since."""
    try:
        same_study(outcome)
        return _lenient(draws_of(outcome))
    except (CounterscoreError, KeyError, TypeError):
        return None


def known_model(outcome: Outcome) -> Description | None:
    """What the study of a run uses; None where its regime is not at hand any more, or has changed since."""
    try:
        return describe(same_study(outcome))
    except (CounterscoreError, KeyError, TypeError):
        return None


def _lenient(draws: DrawOf) -> DrawOf:
    """The same, silent about rows that lack what a draw is keyed by."""

    def known(table: str, row: Mapping[str, Any]) -> Sequence[tuple[str, float]]:
        try:
            return draws(table, row)
        except (KeyError, IndexError):
            return ()

    return known


def open_outcome(folder: Path | str) -> Result:
    """Open the folder of a finished run.

    Raises: OutcomeError for anything else; PromiseError for a table of persons.
    """
    refuse_persons(folder, "open_outcome")
    if not isinstance(folder, str | Path):
        raise OutcomeError(f"{folder!r}: expected the folder of a finished run")
    return Result(folder)
