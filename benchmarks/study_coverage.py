"""How often the 95 % intervals of studies hold the truth: on made-up replicates, and on studies cut from one long one.

Made-up people have a truth in closed form; they are drawn person by person, with households, rare events, amounts, and
replicates that differ more than their people explain. Real replicates are lived by the engine; the mean of all of them
is taken for the truth. Prints the Markdown tables of docs/intervals.md.
Usage: python benchmarks/study_coverage.py [STUDIES [REPLICATES [REGIME]]]; 0 leaves one of the two out.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from counterscore.audit.metric import find_metric
from counterscore.audit.paired import clustering, sides
from counterscore.audit.studied.inference import Inferred, Replicate, inferred
from counterscore.core.draws import uniforms
from counterscore.studies.chance import live, looks
from counterscore.studies.file import Replicates, parse_study
from counterscore.studies.tasks import Task

SEED = 11
PEOPLE = 500
LIVED = 500, 6
ASKED = (
    ("ever_listed", "none"), ("low_band_months", "none"), ("refused_at_least_once", "none"),
    ("wrongly_listed", "perfect records"),
)  # fmt: skip
Made = Callable[[int, int], list[Replicate]]


@dataclass(frozen=True)
class Case:
    """Made-up studies of one kind: ``made`` gives the replicates of a study (number, how many).

    ``spread`` is the standard deviation of the effect of a replicate where that is all there is to it; such studies
    cost nothing, and more of them are looked at.
    """

    title: str
    truth: float
    made: Made
    spread: float = 0.0

    def studies(self, asked: int) -> int:
        """How many are looked at."""
        return 4 * asked if self.spread else asked


def drawn(name: str, study: int, count: int) -> np.ndarray:
    """Uniforms of one study (count,), away from 0 and 1."""
    found: np.ndarray = uniforms(SEED, f"bench.{name}", count, month=study % 4000, replicate=study // 4000)
    return found * (1 - 1e-12) + 1e-13


def of_people(differences: np.ndarray) -> Replicate:
    """One replicate from the difference of each of its people (P,); the arm compared with is 0."""
    gains, losses = sides(differences)
    mean, widest = float(differences.mean()), float(np.abs(differences).max())
    differing = int(np.count_nonzero(differences))
    return Replicate(
        mean, mean, mean, mean, 0.0, len(differences), differing, widest or 1.0, widest, gains, losses,
        clustering(differences), False,
    )  # fmt: skip


def of_mean(mean: float) -> Replicate:
    """One replicate of many people, of which only the mean matters."""
    size = (abs(mean) * 1000.0, abs(mean) * 1000.0)
    nobody = (0.0, 0.0)
    up, down = (size, nobody) if mean > 0 else (nobody, size)
    return Replicate(mean, mean, mean, mean, 0.0, 1000, 1000, 1.0, 1.0, up, down, (1.0, 1.0), False)


def normal_case() -> Case:
    """Effects of replicates are normal."""

    def made(study: int, count: int) -> list[Replicate]:
        return [of_mean(0.3 + x) for x in ndtri(drawn("normal", study, count)).tolist()]

    return Case("normal effects", 0.3, made, 1.0)


def skewed_case(shape: int) -> Case:
    """Effects of replicates are sums of a few exponential ones: skewness 2 / sqrt(shape)."""

    def made(study: int, count: int) -> list[Replicate]:
        parts = -np.log(drawn(f"skewed{shape}", study, count * shape)).reshape(count, shape)
        return [of_mean(x) for x in parts.mean(axis=1).tolist()]

    return Case(f"skewed effects (skewness {2 / math.sqrt(shape):.1f})", 1.0, made, 1.0 / math.sqrt(shape))


def event_case(total: float, replicates: int, household: int = 1, back: float = 0.0) -> Case:
    """Yes/no outcomes: ``total`` people of a study differ, whole households at once; a share ``back`` to the better."""
    rate = total / (replicates * PEOPLE)

    def made(study: int, count: int) -> list[Replicate]:
        homes = -(-PEOPLE // household)
        u = drawn(f"event{household}", study, count * homes).reshape(count, homes)
        moved = np.where(u < rate * back, -1.0, (u < rate).astype(float))
        return [of_people(np.repeat(row, household)[:PEOPLE]) for row in moved]

    words = f"{total:g} of {replicates * PEOPLE:,} people differ"
    words += f", households of {household} at once" if household > 1 else ""
    words += f", {100 * back:.0f} % of them to the better" if back else ""
    return Case(words, rate * (1 - 2 * back), made)


def amount_case(total: float, replicates: int) -> Case:
    """Rare amounts, lognormal with a spread of 1."""
    rate = total / (replicates * PEOPLE)

    def made(study: int, count: int) -> list[Replicate]:
        u, size = (drawn(f"amount{slot}", study, count * PEOPLE).reshape(count, PEOPLE) for slot in (0, 1))
        worth = np.where(u < rate, np.exp(ndtri(size) - 0.5), 0.0)
        return [of_people(row) for row in worth]

    return Case(f"amounts, {total:g} of {replicates * PEOPLE:,} people differ", rate, made)


def uneven_case(total: float, replicates: int) -> Case:
    """Yes/no outcomes whose rate is another one in every replicate (exponential): far-reaching dependence."""
    rate = total / (replicates * PEOPLE)

    def made(study: int, count: int) -> list[Replicate]:
        own = np.minimum(-np.log(drawn("rate", study, count)) * rate, 1.0)
        u = drawn("uneven", study, count * PEOPLE).reshape(count, PEOPLE)
        return [of_people(row) for row in (u < own[:, None]).astype(float)]

    return Case(f"{total:g} of {replicates * PEOPLE:,} people differ, replicates unequal", rate, made)


def cases(replicates: int) -> Iterator[Case]:
    """Everything that is measured on made-up replicates."""
    yield normal_case()
    yield skewed_case(20)
    yield skewed_case(1)
    for total in (3, 10, 30, 60, 90, 300):
        yield event_case(total, replicates)
    for total in (30, 90, 300):
        yield event_case(total, replicates, back=0.3)
        yield event_case(total, replicates, household=3)
    for total in (10, 30, 90, 300):
        yield amount_case(total, replicates)
    for total in (10, 30, 90, 300):
        yield uneven_case(total, replicates)


def coverage(found: Sequence[Inferred], truth: float) -> tuple[float, float, float, int]:
    """Shares of intervals that hold the truth, that lie above it, that lie below it; and the number of them."""
    above = sum(one.low > truth + 1e-12 for one in found) / len(found)
    below = sum(one.high < truth - 1e-12 for one in found) / len(found)
    return 1 - above - below, above, below, len(found)


def fixed(case: Case, replicates: int, studies: int) -> list[Inferred]:
    """Studies of so many replicates."""
    return [inferred(case.made(study, replicates)) for study in range(studies)]


def stopped(case: Case, about: int, studies: int) -> list[Inferred]:
    """Studies that stop at a half-width that takes about so many replicates, by the looks of real ones."""
    half_width, at_most = 1.96 * case.spread / math.sqrt(about), 4 * about + 20
    wanted = Replicates(at_least=2, at_most=at_most, half_width=half_width)
    found = []
    for study in range(studies):
        known = case.made(study, at_most)
        every = (inferred(known[:count]) for count in looks(wanted))
        found.append(next((one for one in every if one.half_width <= half_width), None) or inferred(known))
    return found


def lived(regime: str, replicates: int) -> dict[str, list[Replicate]]:
    """Real replicates, by question."""
    people, months = LIVED
    questions = "\n".join(
        f"  - {{id: {metric.replace('_', '-')}, metric: {metric}, arm: as written, against: {against}}}"
        for metric, against in ASKED
    )
    head = f"study: coverage\ntitle: coverage\nregime: {regime}\npeople: {people}\nmonths: {months}\nquestions:\n"
    study = parse_study(head + questions)
    found: dict[str, list[Replicate]] = {one.id: [] for one in study.questions}
    for number in range(replicates):
        told = live(study, Task("chance", number))["answers"]
        for name, rows in found.items():
            rows.append(Replicate.from_json(told[name]))
    return found


def row(title: str, replicates: str, found: Sequence[Inferred], truth: float) -> str:
    """One line of a table."""
    held, above, below, number = coverage(found, truth)
    few = sum(one.method in ("few", "nobody") for one in found) / number
    shares = " | ".join(f"{100 * one:.1f} %" for one in (held, above, below, few))
    return f"| {title} | {replicates} | {number:,} | {shares} |"


HEAD = (
    "| what | replicates | studies | holds the truth | all above it | all below it | few differ |\n"
    "|---|---|---|---|---|---|---|"
)


def made_up(studies: int) -> None:
    """Prints the table of made-up replicates."""
    print(HEAD)
    for replicates in (5, 20):
        for case in cases(replicates):
            found = fixed(case, replicates, case.studies(studies))
            print(row(case.title, str(replicates), found, case.truth), flush=True)
    for case in (normal_case(), skewed_case(20), skewed_case(1)):
        for about in (15, 40, 100):
            found = stopped(case, about, case.studies(studies))
            print(row(f"{case.title}, stopped when narrow", f"about {about}", found, case.truth), flush=True)


def real(regime: str, replicates: int) -> None:
    """Prints the table of real replicates, cut into studies of 5, 10 and 20."""
    print(f"\n`{regime}`, {LIVED[0]} people, {LIVED[1]} months, {replicates:,} replicates\n\n{HEAD}")
    for name, known in lived(regime, replicates).items():
        truth = sum(one.estimate for one in known) / len(known)
        unit = find_metric(name.replace("-", "_")).per
        for size in (5, 10, 20):
            cut = [inferred(known[i : i + size], unit) for i in range(0, len(known) - size + 1, size)]
            print(row(f"`{name.replace('-', '_')}`", str(size), cut, truth), flush=True)


def main() -> None:
    """Prints the tables."""
    asked = sys.argv[1:]
    studies, replicates = (int(asked[n]) if len(asked) > n else usual for n, usual in ((0, 4000), (1, 4000)))
    if studies:
        made_up(studies)
    if replicates:
        real(asked[2] if len(asked) > 2 else "as-feared-2020", replicates)


if __name__ == "__main__":
    main()
