"""Which safeguards take away most of a harm for a price, and which come close."""

from __future__ import annotations

from ...audit.attribution import TITLES
from ...audit.frame import MINIMUM_PEOPLE
from ...audit.studied.bought import Bought, Rival, Worth
from ..draw.figure import Cell, Figure, for_screens
from ..draw.swings import Side, Swing, swings
from ..language import say
from ..page import Section, Table
from ..protection import LESS, MORE
from ..wording import count_of, interval, listing_of, plain, signed
from .ground import Ground


def budget_section(ground: Ground) -> Section | None:
    """The best affordable set of safeguards with its price and its rivals; None where nobody asked."""
    found = ground.found.bought
    if found is None:
        return None
    heading, title = say("Safeguards under a budget"), _title(found)
    if found.concerned < MINIMUM_PEOPLE:
        few = say(
            "'{title}' touches {people} here: too few to tell safeguards apart by it. Ask about another harm, or live "
            "more people.",
            title=title, people=count_of(found.concerned, "person", "people"),
        )  # fmt: skip
        return Section("budget", heading, (few,), tables=(_table(found),))
    lead = (_best(found, title), _fresh(found), *_cheaper(found))
    after = (
        say("Every set that the budget buys was lived: {worlds}.", worlds=count_of(found.lived, "world"))
        if found.exact
        else say("Not every set was lived; the best was searched for step by step: {worlds}.",
                 worlds=count_of(found.lived, "world")),
        say("Prices are assumptions. Only harm is counted here: nothing is gained by obedience."),
    )  # fmt: skip
    figures = (_figure(found, title),) if found.alone else ()
    rivals = (_rivals(found),) if found.rivals else ()
    return Section("budget", heading, lead, figures, (_table(found), *rivals), after=after)


def _title(found: Bought) -> str:
    return say(TITLES.get(found.harm, found.harm.replace("_", " ")))


def set_words(names: tuple[str, ...]) -> str:
    """A set of safeguards in words."""
    return listing_of([say(name) for name in names]) if names else say("no safeguard at all")


def _limits(found: Bought) -> str:
    """The budget in words."""
    parts = []
    if found.staff is not None:
        parts.append(say("{n} staff per 100,000 people", n=plain(found.staff)))
    if found.delay is not None:
        parts.append(say("{time} of delay", time=_months(found.delay)))
    return say("within {limits}", limits=listing_of(parts)) if parts else say("at any price")


def _months(value: float) -> str:
    """A time in months, whole or not."""
    return count_of(int(value), "month") if value == int(value) else say("{n} months", n=plain(value))


def _best(found: Bought, title: str) -> str:
    """The set that takes away most, in one sentence."""
    best = found.best
    told = {
        "limits": _limits(found), "title": title, "size": plain(found.as_written),
    }  # fmt: skip
    if not best.safeguards:
        words = "'{title}' comes to {size} per person as written; {limits} no safeguard takes anything away from it."
        return say(words, **told)
    return say(
        "'{title}' comes to {size} per person as written. The set that takes away most of it {limits} is {set}: "
        "{change} (paired 95 % interval {bounds}), for {staff} staff per 100,000 people and {delay} of delay.",
        **told, set=set_words(best.safeguards), change=signed(best.estimate),
        bounds=interval(best.low, best.high), staff=plain(best.staff), delay=_months(best.delay),
    )  # fmt: skip


def _fresh(found: Bought) -> str:
    """The same set among people who took no part in the search."""
    if found.fresh is None:
        return say("It was not tried among people who took no part in the search, so its estimate is too good.")
    return say(
        "A search picks what was lucky as well as what is good. Among people who took no part in it ({checks}), the "
        "same set changes it by {change} ({bounds}).",
        checks=count_of(found.checks, "replicate"), change=signed(found.fresh.estimate),
        bounds=interval(found.fresh.low, found.fresh.high),
    )  # fmt: skip


def _cheaper(found: Bought) -> tuple[str, ...]:
    """The sets that cost less and may be as good."""
    if not found.cheaper:
        return ()
    if not found.rivals:
        return (say("{sets} that cost less were lived beside it, and each leaves more of the harm.",
                    sets=count_of(found.cheaper, "set")),)  # fmt: skip
    names = say("; ").join(set_words(one.safeguards) for one in found.rivals)
    return (say("For less, and not to be told from it among these people: {sets}.", sets=names),)


def _figure(found: Bought, title: str) -> Figure:
    """Each safeguard alone and the best set, as bars with intervals."""
    rows = [(say("best set"), found.best), *((say(one.safeguards[0]), one) for one in found.alone if one.safeguards)]
    heading = say("Change of '{title}' with the best set and with each safeguard alone", title=title)
    content = [
        Swing(name, (Side(one.estimate, MORE if one.estimate > 0 else LESS, f"{name}: {signed(one.estimate)}", one.low,
                          one.high),))
        for name, one in rows
    ]  # fmt: skip
    text = say(". ").join(
        say("{name}: {change} ({bounds})", name=name, change=signed(one.estimate), bounds=interval(one.low, one.high))
        for name, one in rows
    )
    drawings = for_screens("budget", lambda key, width: swings(key, width, heading, text, content))
    note = say(
        "Per person, with the safeguards minus without them, the same people paired; thin lines are 95 % intervals. As "
        "written: {size}.",
        size=plain(found.as_written),
    )  # fmt: skip
    legend = ((LESS, say("less harm")), (MORE, say("more harm")))
    cells = tuple((name, signed(one.estimate), interval(one.low, one.high)) for name, one in rows)
    columns = (say("safeguard"), say("change"), say("95 % interval"))
    return Figure("figure-budget", heading, drawings, columns, cells, note, legend, say("per person"))


def _table(found: Bought) -> Table:
    """The best set, each safeguard alone, all of them, all but one: change and price."""
    columns = (
        say("safeguards"), say("change"), say("95 % interval"), say("staff per 100,000 people"), say("months of delay"),
    )  # fmt: skip
    every = found.together.safeguards
    rows = [_row(say("the best set: {names}", names=set_words(found.best.safeguards)), found.best)]
    if found.fresh is not None:
        rows.append(_row(say("the best set, among people who took no part in the search"), found.fresh))
    rows += [_row(set_words(one.safeguards), one) for one in found.alone]
    rows.append(_row(say("all {n} together", n=len(every)), found.together))
    rows += [
        _row(say("all {n} without {name}, compared with all", n=len(every), name=set_words(one.safeguards)), one)
        for one in found.missing
    ]
    return Table(say("What sets of safeguards change and cost"), columns, tuple(rows))


def _rivals(found: Bought) -> Table:
    """Sets that cost less and cannot be told from the best one, with how much more of the harm they may leave."""
    columns = (
        say("safeguards"), say("harm more than with the best set"), say("95 % interval"),
        say("staff per 100,000 people"), say("months of delay"),
    )  # fmt: skip
    return Table(say("Cheaper sets that may be as good"), columns, tuple(_rival(one) for one in found.rivals))


def _rival(one: Rival) -> tuple[Cell, ...]:
    """One cheaper set as a row."""
    name, bounds = set_words(one.safeguards), interval(one.more_low, one.more_high)
    return name, signed(one.more), bounds, plain(one.staff), plain(one.delay)


def _row(name: str, one: Worth) -> tuple[Cell, ...]:
    """One set as a row."""
    return name, signed(one.estimate), interval(one.low, one.high), plain(one.staff), plain(one.delay)
