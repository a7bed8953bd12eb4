"""What running and resuming a study share: who lives it, what is said before, while and after."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .common import block, print_json, with_json
from .progress import Bar, stopping

if TYPE_CHECKING:
    from ..audit.studied.study import Studied
    from ..studies.runner import Lived
    from ..studies.store import Folder

F = TypeVar("F", bound=Callable[..., Any])
NAMES = ("serial", "processes", "dask")
SHOWN = 5  # failures that are printed; status tells all


def living_options(function: F) -> F:
    """Adds who lives the tasks, --retry-failed, --no-report, --quiet and --json."""
    for option in (
        with_json,
        click.option("--quiet", is_flag=True, help="No progress and no answers; errors are still told."),
        click.option("--no-report", is_flag=True, help="Write no report.html."),
        click.option("--retry-failed", is_flag=True, help="Live tasks again that failed before."),
        click.option("--address", default="", metavar="ADDRESS", help="Scheduler of a Dask cluster."),
        click.option("--workers", type=click.IntRange(0), default=0, help="Processes (0: one on each core)."),
        click.option("--executor", type=click.Choice(NAMES), default="processes", show_default=True,
                     help="Who lives the tasks; same bytes from all."),
    ):  # fmt: skip
        function = option(function)
    return function


def live(
    begun: Callable[[], Folder], executor: str, workers: int, address: str, retry_failed: bool, no_report: bool,
    quiet: bool, as_json: bool,
) -> int:  # fmt: skip
    """Live what is not settled in a folder and say what came of it; returns the exit code.

    Options that do not fit each other are told before the folder is made.
    """
    from ..studies.executors import executor as executor_of
    from ..studies.runner import live as live_study
    from ..studies.told import read_studied

    started = time.monotonic()
    who = executor_of(executor, workers, address)
    folder = begun()
    silent = quiet or as_json
    if not silent:
        click.echo("\n".join(block(folder.study.title, "")))
        click.echo(f"study {folder.sha256}")
        click.echo(f"folder: {folder.path}")
    bar = Bar(not silent, lambda: False)
    try:
        with stopping(silent, "task") as stop, who as lives:
            lived = live_study(folder, lives, bar, stop, retry_failed)
        report = None if no_report else _report(folder.path, bar)
    finally:
        bar.close()
    told = read_studied(folder.path)
    if as_json:
        print_json(facts(folder, told, lived, report, time.monotonic() - started))
    elif not quiet:
        _tell(folder, told, lived, report, time.monotonic() - started)
    return 0 if any(one.done for one in told.counts) else 1


def _report(folder: Path, bar: Bar) -> Path:
    from ..report.studied import write_study_report
    from ..worlds.sink import Told

    bar(Told("report", 0, 1))
    return Path(write_study_report(folder, "en"))


def facts(folder: Folder, told: Studied, lived: Lived, report: Path | None, seconds: float) -> dict[str, Any]:
    """What a program wants to know of a study that was lived."""
    from ..core.manifest import read_json
    from ..studies.sentence import sentence

    known = read_json(folder.path / "manifest.json", "the manifest of a study")["deterministic"]
    return {
        "folder": str(folder.path), "report": str(report) if report else None, "seconds": round(seconds, 3),
        "study_sha256": folder.sha256, "content_sha256": known["content_sha256"],
        "lived": lived.tasks, "again": list(lived.again), "tasks": known["tasks"], "failed": known["failed"],
        "answers": [{"sentence": sentence(one), **one.model_dump(mode="json")} for one in told.answers],
        "failures": [one.model_dump(mode="json") for one in told.failures],
    }  # fmt: skip


def _tell(folder: Folder, told: Studied, lived: Lived, report: Path | None, seconds: float) -> None:
    """The answers as sentences, what failed, and where everything lies."""
    from ..studies.sentence import sentence

    for fault in lived.again:
        click.echo("\n".join(block(f"lived again: {fault}", "", "    ")), err=True)
    for answer in told.answers:
        click.echo("\n".join(block(f"{answer.question.id}: {sentence(answer)}", "", "    ")))
    tell_failures(told.failures, sum(one.done for one in told.counts), folder.path)
    if report is not None:
        click.echo(f"report: {report}")
    click.echo(f"{lived.tasks} tasks lived, {seconds:.1f} s")


def tell_failures(failures: Sequence[Any], done: int, folder: Path, most: int = SHOWN) -> None:
    """Which tasks failed, why, and how to try them again; nothing where none did."""
    if not failures:
        return
    count = len(failures)
    click.echo(f"{count} of {count + done} tasks failed; the answers rest on the others:")
    for one in failures[:most]:
        click.echo("\n".join(block(f"{one.task}: {one.fault}", "  ", "    ")))
    if count > most:
        click.echo(f"  and {count - most} more: counterscore study status {folder}")
    click.echo(f"try them again: counterscore study resume {folder} --retry-failed")


def leave(code: int) -> None:
    """Ends with an exit code that is not zero."""
    if code:
        sys.exit(code)
