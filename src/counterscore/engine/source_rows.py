"""Writes the loops over candidates of acts and over rows; see ``source`` for what all loops have in common."""

from __future__ import annotations

from .plan import Plan, Step
from .source import INDENT, Group, Source, Writer, held, module, people_source, ties_source

CORE = ("person", "subject", "act", "born", "repeat")


def acts_source(plan: Plan, group: Group) -> Source:
    """Candidates of acts by geometric skipping, accepted in each arm on one uniform: exact for every p <= bound.

    Per block and act: walk the gaps, ask the rule about all candidates of one arm in one simple loop, keep those that
    any arm accepts.
    """
    (step,), w = group, Writer(plan)
    key, bound = w.array("key", step.name), w.array("param", f"{step.mechanism}.{step.rule.bound}")
    codes = w.array("key", "act_codes")
    here = {"person": "person", "draw": "month", "lasting": "0", "code": f"{codes}[k]"}
    once = [i for i in step.inputs if i.kind in ("param", "vector") and all(j.kind == "act" for j in i.index)]
    parts = [held(i) if i in once else w.value(i, here) for i in step.inputs]
    body = [
        "n = 0",
        "gaps, accepts, work = np.empty(BATCH, np.int64), np.empty(BATCH), np.empty((2, BATCH), np.int64)",
        "persons, limits, bits = np.empty(BLOCK, np.uint64), np.empty(BLOCK), np.empty(BLOCK, np.int64)",
        "where = np.empty(4, np.int64)",
        "for block in range(low, high):",
        "    for k in range(log_misses.shape[0]):",
        f"        top, ceiling = {bound}[0, k], ceilings[k]",
        "        if top <= 0.0 and ceiling < 0.0:",
        "            continue",
        f"        where[0], where[1], where[2], where[3] = block, month, {codes}[k], 0",
        "        spot, j, found, last = -1, BATCH, 0, min(BLOCK, people - block * BLOCK)",
        "        while top <= 0.0 and found < last:",
        "            persons[found], limits[found] = np.uint64(block * BLOCK + found), 1.0",
        "            found += 1",
        "        while top > 0.0:",
        "            if j == BATCH:",
        f"                jumps(gaps, accepts, work, {key}, where, log_misses[k])",
        "                where[3] += BATCH",
        "                j = 0",
        "            spot += gaps[j]",
        "            if spot >= last:",
        "                break",
        "            persons[found] = np.uint64(block * BLOCK + spot)",
        "            limits[found] = accepts[j] * top",
        "            found += 1 if limits[found] < ceiling else 0",
        "            j += 1",
        "        bits[:found] = 0",
        "        for a in range(arms):",
        *[f"            {held(i)} = {w.param(i, here)}" for i in dict.fromkeys(once)],
        "            above = 0",
        "            for j in range(found):",
        "                person = persons[j]",
        f"                p = float(rule_0({', '.join(parts)}))",
        "                bits[j] |= int(limits[j] < p) << a",
        "                above += int(not p <= ceiling)",
        "            if above > 0:",
        "                return -1 - k",
        "        for j in range(found):",
        "            if bits[j] != 0:",
        "                if n < out_person.shape[0]:",
        "                    out_person[n], out_act[n], out_bits[n] = persons[j], k, bits[j]",
        "                n += 1",
        "return n",
    ]
    fixed = "low, high, people, arms, month, log_misses, ceilings, out_person, out_act, out_bits"
    return module(group, fixed, w, body)


def rows_source(plan: Plan, group: Group) -> Source:
    """A rule over the rows of one table in one arm: those born this month, due this month, or both.

    Rules over rows never share a loop: apart, they are vectorised, and ten of them take a fifth of the time.
    """
    (step,), w = group, Writer(plan)
    for name in CORE:
        w.array("field", name)
    codes = w.array("key", "act_codes")
    drawn = [i for i in step.inputs if i.kind in ("draw", "lasting")]
    body = [f"buffer_{number} = np.empty(BLOCK)" for number in range(len(drawn))]
    body += ["n = 0", "for low in range(first, last, BLOCK):", "    high = min(low + BLOCK, last)"]
    for number, item in enumerate(drawn):
        key = w.array("key", item.name)
        now = "month" if item.kind == "draw" else "0"
        keyed = f"f_person, f_born, f_repeat, f_act, {codes}, {key}"
        body.append(f"    fill_rows(buffer_{number}, low, high, {now}, {keyed})")
    body += ["    for r in range(low, high):", "        person, born = np.uint64(f_person[r]), int(f_born[r])"]
    parts = [
        f"buffer_{drawn.index(i)}[r - low]"
        if i in drawn
        else w.value(i, {"person": "person", "subject": "np.uint64(subject)"})
        for i in step.inputs
    ]
    body += [2 * INDENT + line for line in _row_rule(w, step, f"rule_0({', '.join(parts)})")]
    body.append("return n")
    return module(group, "first, last, a, month, out_row", w, body)


def _row_rule(w: Writer, step: Step, call: str) -> list[str]:
    """The lines that apply one rule to row ``r``, if it is one that the rule looks at."""
    rule = step.rule
    tests = {"born": ["born == month"], "due": ["born != month"], "rows": []}[rule.kind]
    looked_up = [i for item in step.inputs for i in (item, *item.index)]
    needs_subject = bool(rule.adds) or any(i.kind.startswith("subject") for i in looked_up)
    lines = ["subject = int(f_subject[r])"] if needs_subject else []
    tests = tests + (["subject >= 0"] if needs_subject else [])
    if rule.drops:
        looked = f"{' and '.join(tests)} and " if tests else ""
        return [*lines, f"if not ({looked}{call}):", "    out_row[n] = r", "    n += 1"]
    if rule.emits:
        act = [f"if {call}:", "    out_row[n] = r", "    n += 1"]
    elif rule.adds:
        act = [f"{w.array('column', rule.adds)}[a, np.uint64(subject)] += {call}"]
    else:
        act = [f"{w.array('field', str(rule.writes))}[r] = {call}"]
    if not tests:
        return lines + act
    return [*lines, f"if {' and '.join(tests)}:", *(INDENT + line for line in act)]


def group_source(plan: Plan, group: Group, arms: int) -> Source:
    """The source of any group of scalar steps, for a number of arms."""
    if group[0].rule.kind == "ties":
        return ties_source(plan, group, arms)
    writers = {"people": people_source, "acts": acts_source}
    return writers.get(group[0].rule.kind, rows_source)(plan, group)
