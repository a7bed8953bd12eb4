"""Why a number differs between two runs or two studies: everything that differs is swapped, one thing at a time.

What differs is told by the folders: code, recipe, mechanisms of one's own, people, months, seed, rules and numbers of
the regime, arms. Each thing is swapped alone in A, alone in B, and once on a walk from A to B whose steps add up. The
worlds in between are lived here and now, on the draws of the two sides, so an effect of a swap is exact for its people.
The code is not swapped: what it did is the gap between what was recorded and what the same study gives here.

Limits: a step of the walk depends on what was swapped before it; shares do not, and are worked out for few things.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..audit.metric import find_metric
from ..audit.shapley import shapley
from ..audit.studied.changed import Cause, Changed, Detail
from ..audit.studied.changed import Side as Told
from ..audit.subjects import worded
from ..worlds.study import subjects_of
from .explain_causes import Between, Difference, From, merged, whole
from .explain_numbers import Lives, Opened, Tell, Wanted, chosen, opened
from .explain_sides import Code, Number, Side, here

MOST_SHARED = 5
REPLICATES = 5
NOTHING: From = frozenset()


def explain_change(
    a: Path, b: Path, wanted: Wanted, replicates: int = REPLICATES, threads: int = 0,
    tell: Tell = lambda told: None,
) -> Changed:  # fmt: skip
    """Why a number is another one in B than in A, by living the worlds between them.

    The number is a common question of two studies, or an effect of two runs; of a study the first ``replicates`` are
    lived again. Raises: OutcomeError for folders that hold neither or were changed;
    SpecError where there is no such number in both.
    """
    one, two = opened(a, replicates), opened(b, replicates)
    number = chosen(one, two, wanted)
    between = Between(one.side, two.side, number)
    recorded = one.recorded(number), two.recorded(number)
    differing = between.found()
    if not differing and recorded[0] == recorded[1] and not one.side.code.differs(two.side.code):
        return _told(between, one, two, recorded, None, [], "")
    if problem := _problem(one.side, two.side):
        return _told(between, one, two, recorded, None, [_unknown(found) for found in differing], problem)
    lives = Lives(between, threads, tell, 3 * len(differing))
    ends = lives.number(NOTHING), lives.number(whole(differing))
    if ends[0] is None or ends[1] is None:
        name, end = ("A", NOTHING) if ends[0] is None else ("B", whole(differing))
        problem = f"{name} cannot be lived again: {lives.refused[end]}"
        return _told(between, one, two, recorded, None, [_unknown(found) for found in differing], problem)
    return _explained(lives, one, two, recorded, differing)


def _explained(
    lives: Lives, one: Opened, two: Opened, recorded: tuple[float, float], differing: Sequence[Difference]
) -> Changed:  # fmt: skip
    """Every cause alone, on the walk and, where they are few, as its share."""
    found = _apart(lives, differing)
    steps = _walk(lives, found)
    shares, why = _shares(lives, found)
    causes = [
        Cause(
            kind=cause.kind, title=cause.title, details=cause.details, in_walk=steps[place], share=shares.get(place),
            from_a=_gap(lives.number(cause.things), lives.number(NOTHING)),
            from_b=_gap(lives.number(whole(found)), lives.number(whole(found) - cause.things)),
        )
        for place, cause in enumerate(found)
    ]  # fmt: skip
    ends = _Ends(float(lives.number(NOTHING) or 0.0), float(lives.number(whole(found)) or 0.0), len(lives.known))
    return _told(lives.between, one, two, recorded, ends, causes, "", why)


class _Ends(NamedTuple):
    """The number of both sides as lived here, and how many worlds that and everything between them took."""

    a: float
    b: float
    worlds: int


def _gap(after: float | None, before: float | None) -> float | None:
    """What one world has more than another; None where one of them cannot be lived."""
    return None if after is None or before is None else after - before


def _apart(lives: Lives, differing: Sequence[Difference]) -> list[Difference]:
    """The differences, put together where worlds with only one of them cannot be lived, so that the walk can be."""
    found = list(differing)
    while True:
        lives.expected = 3 * len(found)
        full = whole(found)
        bad = [
            place for place, one in enumerate(found)
            if lives.number(one.things) is None or lives.number(full - one.things) is None
        ]  # fmt: skip
        stuck = next((n for n in range(1, len(found)) if lives.number(whole(found[:n])) is None), 0)
        if len(bad) > 1:
            found = merged(found, bad)
        elif stuck:
            found = merged(found, (stuck - 1, stuck))
        else:
            return found


def _walk(lives: Lives, found: Sequence[Difference]) -> list[float]:
    """The step of each cause on the way from A to B, in their order."""
    ends = [lives.number(whole(found[:n])) for n in range(len(found) + 1)]
    known = [float(end) for end in ends if end is not None]
    return [after - before for before, after in pairwise(known)]


def _shares(lives: Lives, found: Sequence[Difference]) -> tuple[dict[int, float], str]:
    """The Shapley value of each cause, and why there is none."""
    if len(found) < 2:
        return {}, ""
    if len(found) > MOST_SHARED:
        return {}, f"shares are worked out for at most {MOST_SHARED} causes"
    lives.expected = 2 ** len(found)
    sets = [whole([one for k, one in enumerate(found) if s >> k & 1]) for s in range(2 ** len(found))]
    worth = [lives.number(one) for one in sets]
    if None in worth:
        return {}, "shares need every world between A and B, and some of them cannot be lived"
    return dict(enumerate(map(float, shapley(np.array(worth, np.float64))))), ""


def _told(
    between: Between, one: Opened, two: Opened, recorded: tuple[float, float], ends: _Ends | None,
    causes: list[Cause], problem: str, why: str = "",
) -> Changed:  # fmt: skip
    """The whole answer; what the code did stands first, what nothing explains at the end."""
    number, now = between.number, here()
    code = _code(one.side, two.side, now, recorded, ends)
    explained = sum(cause.in_walk or 0.0 for cause in (*code, *causes))
    difference = recorded[1] - recorded[0]
    title, unit = _words(number, one.side)
    return Changed(
        metric=number.metric, title=title, unit=unit, arm=number.arm, against=number.against, group=dict(number.group),
        a=_side(one.side, recorded[0], ends.a if ends else None),
        b=_side(two.side, recorded[1], ends.b if ends else None), difference=difference, causes=(*code, *causes),
        remainder=_remainder(one.side, two.side, now, recorded, ends) if ends else difference - explained,
        worlds=ends.worlds if ends else 0, replicates=(len(one.side.deals), len(two.side.deals)),
        alike=between.alike, problem=problem, not_shared=why,
    )  # fmt: skip


def _code(a: Side, b: Side, now: Code, recorded: tuple[float, float], ends: _Ends | None) -> list[Cause]:
    """What the code did, where a side was recorded by another one than lives now; unknown where nothing was lived."""
    gaps = [ends.a - recorded[0], recorded[1] - ends.b] if ends else [None, None]
    moved = [bool(side.code.differs(now)) for side in (a, b)]
    if not any(moved) or (ends is None and not a.code.differs(b.code)):
        return []
    details = [
        Detail(path=f"code.{name}", label=f"{name}, {what}, then and here", before=then, after=today)
        for name, side in (("A", a), ("B", b))
        for what, then, today in side.code.differs(now)
    ]
    known = [gap if there else 0.0 for gap, there in zip(gaps, moved, strict=True)]
    step = None if None in known else float(sum(gap or 0.0 for gap in known))
    return [
        Cause(kind="code", title="the code", details=tuple(details), from_a=known[0], from_b=known[1], in_walk=step)
    ]


def _remainder(a: Side, b: Side, now: Code, recorded: tuple[float, float], ends: _Ends) -> float:
    """What is another number here than was recorded, though nothing that is known about the code differs."""
    gaps = ((a, ends.a - recorded[0]), (b, recorded[1] - ends.b))
    return float(sum(gap for side, gap in gaps if not side.code.differs(now)))


def _problem(a: Side, b: Side) -> str:
    """Why nothing but the total is known; empty where both sides can be lived."""
    told = [f"{name}: {side.problem}" for name, side in (("A", a), ("B", b)) if side.problem]
    return "; ".join(told)


def _unknown(found: Difference) -> Cause:
    return Cause(kind=found.kind, title=found.title, details=found.details, from_a=None, from_b=None, in_walk=None)


def _side(side: Side, recorded: float, lived: float | None) -> Told:
    return Told(
        folder=str(side.folder), kind="study" if side.kind == "study" else "run", version=side.code.version,
        recorded=recorded, lived=lived, problem=side.problem,
    )  # fmt: skip


def _words(number: Number, side: Side) -> tuple[str, str]:
    """Title and unit of the metric in the words of the regime, as far as it is at hand."""
    metric = find_metric(number.metric)
    if side.regime is None:
        return metric.title, metric.unit
    told = subjects_of(side.regime.spec), side.regime.spec.step
    return worded(metric.title, *told), worded(metric.unit, *told)
