"""Makes docs/figure.svg from a real run: one synthetic life in three worlds. Usage: python docs/make_figure.py"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import counterscore as cs
from counterscore.report import life, telling_person
from counterscore.report.draw.strip import mark
from counterscore.report.story.picture import SIGNS, STATES, TONES, life_figure

HERE = Path(__file__).parent
STYLE = """
text { font-family: system-ui, sans-serif; font-size: 12px; fill: #222 } .label { font-weight: 600 }
.tick { fill: #555 } .axis { stroke: #555 } .outline { fill: none; stroke: #777 } .page { fill: #fff }
.calm { fill: #eef0f2 } .b3 { fill: #f2d9a6 } .b1 { fill: #b5651d } .limited { fill: #e0b36a }
.on-list { fill: #8c2d04 }
.wrong { fill: #c2185b } .mark { fill: #111; stroke: #111 } .mark.ended { fill: #fff }
"""
LETTER = 6.4


def coloured(svg: str, kinds: list[str]) -> str:
    """The drawing of the report with colours and a legend of its own, so that it can stand alone."""
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert box is not None
    width, height = float(box[1]), float(box[2])
    body = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height + 64:g}" role="img">'
    page = f'<rect class="page" width="{width:g}" height="{height + 64:g}"/>'
    tones = [tone for tone in TONES.values() if f'class="state {tone}"' in svg]
    words = {tone: STATES[state] for state, tone in TONES.items()}
    colours = row([(swatch(tone), words[tone]) for tone in tones], height + 18)
    signs = row([(partial(mark, kind), SIGNS[kind]) for kind in kinds], height + 42)
    return f"{head}<style>{STYLE}</style>{body.replace('</desc>', '</desc>' + page, 1)}{colours}{signs}</svg>\n"


def swatch(tone: str) -> Callable[[float, float], str]:
    """A small square of a colour, drawn around a place."""
    return lambda x, y: f'<rect x="{x - 6:g}" y="{y - 6:g}" width="12" height="12" class="{tone}"/>'


def row(entries: list[tuple[Callable[[float, float], str], str]], y: float) -> str:
    """One line of a legend."""
    x, parts = 16.0, []
    for draw, words in entries:
        parts.append(f'{draw(x, y)}<text x="{x + 11:g}" y="{y + 4:g}">{words}</text>')
        x += 34 + LETTER * len(words)
    return "".join(parts)


def main() -> None:
    """Run, choose the life whose worlds differ most tellingly, draw it."""
    with tempfile.TemporaryDirectory() as folder:
        out = cs.run("judgment-defaulters", people=100_000, months=60, seed=1, folder=folder)
        told = life(out, telling_person(out))
        seen = {event.kind for events in told.events for event in events}
        svg = coloured(life_figure(told).drawings[0].svg, [kind for kind in SIGNS if kind in seen])
        (HERE / "figure.svg").write_text(svg, encoding="utf-8")
        print(f"person {told.person}: {', '.join(told.about)}")


if __name__ == "__main__":
    main()
