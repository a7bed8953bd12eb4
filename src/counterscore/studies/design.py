"""Where in the ranges of its numbers a study looks: points of a Latin hypercube or of a Sobol sequence.

Both fill the ranges more evenly than random points. Each number visits every one of K equal parts of its range once;
points of a Sobol sequence are even in pairs of numbers too, most of all in pairs of those that stand early in the file.

Source: McKay, Beckman and Conover (Technometrics 21, 1979); Sobol (USSR Comp Math 7, 1967), with the direction numbers
of Joe and Kuo (2008), by SciPy; random digital shift, L'Ecuyer and Lemieux (2002).
Limits: ranges are drawn as if numbers did not depend on each other.

Axis letters: D numbers, K points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

import numpy as np

from ..audit.sensitivity import INSTALL
from ..core.draws import MONTHS_LIMIT, uniforms
from ..core.errors import SpecError
from ..regimes import Regime, load_regime
from ..worlds.arms import Arm
from ..worlds.moved_people import PREFIX, parted
from ..worlds.swaps import Numbers, accepted, latin
from .file import StudyFile
from .identity import sampled
from .worlds import arms_of

STREAM = "studies.shift"
BITS = 52


def places(study: StudyFile, paths: Sequence[str]) -> np.ndarray:
    """Places between the low end (0) and the high end (1) of each range, shape (D, K).

    Raises: SpecError for a number of points that the design cannot have; ModuleNotFoundError with the cure where SciPy
    is missing.
    """
    asked = study.ranges
    if asked.points > MONTHS_LIMIT:
        raise SpecError(f"ranges: {asked.points:,} points; expected at most {MONTHS_LIMIT:,}")
    if not paths:
        return np.zeros((0, asked.points))
    return (
        shifted_sobol(paths, asked.points, study.seed)
        if asked.design == "sobol"
        else latin(paths, asked.points, study.seed)
    )


def shifted_sobol(paths: Sequence[str], points: int, seed: int) -> np.ndarray:
    """The first points of a Sobol sequence, shape (D, K), their binary digits shifted by a draw keyed by the path.

    The shift keeps every power of 2 of equal parts as evenly visited as it was, and takes away the point where
    everything stands at its low end. Raises: SpecError where ``points`` is no power of 2; ModuleNotFoundError.
    """
    if points < 2 or points & (points - 1):
        raise SpecError(f"ranges: {points} points; a Sobol sequence is even only for a power of 2, such as 32 or 64")
    try:
        from scipy.stats import qmc
    except ModuleNotFoundError as lacking:
        raise ModuleNotFoundError(f"Sobol points need {lacking.name}; {INSTALL}", name=lacking.name) from None
    plain = qmc.Sobol(len(paths), scramble=False, bits=BITS).random_base2(points.bit_length() - 1)
    keys = np.array([int.from_bytes(sha256(path.encode()).digest()[:4], "big") for path in paths], np.int64)
    shift = (uniforms(seed, STREAM, keys) * 2.0**BITS).astype(np.uint64)
    digits = (plain.T * 2.0**BITS).astype(np.uint64) ^ shift[:, None]
    found: np.ndarray = digits.astype(np.float64) / 2.0**BITS
    return found


def points_of(study: StudyFile) -> np.ndarray:
    """The places of all sampled numbers, (D, K); D is 0 where the study samples none."""
    return places(study, [one.path for one in sampled(study, load_regime(study.regime))])


def numbers_at(study: StudyFile, point: int, refused: Callable[[str, str], None]) -> Numbers:
    """The numbers of one point, those of a regime as far as it takes them together with each arm's own values.

    Numbers that it refuses stay as written in every arm, and are told to ``refused`` with the reason.
    """
    regime = load_regime(study.regime)
    at = points_of(study)[:, point]
    wanted = tuple((one.path, one.at(float(x))) for one, x in zip(sampled(study, regime), at, strict=True))
    return allowed(regime, arms_of(study), wanted, refused)


def allowed(regime: Regime, arms: Sequence[Arm], wanted: Numbers, refused: Callable[[str, str], None]) -> Numbers:
    """As many numbers as a regime takes together, with each arm's own values too, and all of its people's."""
    people = tuple(one for one in wanted if one[0].startswith(PREFIX))
    taken, _ = parted(wanted)
    for arm in _with_values(arms):
        own = dict((*arm.numbers, *arm.later))
        drawn = tuple(one for one in taken if one[0] not in own)
        paths = {path for path, _ in accepted(regime, drawn, refused, tuple(own.items()))}
        taken = tuple(one for one in taken if one[0] in paths)
    return (*taken, *people)


def _with_values(arms: Sequence[Arm]) -> list[Arm]:
    """One bare arm, and every arm with values of its own."""
    return [Arm("bare"), *(arm for arm in arms if arm.numbers or arm.later)]
