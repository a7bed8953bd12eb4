"""Measures everything that docs/peers.md says and writes peers/results.json.

Usage: python peers/all.py [sizes] [seconds] [coupling] [agreement]
"""

from __future__ import annotations

import ast
import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from agree import ENGINES, FULL, LARGE, again, agreement, one
from coupling import coupling
from signflip import FLIPS

HERE = Path(__file__).parent
TIMED = 5
NAMES = {"counterscore": "ours", "Mesa": "mesa", "Starsim": "starsim"}


def lines_of(name: str) -> int:
    """Lines of a Python file without blanks, comments and docstrings."""
    text = (HERE / name).read_text(encoding="utf-8")
    said: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            said |= set(range(node.lineno, (node.end_lineno or 0) + 1))
    kept = [i for i, line in enumerate(text.splitlines(), 1) if line.strip() and not line.strip().startswith("#")]
    return len([i for i in kept if i not in said])


def sizes() -> dict[str, Any]:
    """Versions and lines of code."""
    yaml = (HERE / "small-town.yaml").read_text(encoding="utf-8").splitlines()
    return {
        "loc_ours": len([line for line in yaml if line.strip()]), "loc_mesa": lines_of("mesa_town.py"),
        "loc_starsim": lines_of("starsim_town.py"), "loc_shared": lines_of("town.py"), "timed": TIMED,
        "version_ours": version("counterscore"), "version_mesa": version("mesa"), "version_starsim": version("starsim"),
        "python": platform.python_version(), "numpy": version("numpy"),
    }  # fmt: skip


def seconds() -> dict[str, float]:
    """Median seconds of one life of the town, after one to warm up."""
    _, people, months = FULL
    jobs = {engine: [(engine, "", replicate, people, months) for replicate in range(TIMED + 1)] for engine in ENGINES}
    return {f"seconds_{NAMES[e]}": median([one(job)[2] for job in jobs[e]][1:]) for e in ENGINES}


def checked_agreement() -> dict[str, Any]:
    """Agreement in full, with a second look at the closest call, in towns of the same size and in large ones."""
    found = agreement(*FULL)
    return found | {"flips": FLIPS, "again": again(found, *FULL), "large": again(found, *LARGE)}


PARTS = {"sizes": sizes, "seconds": seconds, "coupling": coupling, "agreement": checked_agreement}


def main() -> None:
    """Writes the results, part by part as they are there; parts that are not asked for stay as they were."""
    asked = sys.argv[1:] or list(PARTS)
    if strange := set(asked) - set(PARTS):
        sys.exit(f"no part {', '.join(sorted(strange))}; known: {', '.join(PARTS)}")
    file = HERE / "results.json"
    for name in asked:
        found = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        file.write_text(json.dumps(found | {name: PARTS[name]()}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
