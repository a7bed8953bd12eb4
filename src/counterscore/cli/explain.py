"""``counterscore explain``: one synthetic life in every arm, with cause, agency, rule and draw."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import print_json, with_json

if TYPE_CHECKING:
    from ..results import Result

WHYS = ("telling", "wrongly-listed", "refused", "listed")
COLUMNS = {"wrongly-listed": "wrongly_listed_months", "refused": "refusals", "listed": "months_listed"}


@click.command("explain")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--person", type=int, metavar="N", help="Number of the person, from 0.")
@click.option("--why", type=click.Choice(WHYS), help="Choose a person by what happened (default: telling).")
@with_json
def command(folder: Path, person: int | None, why: str | None, as_json: bool) -> None:
    """Tell the life of one synthetic person of the run in FOLDER, in every arm.

    Without --person, somebody is chosen whose arms differ tellingly; --why narrows that down.

    \b
    counterscore explain runs/rongcheng-0a1b2c3d --person 417
    counterscore explain runs/rongcheng-0a1b2c3d --why wrongly-listed
    """
    if person is not None and why is not None:
        raise click.UsageError("give --person or --why, not both")
    from ..report import life, life_json, render_life
    from ..results import known_draws, open_outcome

    outcome = open_outcome(folder)
    number = person if person is not None else _chosen(outcome, why or "telling")
    told = life(outcome, number, known_draws(outcome))
    if as_json:
        print_json(life_json(told))
    else:
        click.echo(render_life(told), nl=False)


def _chosen(outcome: Result, why: str) -> int:
    """The person to whom most of that happened in the main arm; adults first, then the lowest number."""
    import numpy as np

    from ..audit.summary import main_arm
    from ..core.errors import OutcomeError
    from ..report import telling_person

    if why == "telling":
        return telling_person(outcome)
    people = outcome.table("people", arm=main_arm(outcome))
    if why == "refused":
        counts = sum((v.astype(np.int64) for n, v in people.items() if n.startswith("refused_")), np.zeros(1, np.int64))
    else:
        counts = people.get(COLUMNS[why], np.zeros(1, np.int64)).astype(np.int64)
    if not counts.any():
        raise OutcomeError(f"{outcome.folder}: nobody in this run is {why.replace('-', ' ')}; name a --person")
    adult = people["adult"] if "adult" in people else np.ones(len(counts))
    best = np.lexsort((people["person"], -counts, adult == 0))[0] if counts[adult != 0].any() else np.argmax(counts)
    return int(people["person"][best])
