"""Writes the loop around rules: Python source that is compiled, or interpreted as it stands.

One function of source per group of steps. Loops go block by block (``BLOCK`` persons) and arm by arm, so that results
do not depend on how the people are cut into chunks, and so that a loop body is simple enough to be vectorised. Every
value is handed to a rule as a plain float or int, in both interpreters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .plan import Input, Plan, Step

INDENT = "    "
Group = Sequence[Step]


@dataclass(frozen=True)
class Source:
    """The text of a group's loop and, in order, what has to be passed to it after the fixed arguments."""

    text: str
    arguments: tuple[tuple[str, str], ...]


class Writer:
    """Collects array arguments while expressions are written."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.arguments: dict[tuple[str, str], str] = {}

    def array(self, kind: str, name: str) -> str:
        """The local name of an array argument."""
        letter = {"column": "c", "people": "s", "param": "p", "field": "f", "key": "k", "published": "b", "ties": "t"}[
            kind
        ]
        return self.arguments.setdefault((kind, name), f"{letter}_{name.replace('.', '_')}")

    def cast(self, text: str, dtype: str) -> str:
        """A plain float or int, so that rules never see NumPy's own number types."""
        # int() of an unsigned number stays unsigned in machine code, where 0 - 1 is not -1
        return f"float({text})" if "f" in dtype else f"int(np.int64({text}))"

    def uniform(self, item: Input, person: str, when: str, act: str = "0") -> str:
        """A keyed uniform computed where it is needed."""
        key = self.array("key", item.name)
        return f"uniform_at({key}[0], {key}[1], {person}, {when}, {key}[2], {act})"

    def param(self, item: Input, where: dict[str, str]) -> str:
        """A parameter of arm ``a``, looked up by its index."""
        array = self.array("param", item.name)
        if item.kind == "vector":
            return f"{array}[a]"
        picks = ["a"] + [self.value(i, where) for i in item.index]
        return self.cast(f"{array}[{', '.join(picks)}]", item.dtype)

    def value(self, item: Input, where: dict[str, str]) -> str:
        """One input as an expression; ``where`` maps each kind of source to its subscript."""
        if item.kind in ("param", "vector"):
            return self.param(item, where)
        if item.kind in ("draw", "lasting"):
            return self.uniform(item, where["person"], where[item.kind], where.get("code", "0"))
        if item.kind == "constant":
            return item.name
        if item.kind == "month":
            return "month"
        if item.kind == "act":
            return "k"
        if item.kind == "field":
            return self.cast(f"{self.array('field', item.name)}[r]", item.dtype)
        if item.kind == "ties_count":
            return "count"
        kind = "people" if item.kind.endswith("people") else "column"
        spot = where["subject"] if item.kind.startswith("subject") else where["person"]
        subscript = f"[a, {spot}]" if kind == "column" else f"[{spot}]"
        return self.cast(self.array(kind, item.name) + subscript, item.dtype)

    def call(self, number: int, step: Step, where: dict[str, str]) -> str:
        """Rule ``number`` of the group applied to its inputs."""
        return f"rule_{number}({', '.join(self.value(i, where) for i in step.inputs)})"


def module(group: Group, fixed: str, writer: Writer, body: list[str]) -> Source:
    """The whole file of a loop."""
    head = [
        f'"""{" + ".join(s.name for s in group)} over {group[0].rule.over}, written by counterscore.engine."""',
        "import numpy as np",
        "from counterscore.core.draws import BATCH, BLOCK, fill, fill_rows, jumps, uniform_at",
        "",
        "",
        f"def step({', '.join([fixed, *writer.arguments.values()])}):",
    ]
    text = "\n".join(head + [INDENT + line for line in body]) + "\n"
    return Source(text, tuple(writer.arguments))


def people_source(plan: Plan, group: Group) -> Source:
    """Rules over all people (one), or over those whose gate ``where`` is open (any number)."""
    first, w = group[0].rule, Writer(plan)
    gate = w.array("column" if first.where in plan.columns else "people", first.where) if first.where else ""
    buffers = [] if gate else [i for i in group[0].inputs if i.kind in ("draw", "lasting")]
    body = ["n = 0", "for first in range(low, high, BLOCK):", "    last = min(first + BLOCK, high)"]
    for number, item in enumerate(buffers):
        key, when = w.array("key", item.name), "month" if item.kind == "draw" else "0"
        body.insert(0, f"buffer_{number} = np.empty(BLOCK)")
        body.append(f"    fill(buffer_{number}[: last - first], first, {key}[0], {key}[1], {when}, {key}[2])")
    body.append("    for a in range(arms):")
    body += [f"        {held(i)} = {w.param(i, {})}" for i in hoisted(group)]
    deep = 4 * INDENT if gate else 3 * INDENT
    rules = [line for n, s in enumerate(group) for line in _people_rule(w, n, s, buffers)]
    for (kind, _), text in w.arguments.items():
        if kind in ("column", "people"):
            body.append(f"        {text}_ = {text}[{'a, ' if kind == 'column' else ''}first:last]")
    body += _gated(gate) if gate else ["        for i in range(last - first):"]
    body += [deep + line for line in rules] + ["return n"]
    return module(group, "low, high, arms, month, log_arm, log_person, log_code, log_count", w, body)


def held(item: Input) -> str:
    """Local name of a parameter read once per arm."""
    return f"h_{item.name.replace('.', '_')}"


def hoisted(group: Group) -> list[Input]:
    """Parameters that are the same for everybody in an arm."""
    found = [i for s in group for i in s.inputs if i.kind == "vector" or (i.kind == "param" and not i.index)]
    return list(dict.fromkeys(found))


def _people_rule(w: Writer, number: int, step: Step, buffers: list[Input]) -> list[str]:
    """The lines that apply one rule to person ``i`` of the block."""
    out = f"{w.array('column', str(step.rule.writes))}_[i]"
    call = f"rule_{number}({', '.join(_person_value(w, i, buffers) for i in step.inputs)})"
    if not step.rule.log:
        return [f"{out} = {call}"]
    return [
        f"old = {out}",
        f"new = {call}",
        f"{out} = new",
        "if new != old:",
        "    log_arm[n] = a",
        "    log_person[n] = first + i",
        f"    log_code[n] = {'new' if step.rule.code is None else step.rule.code}",
        "    log_count[n] = new - old",
        "    n += 1",
    ]


def _gated(gate: str) -> list[str]:
    """A loop over the people of a block whose gate (one byte) is open; eight closed gates are skipped at once.

    Only where every arm's row starts on a word, that is for a number of people divisible by eight.
    """
    return [
        f"        words = {gate}_[: (last - first) // 8 * 8].view(np.uint64)",
        "        for start in range(0, last - first, 8):",
        f"            if {gate}.shape[-1] % 8 == 0 and start + 8 <= last - first and words[start >> 3] == 0:",
        "                continue",
        "            for i in range(start, min(start + 8, last - first)):",
        f"                if {gate}_[i] == 0:",
        "                    continue",
    ]


def _person_value(w: Writer, item: Input, buffers: list[Input]) -> str:
    """One input on the views of a block."""
    if item in buffers:
        return f"buffer_{buffers.index(item)}[i]"
    if item.kind == "vector" or (item.kind == "param" and not item.index):
        return held(item)
    if item.kind in ("column", "people"):
        return w.cast(f"{w.array(item.kind, item.name)}_[i]", item.dtype)
    if item.kind == "param":
        picks = [_person_value(w, i, buffers) for i in item.index]
        return w.cast(f"{w.array('param', item.name)}[a, {', '.join(picks)}]", item.dtype)
    return w.value(item, {"person": "first + i", "draw": "month", "lasting": "0"})


def ties_source(plan: Plan, group: Group, arms: int) -> Source:
    """A rule over all people that gathers last month's columns over each person's ties.

    Written out for the number of arms: the ties are walked once for all of them.
    """
    (step,), w = group, Writer(plan)
    out = w.array("column", str(step.rule.writes))
    offsets, ends = (w.array("ties", f"{step.rule.target}.{part}") for part in ("offsets", "ends"))
    sums = list(dict.fromkeys(i for i in step.inputs if i.kind.startswith("ties_sum")))
    body = [
        "for i in range(low, high):",
        f"    start, stop = {offsets}[i], {offsets}[i + 1]",
        "    count = stop - start",
    ]
    body += [f"    sum_{i.name}_{a} = {'0.0' if 'f' in i.dtype else '0'}" for i in sums for a in range(arms)]
    body += ["    for t in range(start, stop):", f"        end = np.uint64({ends}[t])"] if sums else []
    for item in sums:
        fixed = item.kind.endswith("people")
        name = w.array("people" if fixed else "published", item.name)
        for a in range(arms):
            spot = "end" if fixed else f"end, {a}"
            body.append(f"        sum_{item.name}_{a} += {w.cast(f'{name}[{spot}]', item.dtype)}")
    here = {"person": "i", "draw": "month", "lasting": "0"}
    for a in range(arms):
        parts = [f"sum_{i.name}_{a}" if i in sums else w.value(i, here) for i in step.inputs]
        body += [f"    a = {a}", f"    {out}[a, i] = rule_0({', '.join(parts)})"]
    return module(group, "low, high, arms, month", w, [*body, "return 0"])
