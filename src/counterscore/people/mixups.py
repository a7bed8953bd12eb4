"""Who else may be meant by a birth date, a face, an account or a plate, and what makes a person easy to mix up.

By a name a person is mixed up with her ``lookalike``. Other keys find other people: ``others`` packs four of them (see
``core.neighbours``), each a keyed permutation with a stream of its own among the adults of a run of 256 numbers:

- ``birth_date``: somebody of the same sex and decade of age, who stands for a bearer of the same name and birth date;
- ``face``: somebody of the same sex and decade of age, dealt apart from the one before;
- ``housemate``: another adult of the household, who shares the account or owns the car;
- ``stranger``: any other adult, who has had, or will have, the telephone number.

Children, firms, and whoever has no other in the run keep themselves: a wrong match then falls on the right person.

Axis letter: P people of a chunk (a multiple of 4096).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from counterscore.core.compiling import compiled
from counterscore.core.neighbours import PLACES, RUN
from counterscore.core.transforms import poisson

from .drawn import draw_rows
from .identity import YEAR_DAYS, next_of_class

OTHER_STREAMS = tuple(f"people.other.{place}" for place in PLACES)
MIXUP_STREAMS = ("people.long_name", "people.renter", "people.mix_up", "people.birth_twins")
BIRTH_YEARS = 64
AGE_CLASSES = 8
ALONE = -1
MOST_TWINS = 255


class MixupTables(NamedTuple):
    """``long_name``: share of names longer than four characters; ``renters`` (3,) by residence; ``heaped``: share with
    a heaped birth date."""

    long_name: float
    renters: np.ndarray
    heaped: float


def settle_mixups(c: dict[str, np.ndarray], heads: np.ndarray, first: int, seed: int, t: MixupTables) -> None:
    """Write what makes persons easy to mix up; row 0 is number ``first``, ``heads`` (P,) the first of each household.

    Households rent or do not; students in dorms do not. ``mix_up`` is a lasting rank from 0 to 255, the same for all
    keys. Firms are blanked where firms are settled.
    """
    u = draw_rows(MIXUP_STREAMS, first, len(heads), seed)
    c["long_name"][:] = u[0] < t.long_name
    c["renter"][:] = (u[1, heads - first] < t.renters[c["residence"]]) & (c["student"] == 0)
    c["mix_up"][:] = (u[2] * 256.0).astype(np.uint8)
    birth_twins(c["age_years"], c["birth_day"], c["namesakes"], u[3], t.heaped, c["birth_twins"])


def _birth_twins(
    age_years: np.ndarray, birth_day: np.ndarray, namesakes: np.ndarray, u: np.ndarray, heaped: float, out: np.ndarray
) -> None:
    """How many others in the register have this name and this birth date, (P,), at most 255.

    A Poisson number around namesakes over the days of 64 years; dates heaped on the first of a year are shared by many.
    """
    for i in range(len(out)):
        piled = birth_day[i] == int((120 - age_years[i]) * YEAR_DAYS - YEAR_DAYS)
        share = heaped / BIRTH_YEARS if piled else (1.0 - heaped) / (BIRTH_YEARS * YEAR_DAYS)
        out[i] = min(MOST_TWINS, poisson(u[i], min(500.0, namesakes[i] * share)))


birth_twins = compiled(_birth_twins)


def other_classes(c: Mapping[str, np.ndarray]) -> np.ndarray:
    """Rings of each number by place, int16 (4, P); ALONE for children and firms."""
    ages = np.clip((c["age_years"].astype(np.int16) - 18) // 10, 0, AGE_CLASSES - 1) + AGE_CLASSES * c["sex"]
    homes = c["household"].reshape(-1, RUN)
    homes = (homes - homes[:, :1]).ravel()
    found = np.stack([ages, ages, homes, np.zeros_like(homes)]).astype(np.int16)
    found[:, c["adult"] == 0] = ALONE
    return found


def link_others(c: dict[str, np.ndarray], first: int, count: int, seed: int) -> None:
    """Write the packed neighbours of everybody; row 0 is number ``first``, numbers from ``count`` on are not there."""
    classes = other_classes(c)
    classes[:, max(count - first, 0) :] = ALONE
    packed = np.zeros(len(c["others"]), np.uint32)
    for place, u in enumerate(draw_rows(OTHER_STREAMS, first, classes.shape[1], seed)):
        runs = next_of_class(classes[place].reshape(-1, RUN), u.reshape(-1, RUN), ALONE)
        packed |= runs.ravel().astype(np.uint32) << np.uint32(8 * place)
    c["others"][:] = packed.view(np.int32)
