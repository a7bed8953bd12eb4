"""One synthetic life in every arm, month by month: what happened, why, through whom and by which draw."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...core.errors import OutcomeError
from ...core.outcome import Outcome
from ..codebook import entry, name, sector_words
from ..wording import plain
from .states import Row, low_spell, rows_of, states_of

DrawOf = Callable[[str, Row], Sequence[tuple[str, float]]]
"""Gives the draws behind a row of a table: (table, row with its arm) -> (stream name, number in [0, 1)) pairs."""

ENDING_DRAWS = (".u_exit", ".u_decision")
OWN_ACT, OWN_DEBT = "own act", "own debt"
KIND_ORDER = ("record", "wrong", "listed", "mislisted", "refused", "step", "ended")


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

    `events` has one tuple per arm, ordered by month; `states` one word per arm and month ("calm", "adverse",
    "limited", "low", "mislisted" or "on-list"); `about` and `ends` are words and numbers for reading.
    """

    person: int
    months: int
    arms: tuple[str, ...]
    about: tuple[str, ...]
    events: tuple[tuple[Event, ...], ...]
    states: tuple[tuple[str, ...], ...]
    ends: tuple[Mapping[str, float | str], ...]
    step: str = "month"

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
        spell = low_spell(tables, arm)
        if spell is not None:
            wrong = spell[0] == "mislisted"
            cause = "only because records are wrong" if wrong else "the records in force"
            kind = "mislisted" if wrong else "listed"
            found.append(Event(spell[1], kind, "falls into a band with restrictions", cause))
        events.append(tuple(sorted((one for one in found if one.month < months), key=_order)))
        states.append(states_of(tables, person, arm, months, spell))
    ends = tuple(_end(outcome, tables.get("people", {}), arm) for arm in range(len(outcome.arms)))
    about = _about(outcome, tables.get("people", {}))
    return Life(person, months, outcome.arms, about, tuple(events), tuple(states), ends, outcome.step)


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
    on = entry(outcome, "lists", int(row.get("list", 0)))
    cause, agency = debt_of(person, row), on.agency or "court"
    born = int(row.get("born", -1))
    limit = "list" not in on.title and int(row.get("list", 0)) > 0
    title = f"a {on.title}" if limit else f"the {on.title}" if "list" in on.title else f"the list of {on.title}"
    put = ("put under " if limit else "put on ") + title
    if row.get("subject", person) != person:
        lost = int(row.get("subject", -1)) < 0
        fate = f"should have been {put}, but was missed" if lost else f"somebody else was {put} for this person's debt"
        return [Event(born, "step", fate, cause, agency, on.rule)]
    first = Event(born, "listed" if cause == OWN_DEBT else "mislisted", put, cause, agency, on.rule)
    return [
        first,
        *_redress(outcome, row, f"being {put}"),
        *_ending(outcome, row, f"no longer {put.removeprefix('put ')}", None),
    ]


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


TELLERS: Mapping[str, Callable[[Outcome, int, Row], list[Event]]] = {
    "cases": _case, "records": _record, "listings": _listing, "refusals": _refusal, "bands": _band,
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


def _about(outcome: Outcome, people: Mapping[str, np.ndarray]) -> tuple[str, ...]:
    """Who the synthetic person is, in words."""
    if not len(people.get("person", ())):
        return ()
    sex = {0: "woman", 1: "man"}
    child = {0: "girl", 1: "boy"}
    adult = bool(people["adult"][0]) if "adult" in people else True
    words: list[str] = []
    if "sex" in people:
        words.append((sex if adult else child).get(int(people["sex"][0]), ""))
    if "age_years" in people:
        words.append(f"{int(people['age_years'][0])} years")
    for column, book, text in (("residence", "residence", "{}"), ("education", "education", "education: {}")):
        if column in people:
            words.append(text.format(name(outcome, book, int(people[column][0]))))
    if "income_quintile" in people:
        words.append(f"income fifth {int(people['income_quintile'][0]) + 1} of 5")
    return tuple(word for word in words if word)


def _end(outcome: Outcome, people: Mapping[str, np.ndarray], arm: int) -> Mapping[str, float | str]:
    """Where the life stands in one arm when the run ends."""
    rows = rows_of(people, arm)
    if not rows:
        return {}
    row = rows[0]
    out: dict[str, float | str] = {}
    for column in ("points", "score", "months_listed", "wrongly_listed_months", "low_band_months", "income_lost_yuan"):
        if column in row:
            out[column] = row[column]
    if "band" in row and outcome.codebook.get("bands"):
        out["band"] = name(outcome, "bands", int(row["band"]))
    refused = [int(value) for key, value in row.items() if key.startswith("refused_")]
    if refused:
        out["refusals"] = sum(refused)
    return out
