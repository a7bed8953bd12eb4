"""Lives the studies of the baseline again and says what became of the numbers that are kept."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from counterscore.running import run_study

from .asked import Asked, ask, versions
from .kept import FOLDER, Kept, Lived, by_hand, file_of, read
from .moved import Drift, drift_of
from .numbers_of import numbers_of

Live = Callable[[str, Asked], Lived]
Ask = Callable[[str, str], Asked]


class Looked(NamedTuple):
    """What differs for a regime, and what a file written now would hold."""

    drift: Drift
    now: Kept


def live(version: str, asked: Asked) -> Lived:
    """Live a version of a regime, or a file of one's own, and take its numbers; nothing of the run is left."""
    with tempfile.TemporaryDirectory(prefix="counterscore-baseline-") as place:
        run = run_study(asked.study(version), Path(place) / "run", threads=1)
        try:
            return Lived(asked, numbers_of(run, intervals=bool(asked.safeguards)))
        finally:
            run.close()


def look(
    regime: str, folder: Path = FOLDER, lives: Live = live, shipped: dict[str, str] | None = None, asks: Ask = ask
) -> Looked:
    """Compare a regime with its file. Old numbers are compared with what the study they come from gives today.

    So a study can be asked otherwise without hiding that a number moved. ``shipped`` are the versions of the regime
    and which one they read like; those of the library where it is not given.
    """
    kept = read(regime, folder)
    if shipped is None:
        shipped = versions().get(regime, {})
    before = kept.by_id()
    same = {name: first for name, first in shipped.items() if name != first}
    # what reads like another version, now as before, is looked at there
    left = {name for name in same if kept.same.get(name) == same[name]}
    after = {name: lives(name, before[name].asked) for name in shipped if name in before and name not in left}
    resettled: list[str] = []
    now: dict[str, Lived] = {}
    for name in (one for one in shipped if one not in same):
        asked = asks(regime, name)
        known = after.get(name)
        if known is not None and known.asked != asked:
            resettled.append(f"{name} is asked otherwise: {asked.to_json()}")
        now[name] = known if known is not None and known.asked == asked else lives(name, asked)
    for name in (one for one in shipped if one in before):
        if kept.same.get(name) != same.get(name):
            was, reads = kept.same.get(name, "no other"), same.get(name, "no other")
            resettled.append(f"{name} reads like {reads}, before like {was}")
    old = {name: lived for name, lived in before.items() if name not in left}
    new = {**{name: lived for name, lived in now.items() if name not in before}, **after}
    new |= {name: now[first] for name, first in same.items() if name not in before}
    drift = drift_of(regime, old, new, resettled)
    if by_hand(regime, folder):
        gone = f"{file_of(regime, folder).name} as it was last written: it was edited or deleted by hand"
        drift = replace(drift, vanished=(gone, *drift.vanished))
    return Looked(drift, Kept(now, same))
