"""Spells and redress: two tables that follow from listings and records when a run ends.

``spells``: one row per unbroken time a person spent under something, overlapping or touching causes joined.
  kind 0 on the defaulter list, 1 under a consumption limit, 2 with at least one adverse record in force.
  A spell covers months born .. end_month - 1; end_month is -1 where it is still open when the run ends, and
  ``months`` then counts to the end of the run. A listing begins to count in its ``start_month`` where there is one, and
  not at all if it ended before; what began before month 0 counts from month 0. ``wrong`` is 1 where no cause of the
  spell was the person's own act, ``partly_wrong`` where at least one was not; ``end_reason`` is that of the cause that
  ended last. Times in which an objection suspends an entry are not taken out.
``redress``: one row per record or listing that was wrong or that somebody contested, so that the funnel
  (wrong, known, filed, decided, corrected) can be counted. source 0 record, 1 listing; -1 = never.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

WRONG = "(cause <> 0 OR subject <> person)"

SPELL_TYPES = {
    "arm": "int16", "person": "int32", "kind": "int8", "born": "int16", "end_month": "int16", "months": "int16",
    "end_reason": "int8", "causes": "int32", "wrong": "uint8", "partly_wrong": "uint8",
}  # fmt: skip
REDRESS_TYPES = {
    "arm": "int16", "person": "int32", "origin": "int32", "source": "int8", "born": "int16", "cause": "int8",
    "wrong": "uint8", "aware_month": "int16", "filed_month": "int16", "decision_month": "int16", "outcome": "int8",
    "end_month": "int16", "end_reason": "int8", "months_borne": "int16",
}  # fmt: skip
SQL_TYPES = {"int8": "TINYINT", "int16": "SMALLINT", "int32": "INTEGER", "uint8": "UTINYINT"}
SPELL_NEEDS = ("arm", "person", "subject", "born", "end_month", "cause")


def cast(types: Mapping[str, str]) -> str:
    """The SELECT list that gives every column its declared type."""
    return ", ".join(f"CAST({name} AS {SQL_TYPES[dtype]}) AS {name}" for name, dtype in types.items())


def _or(columns: Collection[str], name: str, default: int) -> str:
    """A column, or a constant where this run has no such column."""
    return name if name in columns else f"{default} AS {name}"


def _span(columns: Collection[str], months: int) -> str:
    """First month in effect, month of the end (the run's where it is open), and whether it is open."""
    start = "greatest(born, start_month, 0)" if "start_month" in columns else "greatest(born, 0)"
    stop = f"CASE WHEN end_month = -1 THEN {months} ELSE end_month END"
    return f"CAST({start} AS INTEGER) AS start, CAST({stop} AS INTEGER) AS stop, end_month = -1 AS still"


def _spell_items(source: str, columns: Collection[str], table: str, months: int) -> str:
    """The rows of one table that can be part of a spell, in one shape."""
    kind = "2" if table == "records" else ("list" if "list" in columns else "0")
    reason = "end_reason" if "end_reason" in columns else "0"
    which = ["subject >= 0"]
    if table == "records":
        which += [f"{name} {test}" for name, test in (("points", "< 0"), ("reported", "<> 0")) if name in columns]
    return (
        f"SELECT arm, subject AS person, {kind} AS kind, CAST({reason} AS INTEGER) AS reason, {WRONG} AS wrong, "
        f"{_span(columns, months)} FROM {source} WHERE {' AND '.join(which)}"
    )


def spells_query(sources: Mapping[str, tuple[str, Collection[str]]], months: int) -> str | None:
    """SQL of the spells from {table: (source, columns)}; None where no table holds any."""
    usable = [(t, s, c) for t, (s, c) in sources.items() if all(name in c for name in SPELL_NEEDS)]
    items = " UNION ALL ".join(_spell_items(source, columns, table, months) for table, source, columns in usable)
    if not items:
        return None
    group = "PARTITION BY arm, person, kind ORDER BY born, stop"
    return f"""
        WITH item AS (
            SELECT arm, person, kind, start AS born, stop, still, wrong,
                   CASE WHEN still THEN 0 ELSE reason END AS reason
            FROM ({items}) WHERE stop > start
        ), reached AS (
            SELECT *, max(stop) OVER ({group} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM item
        ), island AS (
            SELECT *, sum(CASE WHEN before >= born THEN 0 ELSE 1 END) OVER ({group} ROWS UNBOUNDED PRECEDING) AS nth
            FROM reached
        ), joined AS (
            SELECT arm, person, kind, min(born) AS born, max(stop) - min(born) AS months, count(*) AS causes,
                   CASE WHEN bool_or(still) THEN -1 ELSE max(stop) END AS end_month,
                   CASE WHEN bool_or(still) THEN 0 ELSE max(stop * 1000 + reason) % 1000 END AS end_reason,
                   bool_and(wrong) AS wrong, bool_or(wrong) AS partly_wrong
            FROM island GROUP BY arm, person, kind, nth
        )
        SELECT {cast(SPELL_TYPES)} FROM joined ORDER BY person, born, arm, kind"""


def _redress_items(source: str, columns: Collection[str], table: str, months: int) -> str:
    """Wrong or contested rows of one table, in one shape."""
    steps = ", ".join(_or(columns, name, -1) for name in ("aware_month", "filed_month", "decision_month"))
    return (
        f"SELECT arm, subject AS person, person AS origin, {int(table == 'listings')} AS source, born, cause, "
        f"{WRONG} AS wrong, {steps}, {_or(columns, 'outcome', 0)}, end_month, {_or(columns, 'end_reason', 0)}, "
        f"{_span(columns, months)} FROM {source} WHERE subject >= 0"
    )


def redress_query(sources: Mapping[str, tuple[str, Collection[str]]], months: int) -> str | None:
    """SQL of the redress table from {table: (source, columns)}; None where no table holds any."""
    usable = [(t, s, c) for t, (s, c) in sources.items() if all(name in c for name in SPELL_NEEDS)]
    items = " UNION ALL ".join(_redress_items(source, columns, table, months) for table, source, columns in usable)
    if not items:
        return None
    return f"""
        SELECT {cast(REDRESS_TYPES)} FROM (
            SELECT *, greatest(stop - start, 0) AS months_borne FROM ({items})
            WHERE wrong OR filed_month >= 0 OR decision_month >= 0 OR outcome <> 0
        ) ORDER BY person, born, arm, source, origin, end_month, aware_month, filed_month, decision_month, cause"""
