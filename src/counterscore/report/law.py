"""The legal indicators of a report: what to look at first, each check in a fold, and the due-process scorecard."""

from __future__ import annotations

from collections.abc import Sequence

from ..audit.law.evidence import Ground
from ..audit.law.findings import CheckFinding, ElementFinding, LawFindings
from ..audit.law.findings import Shown as Figured
from .draw.figure import Cell
from .language import say
from .page import Section, Table
from .wording import in_row, interval, plain, signed

SCORECARD = "scorecard"
PLACES = 3  # places of the file told of one element; the command line tells all of them


def law_section(found: LawFindings | None) -> Section | None:
    """Indicators for review, by law, with what the laboratory shows beside them; None where nothing was checked."""
    if found is None:
        return None
    marked = found.indicators()
    assumed = sum(one.assumed for one in marked)
    lead = (
        say("Indicators for review, not a legal opinion. A check reads what the regime's file says and nothing else."),
        say(
            "{marked} elements are worth a reviewer's look, and {open} cannot be told from the file. Law as known in "
            "{date}; the regime starts in {start}.",
            marked=len(marked), open=found.undetermined(), date=found.date, start=found.start,
        ),
        *([say("{assumed} of them rest on our own assumptions alone.", assumed=assumed)] if assumed else []),
        say(
            "Whether a law applies in {place} is another question: a check asks what that law would look at. Which "
            "parts of life count as related is our own choice.",
            place=say(found.jurisdiction),
        ),
    )  # fmt: skip
    laws = [check for check in found.checks if check.id != SCORECARD]
    cards = tuple(_card(check) for check in found.checks if check.id == SCORECARD)
    return Section(
        "law", say("Legal indicators"), lead, tables=(_overview(laws), *map(_details, _told(laws))), parts=cards,
        commands=(f"counterscore audit {found.asked} --full",),
        after=(say("The command tells every place of the file and every citation."),),
    )  # fmt: skip


def _told(checks: Sequence[CheckFinding]) -> list[CheckFinding]:
    """Checks that apply and in which something is decided."""
    return [c for c in checks if c.applies != "absent" and any(e.state != "undetermined" for e in c.elements)]


def _overview(checks: Sequence[CheckFinding]) -> Table:
    """One line for each check."""
    columns = (say("law"), say("to look at"), say("undetermined"), say("elements together"), say("in force from"))
    return Table(say("What to look at, by law"), columns, tuple(_line(check) for check in checks))


def _line(check: CheckFinding) -> tuple[Cell, ...]:
    title = say("{law}: {title}", law=say(check.citation), title=say(check.title))
    if check.applies == "absent":
        return title, say("does not apply"), "", "", check.since
    if check.applies == "undetermined":
        return title, say("not known whether it applies"), float(check.count_open()), say(check.together), check.since
    marked = sum(element.indicator for element in check.elements)
    since = check.since if check.in_force else say("{date}, not yet", date=check.since)
    return title, float(marked), float(check.count_open()), say(check.together), since


def _details(check: CheckFinding) -> Table:
    """The elements of a check that the file decides, folded; the others are counted."""
    told = [element for element in check.elements if element.state != "undetermined"]
    columns = (say("element"), say("what it is"), say("the file says"), say("where"))
    title = say(
        "{title}: {told} decided, {open} undetermined", title=say(check.title), told=len(told), open=check.count_open()
    )
    return Table(title, columns, tuple(_row(element) for element in told), folded=True)


def _row(element: ElementFinding) -> tuple[Cell, ...]:
    return element.id, _worded(element), state_of(element), where(element)


def _worded(element: ElementFinding) -> str:
    """The words of an element, with the warning that its source has to be checked."""
    text = say(element.says)
    return say("{text} (from memory: check the source)", text=text) if element.mark == "memory" else text


def state_of(element: ElementFinding) -> str:
    """Present, absent or undetermined, and whether only an assumption says so."""
    state = say("{state}, by assumption", state=say(element.state)) if element.assumed else say(element.state)
    return say("{state} (look)", state=state) if element.indicator else state


def where(element: ElementFinding) -> str:
    """The places of the file that decided, those with a source first."""
    grounds = sorted(element.grounds, key=lambda ground: ground.grade in ("assumption", "unverified"))
    told = [place_words(one) for one in grounds[:PLACES]]
    if len(grounds) > PLACES:
        told.append(say("{n} more", n=len(grounds) - PLACES))
    return in_row(told)


def place_words(ground: Ground) -> str:
    """One place of the file with what stands there, and a word where its source was not read again."""
    place = f"{ground.path}: {ground.says}" if ground.says else ground.path
    return say("{place} (source not read again)", place=place) if ground.grade == "unverified" else place


def _card(check: CheckFinding) -> Section:
    """The scorecard: every line with what switching it on changes."""
    columns = (say("element"), say("the file says"), say("what the laboratory shows"))
    rows = tuple((say(element.says), state_of(element), lab_words(element)) for element in check.elements)
    lead = (
        say(
            "Fifteen things that people are owed wherever they live. Where a line names a command, a run with it says "
            "what that protection would change here."
        ),
    )
    return Section(
        "scorecard", say("Due process, line by line"), lead, tables=(Table(say(check.title), columns, rows),)
    )


def lab_words(element: ElementFinding) -> str:
    """Figures of the run where there are any, else what a world with the safeguard shows, and how to live it."""
    lab = element.lab
    if lab is None:
        return ""
    figures = [figure_words(one) for one in (*lab.effects, *lab.measures)]
    if figures:
        return in_row(figures)
    options = [f"--with {one}" for one in lab.fits]
    shows = say(lab.shows)
    if options:
        return say("{shows}: run with {options}", shows=shows, options=", ".join(options))
    return say("{shows}; no safeguard fits this regime", shows=shows) if lab.misfits else shows


def figure_words(one: Figured) -> str:
    """One difference or level of a run with its interval."""
    if one.low is None:
        return say(
            "{title}, {arm}: {level} {unit} (too few for an interval)",
            title=say(one.title), arm=say(one.arm), level=plain(one.estimate), unit=say(one.unit),
        )  # fmt: skip
    if not one.reference:
        return say(
            "{title}, {arm}: {level} {unit} (95 % interval {bounds})",
            title=say(one.title), arm=say(one.arm), level=plain(one.estimate), unit=say(one.unit),
            bounds=interval(one.low, one.high),
        )  # fmt: skip
    return say(
        "{title}, {arm} minus {reference}: {difference} {unit} (95 % interval {bounds})",
        title=say(one.title), arm=say(one.arm), reference=say(one.reference), difference=signed(one.estimate),
        unit=say(one.unit), bounds=interval(one.low, one.high),
    )  # fmt: skip
