"""People: the columns and ties of a synthetic population, born from a recipe and a seed and from nothing else.

Everything is keyed by person number, in blocks of 4096: asking for more people changes nobody who was there before.
The one exception is said where it lies: ``lookalike``, ``others`` and the ties of the last, incomplete block of 4096
(and ties that leave a block, of the last incomplete district of 16 blocks) can only point to people who exist.

Axis letters: P people, T ties.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field
from types import MappingProxyType

import numpy as np

from counterscore.core.draws import BLOCK, PEOPLE_LIMIT, checked_seed
from counterscore.core.errors import PromiseError, SpecError, nearest

from .dorms import settle_students
from .drawn import draw_rows
from .firms import officers_of, settle_firms
from .guard import WHY, refuse_persons
from .households import HOUSEHOLD_STREAMS, HouseholdColumns
from .identity import (
    ABSENT,
    IDENTITY_STREAMS,
    LOOKALIKE_STREAM,
    IdentityColumns,
    identity,
    lookalike_classes,
    ring_of,
)
from .memory import check_memory
from .mixups import link_others, settle_mixups
from .money import MONEY_STREAMS, Circumstances, MoneyColumns, money
from .pages import DORM, FIRM, starts, walk
from .recipe import Recipe
from .tables import Tables, compile_tables
from .ties import TIE_NAMES, Ties, build_ties
from .work import WORK_STREAMS, WorkColumns, work

CHUNK = 16 * BLOCK
DTYPES: Mapping[str, type[np.generic]] = MappingProxyType({
    "adult": np.uint8, "age_years": np.int16, "sex": np.int8, "household": np.int32, "residence": np.int8,
    "education": np.int8, "employed": np.uint8, "industry": np.int8, "profession": np.int8, "owner": np.uint8,
    "income_yuan": np.float64, "income_quintile": np.int8, "borrower": np.uint8, "debt_yuan": np.float64,
    "driver": np.uint8, "parent": np.uint8, "air_trips_year": np.float64, "hsr_trips_year": np.float64,
    "phone_pay": np.uint8, "payments_year": np.float64, "proneness": np.float64, "name": np.int32,
    "namesakes": np.float64, "birth_day": np.int32, "id_twin": np.uint8, "lookalike": np.int32,
    "firm": np.uint8, "firm_size": np.int8, "officer": np.uint8, "student": np.uint8,
    "others": np.int32, "renter": np.uint8, "long_name": np.uint8, "mix_up": np.uint8, "birth_twins": np.uint8,
})  # fmt: skip
BYTES_PER_PERSON = sum(np.dtype(kind).itemsize for kind in DTYPES.values())
WORKING_BYTES = 96 * 2**20
_BORN = object()


@dataclass(frozen=True, eq=False, repr=False)
class People:
    """A synthetic population: ``columns`` name -> array of shape (P,), indexed by person number 0..P-1.

    Only ``populate`` makes one. Raises: PromiseError when built by hand from columns of one's own.
    """

    columns: Mapping[str, np.ndarray]
    recipe: Recipe
    seed: int
    born: InitVar[object] = None
    _ties: dict[str, Ties] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self, born: object) -> None:
        """Refuse columns that populate did not write."""
        if born is not _BORN:
            raise PromiseError(f"People(...): columns were given by hand; call populate(recipe, people, seed); {WHY}")

    def __repr__(self) -> str:
        """What the people are, not who."""
        return f"People(recipe={self.recipe.id!r}, count={self.count}, seed={self.seed})"

    @property
    def count(self) -> int:
        """How many numbers there are, P: persons and, where the recipe has any, firms."""
        return len(self.columns["adult"])

    @property
    def memory_bytes(self) -> int:
        """Bytes held by the columns and by the ties built so far."""
        held = sum(column.nbytes for column in self.columns.values())
        return held + sum(ties.offsets.nbytes + ties.ends.nbytes for ties in self._ties.values())

    def ties(self, name: str) -> Ties:
        """Who is tied to whom: 'household', 'workplace', 'friends' or 'officers', built on first use.

        Raises: SpecError for an unknown name; RunError where memory would not hold the ties.
        """
        if name not in TIE_NAMES:
            raise SpecError(f"ties {name!r} are unknown; known: {', '.join(TIE_NAMES)}{nearest(name, TIE_NAMES)}")
        if name not in self._ties:
            self._ties[name] = build_ties(name, self.columns, self.recipe, self.seed)
        return self._ties[name]


def populate(recipe: Recipe, people: int, seed: int) -> People:
    """Make ``people`` synthetic persons from aggregate tables and a seed: the same three always give the same people.

    Where the recipe has firms, each is one of the ``people`` numbers, and the persons are as many fewer.

    Raises: PromiseError when given anything that can hold persons; SpecError for people < 1 or not whole, or a bad
    seed; RunError, before anything is allocated, when this machine has not the memory.
    Limits: everybody lives in a family household or, where the recipe has them, a dorm room; barracks and other
    collective quarters (8 % of people in 2020, with dormitories) are left out. No household crosses a block of 4096,
    which cuts about one household in 1,500.
    """
    for thing in (recipe, people, seed):
        refuse_persons(thing, "populate")
    if not isinstance(recipe, Recipe):
        raise SpecError(f"populate: recipe is {recipe!r}; expected load_recipe('china-city')")
    count = checked_count(people)
    checked_seed(seed)
    check_memory(count * BYTES_PER_PERSON + WORKING_BYTES, f"people {count:,}")
    tables = compile_tables(recipe)
    padded = -(-count // BLOCK) * BLOCK
    columns = {name: np.zeros(padded, kind) for name, kind in DTYPES.items()}
    homes = 0
    for first in range(0, padded, CHUNK):
        part = {name: column[first : first + CHUNK] for name, column in columns.items()}
        homes += _fill_chunk(part, first, homes, int(seed), tables)
        _link_lookalikes(part, first, count, int(seed), tables.name_cuts)
        link_others(part, first, count, int(seed))
    cut = {name: column[:count] for name, column in columns.items()}
    return People(MappingProxyType(cut), recipe, int(seed), born=_BORN)


def checked_count(people: object) -> int:
    """The number of people as an int. Raises: SpecError where it is not a whole number from 1 to 2,147,479,552."""
    largest = PEOPLE_LIMIT // BLOCK * BLOCK
    if isinstance(people, bool) or not isinstance(people, int | np.integer) or not 1 <= int(people) <= largest:
        raise SpecError(f"people {people!r}: expected a whole number from 1 to {largest}")
    return int(people)


def _fill_chunk(c: dict[str, np.ndarray], first: int, homes: int, seed: int, t: Tables) -> int:
    """Write every column of whole blocks except look-alikes; returns how many households they hold."""
    n = len(c["adult"])
    heads, rank, page = np.empty(n, np.int32), np.empty(n, np.float64), np.empty(n, np.int8)
    out = HouseholdColumns(c["age_years"], c["sex"], heads, c["residence"], c["income_yuan"], rank, c["parent"], page)
    kinds = starts(first, n, seed, t.pages)
    walk(first, kinds, draw_rows(HOUSEHOLD_STREAMS, first, n, seed), t.households, t.dorms, out)
    c["firm"][:], c["student"][:] = page == FIRM, page == DORM
    c["household"][:] = homes - 1 + np.cumsum(heads == np.arange(first, first + n))
    done = WorkColumns(*(c[name] for name in WorkColumns._fields))
    u = draw_rows(WORK_STREAMS, first, n, seed)
    work(c["age_years"], c["sex"], c["residence"], rank, u, t.work, done)
    if t.pages.dorm_p > 0.0:
        settle_students(c)
    circumstances = Circumstances(*(c[name] for name in Circumstances._fields))
    paid = MoneyColumns(*(c[name] for name in MoneyColumns._fields))
    money(circumstances, draw_rows(MONEY_STREAMS, first, n, seed), t.money, paid)
    known = IdentityColumns(*(c[name] for name in IdentityColumns._fields))
    identity(c["age_years"], draw_rows(IDENTITY_STREAMS, first, n, seed), t.identity, known)
    settle_mixups(c, heads, first, seed, t.mixups)
    if t.pages.firm_p > 0.0:
        settle_firms(c, first, seed, t.firms)
        officers = officers_of(c, first, seed, t.firms)
        c["officer"][officers[officers >= 0] - first] = 1
    return int(c["household"][-1]) + 1 - homes


def _link_lookalikes(c: dict[str, np.ndarray], first: int, count: int, seed: int, cuts: np.ndarray) -> None:
    """Write the look-alike of everybody below ``count``: the next present person on the ring of the full block."""
    classes = lookalike_classes(c, cuts)
    classes[max(count - first, 0) :] = ABSENT
    u = draw_rows((LOOKALIKE_STREAM,), first, len(classes), seed)[0]
    c["lookalike"][:] = ring_of(classes, u, first)
