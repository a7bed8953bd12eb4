"""The tables of what people change because of the regime: which mechanisms a regime needs, and what they ask of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterscore.core.documents import Dated
from counterscore.regimes.schema import RegimeSpec

Table = float | NDArray[Any]
Read = Callable[[Dated | None], float]
PLATFORMS = ("platform", "payment platform", "platform lender", "shopping platform")
# a mechanism is part of a plan when one of these numbers is above 0 at some time
SWITCHES = {
    "deterrence": ("general_deterrence", "specific_deterrence"), "avoidance": ("attempts_given_up",),
    "displacement": ("hidden_share",), "gaming": ("gaming_share",), "tie_cutting": ("tie_cutting",),
    "nudge": ("nudge",), "chilling": ("chilling", "chilling_friends", "chilling_publicity"),
    "data_exit": ("data_exit", "data_exit_friends"), "awareness": ("chilling_friends", "data_exit_friends"),
    "bad_acts": ("general_deterrence", "specific_deterrence", "hidden_share", "data_exit", "data_exit_friends"),
}  # fmt: skip


def behaviour(spec: RegimeSpec, read: Read) -> dict[str, Table]:
    """Return by its first name which mechanism of behaviour the regime needs; nothing where every number is 0.

    `streamed` (K,) marks acts whose record a platform makes; `shown` says whether names are shown in this month.
    """
    section = spec.behaviour
    if section is None:
        return {}
    out: dict[str, Table] = {}
    for mechanism, names in SWITCHES.items():
        given = [getattr(section, name) for name in names]
        if any(entry.number > 0 for dated in given if dated is not None for entry in dated.root):
            out[f"{mechanism}.on"] = 1.0
    if "chilling.on" in out:
        flags = [getattr(spec.publicity, name) for name in ("listed", "low_bands", "ranked")] if spec.publicity else []
        out["chilling.shown"] = float(any(read(flag) > 0 for flag in flags))
    if "data_exit.on" in out:
        agencies = [spec.catalogue[use.use].agency for use in spec.acts]
        out["data_exit.sign"] = np.array([spec.catalogue[use.use].sign for use in spec.acts], np.int64)
        out["data_exit.streamed"] = np.array([agency in PLATFORMS for agency in agencies], np.int64)
    return out
