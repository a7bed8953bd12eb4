"""``counterscore thresholds``: what rules of fairness do to a published score table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .common import block, columns, print_json, split, with_json

if TYPE_CHECKING:
    from ..published.delayed_impact import Change, Impact
    from ..published.table_files import ReadTable, TableFile
    from ..published.thresholds import Decision, Stakes


@click.command("thresholds")
@click.argument("table", required=False)
@click.option("--loss-ratio", type=float, help="Loss from one failure, in gains from one success (the file's own).")
@click.option("--policy", "policies", multiple=True, help="Only these policies, comma-separated; repeatable.")
@click.option("--groups", default="", help="Only these groups of the table, comma-separated.")
@click.option("--rise", type=float, help="Points a score rises where it goes well (the file's own).")
@click.option("--fall", type=float, help="Points a score falls where it does not (the file's own).")
@with_json
def command(
    table: str | None, loss_ratio: float | None, policies: tuple[str, ...], groups: str, rise: float | None,
    fall: float | None, as_json: bool,
) -> None:  # fmt: skip
    """Say what rules of fairness do to the groups of TABLE, the id of a shipped table or a YAML file of aggregates.

    Without TABLE: the tables that ship. Rows of persons are refused.
    """
    from ..published.table_files import read_score_table

    if table is None:
        if policies or groups or (loss_ratio, rise, fall) != (None, None, None):
            raise click.UsageError("these options need a TABLE; counterscore thresholds alone lists those that ship")
        _list_tables(as_json)
        return
    found = read_score_table(table)
    if split(groups):
        found = _among(found, split(groups))
    stakes = _stakes(loss_ratio, found.file)
    change = _change(rise, fall, found.file)
    chosen = [name.replace("-", "_") for words in policies for name in split(words)]
    told = {**_told(found, stakes, change, chosen), **_origins(found.file, loss_ratio, rise, fall)}
    if as_json:
        print_json(told)
    else:
        _print(told)


def _list_tables(as_json: bool) -> None:
    """The shipped tables, each with what it may be used for."""
    from ..published.table_files import read_score_table, score_table_ids

    files = [read_score_table(name).file for name in score_table_ids()]
    if as_json:
        print_json([{"id": file.id, "title": file.title, "use": file.use, "groups": [*file.groups]} for file in files])
        return
    for file in files:
        click.echo(f"{file.id}")
        click.echo("\n".join([*block(file.title), *block(file.use)]))


def _among(found: ReadTable, groups: list[str]) -> ReadTable:
    """The table of some groups, at their sizes in the file."""
    from ..published.table_files import ReadTable

    for group in groups:
        found.table.group(group)
    sizes = {group: found.file.groups[group].weight.number for group in groups}
    return ReadTable(found.table.among(sizes), found.file)


def _stakes(loss_ratio: float | None, file: TableFile) -> Stakes:
    """The stakes asked for, or those of the file."""
    from ..published.thresholds import stakes_of

    if loss_ratio is None and file.loss_ratio is None:
        raise click.UsageError(f"{file.id} names no loss_ratio; give --loss-ratio, such as 4")
    return stakes_of(loss_ratio=file.loss_ratio.number if loss_ratio is None and file.loss_ratio else loss_ratio)


def _change(rise: float | None, fall: float | None, file: TableFile) -> Change | None:
    """The change of scores asked for, or that of the file; None where neither says."""
    from ..published.delayed_impact import Change

    up = rise if rise is not None else file.rise.number if file.rise else None
    down = fall if fall is not None else file.fall.number if file.fall else None
    if (up is None) != (down is None):
        raise click.UsageError("--rise and --fall belong together: the file names neither")
    return None if up is None or down is None else Change(up, down)


def _origins(file: TableFile, loss_ratio: float | None, rise: float | None, fall: float | None) -> dict[str, Any]:
    """Where stakes and points come from, "asked for" or a source of the file, and which numbers no source gives."""
    asked = {"loss_ratio": loss_ratio, "rise": rise, "fall": fall}
    origins = {}
    for name, given in asked.items():
        value = getattr(file, name)
        origins[name] = "asked for" if given is not None else value.source if value is not None else None
    used = [path for path in file.assumed() if asked.get(path) is None]
    return {"origins": origins, "assumed": used}


def _told(found: ReadTable, stakes: Stakes, change: Change | None, chosen: list[str]) -> dict[str, Any]:
    """Everything that is printed, as one document."""
    from ..published.delayed_impact import VERDICTS, impacts, limits
    from ..published.thresholds import POLICIES, decisions

    table, file, names = found.table, found.file, chosen or [*POLICIES]
    moved = None if change is None else impacts(table, stakes, change, tuple(names))
    made = decisions(table, stakes, names) if moved is None else {name: one.decision for name, one in moved.items()}
    edges = {} if change is None else {group: limits(table, group, change) for group in table.groups}
    titles = {group: file.groups[group].title for group in table.groups}
    rows = [
        {"id": group, "title": titles[group], "weight": float(table.weight[g]), "base_rate": float(table.base_rate[g]),
         "limits": vars(edges[group]) if group in edges else None}
        for g, group in enumerate(table.groups)
    ]  # fmt: skip
    policies = [_policy(one, table.groups, moved[name] if moved else None) for name, one in made.items()]
    return {
        "table": file.id, "title": file.title, "use": file.use, "groups": rows, "gain": stakes.gain,
        "loss": stakes.loss, "break_even": stakes.break_even, "rise": change.rise if change else None,
        "fall": change.fall if change else None, "policies": policies, "words": VERDICTS if change else {},
        "sources": [source.model_dump() for source in file.bibliography],
    }  # fmt: skip


def _policy(one: Decision, groups: tuple[str, ...], moved: Impact | None) -> dict[str, Any]:
    """One policy with what it does to each group."""
    rows = []
    for g, group in enumerate(groups):
        rows.append({
            "id": group, "selection": float(one.selection[g]), "tpr": float(one.tpr[g]), "fpr": float(one.fpr[g]),
            "points": float(moved.points[g]) if moved else None, "verdict": moved.verdicts[g] if moved else None,
        })  # fmt: skip
    return {"policy": one.policy, "utility": one.utility, "of_maximum": one.of_maximum, "groups": rows}


def _print(told: dict[str, Any]) -> None:
    """The document as tables of eighty columns."""
    from ..report.wording import percent, plain, signed

    click.echo("\n".join([*block(told["title"], ""), *block(told["use"], "")]))
    stakes = f"One failure costs as much as {plain(told['loss'] / told['gain'])} successes bring: accepting pays from a"
    rate = f"rate of {percent(told['break_even'], 3)} ({_from(told, 'loss_ratio')})."
    click.echo("\n".join(block(f"{stakes} {rate}", "")))
    if told["assumed"]:
        click.echo("\n".join(block(f"Assumed, from no source: {', '.join(told['assumed'])}.", "")))
    titles = {row["id"]: row["title"] for row in told["groups"]}
    for one in told["policies"]:
        best = f"utility {plain(one['utility'], 4)} per head, {percent(one['of_maximum'], 4)} of the maximum"
        click.echo(f"\n{one['policy']}: {best}")
        rows = [("", "accepted", "of good", "of others", "points", "verdict")]
        for row in one["groups"]:
            shares = (percent(row[key], 3) for key in ("selection", "tpr", "fpr"))
            rows.append((titles[row["id"]][:20], *shares, signed(row["points"]), row["verdict"] or ""))
        click.echo("\n".join(columns([row if told["words"] else row[:4] for row in rows], right=(1, 2, 3, 4))))
    if told["words"]:
        _print_limits(told["groups"], told)
    click.echo("\nsources")
    for source in told["sources"]:
        click.echo("\n".join(block(f"[{source['id']}] {source['title']}", "  ", "    ")))


def _from(told: dict[str, Any], name: str) -> str:
    """Where a number comes from, as words."""
    origin = told["origins"][name]
    return "as asked for" if origin == "asked for" else "assumed" if name in told["assumed"] else f"from [{origin}]"


def _print_limits(groups: list[dict[str, Any]], told: dict[str, Any]) -> None:
    """The best and the harmless rates of the groups, and what the words mean."""
    from ..report.wording import percent, signed

    rows = [("accepting", "best share", "points there", "harmless up to", "everybody")]
    for row in groups:
        edge = row["limits"]
        rows.append((
            row["title"][:20], percent(edge["best"], 3), signed(edge["best_points"]), percent(edge["harmless"], 3),
            signed(edge["everybody_points"]),
        ))  # fmt: skip
    click.echo("\n" + "\n".join(columns(rows, right=(1, 2, 3, 4))))
    lines = [
        f"Good are those for whom it goes well. Points: expected change of the score per head, {told['rise']:g} up"
        f" where it goes well ({_from(told, 'rise')}) and {told['fall']:g} down where it does not"
        f" ({_from(told, 'fall')}). One step only; rates do not answer to the rule.",
        *(f"{word}: {meaning}." for word, meaning in told["words"].items()),
    ]
    for text in lines:
        click.echo("\n".join(block(text, "", "  ")))
