"""The report of a stored run: ``python benchmarks/report.py`` (as-feared-2020, 100,000 people, 60 months).

Seconds and processor seconds of a whole ``counterscore report FOLDER`` without the start of Python: opening the run,
its summary, and the page. Without ``--folder`` the run is lived first, into a temporary folder; that is not counted.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from counterscore.results import open_outcome
from counterscore.running import run_study
from counterscore.worlds.study import Study

GOAL_SECONDS = 5.0


def measured(folder: Path) -> dict[str, tuple[float, float]]:
    """Seconds and processor seconds of the summary and of the page that is made from it."""
    found = {}
    outcome = open_outcome(folder)
    with tempfile.TemporaryDirectory() as place:
        for name, what in (("summary", lambda: outcome.summary), ("page", lambda: outcome.report(Path(place)))):
            begun = time.perf_counter(), time.process_time()
            what()
            found[name] = (time.perf_counter() - begun[0], time.process_time() - begun[1])
    return found


def main() -> None:
    """Prints both, and their sum against the goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regime", default="as-feared-2020")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--folder", type=Path, help="a stored run, instead of living one")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = asked.folder or Path(place) / "run"
        if asked.folder is None:
            run_study(Study(asked.regime, asked.people, asked.months), folder)
        found = measured(folder)
    for name, (wall, busy) in found.items():
        print(f"{name:<10}{wall:>7.2f} s{busy:>8.2f} s of a processor")
    total = sum(wall for wall, _ in found.values())
    print(f"{'together':<10}{total:>7.2f} s, goal {GOAL_SECONDS:.0f} s")


if __name__ == "__main__":
    main()
