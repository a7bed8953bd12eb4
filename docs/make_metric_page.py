"""Makes docs/metrics.md from the metrics and indices themselves. Usage: python docs/make_metric_page.py"""

from __future__ import annotations

import math
from pathlib import Path
from textwrap import wrap

from counterscore.audit.index import Index, indices
from counterscore.audit.metric import Metric, metrics

HERE = Path(__file__).parent
WORSE = {"higher": "more is worse", "lower": "less is worse", "neither": "neither end is worse"}
HEAD = """# Metrics and indices

Made from the declarations themselves by `python docs/make_metric_page.py`. How their intervals come about, and how
often these hold the truth, stands in [intervals](intervals.md).

A **metric** has a value for every person; a run tells its mean, and every difference between two arms is taken person
by person. An **index** is one number of a whole arm that is no mean over people: a gap between groups, a concentration,
a mobility. Both are told only where the run has recorded what they need and 20 people or more are counted.

```python
import counterscore as cs

result = cs.run("judgment-defaulters", people=2_000, months=6)
found = result.compare("as written", "none")
found.ever_listed().by("sex x residence")  # the paired effect in every intersection
result.index("gini_refusals")  # an index with its interval
found.index("parity_gap", by="residence")  # its paired difference; `by` names the groups it compares
result.worst_hit("refused_at_least_once").told  # whether a subgroup is hit harder than chance explains
```
"""


def page() -> str:
    """The whole page."""
    out = [HEAD, "## Metrics\n"]
    out += [paragraph(one) for one in sorted(metrics().values(), key=lambda m: m.id)]
    out.append("## Indices\n")
    out += [paragraph(one) for one in sorted(indices().values(), key=lambda i: i.id)]
    return "\n".join(out)


def paragraph(one: Metric | Index) -> str:
    """One metric or index: title, definition, unit, direction, among whom, what it needs, source."""
    among = f"Among {one.among}. " if one.among else ""
    lines = [f"### `{one.id}`", "", *filled(f"{one.title}. {one.definition}"), ""]
    lines += filled(f"Unit: {one.unit}; {WORSE[one.worse]}. {among}{compared(one)}".rstrip(), "- ")
    lines += filled(
        "Needs: " + ", ".join(f"`{need}`" for need in one.needs) + f". Source: {one.source.rstrip('.')}.", "- "
    )
    return "\n".join([*lines, ""])


def compared(one: Metric | Index) -> str:
    """What an index compares, and the ends of its scale; nothing for a metric."""
    if isinstance(one, Metric):
        return ""
    groups = "Compares groups with each other. " if one.across else ""
    equal = f", {one.null:g} where nothing differs" if one.null is not None else ""
    low, high = (f"{end:g}" if math.isfinite(end) else "" for end in (one.low, one.high))
    scale = f"From {low} to {high}" if low and high else f"From {low} up" if low else f"Up to {high}" if high else "Any"
    return f"{groups}{scale}{equal}."


def filled(text: str, first: str = "") -> list[str]:
    """A paragraph in lines of at most 120 letters."""
    later = " " * len(first)
    return wrap(" ".join(text.split()), 120, initial_indent=first, subsequent_indent=later, break_long_words=False,
                break_on_hyphens=False)  # fmt: skip


if __name__ == "__main__":
    (HERE / "metrics.md").write_text(page(), encoding="utf-8")
