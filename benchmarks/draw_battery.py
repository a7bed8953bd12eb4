"""Quality battery of the draws: the table of docs/generator.md.

    python benchmarks/draw_battery.py                                   # about 1e9 numbers a test, some minutes
    python benchmarks/draw_battery.py --json docs/generator-results.json && python docs/make_generator_page.py
    python benchmarks/draw_battery.py --size 0.01                       # what the tests run, in half a minute
    python benchmarks/draw_battery.py --family "borders of blocks"

Every row is one test with one p-value; the battery as a whole raises a false alarm with probability 1e-6.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from functools import partial
from pathlib import Path
from typing import Any

import battery_base as base
import numba
import numpy as np
import scipy
from battery_acts import ACT_TESTS, grid_error
from battery_base import Row, Test
from battery_borders import BORDER_TESTS
from battery_fields import FIELD_TESTS
from battery_numbers import NUMBER_TESTS
from battery_pairs import PAIR_TESTS
from battery_transforms import TRANSFORM_TESTS

from counterscore.core.draws import SCHEME

FALSE_ALARM = 1e-6
EXACT = (1e-3, 1e-5, 1e-7, 1e-9)


def named(test: Test) -> str:
    """A short name of a test: its function, and what a shared function is about."""
    if isinstance(test, partial):
        return f"{test.func.__name__} {test.args[0]}"
    return test.__name__


def law(test: Test) -> str:
    """What the test says holds."""
    told = (test.func if isinstance(test, partial) else test).__doc__ or ""
    return " ".join(told.split())


def gathered() -> dict[str, tuple[Test, ...]]:
    """The tests by family; a family may have tests in several files."""
    families: dict[str, tuple[Test, ...]] = {}
    for part in (NUMBER_TESTS, FIELD_TESTS, PAIR_TESTS, ACT_TESTS, BORDER_TESTS, TRANSFORM_TESTS):
        for family, tests in part.items():
            families[family] = families.get(family, ()) + tests
    return families


FAMILIES = gathered()
TESTS: dict[str, Test] = {named(test): test for tests in FAMILIES.values() for test in tests}
THRESHOLD = FALSE_ALARM / len(TESTS)


def run(size: float, family: str | None, only: str | None) -> list[dict[str, object]]:
    """Runs and prints the tests, all or those of a family or with a name, as records."""
    records: list[dict[str, object]] = []
    print("| family | test | numbers | outcome | p |\n|---|---|---|---|---|")
    for name, tests in FAMILIES.items():
        for test in tests if family in (None, name) else ():
            if only not in (None, named(test)):
                continue
            row: Row = test(size)
            print(f"| {name} | {row.name} | {row.numbers:.2g} | {row.statistic} | {row.p:.3g} |", flush=True)
            told = {"name": row.name, "numbers": int(row.numbers), "statistic": row.statistic, "p": float(row.p)}
            records.append({"family": name, "test": named(test), **told, "law": law(test)})
    return records


def earlier(path: Path, size: float) -> dict[str, Any]:
    """What the file says of the other families; nothing where it is of another size, seed or scheme."""
    if not path.exists():
        return {}
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    same = (known["size"], known["seed"], known["scheme"]) == (size, base.SEED, SCHEME)
    return known if same else {}


def main(arguments: list[str] | None = None) -> int:
    """Prints the table and returns 1 when a test fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--size", type=float, default=1.0, help="share of the full size, 1.0 is about 1e9 a test")
    parser.add_argument("--family", choices=list(FAMILIES), help="run one family only")
    parser.add_argument("--test", choices=list(TESTS), metavar="NAME", help="run one test only, by its name")
    parser.add_argument("--seed", type=int, default=base.SEED, help="another seed asks the same of other numbers")
    parser.add_argument("--json", type=Path, help="write the outcome to this file; a part renews its own rows")
    options = parser.parse_args(arguments)
    base.SEED = options.seed
    started, part = time.perf_counter(), bool(options.family or options.test)
    known = earlier(options.json, options.size) if part and options.json else {}
    records = run(options.size, options.family, options.test)
    exact = [{"p": p, "relative_error": grid_error(p)} for p in EXACT]
    for one in exact:
        print(f"| exact | expected acts at p = {one['p']:g} | | relative error {one['relative_error']:.1e} | |")
    failed = [r for r in records if float(str(r["p"])) < THRESHOLD]
    total = sum(float(str(r["numbers"])) for r in records)
    seconds = time.perf_counter() - started
    verdict = "all pass" if not failed else f"{len(failed)} FAIL: {', '.join(str(r['test']) for r in failed)}"
    print(f"\n{len(records)} tests, {total:.3g} numbers, {verdict} at {THRESHOLD:.2g} each ({FALSE_ALARM:g} in all)")
    print(f"{seconds:.0f} s")
    if options.json:
        kept = {str(r["test"]): r for r in [*known.get("tests", ()), *records]}
        made = {
            "scheme": SCHEME,
            "size": options.size,
            "seed": base.SEED,
            "false_alarm": FALSE_ALARM,
            "threshold": THRESHOLD,
            "made_with": {
                "python": platform.python_version(),
                "numpy": np.__version__,
                "numba": numba.__version__,
                "scipy": scipy.__version__,
            },
            "seconds": round(seconds + known.get("seconds", 0)),
            "tests": [kept[t] for t in TESTS if t in kept],
            "exact": exact,
        }
        options.json.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
