"""Who owns which name in a plan, and where each argument of a rule comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..core.declare import CORE_FIELDS, Column, Field, Mechanism, Param, Rule
from ..core.errors import ColumnError, PlanError, nearest


@dataclass(frozen=True)
class Input:
    """Where one argument of a rule comes from.

    ``kind`` is draw, lasting, month, field, param, vector, ties_sum, ties_count, subject, column, people, or constant
    (a column that nobody writes: ``name`` is its value);
    ``index`` holds the inputs that pick the entry of an indexed parameter.
    """

    kind: str
    name: str
    dtype: str = "f8"
    index: tuple[Input, ...] = ()


class Names:
    """Who owns what, while a plan is being made."""

    def __init__(self, mechanisms: Sequence[Mechanism], people: Mapping[str, str], indices: Sequence[str]) -> None:
        self.people = people
        self.indices = set(indices)
        self.columns: dict[str, Column] = {}
        self.owner: dict[str, str] = {}
        self.fields: dict[str, dict[str, Field]] = {
            r.emits: {} for m in mechanisms for r in m.rules if r.emits and r.emits not in m.optional_tables
        }
        for mechanism in mechanisms:
            for column in mechanism.columns:
                self._own(column.name, mechanism.name)
                self.columns[column.name] = column
            for field in mechanism.fields:
                self._own(f"{field.table}.{field.name}", mechanism.name)
                if field.name in CORE_FIELDS:
                    raise ColumnError(f"mechanism {mechanism.name!r}: every row already has a field {field.name!r}")
                if field.table in self.fields:
                    self.fields[field.table][field.name] = field
                elif field.table not in mechanism.optional_tables:
                    raise PlanError(
                        f"mechanism {mechanism.name!r} adds field {field.name!r} to rows of {field.table!r}, which "
                        f"nobody in this plan makes; {self.tables_here(field.table)}"
                    )

    def _own(self, name: str, mechanism: str) -> None:
        if name in self.people:
            raise ColumnError(f"mechanism {mechanism!r} declares {name!r}, which is a column of the people themselves")
        if name in self.owner:
            raise ColumnError(
                f"mechanisms {self.owner[name]!r} and {mechanism!r} both declare {name!r}; one column has one owner: "
                f"rename one, or let {mechanism!r} write a column declared shared by {self.owner[name]!r}"
            )
        self.owner[name] = mechanism

    def table(self, name: str) -> dict[str, str]:
        """Field name -> dtype of a table, core fields first."""
        return {**CORE_FIELDS, **{f.name: f.dtype for f in self.fields[name].values()}}

    def tables_here(self, wanted: str) -> str:
        """What an error about an unknown table says: the tables of this plan and the nearest to the one wanted."""
        return f"tables here: {', '.join(self.fields) or 'none'}{nearest(wanted, self.fields)}"

    def may_write(self, mechanism: str, name: str, shared: bool) -> None:
        """ColumnError naming both parties when a mechanism writes what another one owns alone."""
        owner = self.owner.get(name)
        if owner not in (None, mechanism) and not shared:
            raise ColumnError(
                f"mechanism {mechanism!r} writes {name!r}, which mechanism {owner!r} owns alone; "
                f"declare it shared=True in {owner!r}, or write a column of your own"
            )

    def missing(self, mechanism: str, rule: Rule, name: str) -> ColumnError:
        """The error for an argument that nothing in the plan provides."""
        return self.unowned(mechanism, f"rule {rule.name!r}", name)

    def unowned(self, mechanism: str, what: str, name: str) -> ColumnError:
        """The error for a name that nothing in the plan owns."""
        known = [*self.columns, *self.people]
        return ColumnError(
            f"mechanism {mechanism!r}, {what} uses {name!r}, which no mechanism of this plan owns"
            f"{nearest(name, known)}; add a mechanism that declares it, or declare it in {mechanism!r}"
        )


def find(names: Names, mechanism: Mechanism, rule: Rule, argument: str) -> Input:
    """Where an argument of a rule comes from; ColumnError where nothing in the plan provides it."""
    over_rows = rule.kind in ("rows", "born", "due")
    if argument.startswith("u_"):
        return Input("draw", f"{mechanism.name}.{argument}")
    if argument.startswith("v_"):
        return Input("lasting", f"{mechanism.name}.{argument}")
    if argument == "month":
        return Input("month", "month", "i8")
    if over_rows and argument in names.table(rule.target):
        return Input("field", argument, names.table(rule.target)[argument])
    if argument in [p.name for p in mechanism.params]:
        return _param(names, mechanism, rule, mechanism.param(argument))
    if rule.kind == "ties" and argument == "ties_count":
        return Input("ties_count", argument, "i8")
    if rule.kind == "ties" and argument.startswith("ties_sum_"):
        return _plain(names, mechanism, rule, argument.removeprefix("ties_sum_"), "ties_sum")
    if over_rows and argument.startswith("subject_"):
        return _plain(names, mechanism, rule, argument.removeprefix("subject_"), "subject")
    return _plain(names, mechanism, rule, argument, "")


def _plain(names: Names, mechanism: Mechanism, rule: Rule, name: str, kind: str) -> Input:
    if name in names.columns:
        return Input(kind or "column", name, names.columns[name].dtype)
    if name in names.people:
        return Input(f"{kind}_people" if kind else "people", name, names.people[name])
    raise names.missing(mechanism.name, rule, name)


def _param(names: Names, mechanism: Mechanism, rule: Rule, param: Param) -> Input:
    full = f"{mechanism.name}.{param.name}"
    dtype = "i8" if param.integer else "f8"
    if not param.index:
        return Input("param", full, dtype)
    if rule.kind == "acts" and param.index[0] == "act":
        lookups = [Input("act", "act", "i8")]
        lookups += [find(names, mechanism, rule, name) for name in param.index[1:]]
        return Input("param", full, dtype, tuple(lookups))
    index = param.index[0]
    own = rule.kind in ("rows", "born", "due") and index in names.table(rule.target)
    held = own or index in names.columns or index in names.people or index.startswith("subject_")
    if len(param.index) == 1 and index in names.indices and not held:
        return Input("vector", full, dtype)
    return Input("param", full, dtype, tuple(find(names, mechanism, rule, name) for name in param.index))
