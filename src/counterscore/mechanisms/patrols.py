"""Patrols: few units for many areas; each finds so many incidents and no more, and what is found says where to look."""

from __future__ import annotations

import numpy as np

from ..core.declare import Column, Field, Mechanism, Param, rule

DISTRICTS, GROUPS, TIERS = range(3)
LOW, ORDINARY, HIGH = range(3)
QUINTILES = 5
NOT_PATROLLED, MISSED, FOUND, DETERRED = -1, 0, 1, -2


def shares_of(people: np.ndarray, findings: np.ndarray, even: float, follow: float) -> np.ndarray:
    """Share of the units that goes to each area (K,): by people or evenly, and the part ``follow`` by past findings."""
    base = np.full(len(people), 1.0 / len(people)) if even > 0.0 else people / people.sum()
    total = findings.sum()
    if follow <= 0.0 or total <= 0.0:
        return base
    mixed: np.ndarray = (1.0 - follow) * base + follow * findings / total
    return mixed


def drawn_units(shares: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Units per area (K,) when each of N units goes to an area with probability equal to its share; ``u`` (N,)."""
    ends = np.cumsum(shares)
    place = np.searchsorted(ends, u * ends[-1], side="right")
    return np.bincount(np.minimum(place, len(shares) - 1), minlength=len(shares))


def spread_units(shares: np.ndarray, units: int, u: float) -> np.ndarray:
    """Units per area (K,) as near to their shares as whole units allow; one draw moves what is left over."""
    ends = np.cumsum(shares)
    edges = np.ceil(ends / ends[-1] * units - u)
    edges[-1] = units
    placed: np.ndarray = np.diff(np.maximum(edges, 0.0), prepend=0.0).astype(np.int64)
    return placed


def kept_p(shares: np.ndarray) -> np.ndarray:
    """Probability (K,) that what is found in an area counts as a hint: the smallest share against the area's own."""
    least: np.ndarray = shares.min() / np.where(shares > 0.0, shares, 1.0)
    return least


def smallest(area: np.ndarray, key: np.ndarray, quota: np.ndarray) -> np.ndarray:
    """1 for those of the rows (R,) that are among the ``quota`` smallest keys of their area, 0 for the others."""
    order = np.lexsort((key, area))
    ranked = area[order]
    starts = np.flatnonzero(np.diff(ranked, prepend=ranked[:1] - 1))
    rank = np.arange(len(area)) - np.repeat(starts, np.diff(np.append(starts, len(area))))
    found = np.empty(len(area), np.int8)
    found[order] = rank < quota[order]
    return found


def codes_of(
    areas: np.ndarray, district_people: np.ndarray, residence: np.ndarray, income_quintile: np.ndarray,
    listed: np.ndarray, low_band: np.ndarray, high_band: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Area of each person (A, P): so many consecutive person numbers, residence and income, or last month's tier."""
    districts = np.arange(len(residence)) // np.maximum(district_people, 1.0).astype(np.int64)
    groups = residence.astype(np.int64) * QUINTILES + income_quintile
    tiers = np.where((listed > 0) | (low_band > 0), LOW, np.where(high_band > 0, HIGH, ORDINARY))
    found: np.ndarray = np.where(areas == DISTRICTS, districts, np.where(areas == GROUPS, groups, tiers))
    return found


def _members(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The codes that anybody has (K,), and the first person who has each (K,)."""
    first = np.full(int(codes.max()) + 1, -1)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    present = np.flatnonzero(first >= 0)
    return present, first[present]


@rule(phase="acts", writes="area_findings", form="array")
def carried(
    area_findings: np.ndarray, patrol_area: np.ndarray, areas: np.ndarray, district_people: np.ndarray,
    residence: np.ndarray, income_quintile: np.ndarray, listed: np.ndarray, low_band: np.ndarray,
    high_band: np.ndarray, prior: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """What is known about each person's area when she may have changed it; an area new to everybody starts anew."""
    codes = codes_of(areas, district_people, residence, income_quintile, listed, low_band, high_band)
    out = area_findings.copy()
    for a, now in enumerate(codes):
        before = patrol_area[a].astype(np.int64) + 1
        if np.array_equal(now + 1, before):
            continue
        known = np.full(max(int(now.max()) + 2, int(before.max()) + 1), float(prior[a, 0]))
        present, first = _members(before)
        known[present[present > 0]] = area_findings[a, first[present > 0]]
        out[a] = known[now + 1]
    return out


@rule(phase="acts", writes="patrol_area", form="array")
def patrol_area(
    areas: np.ndarray, district_people: np.ndarray, residence: np.ndarray, income_quintile: np.ndarray,
    listed: np.ndarray, low_band: np.ndarray, high_band: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """The area of each person this month; a tier is that of last month's standing."""
    return codes_of(areas, district_people, residence, income_quintile, listed, low_band, high_band)


@rule(phase="acts", writes="area_units", form="array")
def area_units(
    patrol_area: np.ndarray, area_findings: np.ndarray, people_per_unit: np.ndarray, even: np.ndarray,
    follow: np.ndarray, drawn: np.ndarray, u_unit: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Units in each person's area this month; unit number n uses the draw of person number n."""
    out = np.zeros(patrol_area.shape, np.int64)
    for a, codes in enumerate(patrol_area):
        if people_per_unit[a, 0] <= 0.0:
            continue
        units = min(len(codes), max(1, int(len(codes) / people_per_unit[a, 0] + 0.5)))
        present, first = _members(codes)
        shares = shares_of(np.bincount(codes)[present], area_findings[a, first], even[a, 0], follow[a, 0])
        here = np.zeros(int(codes.max()) + 1, np.int64)
        here[present] = (
            drawn_units(shares, u_unit[:units]) if drawn[a, 0] > 0.0 else spread_units(shares, units, u_unit[0])
        )
        out[a] = here[codes]
    return out


@rule(phase="acts", over="born:records", writes="patrol")
def deterred(cause: int, patrol: int, patrolled: int, area_units: int, deterrence_p: float, u_deter: float) -> int:
    """Marks acts that are not done after all, because a unit is near."""
    return DETERRED if cause == 0 and patrolled != 0 and area_units > 0 and u_deter < deterrence_p else patrol


@rule(phase="acts", over="born:records", adds="acts_done")
def not_done(patrol: int) -> int:
    """Takes such an act back out of the count of what was done."""
    return -1 if patrol == DETERRED else 0


@rule(phase="acts", over="born:records", drops=True)
def never_was(patrol: int) -> int:
    """An act that is not done leaves nothing."""
    return 1 if patrol == DETERRED else 0


@rule(phase="acts", over="born:records", writes="patrol", form="array")
def found(
    cause: np.ndarray, patrol: np.ndarray, act: np.ndarray, patrol_area: np.ndarray, area_units: np.ndarray,
    patrolled: np.ndarray, people_per_unit: np.ndarray, finds_at_most: np.ndarray, u_find: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Which incidents the units find: in each area as many as they can, those with the smallest draws."""
    result = patrol.copy()
    mine = (cause == 0) & (act >= 0) & (patrolled[act] != 0)
    if people_per_unit > 0.0 and mine.any():
        quota = area_units[mine] * int(finds_at_most)
        result[mine] = smallest(patrol_area[mine], u_find[mine], quota)
    return result


@rule(phase="acts", over="born:records", adds="found_new")
def found_new(patrol: int) -> int:
    """Counts what the units find on this person this month."""
    return 1 if patrol == FOUND else 0


@rule(phase="acts", over="born:records", emits="incidents")
def incident(cause: int, patrolled: int) -> int:
    """Writes down, for the study and not for the regime, every act of a kind under patrol."""
    return 1 if cause == 0 and patrolled != 0 else 0


@rule(phase="acts", over="born:incidents", writes="area")
def area(patrol_area: int) -> int:
    """Where it happened."""
    return patrol_area


@rule(phase="acts", over="born:incidents", writes="units")
def units(area_units: int) -> int:
    """How many units were there."""
    return area_units


@rule(phase="expiry", writes="area_findings", form="array")
def learnt(
    area_findings: np.ndarray, patrol_area: np.ndarray, found_new: np.ndarray, even: np.ndarray, follow: np.ndarray,
    corrected: np.ndarray, u_accept: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Past findings of each person's area; with the correction an often visited area learns from few visits."""
    out = area_findings.copy()
    for a, codes in enumerate(patrol_area):
        if not found_new[a].any():
            continue
        present, first = _members(codes)
        news = np.bincount(codes, found_new[a])[present]
        if corrected[a, 0] > 0.0:
            shares = shares_of(np.bincount(codes)[present], area_findings[a, first], even[a, 0], follow[a, 0])
            news = np.where(u_accept[first] < kept_p(shares), news, 0.0)
        here = np.zeros(int(codes.max()) + 1)
        here[present] = news
        out[a] += here[codes]
    return out


@rule(phase="expiry", where="found_new", writes="found_new")
def told() -> int:
    """What was found this month has been counted."""
    return 0


BY_ACT = ("act",)
MECHANISM = Mechanism(
    name="patrols",
    doc="Places a limited number of units over areas every step. A unit finds at most so many of the acts under patrol "
    "that are done in its area, drawn evenly among them; all others are missed, also those that somebody would have "
    "seen without patrols. Units go by people, evenly or by past findings; where findings decide, an area is looked at "
    "because it was looked at.",
    source="Ensign et al. 2018 (arXiv 1706.09847) for placing and correction; Elzayn et al. 2019 for the gap between "
    "areas",
    limits="Units see every act of their area up to their number, whoever does it; people act where they live. A unit "
    "stays in one area for a step. Acts react to units that are there now, not to those of last month. A finding that "
    "one more act pushes out of the number is lost. The past of a tier ends when nobody is left in it.",
    part="regime",
    sections=("patrols_on", "acts", "reporting"),
    rules=(
        carried, patrol_area, area_units, deterred, not_done, never_was, found, found_new, incident, area, units,
        learnt, told,
    ),
    columns=(
        Column("patrol_area", "i4", "code", "area of this person for patrols", start=-1, keep=True),
        Column("area_units", "i4", "count", "units in this person's area this month"),
        Column("area_findings", "f8", "count", "findings of this person's area that count as a hint"),
        Column("found_new", "u1", "count", "acts of this person that units found this month"),
    ),
    fields=(
        Field("incidents", "area", "i4", "area in which it was done"),
        Field("incidents", "units", "i4", "units that were there"),
    ),
    params=(
        Param("people_per_unit", "people", "people for whom there is one unit; 0 = no patrols", off=0.0),
        Param("finds_at_most", "count", "acts one unit finds in a step"),
        Param("patrolled", "flag", "1: the act is under patrol", BY_ACT, integer=True),
        Param("areas", "code", "0 districts of person numbers, 1 residence and income, 2 tiers of standing"),
        Param("district_people", "people", "person numbers in a district", default=4096.0,
              source="one block of person numbers unless the regime says otherwise", low=64.0, high=65536.0),
        Param("even", "flag", "1: what does not follow findings is spread evenly over areas, 0: by people",
              default=0.0, source="units go where people are unless the regime says otherwise", low=0.0, high=1.0),
        Param("follow", "share", "share of the units placed by past findings", default=0.0,
              source="no unit follows findings unless the regime says so", low=0.0, high=1.0),
        Param("drawn", "flag", "1: each unit is drawn to an area, 0: spread as evenly as whole units allow",
              default=0.0, source="spread unless the regime says otherwise", low=0.0, high=1.0),
        Param("corrected", "flag", "1: findings count as a hint with the smallest share against the area's own",
              default=0.0, source="no correction unless the regime has one", low=0.0, high=1.0),
        Param("prior", "count", "findings that every area is taken to have at the start", default=1.0,
              source="one finding, so that no area is forgotten", low=0.01, high=1000.0),
        Param("deterrence_p", "probability", "an act is not done because a unit is in the area", default=0.0,
              off=0.0, source="no act reacts unless the regime says so", low=0.0, high=0.9),
    ),
)  # fmt: skip
