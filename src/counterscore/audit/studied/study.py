"""A whole study as it is told: what was asked, what came out, on what it rests."""

from __future__ import annotations

from typing import Any

from ...core.documents import Strict
from .answers import Answer, Doubt, Fan
from .bought import Bought
from .calibrated import Calibrated
from .influence import Influence


class Count(Strict):
    """How many tasks of one part are done, failed, cut off and pending."""

    part: str
    done: int
    failed: int
    cut_off: int
    pending: int


class Failure(Strict):
    """A task that failed, with the last line of its traceback."""

    task: str
    fault: str


class Studied(Strict):
    """Everything a reader of a study is told; ``resolved`` is what the study stands on, as in its study.json.

    ``arms`` are the names of the arms in the order of the study file, which changes no answer and no hash.
    """

    study: str
    title: str
    sha256: str
    version: str
    resolved: dict[str, Any]
    counts: tuple[Count, ...]
    failures: tuple[Failure, ...]
    answers: tuple[Answer, ...]
    doubts: tuple[Doubt, ...]
    fans: tuple[Fan, ...]
    divergence: tuple[dict[str, Any], ...]
    influence: tuple[Influence, ...] = ()
    calibrated: Calibrated | None = None
    bought: Bought | None = None
    arms: tuple[str, ...] = ()
