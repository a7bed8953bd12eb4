"""One synthetic life side by side: a strip of months per arm and the list of what happened."""

from __future__ import annotations

from ..codebook import arm_words
from ..draw.figure import NARROW, WIDE, Cell, Drawing, Figure
from ..draw.strip import Strip, runs, strips
from ..page import MARK, Section, Table
from ..wording import count_of
from .life import Life
from .text import counted, end_rows, nothing_words, reason_of, sentence

STATES = {
    "calm": "nothing against anybody",
    "adverse": "a record that costs points",
    "limited": "limited in consumption",
    "favoured": "on a red list, a favour",
    "filed": "in a file",
    "flagged": "flagged by the watchlist",
    "on-list": "on the list",
    "mislisted": "listed only because of an error",
    "low": "in a band with restrictions",
}
TONES = {
    "calm": "calm", "adverse": "b3", "limited": "limited", "on-list": "on-list", "mislisted": "wrong", "low": "b1",
    "favoured": "arm-3", "filed": "arm-7", "flagged": "b0",
}  # fmt: skip
SIGNS = {
    "record": "record of an own act",
    "wrong": "record without an own act",
    "favoured": "put on a red list",
    "listed": "listed, flagged, or falls into a low band",
    "mislisted": "listed because of an error",
    "refused": "refused",
    "ended": "a record or listing ends",
}
MOST_ROWS = 120


def life_section(told: Life) -> Section:
    """The section of one life; a life without events says so plainly."""
    about = ", ".join(told.about)
    lead = (
        f"Synthetic {told.who} {told.person}{': ' + about if about else ''}. {'Nothing' if told.firm else 'Nobody'} "
        "like this exists outside the simulation; the number only names a place in it. "
        f"The same {told.who} lives through every arm with the same draws."
    )
    if told.empty:
        ends = (_ends(told),) if counted(told) else ()
        return Section("life", "One life side by side", (lead, nothing_words(told)), tables=ends)
    return Section("life", "One life side by side", (lead,), (life_figure(told),), (_ends(told), _events(told)))


def life_figure(told: Life) -> Figure:
    """The strips of all arms on one axis."""
    content = []
    for arm, states, events in zip(told.arms, told.states, told.events, strict=True):
        marks = [(e.month, e.kind) for e in events if e.kind in SIGNS and e.month >= 0]
        content.append(Strip(arm_words(arm), [TONES[state] for state in states], list(dict.fromkeys(marks))))
    title, text = f"{told.who.capitalize()} {told.person} in {count_of(len(told.arms), 'arm')}", strips_in_words(told)
    drawings = (
        Drawing(strips("life-w", WIDE, title, text, content, told.step), "wide"),
        Drawing(strips("life-n", NARROW, title, text, content, told.step), "narrow"),
    )
    seen = {state for one in told.states for state in one}
    kinds = [k for k in SIGNS if any(e.kind == k for events in told.events for e in events)]
    words = STATES | {"calm": f"nothing against the {told.who}"}
    legend = (*((TONES[s], words[s]) for s in STATES if s in seen), *((MARK + k, SIGNS[k]) for k in kinds))
    rows: list[tuple[Cell, ...]] = []
    for arm, states in zip(told.arms, told.states, strict=True):
        rows += [(arm_words(arm), first, after - 1, words[state]) for first, after, state in runs(states)]
    columns = ("arm", f"from {told.step}", f"to {told.step}", "state")
    note = f"Colour: the state in each {told.step}. Signs: events."
    return Figure("figure-life", title, drawings, columns, tuple(rows), note, legend)


def strips_in_words(told: Life) -> str:
    """The text alternative: for every arm, the stretches that are not calm."""
    parts = []
    for arm, states in zip(told.arms, told.states, strict=True):
        spans = [
            f"{STATES[state]} in {told.step}s {first} to {after - 1}"
            for first, after, state in runs(states)
            if state != "calm"
        ]
        parts.append(f"{arm_words(arm)}: {', '.join(spans) or f'nothing against the {told.who}'}")
    return "; ".join(parts) + "."


def _events(told: Life) -> Table:
    """What happened, month by month, with the arms it happened in; very long lives are cut, and say so."""
    merged: dict[tuple[int, str, str], list[str]] = {}
    agencies: dict[tuple[int, str, str], str] = {}
    for arm, events in zip(told.arms, told.events, strict=True):
        for event in events:
            key = (event.month, sentence(event), event.cause)
            merged.setdefault(key, []).append(arm_words(arm))
            agencies[key] = "; ".join(part for part in reason_of(event).split("; ") if not part.startswith("cause: "))
    rows: list[tuple[Cell, ...]] = []
    for key in sorted(merged, key=lambda k: k[0]):
        arms = list(dict.fromkeys(merged[key]))
        where = "every arm" if len(arms) == len(told.arms) else "; ".join(arms)
        rows.append((key[0] if key[0] >= 0 else "before", where, key[1], key[2], agencies[key]))
    title = "What happened, and why"
    if len(rows) > MOST_ROWS:
        title += f" (first {MOST_ROWS} of {len(rows)} events)"
    columns = [told.step, "where", "what", "cause", "agency, rule and draws"]
    if not any(row[4] for row in rows):
        return Table(title, tuple(columns[:4]), tuple(row[:4] for row in rows[:MOST_ROWS]))
    return Table(title, tuple(columns), tuple(rows[:MOST_ROWS]))


def _ends(told: Life) -> Table:
    """Where the life stands at the end of the run in every arm."""
    rows = tuple((words, *values) for words, values in end_rows(told))
    return Table("At the end", ("", *(arm_words(arm) for arm in told.arms)), rows)
