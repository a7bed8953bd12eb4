"""How many small faults in the rules the tests notice: makes mutants of every mechanism and counts survivors.

python benchmarks/mutants.py [--each 5] [--seed 1]     a sample of every mechanism; goes on where it was stopped
python benchmarks/mutants.py --only redress --all      every mutant of one mechanism
python benchmarks/mutants.py --seed 1 --again          survivors of that sample, against the tests as they are now
python benchmarks/mutants.py --store                   keeps what was found in docs/mutation.json
python benchmarks/mutants.py --page                    writes docs/mutation.md from it

Works on a copy of the source tree in --folder, with its own machine code; the tree itself is only read, but for
--store and --page. One process, whatever the machine has.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import click
from mutating import KINDS, Mutant, binding_mutants, text_mutants
from mutation_page import STORED, page, reasons, stored

from counterscore.worlds.mechanisms import shipped

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "counterscore" / "mechanisms"
KILLERS = (
    "tests/mechanisms", "tests/known", "tests/laws", "tests/engine", "tests/golden/test_biographies.py",
    "tests/contracts/test_mechanisms.py",
)  # fmt: skip
COPIED = ("src", "tests", "examples", "benchmarks", "docs", "pyproject.toml")
Row = dict[str, Any]


def every(name: str) -> list[Mutant]:
    """All mutants of a mechanism, those that can be seen to change nothing included."""
    known = shipped()
    columns = {column.name for one in known for column in one.columns}
    fields: dict[str, set[str]] = defaultdict(set)
    for one in known:
        for field in one.fields:
            fields[field.table].add(field.name)
    found = text_mutants(name, (SOURCES / f"{name}.py").read_text(encoding="utf-8"))
    for one in known:
        found += binding_mutants(one, columns, fields) if one.name == name else []
    return found


def sample(mutants: Iterable[Mutant], each: int, seed: int) -> list[Mutant]:
    """So many of them, the kinds in turn; which kind begins and which of a kind come first follows from the seed."""
    kinds: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in sorted(mutants, key=lambda m: _lot(seed, m.id)):
        kinds[mutant.kind].append(mutant)
    turns = [
        (place, _lot(seed, mutant.mechanism, kind), mutant)
        for kind, ones in kinds.items()
        for place, mutant in enumerate(ones)
    ]
    return [mutant for *_, mutant in sorted(turns, key=lambda t: t[:2])[:each]]


def _lot(seed: int, *words: str) -> str:
    return sha256(" ".join([str(seed), *words]).encode()).hexdigest()


def copy_tree(folder: Path) -> Path:
    """A fresh copy of what the tests need, without machine code; files that have not changed keep their times."""
    tree = folder / "tree"
    for name in COPIED:
        source, target = ROOT / name, tree / name
        if source.is_file():
            tree.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
            continue
        files = {p.relative_to(source) for p in source.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
        for old in [p for p in target.rglob("*") if p.is_file() and "__pycache__" not in p.parts]:
            if old.relative_to(target) not in files:
                old.unlink()
        for file in files:
            made = target / file
            if not made.exists() or made.read_bytes() != (source / file).read_bytes():
                made.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source / file, made)
    return tree


def attack(mutants: list[Mutant], results: Path, folder: Path, budget: float, tests: Iterable[str] = KILLERS) -> None:
    """Runs the tests against mutants in a copy of the tree; adds one line for each to ``results``."""
    tree = copy_tree(folder)
    jobs = folder / "jobs.json"
    jobs.write_text(json.dumps({"budget": budget, "mutants": [asdict(m) for m in mutants]}), encoding="utf-8")
    env = os.environ | {
        "PYTHONPATH": os.pathsep.join(str(tree / part) for part in ("src", "tests", "benchmarks")),
        "COUNTERSCORE_CACHE": str(folder / "kernels"), "NUMBA_CACHE_DIR": str(folder / "numba"),
        "PYTEST_DEBUG_TEMPROOT": str(folder),
    }  # fmt: skip
    command = [sys.executable, str(tree / "benchmarks" / "mutant_runs.py"), str(jobs), str(results)]
    said = subprocess.run([*command, str(folder / "memory.json"), *tests], cwd=tree, env=env, check=False)
    if said.returncode not in (0, 5):
        raise click.ClickException(f"the tests could not be run on the copy in {tree}")


def rows_of(results: Path) -> list[Row]:
    """The lines of a file of results."""
    return [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()] if results.exists() else []


def known_rows(folder: Path, name: str) -> list[Row]:
    """What is known of a hunt: from the folder, or from docs/mutation.json where it took place elsewhere."""
    return rows_of(folder / f"{name}.jsonl") or stored().get(name.removeprefix("sample-"), [])


def tell(rows: list[Row]) -> None:
    """Prints what happened per mechanism and per kind, and every survivor."""
    known = reasons()
    for title, key in (("mechanism", "mechanism"), ("kind", "kind")):
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for row in rows:
            explained = row["id"] in known and row["verdict"] != "killed"
            counts[row[key]]["explained" if explained else row["verdict"]] += 1
        click.echo(f"\n{title:24} killed survived explained equivalent timeout invalid")
        for name in sorted(counts, key=lambda n: (KINDS.index(n) if n in KINDS else 0, n)):
            c = counts[name]
            click.echo(
                f"{name:24} {c['killed']:6} {c['survived']:8} {c['explained']:9} {c['equivalent']:10} "
                f"{c['timeout']:7} {c['invalid']:7}"
            )
    for row in rows:
        if row["verdict"] in ("survived", "timeout", "invalid") and row["id"] not in known:
            where = f"{row['mechanism']}.py:{row['line']} {row['function']}"
            click.echo(f"\n{row['id']} {row['verdict']} {row['kind']} {where} {row.get('error', '')}")
            click.echo(f"  - {row['before']}\n  + {row['after']}")


def store(folder: Path) -> None:
    """Puts every sample of the folder, as first found and as found again, into docs/mutation.json."""
    kept = stored()
    for name in sorted({file.stem for file in folder.glob("sample-*")}):
        seed = name.removeprefix("sample-")
        again = {row["id"]: row["again"] for row in kept.get(seed, []) if "again" in row}
        again |= {row["id"]: row["verdict"] for row in rows_of(folder / f"{name}.again")}
        made = []
        rows = sorted(rows_of(folder / f"{name}.jsonl"), key=lambda r: (r["mechanism"], r["line"], r["id"]))
        for row in rows or kept[seed]:
            names = ["id", "mechanism", "kind", "verdict"]
            if row["verdict"] != "killed":
                names += ["function", "line", "before", "after"]
            one = {name: row[name] for name in names}
            made.append(one | ({"again": again[row["id"]]} if row["id"] in again else {}))
        kept[seed] = made
    lines = [
        f"{json.dumps(name)}: [\n" + ",\n".join(json.dumps(r, ensure_ascii=False) for r in rows) + "\n]"
        for name, rows in kept.items()
    ]
    STORED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


@click.command()
@click.option("--each", default=5, help="Mutants of each mechanism.")
@click.option("--seed", default=1, help="Which sample.")
@click.option("--only", multiple=True, help="Only this mechanism.")
@click.option("--all", "whole", is_flag=True, help="Every mutant instead of a sample.")
@click.option("--again", is_flag=True, help="Only what survived this sample, against the tests as they are now.")
@click.option("--without", "other", multiple=True, type=int, help="Leave out what the sample of this seed had.")
@click.option("--budget", default=15.0, help="Seconds of tests, at most, that a mutant has to survive.")
@click.option("--tests", multiple=True, default=KILLERS, help="Folders and files of tests that may notice.")
@click.option("--folder", default=Path(tempfile.gettempdir()) / "counterscore-mutants", type=Path)
@click.option("--store", "keep", is_flag=True, help="Write docs/mutation.json from the folder.")
@click.option("--page", "write", is_flag=True, help="Write docs/mutation.md from docs/mutation.json.")
def main(
    each: int, seed: int, only: tuple[str, ...], whole: bool, again: bool, other: tuple[int, ...], budget: float,
    tests: tuple[str, ...], folder: Path, keep: bool, write: bool,
) -> None:  # fmt: skip
    """Mutates the rules of the mechanisms and counts the mutants that no test notices."""
    folder.mkdir(parents=True, exist_ok=True)
    if keep or write:
        if keep:
            store(folder)
        if write:
            STORED.with_suffix(".md").write_text(page(), encoding="utf-8")
        return
    hunt = f"{'all' if whole else 'sample'}-{seed}"
    gone = {row["id"] for one in other for row in known_rows(folder, f"sample-{one}")}
    chosen: list[Mutant] = []
    for name in only or sorted(p.stem for p in SOURCES.glob("[a-z]*.py")):
        ours = [m for m in every(name) if m.id not in gone]
        chosen += ours if whole or again else sample(ours, each, seed)
    results = folder / f"{hunt}.{'again' if again else 'jsonl'}"
    attacked = [m for m in chosen if not m.equivalent]
    if again:
        left = {row["id"] for row in known_rows(folder, hunt) if row["verdict"] not in ("killed", "equivalent")}
        attacked = [m for m in attacked if m.id in left]
        results.unlink(missing_ok=True)
    else:
        done = {row["id"] for row in rows_of(results)}
        with results.open("a", encoding="utf-8") as file:
            for m in chosen:
                if m.equivalent and m.id not in done:
                    file.write(json.dumps(asdict(m) | {"verdict": "equivalent", "seconds": 0.0}) + "\n")
    os.nice(2)
    attack(attacked, results, folder, budget, tests)
    ids = {m.id for m in chosen}
    tell([row for row in rows_of(results) if row["id"] in ids])


if __name__ == "__main__":
    main()
