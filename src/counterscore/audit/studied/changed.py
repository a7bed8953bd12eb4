"""Why one number differs between two runs or two studies: one cause at a time, and what no cause explains."""

from __future__ import annotations

from typing import Literal

from ...core.documents import Strict

Kind = Literal["code", "recipe", "mechanisms", "people", "months", "seed", "rules", "numbers", "arms"]


class Detail(Strict):
    """One thing inside a cause that is not the same: what it is called, in A and in B."""

    path: str
    label: str
    before: str
    after: str


class Cause(Strict):
    """One thing that differs, and what it does to the number, B minus A.

    ``from_a`` is what changes when A gets this one thing of B, ``from_b`` what B owes to it: the number of B minus that
    of B with this one thing of A. ``in_walk`` is its step on the way from A to B, and steps add up. ``share`` is its
    Shapley value, the mean step over all orders. None where a world was not lived, or cannot be.
    """

    kind: Kind
    title: str
    details: tuple[Detail, ...]
    from_a: float | None
    from_b: float | None
    in_walk: float | None
    share: float | None = None

    @property
    def interaction(self) -> float | None:
        """How much its step is not what it does by itself to A, because other things changed before it."""
        return None if self.in_walk is None or self.from_a is None else self.in_walk - self.from_a


class Side(Strict):
    """One run or study: the number as recorded, and as it comes out when its worlds are lived again here."""

    folder: str
    kind: Literal["run", "study"]
    version: str
    recorded: float
    lived: float | None
    problem: str = ""


class Changed(Strict):
    """A number in A and in B, their difference, and the causes of it in the order of the walk.

    ``remainder`` is what is left: the number is another one here than was recorded, though nothing that is known about
    the code differs. ``problem`` says why nothing but the total is known. ``replicates`` are lived of each study.
    ``alike`` counts numbers of the regime that differ in nothing but source, grade, range or note.
    """

    metric: str
    title: str
    unit: str
    arm: str
    against: str
    group: dict[str, str]
    a: Side
    b: Side
    difference: float
    causes: tuple[Cause, ...]
    remainder: float
    worlds: int
    replicates: tuple[int, int]
    alike: int = 0
    problem: str = ""
    not_shared: str = ""

    @property
    def same(self) -> bool:
        """Whether nothing that could matter differs, and the number neither."""
        return not self.causes and self.difference == 0.0 and not self.problem
