"""``counterscore validate``: published results beside what the laboratory gives."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from .common import COUNT, block, columns, print_json, with_json
from .progress import waiting

if TYPE_CHECKING:
    from ..validation.documented import Effort
    from ..validation.verdicts import Checked, Row

DIGITS = 7


@click.command("validate")
@click.argument("targets", nargs=-1)
@click.option("--full", is_flag=True, help="Every number, not only the one that lies farthest off in each check.")
@click.option("--documented", is_flag=True, help="Predict published totals of whole regimes; TARGETS are regimes then.")
@click.option("--people", type=COUNT, default=100_000, show_default=True, help="At most so many, with --documented.")
@click.option("--replicates", type=COUNT, default=8, show_default=True, help="Worlds as written, with --documented.")
@click.option("--draws", type=COUNT, default=4, show_default=True, help="Draws of all ranges in each of those worlds.")
@click.option("--seed", type=int, default=1, show_default=True, help="Number all draws follow from, with --documented.")
@with_json
def command(
    targets: tuple[str, ...], full: bool, documented: bool, people: int, replicates: int, draws: int, seed: int,
    as_json: bool,
) -> None:  # fmt: skip
    """Reproduce published results: expected, obtained, tolerance, verdict and time.

    TARGETS are ids such as F3, or single checks such as F3.steady; all without. Exit code 1 where the engine or a
    published model is missed; a documented case that is not met only warns.

    With --documented TARGETS are regimes: each is lived many times, as written and with every number that is no statute
    drawn from its range, and what was published is placed among what came out.
    """
    source = click.get_current_context().get_parameter_source
    for name in ("people", "replicates", "draws", "seed"):
        if not documented and source(name) is not ParameterSource.DEFAULT:
            raise click.UsageError(f"--{name} needs --documented")
    if documented:
        if full:
            raise click.UsageError("--full is for targets; --documented prints every figure")
        from ..validation.documented import Effort

        _documented(targets, Effort(replicates, draws, people, seed), as_json)
    else:
        _targets(targets, full, as_json)


def _documented(names: tuple[str, ...], effort: Effort, as_json: bool) -> None:
    """Predictions, regime by regime; a miss is told and explained elsewhere, never an error."""
    from ..validation.documented import documented, documented_regimes
    from ..validation.documented_text import as_data, lines

    found = []
    regimes, answers = list(names or documented_regimes()), documented(*names, effort=effort)
    for place, regime in enumerate(regimes, 1):
        with waiting(f"{regime}, {place} of {len(regimes)}"):
            rows = next(answers)
        found += rows
        if not as_json:
            click.echo("\n".join(lines(rows, effort)))
    if as_json:
        print_json([as_data(row) for row in found])


def _targets(targets: tuple[str, ...], full: bool, as_json: bool) -> None:
    """Targets, each as soon as it is done. Exits with 1 where one fails."""
    from ..validation.targets_file import CLAIMS, read_targets
    from ..validation.validate import validate

    found: list[Checked] = []
    file, answers = read_targets(), validate(*targets)
    titles = {one.id: one.title for one in file.targets}
    asked = [check for _, check in file.chosen(targets)]
    for place, check in enumerate(asked, 1):
        with waiting(f"{check.id}, {place} of {len(asked)}: {check.title}"):
            one = next(answers)
        if not as_json:
            if not found or found[-1].target != one.target:
                click.echo("\n".join(["", f"{one.target}  {titles[one.target]}"]))
            click.echo("\n".join(_lines(one, full)))
        found.append(one)
    if as_json:
        print_json([_plain(one) for one in found])
    else:
        click.echo("\n".join(["", *_closing(found, CLAIMS)]))
    if any(one.verdict == "fail" for one in found):
        sys.exit(1)


def _lines(one: Checked, full: bool) -> list[str]:
    """One check: its verdict, and the number that lies farthest off or all of them."""
    passed = sum(row.passed for row in one.rows)
    counted = f"{passed} of {len(one.rows)}" if one.rows else one.problem
    head = f"  {one.verdict:<8}{one.check.id}  {one.check.title}  ({one.check.claim}; {counted}; {one.seconds:.1f} s)"
    shown = one.rows if full else [row for row in [one.worst] if row is not None]
    rows = [("", "expected", "obtained", "tolerance"), *map(_cells, shown)]
    return [*block(head, "", " " * 10), *(f"{' ' * 10}{text}" for text in columns(rows, right=(1, 2)) if one.rows)]


def _cells(row: Row) -> tuple[str, str, str, str]:
    """A number as text, marked where it is missed."""
    name = row.name if row.passed else f"! {row.name}"
    return name, row.expected, told(row.obtained), row.tolerance


def told(value: Any) -> str:
    """An obtained number as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.{DIGITS}g}" if isinstance(value, float) else f"{value}"


def _closing(found: list[Checked], claims: Any) -> list[str]:
    """How many checks of each claim were met, and how long all took."""
    rows: list[tuple[str, ...]] = [("claim", "checks", "pass", "fail", "warn", "not run")]
    for claim in claims:
        verdicts = [one.verdict for one in found if one.check.claim == claim]
        counts = (str(verdicts.count(kind)) for kind in ("pass", "fail", "warn", "not run"))
        rows.append((claim, str(len(verdicts)), *counts))
    seconds = sum(one.seconds for one in found)
    numbers = f"{sum(len(one.rows) for one in found)} numbers in {seconds:.0f} s"
    if lacking := [one.check.id for one in found if one.verdict == "not run"]:
        numbers += f"; nothing is known of what was not run: {', '.join(lacking)}"
    meaning = "; ".join(f"{claim}: {words}" for claim, words in claims.items())
    return [*columns(rows, right=(1, 2, 3, 4, 5)), *block(numbers, ""), *block(f"{meaning}.", "")]


def _plain(one: Checked) -> dict[str, Any]:
    """A check as JSON: what the file says of it, what was obtained, and the verdict."""
    said = one.check.model_dump(include={"id", "title", "claim", "call", "source", "where", "mark", "note"})
    rows = [
        {"name": row.name, "expected": row.expected if row.wanted is None else row.wanted,
         "obtained": row.obtained, "tolerance": row.tolerance,
         "off": row.off, "passed": row.passed}
        for row in one.rows
    ]  # fmt: skip
    return {**said, "verdict": one.verdict, "seconds": one.seconds, "problem": one.problem, "rows": rows}
