"""Numbers of a small score for tests of what adds to it: from 350 to 950, everybody scored, nothing else going on."""

from __future__ import annotations

from typing import Any

import numpy as np
from few import WRITTEN

from counterscore.mechanisms import scoring

WITH_SCORE = (*WRITTEN, scoring.MECHANISM)
SCORE: dict[str, Any] = {
    "scoring.consent_p": 1.0, "scoring.among": 0.0, "scoring.band_count": 2.0, "scoring.base": 350.0,
    "scoring.lowest": 350.0, "scoring.highest": 950.0, "scoring.cutoffs": np.array([600.0]),
    "scoring.direct_band": 0.0, "scoring.act_points": np.zeros(4), "scoring.direct_cut": np.zeros(4),
    "scoring.low_bands": 0.0,
}  # fmt: skip
