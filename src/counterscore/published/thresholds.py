"""What a rule of fairness does to a score table: who is accepted, at what rates, and what it costs whoever decides.

People of a bin are accepted from the highest score down; the last bin is split by lot where that is needed. Five rules:

- ``max_utility``: each group has the cut-off that is best for whoever decides;
- ``single_threshold``: one cut-off for everybody, the best one;
- ``demographic_parity``: the same share of every group is accepted, at the best common share;
- ``equal_opportunity``: the same share of those for whom it would go well is accepted in every group;
- ``equalised_odds``: that, and the same share of those for whom it would not. The common point lies under the curves of
  all groups; a group with a better score is partly decided by lot, so that its score counts for less.

Sources: Hardt, Price and Srebro, Equality of opportunity in supervised learning, NeurIPS 2016; Liu, Dean, Rolf,
Simchowitz and Hardt, Delayed impact of fair machine learning, ICML 2018.
Limits: bins are accepted in the order of the score even where a higher bin does worse. Rates are taken as they are and
do not answer to the rule. "Best" is best for whoever decides, never for the people: it is the yardstick against which
harm is told (``delayed_impact``). This judges a rule on published aggregates; no person is scored with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ..core.errors import SpecError, nearest
from .plain_numbers import checked_amount, checked_share
from .score_tables import ScoreTable, only_a_table

CLOSE = 1e-12
WITHOUT_RATES = "max_utility, single_threshold or demographic_parity"


@dataclass(frozen=True)
class Stakes:
    """What whoever decides gains from one accepted person for whom it goes well, and loses otherwise; any unit."""

    gain: float
    loss: float

    def __post_init__(self) -> None:
        """Raises SpecError for stakes that are not above 0 (nothing would be weighed), PromiseError for rows."""
        checked_amount("stakes: gain", self.gain, above=True)
        checked_amount("stakes: loss", self.loss, above=True)

    @property
    def break_even(self) -> float:
        """The rate from which accepting pays."""
        return self.loss / (self.gain + self.loss)


def stakes_of(*, loss_ratio: float | None = None, break_even: float | None = None) -> Stakes:
    """Stakes from how many gains one loss eats up (gain 1), or from the rate that breaks even (gain + loss = 1).

    Raises: SpecError for both or neither, for a ratio that is not above 0, and for a rate that is not between 0 and 1.
    """
    if (loss_ratio is None) == (break_even is None):
        raise SpecError("stakes: give either loss_ratio or break_even")
    if loss_ratio is not None:
        return Stakes(1.0, loss_ratio)
    rate = checked_share("stakes: break_even", break_even)
    if rate in (0.0, 1.0):
        raise SpecError(f"stakes: break_even is {break_even!r}; expected a rate between 0 and 1")
    return Stakes(1.0 - rate, rate)


@dataclass(frozen=True)
class Decision:
    """A rule applied to a table: shares accepted per bin and group (B, G), and what follows for each group (G,).

    ``selection`` is the share of the group that is accepted, ``tpr`` that share among those for whom it would go well,
    ``fpr`` among the others; NaN where there are no such people. ``utility`` is per head of all people, ``of_maximum``
    as a share of the maximum; NaN where the maximum is 0.
    """

    policy: str
    accepted: np.ndarray
    selection: np.ndarray
    tpr: np.ndarray
    fpr: np.ndarray
    utility: float
    of_maximum: float


class Cutoffs:
    """What accepting from the top does to each group, after each whole bin; all arrays (B + 1, G), from nobody to all.

    Between two cut-offs everything is linear: the bin there is split by lot.
    """

    def __init__(self, table: ScoreTable) -> None:
        """Adds up the bins of a table from the highest score down. Raises: PromiseError for anything but a table."""
        only_a_table(table)
        self.table = table
        self.good = table.base_rate
        self.selection = np.minimum(_from_top(table.share), 1.0)  # sums of shares may miss 1 by a rounding
        self.well = _from_top(table.share * table.rate)
        self.badly = _from_top(table.share * (1.0 - table.rate))

    def utility(self, stakes: Stakes) -> np.ndarray:
        """Utility per head of the group at each cut-off."""
        found: np.ndarray = stakes.gain * self.well - stakes.loss * self.badly
        return found

    @property
    def tpr(self) -> np.ndarray:
        """Share accepted of those for whom it would go well; SpecError for a group without such people."""
        found: np.ndarray = self.well / self._those(self.good, "goes well for nobody")
        return found

    @property
    def fpr(self) -> np.ndarray:
        """Share accepted of those for whom it would not go well; SpecError for a group without such people."""
        found: np.ndarray = self.badly / self._those(1.0 - self.good, "goes well for everybody")
        return found

    def _those(self, share: np.ndarray, told: str) -> np.ndarray:
        for group, part in zip(self.table.groups, share, strict=True):
            if part <= CLOSE:
                raise SpecError(f"group {group}: it {told}, so these rates are undefined; use {WITHOUT_RATES}")
        return share

    def accepted(self, depth: np.ndarray) -> np.ndarray:
        """Shares accepted per bin (B, G) for depths (G,) in bins from the top; a fraction splits the last bin."""
        from_top = np.arange(len(self.table.bins))[::-1, None]
        return np.clip(depth[None, :] - from_top, 0.0, 1.0)


def _from_top(parts: np.ndarray) -> np.ndarray:
    """Sums from the highest bin down, with nothing first: (B + 1, G)."""
    return np.concatenate([np.zeros((1, parts.shape[1])), np.cumsum(parts[::-1], axis=0)])


def depth_at(reached: np.ndarray, wanted: np.ndarray | float) -> np.ndarray:
    """The fewest bins from the top, with a fraction, at which a rising column (B + 1,) reaches each value wanted."""
    place = np.clip(np.searchsorted(reached, np.asarray(wanted) - CLOSE), 0, len(reached) - 1)
    before = np.maximum(place - 1, 0)
    step = reached[place] - reached[before]
    share = np.divide(wanted - reached[before], step, out=np.zeros(np.shape(wanted)), where=step > 0.0)
    found: np.ndarray = before + np.clip(share, 0.0, 1.0)
    return found


def along(reached: np.ndarray, values: np.ndarray, wanted: np.ndarray | float) -> np.ndarray:
    """What a second column (B + 1,) is where the first, which rises, reaches each value wanted."""
    found: np.ndarray = np.interp(depth_at(reached, wanted), np.arange(len(values)), values)
    return found


def _max_utility(cutoffs: Cutoffs, stakes: Stakes) -> np.ndarray:
    """Each group at its own best cut-off; the higher one of two that are equally good."""
    return cutoffs.accepted(_best(cutoffs.utility(stakes)))


def _best(utility: np.ndarray) -> np.ndarray:
    """The first cut-off of each group that is as good as any, (G,)."""
    depths: np.ndarray = (utility >= utility.max(axis=0) - CLOSE).argmax(axis=0).astype(np.float64)
    return depths


def _single_threshold(cutoffs: Cutoffs, stakes: Stakes) -> np.ndarray:
    """Everybody at the one best cut-off."""
    together = cutoffs.utility(stakes) @ cutoffs.table.weight
    return cutoffs.accepted(np.repeat(_best(together[:, None]), len(cutoffs.table.groups)))


def _at_common(cutoffs: Cutoffs, stakes: Stakes, reached: np.ndarray) -> np.ndarray:
    """Every group where a column reaches the same value, at the value that is best for all together.

    Utility is linear between the values of cut-offs, so the best value is one of them.
    """
    utility, values, weight = cutoffs.utility(stakes), np.sort(reached, axis=None), cutoffs.table.weight
    groups = range(len(weight))
    totals = sum(weight[g] * along(reached[:, g], utility[:, g], values) for g in groups)
    best = float(values[int(_best(np.asarray(totals)[:, None])[0])])
    return cutoffs.accepted(np.array([depth_at(reached[:, g], best) for g in groups]))


def _demographic_parity(cutoffs: Cutoffs, stakes: Stakes) -> np.ndarray:
    """The same share of every group."""
    return _at_common(cutoffs, stakes, cutoffs.selection)


def _equal_opportunity(cutoffs: Cutoffs, stakes: Stakes) -> np.ndarray:
    """The same share of those for whom it would go well."""
    return _at_common(cutoffs, stakes, cutoffs.tpr)


def common_point(cutoffs: Cutoffs, stakes: Stakes) -> tuple[float, float]:
    """The best (fpr, tpr) that every group can have: under all curves.

    Utility rises with the tpr and is linear between the corners of the curves and where two of them cross. A point that
    is worse than a lottery (tpr below fpr) is never the best: accepting all or nobody is better.
    """
    fpr, tpr, weight = cutoffs.fpr, cutoffs.tpr, cutoffs.table.weight
    good, bad = float(weight @ cutoffs.good), float(weight @ (1.0 - cutoffs.good))
    corners = np.concatenate([[0.0], np.sort(fpr, axis=None), [1.0]])
    feet = np.array([along(fpr[:, g], tpr[:, g], corners) for g in range(fpr.shape[1])])
    heads = np.array([_heads(fpr[:, g], tpr[:, g], corners) for g in range(fpr.shape[1])])
    places, highest = [corners], [heads.min(axis=0)]
    for a, b in combinations(zip(heads, feet, strict=True), 2):
        before, after = (a[0] - b[0])[:-1], (a[1] - b[1])[1:]
        i = np.flatnonzero(before * after < 0.0)
        share = before[i] / (before[i] - after[i])
        places.append(corners[i] + share * (corners[i + 1] - corners[i]))
        highest.append((heads[:, i] + share * (feet[:, i + 1] - heads[:, i])).min(axis=0))
    x, y = np.concatenate(places), np.concatenate(highest)
    best = int((stakes.gain * good * y - stakes.loss * bad * x).argmax())
    return float(x[best]), float(y[best])


def _heads(fpr: np.ndarray, tpr: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The highest tpr of a curve at each fpr: where it stands upright, its upper end."""
    after = np.searchsorted(fpr, at + CLOSE, side="right")
    below, above = after - 1, np.minimum(after, len(fpr) - 1)
    step = fpr[above] - fpr[below]
    share = np.clip(np.divide(at - fpr[below], step, out=np.zeros(len(at)), where=step > 0.0), 0.0, 1.0)
    found: np.ndarray = tpr[below] + share * (tpr[above] - tpr[below])
    return found


def _equalised_odds(cutoffs: Cutoffs, stakes: Stakes) -> np.ndarray:
    """Every group at the common point: partly by its score, partly by a lot with the same share accepted."""
    fpr, tpr = common_point(cutoffs, stakes)
    columns = []
    for g, good in enumerate(cutoffs.good):
        share = good * tpr + (1.0 - good) * fpr
        depth = float(depth_at(cutoffs.selection[:, g], share))
        by_score = cutoffs.accepted(np.full(len(cutoffs.good), depth))[:, g]
        reached = float(along(cutoffs.selection[:, g], cutoffs.tpr[:, g], share))
        by_lot = 0.0 if reached - share <= CLOSE else min(1.0, max(0.0, (reached - tpr) / (reached - share)))
        columns.append((1.0 - by_lot) * by_score + by_lot * share)
    return np.stack(columns, axis=1)


POLICIES: dict[str, Callable[[Cutoffs, Stakes], np.ndarray]] = {
    "max_utility": _max_utility,
    "single_threshold": _single_threshold,
    "demographic_parity": _demographic_parity,
    "equal_opportunity": _equal_opportunity,
    "equalised_odds": _equalised_odds,
}


def decide(table: ScoreTable, policy: str, stakes: Stakes) -> Decision:
    """The decision of one policy on a table.

    Raises: SpecError for an unknown policy, and where a group has nobody for whom it goes well (or badly) under a
    policy that needs such people.
    """
    if policy not in POLICIES:
        raise SpecError(f"no policy {policy!r}; policies: {', '.join(POLICIES)}{nearest(str(policy), POLICIES)}")
    cutoffs, ratio = Cutoffs(table), Stakes(1.0, stakes.loss / stakes.gain)  # in any unit the rules are the same
    highest = evaluate(table, "max_utility", _max_utility(cutoffs, ratio), stakes, None).utility
    return evaluate(table, policy, POLICIES[policy](cutoffs, ratio), stakes, highest)


def evaluate(
    table: ScoreTable, policy: str, accepted: np.ndarray, stakes: Stakes, highest: float | None
) -> Decision:  # fmt: skip
    """What shares accepted per bin and group (B, G) mean for people and for whoever decides; any rule of one's own.

    ``highest`` is the utility that counts as the maximum, None for this one's own. Raises: SpecError for an array of
    another shape or with a share outside 0 to 1.
    """
    _check_accepted(table, accepted)
    taken, good = table.share * accepted, table.base_rate
    well, badly = (taken * table.rate).sum(axis=0), (taken * (1.0 - table.rate)).sum(axis=0)
    tpr = np.divide(well, good, out=np.full(len(good), np.nan), where=good > 0.0)
    fpr = np.divide(badly, 1.0 - good, out=np.full(len(good), np.nan), where=good < 1.0)
    utility = float(table.weight @ (stakes.gain * well - stakes.loss * badly))
    maximum = utility if highest is None else highest
    of_maximum = utility / maximum if maximum > 0.0 else np.nan
    return Decision(policy, accepted, taken.sum(axis=0), tpr, fpr, utility, of_maximum)


def _check_accepted(table: ScoreTable, accepted: np.ndarray) -> None:
    """SpecError for what is no share accepted per bin and group, PromiseError for anything but a table."""
    only_a_table(table)
    size, expected = np.shape(accepted), table.share.shape
    if size != expected or not ((accepted >= -CLOSE) & (accepted <= 1.0 + CLOSE)).all():
        told = f"accepted has the shape {size}" if size != expected else "accepted has a share outside 0 to 1"
        raise SpecError(f"{told}; expected shares from 0 to 1 per bin and group, {expected}")


def decisions(table: ScoreTable, stakes: Stakes, policies: Iterable[str] = tuple(POLICIES)) -> dict[str, Decision]:
    """The decisions of several policies, by name. Raises SpecError as ``decide``."""
    if isinstance(policies, str):
        raise SpecError(f"policies are {policies!r}; expected a list of names, or use decide for one")
    return {policy: decide(table, policy, stakes) for policy in policies}
