"""How much the answer moves with what was assumed: chance, assumed numbers and other forms of the model, kept apart."""

from __future__ import annotations

from ..audit.assumed import Assumed, Assumption, End, Question
from ..audit.uncertainty import Spread, Uncertainty
from .codebook import arm_words
from .draw.figure import Cell, Figure, for_screens
from .draw.swings import Side, Swing, swings
from .language import say
from .page import Section, Table
from .tornado import HIGH, LOW, end_columns, tornado_legend, tornado_note
from .wording import count_of, interval, percent, plain, signed

SHOWN = 12  # bars of the figure; the table has all numbers that move the answer


def uncertainty_section(found: Assumed | None) -> Section | None:
    """How the first answer of a run moves with its assumptions; None where nobody asked."""
    if found is None:
        return None
    moving = found.ranked()
    figures = (_tornado(found, moving),) if moving else ()
    tables = [_doubts(found)]
    tables += [_values(found, moving)] if len(moving) > SHOWN else []
    tables += [_others(found)] if len(found.questions) > 1 and any(found.ranked(q) for q in _rest(found)) else []
    tables += [_forms(found)] if found.leading.structure else []
    tables += [_groups(found)] if any(not one.moved or one.moved[0] for one in found.groups) else []
    tables += [_silent(found)] if found.unmoved() else []
    return Section(
        "uncertainty", say("How much the answer moves with what was assumed"), (_sentence(found), _verdict(found)),
        figures, tuple(tables), after=_limits(found),
    )  # fmt: skip


def _rest(found: Assumed) -> range:
    return range(1, len(found.questions))


def _sentence(found: Assumed) -> str:
    """Chance and assumptions as two intervals that are not mixed."""
    doubt, title = found.leading, say(found.questions[0].title)
    told = {
        "title": title, "arm": arm_words(doubt.arm), "reference": arm_words(doubt.reference), "unit": say(doubt.unit),
        "people": f"{found.people:,}", "size": signed(doubt.estimate), "chance": _between(doubt.chance),
    }  # fmt: skip
    spread = doubt.from_parameters
    if spread is None:
        return say(
            "'{title}', {arm} compared with {reference}, tried among {people} people: {size} {unit}; chance alone "
            "gives {chance}.",
            **told,
        )  # fmt: skip
    return say(
        "'{title}', {arm} compared with {reference}, tried among {people} people: {size} {unit}. With every assumed "
        "number drawn from its range at once, it lies between {both} in {draws}; chance alone, with all numbers as "
        "written, gives {chance}.",
        **told, both=_between(spread), draws=count_of(len(doubt.parameters), "draw"),
    )  # fmt: skip


def _between(spread: Spread) -> str:
    return say("{low} and {high}", low=signed(spread.low), high=signed(spread.high))


def _verdict(found: Assumed) -> str:
    """Whether anything that was tried turns the answer round."""
    doubt = found.leading
    sign = 1.0 if doubt.estimate > 0 else -1.0
    draws = sum(value * sign <= 0.0 for value in doubt.parameters)
    single = [one for one in found.ranked() if any(_turned(end, sign) for end in (one.low, one.high))]
    if doubt.estimate == 0.0:
        return say("Among these people the answer is 0 with all numbers as written.")
    if not draws and not single:
        return say(
            "No number that was taken by itself turns the answer round at an end of its range, and no draw of all of "
            "them does."
        )
    names = say("; ").join(say(one.label) for one in single[:3])
    if not single:
        return say(
            "The answer vanishes or turns round in {draws} of {all} draws of all numbers together, and with no single "
            "number at an end of its range.",
            draws=draws, all=len(doubt.parameters),
        )  # fmt: skip
    return say(
        "The answer vanishes or turns round in {draws} of {all} draws of all numbers together, and with {single} at an "
        "end of its range while all others stay, first of all: {names}.",
        draws=draws, all=len(doubt.parameters), single=count_of(len(single), "number"), names=names,
    )  # fmt: skip


def _turned(ends: tuple[End, ...] | None, sign: float) -> bool:
    return ends is not None and ends[0].answer * sign <= 0.0


def _tornado(found: Assumed, moving: list[Assumption]) -> Figure:
    """The numbers that move the answer most, as bars from the answer as written."""
    asked, base = found.questions[0], found.leading.estimate
    title = say("The assumptions that move the answer most")
    rows = [_swing(one) for one in moving[:SHOWN]]
    text = say(". ").join(_in_words(one) for one in moving[:SHOWN])
    drawings = for_screens("tornado", lambda key, width: swings(key, width, title, text, rows, base))
    note = tornado_note(say(asked.title), say(asked.unit), base, (len(rows), len(moving)))
    cells = tuple(_row(one) for one in moving[:SHOWN])
    return Figure("figure-tornado", title, drawings, end_columns(), cells, note, tornado_legend())


def _swing(one: Assumption) -> Swing:
    """One number as a row of the figure."""
    sides = tuple(
        Side(ends[0].answer, tone, f"{say(one.label)}: {signed(ends[0].answer)}")
        for ends, tone in ((one.low, LOW), (one.high, HIGH))
        if ends is not None
    )
    return Swing(say(one.label), sides)


def _in_words(one: Assumption) -> str:
    """The text alternative of one row."""
    return say("{label}: {low} at the low end, {high} at the high end", label=say(one.label), low=_answer(one.low),
               high=_answer(one.high))  # fmt: skip


def _answer(ends: tuple[End, ...] | None, question: int = 0) -> str:
    return say("refused") if ends is None else signed(ends[question].answer)


def _row(one: Assumption, question: int = 0) -> tuple[Cell, ...]:
    """One number as a row: what it is, and what it does at both ends."""
    return (
        say(one.label), say(one.grade.replace("_", " ")), say(one.written), say(one.at_low), say(one.at_high),
        _answer(one.low, question), _answer(one.high, question),
        _change(one.low, question), _change(one.high, question),
    )  # fmt: skip


def _change(ends: tuple[End, ...] | None, question: int) -> str:
    """The change at one end with its paired interval; exactly 0 where nobody is any different."""
    if ends is None:
        return ""
    end = ends[question]
    if not end.differing:
        return say("0, nobody differs")
    return say("{change} ({bounds})", change=signed(end.change), bounds=interval(end.low, end.high))


def _values(found: Assumed, moving: list[Assumption]) -> Table:
    """All numbers that move the answer."""
    title = say("All {n} numbers that move the answer, with the change and its paired 95 % interval", n=len(moving))
    return Table(title, end_columns(), tuple(_row(one) for one in moving), folded=True)


def _others(found: Assumed) -> Table:
    """The strongest numbers behind the other answers."""
    rows = [
        (say(found.questions[q].title), *_row(one, q)) for q in _rest(found) for one in found.ranked(q)[:3]
    ]  # fmt: skip
    columns = (say("answer"), *end_columns())
    return Table(say("What moves the other answers most"), columns, tuple(rows), folded=True)


def _doubts(found: Assumed) -> Table:
    """Chance and parameters of every answer, side by side and never added up."""
    columns = (
        say("answer"), say("compared with"), say("unit"), say("as written"), say("chance alone, 95 %"),
        say("all assumptions drawn at once"), say("holds one more draw with"),
    )  # fmt: skip
    rows = tuple(_doubt(asked, doubt) for asked, doubt in zip(found.questions, found.doubts, strict=True))
    return Table(say("Two kinds of doubt, kept apart"), columns, rows)


def _doubt(asked: Question, doubt: Uncertainty) -> tuple[Cell, ...]:
    spread = doubt.from_parameters
    wide = interval(spread.low, spread.high) if spread else say("not asked")
    holds = percent(spread.holds) if spread and spread.holds is not None else ""
    return (
        say(asked.title), arm_words(asked.reference), say(asked.unit), signed(doubt.estimate),
        interval(doubt.chance.low, doubt.chance.high), wide, holds,
    )  # fmt: skip


def _forms(found: Assumed) -> Table:
    """The first answer under other couplings and in other versions of the file."""
    known = found.leading.structure
    rows = tuple((_form(name, found), signed(value)) for name, value in known.items())
    rows += tuple((say(name), say("cannot tell this answer")) for name in found.forms if name not in known)
    columns = (say("form of the model"), say(found.questions[0].unit))
    return Table(say("The same answer in other forms of the model; no sample, and never pooled"), columns, rows)


def _form(name: str, found: Assumed) -> str:
    """A coupling in words, or the title of a version."""
    words = found.forms.get(name, "")
    return say(name) if words in ("", "coupling") else say("{title} ({id})", title=say(words), id=name)


def _groups(found: Assumed) -> Table:
    """Groups that were moved together and not taken apart."""
    rows = tuple(
        (one.name.replace("_", " "), len(one.paths), plain(one.moved[0]) if one.moved else say("refused"))
        for one in found.groups
        if not one.moved or one.moved[0]
    )
    columns = (say("part of the regime"), say("numbers"), say("moves the answer by at most"))
    return Table(say("Parts whose numbers were moved together only"), columns, rows, folded=True)


def _silent(found: Assumed) -> Table:
    """Numbers whose both ends change nothing."""
    rows = tuple((say(one.label), say(one.at_low), say(one.at_high), _why(one)) for one in found.unmoved())
    columns = (say("assumption"), say("low end"), say("high end"), say("why"))
    return Table(say("Numbers that do not move this answer at all"), columns, rows, folded=True)


def _why(one: Assumption) -> str:
    """Why a number does not move the answer."""
    if one.how == "not read":
        return say("no rule of this run reads it")
    if one.low is None or one.high is None:
        return say("lived at one end, the other is refused: nobody differs")
    return say("lived at both ends: nobody differs")


def _limits(found: Assumed) -> tuple[str, ...]:
    """What the figures of this section leave open."""
    out = [tried(found.people, found.of_people)]
    out.append(
        say(
            "Two numbers may matter together and not alone; the draws of all numbers show that, the bars do not. The "
            "draws take numbers as if none depended on another. A number that stands once for each group of people "
            "moves for all of them together, so that wider or narrower gaps between these groups are not tried."
        )
    )
    still = [one for one in found.groups if one.moved and not one.moved[0]]
    if still:
        out.append(
            say(
                "{n} further numbers were moved together with the other numbers of their part of the regime; that left "
                "this answer where it is, so they were not taken apart. Opposite moves of two of them could hide each "
                "other.",
                n=sum(len(one.paths) for one in still),
            )
        )
    if found.refused:
        ends = count_of(len(found.refused), "end of a range", "ends of ranges")
        paths = {path for path, _, _ in found.refused}
        names = say("; ").join(say(one.label) for one in found.values if one.path in paths)
        out.append(say("Refused by the regime itself and not tried alone: {ends} ({names}).", ends=ends, names=names))
    out += kept_words(tuple(found.kept))
    return tuple(out)


def kept_words(kept: tuple[str, ...]) -> list[str]:
    """What was not drawn as asked: ``kept`` holds paths of numbers and, as "draw N", whole draws."""
    out, whole = [], sum(path.startswith("draw ") for path in kept)
    if len(kept) > whole:
        out.append(
            say(
                "In some or all draws {numbers} stayed as written, because the regime refuses them beside the others "
                "(weights have to add up, bounds have to be kept).",
                numbers=count_of(len(kept) - whole, "number"),
            )
        )
    if whole:
        out.append(say("Left out, because they could not be lived: {draws}.", draws=count_of(whole, "draw")))
    return out


def tried(people: int, of_people: int) -> str:
    """Among whom a question was lived again."""
    if people == of_people:
        return say("Tried among all {people} people of the run.", people=f"{people:,}")
    return say(
        "Tried among {people} people instead of the {all} of the run: a smaller world made from the same recipe and "
        "seed, in which answers differ from those of the run by chance.",
        people=f"{people:,}", all=f"{of_people:,}",
    )  # fmt: skip
