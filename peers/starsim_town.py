"""The small town as a Starsim sim: a module per act, one for the score, the lists and suspicion, and two networks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import starsim as ss
from town import Act, Ground, Lives, Town


class Conduct(ss.Module):
    """One act: who does it, who is seen, and whose records stand."""

    def __init__(self, act: Act, town: Town, ground: Ground) -> None:
        """Each decision has a distribution of its own; ``base_p`` and ``base_seen`` are per person."""
        super().__init__(name=act.name)
        young = np.where((ground.age >= 18) & (ground.age < 40), act.young_ratio, 1.0)
        prone = ground.proneness if act.prone else 1.0
        self.base_p = np.where(ground.sex == 1, act.rate_male, act.rate_female) * young * prone * (ground.adult == 1)
        self.base_seen = act.detection_p * np.array(town.detection_ratio)[ground.residence]
        self.act, self.town = act, town
        self.does = ss.bernoulli(p=self.p_does)
        self.is_seen = ss.bernoulli(p=self.p_seen)
        self.define_states(ss.FloatArr("standing", default=0), ss.FloatArr("written", default=0))
        self.lapsing: dict[int, ss.uids] = {}
        self.fresh = ss.uids()

    @staticmethod
    def p_does(module: Conduct, sim: ss.Sim, uids: ss.uids) -> np.ndarray:
        """Probability of the act this month, given the lists of last month."""
        return module.base_p[uids] * np.where(sim.people.lists.listed[uids], module.act.listed_ratio, 1.0)

    @staticmethod
    def p_seen(module: Conduct, sim: ss.Sim, uids: ss.uids) -> np.ndarray:
        """Probability that an act becomes a record; the suspect are looked at more closely."""
        return module.base_seen[uids] * np.where(sim.people.suspicion.suspect[uids], module.town.attention, 1.0)

    def step(self) -> None:
        """Records lapse, and new ones are written."""
        self.standing[self.lapsing.pop(self.ti, ss.uids())] -= 1
        self.fresh = self.is_seen.filter(self.does.filter())
        self.standing[self.fresh] += 1
        self.written[self.fresh] += 1
        self.lapsing[self.ti + self.act.life] = self.fresh


class Score(ss.Module):
    """The score of everybody: what stands and what has drifted, inside the limits of the scale."""

    def __init__(self, town: Town) -> None:
        """Everybody begins at the base."""
        super().__init__(name="score")
        self.town = town
        self.define_states(
            ss.FloatArr("value", default=town.base), ss.FloatArr("before", default=town.base),
            ss.FloatArr("drifted", default=0),
        )  # fmt: skip

    def step(self) -> None:
        """The score of this month."""
        town = self.town
        points = sum(act.points * self.sim.people[act.name].standing for act in town.acts)
        self.value[:] = np.clip(town.base + points + self.drifted, town.lowest, town.highest)


class Drift(ss.Module):
    """Scores move towards what friends had a month ago."""

    def __init__(self, town: Town, ground: Ground) -> None:
        """It stands after everything that reads the score of the month; only ties between adults count."""
        super().__init__(name="drift")
        self.town = town
        source, end = ground.friends
        both = (ground.adult[source] == 1) & (ground.adult[end] == 1)
        self.source, self.end = source[both], end[both]

    def step(self) -> None:
        """The drift of this month, for the scores of the next; nobody had a score before the first."""
        score, people = self.sim.people.score, self.sim.people.n_uids
        if self.ti > 0:
            count = np.bincount(self.source, minlength=people)
            total = np.bincount(self.source, weights=score.before[ss.uids(self.end)], minlength=people)
            named = ss.uids(np.flatnonzero(count))
            score.drifted[named] += self.town.weight * (total[named] / count[named] - score.value[named])
        score.before[:] = score.value


class Lists(ss.Module):
    """The list of the wardens, entered by record, and the one entered by score."""

    def __init__(self, town: Town, ground: Ground) -> None:
        """Entries of one month are a cohort that shares its term."""
        super().__init__(name="lists")
        self.town, self.adults = town, ss.uids(np.flatnonzero(ground.adult == 1))
        self.enters = ss.bernoulli(p=town.entry_p)
        self.leaves = ss.bernoulli(p=town.exit_p)
        self.is_cleared = ss.bernoulli(p=town.clear_p)
        self.define_states(
            ss.BoolState("listed"), ss.FloatArr("held", default=0), ss.FloatArr("months_left", default=0),
            ss.FloatArr("months_listed", default=0),
        )  # fmt: skip
        self.cohorts: dict[int, ss.uids] = {}
        self.entries = 0

    def step(self) -> None:
        """Entries end and begin; then everybody's standing on the two lists."""
        town, sim = self.town, self.sim
        for end, uids in list(self.cohorts.items()):
            gone = uids if end == self.ti else self.leaves.filter(uids)
            self.held[gone] -= 1
            self.cohorts[end] = uids.remove(gone)
        self.cohorts.pop(self.ti, None)
        for act in (a for a in town.acts if a.leads_to_list):
            entered = self.enters.filter(sim.custom[act.name].fresh)
            self.held[entered] += 1
            self.entries += len(entered)
            self.cohorts[self.ti + town.list_term] = entered
        on = (self.months_left > 0).uids
        off = ((self.months_left == 0) & (sim.people.score.value < town.below)).uids.intersect(self.adults)
        self.months_left[on] -= 1
        self.months_left[self.is_cleared.filter(on)] = 0
        self.months_left[off] = town.score_term
        self.listed[:] = (self.held > 0) | (self.months_left > 0)
        self.months_listed[self.listed.uids] += 1


class Suspicion(ss.Module):
    """Guilt by association: ties that were listed a month ago make people suspect, for a time."""

    def __init__(self, town: Town) -> None:
        """One draw per person and kind of tie: any of n ties passes with 1 - (1 - p)^n."""
        super().__init__(name="suspicion")
        self.town = town
        self.passes = {"friends": ss.bernoulli(p=0.0), "household": ss.bernoulli(p=0.0)}
        self.clears = ss.bernoulli(p=1 / town.suspect_months)
        self.define_states(ss.BoolState("suspect"), ss.BoolState("ever"), ss.BoolState("listed_before"))

    def step(self) -> None:
        """Who comes free and who falls under suspicion this month."""
        sim, p = self.sim, {"friends": self.town.friends_p, "household": self.town.household_p}
        free, suspect = (~self.suspect).uids, self.suspect.uids
        for name, passes in self.passes.items():
            net = sim.networks[name]
            tied = np.bincount(net.p1, weights=self.listed_before[net.p2], minlength=sim.people.n_uids)
            passes.set(p=1 - (1 - p[name]) ** tied[free])
            reached = passes.filter(free)
            self.suspect[reached] = True
            self.ever[reached] = True
        self.suspect[self.clears.filter(suspect)] = False
        self.listed_before[:] = sim.people.lists.listed


class Ties(ss.Network):
    """Ties as given, from a person to whom she is tied; they never change."""

    def step(self) -> None:
        """Nothing happens to them."""


class Series(ss.Analyzer):
    """Records in force every month."""

    def init_results(self) -> None:
        """One number a month."""
        super().init_results()
        self.define_results(ss.Result("standing", dtype=int, scale=False))

    def step(self) -> None:
        """Counted at the end of the month."""
        acts = (module for module in self.sim.custom() if isinstance(module, Conduct))
        self.results.standing[self.ti] = sum(act.standing.sum() for act in acts)


def make_sim(town: Town, ground: Ground, seed: int, months: int, more: Sequence[ss.Module] = ()) -> ss.Sim:
    """The sim, ready to run; time is counted in months, and both ends of it are lived; ``more`` modules."""
    acts = [Conduct(act, town, ground) for act in town.acts]
    modules = [*acts, Score(town), Lists(town, ground), Suspicion(town), Drift(town, ground)]
    ties = {"friends": ground.friends, "household": ground.household}
    nets = [Ties(name=name, p1=p1, p2=p2, beta=np.ones(len(p1))) for name, (p1, p2) in ties.items()]
    return ss.Sim(
        n_agents=len(ground.sex), start="2020-01-01", dt=ss.months(1), dur=ss.months(months - 1), rand_seed=seed,
        custom=modules, networks=nets, interventions=list(more), analyzers=Series(name="series"),
        verbose=0,
    )  # fmt: skip


def live(town: Town, ground: Ground, seed: int, months: int) -> Lives:
    """The town lived once with Starsim."""
    sim = make_sim(town, ground, seed, months)
    sim.run()
    people, results = sim.people, sim.results
    records = sum(people[act.name].written.values for act in town.acts)
    series = (results.lists.n_listed, results.suspicion.n_suspect, results.series.standing)
    return Lives(
        *(np.array(one.values) for one in series), int(sim.custom.lists.entries), np.array(people.score.value.values),
        people.lists.months_listed.values, records, people.suspicion.ever.values,
    )  # fmt: skip
