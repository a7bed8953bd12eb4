"""``counterscore audit``: a regime or a run held against laws and a due-process scorecard, element by element."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from .common import block, columns, print_json, size_options, split, with_json

if TYPE_CHECKING:
    from ..audit.law.evidence import Ground
    from ..audit.law.findings import CheckFinding, ElementFinding, LawFindings, Shown

HEAD = "Indicators for review, not a legal opinion."
INDENT = " " * 6
SHOWN, SHOWN_UNMARKED = 3, 1  # places told of elements with and without a mark; --full and --json tell all
WEAK = {"assumption": " (assumed)", "unverified": " (unverified)"}


@click.command("audit")
@click.argument("target", metavar="REGIME|FOLDER")
@click.option("--law", "laws", default="", metavar="L[,L]", help="Only these: china, eu-ai-act, gdpr ...")
@click.option("--date", default="", metavar="YYYY-MM", help="The law in force in that month.")
@click.option("--contexts", type=click.Path(dir_okay=False), help="YAML file of which parts of life are related.")
@click.option("--full", is_flag=True, help="Tell undetermined elements and all places one by one.")
@click.option("--surplus", is_flag=True, help="Live the regime once without each recorded act (GDPR 5(1)(c)).")
@size_options(people=20_000, months=36)
@with_json
@click.pass_context
def command(
    ctx: click.Context, /, target: str, laws: str, date: str, contexts: str | None, full: bool, surplus: bool,
    as_json: bool, **size: Any,
) -> None:  # fmt: skip
    """Hold a regime (an id, a YAML file, or the FOLDER of a run) against laws and a due-process scorecard.

    Each element is present, absent or undetermined, with the place in the file that decided. Nothing here says that a
    regime is lawful or not. The folder of a run adds what each safeguard changed in it. --surplus asks another
    question: which recorded acts decide nothing; --people, --months and the like belong to it.

    \b
    counterscore audit rongcheng --law eu-ai-act
    counterscore audit runs/rongcheng-1a2b3c4d --law scorecard
    """
    if surplus:
        if laws or date or contexts or full:
            raise click.UsageError("--surplus lives a regime and checks no law; leave out the other options", ctx)
        _surplus(target, size, as_json)
        return
    given = [n for n in size if ctx.get_parameter_source(n) is ParameterSource.COMMANDLINE]
    if given:
        raise click.UsageError(f"--{given[0]} is for --surplus; a check lives nothing", ctx)
    found = _found(target, split(laws), date, contexts)
    if as_json:
        print_json(found.to_json())
        return
    click.echo("\n".join(lines_of(found, full)))


def _found(target: str, laws: Sequence[str], date: str, contexts: str | None) -> LawFindings:
    from ..legal import audit_regime, audit_run

    if Path(target).is_dir():
        from ..results import open_outcome

        return audit_run(open_outcome(target), laws, date, contexts)
    return audit_regime(target, laws, date, contexts)


def _surplus(target: str, size: dict[str, Any], as_json: bool) -> None:
    """Which acts of a regime decide nothing for anybody."""
    from ..running import study_of
    from ..worlds.surplus import surplus
    from .progress import Bar

    study = study_of(target, size["people"], size["months"], size["seed"], size["recipe"])
    bar = Bar(not as_json, lambda: False)
    try:
        found = surplus(study, threads=size["threads"], tell=bar)
    finally:
        bar.close()
    if as_json:
        print_json([asdict(one) | {"surplus": one.surplus} for one in found])
        return
    click.echo(f"Each act taken out once; {study.people:,} people, {study.months} months, the same draws.")
    rows = [(f"{one.people:,}", one.act, ", ".join(one.decisions) or one.idle) for one in found]
    click.echo("\n".join(columns([("people", "without", "what differs"), *rows], right=(0,))))
    useless = sum(one.surplus for one in found)
    many = f"{useless} of {len(found)} acts were recorded and decided nothing for anybody here."
    click.echo("\n".join(block(f"{many} What more people or months would show is another question.", "")))


def lines_of(found: LawFindings, full: bool = False) -> Iterator[str]:
    """The findings in at most 80 columns."""
    yield HEAD
    yield ""
    yield from block(f"{found.title} ({found.regime}, {found.status}); {found.jurisdiction}", "", "  ")
    marked = found.indicators()
    assumed = sum(element.assumed for element in marked)
    counted = count_words(len(marked), assumed, found.decided(), found.undetermined())
    yield from block(f"As a whole: {found.overall}. {counted}", "", "  ")
    yield from block(f"The regime starts in {found.start}; {date_words(found.date)}", "", "  ")
    yield from block("Each check says what its law would look at; whether it binds anybody here is open.", "", "  ")
    yield from block(f"Related or not: {found.contexts}, an own choice (--contexts).", "", "  ")
    for check in found.checks:
        yield ""
        yield from _check(check, full)
    yield ""
    yield "! an element to look at   (assumed) our own assumption"
    yield "(unverified) the source was not read again"
    if not full:
        yield "--full tells every place and every undetermined element"


def count_words(marked: int, assumed: int, decided: int, undetermined: int) -> str:
    """How many elements are marked, how many of them rest on assumptions, and how many nobody can tell."""
    told = f"{marked} elements to look at" if marked != 1 else "1 element to look at"
    told += f", {assumed} of them on assumptions alone" if assumed else ""
    many = f"the file settles {decided} elements and leaves {undetermined} undetermined"
    return f"{told}; {many}."


def date_words(date: str) -> str:
    """Which law was asked about, and a word where nobody can know it yet."""
    from ..audit.law.checks import as_known

    known = as_known()
    return f"the law is that of {date} (--date)" + (f", as known in {known}." if date > known else ".")


def _check(check: CheckFinding, full: bool) -> Iterator[str]:
    yield from block(check.title, "", "  ")
    yield from block(f"[{check.citation}]", "  ", "    ")
    if not check.in_force:
        yield from block(f"not in force in that month: in force from {check.since}", "  ")
    if check.applies != "present":
        known = "does not apply here; it would if" if check.applies == "absent" else "marks nothing; not known whether"
        yield from block(f"{known} {check.applies_says}", "  ", "    ")
        yield from (line for ground in check.applies_grounds[:SHOWN] for line in _ground(ground))
        if check.applies == "absent" and not full:
            return
    yield from block(
        f"binds {check.binds}" + ("; from memory, check the source" if check.mark == "memory" else ""), "  "
    )
    if check.together:
        yield from block(f"{check.together_says}: {check.together}", "  ", "    ")
    whole = full or check.id == "scorecard"
    told = [e for e in check.elements if whole or e.state != "undetermined" or _figures(e)]
    for element in told:
        yield from _element(element, full)
    if folded := [e for e in check.elements if e not in told]:
        words = ", ".join(f"{e.id} ({_words(e.missing, '; ')})" for e in folded)
        yield from block(f"undetermined, not settled: {words}", "  ", "    ")


def _words(missing: Sequence[str], between: str) -> str:
    """The words that would settle an element, as a page shows them."""
    return between.join(word.replace("_", " ") for word in missing)


def _ground(ground: Ground) -> Iterator[str]:
    """One place of the file, with what stands there and whether its source is weak."""
    said = f"{ground.path}: {ground.says}" if ground.says else ground.path
    yield from block(said + WEAK.get(ground.grade, ""), INDENT, INDENT + "  ")


def _element(element: ElementFinding, full: bool) -> Iterator[str]:
    sign = "!" if element.indicator else " "
    state = element.state + (" (assumed)" if element.assumed else "")
    note = " [check the source]" if element.mark == "memory" else ""
    yield from block(f"{sign} {element.id}  {state}: {element.says}{note}", "  ", INDENT)
    grounds = sorted(element.grounds, key=lambda ground: ground.grade in WEAK)
    places = len(grounds) if full else SHOWN if element.indicator else SHOWN_UNMARKED
    for ground in grounds[:places]:
        yield from _ground(ground)
    if more := len(grounds[places:]):
        yield f"{INDENT}and {more} more place{'' if more == 1 else 's'}"
    if element.missing:
        yield from block(f"not settled: {_words(element.missing, ', ')}", INDENT, INDENT + "  ")
    if element.note and full:
        yield from block(element.note, INDENT)
    yield from _lab(element, full or element.indicator or element.id.startswith("DP-"))


def _figures(element: ElementFinding) -> tuple[Shown, ...]:
    """What a run shows beside an element."""
    return (*element.lab.measures, *element.lab.effects) if element.lab is not None else ()


def _lab(element: ElementFinding, whole: bool) -> Iterator[str]:
    """What the laboratory can show: figures of the run where there are any, else the command."""
    lab = element.lab
    if lab is None or not (whole or _figures(element)):
        return
    for shown in _figures(element):
        yield from block(f"run: {figure(shown)}", INDENT, INDENT + "  ")
    tried = {shown.arm.removeprefix("with ") for shown in lab.effects}
    yield from block(f"lab: {lab.shows}", INDENT, INDENT + "  ")
    for safeguard, line in zip(lab.fits, lab.commands, strict=True):
        if safeguard not in tried:
            yield f"{INDENT}  {line}"
    if lab.misfits:
        yield from block(f"changes nothing in this regime: {', '.join(lab.misfits)}", INDENT + "  ")


def figure(shown: Shown) -> str:
    """One figure of a run in words, with its interval."""
    from ..report.wording import interval, plain, signed

    bounds = "no interval" if shown.low is None else f"95 % interval {interval(shown.low, shown.high)}"
    if not shown.reference:
        return f"{shown.title}, {shown.arm}: {plain(shown.estimate)} {shown.unit} ({bounds})"
    return f"{shown.title}, {shown.arm} minus {shown.reference}: {signed(shown.estimate)} {shown.unit} ({bounds})"
