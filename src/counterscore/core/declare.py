"""What a mechanism says about itself: columns, row fields, parameters, rules.

A mechanism is one file that ends in ``MECHANISM = Mechanism(...)``. Its rules are plain functions whose argument
names are their inputs; everything else (order, binding, draws, threads, files) follows from the declaration.

Argument names of a rule are looked up in this order:

``u_NAME``      a uniform for this person (or row) this month, stream ``mechanism.u_NAME``
``v_NAME``      a lasting uniform of this person (or row): the same in every month
``month``       month number, 0 = start of the study
a row field     for rules over rows (``person``, ``subject``, ``act``, ``born`` ... and declared fields)
a parameter     of this mechanism; per arm, and per act, residence ... where the parameter has an index
``ties_sum_X`` / ``ties_count``   for rules over ties: last month's column X summed over a person's ties
``subject_X``   for rules over rows: column X of the person on whom the record is written
a column        state column or people column of the person (for rows: of the person who acted)
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from .errors import PlanError, nearest

PHASES = (
    "acts", "reporting", "linkage", "scoring", "listing", "measures",
    "consequence", "adaptation", "contagion", "redress", "expiry", "observe",
)  # fmt: skip
CORE_FIELDS: Mapping[str, str] = {
    "person": "i4", "subject": "i4", "act": "i2", "born": "i2", "repeat": "i1", "due": "i2",
}  # fmt: skip
PARTS = ("life", "regime", "error")
FORMS = ("scalar", "array")
ARRAYS = ("people", "born")


@dataclass(frozen=True)
class Column:
    """A state column (A, P): one number per arm and person, owned by the mechanism that declares it.

    ``keep`` writes its last value to the outcome's people table; ``shared`` lets other mechanisms write it too.
    """

    name: str
    dtype: str
    unit: str
    doc: str
    start: float = 0
    keep: bool = False
    shared: bool = False


@dataclass(frozen=True)
class Field:
    """A field of the rows of one table, owned by the mechanism that declares it.

    ``internal`` fields are book-keeping of the engine and stay out of the outcome.
    """

    table: str
    name: str
    dtype: str
    doc: str
    start: float = 0
    shared: bool = False
    internal: bool = False


@dataclass(frozen=True)
class Param:
    """A number per arm, or a table of numbers per arm when ``index`` names codes (``act``, ``residence`` ...).

    ``off`` is the value that makes the mechanism do nothing; ``--without`` and the arm "none" use it. A parameter
    that a regime may leave out has a ``default`` with its ``source`` (or "assumption") and a range. ``path`` is where
    the regime holds it, when that is not ``mechanism.name``.
    """

    name: str
    unit: str
    doc: str
    index: tuple[str, ...] = ()
    off: float | None = None
    default: float | None = None
    source: str = ""
    low: float | None = None
    high: float | None = None
    integer: bool = False
    path: str = ""


@dataclass(frozen=True)
class Observe:
    """A monthly aggregate per arm and cell of a column.

    ``flow`` reports the increase since the month before; ``levels`` counts people at each value 0..levels-1.
    """

    name: str
    column: str
    flow: bool = False
    levels: int = 0


@dataclass(frozen=True)
class Rule:
    """A function of numbers that returns the new value of one column; see the module text for its inputs.

    For acts, ``bound`` names the parameter that bounds the probability (part of the draws), and ``ceiling`` may give a
    lower one that holds for the parameters in force: a function of some of the mechanism's parameters, as arrays
    (A, ...), to an array (A, K). It only saves time: candidates above it are not looked at, and a probability above it
    is an error. ``log`` names a table that takes every change of the column, with ``code`` (None: the new value); for
    rules over rows, every row whose field has changed.
    ``drops`` says that the rule returns 1 for rows that are to be forgotten at once.
    """

    name: str
    function: Callable[..., Any]
    phase: str
    over: str
    writes: str | None = None
    adds: str | None = None
    emits: str | None = None
    where: str | None = None
    bound: str | None = None
    ceiling: Callable[..., Any] | None = None
    drops: bool = False
    log: str | None = None
    code: int | None = 0
    sets: tuple[tuple[str, int], ...] = ()
    form: str = "scalar"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The plain function, so that a rule can be tried by hand on three numbers."""
        return self.function(*args, **kwargs)

    @cached_property
    def arguments(self) -> tuple[str, ...]:
        """Names of the inputs, in order."""
        return tuple(inspect.signature(self.function).parameters)

    @cached_property
    def kind(self) -> str:
        """The first word of ``over``: people, acts, rows, born, due or ties."""
        return self.over.split(":")[0]

    @cached_property
    def target(self) -> str:
        """What follows the colon of ``over``: the table, or the name of the ties."""
        return self.over.partition(":")[2]


@dataclass(frozen=True)
class Mechanism:
    """One thing that happens to people, as a set of rules with declared inputs and outputs.

    ``part`` says who is responsible: "life" goes on in every arm, "regime" is switched off in the arm "none",
    "error" is also switched off in the arm "perfect records". The mechanism is part of a plan when the regime has all
    its ``sections`` (by default the one of its own name).
    """

    name: str
    doc: str
    source: str
    limits: str
    part: str
    rules: tuple[Rule, ...]
    columns: tuple[Column, ...] = ()
    fields: tuple[Field, ...] = ()
    params: tuple[Param, ...] = ()
    observes: tuple[Observe, ...] = ()
    sections: tuple[str, ...] | None = None
    optional_tables: tuple[str, ...] = ()
    origin: str = field(default="", compare=False)

    def param(self, name: str) -> Param:
        """The parameter of that name, or a PlanError with the nearest one."""
        for param in self.params:
            if param.name == name:
                return param
        known = [p.name for p in self.params]
        raise PlanError(f"mechanism {self.name!r} has no parameter {name!r}{nearest(name, known)}")


def rule(phase: str, over: str = "people", **options: Any) -> Callable[[Callable[..., Any]], Rule]:
    """Turns a plain function into a rule; ``options`` are the fields of ``Rule``.

    Exactly one of ``writes`` (new value of a column or row field), ``adds`` (amount added to a column of the row's
    subject) and ``emits`` (new rows; for acts the function returns a probability) is given.
    """
    if isinstance(options.get("sets"), Mapping):
        options["sets"] = tuple(options["sets"].items())

    def declare(function: Callable[..., Any]) -> Rule:
        made = Rule(name=function.__name__, function=function, phase=phase, over=over, **options)
        _check(made)
        return made

    return declare


def _check(made: Rule) -> None:
    where = f"rule {made.name!r}"
    if made.phase not in PHASES:
        raise PlanError(
            f"{where}: no phase {made.phase!r}; phases are {', '.join(PHASES)}{nearest(made.phase, PHASES)}"
        )
    kinds = ("people", "acts", "rows", "born", "due", "ties")
    if made.kind not in kinds or (made.kind != "people" and not made.target):
        raise PlanError(
            f"{where}: over={made.over!r}; expected 'people' or KIND:NAME with KIND one of {', '.join(kinds)}"
        )
    if made.form not in FORMS or (made.form == "array" and (made.kind not in ARRAYS or made.writes is None)):
        raise PlanError(
            f"{where}: form={made.form!r}; expected 'scalar', or 'array' for a rule that writes people's columns or a "
            "field of new rows (born:TABLE)"
        )
    outputs = [name for name in ("writes", "adds", "emits", "drops") if getattr(made, name)]
    if len(outputs) != 1:
        raise PlanError(
            f"{where}: expected exactly one of writes, adds, emits and drops, got {', '.join(outputs) or 'none'}"
        )
    if made.kind == "acts" and (made.emits is None or made.bound is None):
        raise PlanError(f"{where}: a rule over acts emits rows and names the parameter that bounds its probability")
    plain = made.kind == "people" and made.form == "scalar"
    if made.where and not plain:
        raise PlanError(f"{where}: where={made.where!r}; expected only with a scalar rule over people")
    if made.log and not plain and not (made.kind in ("rows", "born", "due") and made.writes):
        raise PlanError(
            f"{where}: log={made.log!r}; expected with a scalar rule over people, or one that writes a field of rows"
        )
    if (made.adds or made.drops) and made.kind not in ("rows", "born", "due"):
        raise PlanError(f"{where}: only rules over rows add to columns or drop rows")


def dtype_of(name: str) -> np.dtype[Any]:
    """The NumPy dtype, or a PlanError for anything that is not a plain number."""
    made = np.dtype(name)
    if made.kind not in "iuf":
        raise PlanError(f"dtype {name!r}: columns hold integers or float64")
    return made
