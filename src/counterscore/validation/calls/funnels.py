"""Findings by the way a case went, and disputes that get through stage by stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...published.funnels import Review, funnel, funnel_of_counts
from ...published.funnels import review as review_of


def _review(ways: Mapping[str, Sequence[float]]) -> Review:
    """The pipeline of (cases, share of wrong findings) by way."""
    return review_of({name: (int(cases), wrong) for name, (cases, wrong) in ways.items()})


def review(ways: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """Wrong findings that are expected, had all cases gone each way, and what sort of evidence that is."""
    found = _review(ways)
    through = [found.all_through(name) for name, _ in found.ways]
    return {
        "cases": found.cases, "wrong": found.wrong, "share": found.share, "span": found.span,
        "through": [one.wrong for one in through], "evidence": [one.evidence for one in through],
    }  # fmt: skip


def reviewed(ways: Mapping[str, Sequence[float]], seed: int) -> dict[str, Any]:
    """Wrong findings among simulated cases, as they went and had all gone each way, with standard errors."""
    found = _review(ways)
    ends = [_review({name: (found.cases, way.wrong)}) for name, way in found.ways]
    return {
        "wrong": found.simulated(seed), "wrong_se": found.se,
        "through": [found.simulated(seed, way=name) for name, _ in found.ways], "through_se": [one.se for one in ends],
    }  # fmt: skip


def dispute(stages: Mapping[str, float], people: int) -> dict[str, Any]:
    """People expected to get through each stage, and the share who get through all."""
    found = funnel(stages)
    return {"counts": list(found.expected(people).values()), "share": found.share}


def shares(stages: Sequence[str], counts: Sequence[int], assisted: bool) -> dict[str, Any]:
    """The share of each stage from published counts, and whether the funnel calls itself an upper bound."""
    found = funnel_of_counts(stages, counts, assisted=assisted)
    return {"shares": [p for _, p in found.stages], "upper_bound": "upper bound" in found.reading}


def disputed(stages: Mapping[str, float], people: int, seed: int) -> dict[str, Any]:
    """Shares of simulated people who get through each stage, and who stays wrong once the channel is closed.

    ``exchanged`` counts people who are mended with the channel and not wrong without it, or the other way round.
    """
    found = funnel(stages)
    opened, closed = (found.lived(people, seed, channel=channel) for channel in (True, False))
    return {
        "shares": [count / people for count in opened.reached[1:]],
        "exchanged": int((opened.mended != closed.stays_wrong).sum()),
        "both_wrong": int(opened.stays_wrong.sum()), "mended_when_closed": int(closed.mended.sum()),
        "worth_less_mended": found.worth(people, seed) - int(opened.mended.sum()),
        "worth_share": found.worth(people, seed) / people,
    }  # fmt: skip
