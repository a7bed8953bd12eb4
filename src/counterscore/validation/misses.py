"""Why a published total is missed: told beside the miss, so that nobody is tempted to tune it away."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from ..core.yaml_text import parsed

FILE = Path(__file__).parent / "misses.yaml"


@cache
def misses() -> dict[str, dict[str, str]]:
    """Explanations by regime and quantity."""
    found: dict[str, dict[str, str]] = json.loads(parsed(FILE.read_text(encoding="utf-8"), FILE.name)[1])
    return found


def why_missed(regime: str, quantity: str) -> str:
    """Why this regime misses this published figure, or nothing where it has not been looked into."""
    return misses().get(regime, {}).get(quantity, "")
