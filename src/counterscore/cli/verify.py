"""``counterscore verify``: re-hash a run folder without a network."""

from __future__ import annotations

from pathlib import Path

import click

from .common import print_json, with_json


@click.command("verify")
@click.argument("folder", type=click.Path(path_type=Path))
@with_json
@click.pass_context
def command(ctx: click.Context, folder: Path, as_json: bool) -> None:
    """Check that the run in FOLDER is what was written: manifest, study, every column of every table.

    Exit code 1 when anything was changed.
    """
    from ..running import verify

    checks = verify(folder)
    passed = all(check.passed for check in checks)
    if as_json:
        rows = [{"subject": check.subject, "passed": check.passed, "message": check.message} for check in checks]
        print_json({"folder": str(folder), "passed": passed, "checks": rows})
    else:
        for check in checks:
            click.echo(f"{'ok     ' if check.passed else 'CHANGED'}  {check.message}")
        click.echo(f"{folder}: {'tables, study and manifest are unchanged' if passed else 'something was changed'}")
    ctx.exit(0 if passed else 1)
