"""From mechanisms to an ordered list of steps with every input found and every output owned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..core.declare import CORE_FIELDS, PHASES, Column, Mechanism, Observe, Param, Rule, dtype_of
from ..core.draws import stream_number
from ..core.errors import ColumnError, PlanError
from .names import Input, Names, find

__all__ = ["Input", "Plan", "Step", "make_plan"]


@dataclass(frozen=True)
class Step:
    """One rule over one kind of rows, with its inputs resolved."""

    mechanism: str
    rule: Rule
    inputs: tuple[Input, ...]

    @property
    def name(self) -> str:
        """``mechanism.rule over`` -- what reports and certificates print."""
        return f"{self.mechanism}.{self.rule.name}"

    def reads(self) -> list[str]:
        """Names read, in order, without draws and parameters."""
        kinds = ("field", "column", "people", "subject", "ties_sum", "month")
        return [f"{'subject_' if i.kind == 'subject' else ''}{i.name}" for i in self.inputs if i.kind in kinds]

    def draws(self) -> list[str]:
        """Streams used by this step."""
        own = [i.name for i in self.inputs if i.kind in ("draw", "lasting")]
        return own + ([self.name] if self.rule.kind == "acts" else [])

    def params(self) -> list[str]:
        """Parameters read by this step, the bound of an act's probability included."""
        own = [i.name for i in self.inputs if i.kind in ("param", "vector")]
        return own + ([f"{self.mechanism}.{self.rule.bound}"] if self.rule.bound else [])

    def output(self) -> str:
        """What the step writes: a column, ``table.field`` or ``table`` rows."""
        rule = self.rule
        if rule.emits:
            return f"{rule.emits} rows"
        if rule.adds:
            return rule.adds
        if rule.drops:
            return f"{rule.target} rows, fewer"
        return f"{rule.target}.{rule.writes}" if rule.kind in ("rows", "born", "due") else str(rule.writes)


@dataclass(frozen=True)
class Plan:
    """Everything the engine needs to know before it sees a single person."""

    steps: tuple[Step, ...]
    columns: Mapping[str, Column]
    tables: Mapping[str, Mapping[str, str]]
    starts: Mapping[str, Mapping[str, float]]
    internal: frozenset[str]
    params: Mapping[str, Param]
    observes: tuple[Observe, ...]
    people: Mapping[str, str]
    ties: tuple[str, ...]
    published: tuple[str, ...]
    logs: tuple[str, ...]
    mechanisms: tuple[Mechanism, ...]

    def rows(self) -> list[dict[str, str]]:
        """The plan as a table: phase, step, over, reads, writes, draws, parameters."""
        return [
            {
                "phase": s.rule.phase, "step": s.name, "over": s.rule.over, "reads": ", ".join(s.reads()),
                "writes": s.output(), "draws": ", ".join(s.draws()), "parameters": ", ".join(s.params()),
            }
            for s in self.steps
        ]  # fmt: skip

    def streams(self) -> dict[str, int]:
        """Every stream of the plan and its number."""
        return {name: stream_number(name) for s in self.steps for name in s.draws()}


def _check_output(names: Names, mechanism: Mechanism, rule: Rule) -> None:
    over_rows = rule.kind in ("rows", "born", "due")
    if over_rows and rule.target not in names.fields:
        raise PlanError(
            f"mechanism {mechanism.name!r}, rule {rule.name!r} goes over rows of {rule.target!r}, which no mechanism "
            f"of this plan makes; {names.tables_here(rule.target)}"
        )
    if over_rows and rule.writes:
        if rule.writes in CORE_FIELDS:
            if rule.writes not in ("subject", "due"):
                raise ColumnError(f"mechanism {mechanism.name!r} writes {rule.writes!r}, part of a row's identity")
            return
        field = names.fields[rule.target].get(rule.writes)
        if field is None:
            raise names.missing(mechanism.name, rule, f"{rule.target}.{rule.writes}")
        names.may_write(mechanism.name, f"{rule.target}.{rule.writes}", field.shared)
    elif rule.writes or rule.adds:
        name = str(rule.writes or rule.adds)
        if name not in names.columns:
            raise names.missing(mechanism.name, rule, name)
        names.may_write(mechanism.name, name, names.columns[name].shared)


def _check_gate(names: Names, mechanism: Mechanism, rule: Rule) -> None:
    if rule.where is None:
        return
    dtype = names.people.get(rule.where) or (names.columns[rule.where].dtype if rule.where in names.columns else None)
    if dtype is None:
        raise names.missing(mechanism.name, rule, rule.where)
    if dtype_of(dtype) != dtype_of("u1"):
        raise PlanError(
            f"mechanism {mechanism.name!r}, rule {rule.name!r}: where={rule.where!r} has dtype {dtype}; expected u1"
        )


def _output_key(rule: Rule) -> str:
    if rule.emits or rule.drops:
        return f"{rule.emits or rule.target}."
    over_rows = rule.kind in ("rows", "born", "due")
    return f"{rule.target}.{rule.writes}" if over_rows and rule.writes else str(rule.writes or rule.adds)


def _reads(step: Step) -> set[str]:
    rule = step.rule
    inputs = [i for item in step.inputs for i in (item, *item.index)]
    found = {i.name for i in inputs if i.kind in ("column", "subject")}
    if rule.kind in ("rows", "born", "due"):
        found |= {f"{rule.target}.{i.name}" for i in inputs if i.kind == "field"} | {f"{rule.target}."}
        found |= {f"{rule.target}.subject"} if rule.adds else set()
    return found | ({rule.where} if rule.where else set())


def _ordered(groups: list[tuple[str, list[Step]]], phase: str) -> list[Step]:
    """Mechanisms of a phase so that writers come before readers; each keeps the order of its own rules.

    Two that update the same thing (read and write it) follow the order in which the mechanisms were given.
    """
    writes = {name: {_output_key(s.rule) for s in steps} for name, steps in groups}
    reads = {name: {r for s in steps for r in _reads(s)} for name, steps in groups}
    left = [name for name, _ in groups]
    order: list[str] = []

    def before(m: str, n: str) -> bool:
        mutual = writes[m] & writes[n] & reads[m] & reads[n]
        return m != n and bool((writes[m] & reads[n]) - mutual)

    while left:
        free = [n for n in left if not any(before(m, n) for m in left)]
        if not free:
            raise PlanError(
                f"phase {phase!r}: mechanisms {', '.join(left)} each read what another one writes in the same phase; "
                "move one of the rules to another phase"
            )
        order.append(free[0])
        left.remove(free[0])
    by_name = dict(groups)
    return [step for name in order for step in by_name[name]]


def make_plan(mechanisms: Sequence[Mechanism], people: Mapping[str, str], indices: Sequence[str]) -> Plan:
    """The ordered plan of a set of mechanisms.

    ``people`` maps the people's own columns to dtypes, ``indices`` names the codes that parameters may be indexed
    by. Raises ColumnError (two owners, no owner, foreign write) and PlanError (cycle, unknown table, streams).
    """
    if len({m.name for m in mechanisms}) < len(mechanisms):
        raise PlanError(f"two mechanisms share a name: {', '.join(sorted(m.name for m in mechanisms))}")
    names = Names(mechanisms, people, indices)
    steps: list[Step] = []
    for phase in PHASES:
        groups: list[tuple[str, list[Step]]] = []
        for mechanism in mechanisms:
            mine = []
            for rule in mechanism.rules:
                if rule.phase == phase and not _absent(names, mechanism, rule):
                    _check_output(names, mechanism, rule)
                    _check_gate(names, mechanism, rule)
                    found = tuple(find(names, mechanism, rule, a) for a in rule.arguments)
                    mine.append(Step(mechanism.name, rule, found))
            if mine:
                groups.append((mechanism.name, mine))
        steps += _ordered(groups, phase)
    return _finished(steps, names, mechanisms, people)


def _absent(names: Names, mechanism: Mechanism, rule: Rule) -> bool:
    """Whether a rule goes over, or makes rows of, a table that its mechanism can do without and nobody else makes."""
    used = ([rule.target] if rule.kind in ("rows", "born", "due") else []) + ([rule.emits] if rule.emits else [])
    return any(table in mechanism.optional_tables and table not in names.fields for table in used)


def _stored(steps: list[Step], names: Names, mechanisms: Sequence[Mechanism]) -> set[str]:
    """The columns that have to be there: written by some rule of the plan, kept, watched, or read over ties.

    The others keep their start value for good, so rules are given that number and nobody stores it a million times.
    """
    found = {c.name for c in names.columns.values() if c.keep} | {o.column for m in mechanisms for o in m.observes}
    for step in steps:
        rule = step.rule
        written = rule.adds if rule.kind in ("rows", "born", "due") else rule.writes
        gathered = [i.name for i in step.inputs if i.kind == "ties_sum"]
        found |= {name for name in (written, rule.where, *gathered) if name}
    return found & set(names.columns)


def _with_constants(step: Step, names: Names, stored: set[str]) -> Step:
    """The step with the start value in place of every column that nobody writes."""

    def known(item: Input) -> Input:
        if item.kind in ("column", "subject") and item.name not in stored:
            start = names.columns[item.name].start
            return Input("constant", repr(float(start) if "f" in item.dtype else int(start)), item.dtype)
        return replace(item, index=tuple(map(known, item.index)))

    return replace(step, inputs=tuple(map(known, step.inputs)))


def _finished(steps: list[Step], names: Names, mechanisms: Sequence[Mechanism], people: Mapping[str, str]) -> Plan:
    numbers: dict[int, str] = {}
    named = {i.name for s in steps for i in s.inputs if i.kind in ("draw", "lasting")}
    for mechanism in mechanisms:
        for observe in mechanism.observes:
            if observe.column not in names.columns:
                raise names.unowned(mechanism.name, f"monthly sum {observe.name!r}", observe.column)
    for step in steps:
        if step.rule.kind == "acts" and step.name in named:
            raise PlanError(f"rule {step.name!r} goes over acts and is named like one of its draws; rename one of them")
        for stream in step.draws():
            other = numbers.setdefault(stream_number(stream), stream)
            if other != stream:
                raise PlanError(
                    f"streams {other!r} and {stream!r} share number {stream_number(stream)}; rename one draw"
                )
    for column in names.columns.values():
        dtype_of(column.dtype)
    stored = _stored(steps, names, mechanisms)
    return Plan(
        steps=tuple(_with_constants(step, names, stored) for step in steps),
        columns={name: column for name, column in names.columns.items() if name in stored},
        tables={name: names.table(name) for name in names.fields},
        starts={name: {f.name: f.start for f in fields.values()} for name, fields in names.fields.items()},
        internal=frozenset(
            f"{t}.{f.name}" for t, fields in names.fields.items() for f in fields.values() if f.internal
        ),
        params={f"{m.name}.{p.name}": p for m in mechanisms for p in m.params},
        observes=tuple(o for m in mechanisms for o in m.observes),
        people=dict(people),
        ties=tuple(sorted({s.rule.target for s in steps if s.rule.kind == "ties"})),
        published=tuple(sorted({i.name for s in steps for i in s.inputs if i.kind == "ties_sum"})),
        logs=tuple(sorted({s.rule.log for s in steps if s.rule.log})),
        mechanisms=tuple(mechanisms),
    )
