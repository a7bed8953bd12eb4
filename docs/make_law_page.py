"""Makes docs/law.md: the words of law-head.txt and the tables of every check. Usage: python docs/make_law_page.py"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from counterscore.audit.law.checks import MARKS, Check, Element, laws
from counterscore.audit.law.contexts import load_contexts
from counterscore.audit.law.evidence import vocabulary

HERE = Path(__file__).parent
KINDS = {"concern": "look where present", "protection": "look where absent", "part": "part of the pattern"}


def page() -> str:
    """The whole page."""
    out = [(HERE / "law-head.txt").read_text(encoding="utf-8"), "## The checks\n"]
    for law in laws().values():
        out += [
            f"### {law.title} (`{law.id}`)\n",
            f"{law.about.strip()} Checked on {law.checked_on}.\n",
            *map(part, law.checks),
        ]
    return "\n".join([*out, contexts(), words()])


def part(check: Check) -> str:
    """One check with its elements as a table."""
    lines = [f"**{check.title}** (`{check.id}`), {check.citation}. Binds {check.binds}. In force from {check.since}."]
    lines[0] += f" {MARKS[check.mark].capitalize()}."
    lines += [check.note] if check.note else []
    if check.only_if is not None:
        lines.append(f"Applies where {check.only_if.says}: {condition(check.only_if.present_if)}.")
    if check.together is not None:
        lines.append(f"Together: {condition(check.together.present_if)}.")
    rows = [row(element) for element in check.elements]
    table = ["| element | present if the file says | looks | source | lab |", "|---|---|---|---|---|", *rows]
    return "\n".join([" ".join(lines), "", *table, ""])


def row(element: Element) -> str:
    """One element as a row."""
    lab = ", ".join(f"`{one}`" for one in element.lab.safeguards) if element.lab else ""
    mark = " (check the source)" if element.mark == "memory" else ""
    since = f"; from {element.since}" if element.since else ""
    cells = (f"`{element.id}` {element.says}", condition(element.present_if), KINDS[element.kind])
    return "| " + " | ".join((*cells, f"{element.citation}{mark}{since}", lab)) + " |"


def condition(one: Any) -> str:
    """A condition in words: names of the vocabulary with and, or, not."""
    if isinstance(one, str):
        return f"`{one}`"
    name, inside = next(iter(one.items()))
    if name == "not":
        return f"not {inner(inside)}"
    if name in ("any", "all"):
        return (" or " if name == "any" else " and ").join(map(inner, inside))
    if isinstance(inside, dict):
        test, bound = next(iter(inside.items()))
        return f"`{name}` {test.replace('_', ' ')} {bound:g}"
    return f"`{name}` is {' or '.join(str(value).replace('_', ' ') for value in inside)}"


def inner(one: Any) -> str:
    """A condition inside another one; what is itself joined stands in brackets."""
    joined = isinstance(one, dict) and next(iter(one)) in ("any", "all")
    return f"({condition(one)})" if joined else condition(one)


def contexts() -> str:
    """Which parts of life belong together, and which count as related."""
    known = load_contexts()
    lines = [
        "## Contexts\n",
        f"{known.about.strip()}\n",
        "| context | data that arise in it | doors that belong to it |",
    ]
    lines.append("|---|---|---|")
    for context in known.contexts.values():
        doors = ", ".join(door.replace("_", " ") for door in context.doors)
        lines.append(f"| {context.title} | {', '.join(context.origins)} | {doors} |")
    titles = {name: context.title for name, context in known.contexts.items()}
    pairs = (f"{titles[one.pair[0]]} and {titles[one.pair[1]]} ({one.why})" for one in known.related)
    lines += ["", f"Related: {'; '.join(pairs)}."]
    return "\n".join([*lines, ""])


def words() -> str:
    """The vocabulary: what each word means and where a regime file says it."""
    lines = ["## Words\n", "| word | means that | told by |", "|---|---|---|"]
    for name, word in vocabulary().items():
        values = f" ({', '.join(word.values)})".replace("_", " ") if word.values else ""
        where = ", ".join(f"`{one.strip()}`" for one in word.where.split(","))
        lines.append(f"| `{name}` | {word.says}{values} | {where} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    (HERE / "law.md").write_text(page(), encoding="utf-8")
