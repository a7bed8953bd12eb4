"""Fan charts: how the replicates of each arm go month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...audit.studied.answers import Fan
from ...audit.subjects import worded
from ..codebook import arm_words, sector_words, tone_of_arm
from ..draw.fan import MARKED, Spread, fan
from ..draw.figure import PANEL, Cell, Drawing, Figure, Look
from ..language import say
from ..page import Section, Table
from ..wording import interval, plain, sentences
from .ground import Ground

SERIES: Mapping[str, str] = {
    "wrongly_listed": "People wrongly listed", "listed": "People listed", "low_band": "People in a low band",
    "ever_listed": "People ever listed so far", "limited": "People under a consumption limit",
    "ranked_low": "People at the bottom of the ranking", "refused": "Refusals in the month",
    "pierced": "People reached through a firm or an officer", "tainted": "People suspect because of a tie",
    "named": "People named in public",
    "flags": "Flags of the watchlist in the month", "inspections": "Inspections in the month",
    "copied_without_consent": "People copied without agreeing", "wrong_copies": "Wrong copies held",
    "stale_copies": "Outdated copies held", "proofs_refused": "Honest proofs refused in the month",
    "money_lost": "Money lost in the month, yuan", "watched_acts": "Acts of everyday life watched in the month",
    "ties_silent": "Ties kept silent", "high_band": "People in a grade with favours",
    "favoured": "People on a list of favours", "enforcements": "Enforcements in the month",
    "corrections": "Corrections in the month", "appeals": "Appeals in the month",
    "new_listings": "New listings in the month", "detours": "Detours in the month",
    "joint_loans_refused": "Joint loans refused in the month", "laid_off": "People laid off in the month",
    "papers_misused": "Papers misused in the month",
    "credits_lapsed": "Credits lapsed in the month", "lawful_acts": "Lawful acts in the month",
}  # fmt: skip
REFUSED = "refused_"
ABOUT: Mapping[str, Sequence[str]] = {
    "ever_listed": ("ever_listed", "listed"), "months_listed": ("listed",), "low_band_months": ("low_band",),
    "ever_limited": ("limited",), "lost_money": ("money_lost",), "income_lost": ("money_lost",),
    "ranked_low_months": ("ranked_low",), "ever_flagged": ("flags",), "ever_pierced": ("pierced",),
    "ever_tainted": ("tainted",), "ever_named": ("named",), "acts_watched": ("watched_acts",),
    "silent_friends": ("ties_silent",), "lawful_given_up": ("lawful_acts",), "hours_lost": ("detours",),
    "refused_at_least_once": ("refused",), "refusals": ("refused",),
}  # fmt: skip
MOST, SEVERAL, AT_ONCE = 6, 4, 2  # figures; arms in one of them; kinds of refusal


def fans_section(ground: Ground) -> Section | None:
    """One figure for each monthly sum worth showing, one panel per arm; None where there is nothing to show."""
    shown = worth_showing(ground)
    if not shown:
        return None
    figures = tuple(_figure(ground, series) for series in shown)
    lead = worded(
        "The line is the median of the replicates; the dark band holds the middle half of them and the light band nine "
        "in ten. The bands are chance between replicates and nothing else. They are wider than the doubt about a "
        "difference, because the arms of a replicate share people and draws.",
        *ground.told,
    )
    counted = say("Counted among all {crowd} of a replicate, whoever they are.", crowd=ground.crowd)
    how = sentences([counted, say(worded("All panels of a figure have one scale.", *ground.told)), *_dates(ground)])
    ends = tuple(_end(ground, one) for series in shown for one in _drawn(ground, series))
    title = say(worded("Values in the last month", *ground.told))
    last = Table(title, _heads(say("what"), say("arm")), ends, folded=True)
    return Section("fans", say(worded("Month by month", *ground.told)), (say(lead), how), figures, (last,))


def worth_showing(ground: Ground) -> list[str]:
    """The monthly sums to draw: those the questions are about first, then by gravity; none that is always zero."""
    there = dict.fromkeys(fan.series for fan in ground.found.fans if _lives(fan))
    refusals = sorted((one for one in there if one.startswith(REFUSED)), key=lambda one: -_peak(ground, one))
    wanted: list[str] = []
    for answer in ground.found.answers:
        metric = answer.question.metric
        for name in (metric, *ABOUT.get(metric, ())):
            wanted += refusals[:AT_ONCE] if name == "refused" and name not in there else [name]
    wanted += [*SERIES, *refusals[:AT_ONCE]]
    known = [one for one in dict.fromkeys(wanted) if one in there and (one in SERIES or one.startswith(REFUSED))]
    return known[:MOST]


def _lives(one: Fan) -> bool:
    """Whether there is anything to draw above zero, and nothing below it."""
    return max(one.p95, default=0.0) > 0.0 and min(one.p05, default=0.0) >= 0.0


def _peak(ground: Ground, series: str) -> float:
    """The highest median of a series over all arms."""
    return max((max(one.p50, default=0.0) for one in ground.found.fans if one.series == series), default=0.0)


def _title(ground: Ground, series: str) -> str:
    """What a monthly sum counts."""
    if series in SERIES:
        return say(worded(SERIES[series], *ground.told))
    sector = series.removeprefix(REFUSED)
    return say(worded("Refusals in the month: {sector}", *ground.told), sector=sector_words(sector))


def _order(ground: Ground) -> list[str]:
    """The arms in the order of their panels: those of the questions first, reference before arm."""
    asked = [name for one in ground.found.answers for name in (one.question.against, one.question.arm)]
    return list(dict.fromkeys([*asked, *ground.arm_names, *(one.arm for one in ground.found.fans)]))


def _drawn(ground: Ground, series: str) -> list[Fan]:
    """The fans of one figure, in order; those that are always zero are only named."""
    mine = {one.arm: one for one in ground.found.fans if one.series == series and _lives(one)}
    return [mine[arm] for arm in _order(ground) if arm in mine][:SEVERAL]


def _figure(ground: Ground, series: str) -> Figure:
    """One monthly sum, a panel per arm, all on one scale."""
    shown, title = _drawn(ground, series), _title(ground, series)
    spreads = [_spread(ground, one) for one in shown]
    look = Look(top=max(one.top for one in spreads), step=ground.step)
    head = 12.0 if all(one.since is None for one in spreads) else MARKED
    drawings = tuple(
        Drawing(
            fan(f"fan-{series}-{i}", (PANEL, 200), say("{title}, {arm}", title=title, arm=spread.name),
                _in_words(ground, one), spread, look, head),
            "panel", spread.name,
        )
        for i, (one, spread) in enumerate(zip(shown, spreads, strict=True))
    )  # fmt: skip
    columns = [say(ground.step)]
    for spread in spreads:
        columns += [say("{title}, {arm}", title=spread.name, arm=kind) for kind in
                    (say("median"), say("middle half"), say("nine in ten"))]  # fmt: skip
    rows = tuple((month, *(cell for one in shown for cell in _cells(one, month))) for month in range(len(shown[0].p50)))
    return Figure(f"figure-fan-{series}", title, drawings, tuple(columns), rows, _note(ground, series, shown))


def _spread(ground: Ground, one: Fan) -> Spread:
    """One arm as it is drawn."""
    tone = tone_of_arm(ground.arm_names, one.arm)
    return Spread(arm_words(one.arm), tone, (one.p05, one.p95), (one.p25, one.p75), one.p50, ground.since(one.arm))


def _cells(one: Fan, month: int) -> tuple[Cell, ...]:
    """One arm in one month: median, middle half, nine in ten."""
    half = interval(one.p25[month], one.p75[month])
    return plain(one.p50[month]), half, interval(one.p05[month], one.p95[month])


def _in_words(ground: Ground, one: Fan) -> str:
    """The text alternative of a panel."""
    told = worded(
        "{arm}: the median is {first} in the first month, at most {most}, {last} in the last; there nine in ten "
        "replicates lie within {bounds}.",
        *ground.told,
    )
    return say(
        told, arm=arm_words(one.arm), first=plain(one.p50[0]), most=plain(max(one.p50)), last=plain(one.p50[-1]),
        bounds=interval(one.p05[-1], one.p95[-1]),
    )  # fmt: skip


def _note(ground: Ground, series: str, shown: list[Fan]) -> str:
    """What is not drawn."""
    names = [one.arm for one in shown]
    of_series = [one.arm for one in ground.found.fans if one.series == series]
    silent = [one.arm for one in ground.found.fans if one.series == series and not _lives(one)]
    more = [arm for arm in of_series if arm not in (*names, *silent)]
    out = []
    if silent:
        out.append(say(worded("0 in every month: {arms}.", *ground.told), arms=_arms(silent)))
    if more:
        out.append(say("Not drawn: {arms}.", arms=_arms(more)))
    return sentences(out)


def _dates(ground: Ground) -> list[str]:
    """Where policy dates are marked."""
    told = worded("The dashed line is the policy date of '{arm}', month {n}.", *ground.told)
    dates = [(arm, ground.since(arm)) for arm in ground.arm_names]
    return [say(told, arm=arm_words(arm), n=since) for arm, since in dates if since is not None]


def _arms(names: Sequence[str]) -> str:
    return say("; ").join(arm_words(name) for name in names)


def _heads(*first: str) -> tuple[str, ...]:
    """Heads of a table of quantiles."""
    return (*first, say("median"), say("middle half"), say("nine in ten"))


def _end(ground: Ground, one: Fan) -> tuple[Cell, ...]:
    """One arm of one series in the last month."""
    return _title(ground, one.series), arm_words(one.arm), *_cells(one, len(one.p50) - 1)
