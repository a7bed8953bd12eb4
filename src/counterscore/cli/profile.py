"""``counterscore profile``: where the time and the memory of a run go."""

from __future__ import annotations

import tempfile
import time
from typing import Any

import click

from .common import columns, print_json, size_options, with_json
from .progress import Bar, stopping

NAME_WIDTH = 44


@click.command("profile")
@click.argument("regime")
@size_options(people=50_000, months=24)
@with_json
def command(regime: str, as_json: bool, threads: int, **asked: Any) -> None:
    """Run REGIME once, keep nothing, and print seconds and nanoseconds per person-month of every step.

    A person-month here is one month of one person in all arms together, months before the regime included.
    """
    from ..running import first_run, run_study, study_of

    study = study_of(regime, **asked)
    fresh = first_run(study)
    bar = Bar(not as_json, lambda: fresh)
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="counterscore-profile-") as folder, stopping(as_json) as stop:
            result = run_study(study, folder, threads=threads, tell=bar, stop=stop)
            around = result.manifest["environment"]
            result.close()
    finally:
        bar.close()
    person_months = study.people * (study.months + study.spec.warmup)
    found = {
        "regime": study.spec.regime.id, "people": study.people, "months": study.months, "arms": len(study.lived),
        "warmup_steps": study.spec.warmup, "threads": around.get("threads"), "compiled_now": fresh,
        "seconds": round(time.monotonic() - started, 3), "engine_seconds": around["engine_seconds"],
        "ns_per_person_month": 1e9 * around["engine_seconds"] / person_months,
        "engine_bytes": around["engine_bytes"], "peak_memory_mb": around.get("peak_memory_mb"),
        "steps": [
            {"step": name, "seconds": spent, "ns_per_person_month": 1e9 * spent / person_months}
            for name, spent in sorted(around["seconds_by_step"].items(), key=lambda item: -item[1])
        ],
    }  # fmt: skip
    if as_json:
        print_json(found)
    else:
        _print(found)


def _print(found: dict[str, Any]) -> None:
    total = found["engine_seconds"] or 1.0
    head = f"{found['regime']}: {found['people']:,} people, {found['warmup_steps']} + {found['months']} months"
    click.echo(f"{head}, {found['arms']} arms, {found['threads']} threads")
    rows = [("step", "seconds", "ns", "share")]
    for row in found["steps"]:
        share = f"{100 * row['seconds'] / total:.1f} %"
        rows.append((shortened(row["step"]), f"{row['seconds']:.3f}", f"{row['ns_per_person_month']:.2f}", share))
    rows.append(("all steps", f"{total:.3f}", f"{found['ns_per_person_month']:.2f}", "100 %"))
    for line in columns(rows, right=(1, 2, 3)):
        click.echo(line)
    click.echo("ns: nanoseconds per person-month, all arms together")
    megabytes = found["engine_bytes"] / 2**20
    click.echo(f"state {megabytes:.1f} MB; largest memory of the process {found['peak_memory_mb']} MB")
    compiled = ", compiling included (first run on this machine)" if found["compiled_now"] else ""
    click.echo("steps that share a loop are counted together; --json names them all")
    click.echo(f"{found['seconds']:.1f} s from start to tables{compiled}")


def shortened(step: str) -> str:
    """A step as the table shows it; of many that share a loop only the first is named."""
    first, *more = step.split(" + ")
    return step if len(step) <= NAME_WIDTH else f"{first} + {len(more)} more"
