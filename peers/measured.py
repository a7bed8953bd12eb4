"""What is compared: one vector of aggregates per replicate, the same function for every engine."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from town import Ground, Lives

SCORES = (69.5, 74.5, 79.5, 84.5, 87.5, 89.5, 92.5, 94.5, 96.5, 98.5, 99.5, 100.5, 102.5, 103.5)
MONTHS_LISTED = (1, 2, 4, 6, 9, 12, 18)
RECORDS = (1, 2, 3, 4, 5, 6, 8)


class Measured(NamedTuple):
    """Names of K aggregates, the families they belong to, and their values; NaN where nobody is in a group."""

    names: list[str]
    families: list[str]
    values: np.ndarray


def measured(lives: Lives, ground: Ground) -> Measured:
    """All aggregates of one replicate."""
    people, months = len(ground.sex), len(lives.listed)
    adult = ground.adult == 1
    score, on_list, held = (column[adult] for column in (lives.score, lives.months_listed, lives.records))
    found: list[tuple[str, str, float]] = []
    for family, series in (("share listed", lives.listed), ("share suspect", lives.suspect)):
        found += [(family, f"{family}, month {m + 1}", float(series[m]) / people) for m in range(months)]
    standing = "records in force per head"
    found += [(standing, f"{standing}, month {m + 1}", float(lives.standing[m]) / people) for m in range(months)]
    found += [("score at the end", f"adults with a score below {x:g}", float((score < x).mean())) for x in SCORES]
    found.append(("score at the end", "mean score of adults", float(score.mean(dtype=float))))
    found.append(("score at the end", "spread of the score of adults", float(score.std(dtype=float))))
    found += [("months on lists", f"adults listed for {x} months or more", float((on_list >= x).mean()))
              for x in MONTHS_LISTED]  # fmt: skip
    found.append(("months on lists", "months on lists per adult", float(on_list.mean())))
    found += [("records", f"adults with {x} records or more", float((held >= x).mean())) for x in RECORDS]
    found.append(("entries", "entries on the wardens' list per 1,000 people", 1000 * lives.entries / people))
    found += [("effect of ties", name, value) for name, value in _of_ties(lives, ground, adult)]
    families, names, values = zip(*found, strict=True)
    return Measured(list(names), list(families), np.array(values))


def _of_ties(lives: Lives, ground: Ground, adult: np.ndarray) -> list[tuple[str, float]]:
    """How alike friends are, what a listed housemate does, and what suspicion does."""
    score = np.asarray(lives.score, float)
    source, end = ground.friends
    source, end = source[adult[end]], end[adult[end]]
    count = np.bincount(source, minlength=len(score))
    mean = np.bincount(source, score[end], len(score)) / np.maximum(count, 1)
    known = adult & (count > 0)
    slope = np.cov(mean[known], score[known])[0, 1] / mean[known].var(ddof=1)
    source, end = ground.household
    exposed = np.bincount(source, lives.months_listed[end] > 0, len(score)) > 0
    ever = np.asarray(lives.ever_suspect, float)
    suspect = adult & (ever > 0)
    return [
        ("slope of the score on the mean score of adult friends", float(slope)),
        ("ever suspect, with a housemate ever listed minus without",
         float(ever[exposed].mean() - ever[~exposed].mean())),
        ("records per adult, ever suspect minus never",
         float(lives.records[suspect].mean() - lives.records[adult & (ever == 0)].mean())),
    ]  # fmt: skip
