"""What each safeguard would change for people, one at a time: less harm, what it costs, and what it cannot do."""

from __future__ import annotations

from ..audit.frame import MINIMUM_PEOPLE
from ..audit.paired import Effect
from ..audit.protection import Guarded, HarmAsked, Protected
from .draw.figure import Cell, Figure, for_screens
from .draw.swings import Side, Swing, swings
from .language import say
from .page import Section, Table
from .uncertainty import tried
from .wording import count_of, interval, plain, signed

LESS, MORE = "perfect", "written"


def protection_section(found: Protected | None) -> Section | None:
    """What every safeguard that fits takes away from each harm; None where nobody asked."""
    if found is None:
        return None
    heading = say("What each safeguard changes")
    if not found.harms:
        nobody = say("None of the harms that were looked at touches any of the {people} people who were tried.",
                     people=f"{found.people:,}")  # fmt: skip
        return Section("protection", heading, (nobody,))
    lead = say(
        "Each safeguard that fits this regime was put in alone, and the same {people} people lived with it and without "
        "it, with the same draws. Below zero is less harm. Only harm is counted here: nothing is gained by obedience.",
        people=f"{found.people:,}",
    )  # fmt: skip
    tables = [_prices(found), *(_table(found, place) for place in range(1, len(found.harms)))]
    after: tuple[str, ...] = (
        tried(found.people, found.of_people),
        say("One at a time says nothing about two together; `counterscore safeguards` tries sets of them."),
        say(
            "{all} changes are looked at, each with a 95 % interval of its own: some may leave out zero by chance.",
            all=len(found.safeguards) * len(found.harms),
        ),
    )  # fmt: skip
    if raised := _raised(found):
        after = (raised, *after)
    if found.unfit:
        after += (say("These change nothing in this regime: {names}.", names=say(", ").join(found.unfit)),)
    return Section("protection", heading, (lead, _first(found)), (_figure(found),), tuple(tables), after=after)


def _first(found: Protected) -> str:
    """The most useful safeguard for the gravest harm, if there is one beyond doubt."""
    harm = found.harms[0]
    told = {"title": say(harm.title), "size": plain(harm.as_written), "unit": say(harm.unit)}
    if harm.concerned < MINIMUM_PEOPLE:
        return say(
            "'{title}' touches {people} here: too few to tell safeguards apart by it. Look at the other harms, or live "
            "more people.",
            **told, people=count_of(harm.concerned, "person", "people"),
        )  # fmt: skip
    best = found.safeguards[0]
    if not best.lowers():
        return say("No safeguard alone takes anything away from '{title}' ({size} {unit}) beyond doubt.", **told)
    return say(
        "'{title}' comes to {size} {unit} as written. '{best}' takes away more of it than any other: {change} "
        "(paired 95 % interval {bounds}).",
        **told, best=say(best.title), change=signed(best.changes[0].estimate), bounds=_bounds(best.changes[0]),
    )  # fmt: skip


def _raised(found: Protected) -> str:
    """The harms that some safeguard makes worse, beyond the doubt of its own interval; empty where there are none."""
    worse = [
        say("'{best}', {title}: {change} ({bounds})", best=say(one.title), title=say(harm.title),
            change=signed(change.estimate), bounds=_bounds(change))
        for one in found.safeguards
        for harm, change in zip(found.harms, one.changes, strict=True)
        if change.low > 0.0
    ]  # fmt: skip
    return say("With some safeguards there is more of a harm: {worse}.", worse=say("; ").join(worse)) if worse else ""


def _bounds(change: Effect) -> str:
    return interval(change.low, change.high)


def _figure(found: Protected) -> Figure:
    """What each safeguard changes of the gravest harm, as bars with intervals."""
    harm = found.harms[0]
    title = say("Change of '{title}' with each safeguard alone", title=say(harm.title))
    rows = [_swing(one) for one in found.safeguards]
    text = say(". ").join(
        say("{name}: {change} ({bounds})", name=say(one.title), change=_size(one.changes[0]),
            bounds=_bounds(one.changes[0])) for one in found.safeguards
    )  # fmt: skip
    drawings = for_screens("protection", lambda key, width: swings(key, width, title, text, rows))
    note = say(
        "{unit}, with the safeguard minus without it, the same people paired; thin lines are 95 % intervals. As "
        "written: {size}.",
        unit=say(harm.unit), size=plain(harm.as_written),
    )  # fmt: skip
    legend = ((LESS, say("less harm")), (MORE, say("more harm")))
    columns = (say("safeguard"), say("change"), say("95 % interval"))
    cells = tuple((say(one.title), _size(one.changes[0]), _bounds(one.changes[0])) for one in found.safeguards)
    return Figure("figure-protection", title, drawings, columns, cells, note, legend, say(harm.unit))


def _swing(one: Guarded) -> Swing:
    """One safeguard as a row; where nobody differs there is no bar."""
    change = one.changes[0]
    if change.method == "nobody":
        return Swing(say(one.title), (), say("nobody differs"))
    tone = MORE if change.estimate > 0 else LESS
    tip = f"{say(one.title)}: {signed(change.estimate)} ({_bounds(change)})"
    return Swing(say(one.title), (Side(change.estimate, tone, tip, change.low, change.high),))


def _size(change: Effect) -> str:
    """A change with its sign; 0 where nobody is any different."""
    return say("0, nobody differs") if change.method == "nobody" else signed(change.estimate)


def _prices(found: Protected) -> Table:
    """What safeguards cost and cannot do."""
    columns = (
        say("safeguard"), say("whom it protects"), say("staff per 100,000 people"), say("months of delay"),
        say("what it cannot do here"),
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (say(one.title), say(one.protects), plain(one.staff), plain(one.delay), say(one.limits))
        for one in found.safeguards
    )
    return Table(say("What each safeguard costs (an assumption) and what it cannot do"), columns, rows, folded=True)


def _table(found: Protected, place: int) -> Table:
    """What the safeguards change of one of the other harms, those that change most first."""
    harm: HarmAsked = found.harms[place]
    ranked = sorted(found.safeguards, key=lambda one: one.changes[place].estimate)
    rows = tuple(
        (say(one.title), _size(one.changes[place]), _bounds(one.changes[place]))
        for one in ranked
        if one.changes[place].method != "nobody"
    )
    title = say("{title}: {size} {unit} as written", title=say(harm.title), size=plain(harm.as_written),
                unit=say(harm.unit))  # fmt: skip
    none = ((say("no safeguard alone changes this for anybody"), "", ""),)
    return Table(title, (say("safeguard"), say("change"), say("95 % interval")), rows or none, folded=True)
