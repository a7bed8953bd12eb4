"""Sparse rows: records, cases, listings. A row is looked at in the month it is born and in the months it is due.

A table keeps its rows of one arm in a calendar: bundles of equal-length arrays filed under the month in which they
are due next. Nobody scans all rows; a row that is not due again is finished and leaves memory for the outcome.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

Bundle = dict[str, np.ndarray]


class Table:
    """The rows of one table in one arm.

    ``active`` holds the rows born or due this month (R,), one array per field; ``calendar`` the others by due month,
    as pieces of the bundles that were filed together, sorted by due month.
    """

    def __init__(self, fields: Mapping[str, str], starts: Mapping[str, float]) -> None:
        self.fields = dict(fields)
        self.starts = dict(starts)
        self.none = self.empty(0)
        self.active: Bundle = dict(self.none)
        self.calendar: dict[int, list[tuple[Bundle, int, int]]] = {}

    def empty(self, n: int) -> Bundle:
        """n rows with every field at its start value."""
        rows = {name: np.zeros(n, dtype) for name, dtype in self.fields.items()}
        for name, value in self.starts.items():
            if value:
                rows[name].fill(value)
        return rows

    def __len__(self) -> int:
        return len(self.active["person"])

    def open_month(self, month: int) -> None:
        """Takes the rows due this month out of the calendar."""
        self.active = _joined(list(map(_cut, self.calendar.pop(month, []))), self.none)

    def add(self, given: Bundle, month: int, sets: Mapping[str, int]) -> None:
        """New rows born this month; fields not given start at their start value, subject = person, due = now."""
        fresh = self.empty(len(given["person"]))
        for name, values in given.items():
            if name in fresh:
                fresh[name][:] = values
        fresh["born"].fill(month)
        fresh["due"].fill(month)
        if "subject" not in given:
            fresh["subject"][:] = fresh["person"]
        for name, value in sets.items():
            fresh[name].fill(value)
        self.active = _joined([self.active, fresh], fresh)

    def close_month(self, month: int) -> Bundle:
        """Files rows under their next due month and returns those that are finished."""
        due = self.active["due"]
        again = due > month
        if not again.any():
            finished, self.active = self.active, dict(self.none)
            return finished
        finished = {name: values[~again] for name, values in self.active.items()}
        later = np.flatnonzero(again)
        self._file(self.active, later[np.argsort(due[later], kind="stable")])
        self.active = dict(self.none)
        return finished

    def _file(self, rows: Bundle, order: np.ndarray) -> None:
        """Puts rows into the calendar, in this order, which is that of their due months.

        A bundle stays in memory until its last row is due, so rows due next have a bundle of their own.
        """
        due = rows["due"][order]
        soon = int(np.searchsorted(due, due[0], side="right")) if len(due) else 0
        for part in (order[:soon], order[soon:]):
            if not len(part):
                continue
            bundle = {name: values[part] for name, values in rows.items()}
            due = bundle["due"]
            starts = [0, *(1 + np.flatnonzero(due[1:] != due[:-1])).tolist(), len(due)]
            for start, stop in pairwise(starts):
                self.calendar.setdefault(int(due[start]), []).append((bundle, start, stop))

    def waiting(self) -> Bundle:
        """All rows still in the calendar, by due month: what is open when the study ends."""
        return _joined([_cut(piece) for when in sorted(self.calendar) for piece in self.calendar[when]], self.none)

    def count(self) -> int:
        """Rows in memory."""
        return len(self) + sum(stop - start for pieces in self.calendar.values() for _, start, stop in pieces)

    def pack(self) -> dict[str, np.ndarray]:
        """The calendar as flat arrays for a checkpoint, in an order that ``unpack`` restores exactly."""
        return self.waiting()

    def unpack(self, rows: Bundle) -> None:
        """Restores a packed calendar."""
        self.calendar = {}
        self._file(rows, np.argsort(rows["due"], kind="stable"))
        self.active = dict(self.none)


def _cut(piece: tuple[Bundle, int, int]) -> Bundle:
    """The rows of one piece, as parts of its bundle."""
    bundle, start, stop = piece
    return {name: values[start:stop] for name, values in bundle.items()}


def _joined(bundles: list[Bundle], like: Bundle) -> Bundle:
    full = [b for b in bundles if len(b["person"])]
    if len(full) == 1:
        return {name: values.copy() for name, values in full[0].items()}
    if not full:
        return {name: values[:0] for name, values in like.items()}
    return {name: np.concatenate([b[name] for b in full]) for name in like}
