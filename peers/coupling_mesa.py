"""The coupling of Mesa: as it comes, with one generator for the model, and with generators of one's own."""

from __future__ import annotations

import random  # noqa: TID251  Mesa's own kind of generator
from collections.abc import Sequence
from dataclasses import replace

import networkx as nx
import numpy as np
from gone import WHO
from measured_worlds import below, kept, on_grid, same, switching
from mesa_town import Person, SmallTown
from town import Ground, read_ground, read_town


class OwnGenerator(Person):
    """A person with a generator of her own for each stage of the month, seeded by the model's seed and her number."""

    @property
    def random(self) -> random.Random:
        """The generator of this stage."""
        name = f"{self.model.luck}/{self.unique_id}/{self.model.stage}"
        if name not in self.model.generators:
            self.model.generators[name] = random.Random(name)
        return self.model.generators[name]


class Experiment(SmallTown):
    """The town without ties, in which somebody may go, somebody may come, or a bystander may toss coins."""

    def __init__(
        self, ground: Ground, seed: int, *, own: bool = False, gone: bool = False, coins: bool = False
    ) -> None:
        """``own`` gives generators to persons; ``gone`` takes one out in the second month; ``coins`` adds a module."""
        self.person_class = OwnGenerator if own else Person
        self.luck, self.generators, self.stage = seed, {}, ""
        self.gone, self.coins = gone, coins
        town = replace(read_town(), weight=0.0, friends_p=0.0, household_p=0.0)
        super().__init__(town, ground, seed)
        self.everybody = list(self.agents)

    def step(self) -> None:
        """One month."""
        self.month += 1
        if self.gone and self.month == 1:
            self.everybody[WHO].remove()
        if self.coins:
            self.stage = "coins"
            self.agents.do(lambda person: person.random.random())
        for self.stage in ("act", "settle", "enter_lists", "fall_under_suspicion", "drift", "close_month"):
            self.agents.do(self.stage)


def lives(ground: Ground, seed: int, months: int, **change: bool) -> np.ndarray:
    """Score, records and months on lists of everybody, (P, 3)."""
    model = Experiment(ground, seed, **change)
    for _ in range(months):
        model.step()
    return np.array([(p.score, p.record_count, p.months_listed) for p in model.everybody])


def coupling(people: int, months: int, seed: int, weights: Sequence[np.ndarray], own: bool) -> dict[str, float]:
    """A column of the table: ``own`` for generators of persons, else Mesa as it comes."""
    ground, larger = (read_ground(n, seed) for n in (people, people + 1))
    plain = lives(ground, seed, months, own=own)
    graphs = [nx.fast_gnp_random_graph(n, 10 / people, seed=random.Random(seed)) for n in (people, people + 1)]
    edges = [set(graph.edges) for graph in graphs]
    return {
        "gone: others the same": same(plain, lives(ground, seed, months, own=own, gone=True), WHO),
        "one more: others the same": same(plain, lives(larger, seed, months, own=own)[:people]),
        "one more: edges the same": kept(*edges),
        "module: others the same": same(plain, lives(ground, seed, months, own=own, coins=True)),
        "by luck": same(plain, lives(ground, seed + 1, months, own=own)),
        **{f"rare {p:g}": on_grid(p, below(p)) for p in (1e-5, 1e-6, 1e-7)},
        **switching(*(choices(seed, 200_000, w, own) for w in weights), *weights),
    }


def choices(seed: int, people: int, weights: np.ndarray, own: bool) -> np.ndarray:
    """One option per person: ``random.choices`` in turn from one generator, or a noise per option from her own."""
    if not own:
        shared, options = random.Random(seed), range(len(weights))
        return np.array([shared.choices(options, weights)[0] for _ in range(people)])
    dealers = (random.Random(f"{seed}/{i}") for i in range(people))
    u = np.array([[dealer.random() for _ in weights] for dealer in dealers])
    chosen: np.ndarray = (np.log(weights) - np.log(-np.log(u))).argmax(axis=1)
    return chosen
