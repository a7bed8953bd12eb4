"""Asks the checks of the file of targets, one after the other."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from ..core.errors import SpecError
from .targets_file import Check, Target, read_targets
from .verdicts import Checked, rows_of


def validate(*names: str) -> Iterator[Checked]:
    """Asks targets by id ("F3"), single checks ("F3.steady"), or all of them, and yields each as soon as it is done.

    Raises: SpecError for an unknown id. A check that needs a library which is not installed is "not run" and says so.
    """
    answers: dict[str, Mapping[str, Any]] = {}
    for target, check in list(read_targets().chosen(names)):
        yield _asked(target, check, answers)


def _asked(target: Target, check: Check, answers: dict[str, Mapping[str, Any]]) -> Checked:
    """One check; calls that were made before with the same inputs are not made again."""
    inputs = {**target.inputs, **check.inputs}
    key = json.dumps([check.call, inputs], sort_keys=True)
    start = time.perf_counter()
    try:
        if key not in answers:
            answers[key] = _call(check.call)(**inputs)
    except ModuleNotFoundError as lacking:
        if (lacking.name or "").startswith("counterscore"):
            raise
        return Checked(target.id, check, (), time.perf_counter() - start, _cure(lacking))
    seconds = time.perf_counter() - start
    return Checked(target.id, check, rows_of(check, answers[key]), seconds)


def _cure(lacking: ModuleNotFoundError) -> str:
    """What is missing and how to have it: in the words of who missed it, where those say how."""
    library = (lacking.name or "a library").split(".")[0]
    said = str(lacking)
    return said if "pip install" in said else f"{library} is not installed; python -m pip install {library}"


def _call(name: str) -> Any:
    """The function of a name such as "lending.steady". Raises: SpecError for one that is not there."""
    file, function = name.split(".")
    try:
        found = getattr(import_module(f"{__package__}.calls.{file}"), function, None)
    except ModuleNotFoundError as lacking:
        if lacking.name != f"{__package__}.calls.{file}":
            raise
        found = None
    if found is None or function.startswith("_"):
        raise SpecError(f"targets.yaml calls {name!r}; validation/calls has no such function")
    return found
