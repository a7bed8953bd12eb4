"""Counts the mutants of docs/mutation.json and writes docs/mutation.md.

What is left of the samples is explained in docs/mutants-left.yaml: ``equivalent`` (no input that can occur tells
the two apart) or ``unseen`` (it changes something that nobody reads or shows). Only the first leaves the count.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from textwrap import fill
from typing import Any

from mutating import KINDS
from ruamel.yaml import YAML

from counterscore.audit.four_counts import wilson

DOCS = Path(__file__).resolve().parents[1] / "docs"
STORED, LEFT, HEAD = DOCS / "mutation.json", DOCS / "mutants-left.yaml", DOCS / "mutation-head.txt"
SAMPLES = {
    "1": "First sample",
    "2": "Fresh sample: other mutants, after the tests that the first sample had led to",
    "3": "Second fresh sample: one more mutant of each mechanism, after the tests that both had led to",
}
WHAT = {
    "sign": "plus and minus, times and divided by, a minus forgotten, a shift the other way",
    "threshold": "`<` or `<=`, a comparison turned round, a number or a code moved, smallest and largest swapped",
    "month": "a month, a term or a due month one later or one earlier",
    "arm": "a rule reads a parameter or a column from the neighbouring arm",
    "logic": "and / or, a `not` forgotten, the two ends of a choice swapped",
    "chance": "the event happens to the others: `u >= p` where `u < p` was meant",
    "skipped": "a statement left out",
}
Row = dict[str, Any]


def stored() -> dict[str, list[Row]]:
    """The samples that are kept: name -> rows."""
    return dict(json.loads(STORED.read_text(encoding="utf-8"))) if STORED.exists() else {}


def left() -> dict[str, dict[str, str]]:
    """Why mutants are left: id -> kind of reason and reason."""
    return dict(YAML(typ="safe", pure=True).load(LEFT.read_text(encoding="utf-8")) or {}) if LEFT.exists() else {}


def reasons() -> dict[str, str]:
    """Why mutants are left: id -> reason."""
    return {name: f"{one['says']}: {one['why']}" for name, one in left().items()}


def verdict(row: Row, again: bool = False) -> str:
    """What became of a mutant: killed, left, equivalent or invalid; a timeout counts as left."""
    found = str(row.get("again", row["verdict"]) if again else row["verdict"])
    if found in ("survived", "timeout"):
        return "equivalent" if left().get(row["id"], {}).get("says") == "equivalent" else "left"
    return found


def rate(rows: Iterable[Row], again: bool = False) -> tuple[int, int]:
    """Killed, and all that are not equivalent."""
    counts = Counter(verdict(row, again) for row in rows)
    return counts["killed"], counts["killed"] + counts["left"]


def _interval(killed: int, of: int) -> str:
    """Wilson's 95 % interval, as if the mutants had been drawn evenly from all."""
    low, high = wilson(killed, of)
    return f"(95 % interval {100 * low:.1f} to {100 * high:.1f} %)"


def _share(killed: int, of: int) -> str:
    return f"{100 * killed / of:.1f} %" if of else ""


def table(rows: list[Row], again: bool) -> list[str]:
    """Per kind and in all: how many, equivalent, killed, left, and the share killed."""
    out = ["| kind | mutants | equivalent | killed | left | killed of the others |", "|---|---:|---:|---:|---:|---:|"]
    for kind in (*KINDS, "all"):
        ours = [row for row in rows if kind in (row["kind"], "all")]
        c = Counter(verdict(row, again) for row in ours)
        killed, of = rate(ours, again)
        out.append(f"| {kind} | {len(ours)} | {c['equivalent']} | {killed} | {of - killed} | {_share(killed, of)} |")
    return out


def per_mechanism(samples: dict[str, list[Row]]) -> list[str]:
    """Per mechanism over all samples, with the tests as they are now."""
    rows = [row for ours in samples.values() for row in ours]
    out = ["| mechanism | mutants | equivalent | killed | left |", "|---|---:|---:|---:|---:|"]
    for name in sorted({row["mechanism"] for row in rows}):
        c = Counter(verdict(row, again=True) for row in rows if row["mechanism"] == name)
        out.append(f"| `{name}` | {c.total()} | {c['equivalent']} | {c['killed']} | {c['left']} |")
    return out


def _quoted(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"


def survivors(samples: dict[str, list[Row]]) -> list[str]:
    """Every mutant that no test notices now, and why."""
    out = ["| where | stands there | instead | why nothing notices |", "|---|---|---|---|"]
    rows = [row for ours in samples.values() for row in ours]
    for row in sorted(rows, key=lambda r: (r["mechanism"], r.get("line", 0))):
        if row.get("again", row["verdict"]) in ("survived", "timeout"):
            why = reasons().get(row["id"], "not explained yet")
            where = f"`{row['mechanism']}.{row['function']}`"
            out.append(f"| {where} | {_quoted(row['before'])} | {_quoted(row['after'])} | {why} |")
    return out


def page() -> str:
    """The whole page."""
    samples = stored()
    out = [HEAD.read_text(encoding="utf-8").strip(), "", "## Kinds of faults", ""]
    out += ["| kind | what is wrong |", "|---|---|", *(f"| {kind} | {WHAT[kind]} |" for kind in KINDS), ""]
    for name, rows in samples.items():
        killed, of = rate(rows)
        now, of_now = rate(rows, again=True)
        sites = len({row["mechanism"] for row in rows})
        said = f"{len(rows)} mutants of {sites} mechanisms. Killed: {killed} of {of}, {_share(killed, of)} "
        said += f"{_interval(killed, of)}."
        if (now, of_now) != (killed, of):
            said += f" With the tests as they are now: {now} of {of_now}, {_share(now, of_now)}."
        out += [f"## {SAMPLES.get(name, f'Sample {name}')}", "", fill(said, 120), "", *table(rows, False), ""]
    out += ["## By mechanism", "", "All samples, with the tests as they are now.", "", *per_mechanism(samples), ""]
    out += ["## What is left, and why", "", *survivors(samples)]
    return "\n".join(out) + "\n"
