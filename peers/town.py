"""The numbers of the small town, read from its file by plain parsing, and the people all engines share.

No engine's loader is used: what stands here is all that the engines have in common.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from ruamel.yaml import YAML

FILE = Path(__file__).parent / "small-town.yaml"
MONTHLY = {"per_person_year": 1 / 12, "per_listed_month": 1.0, "probability_per_month": 1.0, "share_per_month": 1.0}


@dataclass(frozen=True)
class Act:
    """What people do: how often, what a record of it takes or gives, and how long the record stands."""

    name: str
    rate_female: float
    rate_male: float
    young_ratio: float
    listed_ratio: float
    prone: bool
    detection_p: float
    points: float
    life: int
    leads_to_list: bool


@dataclass(frozen=True)
class Town:
    """Every number of the regime, per month; ``life`` of acts and ``list_term`` have the general limit in them."""

    acts: tuple[Act, ...]
    detection_ratio: tuple[float, ...]
    base: float
    lowest: float
    highest: float
    below: float
    score_term: int
    clear_p: float
    entry_p: float
    list_term: int
    exit_p: float
    weight: float
    friends_p: float
    household_p: float
    suspect_months: float
    attention: float


class Ground(NamedTuple):
    """Who lives in the town and who is tied to whom: columns (P,), ties as pairs (T,) from a person to the tied one."""

    sex: np.ndarray
    age: np.ndarray
    adult: np.ndarray
    residence: np.ndarray
    proneness: np.ndarray
    friends: tuple[np.ndarray, np.ndarray]
    household: tuple[np.ndarray, np.ndarray]


def number(value: dict[str, Any]) -> Any:
    """The number of a ``{value, unit, ...}``, rates per month."""
    return value["value"] * MONTHLY[value["unit"]] if value["unit"] in MONTHLY else value["value"]


def read_town(path: Path = FILE) -> Town:
    """The numbers of the regime file. Raises: KeyError where the file lacks one."""
    file = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    cap = number(file["expiry"]["cap"])
    (wardens,) = file["lists"]
    scoring, listed, ties = file["scoring"], file["score_list"], file["association"]
    return Town(
        acts=tuple(_act(use, file["catalogue"][use["use"]], cap) for use in file["acts"]),
        detection_ratio=tuple(number(file["reporting"]["detection_ratio"])),
        base=number(scoring["base"]), lowest=number(scoring["min"]), highest=number(scoring["max"]),
        below=number(listed["below"]), score_term=number(listed["term"]), clear_p=number(listed["clear_p"]),
        entry_p=number(wardens["entry_p"]), list_term=min(cap, number(wardens["term"])),
        exit_p=number(wardens["exit_hazard"]), weight=number(file["network_term"]["weight"]),
        friends_p=number(ties["friends_p"]), household_p=number(ties["household_p"]),
        suspect_months=number(ties["lasts"]), attention=number(ties["attention_ratio"]),
    )  # fmt: skip


def _act(use: dict[str, Any], act: dict[str, Any], cap: int) -> Act:
    """One act; the rate is a mean over the sexes and over ages, of which ``young_share`` are young."""
    ratio, young, share = (number(act[name]) for name in ("male_ratio", "young_ratio", "young_share"))
    women = 2 * number(act["rate"]) / (1 + ratio) / (1 + share * (young - 1))
    return Act(
        name=use["use"], rate_female=women, rate_male=women * ratio, young_ratio=young,
        listed_ratio=number(act["listed_ratio"]), prone=act["prone"], detection_p=number(use["detection_p"]),
        points=number(use["points"]), life=min(cap, number(use["lifetime"])), leads_to_list="list" in use,
    )  # fmt: skip


def read_ground(people: int, seed: int) -> Ground:
    """The people that counterscore makes of the recipe ``china-city``: the only thing taken over from it."""
    from counterscore import populate

    born = populate("china-city", people, seed)
    columns = born.columns
    names = ("sex", "age_years", "adult", "residence", "proneness")
    pairs = []
    for name in ("friends", "household"):
        ties = born.ties(name)
        pairs.append((np.repeat(np.arange(people), np.diff(ties.offsets)), ties.ends.astype(np.int64)))
    return Ground(*(np.array(columns[name]) for name in names), *pairs)


class Lives(NamedTuple):
    """What an engine hands back: three monthly series (M,) and what became of each person (P,).

    ``listed`` and ``suspect`` count people, ``standing`` records in force at the end of each month; ``entries`` is the
    number of entries on the list of the wardens.
    """

    listed: np.ndarray
    suspect: np.ndarray
    standing: np.ndarray
    entries: int
    score: np.ndarray
    months_listed: np.ndarray
    records: np.ndarray
    ever_suspect: np.ndarray
