"""Three kinds of doubt about every answer, side by side and never added up: chance, ranges, forms of the model."""

from __future__ import annotations

import math

from ...audit.studied.answers import Answer, Doubt, Form
from ..draw.figure import Cell, Figure, for_screens
from ..draw.ranges import Range, ranges
from ..language import say
from ..page import Section, Table
from ..uncertainty import kept_words
from ..wording import capital, count_of, interval, percent, plain, sentences, signed
from .ground import Ground, name_of
from .verdicts import bounds

DRAWN = 4  # questions with a figure; the table has all of them
CHANCE, RANGES, FORMS = "arm-3", "arm-4", "none"


def doubts_section(ground: Ground) -> Section | None:
    """Chance, ranges and forms of every answer; None where no doubt was told."""
    pairs = [(one, doubt) for one in ground.found.answers if (doubt := ground.doubt(one.question.id)) is not None]
    if not pairs:
        return None
    drawn = any(doubt.parameters for _, doubt in pairs)
    lead = sentences([
        say(
            "Chance is what other people and other draws might have given. The ranges are what the sources leave open."
        ),
        say("Drawn from them at once: {numbers}.", numbers=ground.drawn) if drawn
        else say("Nothing was drawn from them here."),
        say(
            "Other forms are other ways of sharing the draws and other versions of the text. The three are not added "
            "up, because only the first is a probability statement about a sample."
        ),
    ])  # fmt: skip
    alone = [one for one, doubt in pairs if not doubt.parameters and not doubt.forms]
    only = () if len(alone) < len(pairs) else (
        say("This study asked for chance alone; what other numbers and other forms would change is not known."),
    )  # fmt: skip
    figures = tuple(_figure(ground, one, doubt) for one, doubt in pairs[:DRAWN] if _drawable(doubt))
    after = tuple(dict.fromkeys(text for _, doubt in pairs for text in kept_words(_kept(doubt))))
    points = tuple(dict.fromkeys(_problem(form) for _, doubt in pairs for form in doubt.forms if form.problem))
    heading = say("Three kinds of doubt, kept apart")
    return Section("doubts", heading, (lead, *only), figures, _tables(ground, pairs), points, after=after)


def _drawable(doubt: Doubt) -> bool:
    """Whether there is more to draw than chance."""
    return bool(doubt.parameters or _lived(doubt))


def _lived(doubt: Doubt) -> list[Form]:
    """The other forms that have an answer."""
    return [form for form in doubt.forms if form.estimate is not None]


def _problem(form: Form) -> str:
    """Why a form has no answer, or one of fewer replicates."""
    told = {"kind": capital(_kind(form)), "problem": form.problem}
    if form.estimate is None:
        return say("{kind} could not be lived: {problem}", **told)
    return say("{kind} was lived in part only: {problem}", **told)


def _kept(doubt: Doubt) -> tuple[str, ...]:
    """What was not drawn as asked: paths of numbers, and points that could not be lived as whole draws."""
    return tuple(one.replace("point ", "draw ", 1) if one.startswith("point ") else one for one in doubt.kept)


def _tables(ground: Ground, pairs: list[tuple[Answer, Doubt]]) -> tuple[Table, ...]:
    """Every doubt of every answer as a row, folded where a figure shows it, and how much of the variance is chance."""
    columns = (say("kind of doubt"), say("difference"), say("from ... to"), say("what it rests on"))
    out = [
        Table(
            say("{name} ({unit})", name=name_of(one), unit=say(one.question.unit)),
            columns,
            _rows(one, doubt),
            folded=place < DRAWN and _drawable(doubt),
        )
        for place, (one, doubt) in enumerate(pairs)
    ]
    apart = tuple(
        (name_of(one), _spread(doubt.chance_variance), _spread(doubt.parameters_variance), say(one.question.unit))
        for one, doubt in pairs
        if doubt.parameters_variance is not None
    )  # fmt: skip
    if apart:
        heads = (say("question"), say("spread by chance"), say("spread by the ranges"), say("unit"))
        title = say("Standard deviations of the difference in one replicate")
        out.append(Table(title, heads, apart, folded=True))
    return tuple(out)


def _spread(variance: float | None) -> str:
    """A standard deviation, where there is one."""
    return say("n/a") if variance is None else plain(math.sqrt(max(0.0, variance)))


def _rows(one: Answer, doubt: Doubt) -> tuple[tuple[Cell, ...], ...]:
    """The doubts of one answer as rows of its table."""
    rests = say("{replicates}, 95 %", replicates=count_of(one.replicates, "replicate"))
    rows: list[tuple[Cell, ...]] = [(say("chance"), signed(one.estimate), bounds(one), rests)]
    if doubt.parameters:
        rows.append((say("ranges"), "", _between(doubt.low, doubt.high), _held(doubt)))
    rows += [
        (_kind(form), signed(form.estimate), _between(form.low, form.high), count_of(form.replicates, "replicate"))
        for form in _lived(doubt)
    ]
    return tuple(rows)


def _between(low: float | None, high: float | None) -> str:
    return interval(low, high)


def _held(doubt: Doubt) -> str:
    """What the range of the draws rests on, and how surely it holds one more of them."""
    draws = count_of(len(doubt.parameters), "draw")
    if doubt.holds is None:
        return draws
    return say("{draws}; one more would lie within with probability {holds}", draws=draws, holds=percent(doubt.holds))


def _kind(form: Form) -> str:
    """A form of the model in words; a version with its name, because titles of versions are much alike."""
    title = say(form.title or form.name)
    if form.kind == "coupling":
        return say("other coupling: {title}", title=title)
    return say("other version: {title}", title=say("{title} ({id})", title=title, id=form.name))


def _figure(ground: Ground, one: Answer, doubt: Doubt) -> Figure:
    """The three kinds of doubt as ranges on one axis."""
    asked, several = one.question, len(ground.found.answers) > 1
    title = say("How far the answer could be off: {name}", name=name_of(one, several))
    content = [Range(say("chance (95 %)"), CHANCE, bounds(one), one.low, one.high, one.estimate)]
    if doubt.parameters:
        tip = _between(doubt.low, doubt.high)
        content.append(Range(say("numbers drawn from their ranges"), RANGES, tip, doubt.low, doubt.high,
                             behind=doubt.parameters))  # fmt: skip
    content += [
        Range(_kind(form), FORMS, _between(form.low, form.high), form.low, form.high, form.estimate)
        for form in _lived(doubt)
    ]  # fmt: skip
    text = say(". ").join(_said(row) for row in content)
    key = f"doubts-{asked.id}"
    drawings = for_screens(key, lambda name, width: ranges(name, width, title, text, content))
    note = say(
        "{unit}. A bar runs from the lower to the upper end, the dot is the estimate, each small stroke one draw of "
        "the numbers from their ranges; the upright line is no difference.",
        unit=capital(say(asked.unit)),
    )  # fmt: skip
    columns = (say("kind of doubt"), say("difference"), say("from ... to"))
    rows: list[tuple[Cell, ...]] = [
        (row.label, "" if row.middle is None else signed(row.middle), _between(row.low, row.high)) for row in content
    ]
    rows += [(say("draw {n}", n=i), signed(value), "") for i, value in enumerate(doubt.parameters, 1)]
    return Figure(f"figure-{key}", title, drawings, columns, tuple(rows), note, unit=say(asked.unit))


def _said(row: Range) -> str:
    """One row of the figure in words."""
    if row.middle is None:
        return say("{label}: {said}", label=row.label, said=_between(row.low, row.high))
    return say("{name}: {change} ({bounds})", name=row.label, change=signed(row.middle),
               bounds=_between(row.low, row.high))  # fmt: skip
