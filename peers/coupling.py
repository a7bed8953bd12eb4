"""Who else is touched when one thing changes? The same questions to three engines, at their defaults and at their best.

Usage: python peers/coupling.py
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import warnings
from typing import Any

import numpy as np

PEOPLE, MONTHS, SEED = 3_000, 12, 7
WEIGHTS = np.array([0.10, 0.15, 0.20, 0.25, 0.20, 0.10])
IMPROVED = WEIGHTS * np.where(np.arange(len(WEIGHTS)) == 2, 1.05, 1.0)
COLUMNS = {
    "counterscore": ("coupling_ours", {}),
    "Mesa": ("coupling_mesa", {"own": False}),
    "Mesa, own": ("coupling_mesa", {"own": True}),
    "Starsim": ("coupling_starsim", {"best": False}),
    "Starsim, best": ("coupling_starsim", {"best": True}),
}


def coupling(columns: tuple[str, ...] = tuple(COLUMNS)) -> dict[str, Any]:
    """Every column of the table that is asked for."""
    os.environ.setdefault("STARSIM_INSTALL_FONTS", "0")
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    found: dict[str, Any] = {"people": PEOPLE, "months": MONTHS}
    found["few_months"] = importlib.import_module("coupling_ours").FEW_MONTHS
    for name in columns:
        module, how = COLUMNS[name]
        found[name] = importlib.import_module(module).coupling(PEOPLE, MONTHS, SEED, (WEIGHTS, IMPROVED), **how)
    return found


if __name__ == "__main__":
    print(json.dumps(coupling(), indent=1))
