"""``counterscore verify``: re-hash a run folder without a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import print_json, with_json

if TYPE_CHECKING:
    from ..core.verify import Check


@click.command("verify")
@click.argument("folder", type=click.Path(path_type=Path))
@with_json
@click.pass_context
def command(ctx: click.Context, folder: Path, as_json: bool) -> None:
    """Check that the run in FOLDER is what was written: manifest, study, every column of every table.

    The same of a study: every task, the answers, the verdicts, both tables.

    Exit code 1 when anything was changed.
    """
    checks = _checked(folder)
    passed = all(check.passed for check in checks)
    if as_json:
        rows = [{"subject": check.subject, "passed": check.passed, "message": check.message} for check in checks]
        print_json({"folder": str(folder), "passed": passed, "checks": rows})
    else:
        for check in checks:
            click.echo(f"{'ok     ' if check.passed else 'CHANGED'}  {check.message}")
        click.echo(f"{folder}: {'everything is unchanged' if passed else 'something was changed'}")
    ctx.exit(0 if passed else 1)


def _checked(folder: Path) -> list[Check]:
    """The checks of a study folder, or of a run folder."""
    if (folder / "study.yaml").is_file():
        from ..studies import verify as verify_study

        return verify_study(folder)
    from ..running import verify

    return verify(folder)
