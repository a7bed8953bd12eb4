"""Writes the report of a run: one file that opens offline, holds every number it shows, and says what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..audit.attribution import attribution
from ..audit.summary import Summary, main_arm, summary
from ..core.outcome import Outcome
from .answer import answer, basis, leading_effect, listed_words
from .base_rates import base_rate_section
from .causes import causes_section
from .charts import band_figure, main_figure
from .codebook import arm_words
from .draw.figure import Figure
from .groups import GOOD, group_figure, refusal_figure, told_metrics
from .lists import entry_figure, list_figure
from .page import Page, Section, html_of
from .sections import (
    apart_section,
    assumptions_section,
    divergence_section,
    effects_section,
    not_modelled_section,
    rerun_section,
    sources_section,
    targets_section,
    version_of,
)
from .series import monthly
from .story.life import DrawOf, life
from .story.picture import life_section
from .story.telling import shown_arms, telling_person
from .wording import count_of, crowd
from .wrong_person import wrong_person_section


def write_report(
    outcome: Outcome, path: Path | str, draw_of: DrawOf | None = None, found: Summary | None = None
) -> Path:
    """Write report.html for a run and return where it is; `path` may be a folder.

    The file needs no network and no script. `draw_of` adds the draws to the life that is shown; `found` is the summary
    of the run where it is known already.
    Raises OutcomeError where the run lacks its months or people table.
    """
    place = Path(path)
    if place.is_dir():
        place = place / "report.html"
    place.write_text(html_of(page_of(outcome, found or summary(outcome), draw_of)), encoding="utf-8")
    return place


def page_of(outcome: Outcome, found: Summary, draw_of: DrawOf | None = None) -> Page:
    """The whole page as plain data."""
    regime = found.regime
    arms = "; ".join(arm_words(arm) for arm in outcome.arms)
    size = (
        f"{crowd(found.people, found.firms)} lived through {count_of(found.steps, found.step)} in "
        f"{count_of(len(outcome.arms), 'world')}: {arms}."
    )
    return Page(
        title=str(regime.get("title") or regime.get("id") or "A regime"),
        status=status_of(regime),
        answer=answer(found),
        basis=(size, *meaning(found), *basis(found)),
        sections=tuple(s for s in sections_of(outcome, found, draw_of) if s is not None),
        version=version_of(outcome),
        study_hash=found.study_sha256[:12],
        seed=int(found.seed or 0),
        numbers=numbers_of(found),
    )


def meaning(found: Summary) -> tuple[str, ...]:
    """What being listed means in this regime, where anybody is listed."""
    listed = any(arm.listed_ever_per_1000 for arm in found.arms)
    return (f"Listed means here: {listed_words(found)}.",) if listed else ()


def sections_of(outcome: Outcome, found: Summary, draw_of: DrawOf | None) -> list[Section | None]:
    """The sections in reading order; those that do not apply to this regime are None."""
    counts, shown = monthly(outcome), main_arm(outcome)
    reference = shown_arms(outcome)[1]
    pair = [shown] if reference in ("none", shown) else [shown, reference]
    told = told_metrics(outcome, shown)
    who = [group_figure(outcome, metric, [shown] if metric.id == "wrongly_listed" else pair) for metric in told]
    burdens = any(metric.id not in GOOD for metric in told)
    return [
        drawn("picture", "The main picture", main_figure(outcome, counts, shown)),
        drawn("bands", "Bands", band_figure(outcome, counts)),
        drawn("lists", "Lists", list_figure(outcome, counts), entry_figure(outcome)),
        base_rate_section(outcome.study),
        drawn("refusals", "Refusals in daily life", refusal_figure(outcome, found)),
        wrong_person_section(found),
        drawn("who", "Who is hit" if burdens else "Who is favoured", *who),
        apart_section(found),
        life_section(life(outcome, telling_person(outcome), draw_of)),
        effects_section(found),
        causes_section(attribution(outcome)),
        targets_section(found.targets),
        divergence_section(found.divergence, outcome.arms, outcome.step),
        assumptions_section(found),
        not_modelled_section(outcome.study),
        sources_section(outcome.study),
        rerun_section(outcome, found),
    ]


def drawn(key: str, heading: str, *figures: Figure | None) -> Section | None:
    """A section of figures, or None where there are none."""
    known = tuple(figure for figure in figures if figure is not None)
    return Section(key, heading, figures=known) if known else None


def status_of(regime: Mapping[str, Any]) -> str:
    """Where and when the regime exists, and how real it is, as far as its file says."""
    parts = [str(regime[key]) for key in ("place", "period", "dates") if regime.get(key)]
    if regime.get("status"):
        parts.append(f"status: {regime['status']}")
    if regime.get("checked_on"):
        parts.append(f"sources checked on {regime['checked_on']}")
    return "; ".join(parts) or "status: not stated"


def numbers_of(found: Summary) -> dict[str, Any]:
    """What is embedded as JSON: the summary, and which effect the opening sentence states."""
    row = leading_effect(found)
    headline = (
        None
        if row is None
        else {
            "metric": row.metric,
            "reference": row.reference,
            "estimate": row.estimate,
            "low": row.low,
            "high": row.high,
        }
    )
    return {"schema": "counterscore-report/1", "headline": headline, "summary": found.to_json()}
