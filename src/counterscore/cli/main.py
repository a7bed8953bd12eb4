"""The verbs under one name, loaded when asked for; errors become one message and an exit code, never a traceback."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from typing import Any

import click

from ..core.errors import CounterscoreError, OutcomeError, RunError, nearest

VERBS = {
    "run": "Live a regime with synthetic people; print what it did.",
    "explain": "Tell one synthetic life in every arm, month by month.",
    "report": "Write the report of a finished run again.",
    "study": "Ask questions of many paired worlds, ranges included.",
    "regimes": "List the regimes that ship with the laboratory.",
    "show": "Print a regime as a page: rules, measures, redress, every number with its source.",
    "diff": "Say in words what differs between two regimes.",
    "sources": "Print what a regime rests on: each source and what it carries.",
    "describe": "Describe the model: ODD, model card, bibliography of what was used.",
    "search": "Find a word in all regimes, acts, safeguards and recipes.",
    "check": "Check a regime file of your own: every problem with its line.",
    "audit": "Hold a regime or a run against laws: indicators for review.",
    "safeguards": "List the safeguards and what each protects from.",
    "base-rate": "Say how many flags are right, from how rare those are who are looked for.",
    "thresholds": "Say what rules of fairness do to a published score table.",
    "people": "Compare the people of a recipe with published figures.",
    "plan": "Print what a run does every month, step by step.",
    "profile": "Show where the time and the memory of a run go.",
    "validate": "Reproduce published results: expected, obtained, verdict.",
    "verify": "Check offline that nothing in a run folder was changed.",
}
KEPT = {
    "run": "a run goes on from its last checkpoint with --resume FOLDER",
    "study": "what was settled is kept, and goes on with: counterscore study resume FOLDER",
}
INTERRUPTED = 130
FAULT = 70
DEBUG = "COUNTERSCORE_DEBUG"
NUMBA_CURE = "scalar rules use numbers and plain Python only; form='array' takes any NumPy (docs/own-mechanism.md)"


class Verbs(click.Group):
    """A group whose verbs live in files of their own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order of a first visit."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb, imported now; None for an unknown one."""
        if cmd_name not in VERBS:
            return None
        found: click.Command = import_module(f"{__package__}.{cmd_name.replace('-', '_')}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of verbs, without importing any of them."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that was typed, or a usage error with the nearest one."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            raise click.UsageError(f"no verb {args[0]!r}; verbs: {', '.join(VERBS)}{nearest(args[0], VERBS)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a verb and turns what went wrong into a message."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            _stop(f"stopped at once; {KEPT.get(ctx.invoked_subcommand or '', 'nothing was kept')}", INTERRUPTED)
        except Exception as problem:  # the last door before the terminal
            if os.environ.get(DEBUG) or _is_broken_pipe(problem):
                raise
            _stop(*told(problem))


def _is_broken_pipe(problem: Exception) -> bool:
    return isinstance(problem, OSError) and problem.errno == errno.EPIPE


def told(problem: Exception) -> tuple[str, int]:
    """What people are told about a problem, and the exit code: 2 for what was asked, 1 for what came of it."""
    if isinstance(problem, CounterscoreError):
        if type(problem).__name__ == "Stopped":
            return str(problem), INTERRUPTED
        return str(problem), 1 if isinstance(problem, OutcomeError | RunError) else 2
    if isinstance(problem, MemoryError):
        return "memory ran out; ask for fewer --people or fewer arms, or use a larger machine", 1
    if isinstance(problem, OSError):
        place = f"{problem.filename}: " if problem.filename else ""
        full = problem.errno == errno.ENOSPC
        cure = "free some space, then --resume FOLDER" if full else "choose another --out, or change its rights"
        return f"{place}{problem.strerror or problem}; {cure}", 1
    if isinstance(problem, ModuleNotFoundError) and "pip install" in str(problem):
        return str(problem), 2
    kind = type(problem).__name__
    if type(problem).__module__.startswith("numba."):
        return f"a rule cannot be compiled: {_numba_says(str(problem))}\n  {NUMBA_CURE}", 2
    return f"fault of counterscore: {kind}: {problem}\n  please report it; {DEBUG}=1 shows where it happened", FAULT


def _numba_says(text: str) -> str:
    """The cause and the place in a long message of the compiler."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("Failed in")]
    cause = next((line for line in lines if not line.startswith(("File ", "During"))), "no reason given")
    place = next((line.rstrip(":") for line in lines if line.startswith("File ")), "")
    return f"{cause} ({place})" if place else cause


def _stop(message: str, code: int) -> None:
    click.echo(f"Error: {message}" if code != INTERRUPTED else message, err=True)
    sys.exit(code)


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        from importlib import metadata

        try:
            click.echo(f"counterscore {metadata.version('counterscore')}")
        except metadata.PackageNotFoundError:
            click.echo("counterscore 0+source")
        ctx.exit()


@click.group(cls=Verbs, subcommand_metavar="VERB [ARGS]...", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print it.")
def main() -> None:
    """A laboratory for social-scoring regimes on purely synthetic people.

    Every arm of a study lives through the same draws, so every synthetic person is compared with herself. Start with:
    counterscore run judgment-defaulters
    """
