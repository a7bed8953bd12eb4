"""Puts a mutant in the place of a rule, in memory: other code in its functions, or another arm's number."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
from mutating import BINDING, Mutant, codes, essence, mutated
from numba.core.caching import NullCache
from numba.core.dispatcher import Dispatcher

from counterscore.engine import arrays, steps
from counterscore.engine.names import Input
from counterscore.engine.source import Group, Source, held
from counterscore.engine.steps import Steps


def swap_code(mutant: Mutant) -> bool:
    """Gives the functions of the mechanism the mutant's code, wherever they are held; False where it is the same."""
    module = sys.modules[f"counterscore.mechanisms.{mutant.mechanism}"]
    file = str(module.__file__)
    text = Path(file).read_text(encoding="utf-8")
    assert not isinstance(mutant.place, str)
    tree, _ = mutated(text, mutant.place)
    before, after = codes(text, file), codes(tree, file)
    changed = {key: code for key, code in after.items() if essence(code) != essence(before[key])}
    for thing in gc.get_objects():
        if isinstance(thing, Dispatcher) and thing.py_func.__code__.co_filename == file:
            if thing.overloads:
                raise RuntimeError(f"{thing.py_func.__name__} was compiled before it was mutated")
            thing._cache = NullCache()
        elif isinstance(thing, FunctionType) and thing.__code__.co_filename == file:
            key = thing.__code__.co_qualname, thing.__code__.co_firstlineno
            if key in changed:
                thing.__code__ = changed[key]
    return bool(changed)


def neighbours_input(source: Source, group: Group, step: Any, name: str, arms: int) -> Source:
    """The loop of a group in which ``step`` reads one input from the arm before (the last one for arm 0)."""
    number = [s is step for s in group].index(True)
    item: Input = step.inputs[step.rule.arguments.index(name)]
    short = item.name.replace(".", "_")
    lines = source.text.split("\n")
    given = {line.split(" = ")[0].strip(): line.split(" = ", 1)[1] for line in lines if line.strip().startswith("h_")}
    column = "b_" if item.kind.startswith("ties_sum") else "c_"
    for n, line in enumerate(lines):
        if f"rule_{number}(" not in line:
            continue
        head, call = line.split(f"rule_{number}(", 1)
        if item.kind in ("param", "vector"):
            call = call.replace(held(item), given.get(held(item), ""))
            call = call.replace(f"p_{short}[a", f"p_{short}[a - 1")
        else:
            call = call.replace(f"{column}{short}_[i]", f"{column}{short}[a - 1, first + i]")
            call = call.replace(f"{column}{short}[a, ", f"{column}{short}[a - 1, ")
            arm = next((a for a in range(arms) if f"sum_{item.name}_{a}" in call), 0)
            call = call.replace(f"sum_{item.name}_{arm}", f"sum_{item.name}_{(arm - 1) % arms}")
        lines[n] = f"{head}rule_{number}({call}"
    text = "\n".join(lines)
    if text == source.text and arms > 1 and item.kind != "constant":
        raise RuntimeError(f"{name} of {step.name} was not found in its loop")
    return Source(text, source.arguments)


def swap_arm(mutant: Mutant) -> None:
    """Lets a rule read one input from the neighbouring arm, in whichever way the engine hands it over."""
    name, label = str(mutant.place), mutant.after.removeprefix(BINDING)
    made, whole, value = steps.group_source, Steps._array, arrays._value

    def is_it(step: Any) -> bool:
        return bool(step.mechanism == mutant.mechanism and f"{step.rule.name} over {step.rule.over}" == label)

    def loop(plan: Any, group: Group, arms: int) -> Source:
        source = made(plan, group, arms)
        for step in group:
            if is_it(step):
                return neighbours_input(source, group, step, name, arms)
        return source

    def people(self: Steps, step: Any) -> None:
        if not is_it(step):
            return whole(self, step)
        place, kept = step.rule.arguments.index(name), Steps._whole

        def moved(one: Steps, item: Input) -> Any:
            found = kept(one, item)
            return np.roll(found, 1, axis=0) if item is step.inputs[place] else found

        Steps._whole = moved  # type: ignore[method-assign]
        try:
            return whole(self, step)
        finally:
            Steps._whole = kept  # type: ignore[method-assign]

    def new_row(all_steps: Steps, step: Any, item: Input, rows: Any, arm: int) -> Any:
        moved = is_it(step) and item is step.inputs[step.rule.arguments.index(name)]
        return value(all_steps, step, item, rows, arm - 1 if moved else arm)

    steps.group_source = loop
    Steps._array = people  # type: ignore[method-assign]
    arrays._value = new_row
