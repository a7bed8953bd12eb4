"""The aggregates of a run that the baseline keeps: sections of named rows, each with one number per arm or per end.

rows            rows of each table, in all and by reason, cause, outcome, list, act ...: whole numbers, by arm
people          sums of the columns of the people table over everybody, by arm
months          sums of the columns of the months table over months and groups, by arm
metrics         every metric the run tells, as the summary tells it, by arm
indices         every index the run tells, by arm
effects         every metric, as written minus another arm: estimate and both ends of its interval
index effects   the same of the indices; only where an arm with safeguards is lived, as they take the most time
published       figures that a regime names, as the run has them
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

import numpy as np

from counterscore.audit.frame import MINIMUM_PEOPLE, groupings_of
from counterscore.audit.index import Index, indices
from counterscore.audit.index_rows import index_rows
from counterscore.audit.metric import people, read_ahead
from counterscore.audit.paired import block_size
from counterscore.audit.recalled import Recalled
from counterscore.audit.resample import counted_in, parts_of, sums_of_blocks
from counterscore.audit.subgroups import cells_in, to_compare
from counterscore.audit.summary import ArmSummary, arm_summary, effects, main_arm
from counterscore.audit.targets import check_targets
from counterscore.core.errors import OutcomeError
from counterscore.core.outcome import Outcome

Number = int | float | None
Row = list[Number]
Numbers = dict[str, dict[str, Row]]

SECTIONS = ("rows", "people", "months", "metrics", "indices", "effects", "index effects", "published")
# sums and means of what is the same to the bit on every machine; all else goes through exp, log or matrix products
EXACT = ("rows", "people", "months", "metrics")
ENDS = ("estimate", "low", "high")
OBTAINED = ("as written",)
# columns of codes, and where the codebook names them
CODED = {
    "act": "acts", "cause": "causes", "end_reason": "end_reasons", "kind": "", "list": "lists", "outcome": "outcomes",
    "sector": "sectors", "source": "", "stage": "case_stages", "band": "bands",
}  # fmt: skip
KEYS = ("arm", "person", "month", "cell")
# told under another name, or no number
LEFT_OUT = {
    "arm", "measures", "refusals_per_1000", "income_lost_yuan", "listed_ever_per_1000", "wrongly_listed_per_100000",
}  # fmt: skip


def heads(section: str, arms: Sequence[str]) -> tuple[str, ...]:
    """What the numbers of a row are: arms, or estimate and ends."""
    if section == "published":
        return OBTAINED
    return ENDS if section.endswith("effects") else tuple(arms)


def numbers_of(run: Outcome, intervals: bool) -> Numbers:
    """All aggregates of a finished run; ``intervals`` says whether those of indices are worth their time."""
    outcome = Recalled(run)
    read_ahead(outcome)
    main = main_arm(outcome)
    others = [arm for arm in outcome.arms if arm != main]
    found = {
        "rows": _rows(outcome), "people": _people(outcome), "months": _months(outcome), "metrics": _metrics(outcome),
        "indices": _indices(outcome), "effects": _effects(outcome, main, others),
        "index effects": _index_effects(outcome, main, others[1:]) if intervals else {},
        "published": {row.id: [row.obtained] for row in check_targets(outcome, arm=main)},
    }  # fmt: skip
    return {section: found[section] for section in SECTIONS}


def _by_arm(outcome: Outcome, query: str) -> dict[str, Row]:
    """Rows by name from a query that gives ``name``, ``arm`` and ``number``; an arm without a row has 0."""
    found: dict[str, Row] = {}
    answer = outcome.sql(query)
    for name, arm, number in zip(answer["name"], answer["arm"], answer["number"], strict=True):
        found.setdefault(str(name), [0] * len(outcome.arms))[int(arm)] = int(number)
    return found


def _rows(outcome: Outcome) -> dict[str, Row]:
    """How many rows each table has, and by which codes."""
    found: dict[str, Row] = {}
    for table in outcome.tables:
        known = outcome.columns(table)
        if table in ("people", "months") or "arm" not in known:
            continue
        counted = "sum(count)" if "count" in known else "count(*)"
        found[table] = [0] * len(outcome.arms)
        found |= _by_arm(outcome, f"SELECT '{table}' AS name, arm, {counted} AS number FROM {table} GROUP BY arm")
        for code, book in CODED.items():
            if code in known:
                query = f"SELECT {code}::VARCHAR AS name, arm, {counted} AS number FROM {table} GROUP BY {code}, arm"
                rows = _by_arm(outcome, f"{query} ORDER BY {code}, arm")
                found |= {f"{table}, {code} {_called(outcome, book, name)}": row for name, row in rows.items()}
    return found


def _called(outcome: Outcome, book: str, code: str) -> str:
    """A code in the words of the codebook, or itself."""
    names = outcome.codebook.get(book) or []
    return str(names[int(code)]) if 0 <= int(code) < len(names) else code


def _people(outcome: Outcome) -> dict[str, Row]:
    """Sums over everybody."""
    known = [name for name in outcome.columns("people") if name not in KEYS]
    return {name: [_sum(people(outcome, arm, name)[name]) for arm in outcome.arms] for name in known}


def _months(outcome: Outcome) -> dict[str, Row]:
    """Sums over months and groups of people."""
    known = [name for name in outcome.columns("months") if name not in (*KEYS, "people")]
    tables = [outcome.table("months", columns=known, arm=arm) for arm in outcome.arms]
    return {name: [_sum(table[name]) for table in tables] for name in known}


def _sum(values: np.ndarray) -> Number:
    """A sum, whole where the column is; what is no number counts nothing."""
    if values.dtype.kind in "iub":
        return int(values.sum(dtype=np.int64))
    return float(values[np.isfinite(values)].sum())


def _metrics(outcome: Outcome) -> dict[str, Row]:
    """What the summary tells of each arm."""
    told = [dict(_flat(arm_summary(outcome, arm))) for arm in outcome.arms]
    names = dict.fromkeys(name for one in told for name in one)
    return {name: [one.get(name) for one in told] for name in names}


def _flat(told: ArmSummary) -> Iterator[tuple[str, Number]]:
    """Every number of an arm by name."""
    yield from told.measures.items()
    for field in fields(told):
        value = getattr(told, field.name)
        if field.name in LEFT_OUT:
            continue
        if field.name == "wrongly_listed_by_group":
            yield from ((f"wrongly_listed, {by} {g.group}", g.value) for by, groups in value.items() for g in groups)
        elif isinstance(value, Mapping):
            yield from ((f"{field.name}, {name}", number) for name, number in value.items())
        else:
            yield field.name, value


def _indices(outcome: Outcome) -> dict[str, Row]:
    """Every index in every arm, groups compared by each grouping."""
    groups = {by: to_compare(codes, len(names)) for by in groupings_of(outcome)
              for codes, names in (cells_in(outcome, outcome.arms[0], by),)}  # fmt: skip
    found: dict[str, Row] = {}
    for index in indices().values():
        if not index.available(outcome):
            continue
        for by in groups if index.across else ("",):
            row = [_index(outcome, index, arm, groups.get(by)) for arm in outcome.arms]
            found[f"{index.id} by {by}" if by else index.id] = row
    return found


def _index(outcome: Outcome, index: Index, arm: str, groups: tuple[np.ndarray, int] | None) -> Number:
    """An index of one arm, without its interval; None where it is undefined or about too few people."""
    try:
        parts = parts_of(outcome, index, arm, groups)
    except OutcomeError:
        return None
    if counted_in(parts, parts.among.astype(bool)) < MINIMUM_PEOPLE:
        return None
    with np.errstate(all="ignore"):
        value = float(parts.of(sums_of_blocks(parts.rows, block_size(len(parts.rows))).sum(axis=0)))
    return value if np.isfinite(value) else None


def _effects(outcome: Outcome, main: str, others: Sequence[str]) -> dict[str, Row]:
    """The paired effect of the main arm against each other, on every metric."""
    return {
        f"{row.metric}, {row.arm} - {row.reference}": [row.estimate, row.low, row.high]
        for other in others
        for row in effects(outcome, main, other)
    }


def _index_effects(outcome: Outcome, main: str, others: Sequence[str]) -> dict[str, Row]:
    """Every index of the main arm and its paired differences, with intervals."""
    found: dict[str, Row] = {}
    for row in index_rows(outcome, main, others):
        name = f"{row.index} by {row.by}" if row.by else row.index
        name += f", {row.arm}" + (f" - {row.reference}" if row.reference else "")
        found[name] = [row.estimate, row.low, row.high]
    return found
