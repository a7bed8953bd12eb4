"""Base rates: of the alerts of each event, how many were true, as bars with their counts."""

from __future__ import annotations

from _shared import inputs, picture

from counterscore.published.base_rates import alert_value, pooled_value
from counterscore.report.draw.svg import Frame, line, tag, words

SIZE = (720.0, 470.0)
STEP = 21.0
STYLE = """
.true { fill: #8fb3d9; stroke: #1f5a99 } .pool { fill: #1f5a99; stroke: #1f5a99 }
.none { fill: #555; font-style: italic }
"""


def rows() -> list[tuple[str, float, float, float | None, str]]:
    """Name, true and all alerts, value and tone of every bar, from the inputs of the targets."""
    alerts, year = inputs("F6.alerts"), inputs("F6.year")
    events, skipped = alerts["events"], alerts["without"]
    pairs = {name: (float(true), float(false)) for name, (true, false) in events.items()}
    found = [
        (f"event {name}" if name.isdecimal() else name, true, true + false, alert_value(true, false), "true")
        for name, (true, false) in pairs.items()
    ]
    for told, kept in (
        ("together", pairs),
        (f"without the {skipped}", {n: p for n, p in pairs.items() if n != skipped}),
    ):
        true, false = (sum(pair[side] for pair in kept.values()) for side in (0, 1))
        found.append((told, true, true + false, pooled_value(kept.values()), "pool"))
    right = float(year["alerts"] - year["false"])
    return [*found, ("London 2024-25", right, float(year["alerts"]), alert_value(right, float(year["false"])), "pool")]


def figure() -> str:
    """The drawing, able to stand alone."""
    bars = rows()
    box = Frame(130, 30, SIZE[0] - 120, 30 + STEP * len(bars))
    body = []
    for share in range(0, 101, 20):
        x = box.x(share / 100)
        body += [line(x, box.top, x, box.bottom, "grid"), words(x, box.bottom + 17, f"{share} %", "tick", "middle")]
    body.append(line(box.left, box.top, box.left, box.bottom, "axis"))
    for place, (name, true, total, value, tone) in enumerate(bars):
        y = box.top + STEP * place + 3
        body.append(words(box.left - 8, y + 12, name, "label" if tone == "pool" else "", "end"))
        if value is None:
            body.append(words(box.left + 6, y + 12, "undefined: no alert", "none"))
            continue
        body.append(tag("rect", x=box.left, y=y, width=value * (box.right - box.left), height=STEP - 6, class_=tone))
        body.append(words(box.right + 8, y + 12, f"{true:,.0f} of {total:,.0f}", "tick"))
    body.append(words(box.left, 18, "share of alerts that were true", "label"))
    body.append(words(box.right + 8, 18, "alerts", "tick"))
    body.append(
        words(box.right, box.bottom + 36, "South Wales Police, 15 events of 2017-18; London, one year", "tick", "end")
    )
    told = "; ".join(f"{name} {'undefined' if v is None else f'{100 * v:.1f} %'}" for name, _, _, v, _ in bars)
    return picture("base-rates", SIZE, "Share of alerts that were true, by event", told, body, STYLE)
