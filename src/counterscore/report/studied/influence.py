"""Which assumption moves an answer: ends of ranges, screening, shares of the variance, and where the verdict flips."""

from __future__ import annotations

from collections.abc import Mapping

from ...audit.studied.answers import Answer
from ...audit.studied.influence import Bar, Influence, Reach, Screened, Shared
from ..draw.figure import Cell, Figure, for_screens
from ..draw.swings import Side, Swing, swings
from ..language import say
from ..page import Section, Table
from ..tornado import HIGH, LOW, end_columns, tornado_legend, tornado_note
from ..wording import count_of, interval, percent, plain, signed
from .ground import Ground, name_of
from .verdicts import flip_words, verdict_words

SHOWN, ROWS, FIRST = 12, 20, 4  # bars of the figure; rows of the table that is open; flips told before them
UNSURE = 0.5  # a share of the variance that is not known better than this is not known
ENDS: Mapping[str, str] = {"low end": "low end", "high end": "high end"}


def influence_section(ground: Ground) -> Section | None:
    """What moves each answer that was looked into; None where none was."""
    pairs = [(answer, one) for one in ground.found.influence if (answer := ground.answer(one.question)) is not None]
    if not pairs:
        return None
    first, *more = [_one(answer, one, place) for place, (answer, one) in enumerate(pairs)]
    fields = {name: getattr(first, name) for name in first.__dataclass_fields__}
    whole = {"key": "influence", "heading": say("Which assumption moves the answer"), "parts": tuple(more)}
    return Section(**fields | whole)


def _one(answer: Answer, found: Influence, place: int) -> Section:
    """What moves one answer: figure, sentences on flips, table by influence."""
    bars = ranked(found)
    figures = (_tornado(answer, bars, place),) if bars else ()
    paths = _paths(found)
    tables = [_table(answer, found, paths[:ROWS])] if paths else []
    tables += [_table(answer, found, paths, whole=True)] if len(paths) > ROWS else []
    tables += [_refused(found)] if found.refused else []
    after = [_effort(found)]
    if found.moved:
        after.append(
            say(
                "At {moved} of {points} the regime refused some of these numbers beside the others; there they stayed "
                "as written. The shares are of what was lived: those of the numbers refused come out smaller.",
                moved=f"{found.moved:,}", points=count_of(found.points, "point"),
            )
        )  # fmt: skip
    if any(one.total_half > UNSURE for one in found.shared):
        after.append(say("Some shares are told from too few points to mean anything: ask for a larger sample."))
    if still := len(_all(found)) - len(paths):
        after.append(say("Moved, and the answer stayed where it is: {numbers}.", numbers=count_of(still, "number")))
    flips = [flip_words(one) for one in found.flips]
    none = say("No single number that was tried turns this verdict anywhere in its range.")
    heading = name_of(answer)
    first = say("'{name}': {verdict}.", name=heading, verdict=verdict_words(answer))
    lead, points = (first, *(flips[:FIRST] or [none])), tuple(flips[FIRST:])
    return Section(f"influence-{answer.question.id}", heading, lead, figures, tuple(tables), points, after=tuple(after))


def ranked(found: Influence) -> list[Bar]:
    """The numbers that move the answer at an end of their range, the strongest first."""
    moving = [one for one in found.bars if _size(one) > 0.0]
    return sorted(moving, key=lambda one: (-_size(one), one.path))


def _ends(one: Bar) -> list[Reach]:
    return [end for end in (one.at_low, one.at_high) if end is not None]


def _size(one: Bar) -> float:
    """How far a number moves the answer at most."""
    return max((abs(end.change) for end in _ends(one)), default=0.0)


def _tornado(answer: Answer, bars: list[Bar], place: int) -> Figure:
    """The numbers that move an answer most, as bars from the answer as written."""
    shown, asked = bars[:SHOWN], answer.question
    first = _ends(shown[0])[0]
    base = first.answer - first.change
    title = say("The assumptions that move the answer most")
    text = say(". ").join(
        say("{label}: {low} at the low end, {high} at the high end", label=say(one.label), low=_told(one.at_low),
            high=_told(one.at_high)) for one in shown
    )  # fmt: skip
    rows = [_swing(one) for one in shown]
    drawings = for_screens(f"swing-{place}", lambda key, width: swings(key, width, title, text, rows, base))
    note = tornado_note(name_of(answer), say(asked.unit), base, (len(shown), len(bars)))
    cells = tuple(_row(one) for one in shown)
    unit = say(asked.unit)
    return Figure(f"figure-tornado-{place}", title, drawings, end_columns(), cells, note, tornado_legend(), unit)


def _swing(one: Bar) -> Swing:
    """One number as a row of the figure."""
    ends = ((one.at_low, LOW), (one.at_high, HIGH))
    sides = tuple(
        Side(end.answer, tone, f"{say(one.label)}: {signed(end.answer)}") for end, tone in ends if end is not None
    )
    return Swing(say(one.label), sides)


def _told(end: Reach | None) -> str:
    """The answer at one end of a range."""
    return say("refused") if end is None else signed(end.answer)


def _row(one: Bar) -> tuple[Cell, ...]:
    """One number at both ends of its range."""
    return (
        say(one.label), say(one.grade.replace("_", " ")), say(one.written), _value(one.at_low), _value(one.at_high),
        _told(one.at_low), _told(one.at_high), _change(one.at_low), _change(one.at_high),
    )  # fmt: skip


def _value(end: Reach | None) -> str:
    return say("refused") if end is None else say(end.value)


def _change(end: Reach | None) -> str:
    """The change at one end with its paired interval."""
    if end is None:
        return ""
    return say("{change} ({bounds})", change=signed(end.change), bounds=interval(end.low, end.high))


def _paths(found: Influence) -> list[str]:
    """The numbers that move the answer at all, those of most influence first.

    By their total share of the variance where it was asked, then by the mean size of their effects, then by their ends.
    """
    screened, shared = {one.path: one for one in found.screened}, {one.path: one for one in found.shared}
    bars = {one.path: one for one in found.bars}

    def weight(path: str) -> tuple[float, float, float, str]:
        share = shared[path].total if path in shared else 0.0
        moved = screened[path].mu_star if path in screened else 0.0
        return -share, -moved, -(_size(bars[path]) if path in bars else 0.0), path

    def moves(path: str) -> bool:
        return any(part < 0.0 for part in weight(path)[:3])

    return sorted((path for path in _all(found) if moves(path)), key=weight)


def _all(found: Influence) -> list[str]:
    """Every number that was moved."""
    every: tuple[Screened | Shared | Bar, ...] = (*found.bars, *found.screened, *found.shared)
    return list(dict.fromkeys(one.path for one in every))


def _known(found: Influence, path: str) -> Screened | Shared | Bar | None:
    """What was found out about a number, whichever way it was looked at."""
    every: tuple[Screened | Shared | Bar, ...] = (*found.bars, *found.screened, *found.shared)
    return next((one for one in every if one.path == path), None)


def _label(found: Influence, path: str) -> str:
    """What a number is called, its path where nothing names it."""
    known = _known(found, path)
    return path if known is None else say(known.label)


def _refused(found: Influence) -> Table:
    """The numbers that could not go everywhere in their range, with the reason."""
    columns = (say("assumption"), say("where"), say("why"))
    rows = []
    for key, why in found.refused.items():
        path, _, end = key.partition(", ")
        rows.append((_label(found, path), say(ENDS.get(end, "beside the others")), why))
    return Table(say("Refused by the regime, or failed"), columns, tuple(rows), folded=True)


def _table(answer: Answer, found: Influence, paths: list[str], whole: bool = False) -> Table:
    """Every number by influence: where it stands, how far it moves the answer, which share of the variance is its."""
    columns = (
        say("assumption"), say("grade"), say("as written"), say("range"), say("mean move (mu*)"), say("spread (sigma)"),
        say("share alone"), say("share with others"),
    )  # fmt: skip
    screened, shared = {one.path: one for one in found.screened}, {one.path: one for one in found.shared}
    bars, most = {one.path: one for one in found.bars}, max((one.effects for one in found.screened), default=0)
    rows = tuple(
        (*_stands(path, found, bars.get(path)), *_moves(screened.get(path), most), *_shares(shared.get(path)))
        for path in paths
    )
    unit = say(answer.question.unit)
    if whole:
        title = say("All {n} assumptions that move the answer, by influence ({unit})", n=len(paths), unit=unit)
    else:
        title = say("Assumptions by influence ({unit})", unit=unit)
    return Table(title, columns, rows, folded=whole)


def _stands(path: str, found: Influence, bar: Bar | None) -> tuple[Cell, ...]:
    """What a number is, how well it is known, where it stands and how far it could go."""
    known = _known(found, path)
    grade = say(known.grade.replace("_", " ")) if known else ""
    if bar is None:
        return _label(found, path), grade, say("n/a"), say("n/a")
    reach = say("{low} to {high}", low=_value(bar.at_low), high=_value(bar.at_high))
    return _label(found, path), grade, say(bar.written), reach


def _moves(one: Screened | None, most: int) -> tuple[Cell, ...]:
    """How far a number moves the answer over its whole range, and how unevenly; from how many effects where few."""
    if one is None:
        return say("not asked"), say("not asked")
    size = f"{plain(one.mu_star)} ± {plain(one.mu_star_half)}"
    if one.effects < most:
        size = say("{size}, from {few} of {most} steps", size=size, few=one.effects, most=most)
    return size, plain(one.sigma)


def _shares(one: Shared | None) -> tuple[Cell, ...]:
    """Which share of the variance a number has alone, and with everything it acts with."""
    if one is None:
        return say("not asked"), say("not asked")
    return _share(one.first, one.first_half), _share(one.total, one.total_half)


def _share(value: float, half: float) -> str:
    return f"{percent(value)} ± {percent(half)}"


def _effort(found: Influence) -> str:
    """Among whom, in how many worlds, and what was not tried because no rule reads it."""
    words = say(
        "Tried among {people} people of their own on common draws, {worlds}; by chance their answer is not quite that "
        "of the replicates. The mean move is that of Morris over the whole range of a number; the shares are the "
        "indices of Sobol with half of their 95 % interval. Shares of numbers that act together count more than once.",
        people=f"{found.people:,}", worlds=count_of(found.worlds, "world"),
    )  # fmt: skip
    if not found.unread:
        return words
    return say("{words} Read by no rule here, and therefore not moved: {numbers}.", words=words,
               numbers=count_of(found.unread, "number"))  # fmt: skip
