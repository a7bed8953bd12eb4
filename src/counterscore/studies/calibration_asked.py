"""What a calibration is asked for: which numbers it may tune, which published totals they are to meet.

Only what is graded an assumption may be tuned. A number of a statute, of an office, a court, a study or the press is
evidence about the world; to move it until a total fits would throw evidence away, and the total would prove nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from ..core.errors import SpecError, nearest
from ..regimes import Regime, load_regime
from ..regimes.units import Target
from ..worlds.swaps import Numbers, Open, is_open, open_numbers
from .acceptance import least
from .file import StudyFile, Tuning
from .own import stamp_of

MOST, MOST_POINTS = 8, 4_096


@dataclass(frozen=True)
class Wanted:
    """A calibration that can be done: the numbers (D), the totals they are to meet (J), and all that is predicted."""

    tuning: Tuning
    regime: Regime
    numbers: tuple[Open, ...]
    meet: tuple[Target, ...]

    @cached_property
    def predicted(self) -> tuple[Target, ...]:
        """The totals to meet and then all others of the regime."""
        named = {one.id for one in self.meet}
        return (*self.meet, *(one for one in self.regime.spec.targets if one.id not in named))

    def at(self, places: list[float]) -> Numbers:
        """The numbers at one point: a place between 0 and 1 for each."""
        return tuple((one.path, one.at(place)) for one, place in zip(self.numbers, places, strict=True))


def wanted(study: StudyFile) -> Wanted:
    """What the study asks to be calibrated.

    Raises: SpecError for a number that may not be tuned or has no range, too many numbers, an unknown total, and a
    total that needs more people or months than are asked for.
    """
    if study.calibration is None:
        raise SpecError(f"study {study.study} asks for no calibration")
    return _wanted(study.regime, study.calibration, stamp_of(study.regime))


@lru_cache(maxsize=8)
def _wanted(name: str, tuning: Tuning, stamp: tuple[int, int] | None) -> Wanted:
    """The same, remembered as long as the file of the regime is what it was: every task asks for it."""
    regime = load_regime(name)
    for what, names in (("tune", tuning.tune), ("meet", tuning.meet)):
        if not names:
            raise SpecError(f"calibration: {what} is empty; expected one or more")
        if twice := [name for name in names if names.count(name) > 1]:
            raise SpecError(f"calibration: {what} names {twice[0]!r} twice")
    if len(tuning.tune) > MOST:
        raise SpecError(
            f"calibration: {len(tuning.tune)} numbers to tune; expected at most {MOST}, since a few published totals "
            "cannot tell more numbers apart, and points that fill so many ranges would have to be very many"
        )
    _check_points(tuning)
    numbers = tuple(_tunable(regime, path) for path in tuning.tune)
    return Wanted(tuning, regime, numbers, tuple(_target(regime, name, tuning) for name in tuning.meet))


def _check_points(tuning: Tuning) -> None:
    """Raises: SpecError where too few points would be kept to tell anything."""
    if tuning.points > MOST_POINTS:
        raise SpecError(f"calibration: {tuning.points:,} points; expected at most {MOST_POINTS:,}")
    kept, needed = kept_of(tuning), least(len(tuning.meet))
    if kept < needed:
        raise SpecError(
            f"calibration: keeping {tuning.keep:g} of {tuning.points} points leaves {kept}; expected {needed} or more "
            f"for {len(tuning.meet)} totals: points: {-(-needed // tuning.keep):.0f}, or a larger keep"
        )


def kept_of(tuning: Tuning) -> int:
    """How many points are kept."""
    return round(tuning.keep * tuning.points)


def _tunable(regime: Regime, path: str) -> Open:
    """A number that may be tuned. Raises: SpecError naming its grade and source where it may not."""
    values = dict(regime.dated_values())
    if path not in values:
        near = nearest(path, list(values))
        raise SpecError(f"calibration: regime {regime.id} has no number {path!r} to tune{near}")
    found = {one.path: one for one in open_numbers(regime)}
    for entry in values[path].root:
        known = entry.grade != "assumption" and (path not in found or is_open(entry))
        if known:
            raise SpecError(
                f"calibration: {path} is graded {entry.grade} (source {entry.source}); only numbers graded assumption "
                "may be tuned, the others are evidence"
            )
    if path not in found:
        raise SpecError(f"calibration: {path} has no range in which it could be tuned, or nobody it is about")
    if any(isinstance(entry.value, tuple) for entry in values[path].root):
        raise SpecError(f"calibration: {path} is a list of numbers; expected a single number")
    return found[path]


def _target(regime: Regime, name: str, tuning: Tuning) -> Target:
    """A published total that this effort can tell. Raises: SpecError."""
    known = {one.id: one for one in regime.spec.targets}
    if name not in known:
        listed = ", ".join(known) or "none"
        near = nearest(name, list(known))
        raise SpecError(f"calibration: regime {regime.id} has no published total {name!r}{near}; it has {listed}")
    target = known[name]
    for what, needed, asked in (
        ("people", target.from_people, tuning.people), ("months", target.from_months, tuning.months),
    ):  # fmt: skip
        if asked < needed:
            cure = f"say {what}: {needed}, or leave it out of meet"
            raise SpecError(f"calibration: {name} needs {needed:,} {what}, {asked:,} are asked for; {cure}")
    return target
