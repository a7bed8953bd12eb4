"""One synthetic life in every arm, month by month: what happened, why, through whom and by which draw."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...core.errors import OutcomeError
from ...core.outcome import Outcome
from ..codebook import entry, form_of, name, sector_words
from ..wording import plain
from .person import about_of, end_of
from .states import NEVER, OWN, Row, low_spell, rows_of, states_of

DrawOf = Callable[[str, Row], Sequence[tuple[str, float]]]
"""Gives the draws behind a row of a table: (table, row with its arm) -> (stream name, number in [0, 1)) pairs."""

ENDING_DRAWS = (".u_exit", ".u_decision")
OWN_ACT, OWN_DEBT = "own act", "own debt"
KIND_ORDER = ("record", "wrong", "favoured", "listed", "mislisted", "refused", "step", "ended")
SPELLS = {
    "low": "falls into a band with restrictions", "flagged": "flagged by the watchlist",
    "on-list": "put on a list because of the score",
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """Something that happened to the person in one month of one arm.

    Months before the start are negative. `kind` is one of KIND_ORDER; `rule` is the mechanism; `draws` are
    (stream, number) pairs; `points` is what the score changed by, None where it did not.
    """

    month: int
    kind: str
    what: str
    cause: str = ""
    agency: str = ""
    rule: str = ""
    points: float | None = None
    draws: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Life:
    """A synthetic person in A arms over M months.

    `events` has one tuple per arm, ordered by month; `states` one word per arm and month ("calm" or one of
    `states.GRAVER`); `about` and `ends` are words and numbers for reading; `firm` is whether it is one.
    """

    person: int
    months: int
    arms: tuple[str, ...]
    about: tuple[str, ...]
    events: tuple[tuple[Event, ...], ...]
    states: tuple[tuple[str, ...], ...]
    ends: tuple[Mapping[str, float | str], ...]
    step: str = "month"
    firm: bool = False

    @property
    def who(self) -> str:
        """What the number is: a person or a firm."""
        return "firm" if self.firm else "person"

    @property
    def empty(self) -> bool:
        """Whether nothing happened in any arm."""
        return not any(self.events)


def life(outcome: Outcome, person: int, draw_of: DrawOf | None = None) -> Life:
    """Tell one synthetic life in every arm of a run.

    Raises OutcomeError for a number outside the run's people.
    Limits: the tables keep what is written about a person; acts that nobody recorded appear only where the run kept
    a row for them, and bands are known for the last month only.
    """
    people = int(outcome.study.get("people", 0))
    if not 0 <= person < people:
        raise OutcomeError(
            f"person {person}: this run has {people:,} synthetic people, numbered 0 to {people - 1:,}\n"
            "  choose a number in that range"
        )
    tables = outcome.life(person)
    months = outcome.steps
    events: list[tuple[Event, ...]] = []
    states: list[tuple[str, ...]] = []
    for arm in range(len(outcome.arms)):
        found: list[Event] = []
        for table, tell in TELLERS.items():
            for row in rows_of(tables.get(table, {}), arm):
                draws = tuple(pair for pair in (draw_of(table, row) if draw_of else ()) if math.isfinite(pair[1]))
                found += _told_with(draws, tell(outcome, person, row))
        forms = [form_of(outcome, code) for code in range(len(outcome.codebook.get("lists", ())))]
        spell = low_spell(tables, arm, forms)
        if spell is not None:
            wrong = spell.wrong
            cause = "only because records are wrong" if wrong else "the records in force"
            found.append(Event(spell.first, "mislisted" if wrong else "listed", SPELLS[spell.kind], cause))
        found += _left(tables.get("people", {}), arm)
        events.append(tuple(sorted((one for one in found if one.month < months), key=_order)))
        states.append(states_of(tables, person, (arm, months), spell, forms))
    known = tables.get("people", {})
    ends = tuple(end_of(outcome, known, arm) for arm in range(len(outcome.arms)))
    firm = bool(len(known.get("firm", ())) and known["firm"][0])
    about = about_of(outcome, known)
    return Life(person, months, outcome.arms, about, tuple(events), tuple(states), ends, outcome.step, firm)


def _left(people: Mapping[str, Any], arm: int) -> list[Event]:
    """Leaving a platform, known from the people table alone."""
    rows = rows_of(people, arm)
    month = int(rows[0].get("withdrawn_month", NEVER)) if rows else NEVER
    return [Event(month, "step", "leaves the platform and withdraws consent")] if month >= 0 else []


def _told_with(draws: Sequence[tuple[str, float]], events: list[Event]) -> list[Event]:
    """The events of a row, each with the draws that decided it: those of an end go to the end."""
    last = tuple(d for d in draws if d[0].endswith(ENDING_DRAWS))
    first = tuple(d for d in draws if d not in last)
    told = [with_draws(one, first) if i == 0 else one for i, one in enumerate(events)]
    return [with_draws(one, last) if one.kind == "ended" else one for one in told]


def with_draws(event: Event, draws: tuple[tuple[str, float], ...]) -> Event:
    """The event with its draws; where the codebook names no rule, the stream's name does."""
    if not draws:
        return event
    return replace(event, draws=draws, rule=event.rule or draws[0][0].partition(".")[0])


def _order(event: Event) -> tuple[int, int, str]:
    return event.month, KIND_ORDER.index(event.kind), event.what


def cause_of(outcome: Outcome, person: int, row: Row) -> str:
    """Why a record about this person exists: an act of one's own, a false report, or a wrong match."""
    if row.get("subject", person) == person and row.get("person", person) != person:
        return "wrong match: somebody else did it"
    code = int(row.get("cause", 0))
    return OWN_ACT if code == 0 else name(outcome, "causes", code)


def debt_of(person: int, row: Row) -> str:
    """Why a case or listing about this person exists: a debt of one's own, or one that is not."""
    if row.get("subject", person) == person and row.get("person", person) != person:
        return "wrong match: somebody else owes it"
    return "somebody else's debt or a false report" if row.get("cause", 0) else OWN_DEBT


def _record(outcome: Outcome, person: int, row: Row) -> list[Event]:
    """A record: its making, its correction and its end, as far as they touch this person."""
    act = entry(outcome, "acts", int(row.get("act", -1)))
    cause = cause_of(outcome, person, row)
    born = int(row.get("born", -1))
    if row.get("subject", person) != person:
        lost = int(row.get("subject", -1)) < 0
        fate = "the record was lost" if lost else "the record was written on somebody else"
        return [Event(born, "step", f"{act.title}: {fate}", cause, act.agency, act.rule)]
    if not row.get("reported", 1):
        return [Event(born, "step", f"{act.title}: nobody recorded it", cause, act.agency, act.rule)]
    points = row.get("points")
    worth = float(points) if points else None
    kind = "record" if cause == OWN_ACT else "wrong"
    first = Event(born, kind, f"record written: {act.title}", cause, act.agency, act.rule, worth)
    thing = f"the record '{act.title}'"
    back = -worth if worth is not None else None
    return [first, *_redress(outcome, row, thing), *_ending(outcome, row, f"{thing} ended", back)]


def _listing(outcome: Outcome, person: int, row: Row) -> list[Event]:
    """A listing: being put on the list, the way to correction, and leaving it."""
    code = int(row.get("list", 0))
    on, red = entry(outcome, "lists", code), form_of(outcome, code) == "red"
    own = code >= OWN
    # what brings a person on a list of the regime's own is an act, and its record names the agency
    cause, agency = (cause_of(outcome, person, row), "") if own else (debt_of(person, row), on.agency or "court")
    born, put = int(row.get("born", -1)), put_on(outcome, code)
    if row.get("subject", person) != person:
        lost = int(row.get("subject", -1)) < 0
        whose = "what this person did" if own else "this person's debt"
        fate = f"should have been {put}, but was missed" if lost else f"somebody else was {put} for {whose}"
        return [Event(born, "step", fate, cause, agency, on.rule)]
    kind = "favoured" if red else "listed" if cause in (OWN_DEBT, OWN_ACT) else "mislisted"
    first = Event(born, kind, put, cause, agency, on.rule)
    return [
        first,
        *_redress(outcome, row, f"being {put}"),
        *_trapped(row, put.removeprefix("put ").removeprefix("entered ")),
        *_ending(outcome, row, f"no longer {put.removeprefix('put ').removeprefix('entered ')}", None),
    ]


def _trapped(row: Row, where: str) -> list[Event]:
    """The month in which the entry would have ended, had being held not cost the income to pay with."""
    spared = int(row.get("spared_month", NEVER))
    if spared < 0 or int(row.get("end_month", NEVER)) == spared:
        return []
    what = f"stays {where}; with the income that was lost this would have ended"
    return [Event(spared, "step", what, rule="listing")]


def put_on(outcome: Outcome, code: int) -> str:
    """Being put on a list, in words: the courts' lists by name, lists of the regime's own by their titles."""
    title = name(outcome, "lists", code)
    if code >= OWN:
        form = form_of(outcome, code)
        if form == "file":
            return f"entered in the file '{title}'"
        return f"put on the {'red list' if form == 'red' else 'watch list' if form == 'watch' else 'list'} '{title}'"
    if "list" in title:
        return f"put on the {title}"
    return f"put under a {title}" if code == 1 else f"put on the list of {title}"


def _case(outcome: Outcome, person: int, row: Row) -> list[Event]:
    """A court case over a debt, before any listing."""
    debt = row.get("claim_yuan") or row.get("debt_yuan")
    claim = f" over {plain(float(debt))} yuan" if debt else ""
    stage = (
        name(outcome, "case_stages", int(row["stage"]))
        if "stage" in row and outcome.codebook.get("case_stages")
        else ""
    )
    fate = f" (ends: {stage})" if stage else ""
    if row.get("subject", person) != person:
        fate = " (the file names somebody else)"
    mine = row.get("person", person) == person and not row.get("cause", 0)
    what = "falls behind with a debt" if mine else "a debt that is not this person's is taken to court,"
    return [Event(int(row.get("born", -1)), "step", f"{what}{claim}{fate}", debt_of(person, row), "court")]


def _refusal(outcome: Outcome, person: int, row: Row) -> list[Event]:
    """Being turned away in one sector."""
    sector = name(outcome, "sectors", int(row.get("sector", 0))).replace(" ", "_")
    times = int(row.get("count", 1))
    again = f", {times} times" if times > 1 else ""
    return [Event(int(row.get("month", -1)), "refused", f"refused: {sector_words(sector)}{again}")]


def _band(outcome: Outcome, person: int, row: Row) -> list[Event]:
    """Moving from one band of the score to another."""
    new = int(row["band"])
    old = new - int(row["change"])
    way = "falls" if new < old else "rises"
    text = f"{way} from band {name(outcome, 'bands', old)} to {name(outcome, 'bands', new)}"
    return [Event(int(row["month"]), "step", text, rule="scoring")]


def _copy(outcome: Outcome, person: int, row: Row) -> list[Event]:
    """Who still holds a copy of an entry that has ended or is suspended at its source."""
    if row.get("subject") != person or int(row.get("source", 1)):
        return []
    titles = outcome.codebook.get("agency_titles", ())
    left = [str(title) for place, title in enumerate(titles) if int(row["holders"]) >> place & 1]
    where = put_on(outcome, int(row["list"])).removeprefix("put ").removeprefix("entered ")
    held = f"is still held by: {', '.join(left)}" if left else "is held by nobody any more"
    return [Event(int(row["month"]), "step", f"the old entry of being {where} {held}", rule="agency_copies")]


TELLERS: Mapping[str, Callable[[Outcome, int, Row], list[Event]]] = {
    "cases": _case, "records": _record, "listings": _listing, "refusals": _refusal, "bands": _band, "copies": _copy,
}  # fmt: skip


def _redress(outcome: Outcome, row: Row, thing: str) -> list[Event]:
    """Learning of a row, objecting to it, and what was decided."""
    out = []
    for column, text in (("aware_month", f"learnt of {thing}"), ("filed_month", f"objected to {thing}")):
        if int(row.get(column, -1)) >= 0:
            out.append(Event(int(row[column]), "step", text))
    if int(row.get("decision_month", -1)) >= 0:
        verdict = name(outcome, "outcomes", int(row.get("outcome", 0)))
        out.append(Event(int(row["decision_month"]), "step", f"decision on {thing}: {verdict}"))
    return out


def _ending(outcome: Outcome, row: Row, text: str, points: float | None) -> list[Event]:
    """The end of a record or listing, with its reason."""
    month = int(row.get("end_month", -1))
    if month < 0:
        return []
    reason = name(outcome, "end_reasons", int(row.get("end_reason", 0)))
    return [Event(month, "ended", f"{text} ({reason})", points=points)]
