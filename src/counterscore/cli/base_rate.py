"""``counterscore base-rate``: what a flag means, from how rare those are who are looked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from .common import COUNT, block, columns, print_json, with_json

if TYPE_CHECKING:
    from ..published.screening import Screening

    _Share = click.ParamType[float]
    _Pair = click.ParamType[tuple[int, int]]
else:
    _Share = _Pair = click.ParamType

NUMBER = r"(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?"  # 0,5 is no number here
NEIGHBOURS = (0.1, 1.0, 10.0)  # one prevalence is never shown alone
UNDEFINED = "undefined"


class Share(_Share):
    """A share of people: 0.001, 0.1% or 1/1000."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The share; a usage error says how to write one."""
        if isinstance(value, float):
            return value
        text = str(value).lower().replace(" ", "").replace("_", "")
        found = re.fullmatch(rf"({NUMBER})(?:(%)|/({NUMBER}))?", text)
        top, bottom = (float(part.replace(",", "")) for part in (found[1], found[3] or "1")) if found else (0.0, 0.0)
        if found is None or bottom == 0.0:
            self.fail(f"{value!r} is not a share; write 0.001, 0.1% or 1/1000", param, ctx)
        share = top / (100.0 if found[2] else bottom)
        if not 0.0 <= share <= 1.0:
            self.fail(f"{value} is {share:g}; expected a share from 0 to 1", param, ctx)
        return share


class Alerts(_Pair):
    """What came of the alerts of one event: TRUE/FALSE, as 173/2297."""

    name = "true/false"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Both counts; a usage error says how to write them."""
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(r"(\d+)/(\d+)", str(value).replace(",", "").replace("_", "").replace(" ", ""))
        if found is None:
            self.fail(f"{value!r} is not TRUE/FALSE; write 173/2297 for 173 true and 2,297 false alerts", param, ctx)
        return int(found[1]), int(found[2])


SHARE = Share()


@click.command("base-rate")
@click.option("--people", type=COUNT, default=100_000, show_default=True, help="People screened; 200k and 1m work.")
@click.option("--prevalence", type=SHARE, help="Share of those present who are looked for: 0.0001, 0.01% or 1/10000.")
@click.option("--sensitivity", type=SHARE, default=1.0, show_default=True, help="Share of those looked for flagged.")
@click.option("--false-positive-rate", "rate", type=SHARE, help="Share of all others who are flagged.")
@click.option("--per-comparison", type=SHARE, help="False-match rate of one comparison; needs --list-size.")
@click.option("--list-size", type=COUNT, help="Entries of the list that each person is compared with.")
@click.option("--alerts", type=Alerts(), multiple=True, help="Alerts of an event: 173/2297. Repeatable.")
@with_json
def command(
    people: int, prevalence: float | None, sensitivity: float, rate: float | None, per_comparison: float | None,
    list_size: int | None, alerts: tuple[tuple[int, int], ...], as_json: bool,
) -> None:  # fmt: skip
    """Say how many flags are right: of a threshold, of a list, or of alerts that were counted.

    \b
    counterscore base-rate --prevalence 1/10000 --sensitivity 0.9 \\
        --false-positive-rate 1/1000
    counterscore base-rate --per-comparison 1/60000000 --list-size 10k
    counterscore base-rate --alerts 173/2297 --alerts 0/0
    """
    wrong = _rate(rate, per_comparison, list_size)
    if wrong is None and not alerts:
        raise click.UsageError("give --false-positive-rate, --per-comparison with --list-size, or --alerts")
    source = click.get_current_context().get_parameter_source
    for name in ("people", "prevalence", "sensitivity"):
        if wrong is None and source(name) is not ParameterSource.DEFAULT:
            raise click.UsageError(f"--{name} needs --false-positive-rate, or --per-comparison with --list-size")
    from ..published.screening import CAUTION

    found = {} if wrong is None else _screened(people, prevalence, sensitivity, wrong)
    counted = _counted(alerts)
    if as_json:
        told = [_row(one) for one in found.values()]
        print_json({
            "screening": told, "false_positive_rate": wrong, "per_comparison": per_comparison, "list_size": list_size,
            "alerts": counted, "caution": CAUTION,
        })  # fmt: skip
        return
    if wrong is not None:
        _print_screened(found, people, sensitivity, wrong, list_size)
    if counted is not None:
        _print_counted(counted)
    click.echo("\n".join(block(CAUTION, "")))


def _rate(rate: float | None, per_comparison: float | None, list_size: int | None) -> float | None:
    """The false-positive rate of a person, given itself or by a list. Raises: UsageError for half of either."""
    if (per_comparison is None) != (list_size is None):
        raise click.UsageError("--per-comparison and --list-size belong together")
    if per_comparison is None or list_size is None:
        return rate
    if rate is not None:
        raise click.UsageError("give either --false-positive-rate or --per-comparison with --list-size")
    from ..published.base_rates import list_false_positive_rate

    return list_false_positive_rate(per_comparison, list_size)


def _screened(people: int, prevalence: float | None, sensitivity: float, wrong: float) -> dict[float, Screening]:
    """The screening at a prevalence and at its neighbours, or at nobody to one in ten where none is given."""
    from ..published.screening import Screening

    if prevalence is None:
        shares = [0.0, *(10.0**power for power in range(-6, 0))]
    else:
        shares = sorted({min(1.0, prevalence * factor) for factor in NEIGHBOURS})
    return {share: Screening(people, share, sensitivity, wrong) for share in shares}


def _row(one: Screening) -> dict[str, float | None]:
    """One line as numbers."""
    return {
        "people": one.people, "prevalence": one.prevalence, "sensitivity": one.sensitivity,
        "false_positive_rate": one.false_positive_rate, "right": one.right, "wrong": one.wrong, "missed": one.missed,
        "value": one.value, "wrong_per_right": one.wrong_per_right,
    }  # fmt: skip


def _print_screened(
    found: dict[float, Screening], people: int, sensitivity: float, wrong: float, list_size: int | None
) -> None:
    """The table of a threshold."""
    from ..report.wording import percent, plain

    by = f", compared with a list of {list_size:,}" if list_size else ""
    told = f"{people:,} people are screened{by}. Of those who are looked for {percent(sensitivity, 3)} are flagged,"
    others = f"rightly; of all others {percent(wrong, 3)}, {plain(wrong * people)} in {people:,}, wrongly."
    click.echo("\n".join(block(f"{told} {others}", "")))
    rows = [("looked for", "rightly", "wrongly", "missed", "flags right", "wrong per right")]
    for share, one in found.items():
        rows.append((
            _one_in(share), plain(one.right), plain(one.wrong), plain(one.missed),
            UNDEFINED if one.value is None else percent(one.value, 4),
            UNDEFINED if one.wrong_per_right is None else plain(one.wrong_per_right),
        ))  # fmt: skip
    click.echo("\n".join(columns(rows, right=(1, 2, 3, 4, 5))))


def _one_in(share: float) -> str:
    """A prevalence as one in so many."""
    if share <= 0.0:
        return "nobody"
    others = 1.0 / share
    return "everybody" if share >= 1.0 else f"1 in {others:,.0f}" if 99.5 < others < 1e12 else f"1 in {others:.3g}"


def _counted(alerts: tuple[tuple[int, int], ...]) -> dict[str, Any] | None:
    """Counted alerts, each event and all together; None without any."""
    from ..published.base_rates import alert_value, pooled_value

    if not alerts:
        return None
    events = [{"true": true, "false": false, "value": alert_value(true, false)} for true, false in alerts]
    total = {"true": sum(true for true, _ in alerts), "false": sum(false for _, false in alerts)}
    return {"events": events, "pooled": {**total, "value": pooled_value(alerts)}}


def _print_counted(counted: dict[str, Any]) -> None:
    """The table of counted alerts."""
    from ..report.wording import percent

    rows = [("alerts", "true", "false", "alerts true")]
    named = [*((f"event {i + 1}", one) for i, one in enumerate(counted["events"])), ("together", counted["pooled"])]
    for name, one in named:
        value = UNDEFINED if one["value"] is None else percent(one["value"], 4)
        rows.append((name, f"{one['true']:,}", f"{one['false']:,}", value))
    click.echo("\n".join(columns(rows, right=(1, 2, 3))))
