"""One synthetic life as text for a terminal, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from textwrap import wrap
from typing import Any

from ...audit.subjects import worded
from ..codebook import arm_words
from ..language import say
from ..wording import count_of, in_row, plain, signed
from .happening import Event, Life

BANNER = "Synthetic person: nobody like this exists outside this simulation."
FIRM_BANNER = "Synthetic firm: nothing like this exists outside this simulation."
END_WORDS: Mapping[str, str] = {
    "band": "band at the end", "score": "score at the end", "points": "points at the end",
    "months_listed": "months listed", "wrongly_listed_months": "of these wrongly listed",
    "first_wrong_month": "first wrongly listed", "first_wrong_refusal_month": "first wrongly refused",
    "first_wrong_loss_month": "first wrongly poorer", "corrected_everywhere_month": "list and copies cleared",
    "low_band_months": "months in a low band", "flags": "flags", "pierced_months": "months reached by others",
    "tainted_months": "months suspect by ties", "stale_months": "months held by an old copy",
    "residual_copies": "wrong copies left over",
    "ranked_low_months": "months ranked low", "named_months": "months named in public", "refusals": "refusals",
    "inspections": "inspections", "favours": "red lists at the end", "repairs": "repairs", "appeals": "appeals",
    "credits_earned": "credits earned", "redeemed": "rewards taken", "proofs_refused": "honest proofs refused",
    "seen": "acts watched", "copied_without_consent": "copied, not asked", "residual_months": "months copy outlived",
    "income_lost_yuan": "income lost, yuan", "bad_acts": "bad acts done", "acts_hidden": "bad acts hidden",
    "avoided_months": "months not even tried", "lawful_given_up": "lawful acts given up",
    "silent_tie_months": "months of silent friends", "points_bought": "points bought",
    "left_months": "months without platforms", "records_missed": "records not made",
    "money_lost_yuan": "money lost in all, yuan",
    "owed_yuan": "debt not performed, yuan", "grown_yuan": "interest on it, yuan",
    "trapped_months": "months added by the trap", "hours_lost": "hours lost on slow trains",
    "laid_off": "times laid off", "joint_loans_refused": "loans refused for others",
    "school_denied": "school places refused", "slack_months": "months with less business",
}  # fmt: skip
WIDTH, ENDS = 80, 26


def render_life(life: Life) -> str:
    """Write the life month by month in at most 80 columns; months in which all arms agree are one line.

    Where nothing happened in any arm, that is said in so many words.
    """
    about = ", ".join(life.about)
    head = f"{life.who.capitalize()} {life.person}" + (f": {about}" if about else "")
    arms = "; ".join(arm_words(arm) for arm in life.arms)
    banner = FIRM_BANNER if life.firm else BANNER
    out = [*wrap(head, WIDTH), banner, *wrap(f"{count_of(life.months, life.step)}; arms: {arms}", WIDTH), ""]
    if life.empty:
        out += wrap(nothing_words(life), WIDTH)
        return "\n".join([*out, *(["", *_ends(life)] if counted(life) else [])]) + "\n"
    for first, last, body in chapters(life):
        if body[0].startswith(" "):
            out += [step_words(first, last, life.step), *body]
        else:
            out += wrap(f"{step_words(first, last, life.step)}: {body[0]}", WIDTH, subsequent_indent="    ")
    return "\n".join([*out, "", *_ends(life)]) + "\n"


def counted(life: Life) -> bool:
    """Whether anything was counted about this life besides where it stood all along."""
    return any(any(one.get(key) for one in life.ends) for key in END_WORDS if key not in ("band", "score", "points"))


def nothing_words(life: Life) -> str:
    """That nothing happened; where something was counted, that no single event was kept."""
    parts = {"who": say(life.who), "number": life.person, "lived": count_of(life.months, life.step)}
    if counted(life):
        return say("The run kept no single event about {who} {number} in {lived}, only what it came to.", **parts)
    return say("Nothing happened to {who} {number} in any arm in {lived}.", **parts)


def step_words(first: int, last: int, step: str = "month") -> str:
    """The heading of a stretch of months or weeks."""
    if first < 0:
        return say("before the start")
    told = "month {first}" if first == last else "months {first}-{last}"
    return say(worded(told, "adults", step), first=first, last=last)


def chapters(life: Life) -> Iterator[tuple[int, int, list[str]]]:
    """The life in stretches: (first month, last month, lines); agreeing months are one sentence."""
    before = [event.month for events in life.events for event in events if event.month < 0]
    if before:
        yield min(before), max(before), _apart(life, min(before), max(before))
    pending: list[int] = []
    for month in range(life.months):
        per_arm = [tuple(_same(e) for e in events if e.month == month) for events in life.events]
        if all(one == per_arm[0] for one in per_arm):
            pending.append(month)
            continue
        if pending:
            yield pending[0], pending[-1], _agreeing(life, pending)
            pending = []
        yield month, month, _apart(life, month, month)
    if pending:
        yield pending[0], pending[-1], _agreeing(life, pending)


def _same(event: Event) -> tuple[str, str, str, float | None]:
    """What makes events of two arms the same event."""
    return event.kind, event.what, event.cause, event.points


def _agreeing(life: Life, months: list[int]) -> list[str]:
    """One sentence for months in which every arm holds the same events."""
    counts: dict[str, int] = {}
    for event in life.events[0]:
        if months[0] <= event.month <= months[-1]:
            counts[event.what] = counts.get(event.what, 0) + 1
    if not counts:
        return [say("nothing happens in any arm")]
    told = (
        say("{what} ({times} times)", what=what, times=times) if times > 1 else what for what, times in counts.items()
    )
    return [say("the same in every arm: {events}", events=in_row(list(told)))]


def _apart(life: Life, first: int, last: int) -> list[str]:
    """The events of some months, each once, with the arms it happens in."""
    found: dict[tuple[str, str, str, float | None], tuple[Event, list[str]]] = {}
    for arm, events in zip(life.arms, life.events, strict=True):
        for event in events:
            if first <= event.month <= last:
                found.setdefault(_same(event), (event, []))[1].append(arm_words(arm))
    out = []
    for event, arms in found.values():
        where = say("every arm") if len(set(arms)) == len(life.arms) else in_row(list(dict.fromkeys(arms)))
        out += wrap(f"[{where}] {sentence(event)}", WIDTH, initial_indent="  ", subsequent_indent="    ")
        reason = reason_of(event)
        out += wrap(reason, WIDTH, initial_indent="    ", subsequent_indent="      ") if reason else []
    return out


def sentence(event: Event) -> str:
    """What happened, with what it did to the score."""
    return say("{what}, {n} points", what=event.what, n=signed(event.points)) if event.points else event.what


def reason_of(event: Event, with_cause: bool = True) -> str:
    """Cause, agency, rule and draws as one line."""
    parts = [say("cause: {cause}", cause=event.cause)] if event.cause and with_cause else []
    parts += [say("agency: {agency}", agency=event.agency)] if event.agency else []
    parts += [say("rule: {rule}", rule=event.rule)] if event.rule else []
    parts += [say("draw {stream} = {number}", stream=stream, number=f"{number:.6f}") for stream, number in event.draws]
    return in_row(parts)


def end_rows(life: Life) -> list[tuple[str, list[str]]]:
    """Where the life stands at the end: (what, one text per arm), only what some arm knows."""
    rows = []
    for key, said in END_WORDS.items():
        if any(key in end for end in life.ends):
            values = [end.get(key) for end in life.ends]
            told = [one if isinstance(one, str) else plain(one, 6) for one in values]
            rows.append((say(worded(said, "adults", life.step)), told))
    return rows


def _ends(life: Life) -> list[str]:
    """The closing table, arms as columns where they fit, their names over several lines where they are long."""
    names, rows = [arm_words(arm) for arm in life.arms], end_rows(life)
    if not rows:
        return []
    values = [max(len(row[1][i]) for row in rows) for i in range(len(names))]
    widths = [max(len(name), width) for name, width in zip(names, values, strict=True)]
    if ENDS + sum(width + 2 for width in widths) > WIDTH:
        room = (WIDTH - ENDS) // len(names) - 2
        if room < max(8, *values):
            return _told_ends(names, rows)
        widths = [min(width, room) for width in widths]
    heads = [wrap(name, width) for name, width in zip(names, widths, strict=True)]
    deep = max(len(head) for head in heads)
    above = [[head[line - deep] if len(head) >= deep - line else "" for head in heads] for line in range(deep)]
    table = [*((" " * ENDS, line) for line in above[:-1]), (say("at the end"), above[-1]), *rows]
    return [
        (f"{words:<{ENDS}}" + "".join(f"  {v:>{w}}" for v, w in zip(line, widths, strict=True))).rstrip()
        for words, line in table
    ]


def _told_ends(names: list[str], rows: list[tuple[str, list[str]]]) -> list[str]:
    """The end as sentences, for more arms than a terminal has room for."""
    out = []
    for words, values in rows:
        parts = "; ".join(f"{name} {value}" for name, value in zip(names, values, strict=True))
        out += wrap(f"{words}: {parts}", WIDTH, subsequent_indent="  ")
    return out


def life_json(life: Life) -> dict[str, Any]:
    """The life as plain mappings, lists, numbers and texts."""
    made = asdict(life)
    made["synthetic"] = FIRM_BANNER if life.firm else BANNER
    return made
