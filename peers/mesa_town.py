"""The small town as a Mesa model: one object per person, months in stages, a data collector for the series."""

from __future__ import annotations

import mesa
import numpy as np
from town import Act, Ground, Lives, Town


class Person(mesa.Agent):
    """Somebody of the town, with her records, her entries and her ties."""

    def __init__(self, model: SmallTown, sex: int, age: int, adult: int, residence: int, proneness: float) -> None:
        """Nobody has a record at first."""
        super().__init__(model)
        self.adult = bool(adult)
        self.chances = [model.chance(act, sex, age, proneness) for act in model.town.acts]
        self.seen = [act.detection_p * model.town.detection_ratio[residence] for act in model.town.acts]
        self.friends: list[Person] = []
        self.housemates: list[Person] = []
        self.records: list[tuple[int, float]] = []  # month of the end, points
        self.entries: list[int] = []  # month of the end
        self.drifted = 0.0
        self.score = self.score_before = model.town.base
        self.months_left = 0
        self.listed = self.listed_before = False
        self.suspect = self.ever_suspect = False
        self.record_count = self.entry_count = self.months_listed = 0

    def act(self) -> None:
        """Does or does not do each of the acts, and is seen or not."""
        if not self.adult:
            return
        town, month, self.fresh = self.model.town, self.model.month, 0
        for place, act in enumerate(town.acts):
            p = self.chances[place] * (act.listed_ratio if self.listed else 1.0)
            if self.random.random() >= p:
                continue
            if self.random.random() >= self.seen[place] * (town.attention if self.suspect else 1.0):
                continue
            self.records.append((month + act.life, act.points))
            self.record_count += 1
            self.fresh += act.leads_to_list

    def settle(self) -> None:
        """Records lapse; the score of an adult follows from what stands and from what has drifted."""
        town, month = self.model.town, self.model.month
        self.records = [record for record in self.records if record[0] > month]
        points = sum(points for _, points in self.records) + self.drifted
        self.score = min(town.highest, max(town.lowest, town.base + points))

    def enter_lists(self) -> None:
        """Entries end by term or by chance, new ones begin; the list of the score is counted in months left."""
        town, month, chance = self.model.town, self.model.month, self.random.random
        self.entries = [end for end in self.entries if end > month and chance() >= town.exit_p]
        for _ in range(self.fresh if self.adult else 0):
            if chance() < town.entry_p:
                self.entries.append(month + town.list_term)
                self.entry_count += 1
        if self.months_left:
            self.months_left = 0 if chance() < town.clear_p else self.months_left - 1
        elif self.adult and self.score < town.below:
            self.months_left = town.score_term
        self.listed = bool(self.entries) or self.months_left > 0
        self.months_listed += self.listed

    def fall_under_suspicion(self) -> None:
        """Each tie that was listed a month ago is a chance; who is suspect may come free."""
        town, chance = self.model.town, self.random.random
        if self.suspect:
            self.suspect = chance() >= 1 / town.suspect_months
            return
        for ties, p in ((self.friends, town.friends_p), (self.housemates, town.household_p)):
            for other in ties:
                if other.listed_before and chance() < p:
                    self.suspect = self.ever_suspect = True

    def drift(self) -> None:
        """The score of the next months moves towards what friends with a score had a month ago."""
        scored = [friend.score_before for friend in self.friends if friend.adult]
        if self.adult and scored and self.model.month > 0:
            mean = sum(scored) / len(scored)
            self.drifted += self.model.town.weight * (mean - self.score)

    def close_month(self) -> None:
        """What others see of this person next month."""
        self.score_before, self.listed_before = self.score, self.listed


class SmallTown(mesa.Model):
    """The town; ``run`` lives it for some months."""

    person_class = Person

    def __init__(self, town: Town, ground: Ground, seed: int) -> None:
        """Everybody and all ties; the model's own generator deals all luck."""
        super().__init__(seed=seed)
        self.town, self.month = town, -1
        columns = (ground.sex, ground.age, ground.adult, ground.residence, ground.proneness)
        # create_agents takes one sequence per argument
        self.person_class.create_agents(self, len(ground.sex), *(column.tolist() for column in columns))
        people = list(self.agents)
        for name, (source, end) in (("friends", ground.friends), ("housemates", ground.household)):
            for a, b in zip(source.tolist(), end.tolist(), strict=True):
                getattr(people[a], name).append(people[b])
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "listed": lambda m: sum(m.agents.get("listed")),
                "suspect": lambda m: sum(m.agents.get("suspect")),
                "standing": lambda m: sum(len(records) for records in m.agents.get("records")),
            }
        )

    @staticmethod
    def chance(act: Act, sex: int, age: int, proneness: float) -> float:
        """Probability of an act in a month while not listed."""
        p = act.rate_male if sex == 1 else act.rate_female
        return p * (act.young_ratio if 18 <= age < 40 else 1.0) * (proneness if act.prone else 1.0)

    def step(self) -> None:
        """One month, stage by stage; inside a stage the order of people does not matter."""
        self.month += 1
        for stage in ("act", "settle", "enter_lists", "fall_under_suspicion", "drift", "close_month"):
            self.agents.do(stage)
        self.datacollector.collect(self)


def live(town: Town, ground: Ground, seed: int, months: int) -> Lives:
    """The town lived once with Mesa."""
    model = SmallTown(town, ground, seed)
    for _ in range(months):
        model.step()
    series = model.datacollector.get_model_vars_dataframe()
    names = ("score", "months_listed", "record_count", "ever_suspect")
    kept = [np.array(model.agents.get(name)) for name in names]
    entries = sum(model.agents.get("entry_count"))
    return Lives(*(series[name].to_numpy() for name in ("listed", "suspect", "standing")), entries, *kept)
