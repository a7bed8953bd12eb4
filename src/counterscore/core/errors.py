"""Errors that say where, what, what was expected and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class CounterscoreError(Exception):
    """Anything that stops the laboratory with one clear line instead of a traceback."""


class SpecError(CounterscoreError):
    """A regime, recipe, safeguard or study is not valid."""


class ColumnError(CounterscoreError):
    """Two mechanisms disagree about who owns a column, or nobody owns it."""


class PlanError(CounterscoreError):
    """The mechanisms of a study cannot be ordered, bound or compiled."""


class PromiseError(CounterscoreError):
    """Something was asked for that this laboratory promised never to do (PROMISES.md)."""


class OutcomeError(CounterscoreError):
    """A run folder cannot be written, read or verified."""


class RunError(CounterscoreError):
    """A run cannot start or go on on this machine."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The part of an error message that offers the closest known word, or nothing."""
    found = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"  did you mean {found[0]!r}?" if found else ""
