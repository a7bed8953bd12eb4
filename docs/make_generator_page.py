"""Makes docs/generator.md and docs/generator.svg from the stored results. Usage: python docs/make_generator_page.py

The results come from benchmarks/draw_battery.py --json and benchmarks/outside_results.py.
"""

from __future__ import annotations

import json
import re
from itertools import groupby
from pathlib import Path
from textwrap import wrap
from typing import Any

from scipy import stats

from counterscore.report.draw.svg import Frame, alone, drawing, line, tag, words

HERE = Path(__file__).parent
HEAD = HERE / "generator-head.txt"
SIZE = (560.0, 470.0)
STYLE = """
text { font-family: system-ui, sans-serif; font-size: 12px; fill: #222 } .tick { fill: #555 } .page { fill: #fff }
.grid { stroke: #e3e3e3 } .axis { stroke: #555 } .even { stroke: #555; stroke-dasharray: 5 4 } .band { fill: #eef2f7 }
.dot { fill: #1f5a99 } .label { font-weight: 600 }
"""
BAND = 1.6276  # 99 % of the limiting Kolmogorov distribution
WHY = {
    "uniformity": "A probability means what it says only if every part of [0, 1) is met as often as its length, down to"
    " the last of 53 bits.",
    "serial": "People with neighbouring numbers live in one household or work side by side; months follow each other.",
    "rare events": "Wrong arrests and confusions have probabilities of 1e-7. A generator of single precision is wrong"
    " by a fifth there.",
    "cross-stream": "Every decision has a stream of its own; two decisions about one person must not lean on each"
    " other.",
    "cross-month": "A life is a row of months of one person.",
    "cross-seed": "Another seed has to be another study, also when seeds are 1, 2, 3.",
    "cross-replicate": "Intervals come from replicates.",
    "slots and records": "Records are drawn for by what, when born, which repeat; choices by slot. These fields share"
    " words of the counter with others.",
    "cross-person": "The same decision about far-away people.",
    "whole address": "A bit anywhere in the address has to change half of the bits of the number; exchanged fields must"
    " not meet.",
    "pair draws": "Friends name friends, harm passes along ties, one number is split among agencies.",
    "geometric skipping": "Rare acts are found by jumping from candidate to candidate.",
    "borders of blocks": "The jumps start anew in every block of 4,096 people, and the last block is cut off where the"
    " population ends. Nobody's place may show.",
    "transforms": "What people do is a count, a wait, an amount, a choice or a quota, not a uniform.",
}


# tests that watch acts in the engine: they count person-months, of which only candidates take a draw
LIVED = ("rare_acts", "places", "thinning", "neighbours_both")


def stored(name: str) -> Any:
    """A file of results."""
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def rounded(number: float) -> str:
    """A large number as 1.2e+09, the same for all rows."""
    return f"{number:.1e}"


def reasons() -> list[str]:
    """Families and why each is there."""
    return ["| family | why |", "|---|---|", *[f"| {family} | {why} |" for family, why in WHY.items()]]


def table(results: dict[str, Any]) -> list[str]:
    """One row per test, family by family, and what is exact."""
    out = ["| family | test | numbers | outcome | p |", "|---|---|---|---|---|"]
    for family, tests in groupby(results["tests"], key=lambda test: str(test["family"])):
        for k, test in enumerate(tests):
            cells = [family if not k else "", test["name"], rounded(test["numbers"]), test["statistic"]]
            out.append(f"| {' | '.join(cells)} | {test['p']:.3g} |")
    for one in results["exact"]:
        told = f"relative error {one['relative_error']:.1e}"
        out.append(f"| exact | expected acts at p = {one['p']:g}, on the grid of 53 bits | | {told} | |")
    return out


def laws(results: dict[str, Any]) -> list[str]:
    """What each test says holds, one line for tests that differ in the field alone."""
    told: dict[str, list[str]] = {}
    for test in results["tests"]:
        told.setdefault(test["law"], []).append(test["name"])
    return [f"- {shortened(names)}: {law}" for law, names in told.items()]


def shortened(names: list[str]) -> str:
    """One name, or the first of several and how many follow."""
    return f"*{names[0]}*" if len(names) == 1 else f"*{names[0]}* and {len(names) - 1} more"


def outside(runs: list[dict[str, Any]]) -> list[str]:
    """One row per battery and order, with everything the suite marked."""
    out = ["| battery | order | read | results | marked |", "|---|---|---|---|---|"]
    for run in runs:
        marked = "; ".join(f"{m['test']}, p = {m['p']}: {m['said']}" for m in run["marked"]) or "nothing"
        name = f"{run['suite']} {run['version']}, {run['battery']}"
        name += ", bits reversed" if "reversed" in run["command"] else ""
        out.append(f"| {name} | {run['order']} | {run['amount']} | {run['results']:,} | {marked.replace('|', '/')} |")
    return out


def commands(runs: list[dict[str, Any]]) -> list[str]:
    """One command of each battery, as it was run."""
    first = {re.sub(r"--order \w+", "--order ORDER", run["command"]): None for run in runs}
    return ["```", *first, "```"]


def tail_of(p: str) -> float:
    """How far out a value is that a suite prints as 1e-4, 1-1e-4 or 0.9999."""
    found = re.fullmatch(r"1 ?- ?(\S+)", p)
    value = float(found[1]) if found else 0.0 if p.startswith("eps") else float(p)
    return min(value, 1.0 - value)


def figures(results: dict[str, Any], runs: list[dict[str, Any]]) -> dict[str, str]:
    """The numbers of the text."""
    ps = [test["p"] for test in results["tests"]]
    lowest = min(results["tests"], key=lambda test: test["p"])
    marked = [(tail_of(m["p"]), m, run) for run in runs for m in run["marked"]]
    number = sum(run["results"] for run in runs)
    farthest = min((tail for tail, _, _ in marked), default=0.5)
    failed = sum(p < results["threshold"] for p in ps)
    return {
        "tests": str(len(ps)),
        "numbers": rounded(sum(test["numbers"] for test in results["tests"] if not lived(test))),
        "months": rounded(sum(test["numbers"] for test in results["tests"] if lived(test))),
        "large": str(sum(test["numbers"] >= 9.9e8 for test in results["tests"])),
        "threshold": f"{results['threshold']:.1e}",
        "false_alarm": f"{results['false_alarm']:g}",
        "verdict": "all pass" if not failed else f"**{failed} fail**",
        "lowest": f"{lowest['p']:.2g} ({lowest['name']})",
        "lowest_expected": f"{1 / (len(ps) + 1):.2g}",
        "below": str(sum(p < 0.05 for p in ps)),
        "below_expected": f"{0.05 * len(ps):.1f}",
        "ks": f"{stats.kstest(ps, 'uniform').pvalue:.2g}",
        "seconds": f"{results['seconds'] / 60:.0f}",
        "with": ", ".join(f"{name} {version}" for name, version in results["made_with"].items()),
        "scheme": results["scheme"],
        "seed": str(results["seed"]),
        "runs": str(len(runs)),
        "results": f"{number:,}",
        "marked": str(len(marked)),
        "farthest": f"{farthest:.2g}",
        "farthest_expected": f"{2 * farthest * number:.1g}",
    }


def lived(test: dict[str, Any]) -> bool:
    """Whether a test watches acts in the engine."""
    return test["test"] in LIVED or test["family"] == "borders of blocks"


def filled(text: str) -> str:
    """The text with its paragraphs and lists wrapped anew; tables, headings, figures and code stay as they are."""
    out = []
    for block in text.strip("\n").split("\n\n"):
        if block.startswith(("|", "#", "!", "`" * 3)):
            out.append(block)
            continue
        items = re.split(r"\n(?=- )", block)
        rows = [
            wrap(" ".join(item.split()), 120, subsequent_indent="  " * item.startswith("- "), break_on_hyphens=False)
            for item in items
        ]
        out.append("\n".join("\n".join(lines) for lines in rows))
    return "\n\n".join(out) + "\n"


def page() -> str:
    """The whole page."""
    results, runs = stored("generator-results.json"), stored("generator-outside.json")
    parts = {
        "why": reasons(), "table": table(results), "laws": laws(results), "outside": outside(runs),
        "commands": commands(runs),
    }  # fmt: skip
    text = HEAD.read_text(encoding="utf-8")
    for name, lines in parts.items():
        text = text.replace(f"<{name}>", "\n".join(lines))
    for name, value in figures(results, runs).items():
        text = text.replace(f"<{name}>", value)
    return filled(text)


def figure() -> str:
    """All p-values in order against what chance makes of a faultless generator, with the band of 99 %."""
    ps = sorted(test["p"] for test in stored("generator-results.json")["tests"])
    n, box = len(ps), Frame(58, 40, SIZE[0] - 24, SIZE[1] - 62)
    wide = BAND / n**0.5
    low = [(box.x(x / 100), box.y(max(0.0, x / 100 - wide))) for x in range(101)]
    high = [(box.x(x / 100), box.y(min(1.0, x / 100 + wide))) for x in range(100, -1, -1)]
    body = [
        tag("rect", class_="page", width=SIZE[0], height=SIZE[1]),
        tag("polygon", class_="band", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in low + high)),
    ]
    for tick in range(0, 11, 2):
        share = tick / 10
        body += [
            line(box.left, box.y(share), box.right, box.y(share), "grid"),
            line(box.x(share), box.bottom, box.x(share), box.bottom + 4, "axis"),
            words(box.left - 8, box.y(share) + 4, f"{share:g}", "tick", "end"),
            words(box.x(share), box.bottom + 18, f"{share:g}", "tick", "middle"),
        ]
    body.append(line(box.x(0), box.y(0), box.x(1), box.y(1), "even"))
    body += [tag("circle", cx=box.x((k + 0.5) / n), cy=box.y(p), r=3.0, class_="dot") for k, p in enumerate(ps)]
    body += [
        words(box.left - 40, box.top - 18, f"p-value; one dot per test, {n} tests in order of size", "label"),
        words(box.right, box.bottom + 36, "share of the tests at or below", "tick", "end"),
        words(
            box.right,
            box.bottom + 53,
            "broken line: chance alone; shaded: 99 in 100 faultless batteries",
            "tick",
            "end",
        ),
    ]
    told = f"{n} p-values from {ps[0]:.2g} to {ps[-1]:.2g}; the largest distance from the line is "
    told += f"{stats.kstest(ps, 'uniform').statistic:.2f}, the band is {wide:.2f} wide on either side."
    svg = drawing("generator", SIZE, "The p-values of all tests of the generator, in order", told, body)
    return alone(svg, STYLE)


def main() -> None:
    """Writes page and figure."""
    (HERE / "generator.md").write_text(page(), encoding="utf-8")
    (HERE / "generator.svg").write_text(figure(), encoding="utf-8")


if __name__ == "__main__":
    main()
