"""Writes the report of a run: one file that opens offline, holds every number it shows, and says what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..audit.assumed import assumed
from ..audit.attribution import attribution
from ..audit.law.findings import LawFindings
from ..audit.protection import protection
from ..audit.summary import Summary, main_arm, summary
from ..core.description import Description
from ..core.outcome import Outcome
from .answer import answer, basis, leading_effect, listed_words
from .base_rates import base_rate_section
from .causes import causes_section
from .changes import safeguards_section, without_section
from .charts import band_figure, main_figure
from .closing import assumptions_section, limits_section, rerun_section, sources_section, version_of
from .codebook import arm_words
from .draw.figure import Figure
from .duration import duration_section
from .fairness import fairness_section
from .groups import GOOD, group_figure, refusal_figure, told_metrics
from .language import ENGLISH, say, speaking
from .law import law_section
from .lists import entry_figure, list_figure
from .page import Page, Section, html_of
from .protection import protection_section
from .question import question, title_of
from .sections import apart_section, divergence_section, effects_section, targets_section
from .series import Monthly, monthly
from .story.happening import DrawOf
from .story.lives import lives_section
from .story.telling import shown_arms
from .uncertainty import uncertainty_section
from .wording import count_of, crowd, in_row
from .wrong_person import wrong_person_section


def write_report(
    outcome: Outcome,
    path: Path | str,
    draw_of: DrawOf | None = None,
    found: Summary | None = None,
    language: str = ENGLISH,
    model: Description | None = None,
    law: LawFindings | None = None,
) -> Path:
    """Write report.html for a run and return where it is; `path` may be a folder, which gets report.zh.html for "zh".

    The file needs no network and no script. `draw_of` adds the draws to the lives that are shown; `found` is the
    summary of the run where it is known already, `model` what its study uses, for the limits and the sources,
    `law` what the checks of law found in its regime.
    Raises OutcomeError where the run lacks its months or people table, SpecError for an unknown language.
    """
    place = Path(path)
    if place.is_dir():
        place = place / in_language("report.html", language)
    with speaking(language):
        text = html_of(page_of(outcome, found or summary(outcome), draw_of, model, law))
    place.write_text(text, encoding="utf-8")
    return place


def in_language(name: str, language: str) -> str:
    """The name of a file in a language: report.html, report.zh.html."""
    stem, dot, ending = name.partition(".")
    return name if language == ENGLISH else f"{stem}.{language}{dot}{ending}"


def page_of(
    outcome: Outcome,
    found: Summary,
    draw_of: DrawOf | None = None,
    model: Description | None = None,
    law: LawFindings | None = None,
) -> Page:
    """The whole page as plain data, in the language in use."""
    size = say(
        "{crowd} lived through {time} in {worlds}: {arms}.",
        crowd=crowd(found.people, found.firms),
        time=count_of(found.steps, found.step),
        worlds=count_of(len(outcome.arms), "world"),
        arms=in_row([arm_words(arm) for arm in outcome.arms]),
    )
    return Page(
        title=title_of(found),
        status=status_of(found.regime, law.jurisdiction if law else ""),
        about=say(str(found.regime.get("summary") or "").strip()) if found.regime.get("summary") else "",
        question=question(found, outcome.arms),
        answer=answer(found),
        basis=(size, *meaning(found), *basis(found)),
        sections=sections_of(outcome, found, draw_of, model, law),
        version=version_of(outcome),
        study_hash=found.study_sha256[:12],
        seed=int(found.seed or 0),
        numbers=numbers_of(found),
    )


def meaning(found: Summary) -> tuple[str, ...]:
    """What being listed means in this regime, where anybody is listed and it is more than being on a list."""
    listed, words = any(arm.listed_ever_per_1000 for arm in found.arms), listed_words(found)
    return (say("Listed means here: {listed}.", listed=words),) if listed and words != say("on a list") else ()


def sections_of(
    outcome: Outcome, found: Summary, draw_of: DrawOf | None, model: Description | None, law: LawFindings | None
) -> tuple[Section, ...]:
    """The sections in reading order, the numbers for reference last; those that do not apply to this regime left out.

    A reader meets the picture, what it rests on, who is hit, how long, why, what would change it, three lives, the law
    and the limits; whoever wants to check finds every number in the appendix.
    """
    counts, study = monthly(outcome), outcome.study
    main, guarded = main_figure(outcome, counts, main_arm(outcome)), protection_section(protection(outcome))
    return present(
        drawn("picture", say("The main picture"), main),
        joined(assumptions_section(found), uncertainty_section(assumed(outcome))),
        joined(who_section(outcome), fairness_section(found)),
        base_rate_section(study),
        duration_section(outcome, found),
        joined(causes_section(attribution(outcome)), without_section(outcome, found)),
        joined(safeguards_section(outcome, found, asked=guarded is not None), guarded),
        lives_section(outcome, draw_of),
        law_section(law),
        limits_section(study, model),
        sources_section(study, model),
        rerun_section(outcome, found),
        all_numbers(outcome, found, counts),
    )


def all_numbers(outcome: Outcome, found: Summary, counts: Monthly) -> Section:
    """The appendix: everything that was counted, for whoever wants to check."""
    parts = present(
        wrong_person_section(found),
        drawn("refusals", say("Refusals in daily life"), refusal_figure(outcome, found)),
        drawn("lists", say("Lists"), list_figure(outcome, counts), entry_figure(outcome)),
        drawn("bands", say("Bands"), band_figure(outcome, counts)),
        apart_section(found),
        effects_section(found),
        targets_section(found.targets),
        divergence_section(found.divergence, outcome.arms, outcome.step),
    )
    lead = say("Every number this run can tell, for checking; the figures open their numbers as tables.")
    return Section("numbers-all", say("All numbers"), (lead,), parts=parts)


def who_section(outcome: Outcome) -> Section | None:
    """The gravest measures by group; None where nothing hits anybody."""
    shown, reference = main_arm(outcome), shown_arms(outcome)[1]
    pair = [shown] if reference in ("none", shown) else [shown, reference]
    told = told_metrics(outcome, shown)
    who = [group_figure(outcome, metric, [shown] if metric.id == "wrongly_listed" else pair) for metric in told]
    burdens = any(metric.id not in GOOD for metric in told)
    return drawn("who", say("Who is hit") if burdens else say("Who is favoured"), *who)


def present(*sections: Section | None) -> tuple[Section, ...]:
    """The sections that apply to this regime."""
    return tuple(section for section in sections if section is not None)


def joined(first: Section | None, *more: Section | None) -> Section | None:
    """A section with others as its parts; where the first is missing the next one takes its place."""
    known = present(first, *more)
    if len(known) < 2:
        return known[0] if known else None
    head = known[0]
    fields = {name: getattr(head, name) for name in head.__dataclass_fields__}
    return Section(**fields | {"parts": (*head.parts, *known[1:])})


def drawn(key: str, heading: str, *figures: Figure | None) -> Section | None:
    """A section of figures, or None where there are none."""
    known = tuple(figure for figure in figures if figure is not None)
    return Section(key, heading, figures=known) if known else None


STATUS: Sequence[tuple[str, str]] = (
    ("place", "{text}"), ("period", "{text}"), ("dates", "{text}"), ("start", "simulated from {text} on"),
    ("status", "status: {text}"), ("checked_on", "sources checked on {text}"),
)  # fmt: skip


def status_of(regime: Mapping[str, Any], place: str = "") -> str:
    """Where and when the regime exists, and how real it is, as far as its file says; ``place`` where it is known."""
    known = {"place": place} | {key: value for key, value in regime.items() if value}
    parts = [say(words, text=say(str(known[key]))) for key, words in STATUS if known.get(key)]
    return in_row(parts) if parts else say("status: not stated")


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
