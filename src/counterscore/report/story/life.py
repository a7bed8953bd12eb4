"""One synthetic life in every arm, month by month: what happened, why, through whom and by which draw."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...core.errors import OutcomeError
from ...core.outcome import Outcome
from ..codebook import entry, form_of, name, sector_words
from ..language import say
from ..wording import plain
from .happening import KIND_ORDER, DrawOf, Event, Life
from .person import about_of, end_of
from .states import LIMIT, NEVER, OWN, Row, low_spell, rows_of, states_of

ENDING_DRAWS = (".u_exit", ".u_decision")
OWN_ACT = "own act"
OWN_DEBT = "own debt"
PUT = {
    "file": "entered in the file '{title}'", "red": "put on the red list '{title}'",
    "watch": "put on the watch list '{title}'", "list": "put on the list '{title}'", "named": "put on the {title}",
    "limit": "put under a {title}", "group": "put on the list of {title}",
}  # fmt: skip
HELD = {
    "file": "in the file '{title}'", "red": "on the red list '{title}'", "watch": "on the watch list '{title}'",
    "list": "on the list '{title}'", "named": "on the {title}", "limit": "under a {title}",
    "group": "on the list of {title}",
}  # fmt: skip
SPELLS = {
    "low": "falls into a band with restrictions", "flagged": "flagged by the watchlist",
    "on-list": "put on a list because of the score",
}  # fmt: skip


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
            cause = say("only because records are wrong" if wrong else "the records in force")
            found.append(Event(spell.first, "mislisted" if wrong else "listed", say(SPELLS[spell.kind]), cause))
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
    return [Event(month, "step", say("leaves the platform and withdraws consent"))] if month >= 0 else []


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
        return say("wrong match: somebody else did it")
    code = int(row.get("cause", 0))
    return say(OWN_ACT) if code == 0 else name(outcome, "causes", code)


def debt_of(person: int, row: Row) -> str:
    """Why a case or listing about this person exists: a debt of one's own, or one that is not."""
    if row.get("subject", person) == person and row.get("person", person) != person:
        return say("wrong match: somebody else owes it")
    return say("somebody else's debt or a false report") if row.get("cause", 0) else say(OWN_DEBT)


def _record(outcome: Outcome, person: int, row: Row) -> list[Event]:
    """A record: its making, its correction and its end, as far as they touch this person."""
    act = entry(outcome, "acts", int(row.get("act", -1)))
    title, agency = say(act.title), say(act.agency) if act.agency else ""
    cause = cause_of(outcome, person, row)
    born = int(row.get("born", -1))
    if row.get("subject", person) != person:
        lost = int(row.get("subject", -1)) < 0
        told = "{act}: the record was lost" if lost else "{act}: the record was written on somebody else"
        return [Event(born, "step", say(told, act=title), cause, agency, act.rule)]
    if not row.get("reported", 1):
        return [Event(born, "step", say("{act}: nobody recorded it", act=title), cause, agency, act.rule)]
    points = row.get("points")
    worth = float(points) if points else None
    kind = "record" if cause == say(OWN_ACT) else "wrong"
    first = Event(born, kind, say("record written: {act}", act=title), cause, agency, act.rule, worth)
    thing = say("the record '{act}'", act=title)
    back = -worth if worth is not None else None
    return [first, *_redress(outcome, row, thing), *_ending(outcome, row, say("{thing} ended", thing=thing), back)]


def _listing(outcome: Outcome, person: int, row: Row) -> list[Event]:
    """A listing: being put on the list, the way to correction, and leaving it."""
    code = int(row.get("list", 0))
    on, red = entry(outcome, "lists", code), form_of(outcome, code) == "red"
    own = code >= OWN
    # what brings a person on a list of the regime's own is an act, and its record names the agency
    cause, agency = (cause_of(outcome, person, row), "") if own else (debt_of(person, row), say(on.agency or "court"))
    born, put, where = int(row.get("born", -1)), put_on(outcome, code), held_on(outcome, code)
    if row.get("subject", person) != person:
        lost = int(row.get("subject", -1)) < 0
        fate = say("should have been {put}, but was missed", put=put)
        if not lost:
            whose = say("what this person did" if own else "this person's debt")
            fate = say("somebody else was {put} for {whose}", put=put, whose=whose)
        return [Event(born, "step", fate, cause, agency, on.rule)]
    kind = "favoured" if red else "listed" if cause in (say(OWN_DEBT), say(OWN_ACT)) else "mislisted"
    first = Event(born, kind, put, cause, agency, on.rule)
    return [
        first,
        *_redress(outcome, row, say("being {put}", put=put)),
        *_trapped(row, where),
        *_ending(outcome, row, say("no longer {where}", where=where), None),
    ]


def _trapped(row: Row, where: str) -> list[Event]:
    """The month in which the entry would have ended, had being held not cost the income to pay with."""
    spared = int(row.get("spared_month", NEVER))
    if spared < 0 or int(row.get("end_month", NEVER)) == spared:
        return []
    what = say("stays {where}; with the income that was lost this would have ended", where=where)
    return [Event(spared, "step", what, rule="listing")]


def put_on(outcome: Outcome, code: int) -> str:
    """Being put on a list, in words: the courts' lists by name, lists of the regime's own by their titles."""
    return say(PUT[_way(outcome, code)], title=name(outcome, "lists", code))


def held_on(outcome: Outcome, code: int) -> str:
    """Being on a list, in words that follow "stays"."""
    return say(HELD[_way(outcome, code)], title=name(outcome, "lists", code))


def _way(outcome: Outcome, code: int) -> str:
    """How a list is spoken of, a key of PUT and HELD."""
    if code >= OWN:
        form = form_of(outcome, code)
        return form if form in ("file", "red", "watch") else "list"
    if "list" in entry(outcome, "lists", code).title:
        return "named"
    return "limit" if code == LIMIT else "group"


def _case(outcome: Outcome, person: int, row: Row) -> list[Event]:
    """A court case over a debt, before any listing."""
    debt = row.get("claim_yuan") or row.get("debt_yuan")
    parts = {"claim": say(" over {yuan} yuan", yuan=plain(float(debt))) if debt else ""}
    stages = "stage" in row and outcome.codebook.get("case_stages")
    stage = name(outcome, "case_stages", int(row["stage"])) if stages else ""
    parts["fate"] = say(" (ends: {stage})", stage=stage) if stage else ""
    if row.get("subject", person) != person:
        parts["fate"] = say(" (the file names somebody else)")
    mine = row.get("person", person) == person and not row.get("cause", 0)
    told = "falls behind with a debt{claim}{fate}"
    if not mine:
        told = "a debt that is not this person's is taken to court,{claim}{fate}"
    return [Event(int(row.get("born", -1)), "step", say(told, **parts), debt_of(person, row), say("court"))]


def _refusal(outcome: Outcome, person: int, row: Row) -> list[Event]:
    """Being turned away in one sector."""
    sector = entry(outcome, "sectors", int(row.get("sector", 0))).title.replace(" ", "_")
    times = int(row.get("count", 1))
    told = "refused: {sector}, {times} times" if times > 1 else "refused: {sector}"
    text = say(told, sector=sector_words(sector), times=times)
    return [Event(int(row.get("month", -1)), "refused", text)]


def _band(outcome: Outcome, person: int, row: Row) -> list[Event]:
    """Moving from one band of the score to another."""
    new = int(row["band"])
    old = new - int(row["change"])
    told = "falls from band {old} to {new}" if new < old else "rises from band {old} to {new}"
    text = say(told, old=name(outcome, "bands", old), new=name(outcome, "bands", new))
    return [Event(int(row["month"]), "step", text, rule="scoring")]


def _copy(outcome: Outcome, person: int, row: Row) -> list[Event]:
    """Who still holds a copy of an entry that has ended or is suspended at its source."""
    if row.get("subject") != person or int(row.get("source", 1)):
        return []
    titles = outcome.codebook.get("agency_titles", ())
    left = [say(str(title)) for place, title in enumerate(titles) if int(row["holders"]) >> place & 1]
    told = "the old entry of being {where} is held by nobody any more"
    if left:
        told = "the old entry of being {where} is still held by: {agencies}"
    text = say(told, where=held_on(outcome, int(row["list"])), agencies=say(", ").join(left))
    return [Event(int(row["month"]), "step", text, rule="agency_copies")]


TELLERS: Mapping[str, Callable[[Outcome, int, Row], list[Event]]] = {
    "cases": _case, "records": _record, "listings": _listing, "refusals": _refusal, "bands": _band, "copies": _copy,
}  # fmt: skip


def _redress(outcome: Outcome, row: Row, thing: str) -> list[Event]:
    """Learning of a row, objecting to it, and what was decided."""
    out = []
    if int(row.get("aware_month", -1)) >= 0:
        out.append(Event(int(row["aware_month"]), "step", say("learnt of {thing}", thing=thing)))
    if int(row.get("filed_month", -1)) >= 0:
        out.append(Event(int(row["filed_month"]), "step", say("objected to {thing}", thing=thing)))
    if int(row.get("decision_month", -1)) >= 0:
        verdict = name(outcome, "outcomes", int(row.get("outcome", 0)))
        text = say("decision on {thing}: {verdict}", thing=thing, verdict=verdict)
        out.append(Event(int(row["decision_month"]), "step", text))
    return out


def _ending(outcome: Outcome, row: Row, text: str, points: float | None) -> list[Event]:
    """The end of a record or listing, with its reason."""
    month = int(row.get("end_month", -1))
    if month < 0:
        return []
    reason = name(outcome, "end_reasons", int(row.get("end_reason", 0)))
    return [Event(month, "ended", say("{what} ({reason})", what=text, reason=reason), points=points)]
