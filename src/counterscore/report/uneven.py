"""What means hide: who is harmed and how much, how the list fills, and parity over the run and step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..audit.counting.step_parity import StepGap
from ..audit.counting.stock_flow import StockFlow
from ..audit.harm import Harm
from ..audit.index import find_index
from ..audit.metric import find_metric
from ..audit.subjects import worded
from ..audit.summary import Summary
from ..audit.uneven import IncomeRow
from .codebook import GROUP_TITLES, arm_words
from .draw.figure import Cell
from .language import say
from .page import Table
from .wording import in_row, interval, percent, plain, signed

COUNTED = {
    "months_listed": "months", "low_band_months": "months", "hours_lost": "hours", "money_lost": "yuan",
}  # fmt: skip
GAPS = {
    "listed": "share listed (demographic parity)",
    "found": "share listed of those listed with perfect records (equal opportunity)",
    "wrongly": "share listed of those not listed with perfect records (equalised odds)",
    "right": "share of the listed who are listed with perfect records (predictive parity)",
}
FLOW = (
    "listed at a time, on average", "come onto the list per month", "go off the list per month",
    "months that a stay lasts on average", "share of the stays longer than any that ended",
    "stock of a steady state: inflow times stay", "listed at a time, over the stock of a steady state",
)  # fmt: skip


def uneven_tables(found: Summary) -> list[Table]:
    """Folded tables of harm per person, stock and flow, and parity by step; those with nothing to tell are left out."""
    made, told = found.uneven, (found.subjects, found.step)
    if made is None:
        return []
    tables = [harm_table(made.harms, made.reference, told)] if made.harms else []
    tables += [income_table(made.incomes, made.reference, told)] if made.incomes else []
    tables += [flow_table(made.stock, told)] if made.stock is not None else []
    listed = any(arm.listed_ever_per_1000 for arm in found.arms)
    return [*tables, *([step_table(made.steps, told)] if made.steps and listed else [])]


def harm_table(harms: Sequence[Harm], reference: str, told: tuple[str, str]) -> Table:
    """One line per harm: the share harmed and helped, and how much the harmed bear."""
    rows: list[tuple[Cell, ...]] = []
    for one in harms:
        name = say(worded(find_metric(one.metric).title, *told))
        unit = say(worded(COUNTED[one.metric], *told)) if one.metric in COUNTED else ""
        bears = [plain(one.of_harmed[at]) for at in (0.5, 0.9, 0.99, 1.0)] if unit and one.of_harmed else [""] * 4
        rows.append((
            in_row([name, unit]) if unit else name, percent(one.harmed.estimate),
            interval(100.0 * one.harmed.low, 100.0 * one.harmed.high), percent(one.helped.estimate), *bears,
        ))  # fmt: skip
    columns = (
        say("harm"), say("share harmed"), say("95 % interval"), say("share helped"),
        say("half of the harmed bear at most"), say("9 in 10 at most"), say("99 in 100 at most"), say("most"),
    )  # fmt: skip
    title = say("Who bears how much of each harm, minus {reference}", reference=arm_words(reference))
    return Table(title, columns, tuple(rows), folded=True)


def income_table(rows: Sequence[IncomeRow], reference: str, told: tuple[str, str]) -> Table:
    """Inequality of income without the regime, and what the regime adds."""
    lines: list[tuple[Cell, ...]] = []
    for row in rows:
        before, change = row.before, row.change
        lines.append((
            say(worded(find_index(row.index).title, *told)), plain(before.estimate), interval(before.low, before.high),
            signed(change.estimate) if change.estimate is not None else say("undefined"),
            interval(change.low, change.high),
        ))  # fmt: skip
    columns = (
        say("what"), arm_words(reference), say("95 % interval"), say("what the regime adds"), say("95 % interval"),
    )  # fmt: skip
    return Table(say("Inequality of incomes, before and after"), columns, tuple(lines), folded=True)


def flow_table(flow: StockFlow, told: tuple[str, str]) -> Table:
    """The listed as a stock: what comes in, how long it stays, and what that would come to."""
    numbers = (
        plain(flow.stock), plain(flow.inflow), plain(flow.outflow), plain(flow.stay), percent(flow.still),
        plain(flow.steady), plain(flow.filled),
    )  # fmt: skip
    rows = tuple((say(worded(text, *told)), number) for text, number in zip(FLOW, numbers, strict=True))
    title = say(worded("Stock and flow of the listed, the last year or the whole run", *told))
    return Table(title, (say("what"), say("number")), rows, folded=True)


def step_table(steps: Mapping[str, Sequence[StepGap]], told: tuple[str, str]) -> Table:
    """Gaps between groups in the same rate, all months together and month by month."""
    rows: list[tuple[Cell, ...]] = []
    for by, gaps in steps.items():
        for one in gaps:
            measure = say(worded(GAPS[one.rate], *told))
            name = say("{measure} {by}", measure=measure, by=say(GROUP_TITLES.get(by, by)))
            rows.append((name, plain(one.whole), plain(one.mean), plain(one.most), plain(one.months)))
    columns = (
        say("gap between groups"), say(worded("all months together", *told)), say(worded("mean of the months", *told)),
        say(worded("largest month", *told)), say(worded("months told", *told)),
    )  # fmt: skip
    title = say(worded("The same parity over the whole run and month by month", *told))
    return Table(title, columns, tuple(rows), folded=True)
