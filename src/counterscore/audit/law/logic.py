"""Three-valued logic with reasons: present, absent or undetermined, and which places of a specification decided.

The tables are Kleene's: what is not known stays open unless the rest settles it. So whoever fills in a missing field
can settle what was open, and never turns present into absent or back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from counterscore.audit.law.evidence import Ground
from counterscore.core.errors import SpecError, nearest


class State(StrEnum):
    """What a specification says about one element of a law."""

    PRESENT = "present"
    ABSENT = "absent"
    UNDETERMINED = "undetermined"


OPPOSITE = {State.PRESENT: State.ABSENT, State.ABSENT: State.PRESENT, State.UNDETERMINED: State.UNDETERMINED}
OPERATORS = ("any", "all", "not")
TESTS = ("at_most", "at_least")


@dataclass(frozen=True)
class Judged:
    """One state with its reasons: places that decided, words nothing is said about, and whether we only assumed it."""

    state: State
    grounds: tuple[Ground, ...] = ()
    missing: tuple[str, ...] = ()
    assumed: bool = False


Look = Callable[[str, Any], Judged]  # a word and what is asked about it -> what the evidence says


def judge(condition: Any, look: Look) -> Judged:
    """What a condition comes to: a word, ``any``, ``all`` or ``not`` of conditions, or a test of one word."""
    if isinstance(condition, str):
        return look(condition, True)
    name, inside = parted(condition)
    if name == "not":
        found = judge(inside, look)
        return replace(found, state=OPPOSITE[found.state])
    if name in ("any", "all"):
        parts = [judge(one, look) for one in inside]
        return either(parts) if name == "any" else every(parts)
    return look(name, inside)


def either(parts: Sequence[Judged]) -> Judged:
    """Present as soon as one part is; absent only if all are."""
    return _joined(parts, State.PRESENT)


def every(parts: Sequence[Judged]) -> Judged:
    """Present only if all parts are; absent as soon as one is."""
    return _joined(parts, State.ABSENT)


def _joined(parts: Sequence[Judged], enough: State) -> Judged:
    """One part in the state ``enough`` settles it; else an open one leaves it open; else all are in the other state."""
    settling = [part for part in parts if part.state is enough]
    if settling:
        sure = [part for part in settling if not part.assumed] or settling
        return Judged(enough, _grounds(sure), (), all(part.assumed for part in settling))
    missing = tuple(dict.fromkeys(word for part in parts for word in part.missing))
    if any(part.state is State.UNDETERMINED for part in parts):
        still = [part for part in parts if part.state is State.UNDETERMINED]
        return Judged(State.UNDETERMINED, _grounds(still), missing)
    return Judged(OPPOSITE[enough], _grounds(parts), (), any(part.assumed for part in parts))


def _grounds(parts: Sequence[Judged]) -> tuple[Ground, ...]:
    return tuple(dict.fromkeys(ground for part in parts for ground in part.grounds))


def parted(condition: Any) -> tuple[str, Any]:
    """The one name of a condition that is a mapping, and what stands under it. Raises: SpecError."""
    if not isinstance(condition, Mapping) or len(condition) != 1:
        raise SpecError(f"{condition!r} is no condition; expected a word, any, all, not, or one word with a test")
    return next(iter(condition.items()))


def words_of(condition: Any) -> tuple[str, ...]:
    """The words a condition looks at, in order. Raises: SpecError for a condition that cannot be read."""
    if isinstance(condition, str):
        return (condition,)
    name, inside = parted(condition)
    if name == "not":
        return words_of(inside)
    if name in OPERATORS:
        if not isinstance(inside, list | tuple) or not inside:
            raise SpecError(f"{name}: {inside!r}; expected a list of conditions")
        return tuple(dict.fromkeys(word for one in inside for word in words_of(one)))
    return (name,)


def tested(value: bool | str | float, asked: Any) -> bool:
    """Whether a value is what is asked: true, one of some words, or a number within a bound. Raises: SpecError."""
    if isinstance(asked, Mapping):
        name, bound = parted(asked)
        if name not in TESTS or isinstance(value, bool | str):
            raise SpecError(f"{name!r} is no test of {value!r}; expected {' or '.join(TESTS)}{nearest(name, TESTS)}")
        return bool(value <= bound if name == "at_most" else value >= bound)
    if isinstance(asked, list | tuple):
        return value in asked
    return bool(value == asked)
