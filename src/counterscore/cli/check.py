"""``counterscore check``: a regime file of one's own, every problem with its line."""

from __future__ import annotations

import sys

import click

from .common import block, print_json, with_json


@click.command("check")
@click.argument("file", required=False, type=click.Path(dir_okay=False))
@click.option("--schema", is_flag=True, help="Print the JSON Schema of regime files, for editors, and stop.")
@with_json
def command(file: str | None, schema: bool, as_json: bool) -> None:
    """Check FILE, a regime of your own: every problem with its line, and questions a careful reader would ask.

    Exit code 1 if it has problems; questions alone are no problem.
    """
    from ..regimes import json_schema

    if schema:
        print_json(json_schema())
        return
    if file is None:
        raise click.UsageError("expected a regime file, for example: counterscore check my-regime.yaml")
    if not file.endswith((".yaml", ".yml")):
        from ..running import load_regime

        load_regime(file)
        raise click.UsageError(f"{file} is a regime that ships; give a file that ends in .yaml")
    _check(file, as_json)


def _check(file: str, as_json: bool) -> None:
    """Prints the remarks about a file, problems first, and ends with exit code 1 if there are problems."""
    from pathlib import Path

    from ..people import recipe_ids
    from ..regimes.telling.advice import Remark, check_file

    found = check_file(Path(file), recipe_ids())
    remarks = list(found.remarks)
    if found.regime is not None and not found.problems:
        from ..core.errors import CounterscoreError
        from ..running import plan

        try:
            plan(file)
        except CounterscoreError as fault:
            remarks.append(Remark("problem", 1, str(fault)))
    problems = [remark for remark in remarks if remark.kind == "problem"]
    if as_json:
        rows = [vars(remark) for remark in remarks]
        print_json({"file": found.file, "valid": not problems, "remarks": rows})
    else:
        for kind in ("problem", "question"):
            for remark in (remark for remark in remarks if remark.kind == kind):
                click.echo("\n".join(block(f"{found.file}:{remark.line}  {kind}: {remark.text}", "", "    ")))
        counts = ((len(problems), "problem"), (len(remarks) - len(problems), "question"))
        told = ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts)
        click.echo(f"{found.file}: {told}")
        if not problems:
            click.echo(f"runs with: counterscore run {file}")
    if problems:
        sys.exit(1)
