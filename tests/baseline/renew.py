"""Did any published number move? Compares every shipped regime with the kept numbers, and writes them anew.

    python tests/baseline/renew.py [REGIME ...]     what moved, by how much; 1 where anything did
    python tests/baseline/renew.py --renew          writes the numbers, if CHANGELOG.md says under Results what moved
"""  # fmt: skip

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":  # the folder of the tests is on nobody's path
    sys.path.insert(0, str(Path(__file__).parents[1]))

from baseline.advice import REWORDED, UNNAMED, refused, told
from baseline.asked import versions
from baseline.changelog import CHANGELOG, SEEN, lost_lines, new_lines, remember
from baseline.kept import FOLDER, file_of, seal, write
from baseline.living import Looked, look
from baseline.moved import SHOWN, table

Look = Callable[[str], Looked]


@dataclass(frozen=True)
class Places:
    """Where numbers, changelog and seen lines lie."""

    folder: Path = FOLDER
    changelog: Path = CHANGELOG
    seen: Path = SEEN


def regimes(folder: Path = FOLDER) -> list[str]:
    """Regimes of the library, and those that have only a file of numbers left."""
    return sorted({*versions(), *(file.stem for file in folder.glob("*.json"))})


def looked(names: Sequence[str], workers: int, one: Look = look) -> dict[str, Looked]:
    """Every regime compared with its file; tells its name when it is done."""
    found = {}
    with ProcessPoolExecutor(workers) as pool:
        for name, answer in zip(names, pool.map(one, names), strict=True):
            print(f"\r{len(found) + 1} of {len(names)} {name:<40}", end="", file=sys.stderr, flush=True)
            found[name] = answer
    print(f"\r{'':<60}\r", end="", file=sys.stderr)
    return found


def compare(found: dict[str, Looked], most: int = SHOWN) -> int:
    """Tell what differs; 1 where anything does."""
    drifts = [one.drift for one in found.values()]
    same = sum(drift.unmoved for drift in drifts)
    print(told(drifts, most) or f"{same:,} numbers of {len(found)} regimes are what they were.")
    return int(any(drift.any for drift in drifts))


def renew(found: dict[str, Looked], places: Places, most: int = SHOWN) -> int:
    """Write the numbers anew, unless old ones moved and no new line says so; 1 where this is refused."""
    drifts = [one.drift for one in found.values()]
    lines = new_lines(places.changelog, places.seen)
    lost = lost_lines(places.changelog, places.seen)
    if refused(drifts, len(lines) - lost):
        compare(found, most)
        print(f"\nNothing was written: no line under Results of {places.changelog.name} is new since the last renewal.")
        if lines:
            print(REWORDED.format(new=len(lines), lost=lost))
        return 1
    for name, one in found.items():
        if one.now.versions:
            write(name, one.now, places.folder)
        else:
            file_of(name, places.folder).unlink(missing_ok=True)
    seal(places.folder)
    remember(places.changelog, places.seen)
    changed = [drift.regime for drift in drifts if drift.any]
    for drift in drifts:
        if drift.any:
            print(table(drift, most), end="\n\n")
    print(f"Numbers of {len(changed)} of {len(found)} regimes were written anew; look at them: git diff {FOLDER.name}")
    for line in lines:
        print(f"  under: {line}")
    if silent := [one.regime for one in drifts if one.old_moved and not any(one.regime in line for line in lines)]:
        print(UNNAMED.format(regimes=", ".join(silent)))
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("regimes", nargs="*", metavar="REGIME", help="compare these alone")
    parser.add_argument("--renew", action="store_true", help="write the numbers anew, all of them")
    parser.add_argument("--all", action="store_true", help="show every number that moved")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one per core)")
    asked = parser.parse_args(arguments)
    known = regimes()
    if strange := sorted(set(asked.regimes) - set(known)):
        parser.error(f"no regime {', '.join(strange)}; known: {', '.join(known)}")
    if asked.renew and asked.regimes:
        parser.error("--renew writes all regimes: one line of the changelog speaks of all that moved")
    found = looked(asked.regimes or known, asked.workers)
    most = 10**9 if asked.all else SHOWN
    return renew(found, Places(), most) if asked.renew else compare(found, most)


if __name__ == "__main__":
    sys.exit(main())
