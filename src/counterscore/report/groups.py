"""Who is hit: rates by group with intervals, and refusals by sector; small groups show words instead of a number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..audit.frame import GROUPINGS, MINIMUM_PEOPLE, TOO_FEW, codes_of, groupings_of
from ..audit.metric import Metric, find_metric, metrics, people
from ..audit.paired import effect
from ..audit.subjects import subjects_of, worded
from ..audit.summary import Summary
from ..core.outcome import Outcome
from .codebook import GROUP_TITLES, arm_words, group_words, sector_words, tone_of_arm
from .draw.bars import Bar, bars, reach
from .draw.figure import NARROW, PANEL, WIDE, Cell, Drawing, Figure
from .language import say
from .wording import capital, count_of, in_row, interval, plain

PREFERRED = (
    "wrongly_listed", "ever_listed", "low_band_months", "refused_at_least_once", "ever_pierced", "ever_limited",
    "ever_tainted", "ranked_low_months",
    "ever_flagged", "copied_without_consent", "proofs_refused", "inspections", "ever_named", "high_band", "favoured",
    "acts_watched",
)  # fmt: skip
GOOD = frozenset({"high_band", "favoured"})


def rate(values: np.ndarray, per: float) -> tuple[float, float, float]:
    """Mean of values that cannot be negative, scaled, with its 95 % interval: that of the effect against no regime.

    One number has one interval: where nothing happens without the regime, the mean of a world is its difference.
    """
    found = effect(values, np.zeros(len(values)), nothing=True).times(per)
    return found.estimate, max(0.0, found.low), found.high


def told_metrics(outcome: Outcome, arm: str, most: int = 2) -> list[Metric]:
    """Up to `most` metrics that say who is hit in this run, the gravest first; only those that hit anybody."""
    found = []
    for key in PREFERRED:
        if key in metrics() and find_metric(key).available(outcome):
            known = find_metric(key)(outcome, arm)
            if known.values[known.among].any():
                found.append(find_metric(key))
    return found[:most]


def group_rates(outcome: Outcome, metric: Metric, arm: str, by: str) -> list[Bar]:
    """One bar per group with its 95 % interval; groups in which nobody is counted are left out."""
    codes = codes_of(people(outcome, arm, "cell")["cell"], by)
    known = metric(outcome, arm)
    tone, few = tone_of_arm(outcome.arms, arm), say(worded(TOO_FEW, subjects_of(outcome)))
    out = []
    for code, group in enumerate(GROUPINGS[by][1]):
        mine = known.values[(codes == code) & known.among]
        label = group_words(by, group)
        if not len(mine):
            continue
        if len(mine) < MINIMUM_PEOPLE:
            out.append(Bar(label, float("nan"), tone, too_few=True, name=arm_words(arm), few=few))
            continue
        mean, low, high = rate(mine, metric.per)
        out.append(Bar(label, mean, tone, low, high, name=arm_words(arm)))
    return out


def group_figure(outcome: Outcome, metric: Metric, arms: Sequence[str]) -> Figure:
    """One metric by sex, age, residence and income, a panel each, all on one scale."""
    subjects, step = subjects_of(outcome), outcome.step
    words = (metric.unit, metric.definition, metric.title)
    unit, definition, name = (say(worded(one, subjects, step)) for one in words)
    panels = {
        by: [bar for arm in arms for bar in group_rates(outcome, metric, arm, by)] for by in groupings_of(outcome)
    }
    top = max((reach(content) for content in panels.values()), default=0.0)
    drawings, rows = [], []
    for by, content in panels.items():
        title = say(GROUP_TITLES.get(by, "by " + by.replace("_", " ")))
        whole = say("{measure} {by}", measure=name, by=title)
        svg = bars(f"who-{metric.id}-{by}", PANEL, whole, bars_in_words(content), content, top=top)
        drawings.append(Drawing(svg, "panel", title))
        rows += [bar_row(bar, (title,)) for bar in content]
    note = say("{unit}. {definition} The thin lines are 95 % intervals.", unit=capital(unit), definition=definition)
    found = metric(outcome, arms[0])
    hit = int(np.count_nonzero(found.values[found.among]))
    if hit < MINIMUM_PEOPLE:
        counted = count_of(hit, "firm") if subjects == "firms" else count_of(hit, "person", "people")
        note += say(" Only {counted} in this run: too few to tell the groups apart.", counted=counted)
    legend = tuple((tone_of_arm(outcome.arms, arm), arm_words(arm)) for arm in arms) if len(arms) > 1 else ()
    columns = (say("group by"), say("group"), say("arm"), unit, say("95 % interval"))
    return Figure(f"figure-who-{metric.id}", name, tuple(drawings), columns, tuple(rows), note, legend)


def bar_row(bar: Bar, before: tuple[Cell, ...] = ()) -> tuple[Cell, ...]:
    """A bar as a row of its table."""
    told: tuple[Cell, Cell] = (bar.few, "") if bar.too_few else (bar.value, interval(bar.low, bar.high))
    return (*before, bar.label, bar.name, *told)


def bars_in_words(content: Sequence[Bar]) -> str:
    """The text alternative of bars."""
    parts = []
    for b in content:
        known = say("{value} ({interval})", value=plain(b.value), interval=interval(b.low, b.high))
        value = b.few if b.too_few else known
        label = say("{label}, {name}", label=b.label, name=b.name) if b.name else b.label
        parts.append(say("{label}: {value}", label=label, value=value))
    return say("{parts}.", parts=in_row(parts))


def refusal_figure(outcome: Outcome, summary: Summary) -> Figure | None:
    """Refusals by sector and arm over the whole run; None where nobody was refused anything."""
    sectors = [
        s for s in summary.arms[0].refusals_per_1000 if any((a.refusals_per_1000[s] or 0) > 0 for a in summary.arms)
    ]
    arms = [one.arm for one in summary.arms if any(one.refusals_per_1000.values())]
    if not sectors:
        return None
    content = []
    for sector in sectors:
        for arm in arms:
            metric = find_metric(f"refused_{sector}")
            known = metric(outcome, arm)
            values = known.values[known.among]
            tone = tone_of_arm(outcome.arms, arm)
            if len(values) < MINIMUM_PEOPLE:
                few = say(worded(TOO_FEW, summary.subjects))
                none = Bar(sector_words(sector), float("nan"), tone, too_few=True, name=arm_words(arm), few=few)
                content.append(none)
                continue
            mean, low, high = rate(values, metric.per)
            content.append(Bar(sector_words(sector), mean, tone, low, high, name=arm_words(arm)))
    title, text = say("Refusals by sector"), bars_in_words(content)
    drawings = (
        Drawing(bars("refusals-w", WIDE, title, text, content), "wide"),
        Drawing(bars("refusals-n", NARROW, title, text, content), "narrow"),
    )
    quiet = [arm_words(arm) for arm in outcome.arms if arm not in arms]
    lived = count_of(summary.steps, summary.step)
    told = worded("Refused attempts in {lived} per 1,000 adults, repeats included; 95 % intervals.", summary.subjects)
    note = say(told, lived=lived)
    note += say(" Nobody is refused anything in: {arms}.", arms=say(", ").join(quiet)) if quiet else ""
    legend = tuple((tone_of_arm(outcome.arms, arm), arm_words(arm)) for arm in arms)
    columns = (say("sector"), say("arm"), say(worded("per 1,000 adults", summary.subjects)), say("95 % interval"))
    return Figure("figure-refusals", title, drawings, columns, tuple(bar_row(bar) for bar in content), note, legend)
