"""How long marks last that can be repaired, and how much longer a holder keeps them who is told late."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ...core.durations import repaired_mark
from ...core.errors import SpecError
from ...core.parquet import Columns
from ...results import Result
from ..lived import asked, lived, with_number

TERM = 2  # end_reason of an entry that ended by itself


def closed_form(least: int, most: int, chances: Sequence[float], inflow: float) -> dict[str, list[float]]:
    """Mean months, share that ends by itself and stock at an inflow a month, for each chance of repair."""
    found = [repaired_mark(least, most, chance) for chance in chances]
    return {
        "mean_months": [one.mean for one in found], "stopped_share": [one.stopped_share for one in found],
        "stock": [one.stock(inflow) for one in found],
    }  # fmt: skip


def marks(
    regime: str, people: int, months: int, seed: int, path: str, chances: Sequence[float], from_month: int,
    inflow: float,
) -> dict[str, object]:  # fmt: skip
    """Entries on each list of a regime that is lived under several values of one number, list by list.

    Mean months and the share that ended by itself are those of entries born early enough that all have ended by then,
    ``whole`` of them at least; the stock is the mean over the months from ``from_month`` on, at ``inflow`` entries a
    month.
    """
    arms = [with_number(f"{chance}", regime, path, chance) for chance in chances]
    found: dict[str, list[float]] = {}
    with lived(asked(regime, people, months, seed, arms)) as out:
        rows = {
            arm: out.table("listings", columns=["list", "born", "end_month", "end_reason"], arm=arm) for arm in out.arms
        }
        for code, name in enumerate(out.codebook["lists"]):
            for arm in out.arms:
                mine = {column: values[rows[arm]["list"] == code] for column, values in rows[arm].items()}
                if len(mine["born"]):
                    for key, value in _of_list(mine, months, from_month, inflow).items():
                        found.setdefault(_named(key, name), []).append(value)
    return {
        **found,
        "whole": min(value for key, values in found.items() if key.startswith("whole_") for value in values),
    }


def _named(key: str, name: str) -> str:
    """Name of a number of one list; errors are looked for under the name of the number with _se at the end."""
    return f"{key[:-3]}_{name}_se" if key.endswith("_se") else f"{key}_{name}"


def _of_list(rows: Columns, months: int, from_month: int, inflow: float) -> dict[str, float]:
    """What the entries of one list in one arm come to."""
    born, end = rows["born"], rows["end_month"]
    longest = int((end - born)[end >= 0].max())
    whole = (born < months - longest) & (end >= 0)
    lasted, stopped = (end - born)[whole], rows["end_reason"][whole] == TERM
    come, gone = (np.bincount(month[month >= 0], minlength=months)[:months] for month in (born, end))
    stock = np.cumsum(come - gone)[from_month:].mean()
    share, count = float(stopped.mean()), int(whole.sum())
    return {
        "mean": float(lasted.mean()), "mean_se": float(lasted.std(ddof=1)) / math.sqrt(count), "whole": float(count),
        "stopped": share, "stopped_se": math.sqrt(share * (1.0 - share) / count),
        "stock": float(stock / come.mean() * inflow),
    }  # fmt: skip


def holders(regime: str, people: int, months: int, seed: int, origin: str, born_before: int) -> dict[str, float | int]:
    """How many months longer or shorter each agency holds an entry than ``origin`` does: mean, its error, and extremes.

    Of the entries born before a month. Raises: SpecError where one of them is still held when the run ends.
    """
    with lived(asked(regime, people, months, seed)) as out:
        names = [str(name) for name in out.codebook["agencies"]]
        held = _held(out, len(names), born_before)
    base = held[:, names.index(origin)]
    found: dict[str, float | int] = {"entries": len(base)}
    for place, name in enumerate(names):
        more = held[:, place] - base
        found |= {
            f"{name}_more": float(more.mean()), f"{name}_more_se": float(more.std(ddof=1)) / math.sqrt(len(more)),
            f"{name}_least": int(more.min()), f"{name}_most": int(more.max()),
        }  # fmt: skip
    return found


def _held(out: Result, agencies: int, born_before: int) -> np.ndarray:
    """Months that every agency held each entry, (R, J)."""
    entry = "person, act, born, repeat"
    rows = out.sql(
        f"SELECT dense_rank() OVER (ORDER BY {entry}) - 1 AS entry, month::INTEGER AS month, "
        f"lead(month, 1, -1) OVER (PARTITION BY {entry} ORDER BY month)::INTEGER AS until, holders "
        f"FROM copies WHERE born < {born_before} ORDER BY entry, month"
    )
    last = rows["until"] < 0
    if rows["holders"][last].any():
        raise SpecError(f"some entries born before month {born_before} are still held; ask for more months")
    months = np.where(last, 0, rows["until"] - rows["month"])
    bits = (rows["holders"][:, None] >> np.arange(agencies, dtype=np.uint32)) & 1
    held = np.zeros((int(last.sum()), agencies), np.int64)
    np.add.at(held, rows["entry"], bits.astype(np.int64) * months[:, None])
    return held
