"""``counterscore study explain-change``: why a number differs between two runs or two studies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import block, print_json, with_json
from .progress import Bar

if TYPE_CHECKING:
    from ..audit.studied.changed import Cause, Changed, Side

LABEL, CELL, DETAILS = 32, 12, 12


@click.command("explain-change")
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.option(
    "--metric", default="", metavar="M",
    help="The number, or the id of a study's question (default: the leading effect of A).",
)  # fmt: skip
@click.option("--arm", default="", metavar="NAME", help="The arm it is about.")
@click.option("--against", default="", metavar="NAME", help="The arm it is compared with.")
@click.option(
    "--replicates", type=click.IntRange(1), default=5, show_default=True, help="Of a study, live so many again."
)
@click.option("--threads", type=click.IntRange(0), default=0, help="Threads (0: choose); same results.")
@with_json
def command(
    a: Path, b: Path, metric: str, arm: str, against: str, replicates: int, threads: int, as_json: bool
) -> None:  # fmt: skip
    """Say why a number differs between A and B, two folders of runs or of studies.

    Everything that differs is swapped one at a time (code, recipe, mechanisms, people, months, seed, rules, numbers,
    arms), and the worlds in between are lived here.

    \b
    counterscore study explain-change runs/a runs/b
    counterscore study explain-change runs/a runs/b --metric wrongly_listed
    """
    from ..report.answer import leading_effect
    from ..studies.explain_change import explain_change
    from ..studies.explain_numbers import Wanted

    bar = Bar(not as_json, lambda: False)
    try:
        found = explain_change(a, b, Wanted(metric, arm, against, leading_effect), replicates, threads, bar)
    finally:
        bar.close()
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        click.echo("\n".join(lines(found)))


def lines(found: Changed) -> list[str]:
    """The answer in at most 80 columns."""
    among = "".join(f", {by} {name}" for by, name in found.group.items())
    out = block(f"{found.title} ({found.unit}){among}: {found.arm!r} minus {found.against!r}", "", "  ")
    out += [_side("A", found.a), _side("B", found.b)]
    from ..report.wording import plain, signed

    out += [f"{'B minus A':<{LABEL + 3 * CELL}}{signed(found.difference):>{CELL}}", ""]
    if found.same:
        return [*out, "nothing differs"]
    if found.problem:
        out += block(f"{found.problem}: only the total is known.", "")
        return [*out, "", *_known(found)]
    out += _table(found)
    out += ["", *(line for n, cause in enumerate(found.causes, 1) for line in _details(n, cause))]
    return [*out, "", *block(_how(found, plain(found.remainder)), "")]


def _side(name: str, side: Side) -> str:
    from ..report.wording import plain

    width = LABEL + 3 * CELL
    text = f"{name}  {Path(side.folder).name}, {side.kind} by version {side.version}"
    return f"{text[: width - 1]:<{width}}{plain(side.recorded):>{CELL}}"


def _known(found: Changed) -> list[str]:
    """What is known to differ where nothing could be lived."""
    if not found.causes:
        return ["nothing else is known to differ"]
    return ["known to differ:", *(line for n, cause in enumerate(found.causes, 1) for line in _details(n, cause))]


def _table(found: Changed) -> list[str]:
    """A row for each cause, and that they add up."""
    from ..report.wording import signed

    heads = ("alone in A", "alone in B", "A to B", "share")
    out = [f"{'':<{LABEL}}" + "".join(f"{head:>{CELL}}" for head in heads)]
    for number, cause in enumerate(found.causes, 1):
        cells = (cause.from_a, cause.from_b, cause.in_walk, cause.share)
        row = "".join(f"{'-' if cell is None else signed(cell):>{CELL}}" for cell in cells)
        text = f"{number} {cause.title}"
        text = text if len(text) < LABEL - 2 else f"{text[: LABEL - 7].rstrip()} ..."
        out.append(f"  {text:<{LABEL - 2}}{row}")
    out.append(f"  {'not explained':<{LABEL - 2}}{signed(found.remainder):>{3 * CELL}}")
    out.append(f"  {'together':<{LABEL - 2}}{signed(found.difference):>{3 * CELL}}")
    return out


def _details(number: int, cause: Cause) -> list[str]:
    """What is not the same in one cause, under its number in the table."""
    told = [f"{one.label}: {one.before} -> {one.after}" for one in cause.details[:DETAILS]]
    more = len(cause.details) - len(told)
    if len(cause.details) == 1:
        return block(f"{number} {told[0]}", "", "  ")
    out = block(f"{number} {cause.title}:", "", "  ")
    out += [line for text in told for line in block(text, "    ", "      ")]
    return out + ([f"    and {more} more (--json has all of them)"] if more else [])


def _how(found: Changed, remainder: str) -> str:
    """What the columns mean, and what they rest on."""
    words = [
        f"{found.worlds} worlds were lived. Alone in A: A with this one thing of B. Alone in B: what B has by it.",
        "A to B: one after the other in this order; these add up. A step that is not what the thing does alone depends "
        "on what was swapped before it." if len(found.causes) > 1 else "",
        "Share: the mean step over all orders." if any(one.share is not None for one in found.causes) else "",
        f"{found.not_shared[0].upper()}{found.not_shared[1:]}." if found.not_shared else "",
        "Another seed, recipe or number of people means other people: what it does is chance as well."
        if any(one.kind in ("seed", "recipe", "people") for one in found.causes) else "",
        f"Of each study its first {max(found.replicates)} replicates were lived, and the numbers are those of these; "
        "--replicates lives more." if _studies(found) else "",
        f"{found.alike} numbers differ in source, grade, range or note alone, and change nobody's life."
        if found.alike else "",
        *_again(found),
        f"Not explained: the number comes out otherwise here ({remainder}) though version and draws are the same; "
        "the code, its parts or the machine are others." if found.remainder else "",
    ]  # fmt: skip
    return " ".join(text for text in words if text)


def _again(found: Changed) -> list[str]:
    """Sides whose number is another one here than was recorded, even where both moved alike and nothing shows."""
    from ..report.wording import plain

    sides = (("A", found.a), ("B", found.b))
    return [
        f"{name} gives {plain(side.lived, 6)} here, and recorded {plain(side.recorded, 6)}."
        for name, side in sides
        if side.lived is not None and side.lived != side.recorded
    ]


def _studies(found: Changed) -> bool:
    """Whether one of the two is a study."""
    return "study" in (found.a.kind, found.b.kind)
