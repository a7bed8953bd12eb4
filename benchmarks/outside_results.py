"""Turns what outside test suites printed into docs/generator-outside.json.

    python benchmarks/outside_results.py --json docs/generator-outside.json SAVED...

A saved file holds the output of PractRand's RNG_test, of a battery of TestU01 or of dieharder, below a first line that
is "# " and the command that made it. Nothing is left out: every value that a suite marks is kept, in its own words.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

PASSED = "All tests were passed"


def practrand(text: str) -> dict[str, Any]:
    """Evaluations at every length up to the last one that was finished, and what was not an everyday value."""
    results, marked, length = 0, [], ""
    for line in text.splitlines():
        if found := re.match(r"length= .*\((2\^\d+) bytes\)", line):
            length = found[1]
        elif found := re.search(r"(?:in|and) (\d+) test result", line):
            results += int(found[1])
        elif found := re.match(r"  (\S.*?)\s{2,}R=\s*\S+\s+p\s*=\s*(\S+)\s+(\S.*?)\s*$", line):
            marked.append({"test": f"{found[1]} at {length} bytes", "p": found[2], "said": found[3].rstrip()})
    version = re.search(r"PractRand version (\S+)", text)
    return {
        "suite": "PractRand", "version": version[1] if version else "?", "battery": "RNG_test, core tests",
        "amount": f"{length} bytes", "results": results + len(marked), "marked": marked,
    }  # fmt: skip


def testu01(text: str) -> dict[str, Any]:
    """Statistics of a battery, and those with a p-value outside of 0.001 to 0.999."""
    battery = re.search(r"Summary results of (\S+)", text)
    version = re.search(r"Version:\s+TestU01 (\S+)", text)
    number = re.search(r"Number of statistics:\s+(\d+)", text)
    used = re.search(r"words used: (\d+)", text)
    rows = re.findall(r"^\s*(\d+)\s{2}(\S.*?)\s{2,}(eps1?|1 - \S+(?: ?\S+)?|[\d.]+e?-?\d*)\s*$", text, re.MULTILINE)
    marked = [{"test": f"{number} {name}", "p": p, "said": "outside [0.001, 0.999]"} for number, name, p in rows]
    if (PASSED in text) == bool(marked) or not (battery and version and number):
        raise SystemExit("this output of TestU01 is not understood: it names no battery, or its verdict is unclear")
    amount = f"{float(used[1]):.3g} words" if used else ""
    return {
        "suite": "TestU01", "version": version[1], "battery": battery[1], "amount": amount,
        "results": int(number[1]), "marked": marked,
    }  # fmt: skip


def dieharder(text: str) -> dict[str, Any]:
    """Assessments, and those that are not PASSED."""
    version = re.search(r"dieharder version (\S+)", text)
    rows = re.findall(r"^\s*(\S+)\|\s*(\d+)\|\s*\d+\|\s*\d+\|\s*([\d.]+)\|\s*(\w+)\s*$", text, re.MULTILINE)
    marked = [{"test": f"{name} {n}", "p": p, "said": said} for name, n, p, said in rows if said != "PASSED"]
    until = f"tests up to {rows[-1][0]}" if rows else ""
    return {
        "suite": "dieharder", "version": version[1] if version else "?", "battery": "-a", "amount": until,
        "results": len(rows), "marked": marked,
    }  # fmt: skip


def read(path: Path) -> dict[str, Any]:
    """One saved output. Raises SystemExit where the command is missing or the suite is not known."""
    first, _, text = path.read_text(encoding="utf-8", errors="replace").partition("\n")
    if not first.startswith("# "):
        raise SystemExit(f"{path}: the first line must be '# ' and the command that made the file")
    readers = {"PractRand version": practrand, "TestU01": testu01, "dieharder version": dieharder}
    for sign, reader in readers.items():
        if sign in text:
            order = re.search(r"--order (\w+)", first)
            return {"order": order[1] if order else "?", "command": first[2:].strip()} | reader(text)
    raise SystemExit(f"{path}: no output of PractRand, TestU01 or dieharder")


def main(arguments: list[str] | None = None) -> int:
    """Reads the files in the order given and writes them as one list."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("saved", nargs="+", type=Path, help="saved outputs")
    parser.add_argument("--json", type=Path, required=True, help="file to write")
    options = parser.parse_args(arguments)
    made = [read(path) for path in options.saved]
    options.json.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for one in made:
        said = "; ".join(f"{m['test']} p {m['p']} {m['said']}" for m in one["marked"]) or "nothing marked"
        print(f"{one['suite']} {one['battery']}, {one['order']}: {one['results']} results, {said}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
