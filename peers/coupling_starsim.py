"""The coupling of Starsim: as it comes, and with names, safe networks, births by mothers and double precision."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import starsim as ss
from gone import WHO
from measured_worlds import kept, on_grid, same, switching
from starsim_town import make_sim
from town import Ground, read_ground, read_town


class Leaver(ss.Intervention):
    """Takes one person out in the second month."""

    def step(self) -> None:
        """She leaves."""
        if self.ti == 1:
            self.sim.people.request_removal(ss.uids([WHO]))


class Coins(ss.Intervention):
    """Deals a number to everybody."""

    def __init__(self, **kwargs: object) -> None:
        """One decision, one distribution."""
        super().__init__(**kwargs)
        self.number = ss.random()
        self.dealt: list[np.ndarray] = []

    def step(self) -> None:
        """A number a step."""
        self.dealt.append(self.number.rvs(self.sim.people.auids))


class ExtraBirth(ss.Demographics):
    """In the third year, where it happens: one birth more than there would be."""

    def __init__(self, happens: bool) -> None:
        """``before`` counts the people who were there first."""
        super().__init__()
        self.happens, self.before = happens, 0

    def step(self) -> None:
        """Somebody who can conceive has a child."""
        if self.ti == 2:
            self.before = self.sim.people.n_uids
        if self.ti != 2 or not self.happens:
            return
        births = self.sim.demographics[0]
        if isinstance(births, ss.Pregnancy):
            mother = (births.susceptible & (self.sim.people.age < 30)).uids[-1:]
            births.make_pregnancies(mother)
            births.make_embryos(mother, np.array([1]))
        else:
            self.sim.people.grow(1)


def lives(ground: Ground, seed: int, months: int, *more: ss.Module) -> np.ndarray:
    """Score, records and months on lists of everybody in the town without ties, (P, 3)."""
    town = replace(read_town(), weight=0.0, friends_p=0.0, household_p=0.0)
    sim = make_sim(town, ground, seed, months, more)
    sim.run()
    people = sim.people
    raw = [
        people.score.value.raw,
        sum(people[act.name].written.raw for act in town.acts),
        people.lists.months_listed.raw,
    ]
    return np.stack([column[: len(ground.sex)] for column in raw], axis=1)


def tossed(people: int, seed: int, names: Sequence[str | None]) -> np.ndarray:
    """What the last of some dealers deals, (M, P); a name of None is left to the library."""
    tossers = [Coins(name=name) if name else Coins() for name in names]
    sim = ss.Sim(n_agents=people, dur=5, rand_seed=seed, interventions=tossers, verbose=0, copy_inputs=False)
    sim.run()
    return np.array(tossers[-1].dealt)


def net_edges(net: ss.Network, people: int, seed: int, gone: bool = False) -> set[tuple[int, int]]:
    """Edges after four steps, those of the person who may go left out."""
    sim = ss.Sim(
        n_agents=people, dur=4, rand_seed=seed, networks=net, interventions=[Leaver()] if gone else [], verbose=0,
        use_aging=False,
    )  # fmt: skip
    sim.run()
    found = sim.networks[0]
    return {(a, b) for a, b in zip(found.p1.tolist(), found.p2.tolist(), strict=True) if WHO not in (a, b)}


def slots(
    births: ss.Demographics, people: int, seed: int, years: int, extra: bool = False
) -> tuple[dict[tuple[int, int], int], int, int]:
    """Slot of each later newborn by her mother's and the turn; how many living share a slot; how many live."""
    sim = ss.Sim(n_agents=people, dur=years, rand_seed=seed, demographics=[births, ExtraBirth(extra)], verbose=0)
    sim.run()
    mothers, slot = sim.people.parent.raw, sim.people.slot.raw
    found: dict[tuple[int, int], int] = {}
    turns: dict[int, int] = {}
    for uid in range(sim.demographics[1].before, sim.people.n_uids):
        mother = int(slot[int(mothers[uid])])
        turns[mother] = turns.get(mother, 0) + 1
        found[mother, turns[mother]] = int(slot[uid])
    living = np.asarray(sim.people.slot.raw[sim.people.auids], int)
    shared = np.bincount(living)
    return found, int(shared[shared > 1].sum()), len(living)


def realised(p: float) -> float:
    """Relative error of a Bernoulli of the library; in single precision every value of a uniform is tried."""
    coin = ss.bernoulli(p=p, strict=False)
    coin.process_pars()
    if ss.options.precision == 64:
        return on_grid(p, coin.ppf)
    grid = (np.maximum(np.arange(2**24), 0.5) * 2.0**-24).astype(np.float32)
    return float(np.count_nonzero(coin.ppf(grid))) / 2**24 / p - 1.0


def choices(seed: int, people: int, weights: np.ndarray, best: bool) -> np.ndarray:
    """One option per person by ``ss.choice``; at its best by a distribution of noise per option."""
    share = weights / weights.sum()
    dists = [ss.random(name=f"option_{j}") for j in range(len(share))]

    class Chooser(ss.Module):
        """Chooses once."""

        def __init__(self) -> None:
            super().__init__(name="chooser")
            self.choice = ss.choice(a=len(share), p=share)
            self.noise = dists
            self.chosen = None

        def step(self) -> None:
            uids = self.sim.people.auids
            if best:
                noise = np.stack([-np.log(-np.log(dist.rvs(uids).astype(float))) for dist in self.noise], axis=1)
                self.chosen = (np.log(share) + noise).argmax(axis=1)
            else:
                self.chosen = self.choice.rvs(uids)

    chooser = Chooser()
    ss.Sim(n_agents=people, dur=0, rand_seed=seed, custom=chooser, verbose=0, copy_inputs=False).run()
    return np.asarray(chooser.chosen)


def coupling(people: int, months: int, seed: int, weights: Sequence[np.ndarray], best: bool) -> dict[str, float]:
    """A column of the table: ``best`` for the safest forms the library documents, else its defaults."""
    os.environ.setdefault("STARSIM_INSTALL_FONTS", "0")
    ss.options(precision=64 if best else 32)
    ground, larger = (read_ground(n, seed) for n in (people, people + 1))
    plain = lives(ground, seed, months)
    net, births = (ss.RandomSafeNet, ss.Pregnancy) if best else (ss.RandomNet, ss.Births)
    one, other = (slots(births(), people, seed, 20, extra) for extra in (False, True))
    born = [slot == other[0].get(who) for who, slot in one[0].items()]
    forty = slots(births(), 5_000, seed, 40)
    names = (("first", "second"), ("second",)) if best else ((None, None), (None,))
    found = {
        "gone: others the same": same(plain, lives(ground, seed, months, Leaver()), WHO),
        "gone: edges the same": kept(net_edges(net(), people, seed), net_edges(net(), people, seed, gone=True)),
        "one more: others the same": same(plain, lives(larger, seed, months)[:people]),
        "one more: edges the same": kept(net_edges(net(), people, seed), net_edges(net(), people + 1, seed)),
        "birth: later newborns the same": float(np.mean(born)),
        "collisions": float(forty[1]), "collisions among": float(forty[2]),
        "module: others the same": same(plain, lives(ground, seed, months, Coins())),
        "twin: draws the same": float((tossed(people, seed, names[0]) == tossed(people, seed, names[1])).mean()),
        "by luck": same(plain, lives(ground, seed + 1, months)),
        **{f"rare {p:g}": realised(p) for p in (1e-5, 1e-6, 1e-7)},
        **switching(*(choices(seed, 200_000, w, best) for w in weights), *weights),
    }  # fmt: skip
    ss.options(precision=32)
    return found
