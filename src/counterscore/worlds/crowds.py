"""The people among whom a question is asked again and again: as written, and made with other numbers of their recipe.

Everybody keeps her number, her draws and the group she belongs to. What she is like follows from both: a small move can
deal a few people other friends, and that luck is part of what the move does.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..audit.frame import GROUPINGS, codes_of
from ..audit.metric import Metric
from ..engine.plan import Plan
from ..engine.state import people_read
from ..people import People, populate
from .bind import cells, plan_of, world_of
from .many import Many
from .moved_people import Moved
from .study import Study

HELD = 3  # crowds that are held beside the one as written


@dataclass(frozen=True)
class Crowd:
    """People with the worlds they live in, and who of them belongs to the group asked about (P,) bool."""

    many: Many
    among: np.ndarray


class Crowds:
    """The crowds of one study, asked with one metric about one group."""

    def __init__(self, study: Study, metric: Metric, group: Mapping[str, str]) -> None:
        self.study, self.metric, self.group = study, metric, dict(group)
        self._moved: OrderedDict[Moved, Crowd] = OrderedDict()
        self._before = 0

    @cached_property
    def written(self) -> Crowd:
        """The people as written."""
        return self._made(())

    def made_with(self, moved: Moved) -> Crowd:
        """The people made with these numbers instead."""
        if not moved:
            return self.written
        if moved not in self._moved:
            while len(self._moved) >= HELD:
                self._before += self._moved.popitem(last=False)[1].many.lived
            self._moved[moved] = self._made(moved)
        self._moved.move_to_end(moved)
        return self._moved[moved]

    @property
    def lived(self) -> int:
        """How many worlds were lived so far."""
        held = [*self._moved.values(), *([self.written] if "written" in self.__dict__ else [])]
        return self._before + sum(one.many.lived for one in held)

    def meets(self, moved: Moved) -> bool:
        """Whether rules meet other people where these numbers are moved: what they go by, or ties, are others."""
        plan, here, there = self._plan, self.written.many.people, self._people(moved)
        before, after = self._columns, world_of(self.study, plan, there)[0].people
        return (
            any(not np.array_equal(before[name], after[name]) for name in people_read(plan))
            or any(
                not np.array_equal(one, other)
                for name in plan.ties for one, other in zip(here.ties(name), there.ties(name), strict=True)
            )
        )  # fmt: skip

    @cached_property
    def _plan(self) -> Plan:
        return plan_of(self.study)

    @cached_property
    def _columns(self) -> Mapping[str, np.ndarray]:
        """What rules meet of the people as written."""
        return world_of(self.study, self._plan, self.written.many.people)[0].people

    def _people(self, moved: Moved) -> People:
        recipe = replace(self.study, moved=moved).people_recipe
        return populate(recipe, self.study.people, self.study.seed)

    def _made(self, moved: Moved) -> Crowd:
        people = self._people(moved)
        cell = cells(dict(people.columns))
        among = np.ones(len(cell), bool)
        for by, name in self.group.items():
            among &= codes_of(cell, by) == GROUPINGS[by][1].index(name)
        return Crowd(Many(replace(self.study, moved=moved), people, (self.metric,)), among)
