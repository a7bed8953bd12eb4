"""Writes the loop around a rule: Python source that is compiled, or interpreted as it stands.

One module of source per step. Loops go block by block (``BLOCK`` persons) and arm by arm, so that results do not
depend on how the people are cut into chunks, and so that a loop body is simple enough to be vectorised. Every value
is handed to the rule as a plain float or int, in both interpreters.
"""

from __future__ import annotations

from dataclasses import dataclass

from .plan import Input, Plan, Step

INDENT = "    "


@dataclass(frozen=True)
class Source:
    """The text of one step's loop and, in order, what has to be passed to it after the fixed arguments."""

    text: str
    arguments: tuple[tuple[str, str], ...]


class _Writer:
    """Collects array arguments while expressions are written."""

    def __init__(self, plan: Plan, step: Step) -> None:
        self.plan, self.step = plan, step
        self.arguments: dict[tuple[str, str], str] = {}

    def array(self, kind: str, name: str) -> str:
        """The local name of an array argument."""
        letter = {"column": "c", "people": "s", "param": "p", "field": "f", "key": "k", "published": "b", "ties": "t"}[kind]
        return self.arguments.setdefault((kind, name), f"{letter}_{name.replace('.', '_')}")

    def cast(self, text: str, dtype: str) -> str:
        """A plain float or int, so that rules never see NumPy's own number types."""
        return f"{'float' if 'f' in dtype else 'int'}({text})"

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
        if item.kind == "month":
            return "month"
        if item.kind == "act":
            return "k"
        if item.kind == "field":
            return self.cast(f"{self.array('field', item.name)}[r]", item.dtype)
        if item.kind in ("ties_sum", "ties_sum_people"):
            return f"sum_{item.name}"
        if item.kind == "ties_count":
            return "count"
        kind = "people" if item.kind.endswith("people") else "column"
        spot = where["subject"] if item.kind.startswith("subject") else where["person"]
        subscript = f"[a, {spot}]" if kind == "column" else f"[{spot}]"
        return self.cast(self.array(kind, item.name) + subscript, item.dtype)

    def call(self, where: dict[str, str]) -> str:
        """The rule applied to its inputs."""
        return f"rule({', '.join(self.value(i, where) for i in self.step.inputs)})"


def _module(step: Step, fixed: str, writer: _Writer, body: list[str]) -> Source:
    head = [
        f'"""{step.name} over {step.rule.over}, written by counterscore.engine.source."""',
        "import numpy as np",
        "from counterscore.core.draws import BATCH, BLOCK, fill, fill_rows, jumps, uniform_at",
        "",
        "",
        f"def step({', '.join([fixed, *writer.arguments.values()])}):",
    ]
    text = "\n".join(head + [INDENT + line for line in body]) + "\n"
    return Source(text, tuple(writer.arguments))


def people_source(plan: Plan, step: Step) -> Source:
    """A rule over all people, or over those for whom the column ``where`` is not 0."""
    rule, w = step.rule, _Writer(plan, step)
    out = w.array("column", str(rule.writes))
    gate = w.array("column" if rule.where in plan.columns else "people", rule.where) if rule.where else ""
    here = {"person": "i", "draw": "month", "lasting": "0"}
    buffers = [] if gate else [i for i in step.inputs if i.kind in ("draw", "lasting")]
    body = ["n = 0", "for first in range(low, high, BLOCK):", "    last = min(first + BLOCK, high)"]
    for number, item in enumerate(buffers):
        key = w.array("key", item.name)
        when = "month" if item.kind == "draw" else "0"
        body.insert(0, f"buffer_{number} = np.empty(BLOCK)")
        body.append(f"    fill(buffer_{number}[: last - first], first, {key}[0], {key}[1], {when}, {key}[2])")
    body.append("    for a in range(arms):")
    for item in step.inputs:
        if item.kind == "vector" or (item.kind == "param" and not item.index):
            body.append(f"        h_{item.name.replace('.', '_')} = {w.param(item, here)}")
    call = _dense_call(w, step, buffers)
    for (kind, _), text in w.arguments.items():
        if kind in ("column", "people"):
            spot = "a, first:last" if kind == "column" else "first:last"
            body.append(f"        {text}_ = {text}[{spot}]")
    deep = "            "
    if gate:
        body += _gated(gate)
        deep += INDENT
    else:
        body.append("        for i in range(last - first):")
    if rule.log:
        body += [
            f"{deep}old = {out}_[i]", f"{deep}new = {call}", f"{deep}{out}_[i] = new", f"{deep}if new != old:",
            f"{deep}    log_arm[n] = a", f"{deep}    log_person[n] = first + i", f"{deep}    log_count[n] = new - old",
            f"{deep}    n += 1",
        ]  # fmt: skip
    else:
        body.append(f"{deep}{out}_[i] = {call}")
    body.append("return n")
    return _module(step, "low, high, arms, month, log_arm, log_person, log_count", w, body)


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


def _dense_call(w: _Writer, step: Step, buffers: list[Input]) -> str:
    """The rule on the views of one block."""
    parts = []
    for item in step.inputs:
        if item in buffers:
            parts.append(f"buffer_{buffers.index(item)}[i]")
        elif item.kind == "vector" or (item.kind == "param" and not item.index):
            parts.append(f"h_{item.name.replace('.', '_')}")
        elif item.kind in ("column", "people"):
            parts.append(w.cast(f"{w.array(item.kind, item.name)}_[i]", item.dtype))
        elif item.kind == "param":
            picks = [w.cast(f"{w.array(i.kind, i.name)}_[i]", i.dtype) for i in item.index]
            parts.append(w.cast(f"{w.array('param', item.name)}[a, {', '.join(picks)}]", item.dtype))
        else:
            parts.append(w.value(item, {"person": "first + i", "draw": "month", "lasting": "0"}))
    return f"rule({', '.join(parts)})"


def acts_source(plan: Plan, step: Step) -> Source:
    """Candidates of acts by geometric skipping, accepted in each arm on one uniform (design: exact for every p <= bound)."""
    w = _Writer(plan, step)
    key, bound = w.array("key", step.name), w.array("param", f"{step.mechanism}.{step.rule.bound}")
    codes = w.array("key", "act_codes")
    call = w.call({"person": "person", "draw": "month", "lasting": "0", "code": f"{codes}[k]"})
    body = [
        "n = 0",
        "gaps, accepts, work = np.empty(BATCH, np.int64), np.empty(BATCH), np.empty((2, BATCH), np.int64)",
        "where = np.empty(4, np.int64)",
        "for block in range(low, high):",
        f"    for k in range({bound}.shape[1]):",
        f"        top = {bound}[0, k]",
        "        if top <= 0.0:",
        "            continue",
        f"        where[0], where[1], where[2], where[3] = block, month, {codes}[k], 0",
        "        spot = -1",
        "        j = BATCH",
        "        while True:",
        "            if j == BATCH:",
        f"                jumps(gaps, accepts, work, {key}, where, log_misses[k])",
        "                where[3] += BATCH",
        "                j = 0",
        "            spot += gaps[j]",
        "            limit = accepts[j] * top",
        "            j += 1",
        "            if spot >= BLOCK:",
        "                break",
        "            if limit >= ceilings[k]:",
        "                continue",
        "            person = block * BLOCK + spot",
        "            if person >= people:",
        "                break",
        "            bits = 0",
        "            for a in range(arms):",
        f"                p = float({call})",
        "                if limit < p:",
        "                    bits |= 1 << a",
        "                if p > ceilings[k]:",
        "                    return -1 - k",
        "            if bits != 0:",
        "                if n < out_person.shape[0]:",
        "                    out_person[n] = person",
        "                    out_act[n] = k",
        "                    out_bits[n] = bits",
        "                n += 1",
        "return n",
    ]
    return _module(step, "low, high, people, arms, month, log_misses, ceilings, out_person, out_act, out_bits", w, body)


def rows_source(plan: Plan, step: Step) -> Source:
    """A rule over the rows of one arm that were born this month, are due this month, or both."""
    rule, w = step.rule, _Writer(plan, step)
    for name in ("person", "subject", "act", "born", "repeat"):
        w.array("field", name)
    codes = w.array("key", "act_codes")
    where = {"person": "person", "subject": "subject"}
    drawn = [i for i in step.inputs if i.kind in ("draw", "lasting")]
    parts = [f"buffer_{drawn.index(i)}[r - low]" if i in drawn else w.value(i, where) for i in step.inputs]
    call = f"rule({', '.join(parts)})"
    body = [f"buffer_{number} = np.empty(BLOCK)" for number in range(len(drawn))]
    body += ["n = 0", "for low in range(first, last, BLOCK):", "    high = min(low + BLOCK, last)"]
    for number, item in enumerate(drawn):
        key = w.array("key", item.name)
        now = "month" if item.kind == "draw" else "0"
        keyed = f"f_person, f_born, f_repeat, f_act, {codes}, {key}"
        body.append(f"    fill_rows(buffer_{number}, low, high, {now}, {keyed})")
    body.append("    for r in range(low, high):")
    body += [f"        {name} = int(f_{name}[r])" for name in ("person", "subject", "born")]
    deep = 2 * INDENT
    if rule.kind in ("born", "due"):
        body += [f"{deep}if born {'!=' if rule.kind == 'born' else '=='} month:", *_passed(rule.drops)]
    if rule.adds or any(i.kind.startswith("subject") for i in step.inputs):
        body += [f"{deep}if subject < 0:", *_passed(rule.drops)]
    if rule.adds:
        body.append(f"{deep}{w.array('column', rule.adds)}[a, subject] += {call}")
    elif rule.emits or rule.drops:
        body += [f"{deep}if {'not ' if rule.drops else ''}{call}:", f"{deep}    out_row[n] = r", f"{deep}    n += 1"]
    else:
        body.append(f"{deep}{w.array('field', str(rule.writes))}[r] = {call}")
    body.append("return n")
    return _module(step, "first, last, a, month, out_row", w, body)


def _passed(drops: bool) -> list[str]:
    """What is done with a row the rule does not look at: nothing, or it is kept."""
    keep = ["out_row[n] = r", "n += 1"] if drops else []
    return [3 * INDENT + line for line in [*keep, "continue"]]


def ties_source(plan: Plan, step: Step) -> Source:
    """A rule over all people that gathers last month's columns over each person's ties."""
    rule, w = step.rule, _Writer(plan, step)
    out = w.array("column", str(rule.writes))
    offsets, ends = w.array("ties", f"{rule.target}.offsets"), w.array("ties", f"{rule.target}.ends")
    sums = [i for i in step.inputs if i.kind.startswith("ties_sum")]
    call = w.call({"person": "i", "draw": "month", "lasting": "0"})
    body = ["for i in range(low, high):", f"    start = {offsets}[i]", f"    stop = {offsets}[i + 1]", "    count = stop - start"]
    body.append("    for a in range(arms):")
    body += [f"        sum_{i.name} = {'0.0' if 'f' in i.dtype else '0'}" for i in sums]
    if sums:
        body.append("        for t in range(start, stop):")
    for item in sums:
        kind = "people" if item.kind.endswith("people") else "published"
        spot = f"[{ends}[t]]" if kind == "people" else f"[a, {ends}[t]]"
        body.append(f"            sum_{item.name} += {w.cast(w.array(kind, item.name) + spot, item.dtype)}")
    body += [f"        {out}[a, i] = {call}", "return 0"]
    return _module(step, "low, high, arms, month", w, body)


def step_source(plan: Plan, step: Step) -> Source:
    """The source of any scalar step."""
    writers = {"people": people_source, "acts": acts_source, "ties": ties_source}
    return writers.get(step.rule.kind, rows_source)(plan, step)

