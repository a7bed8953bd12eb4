"""The answer to one question of a study, and what kinds of doubt there are about it."""

from __future__ import annotations

from typing import Literal

from ...core.documents import Strict

Verdict = Literal[
    "as expected", "against expectation", "higher", "lower", "no difference that matters", "cannot tell"
]  # fmt: skip


class Question(Strict):
    """What was asked, before anything ran: metric in ``arm`` minus metric in ``against``, among ``group``."""

    id: str
    metric: str
    title: str
    unit: str
    worse: Literal["higher", "lower"]
    arm: str
    against: str
    group: dict[str, str]
    expect: Literal["higher", "lower", "no difference", "not stated"]
    margin: float


class Answer(Strict):
    """The effect over all replicates with its 95 % interval, and what it means for what was expected.

    ``variance_reduction`` is Var X + Var Y over Var(X - Y) among replicates; ``unpaired_replicates`` would have been
    needed for the same half-width without shared draws. ``people`` counts those the metric is about in all replicates
    together, ``failed`` replicates that did not come out, ``untold`` those in which the question was about fewer than
    two people; ``stopped`` says why no further one was lived.
    """

    question: Question
    estimate: float
    se: float
    low: float
    high: float
    method: Literal["replicates", "few", "nobody", "too few"]
    arm_mean: float
    against_mean: float
    replicates: int
    failed: int
    untold: int = 0
    people: int
    asked_half_width: float | None
    stopped: Literal["as asked", "narrow enough", "at most"]
    variance_reduction: float | None
    unpaired_replicates: int | None
    verdict: Verdict

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2


class Form(Strict):
    """The same answer in another form of the model; ``problem`` says why there is none."""

    name: str
    title: str
    kind: Literal["coupling", "version"]
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    replicates: int = 0
    problem: str = ""


class Doubt(Strict):
    """Three kinds of doubt about one answer, never added up: chance, parameters, structure.

    ``parameters`` holds the effect at every point of the design; ``low`` to ``high`` holds one more point with
    probability ``holds`` or a little more. ``chance_variance`` and ``parameters_variance`` are variances of the effect
    of one replicate, None where too few came out. ``verdicts`` counts the points by their sign: higher, lower, none.
    """

    question: str
    parameters: tuple[float, ...]
    low: float | None
    high: float | None
    holds: float | None
    chance_variance: float | None
    parameters_variance: float | None
    verdicts: dict[str, int]
    kept: dict[str, str]
    forms: tuple[Form, ...]


class Fan(Strict):
    """One monthly sum of one arm over all replicates: quantiles by month, (M,) each."""

    arm: str
    series: str
    p05: tuple[float, ...]
    p25: tuple[float, ...]
    p50: tuple[float, ...]
    p75: tuple[float, ...]
    p95: tuple[float, ...]
