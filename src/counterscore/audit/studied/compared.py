"""Two studies side by side: what both ask, how far their answers are apart, and what was asked otherwise."""

from __future__ import annotations

from typing import Literal

from ...core.documents import Strict
from .answers import Verdict


class Seen(Strict):
    """One answer of one study, as it stands in its folder."""

    estimate: float
    low: float
    high: float
    replicates: int
    verdict: Verdict


class Both(Strict):
    """One question that both studies ask: their answers, and the difference B minus A with its 95 % interval.

    ``method`` says how: replicate by replicate where both lived the same people under the same draws (``pairs`` of
    them), else as two samples. No interval where there are fewer than two replicates.
    """

    a: str
    b: str
    metric: str
    title: str
    unit: str
    arm: str
    against: str
    group: dict[str, str]
    answer_a: Seen
    answer_b: Seen
    difference: float
    low: float | None
    high: float | None
    method: Literal["paired", "two samples", "too few"]
    pairs: int

    @property
    def clear(self) -> bool:
        """Whether the interval of the difference leaves out zero."""
        return self.low is not None and self.high is not None and (self.low > 0.0 or self.high < 0.0)


class Differs(Strict):
    """One thing that the two studies have otherwise: where it stands, in A and in B."""

    place: str
    label: str
    before: str
    after: str


class Compared(Strict):
    """Two studies: questions that both ask, questions that one asks alone, and everything that differs."""

    a: str
    b: str
    titles: tuple[str, str]
    shared: tuple[Both, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    differs: tuple[Differs, ...]
