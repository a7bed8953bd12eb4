"""Makes docs/mechanisms.md from the mechanisms themselves. Usage: python docs/make_mechanism_page.py"""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap

from counterscore.core.declare import Mechanism, Param
from counterscore.worlds.mechanisms import shipped

HERE = Path(__file__).parent
PARTS = {
    "life": "Life: goes on in every arm",
    "error": "Errors: switched off in the arms 'none' and 'perfect records'",
    "regime": "The regime: switched off in the arm 'none'",
}
HEAD = """# The mechanisms

Made from the mechanisms themselves by `python docs/make_mechanism_page.py`. Each stands in one file of
`src/counterscore/mechanisms` and is described here as the ODD protocol asks (Grimm et al. 2020): what it does, what it
reads and writes every step, at random by which streams, where its numbers come from, what it leaves out.
`--without NAME` switches one off, where it has a switch. `counterscore plan REGIME` shows the order of a step.
"""


def page() -> str:
    """The whole page."""
    out = [HEAD]
    for part, title in PARTS.items():
        out.append(f"## {title}\n")
        out += [paragraph(one) for one in sorted(shipped(), key=lambda m: m.name) if one.part == part]
    return "\n".join(out)


def paragraph(one: Mechanism) -> str:
    """One mechanism: what it does, in which phases, by which numbers, and its limits."""
    lines = [f"### `{one.name}`", "", *filled(one.doc), ""]
    rules = [f"`{rule.name}` ({rule.phase}, {rule.over})" for rule in one.rules]
    lines += filled(f"Rules: {', '.join(dict.fromkeys(rules))}.", "- ")
    draws = sorted({name for rule in one.rules for name in rule.arguments if name.startswith(("u_", "v_"))})
    if draws:
        lines += filled(f"Draws: {', '.join(f'`{name}`' for name in draws)}.", "- ")
    if one.columns:
        lines += filled("Columns: " + "; ".join(f"`{c.name}` {c.doc}" for c in one.columns) + ".", "- ")
    if one.params:
        lines += filled("Numbers: " + "; ".join(map(number, one.params)) + ".", "- ")
    switch = "yes" if any(param.off is not None for param in one.params) else "no, it is book-keeping"
    lines += filled(f"Switch: {switch}. Source: {one.source.rstrip('.')}.", "- ")
    return "\n".join([*lines, *filled(f"Limits: {one.limits}", "- "), ""])


def number(param: Param) -> str:
    """A parameter in words, with its switch and default."""
    said = f"`{param.name}` ({param.unit}) {param.doc}"
    off = f", off at {param.off:g}" if param.off is not None else ""
    default = f", {param.default:g} unless the regime says otherwise" if param.default is not None else ""
    return said + off + default


def filled(text: str, first: str = "") -> list[str]:
    """A paragraph in lines of at most 120 letters."""
    later = " " * len(first)
    return wrap(" ".join(text.split()), 120, initial_indent=first, subsequent_indent=later, break_long_words=False,
                break_on_hyphens=False)  # fmt: skip


if __name__ == "__main__":
    (HERE / "mechanisms.md").write_text(page(), encoding="utf-8")
