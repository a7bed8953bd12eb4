"""Which numbers of a recipe could be otherwise, and the same recipe with some of them moved.

Paths of such numbers begin with ``people.``, those of a regime never do. A number is drawn here where it stands alone,
no statute fixes it, and at both ends of its range the people still have every total that the recipe is held to: those
that are published within their tolerance, those that are assumed within their own range. What was solved for so that
totals are met (``tuned``) is not drawn: alone, it would make people that the census rules out.

Limits: tables of several numbers (shares that add up, such as household sizes) stay as they are. Where shares of
friends are drawn to more than 1, friends among people alike come first, those of the same age next.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from statistics import NormalDist

from ..core.documents import Dated, Value
from ..people import Recipe, load_recipe
from ..people.money import LEAST_PRONE, MOST_PRONE
from ..regimes import Regime
from ..regimes.telling.words import Legend
from .swaps import Numbers, Open, is_open

PREFIX = "people."
Moved = tuple[tuple[str, float], ...]  # name of a value of the recipe -> its number
SPREAD, MEDIAN = "proneness.spread", "proneness.median"
NORMAL = NormalDist()
LABELS = {
    "register.people": "people in the register in which names are looked up",
    "education.senior_at_15": "senior school at 15",
    "education.rank_weight": "weight of the household's income in schooling",
    "work.group_size": "colleagues in a work group",
    "work.class_size": "pupils in a class",
    "credit.rank_tilt": "rise of borrowing with the household's income",
    "driving.rank_tilt": "rise of driving with the household's income",
    "travel.air.spread": "spread of trips by air",
    "travel.rail.spread": "spread of trips by fast train",
    "phone.elasticity": "rise of payments by phone with income",
    "phone.spread": "spread of payments by phone",
    SPREAD: "how much people differ in how prone they are to acts",
    "names.long": "names too long for a form",
    "friends.median": "friends that half of all people name at most",
    "friends.spread": "spread of the number of friends",
    "friends.reach": "how far alike people look for friends",
    "friends.alike": "friends among people alike",
    "friends.same_age": "friends among people of the same age alone",
    "friends.far": "friends found far away",
    "firms.second_firm_p": "legal representatives with a second firm",
    "firms.second_officer_p": "firms with a second responsible person",
    "firms.namesakes": "other firms of the same name",
}
LEFT_OUT = {
    "firms.share": "it is chosen what is looked at",
    "dorms.share": "it is chosen what is looked at",
    "dorms.women": "it moves people into another group",
    "income.reference": "it only says at which income rates are stated",
    **dict.fromkeys(
        ("households.boys", "households.women_lone_elders", "income.tail_from", "work.rank_tilt", "credit.debt_months",
         "credit.debt_spread", "travel.air.elasticity", "travel.rail.elasticity", "travel.children", "travel.elders",
         "travel.owners", "names.surnames.count", "names.given.count", "names.given.exponent", "identity.heaped"),
        "alone, it breaks a total that the people are held to",
    ),
}  # fmt: skip


def recipe_for(asked: str, regime: Regime) -> Recipe:
    """The recipe asked for, or the regime's own, in the era in which the regime begins."""
    return load_recipe(asked or regime.spec.recipe).in_year(int(regime.start[:4]))


def open_people(recipe: Recipe) -> tuple[Open, ...]:
    """The numbers of a recipe that could be otherwise and that its people depend on, in the order of the file."""
    found = []
    for name, value in recipe.values.items():
        label = LABELS.get(name, "")
        if label and is_open(value) and not why_not(recipe, name):
            found.append(Open(PREFIX + name, label, Legend(label), Dated((value,))))
    return tuple(found)


def why_not(recipe: Recipe, name: str) -> str:
    """Why a number of a recipe is not drawn though it has a range; empty where nothing speaks against it."""
    if name in recipe.values and recipe.values[name].tuned:
        return "it was solved for, so that published totals are met"
    if name.startswith("firms.") and name not in LEFT_OUT and not recipe.number("firms.share"):
        return "there are no firms"
    if name.startswith("identity.twins."):
        return "it is itself a published total"
    return LEFT_OUT.get(name, "")


def parted(numbers: Numbers) -> tuple[Numbers, Moved]:
    """Numbers of a regime, and those of its people."""
    regime = tuple(one for one in numbers if not one[0].startswith(PREFIX))
    people = tuple(
        (path.removeprefix(PREFIX), value.root[0].numbers[0]) for path, value in numbers if path.startswith(PREFIX)
    )
    return regime, people


def drawn_with(recipe: Recipe, paths: Iterable[str]) -> dict[str, Value]:
    """The values of a recipe that people of these paths are made with, those that follow another one included."""
    names = [path.removeprefix(PREFIX) for path in paths if path.startswith(PREFIX)]
    names += [MEDIAN] if SPREAD in names else []
    return {PREFIX + name: recipe.values[name] for name in names}


def moved(recipe: Recipe, numbers: Moved) -> Recipe:
    """The recipe with these numbers, each inside its range. Raises: SpecError where one is not."""
    for name, number in numbers:
        if name == SPREAD:
            recipe = recipe.with_value(MEDIAN, _median(recipe, number))
        recipe = recipe.with_value(name, number)
    return recipe


def _median(recipe: Recipe, spread: float) -> float:
    """The median with which people are as prone as before on average, as far as its own range goes."""
    before, median = recipe.number(SPREAD), recipe.number(MEDIAN)
    if spread == before:
        return median
    wanted, low, high = _mean(median, before), LEAST_PRONE, MOST_PRONE
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if _mean(middle, spread) < wanted else (low, middle)
    least, most = recipe.values[MEDIAN].range or (LEAST_PRONE, MOST_PRONE)
    return min(most, max(least, round(high, 8)))


def _mean(median: float, spread: float) -> float:
    """The mean of a lognormal number that is kept between the least and the most prone."""
    if spread == 0.0:
        return min(max(median, LEAST_PRONE), MOST_PRONE)
    least, most = (math.log(end / median) / spread for end in (LEAST_PRONE, MOST_PRONE))
    between = NORMAL.cdf(most - spread) - NORMAL.cdf(least - spread)
    inside = median * math.exp(spread**2 / 2) * between
    return LEAST_PRONE * NORMAL.cdf(least) + MOST_PRONE * (1.0 - NORMAL.cdf(most)) + inside
