"""``counterscore study``: questions asked of many paired worlds; what can be done with one, each in its own file."""

from __future__ import annotations

from importlib import import_module

import click

from ..core.errors import nearest

DOES = {
    "run": "Live the study of a file; go on where it was begun.",
    "status": "Say how far a study is, and what failed.",
    "resume": "Go on with a study from its folder alone.",
    "report": "Write the report of a finished study again.",
    "list": "List studies, or those of which a condition holds.",
    "check": "Find every fault of a study file; say what would be lived.",
    "schema": "Print the JSON Schema of study files, for editors.",
    "compare": "Say what differs between two studies, and what came of it.",
    "explain-change": "Say why a number differs: one cause at a time.",
}
FILES = {"explain-change": "study_explain"}


class Doings(click.Group):
    """What can be done with a study, each loaded when asked for; a file alone means that it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of a first visit."""
        return list(DOES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None for an unknown one."""
        if cmd_name not in DOES:
            return None
        file = FILES.get(cmd_name, f"study_{cmd_name}")
        found: click.Command = import_module(f"{__package__}.{file}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list, without importing any of them."""
        with formatter.section("What to do with it"):
            formatter.write_dl(list(DOES.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """What was typed; a word with a dot or a slash is the file of a study to run."""
        if args and args[0] not in DOES and not args[0].startswith("-"):
            if not set(args[0]) & set("./\\"):
                raise click.UsageError(f"study does not {args[0]!r}; it can {', '.join(DOES)}{nearest(args[0], DOES)}")
            args = ["run", *args]
        return super().resolve_command(ctx, args)


@click.group("study", cls=Doings, subcommand_metavar="FILE | DO [ARGS]...")
def command() -> None:
    """Ask questions of many paired worlds: replicates, ranges, other forms of the model; one verdict per question.

    \b
    counterscore study my-study.yaml
    counterscore study status studies/my-study-1a2b3c4d

    docs/studies.md explains the file. Everything below has --help and --json.
    """
