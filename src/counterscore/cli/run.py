"""``counterscore run``: live a regime with synthetic people and print what it does to them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .common import file_option, print_json, size_options, with_json
from .progress import Bar, stopping

if TYPE_CHECKING:
    from ..results import Result
    from ..worlds.study import Study

SIZES = ("people", "months", "seed", "recipe", "replicate", "without", "with_", "attribute", "files", "out", "force")


@click.command("run")
@click.argument("regime", required=False)
@size_options(people=100_000, months=60)
@click.option("--replicate", type=click.IntRange(0, 65535), default=0, help="Another deal of all draws, same people.")
@click.option("--without", multiple=True, metavar="M[,M]", help="Add an arm without these mechanisms. Repeatable.")
@click.option("--with", "with_", multiple=True, metavar="S[,S]", help="Add an arm with these safeguards. Repeatable.")
@click.option("--attribute", default="", metavar="C[,C]", help="Put harm down to these causes (at most 6).")
@click.option("--ranges", is_flag=True, help="Add how far the answers move with what was assumed (minutes).")
@click.option("--each-safeguard", is_flag=True, help="Add what each fitting safeguard changes, one at a time.")
@click.option("--full", is_flag=True, help="Both, and --attribute with causes that fit: the whole report.")
@file_option
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the run (default: runs/REGIME-HASH).")
@click.option("--resume", type=click.Path(path_type=Path), metavar="FOLDER", help="Go on with an interrupted run.")
@click.option("--force", is_flag=True, help="Replace an older run in that folder.")
@click.option("--no-report", is_flag=True, help="Write no report.html.")
@click.option("--quiet", is_flag=True, help="No progress and no table; errors are still told.")
@with_json
@click.pass_context
def command(
    ctx: click.Context, /, regime: str | None, out: Path | None, resume: Path | None, no_report: bool,
    quiet: bool, as_json: bool, **asked: Any,
) -> None:  # fmt: skip
    """Live REGIME (an id or a YAML file) with synthetic people.

    Arms of every run: no regime, the regime with perfect records, the regime as written. --without and --with add
    arms to these; all arms live through the same draws.

    \b
    counterscore run judgment-defaulters
    counterscore run rongcheng --people 1m --with notice,appeal
    counterscore run judgment-defaulters --attribute linkage_error,no_notice
    counterscore run judgment-defaulters --full
    """
    started = time.monotonic()
    folder = _check(ctx, regime, out, resume)
    from ..running import FURTHER, complete, first_run, run_study

    study, place = _study(regime, folder, resume is not None, asked)
    further = {name: bool(asked[name] or asked["full"]) for name in FURTHER}
    bar = Bar(not (quiet or as_json), lambda: first_run(study))
    try:
        with stopping(quiet or as_json) as stop:
            options = {"resume": resume is not None, "force": asked["force"], "threads": asked["threads"]}
            result = run_study(study, place, tell=bar, stop=stop, **options)
            if any(further.values()):
                ranges, each = further.values()
                complete(result, ranges=ranges, each_safeguard=each, threads=asked["threads"], tell=bar, stop=stop)
        report = None if no_report else _report(result, bar)
    finally:
        bar.close()
    _tell(result, report, time.monotonic() - started, as_json, quiet)


def _check(ctx: click.Context, regime: str | None, out: Path | None, resume: Path | None) -> Path | None:
    """The folder that was named; a usage error for options that contradict each other."""
    if resume is None:
        if regime is None:
            raise click.UsageError("name a REGIME; `counterscore regimes` lists them", ctx)
        return out
    from click.core import ParameterSource

    given = [n for n in ("regime", *SIZES) if ctx.get_parameter_source(n) is ParameterSource.COMMANDLINE]
    if given:
        raise click.UsageError(
            f"--resume goes on with the study of that folder; leave out {', '.join(_spelt(n) for n in given)}", ctx
        )
    return resume


def _spelt(name: str) -> str:
    words = {"regime": "REGIME", "with_": "--with", "files": "--with-file"}
    return words.get(name, f"--{name}")


def _study(regime: str | None, folder: Path | None, resume: bool, asked: dict[str, Any]) -> tuple[Study, Path]:
    """The study that was asked for, or the one in the folder, and where it goes."""
    from ..core.manifest import read_json
    from ..running import default_folder, more_arms, refuse_data, study_of
    from ..worlds.causes import usual_causes
    from ..worlds.study import study_from_json

    if resume and folder is not None:
        return study_from_json(read_json(folder / "study.json", "the study of an interrupted run")), folder
    refuse_data("run", out=folder)
    arms = more_arms(names(asked["without"]), names(asked["with_"]))
    sizes = asked["people"], asked["months"], asked["seed"]
    causes = [name for part in names([asked["attribute"]]) for name in part]
    study = study_of(str(regime), *sizes, asked["recipe"], asked["replicate"], arms, asked["files"], causes)
    if asked["full"] and not causes:
        study = replace(study, attribute=usual_causes(study))
    return study, folder or default_folder(study, Path("runs"))


def names(options: Sequence[str]) -> list[list[str]]:
    """Comma-separated names of each option."""
    return [[name.strip() for name in option.split(",") if name.strip()] for option in options]


def _report(result: Result, bar: Bar) -> Path:
    from ..worlds.sink import Told

    bar(Told("report", 0, 1))
    return result.report()


def _tell(result: Result, report: Path | None, seconds: float, as_json: bool, quiet: bool) -> None:
    """The table and where everything lies; only JSON where asked."""
    if as_json:
        from ..core.annex import annexes

        facts = {
            "folder": str(result.folder), "report": str(report) if report else None, "seconds": round(seconds, 3),
            "study_sha256": result.facts["study_sha256"], "content_sha256": result.facts["content_sha256"],
            "summary": result.summary.to_json(), "annexes": [str(path) for path in annexes(result.folder)],
            **({"attribution": found.to_json()} if (found := result.attribution()) else {}),
        }  # fmt: skip
        print_json(facts)
        return
    if quiet:
        return
    click.echo(result.text())
    click.echo(f"folder: {result.folder}")
    if report is not None:
        click.echo(f"report: {report}")
    click.echo(f"a life: counterscore explain {result.folder}")
    click.echo(f"{seconds:.1f} s")
