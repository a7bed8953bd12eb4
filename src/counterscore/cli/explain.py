"""``counterscore explain``: one synthetic life in every arm, with cause, agency, rule and draw."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import print_json, with_json

if TYPE_CHECKING:
    from ..results import Result

COLUMNS = {
    "wrongly-listed": "wrongly_listed_months", "refused": "refusals", "listed": "months_listed",
    "low-band": "low_band_months", "flagged": "flags", "pierced": "pierced_months", "ranked-low": "ranked_low_months",
    "named": "named_months", "favoured": "favours", "inspected": "inspections", "repaired": "repairs",
    "proof-refused": "proofs_refused", "copied": "copied_without_consent",
}  # fmt: skip
WHYS = ("telling", *COLUMNS)
MEANS = {
    "low-band": "in a low band", "pierced": "reached through a firm or an officer",
    "ranked-low": "at the bottom of a ranking", "named": "named in public", "favoured": "on a red list at the end",
    "proof-refused": "refused an honest proof", "copied": "copied without agreeing",
}  # fmt: skip


@click.command("explain")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--person", type=int, metavar="N", help="Number of the person, from 0.")
@click.option(
    "--why",
    type=click.Choice(WHYS),
    metavar="WHAT",
    help=f"Choose a person by what happened: {', '.join(WHYS)} (default: telling).",
)
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
    """Whom most of that happened to in the main arm; whom the regime is about first, then the lowest number."""
    import numpy as np

    from ..audit.subjects import subject_column
    from ..audit.summary import main_arm
    from ..core.errors import OutcomeError
    from ..report import telling_person

    if why == "telling":
        return telling_person(outcome)
    people, subject = outcome.table("people", arm=main_arm(outcome)), subject_column(outcome)
    if why == "refused":
        counts = sum((v.astype(np.int64) for n, v in people.items() if n.startswith("refused_")), np.zeros(1, np.int64))
    else:
        counts = people.get(COLUMNS[why], np.zeros(1, np.int64)).astype(np.int64)
    if not counts.any():
        found = ", ".join(one for one, column in COLUMNS.items() if column in people and people[column].any())
        said = f"{outcome.folder}: nobody in this run is {MEANS.get(why, why.replace('-', ' '))}; name a --person"
        raise OutcomeError(f"{said}{', or --why ' + found if found else ''}")
    among = people[subject] != 0 if subject in people else np.ones(len(counts), bool)
    best = np.lexsort((people["person"], -counts, ~among))[0] if counts[among].any() else np.argmax(counts)
    return int(people["person"][best])
