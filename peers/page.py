"""Makes docs/peers.md and docs/peers.svg from peers/results.json.

Usage: python peers/page.py
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from town import read_town

from counterscore.report.draw.svg import Frame, drawing, line, tag, words

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
HOMES = {"mesa_home": "https://github.com/mesa/mesa", "starsim_home": "https://github.com/starsimhub/starsim"}
COLUMNS = ("counterscore", "Mesa", "Mesa, own", "Starsim", "Starsim, best")
TONES = {"counterscore": "g0", "Mesa": "g1", "Starsim": "g2"}
SHOWN = (
    "share listed, month 6", "share listed, month 12", "share listed, month 24", "share listed, month 36",
    "share suspect, month 36", "records in force per head, month 36", "mean score of adults",
    "spread of the score of adults", "adults with a score below 87.5", "adults listed for 1 months or more",
    "adults listed for 12 months or more", "months on lists per adult", "adults with 4 records or more",
    "entries on the wardens' list per 1,000 people", "slope of the score on the mean score of adult friends",
    "ever suspect, with a housemate ever listed minus without", "records per adult, ever suspect minus never",
)  # fmt: skip
ROWS = (
    ("one person gone: others' lives the same", "gone: others the same", "share"),
    ("one person gone: edges among others the same", "gone: edges the same", "share"),
    ("one more person: others' lives the same", "one more: others the same", "share"),
    ("one more person: edges among others the same", "one more: edges the same", "share"),
    ("one more birth: later newborns with the same number", "birth: later newborns the same", "share"),
    ("people who share a number after 40 years of births", "collisions", "count"),
    ("a module put first: lives the same", "module: others the same", "share"),
    ("a second module of one class put first: draws the same", "twin: draws the same", "share"),
    ("p = 1e-5: relative error", "rare 1e-05", "error"),
    ("p = 1e-6: relative error", "rare 1e-06", "error"),
    ("p = 1e-7: relative error", "rare 1e-07", "error"),
    ("choice: who moves", "choice: moved", "fine"),
    ("choice: to an option that did not improve", "choice: to an option that did not improve", "fine"),
)
STYLE = """
text { font-family: system-ui, sans-serif; font-size: 12px; fill: #222 } .tick { fill: #555 } .page { fill: #fff }
.grid { stroke: #e3e3e3 } .axis { stroke: #555 } .curve { fill: none; stroke-width: 2 }
.band { stroke: none; fill-opacity: 0.16 }
.curve.g0 { stroke: #b5651d } .curve.g1 { stroke: #1f5a99; stroke-dasharray: 8 4 }
.curve.g2 { stroke: #333; stroke-dasharray: 2 3 }
.band.g0 { fill: #b5651d } .band.g1 { fill: #1f5a99 } .band.g2 { fill: #333 }
"""


def shown(value: float | None, kind: str) -> str:
    """A cell of the table of couplings."""
    if value is None:
        return "-"
    if kind == "error":
        return f"{value:+.1e}" if abs(value) < 1e-4 else f"{100 * value:+.2g} %"
    if kind == "count":
        return f"{value:.0f}"
    if kind == "fine":
        return f"{100 * value:.2f} %"
    return "100 %" if value == 1 else f"{100 * value:.2f} %" if value > 0.99 else f"{100 * value:.1f} %"


def row(*cells: object) -> str:
    """A row of a Markdown table."""
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def tables(results: Mapping[str, Any]) -> dict[str, str]:
    """The tables of the page, by the name they have in its text."""
    agreed, worlds = results["agreement"], results["coupling"]
    by_name = {entry["name"]: entry for entry in agreed["table"]}
    chosen = [by_name[name] for name in SHOWN if name in by_name]
    town = read_town()
    return {
        "acts": "\n".join(
            row(a.name.replace("_", " "), f"{a.rate_female:.4f}", f"{a.rate_male:.4f}", f"{a.young_ratio:g}",
                f"{a.listed_ratio:g}", "yes" if a.prone else "no", f"{a.detection_p:g}", f"{a.points:+g}", a.life,
                "yes" if a.leads_to_list else "no")
            for a in town.acts
        ),
        "pairs": "\n".join(
            row(name, f"{p['p']:.3f}", p["worst"], f"{p['t']:+.2f}", f"{p['critical']:.2f}")
            for name, p in agreed["pairs"].items()
        ),
        "table": "\n".join(
            row(e["name"], *(f"{e['means'][engine]:.4g}" for engine in TONES),
                *(f"{e[k]:.2g}" for k in ("spread", "difference", "excluded", "found")))
            for e in chosen
        ),
        "wrong": "\n".join(
            row(name, f"{w['p']:.5f}", w["worst"], f"{w['t']:+.1f}") for name, w in agreed["wrong"].items()
        ),
        "coupling": "\n".join(
            row(title, *(shown(worlds[column].get(key), kind) for column in COLUMNS)) for title, key, kind in ROWS
        ),
    }  # fmt: skip


def text_of(results: Mapping[str, Any]) -> str:
    """The whole page."""
    agreed, worlds, town = results["agreement"], results["coupling"], read_town()
    ours, critical = worlds["counterscore"], agreed["alpha"] / len(agreed["pairs"])
    differing = [name for name, pair in agreed["pairs"].items() if pair["p"] <= critical]
    numbers = {name: getattr(town, name) for name in (
        "base", "lowest", "highest", "below", "score_term", "clear_p", "entry_p", "list_term", "exit_p", "weight",
        "friends_p", "household_p", "suspect_months", "attention")}  # fmt: skip
    return (HERE / "page-text.md").read_text(encoding="utf-8").format(
        **tables(results), **numbers, **HOMES, **results["sizes"],
        **{name: f"{value:.1f} s" for name, value in results["seconds"].items()},
        detection_ratio=", ".join(f"{x:g}" for x in town.detection_ratio), cap=max(a.life for a in town.acts),
        people=f"{agreed['people']:,}", months=agreed["months"], replicates=agreed["replicates"],
        aggregates=agreed["aggregates"], flips=agreed["flips"], alpha=agreed["alpha"], critical_p=critical,
        verdict=f"Different: {', '.join(differing)}." if differing else "No difference is found.",
        **{f"again_{name}": value for name, value in agreed["again"].items()},
        **{f"large_{name}": value for name, value in agreed["large"].items()},
        large_points=100 * abs(agreed["large"]["difference"]),
        wrongs=len(agreed["wrong"]), rejected=sum(w["p"] <= critical for w in agreed["wrong"].values()),
        small_people=worlds["people"], small_months=worlds["months"], few_months=worlds["few_months"],
        luck=shown(worlds["Mesa"]["by luck"], "share"), changed=ours["gone: changed with ties on"],
        beyond=ours["gone: changed beyond reach"], edges_few=shown(ours["one more: edges the same"], "share"),
        edges_full=shown(ours["one more: edges the same, full blocks"], "share"),
        safe_net=shown(worlds["Starsim, best"]["one more: edges the same"], "share"),
        collided_among=int(worlds["Starsim, best"]["collisions among"]), least=shown(ours["choice: least"], "fine"),
    )  # fmt: skip


def figure(results: Mapping[str, Any]) -> str:
    """Share listed by month: medians of replicates as lines, 10 to 90 % of replicates as bands."""
    series, months = results["agreement"]["series"], results["agreement"]["months"]
    box, top = Frame(46, 24, 700, 330), 0.16
    out = [tag("style", STYLE), tag("rect", x=0, y=0, width=720, height=390, class_="page")]
    for percent in range(0, 17, 4):
        y = box.y(percent / 100 / top)
        out += [line(box.left, y, box.right, y, "grid" if percent else "axis")]
        out += [words(box.left - 6, y + 4, f"{percent} %", "tick", "end")]
    for month in range(0, months + 1, 6):
        out.append(words(box.x(month / months), box.bottom + 17, str(month), "tick", "middle"))

    def path(values: list[float], turned: bool = False) -> str:
        points = [f"{box.x((m + 1) / months):.1f} {box.y(v / top):.1f}" for m, v in enumerate(values)]
        return "L".join(reversed(points) if turned else points)

    for name, tone in TONES.items():
        low, _, high = series[name]
        out.append(tag("path", d=f"M{path(high)}L{path(low, turned=True)}Z", class_=f"band {tone}"))
    for place, (name, tone) in enumerate(TONES.items()):
        y = box.top + 8 + 18 * place
        out.append(tag("path", d=f"M{path(series[name][1])}", class_=f"curve {tone}"))
        out += [tag("path", d=f"M{box.left + 12} {y}L{box.left + 44} {y}", class_=f"curve {tone}")]
        out += [words(box.left + 52, y + 4, name)]
    out.append(words(box.right, box.bottom + 36, "month of the regime; bands hold 80 % of replicates", "tick", "end"))
    last = [100 * series[name][1][-1] for name in TONES]
    said = f"Three lines lie on each other and rise from 0 to {sum(last) / 3:.1f} % of people listed."
    svg = drawing("peers", (720.0, 390.0), "Share of people listed, three engines", said, out)
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def main() -> None:
    """Writes both files."""
    results = json.loads((HERE / "results.json").read_text(encoding="utf-8"))
    (DOCS / "peers.md").write_text(text_of(results), encoding="utf-8")
    (DOCS / "peers.svg").write_text(figure(results) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
