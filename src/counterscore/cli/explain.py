"""``counterscore explain``: one synthetic life in every arm, with cause, agency, rule and draw."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import print_json, with_json

if TYPE_CHECKING:
    from ..results import Result
    from ..worlds.chain import Chain

COLUMNS = {
    "wrongly-listed": "wrongly_listed_months", "refused": "refusals", "listed": "months_listed",
    "low-band": "low_band_months", "flagged": "flags", "pierced": "pierced_months", "tainted": "tainted_months",
    "ranked-low": "ranked_low_months",
    "named": "named_months", "favoured": "favours", "inspected": "inspections", "repaired": "repairs",
    "lost-money": "money_lost_yuan", "trapped": "trapped_months", "proof-refused": "proofs_refused",
    "copied": "copied_without_consent", "old-copy": "stale_months", "gave-up": "lawful_given_up",
    "shunned": "silent_tie_months",
    "gamed": "ever_gamed", "stayed-away": "avoided_months", "left": "left_months",
}  # fmt: skip
WHYS = ("telling", *COLUMNS)
MEANS = {
    "low-band": "in a low band", "lost-money": "poorer for it", "trapped": "held longer for want of income",
    "pierced": "reached through a firm or an officer", "tainted": "suspect because of a tie",
    "ranked-low": "at the bottom of a ranking", "named": "named in public", "favoured": "on a red list at the end",
    "proof-refused": "refused an honest proof", "copied": "copied without agreeing", "old-copy": "held by an old copy",
    "gave-up": "giving up anything lawful", "shunned": "avoided by friends", "gamed": "buying points",
    "stayed-away": "giving up trying", "left": "without platforms",
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
@click.option("--no-chain", is_flag=True, help="Do not live the run again to try each link of a wrong listing.")
@with_json
def command(folder: Path, person: int | None, why: str | None, no_chain: bool, as_json: bool) -> None:
    """Tell the life of one synthetic person of the run in FOLDER, in every arm.

    Without --person, somebody is chosen whose arms differ tellingly; --why narrows that down. How a wrong listing came
    about is told link by link, each tried by a world without it; that lives the run again, --no-chain leaves it out.

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
    chain = None if no_chain else _chain(outcome, number, quiet=as_json)
    if as_json:
        print_json(life_json(told) | {"chain": chain.to_json() if chain else None})
        return
    click.echo(render_life(told), nl=False)
    if chain is not None and not chain.silent:
        click.echo(f"\n{chain}", nl=False)


def _chain(outcome: Result, number: int, quiet: bool) -> Chain:
    """The chain behind a person's wrong listing, with progress while the run is lived again."""
    from .progress import Bar

    bar = Bar(not quiet, lambda: False)
    try:
        return outcome.chain(number, bar)
    finally:
        bar.close()


def _chosen(outcome: Result, why: str) -> int:
    """Whom most of that happened to in the main arm; whom the regime is about first, then the lowest number."""
    import numpy as np

    from ..audit.subjects import subject_column
    from ..audit.summary import main_arm
    from ..core.errors import OutcomeError
    from ..report import telling_person, wronged_person

    if why == "telling":
        return telling_person(outcome)
    wronged = wronged_person(outcome) if why == "wrongly-listed" else None
    if wronged is not None:
        return wronged
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
