"""What the harms of a run are due to, as a table of the terminal and as a section of the report."""

from __future__ import annotations

from textwrap import wrap

from ..audit.attribution import COUPLINGS, Attribution, Harm, Share
from .draw.figure import Cell
from .language import say
from .page import Section, Table
from .wording import capital, interval, percent, plain, signed

WIDTH, LABEL = 80, 34
COLUMNS = ("cause", "share", "95 % interval", "people concerned")
COUPLED_COLUMNS = ("cause", "as lived", "independent", "mirrored", "on others: independent", "on others: mirrored")
LEAD = (
    "Every set of these causes was lived by the same people. What a cause adds is averaged over all orders in which "
    "the causes can come (Shapley values), person by person, so that the shares add up to the whole difference. A "
    "share below zero protects: without that cause there would be more."
)
COUPLED = (
    "The same person with and without a cause is exact relative to the draws that the worlds share, and sharing them "
    "is a convention. The folded tables deal the regime's draws anew in every world, or turn them around in every "
    "second one: totals then differ by chance alone, and the percentage of the person-by-person attribution that falls "
    "on other people says how little it means to name one person."
)


def shown(found: Attribution) -> list[Harm]:
    """The harms that any of the causes changes."""
    return [harm for harm in found.harms if any(share.people for share in harm.shares)]


def cause_lines(found: Attribution | None) -> list[str]:
    """The attribution as lines of at most 80 columns; nothing where a run has none."""
    if found is None:
        return []
    out = ["", "what it is due to (Shapley values; they add up):"]
    for harm in shown(found):
        said = f"{harm.title}: {plain(harm.as_written)} as written, {plain(harm.without_all)} without these causes"
        out += wrap(said, WIDTH, initial_indent="  ", subsequent_indent="    ")
        out.append(f"{'':<{LABEL}}{'share':>9}{'95 % interval':>19}{'others hit':>18}")
        for share in harm.shares:
            moved = f"{_moved(share, 'antithetic')} to {_moved(share, 'independent')} %" if share.people else "-"
            numbers = f" {signed(share.total):>8} {interval(share.low, share.high):>18}{moved:>18}"
            *above, last = wrap(share.title, LABEL - 5)
            # large numbers take room from the last line of the title, or all of it
            if len(last) > WIDTH - 4 - len(numbers):
                above, last = [*above, last], ""
            out += ["    " + line for line in above]
            out.append(f"    {last}{numbers:>{WIDTH - 4 - len(last)}}")
    out += ["others hit: how much falls on other people if the draws are coupled otherwise"]
    return out if shown(found) else ["", "what it is due to: none of these causes changes anything."]


def _moved(share: Share, coupling: str) -> str:
    """Percent of a share that falls on others under another coupling; nothing to tell where nobody has a part."""
    value = share.moved[coupling]
    return "-" if value != value or not share.people else plain(round(100.0 * value))


def causes_section(found: Attribution | None) -> Section | None:
    """The attribution as a section of the report; None where a run has none."""
    if found is None:
        return None
    tables = [table for harm in shown(found) for table in _tables(harm)]
    if not tables:
        nothing = say("None of these causes changes anything in this run.")
        return Section("causes", say("What it is due to"), (say(LEAD), nothing))
    told = "The parts of each person miss the whole by at most {gap} of the largest number."
    gap = (say(told, gap=f"{found.residual:.1g}"),) if found.residual else ()
    return Section("causes", say("What it is due to"), (say(LEAD),), tables=tuple(tables), after=(say(COUPLED), *gap))


def _tables(harm: Harm) -> list[Table]:
    """Shares of one harm, and what pairs of causes do together, folded."""
    title = capital(say(harm.title))
    parts = {"harm": title, "written": plain(harm.as_written), "without": plain(harm.without_all)}
    rows = tuple(_cells(share) for share in harm.shares)
    total = sum(share.total for share in harm.shares)
    rows += ((say("all together"), signed(total), "", ""),)
    heads, coupled_heads = (tuple(say(one) for one in known) for known in (COLUMNS, COUPLED_COLUMNS))
    found = [Table(say("{harm}: {written} as written, {without} without these causes", **parts), heads, rows)]
    coupled = tuple(_coupled(share) for share in harm.shares if share.people)
    found.append(Table(say("{harm} under other couplings", harm=title), coupled_heads, coupled, folded=True))
    pairs = tuple((_pair(a, b), signed(value)) for (a, b), value in harm.together.items() if value)
    if pairs:
        title = say("{harm}: what two causes do together beyond what each does alone", harm=title)
        found.append(Table(title, (say("causes"), say("together")), pairs, folded=True))
    return found


def _pair(one: str, other: str) -> str:
    """Two causes by their names."""
    return say("{one} and {other}", one=say(one), other=say(other))


def _cells(share: Share) -> tuple[Cell, ...]:
    """One cause as cells of a table."""
    return say(share.title), signed(share.total), interval(share.low, share.high), f"{share.people:,}"


def _coupled(share: Share) -> tuple[Cell, ...]:
    """One cause under other couplings of the draws."""
    totals = (signed(share.totals[one]) for one in COUPLINGS)
    return say(share.title), signed(share.total), *totals, *(percent(share.moved[one]) for one in COUPLINGS)
