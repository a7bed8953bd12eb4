"""The programs of the folder of benchmarks, as modules, for tests that run them at a small size."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "benchmarks"
sys.path.insert(0, str(FOLDER))

import battery_acts as acts  # noqa: E402
import battery_base as base  # noqa: E402
import battery_fields as fields  # noqa: E402
import battery_pairs as pairs  # noqa: E402
import battery_transforms as transforms  # noqa: E402
import draw_battery as battery  # noqa: E402
import outside_results as outside  # noqa: E402
import stream_words as words  # noqa: E402

__all__ = ["FOLDER", "acts", "base", "battery", "fields", "outside", "pairs", "transforms", "words"]
