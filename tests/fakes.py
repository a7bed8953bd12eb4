"""A made-up run folder for tests of readers: plausible tables in seconds, without an engine.

Nothing here is a model of anything: rates are set so that every column, code and arm holds something to read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from counterscore.audit.metrics.refusals import SECTORS as REFUSED
from counterscore.core.draws import uniforms
from counterscore.core.outcome_writer import OutcomeWriter

ARMS = ("none", "perfect records", "as written")
SECTORS = tuple(REFUSED)
BANDS = ("D", "C", "B", "A", "AA")
DEBT, JAYWALKING, VOLUNTEERING = 0, 1, 2
ATTEMPTS_P = (0.10, 0.06, 0.02, 0.04, 0.01)
FLOORS = (750.0, 985.0, 999.0, 1008.0)

Columns = dict[str, np.ndarray]


def fake_study(people: int = 4000, months: int = 60, seed: int = 7) -> dict[str, Any]:
    """A resolved study as the composition root would write it."""
    made_up = {"source": "fake", "grade": "assumption", "note": "made up for tests"}
    return {
        "regime": {"id": "fake-list", "title": "A made-up list", "sha256": "0" * 64},
        "recipe": "fake-town",
        "people": people,
        "months": months,
        "seed": seed,
        "replicate": 0,
        "arms": [
            {"name": "none", "without": ["regime"], "with": []},
            {"name": "perfect records", "without": ["linkage_error", "false_reports"], "with": []},
            {"name": "as written", "without": [], "with": []},
        ],
        "codebook": {
            "acts": ["unpaid_judgment", "jaywalking", "volunteering"],
            "sectors": list(SECTORS),
            "bands": list(BANDS),
            "lists": ["defaulters", "consumption limit"],
            "causes": ["own act", "false report"],
            "end_reasons": ["open", "fulfilled", "term", "consent", "no assets", "corrected", "appeal", "expiry"],
            "outcomes": ["none", "corrected", "rejected", "pending"],
            "sex": ["female", "male"],
            "residence": ["urban", "rural", "migrant"],
            "age_bands": ["under 18", "18-39", "40-59", "60 and over"],
            "education": ["none", "primary", "junior", "senior", "tertiary"],
        },
        "targets": [
            {"id": "entry_hazard", "title": "Listed anew, per adult-year", "low": 0.0022, "high": 0.0029, **made_up},
            {"id": "prevalence", "title": "Adults on the list at the end", "low": 0.005, "high": 0.0076, **made_up},
            {"id": "exit_hazard", "title": "Leaving, per listed person-year", "low": 0.25, "high": 0.33, **made_up},
            {"id": "blocked_air", "title": "Blocked flights, per listed person-year", "low": 0.5, "high": 1, **made_up},
        ],
        "assumption_share": 0.42,
        "tuned": [{"path": "court.default_p", "value": 0.002, "target": "entry_hazard"}],
    }  # fmt: skip


def fake_people(people: int, seed: int) -> Columns:
    """Fixed columns of the synthetic people, equal in every arm."""

    def u(name: str) -> np.ndarray:
        return uniforms(seed, f"fake.{name}", people)

    age = (u("age") * 85).astype(np.int16)
    band = np.searchsorted(np.array([18, 40, 60]), age, side="right")
    sex = (u("sex") < 0.5).astype(np.int8)
    residence = np.searchsorted(np.array([0.5, 0.8]), u("residence"), side="right").astype(np.int8)
    quintile = (u("quintile") * 5).astype(np.int8)
    cell = (((sex.astype(np.int64) * 4 + band) * 3 + residence) * 5 + quintile).astype(np.uint8)
    return {
        "person": np.arange(people, dtype=np.int32), "cell": cell, "sex": sex, "age_years": age,
        "residence": residence, "income_quintile": quintile, "education": (u("education") * 5).astype(np.int8),
        "adult": (age >= 18).astype(np.uint8),
    }  # fmt: skip


def fake_listings(base: Columns, months: int, seed: int, errors: bool) -> Columns:
    """Listings of one arm: own debts, and with ``errors`` also look-alikes and false reports."""
    people = len(base["person"])

    def u(name: str) -> np.ndarray:
        return uniforms(seed, f"fake.{name}", people)

    adult = base["adult"] == 1
    false = errors & adult & (u("false") < 0.004)
    owes = adult & (u("debt") < 0.03 * (1.4 - 0.2 * base["income_quintile"]))
    person = np.flatnonzero(owes | false).astype(np.int32)
    born = (u("born") * months).astype(np.int16)[person]
    cause = np.where(owes, 0, 1).astype(np.int8)[person]
    astray = errors & (u("astray")[person] < 0.08)
    adults = np.flatnonzero(adult)
    next_adult = adults[np.searchsorted(adults, person, side="right") % len(adults)]
    subject = np.where(astray, next_adult, person).astype(np.int32)
    wrong = (cause != 0) | (subject != person)
    length = 3 + (u("length")[person] * 60).astype(np.int16)
    length = np.where(wrong, 2 + length // 4, length)
    ended = born + length < months
    aware = np.where(wrong & (born + 1 < months), born + 1, -1)
    fixed = wrong & ended
    reason = np.where(u("reason")[person] < 0.7, 1, 2)
    return {
        "person": person, "subject": subject, "list": np.zeros(len(person), np.int8), "born": born, "cause": cause,
        "ground": np.ones(len(person), np.int8), "end_month": np.where(ended, born + length, -1).astype(np.int16),
        "end_reason": np.where(fixed, 5, np.where(ended, reason, 0)).astype(np.int8),
        "aware_month": aware.astype(np.int16), "filed_month": aware.astype(np.int16),
        "decision_month": np.where(fixed, born + length, -1).astype(np.int16),
        "outcome": np.where(fixed, 1, np.where(aware >= 0, 3, 0)).astype(np.int8),
    }  # fmt: skip


def listed_months(listings: Columns, people: int, months: int) -> np.ndarray:
    """Who is on the list in which month, shape (M, P)."""
    listed = np.zeros((months, people), bool)
    stop = np.where(listings["end_month"] < 0, months, listings["end_month"])
    for subject, first, last in zip(listings["subject"], listings["born"], stop, strict=True):
        listed[first:last, subject] = True
    return listed


def fake_records(base: Columns, months: int, seed: int, arm: int) -> Columns:
    """Point records of one arm: none in arm 0, some on the wrong person in arm 2."""
    people = len(base["person"])
    rows: list[tuple[np.ndarray, np.ndarray, int, int, float]] = []
    for act, p, points in ((JAYWALKING, 0.01, -5.0), (VOLUNTEERING, 0.02, 3.0)):
        for month in range(months):
            who = np.flatnonzero(uniforms(seed, f"fake.act{act}", people, month=month) < p).astype(np.int32)
            astray = uniforms(seed, f"fake.link{act}", who, month=month) < (0.03 if arm == 2 else 0.0)
            rows.append((who, np.where(astray, (who + 1) % people, who), act, month, points))
    person = np.concatenate([row[0] for row in rows]).astype(np.int32)
    born = np.concatenate([np.full(len(row[0]), row[3]) for row in rows]).astype(np.int16)
    lapsed = born + 24 < months
    keep = slice(0, 0 if arm == 0 else None)
    columns: Columns = {
        "person": person, "subject": np.concatenate([row[1] for row in rows]).astype(np.int32),
        "act": np.concatenate([np.full(len(row[0]), row[2]) for row in rows]).astype(np.int16), "born": born,
        "k": np.zeros(len(person), np.int16), "cause": np.zeros(len(person), np.int8),
        "points": np.concatenate([np.full(len(row[0]), row[4]) for row in rows]),
        "reported": np.ones(len(person), np.uint8),
        "end_month": np.where(lapsed, born + 24, -1).astype(np.int16),
        "end_reason": np.where(lapsed, 7, 0).astype(np.int8), "aware_month": np.full(len(person), -1, np.int16),
        "decision_month": np.full(len(person), -1, np.int16), "outcome": np.zeros(len(person), np.int8),
    }  # fmt: skip
    return {name: values[keep] for name, values in columns.items()}


def fake_refusals(listed: np.ndarray, seed: int) -> Columns:
    """Tickets, loans and rooms asked for and refused in months on the list."""
    months, people = listed.shape
    parts = []
    for sector, p in enumerate(ATTEMPTS_P):
        for month in range(months):
            who = np.flatnonzero(listed[month] & (uniforms(seed, f"fake.trip{sector}", people, month=month) < p))
            parts.append((who, np.full(len(who), month), np.full(len(who), sector)))
    person, month_of, sector_of = (np.concatenate([part[i] for part in parts]) for i in range(3))
    return {
        "person": person.astype(np.int32), "month": month_of.astype(np.int16), "sector": sector_of.astype(np.int8),
        "count": np.ones(len(person), np.int16),
    }  # fmt: skip


def fake_final(base: Columns, listed: np.ndarray, wrong: np.ndarray, records: Columns, refusals: Columns) -> Columns:
    """Final and ever columns of one arm."""
    people = len(base["person"])
    points = np.bincount(records["subject"], records["points"], people)
    score = 1000.0 + points - 300.0 * listed[-1]
    ever = np.asarray(listed.any(0))
    final: Columns = {
        **base, "points": points, "score": score,
        "band": (score[:, None] >= np.array(FLOORS)).sum(1).astype(np.int8),
        "listed": listed[-1].astype(np.uint8), "ever_listed": ever.astype(np.uint8),
        "months_listed": listed.sum(0).astype(np.int16),
        "first_listed_month": np.where(ever, listed.argmax(0), -1).astype(np.int16),
        "wrongly_listed_months": wrong.sum(0).astype(np.int16),
        "low_band_months": (listed.sum(0) + (points < -10)).astype(np.int16),
        "income_lost_yuan": 130.0 * listed.sum(0) * (1 + base["income_quintile"]),
        "money_lost_yuan": 150.0 * listed.sum(0) * (1 + base["income_quintile"]), "hours_lost": 3.0 * listed.sum(0),
    }  # fmt: skip
    for name in (
        *("flags", "ever_pierced", "ever_named", "ranked_low_months", "inspections", "seen", "limit_orders"),
        *("ever_tainted", "trapped_months", "lawful_given_up", "silent_tie_months", "gaming_burden"),
    ):
        final[name] = listed.sum(0).astype(np.int16)
    for name in ("proofs_refused", "copied_without_consent", "residual_months", "high_band", "favours"):
        final[name] = ever.astype(np.uint8)
    final |= fake_first_months(wrong)
    for sector, name in enumerate(SECTORS):
        mine = refusals["sector"] == sector
        times = np.bincount(refusals["person"][mine], refusals["count"][mine], people)
        final[f"refused_{name}"] = times.astype(np.int16)
    return final


def fake_first_months(wrong: np.ndarray) -> Columns:
    """The four months of the wrongly listed, from who is wrongly listed when (M, P)."""
    months, ever = len(wrong), np.asarray(wrong.any(0))
    first = np.where(ever, wrong.argmax(0), -1)
    end = months - wrong[::-1].argmax(0)
    later = {lag: np.where(ever & (first + lag < months), first + lag, -1) for lag in (1, 2)}
    found = {
        "first_wrong_month": first, "first_wrong_refusal_month": later[2], "first_wrong_loss_month": later[1],
        "corrected_everywhere_month": np.where(ever & (end < months), end, -1),
    }  # fmt: skip
    return {name: values.astype(np.int16) for name, values in found.items()}


def fake_months(
    base: Columns, month: int, listed: np.ndarray, wrong: np.ndarray, refusals: Columns, final: Columns
) -> Columns:
    """Sums over cells in one month of one arm, shape (120,)."""
    cell = base["cell"].astype(np.int64)

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(cell, values, 120).astype(np.int32)

    before = listed[month - 1] if month else np.zeros_like(listed[0])
    columns: Columns = {
        "cell": np.arange(120, dtype=np.uint8), "people": total(np.ones(len(cell))), "listed": total(listed[month]),
        "wrongly_listed": total(wrong[month]), "limited": total(listed[month]), "scored": total(base["adult"]),
        "new_listings": total(listed[month] & ~before), "ended_listings": total(before & ~listed[month]),
    }  # fmt: skip
    for band in range(len(BANDS)):
        columns[f"band_{band}"] = total((final["band"] == band) & (base["adult"] == 1))
    now = refusals["month"] == month
    for sector, name in enumerate(SECTORS):
        rows = now & (refusals["sector"] == sector)
        columns[f"refused_{name}"] = np.bincount(cell[refusals["person"][rows]], minlength=120).astype(np.int32)
    return columns


def with_arm(columns: Columns, arm: int) -> Columns:
    """Rows of one arm, labelled."""
    rows = len(next(iter(columns.values())))
    return {"arm": np.full(rows, arm, np.int16), **columns}


def fake_outcome(folder: Path | str, people: int = 4000, months: int = 60, seed: int = 7) -> Path:
    """Writes a finished run of three arms and returns its folder."""
    writer = OutcomeWriter(folder, fake_study(people, months, seed))
    base = fake_people(people, seed)
    listings = [fake_listings(base, months, seed, arm == 2) for arm in range(3)]
    listings[0] = {name: values[:0] for name, values in listings[0].items()}
    on = [listed_months(rows, people, months) for rows in listings]
    for arm in range(3):
        wrong = on[arm] & ~on[1]
        records = fake_records(base, months, seed, arm)
        refusals = fake_refusals(on[arm], seed)
        final = fake_final(base, on[arm], wrong, records, refusals)
        for table, columns in (("listings", listings[arm]), ("records", records), ("refusals", refusals)):
            writer.append(table, with_arm(columns, arm))
        for month in range(months):
            counted = fake_months(base, month, on[arm], wrong, refusals, final)
            writer.append("months", {"month": np.full(120, month, np.int16), **with_arm(counted, arm)})
        writer.append("people", with_arm(final, arm))
        writer.flush()
    first = int(listings[2]["born"].min()) if len(listings[2]["born"]) else -1
    return writer.finish({
        "draw_scheme": "fake/1",
        "streams": ["fake.debt", "fake.born", "fake.length"],
        "divergence": {"arms": ["none", "as written"], "month": first, "column": "listed", "identical_before": True},
    })  # fmt: skip


if __name__ == "__main__":
    import sys

    print(fake_outcome(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 4000))
