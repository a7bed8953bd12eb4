"""Writes docs/validation.md, the figures of docs/replications and the tables in its pages, from the targets.

Usage: python docs/make_replication_pages.py [TARGET...]    (about two minutes; TARGET...: only these)
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from itertools import groupby
from pathlib import Path

from counterscore.validation.targets_file import CLAIMS, Target, read_targets
from counterscore.validation.validate import validate
from counterscore.validation.verdicts import Checked, Row

HERE = Path(__file__).parent
PAGES = HERE / "replications"
BLOCK = re.compile(r"<!-- checks ([FR]\d+) -->\n.*?<!-- end -->", re.DOTALL)
FIGURES = "[!_]*.py"  # what begins with _ is shared by figures
SHOWN = 6  # elements of a list


def number(value: object) -> str:
    """An obtained value as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6g}" if isinstance(value, float) else f"{value}"


def cells(rows: Sequence[Row]) -> str:
    """One line of a table: a number, or the first elements of a list."""
    name = rows[0].name.split("[")[0]
    more = f", ... ({len(rows)})" if len(rows) > SHOWN else ""
    expected = ", ".join(row.expected for row in rows[:SHOWN]) + more
    obtained = ", ".join(number(row.obtained) for row in rows[:SHOWN]) + more
    missed = "" if all(row.passed for row in rows) else " **missed**"
    return f"| {name.replace('_', ' ')} | {expected} | {obtained}{missed} | {within(rows[:SHOWN])} |"


def within(rows: Sequence[Row]) -> str:
    """The tolerances of some rows; how many standard errors they are is said once."""
    told = [row.tolerance for row in rows]
    if len(set(told)) == 1:
        return told[0]
    widths, errors = zip(*(one.partition(" (")[::2] for one in told), strict=True)
    if len(set(errors)) == 1 and errors[0]:
        return f"{', '.join([widths[0], *(one.removeprefix('± ') for one in widths[1:])])} ({errors[0]}"
    return ", ".join(told)


def told(one: Checked, titles: dict[str, str]) -> list[str]:
    """One check: what it is, its table, where it is from."""
    check = one.check
    place = f", {check.where}" if check.where else ""
    lines = [f"**{check.id}** {check.title}: {one.verdict}{f' ({one.problem})' if one.problem else ''}", ""]
    if one.rows:
        lines += ["| number | expected | obtained | tolerance |", "|---|---|---|---|"]
        lines += [cells(list(rows)) for _, rows in groupby(one.rows, lambda row: row.name.split("[")[0])]
        lines.append("")
    said = [f"Claim: {check.claim}. Source: {titles[check.source]}{place}; {check.mark}."]
    said += [f"Derivation: {check.derivation}"] if check.derivation else []
    said += [f"Note: {check.note}"] if check.note else []
    return [*lines, " ".join(text if text.endswith(".") else f"{text}." for text in said), ""]


def section(found: Iterable[Checked]) -> str:
    """The checks of one target as they stand in its page."""
    titles = {"own": "this laboratory", **{one.id: one.title for one in read_targets().bibliography}}
    return "\n".join(line for one in found for line in told(one, titles)).rstrip()


def line_of(target: Target, found: Sequence[Checked]) -> str:
    """One target in the overview."""
    numbers = sum(len(one.rows) for one in found)
    kinds = ", ".join(dict.fromkeys(one.check.claim for one in found))
    verdicts = [one.verdict for one in found]
    counted = ", ".join(f"{verdicts.count(kind)} {kind}" for kind in dict.fromkeys(verdicts))
    name = f"[{target.title}](replications/{target.page}.md)" if target.page else target.title
    return f"| {target.id} | {name} | {kinds} | {numbers} | {counted} |"


def page(asked: dict[str, list[Checked]]) -> str:
    """The overview, and every check of the targets that have no page of their own."""
    file = read_targets()
    head = (HERE / "validation-head.txt").read_text(encoding="utf-8").rstrip()
    lines = [head, "", "| target | what | claims | numbers | verdicts |", "|---|---|---|---|---|"]
    lines += [line_of(one, asked[one.id]) for one in file.targets]
    everything = [check for found in asked.values() for check in found]
    lines += ["", "| claim | checks | pass | fail | warn |", "|---|---|---|---|---|"]
    for claim, words in CLAIMS.items():
        verdicts = [one.verdict for one in everything if one.check.claim == claim]
        counts = " | ".join(str(verdicts.count(kind)) for kind in ("pass", "fail", "warn"))
        lines.append(f"| {claim}: {words} | {len(verdicts)} | {counts} |")
    for one in file.targets:
        if not one.page:
            lines += ["", f"## {one.id} {one.title}", "", section(asked[one.id])]
    return "\n".join([*lines, ""])


def filled(text: str, asked: dict[str, list[Checked]]) -> str:
    """A page with the tables of its targets put in; blocks of targets that were not asked stay."""

    def put(found: re.Match[str]) -> str:
        if found[1] not in asked:
            return found[0]
        return f"<!-- checks {found[1]} -->\n\n{section(asked[found[1]])}\n\n<!-- end -->"

    return BLOCK.sub(put, text)


def figure(file: Path) -> str:
    """The picture that a file of docs/replications/figures draws; it may import what stands beside it."""
    if str(file.parent) not in sys.path:
        sys.path.append(str(file.parent))
    spec = spec_from_file_location(f"figure_{file.stem.replace('-', '_')}", file)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.figure())


def main(names: Sequence[str]) -> None:
    """Asks the targets and writes what depends on them."""
    found = {key: list(group) for key, group in groupby(validate(*names), lambda one: one.target)}
    for file in sorted(PAGES.glob("*.md")):
        text = file.read_text(encoding="utf-8")
        file.write_text(filled(text, found), encoding="utf-8")
    wanted = {one.page for one in read_targets().targets if one.id in found}
    for file in sorted((PAGES / "figures").glob(FIGURES)):
        if not names or file.stem in wanted:
            (PAGES / f"{file.stem}.svg").write_text(figure(file), encoding="utf-8")
    if not names:
        (HERE / "validation.md").write_text(page(found), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
