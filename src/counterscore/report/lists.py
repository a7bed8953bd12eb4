"""Figures of lists over time: how many people they hold in all, and how many entries stand on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..audit.subjects import subjects_of, worded
from ..audit.summary import firms_of, listed_by
from ..core.outcome import Outcome
from .charts import ends_in_words, month_rows
from .codebook import arm_words, form_of, list_words
from .draw.figure import PANEL, Drawing, Figure, Look, Series
from .draw.lines import lines
from .language import say
from .series import Monthly
from .wording import listed_as

OWN = 3  # codes below are the courts' lists
BURDENS = ("written", "arm-5", "arm-4", "arm-7", "perfect", "none", "arm-6")
FAVOURS = ("arm-3", "arm-6", "perfect")


def lived(outcome: Outcome) -> list[int]:
    """The arms worth a panel: all but the one without a regime."""
    return [i for i, arm in enumerate(outcome.arms) if arm != "none"] or list(range(len(outcome.arms)))


def list_figure(outcome: Outcome, counts: Monthly) -> Figure | None:
    """People on lists over time, one panel per arm; None for a regime without lists."""
    parts = [
        ("listed", listed_as(listed_by(outcome)), "written"),
        ("limited", say("limited in consumption"), "arm-5"),
        ("wrongly_listed", say("wrongly listed"), "wrong"),
    ]
    known = [part for part in parts if counts.has(part[0])]
    if counts.has("listed") and counts.has("limited") and np.array_equal(counts.sums["listed"], counts.sums["limited"]):
        known = [part for part in known if part[0] != "limited"]
    if not (counts.has("listed") or counts.has("limited")) or (
        "listings" not in outcome.tables and len(counts.bands) > 1
    ):
        return None
    values = {column: counts.rate(column) for column, _, _ in known}
    content = {i: [Series(words, values[one][i].tolist(), tone) for one, words, tone in known] for i in lived(outcome)}
    note = say(worded("Per 1,000 adults; all panels have one scale.", subjects_of(outcome)))
    made = panels(outcome, "lists", say("Lists over time"), content, note)
    return replace(made, unit=say(worded("per 1,000 adults", subjects_of(outcome))))


def entry_figure(outcome: Outcome) -> Figure | None:
    """Entries that stand on each list over time, one panel per arm; None where nobody is on a list of the regime's own.

    People and firms are counted together, because a list of firms holds no adult.
    """
    if "listings" not in outcome.tables:
        return None
    rows = outcome.table("listings", where="subject >= 0")
    codes = sorted(set(rows["list"].tolist()))
    if not any(code >= OWN for code in codes):
        return None
    standing = {(arm, code): entries(rows, arm, code, outcome.steps) for arm in lived(outcome) for code in codes}
    codes = [code for code in codes if any(standing[arm, code].any() for arm in lived(outcome))]
    if not codes:
        return None
    tones = tones_of(outcome, codes)
    names = {code: list_words(outcome, code) for code in codes}
    content = {
        arm: [Series(names[code], standing[arm, code].tolist(), tones[code]) for code in codes]
        for arm in lived(outcome)
    }
    whose = say("people and firms alike" if firms_of(outcome) else "people")
    note = say("Entries in force, objections pending or not, of {whose}; somebody can have several.", whose=whose)
    if any(form_of(outcome, code) == "red" for code in codes):
        note += say(" Entries on red lists are favours.")
    legend = tuple((tones[code], names[code]) for code in codes)
    made = panels(outcome, "entries", say("Entries on each list over time"), content, note, legend)
    return replace(made, unit=say("entries"))


def entries(rows: dict[str, np.ndarray], arm: int, code: int, steps: int) -> np.ndarray:
    """Entries of one arm on one list that are in force, shape (M,)."""
    mine = (rows["arm"] == arm) & (rows["list"] == code)
    begun = rows["start_month"][mine] if "start_month" in rows else rows["born"][mine]
    first = np.clip(begun.astype(np.int64), 0, steps)
    ends = rows["end_month"][mine].astype(np.int64)
    # -1 is an open entry, what lies below ended before the run
    last = np.maximum(first, np.where(ends == -1, steps, np.clip(ends, 0, steps)))
    change = np.bincount(first, minlength=steps + 1) - np.bincount(last, minlength=steps + 1)
    return np.asarray(np.cumsum(change)[:steps])


def tones_of(outcome: Outcome, codes: Sequence[int]) -> dict[int, str]:
    """A colour per list; favours have their own."""
    left = {"red": list(FAVOURS), "other": list(BURDENS)}
    return {code: left["red" if form_of(outcome, code) == "red" else "other"].pop(0) for code in codes}


def panels(
    outcome: Outcome,
    key: str,
    title: str,
    content: dict[int, list[Series]],
    note: str,
    legend: tuple[tuple[str, str], ...] = (),
) -> Figure:
    """A panel per arm on one scale, with the table of its numbers; with a legend, lines are not named in the panels."""
    known = [v for series in content.values() for one in series for v in one.values if np.isfinite(v)]
    look = Look(top=max(known, default=0.0), step=outcome.step, named=not legend)
    drawings, columns, table = [], [say(outcome.step)], []
    for arm, series in content.items():
        words = arm_words(outcome.arms[arm])
        whole = say("{title}, {arm}", title=title, arm=words)
        svg = lines(f"{key}-{arm}", (PANEL, 250), whole, ends_in_words(series, outcome.step), series, look)
        drawings.append(Drawing(svg, "panel", words))
        columns += [say("{title}, {arm}", title=words, arm=one.name) for one in series]
        table += [list(one.values) for one in series]
    return Figure(f"figure-{key}", title, tuple(drawings), tuple(columns), month_rows(table), note, legend)
