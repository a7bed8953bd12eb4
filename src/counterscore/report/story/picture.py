"""One synthetic life side by side: a strip of months per arm and the list of what happened."""

from __future__ import annotations

from ...audit.subjects import worded
from ..codebook import arm_words
from ..draw.figure import NARROW, WIDE, Cell, Drawing, Figure
from ..draw.strip import Strip, runs, strips
from ..language import say
from ..page import MARK, Section, Table
from ..wording import count_of, in_row
from .happening import Life
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
PERSON_LEAD = (
    " Nobody like this exists outside the simulation; the number only names a place in it. "
    "The same person lives through every arm with the same draws."
)
FIRM_LEAD = (
    " Nothing like this exists outside the simulation; the number only names a place in it. "
    "The same firm lives through every arm with the same draws."
)


def life_section(told: Life) -> Section:
    """The section of one life; a life without events says so plainly."""
    parts = {"who": say(told.who), "number": told.person, "about": say(", ").join(told.about)}
    lead = say("Synthetic {who} {number}: {about}." if told.about else "Synthetic {who} {number}.", **parts)
    lead += say(FIRM_LEAD if told.firm else PERSON_LEAD)
    heading = say("One life side by side")
    if told.empty:
        ends = (ends_table(told),) if counted(told) else ()
        return Section("life", heading, (lead, nothing_words(told)), tables=ends)
    return Section("life", heading, (lead,), (life_figure(told),), (ends_table(told), events_table(told)))


def life_figure(told: Life, key: str = "life") -> Figure:
    """The strips of all arms on one axis; `key` must be unique on the page."""
    content = []
    for arm, states, events in zip(told.arms, told.states, told.events, strict=True):
        marks = [(e.month, e.kind) for e in events if e.kind in SIGNS and e.month >= 0]
        content.append(Strip(arm_words(arm), [TONES[state] for state in states], list(dict.fromkeys(marks))))
    arms, text = count_of(len(told.arms), "arm"), strips_in_words(told)
    title = say("Firm {n} in {arms}" if told.firm else "Person {n} in {arms}", n=told.person, arms=arms)
    drawings = (
        Drawing(strips(f"{key}-w", WIDE, title, text, content, told.step), "wide"),
        Drawing(strips(f"{key}-n", NARROW, title, text, content, told.step), "narrow"),
    )
    seen = {state for one in told.states for state in one}
    kinds = [k for k in SIGNS if any(e.kind == k for events in told.events for e in events)]
    words = {state: say(said) for state, said in STATES.items()} | {"calm": _calm(told)}
    legend = (*((TONES[s], words[s]) for s in STATES if s in seen), *((MARK + k, say(SIGNS[k])) for k in kinds))
    rows: list[tuple[Cell, ...]] = []
    for arm, states in zip(told.arms, told.states, strict=True):
        rows += [(arm_words(arm), first, after - 1, words[state]) for first, after, state in runs(states)]
    ends = (worded(one, "adults", told.step) for one in ("from month", "to month"))
    columns = (say("arm"), *(say(one) for one in ends), say("state"))
    note = say(worded("Colour: the state in each month. Signs: events.", "adults", told.step))
    return Figure(f"figure-{key}", title, drawings, columns, tuple(rows), note, legend)


def _calm(told: Life) -> str:
    """That nothing is held against the person or firm."""
    return say("nothing against the firm" if told.firm else "nothing against the person")


def strips_in_words(told: Life) -> str:
    """The text alternative: for every arm, the stretches that are not calm."""
    span = worded("{state} in months {first} to {last}", "adults", told.step)
    parts = []
    for arm, states in zip(told.arms, told.states, strict=True):
        spans = [
            say(span, state=say(STATES[state]), first=first, last=after - 1)
            for first, after, state in runs(states)
            if state != "calm"
        ]
        parts.append(say("{label}: {value}", label=arm_words(arm), value=say(", ").join(spans) or _calm(told)))
    return say("{parts}.", parts=in_row(parts))


def events_table(told: Life) -> Table:
    """What happened, month by month, with the arms it happened in; very long lives are cut, and say so."""
    merged: dict[tuple[int, str, str], list[str]] = {}
    agencies: dict[tuple[int, str, str], str] = {}
    for arm, events in zip(told.arms, told.events, strict=True):
        for event in events:
            key = (event.month, sentence(event), event.cause)
            merged.setdefault(key, []).append(arm_words(arm))
            agencies[key] = reason_of(event, with_cause=False)
    rows: list[tuple[Cell, ...]] = []
    for key in sorted(merged, key=lambda k: k[0]):
        arms = list(dict.fromkeys(merged[key]))
        where = say("every arm") if len(arms) == len(told.arms) else in_row(arms)
        rows.append((key[0] if key[0] >= 0 else say("before"), where, key[1], key[2], agencies[key]))
    title = say("What happened, and why")
    if len(rows) > MOST_ROWS:
        title += say(" (first {n} of {all} events)", n=MOST_ROWS, all=len(rows))
    columns = [say(told.step), say("where"), say("what"), say("cause"), say("agency, rule and draws")]
    if not any(row[4] for row in rows):
        return Table(title, tuple(columns[:4]), tuple(row[:4] for row in rows[:MOST_ROWS]))
    return Table(title, tuple(columns), tuple(rows[:MOST_ROWS]))


def ends_table(told: Life) -> Table:
    """Where the life stands at the end of the run in every arm."""
    rows = tuple((words, *values) for words, values in end_rows(told))
    return Table(say("At the end"), ("", *(arm_words(arm) for arm in told.arms)), rows)
