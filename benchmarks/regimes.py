"""Every shipped regime, lived warm by ten thousand people for two years: ``python benchmarks/regimes.py``.

Seconds of a whole ``run`` after everything has been compiled once: people, three arms (and their twins), tables, the
summary; without start of Python and without the report. Trust the order of the regimes, not single seconds.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from counterscore.regimes import load_regime
from counterscore.regimes.catalogue import library_files
from counterscore.running import run_study
from counterscore.worlds.study import Study


def seconds(name: str, people: int, months: int, folder: Path) -> float:
    """One warm run of a regime."""
    begun = time.perf_counter()
    run_study(Study(name, people, months), folder, force=True).summary.to_json()
    return time.perf_counter() - begun


def main() -> None:
    """Prints one line per regime, slowest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--months", type=int, default=24)
    asked = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as place:
        for name in library_files():
            first = seconds(name, asked.people, asked.months, Path(place) / name)
            warm = min(seconds(name, asked.people, asked.months, Path(place) / name) for _ in range(2))
            rows.append((warm, first, name, len(load_regime(name).values())))
    print(f"{'regime':<28}{'warm s':>8}{'first s':>9}{'values':>8}")
    for warm, first, name, values in sorted(rows, reverse=True):
        print(f"{name:<28}{warm:>8.2f}{first:>9.2f}{values:>8}")


if __name__ == "__main__":
    main()
