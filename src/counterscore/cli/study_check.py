"""``counterscore study check``: every fault of a study file, and what it would live."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .common import block, columns, print_json, with_json


@click.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@with_json
def command(file: Path, as_json: bool) -> None:
    """Find every fault of the study in FILE, each with its line, and say what would be lived. Lives nothing.

    Exit code 1 if there are faults.
    """
    from ..core.errors import SpecError
    from ..studies.expected import expected
    from ..studies.runner import ask

    try:
        asked = ask(file)
        rows = expected(asked.study)
    except SpecError as fault:
        faults = str(fault).splitlines()
        if as_json:
            print_json({"file": str(file), "valid": False, "faults": faults})
        else:
            for line in faults:
                click.echo("\n".join(block(line, "", "    ")))
            click.echo(f"{file}: {len(faults)} fault{'' if len(faults) == 1 else 's'}")
        sys.exit(1)
    if as_json:
        told = {"file": str(file), "valid": True, "faults": [], "study_sha256": asked.sha256}
        print_json(told | {"folder": str(asked.folder), "expected": [vars(row) for row in rows]})
        return
    click.echo("\n".join(block(asked.study.title, "")))
    click.echo(f"study {asked.sha256}")
    lines = [("would live", "tasks", "person-months")]
    lines += [(row.title, row.tasks, f"{row.person_months:,.0f}") for row in rows]
    click.echo("\n".join(columns(lines, right=(1, 2))))
    total = sum(row.person_months for row in rows)
    click.echo(f"{file}: no fault; up to about {total:,.0f} person-months")
    click.echo(f"runs with: counterscore study run {file}")
