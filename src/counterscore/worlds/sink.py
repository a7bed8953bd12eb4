"""What leaves the engine and in which form: rows as an outcome holds them, and how far a run is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..engine.plan import Plan

CORE = {"arm": "i2", "person": "i4", "subject": "i4", "act": "i2", "born": "i2", "repeat": "i1"}
UNSCORED = 50
RENAMED = {
    "refusals": {"code": "sector"}, "bands": {"code": "band", "count": "change"}, "copies": {"standing": "source"},
}  # fmt: skip
BANDS = {"arm": "i2", "person": "i4", "month": "i2", "band": "i1", "change": "i2"}
REFUSALS = {"arm": "i2", "person": "i4", "month": "i2", "sector": "i1", "count": "i2"}
COPIES = CORE | {"list": "i1", "month": "i2", "holders": "u4", "source": "u1"}
LOGS = {"refusals": REFUSALS, "bands": BANDS, "copies": COPIES}


@dataclass
class Told:
    """What a run tells while it goes on: stage, steps done and to do."""

    stage: str
    done: int
    total: int


class Writer(Protocol):
    """Where rows end up."""

    def append(self, table: str, columns: dict[str, np.ndarray]) -> None:
        """Takes rows."""


class RowSink:
    """Sends finished rows to the writer, without the engine's book-keeping, unseen acts and people's first bands."""

    def __init__(self, plan: Plan, writer: Writer, people: Mapping[str, np.ndarray]) -> None:
        self.plan, self.writer, self.people = plan, writer, people

    def append(self, table: str, columns: dict[str, np.ndarray]) -> None:
        """Takes rows that will not change any more."""
        if table == "people":
            columns = {**columns, **self.people}
        elif table in self.plan.tables:
            hidden = {"due", *(n.split(".")[1] for n in self.plan.internal if n.split(".")[0] == table)}
            seen = columns["reported"] != 0 if table == "records" and "reported" in columns else slice(None)
            columns = {name: values[seen] for name, values in columns.items() if name not in hidden}
        elif table in LOGS:
            moved = np.abs(columns["count"]) < UNSCORED if table == "bands" else slice(None)
            renamed = {RENAMED[table].get(name, name): values[moved] for name, values in columns.items()}
            columns = {name: renamed[name] for name in LOGS[table]}
        self.writer.append(table, columns)


def schema_of(plan: Plan) -> dict[str, dict[str, str]]:
    """Tables and columns that rows of this plan have in an outcome."""
    found = {
        table: CORE
        | {n: d for n, d in fields.items() if n not in CORE and n != "due" and f"{table}.{n}" not in plan.internal}
        for table, fields in plan.tables.items()
    }
    return found | {name: LOGS[name] for name in plan.logs if name in LOGS}
