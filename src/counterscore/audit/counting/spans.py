"""Times that people spent listed: spells on lists, with the way in which each ended, and times in low bands.

A list here is one that carries measures against people on it; red lists, files of adverse records and the court's
consumption limit, which goes with a listing, are not counted on their own.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...core.outcome import Outcome
from ...core.parquet import Columns, joined
from ..metric import people
from .bands import low_spans

LIMIT, RECORDS = 1, 2  # kinds of spells that are no list of their own
HARMLESS = ("red",)
OPEN, LAPSED, SETTLED, REDRESSED, OTHERWISE = range(5)
WAYS: Mapping[int, tuple[str, ...]] = {
    LAPSED: ("term", "expiry"),
    SETTLED: ("fulfilled", "creditor consent", "consent", "no assets", "repair"),
    REDRESSED: ("corrected", "appeal", "hearing"),
}


def list_spans(outcome: Outcome, arm: str | int) -> Columns:
    """Unbroken times on a list: person, kind, start, stop (one past the last month), still, way; one row each.

    ``still`` is 1 where it is open when the run ends; ``way`` says how it ended: OPEN, LAPSED (term or expiry), SETTLED
    (paid, agreed, repaired), REDRESSED (corrected, appeal, hearing) or OTHERWISE. Empty where the run has no lists.
    """
    if "spells" not in outcome.tables:
        empty = np.zeros(0, np.int64)
        return dict.fromkeys(("person", "kind", "start", "stop", "still", "way"), empty)
    forms = [str(form) for form in outcome.codebook.get("list_forms", ())]
    left_out = [LIMIT, RECORDS, *(code for code, form in enumerate(forms) if form in HARMLESS)]
    rows = outcome.sql(
        "SELECT person, CAST(kind AS INTEGER) AS kind, CAST(born AS INTEGER) AS start, "
        "CAST(born + months AS INTEGER) AS stop, CAST(end_month < 0 AS INTEGER) AS still, end_reason FROM spells "
        f"WHERE arm = {outcome.arm_number(arm)} AND kind NOT IN ({', '.join(map(str, left_out))}) "
        "ORDER BY person, born, kind"
    )
    names = [str(name) for name in outcome.codebook.get("end_reasons", ())]
    way = np.full(max(256, len(names)), OTHERWISE)
    for code, name in enumerate(names):
        way[code] = next((number for number, words in WAYS.items() if name in words), OTHERWISE)
    reason = rows.pop("end_reason").astype(np.int64)
    return rows | {"way": np.where(rows["still"] != 0, OPEN, way[reason])}


def listed_spans(outcome: Outcome, arm: str | int) -> Columns:
    """Times on a list and times in a low band: person, start, stop, still. One person can be under several at once."""
    lists = list_spans(outcome, arm)
    low = low_spans(outcome, arm)
    return joined([{name: part[name].astype(np.int64) for name in low} for part in (lists, low)])


def listed_at(outcome: Outcome, arm: str | int, *months: int) -> np.ndarray:
    """Who is on a list or in a low band in these months, (M, P) bool; (P,) for a single one.

    Limits: flags of watchlists and lists entered by score leave no dated trace and are not seen here.
    """
    person = people(outcome, arm, "person")["person"]
    spans = listed_spans(outcome, arm)
    place = np.searchsorted(person, spans["person"])
    found = np.zeros((len(months), len(person)), bool)
    for on, month in zip(found, months, strict=True):
        on[place[(spans["start"] <= month) & (month < spans["stop"])]] = True
    return found[0] if len(months) == 1 else found


def per_person(
    outcome: Outcome, arm: str | int, person: np.ndarray, values: np.ndarray, among: np.ndarray | None = None
) -> np.ndarray:
    """Values (N, K) of rows about persons (N,), added up per person (P, K); zero for those not ``among`` (P,)."""
    everybody = people(outcome, arm, "person")["person"]
    found = np.zeros((len(everybody), values.shape[1]), values.dtype)
    np.add.at(found, np.searchsorted(everybody, person), values)
    return found if among is None else found * among[:, None].astype(values.dtype)
