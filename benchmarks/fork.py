"""A shared past beside whole runs, and what one replicate costs: ``python benchmarks/fork.py``.

Futures: a past of 60 months of a regime and ten arms that branch there, lived with the past shared; the same ten arms
in one engine, each living its own past; and ten runs of one arm each. Life before the regime is part of all of them.
Ties, plan and loops are there; people are made once in the first and second column, and in every run of the third,
unless --same-people lends them.

Replicate: people made, three arms and their certificate, one question told, as a study does it.

Seconds are processor seconds of this process on one thread, the least of some turns; trust the ratio.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from counterscore.engine.run import Engine
from counterscore.people import People, populate
from counterscore.studies.chance import PART
from counterscore.studies.file import parse_study
from counterscore.studies.tasks import Task
from counterscore.worlds.arms import Arm
from counterscore.worlds.bind import plan_of, world_of
from counterscore.worlds.futures import prove
from counterscore.worlds.protect import fitting
from counterscore.worlds.sink import RowSink
from counterscore.worlds.study import Study
from counterscore.worlds.witnessed import witness

COLUMNS = ("months_listed", "refusals")
REPLICATE = """
study: replicate
title: What does one replicate cost?
regime: judgment-defaulters
people: {people}
months: {months}
questions: [{{id: listed, metric: months_listed, arm: as written, against: none}}]
"""


class Drop:
    """Takes finished rows and forgets them."""

    def append(self, table: str, columns: dict[str, np.ndarray]) -> None:
        """Nothing is written: the time of files is not part of this benchmark."""


def futures_of(regime: str, people: int, past: int, months: int, number: int) -> Study:
    """As many arms as asked for, each another set of safeguards from the policy date on."""
    plain = Study(regime, people, past + months, 7, arms=(Arm("as written"),))
    ids = fitting(plain)
    sets = [(one,) for one in ids] + [(one, two) for n, one in enumerate(ids) for two in ids[n + 1 :]]
    arms: list[Arm] = [Arm("without the regime", ("regime",), since=past)]
    for chosen in sets:
        arm = Arm(f"with {', '.join(chosen)}", (), chosen, since=past)
        if len(arms) < number and _fits(plain, arm):
            arms.append(arm)
    return replace(plain, arms=tuple(arms))


def _fits(study: Study, arm: Arm) -> bool:
    """Whether these safeguards go together."""
    try:
        return bool(replace(study, arms=(arm,)).regimes)
    except ValueError:
        return False


def together(study: Study, people: People) -> None:
    """All arms in one engine, each with a past of its own."""
    plan = plan_of(study)
    world, _ = world_of(study, plan, people)
    engine = Engine(plan, world, threads=1)
    engine.prepare()
    sink = RowSink(plan, Drop(), {})
    for _ in range(world.months):
        engine.month(sink)
    engine.close()


def seconds(work: Callable[[], object], turns: int) -> float:
    """The least processor time of some turns, after one that is not counted."""
    work()
    found = []
    for _ in range(turns):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


def futures(asked: argparse.Namespace, regime: str, months: int) -> None:
    """One row: shared, together, apart."""
    study = futures_of(regime, asked.people, asked.past, months, asked.arms)
    people = populate(study.people_recipe, study.people, study.seed)
    lent = people if asked.same_people else None
    shared = seconds(lambda: witness(study, COLUMNS, lent), asked.turns)
    beside = seconds(lambda: together(study, people), asked.turns)
    alone = seconds(lambda: [witness(replace(study, arms=(arm,)), COLUMNS, lent) for arm in study.arms], asked.turns)
    print(
        f"{regime:<24}{study.spec.warmup:>7}{asked.past:>6}{months:>8}{len(study.arms):>6}{shared:>9.2f}"
        f"{beside:>10.2f}{alone:>8.2f}{shared / beside:>12.2f}{shared / alone:>9.2f}",
        flush=True,
    )
    if asked.prove:
        found = [prove(study, arm.name, people) for arm in study.arms]
        print(
            f"  proved: {sum(proof.equal for proof in found)} of {len(found)} arms equal at every fork and at the end"
        )


def main() -> None:
    """Prints the futures of some regimes and the cost of a replicate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regimes", default="judgment-defaulters,rongcheng,public-credit-appraisal")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--past", type=int, default=60)
    parser.add_argument("--arms", type=int, default=10)
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--same-people", action="store_true", help="people made once for all whole runs too")
    parser.add_argument("--prove", action="store_true", help="live every arm whole once more and compare digests")
    asked = parser.parse_args()
    head = (
        f"{'regime':<24}{'before':>7}{'past':>6}{'future':>8}{'arms':>6}{'shared s':>9}{'together s':>11}{'apart s':>8}"
    )
    print(f"{head}{'of together':>12}{'of apart':>9}")
    for regime in asked.regimes.split(","):
        for months in (12, 24):
            futures(asked, regime, months)
    study = parse_study(REPLICATE.format(people=asked.people, months=24))
    numbers = iter(range(1000))
    cost = seconds(lambda: PART.live(study, Task("chance", next(numbers))), 5 * asked.turns)
    print(f"one replicate of {asked.people:,} people, 24 months, 3 arms: {cost:.2f} s")


if __name__ == "__main__":
    main()
