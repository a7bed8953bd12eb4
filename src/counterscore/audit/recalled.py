"""A run that answers the same question only once: a summary asks dozens of metrics about the same columns."""

from __future__ import annotations

from ..core.outcome import Outcome
from ..core.parquet import Columns


class Recalled(Outcome):
    """The same run, whose answers are kept (the last asked, up to ``KEPT`` bytes) and are not to be changed.

    It shares the tables of the outcome it is made from, its ``source``, and lasts no longer than that one. Columns of
    the people table are kept by ``metric.people``, for the source, and not here.
    """

    KEPT = 64 * 2**20

    def __init__(self, outcome: Outcome) -> None:
        self.__dict__.update(outcome.__dict__)
        self.source = outcome
        self._answers: dict[str, Columns] = {}
        self._held = 0

    def sql(self, query: str, values: list[object] | None = None) -> Columns:
        """The answer to one SQL question, as NumPy columns that cannot be written to."""
        if values:
            return super().sql(query, values)
        found = self._answers.pop(query, None)
        if found is None:
            found = super().sql(query)
            for column in found.values():
                column.flags.writeable = False
            self._held += _bytes(found)
        self._answers[query] = found
        while self._held > self.KEPT and len(self._answers) > 1:
            self._held -= _bytes(self._answers.pop(next(iter(self._answers))))
        return dict(found)


def _bytes(found: Columns) -> int:
    """How much memory an answer holds."""
    return sum(column.nbytes for column in found.values())
