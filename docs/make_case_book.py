"""Makes docs/case-book.md and docs/case-book.svg: documented cases, lived by many synthetic people each.

Usage: python docs/make_case_book.py
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Literal

import numpy as np
from pydantic import Field

from counterscore.core.documents import Month, Strict, load_document
from counterscore.core.errors import SpecError
from counterscore.regimes import load_regime
from counterscore.safeguards import apply, safeguard_ids
from counterscore.worlds.arms import Arm
from counterscore.worlds.retold import Circumstance, retell

HERE = Path(__file__).parent
HEROES, SEED, MONTHS = 1000, 1, 120
AS_WRITTEN, ALL = "as written", "all of these"
MEASURES = {"listed": "months on the list or under a limit", "unaware": "months before the person knew"}
Numbers = dict[str, float]


class Told(Strict):
    """The circumstances of a case, as ``Circumstance`` takes them.

    ``list`` is the id of the list in question, ``like`` the name of circumstances that these add to.
    """

    like: str = ""
    regime: str = ""
    begins: Month = "2017-05"
    table: Literal["cases", "listings"] = "cases"
    row: Numbers = {}
    list: str = "defaulters"
    by_another: bool = False
    world: Numbers = {}
    person: Numbers = {}
    who: Numbers = {}


class Case(Strict):
    """One documented case: what the source says, what is given to the synthetic people, and what is asked."""

    id: str
    title: str
    source: str
    told: str
    documented: int | None = Field(default=None, description="months, as reported")
    at_least: bool = False
    measure: Literal["listed", "unaware"]
    given: str
    circumstance: Told
    without: tuple[str, ...] = ()
    also: dict[str, Numbers] = Field(default={}, description="further arms, as written but for these numbers")
    with_: tuple[str, ...] = Field(alias="with")


class NotTold(Strict):
    """A documented case that the mechanisms cannot tell, and why."""

    title: str
    source: str
    told: str
    why: str


class CaseBook(Strict):
    """The file cases.yaml."""

    sources: dict[str, str]
    alike: dict[str, Told]
    cases: tuple[Case, ...]
    not_told: tuple[NotTold, ...]

    def whole(self, told: Told) -> Told:
        """Circumstances with those they add to; numbers of both are kept, the case's own win."""
        if not told.like:
            return told
        base = self.alike[told.like]
        own = {name: getattr(told, name) for name in told.model_fields_set}
        both = {
            name: {**getattr(base, name), **value} if isinstance(value, dict) else value for name, value in own.items()
        }
        return base.model_copy(update=both)


@dataclass(frozen=True)
class Lived:
    """A case with what became of the heroes of each arm (H,): months asked about, inf where there was no end;
    whether the entry ever took effect; months until the last office had dropped it."""

    case: Case
    months: Mapping[str, np.ndarray]
    began: Mapping[str, np.ndarray]
    held: Mapping[str, np.ndarray]
    left_out: tuple[str, ...]


def lived(case: Case, told: Told, heroes: int = HEROES) -> Lived:
    """Live a case under its regime, and under each safeguard that changes something in it."""
    regime = load_regime(told.regime)
    fitting = [name for name in case.with_ if _fits(told.regime, (name,))]
    together = _together(told.regime, fitting)
    arms = [Arm(AS_WRITTEN), *(Arm(f"without {name}", (name,)) for name in case.without)]
    arms += [*(Arm(name) for name in case.also), *(Arm(name, (), (name,)) for name in fitting)]
    arms += [Arm(ALL, (), together)] if len(together) > 1 else []
    code = regime.codebook()["lists"].index(told.list)
    row = told.row | ({"list": code} if told.table == "listings" else {})
    given = Circumstance(
        told.regime,
        told.begins,
        told.table,
        row,
        told.by_another,
        told.world,
        told.person,
        told.who,
        case.also,
        code,
        MONTHS,
    )
    found = retell(given, arms, heroes, SEED)
    began = found.held_months > 0
    months = np.where(began, found.unaware_months if case.measure == "unaware" else found.listed_months, 0.0)
    names = [arm.name for arm in arms]
    left_out = tuple(name for name in case.with_ if name not in fitting)
    return Lived(case, *(dict(zip(names, v, strict=True)) for v in (months, began, found.held_months)), left_out)


def _fits(regime: str, names: Sequence[str]) -> bool:
    """Whether these safeguards change something in a regime and can stand together."""
    try:
        apply(load_regime(regime), list(names))
    except SpecError:
        return False
    return True


def _together(regime: str, names: Sequence[str]) -> tuple[str, ...]:
    """As many of these safeguards, in order, as can stand together."""
    found: tuple[str, ...] = ()
    for name in names:
        if _fits(regime, (*found, name)):
            found = (*found, name)
    return found


def months_of(values: np.ndarray, share: float, without_end: str) -> str:
    """A quantile in whole months."""
    value = float(np.quantile(values, share, method="inverted_cdf"))
    return without_end if np.isinf(value) else f"{value:.0f}"


def percent(share: float) -> str:
    """A share in whole percent; what is rare is not called never."""
    return "< 1 %" if 0 < share < 0.005 else "> 99 %" if 0.995 <= share < 1 else f"{100 * share:.0f} %"


def words_of(arm: str) -> str:
    """An arm as a table names it."""
    return f"`{arm}`" if arm in safeguard_ids() else arm


def table_of(found: Lived) -> list[str]:
    """One line per arm."""
    case = found.case
    heads = ["", "median", "10 to 90 %", "never took effect"]
    heads += ["never learnt of it" if case.measure == "unaware" else f"not over after {MONTHS}"]
    heads += [f"{case.documented} or more"] if case.documented else []
    copied = case.measure == "listed" and bool((found.held[AS_WRITTEN] > found.months[AS_WRITTEN]).any())
    heads += ["last copy, median"] if copied else []
    out = [f"| {' | '.join(heads)} |", "|---|" + "---:|" * (len(heads) - 1)]
    end = "never" if case.measure == "unaware" else f"over {MONTHS}"
    for name, values in found.months.items():
        spread = " to ".join(dict.fromkeys((months_of(values, 0.1, end), months_of(values, 0.9, end))))
        cells = [words_of(name), months_of(values, 0.5, end), spread, percent(1.0 - found.began[name].mean())]
        cells.append(percent(np.isinf(values).mean()))
        cells += [percent((values >= case.documented).mean())] if case.documented else []
        cells += [months_of(found.held[name], 0.5, end)] if copied else []
        out.append(f"| {' | '.join(cells)} |")
    return out


def wrapped(text: str) -> str:
    """A paragraph of at most 120 columns."""
    return fill(" ".join(text.split()), 120, break_long_words=False, break_on_hyphens=False)


def chapter(found: Lived, told: Told) -> list[str]:
    """The part of the page about one case."""
    case = found.case
    over = (
        ""
        if case.documented is None
        else f" Documented: {'more than ' if case.at_least else ''}{case.documented} months."
    )
    base = found.months[AS_WRITTEN]
    out = [f"## {case.title}", "", wrapped(f"{case.told} [{case.source}]{over}"), ""]
    out += [wrapped(f"**Given:** {case.given} Regime `{told.regime}`, from {told.begins}."), ""]
    out += [f"{MEASURES[case.measure].capitalize()}:", "", *table_of(found), ""]
    if case.documented:
        share = percent((base >= case.documented).mean())
        out += [wrapped(f"As written, {share} of the same cases last {case.documented} months or more."), ""]
    over = np.isfinite(base) & found.began[AS_WRITTEN]
    stale = found.held[AS_WRITTEN][over] > base[over]
    if case.measure == "listed" and stale.any():
        forever = percent(np.isinf(found.held[AS_WRITTEN][over]).mean())
        text = f"Of the entries that end, {percent(stale.mean())} stay for a while in somebody's copy, and {forever}"
        out += [wrapped(f"{text} for all the months watched."), ""]
    if found.left_out:
        out += [wrapped(f"Changes nothing in this regime: {', '.join(found.left_out)}."), ""]
    return out


INTRO = """# Case book

Cases that the press or researchers documented, lived again by {heroes:,} synthetic people each. The case is cited by
its source; the people are numbers. What is known of the case is given to all of them (the debt of a namesake, no
notice, an objection), and so is what it takes to come about at all, which the source may not say (a file without an ID
number, a month where no date is told: ours). Nothing else happens to them. All the rest is left to the regime's own
chances, so that the tables show how long such a case lasts as the rules are written, and how long it would have lasted
under a safeguard. `python docs/make_case_book.py` makes this page from [cases.yaml](cases.yaml).

![Documented durations beside those of the same case as written and under safeguards](case-book.svg)

How to read it, and what it cannot show:

- "Never" is longer than anything: whoever did not learn of an entry before it ended counts among the longest.
- Time runs from the month in which the entry takes effect, and is watched for {months} months. Where there are copies,
  the last column says when the last office has dropped the entry as well. A case that is stopped before it takes effect
  counts as 0 months.
- How long a late correction takes (a lognormal wait around a median of a year for those not decided in time) was chosen
  after six documented times, five of which stand on this page. So the page cannot test that number. What it adds is
  how often such a case lasts so long, how long its copies stay, and which safeguard would have ended it.
- Cases reach the press because they last. The documented time is one draw from the long end, not a typical case.
- A safeguard has the last word over what the office does (a file without a number, no notice), never over what the
  person does. {all_of} means all of the safeguards of the table that can stand together.
- The press ended several cases within days. It is no safeguard; where it has a line of its own, a newspaper or a lawyer
  takes the case up with that chance each month, and the rest of the wait then passes ten times as fast (assumed).
"""


def page(all_lived: Sequence[tuple[Lived, Told]], book: CaseBook) -> str:
    """The whole page."""
    out = [INTRO.format(heroes=len(all_lived[0][0].months[AS_WRITTEN]), months=MONTHS, all_of=f'"{ALL}"')]
    for found, told in all_lived:
        out.append("\n".join(chapter(found, told)))
    out.append("## Not told by the mechanisms\n")
    for case in book.not_told:
        out.append(wrapped(f"- **{case.title}** [{case.source}]: {case.told} {case.why}") + "\n")
    out.append("## Sources\n")
    used = {case.source for case in (*book.cases, *book.not_told)}
    out += [f"- {name}: {text}" for name, text in book.sources.items() if name in used]
    return "\n".join(out) + "\n"


STYLE = """text{font:12px system-ui,sans-serif;fill:#222}.h{font-weight:600}.a{stroke:#bbb}
.r{stroke:#8c2d04;stroke-width:5}.s{stroke:#4a7fb0;stroke-width:5}.m{fill:#fff;stroke:#222;stroke-width:1.5}.d{fill:#c2185b}.page{fill:#fff}"""
LEFT, WIDE, HIGH = 310, 860, 44


def figure(all_lived: Sequence[tuple[Lived, Told]]) -> str:
    """Per case: months as written and under all safeguards together, 10 to 90 % and median; the documented time."""

    def x(value: float) -> float:
        return LEFT + (WIDE - LEFT - 40) * min(value, MONTHS) / MONTHS

    high = 70 + HIGH * len(all_lived)
    title = "How long documented cases last when many synthetic people live them"
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {high}" role="img"><title>{title}</title>',
        f'<style>{STYLE}</style><rect class="page" width="{WIDE}" height="{high}"/>',
    ]
    out.append('<text x="12" y="22">months, 120 and more at the edge</text>')
    for tick in range(0, MONTHS + 1, 24):
        out.append(f'<line class="a" x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="30" y2="{high - 38}"/>')
        out.append(f'<text x="{x(tick):.1f}" y="22" text-anchor="middle">{tick}</text>')
    for place, (found, _) in enumerate(all_lived):
        y = 44 + HIGH * place
        out.append(f'<text class="h" x="12" y="{y + 4}">{found.case.title}</text>')
        best = ALL if ALL in found.months else list(found.months)[-1]
        for css, arm, shift in (("r", AS_WRITTEN, -3), ("s", best, 9)):
            low, middle, top = (
                float(np.quantile(found.months[arm], q, method="inverted_cdf")) for q in (0.1, 0.5, 0.9)
            )
            far = max(x(top), x(low) + 2)
            out.append(f'<line class="{css}" x1="{x(low):.1f}" x2="{far:.1f}" y1="{y + shift}" y2="{y + shift}"/>')
            out.append(f'<circle class="m" cx="{x(middle):.1f}" cy="{y + shift}" r="4"/>')
        if found.case.documented:
            out.append(f'<path class="d" d="M{x(found.case.documented):.1f},{y + 3} l-5,-14 h10 z"/>')
    legend = [("r", "as written, 10 to 90 %"), ("s", "with all safeguards of its table"), ("m", "median"),
              ("d", "documented")]  # fmt: skip
    left = 12
    for css, words in legend:
        y = high - 14
        out.append(
            f'<circle class="m" cx="{left + 8}" cy="{y - 4}" r="4"/>' if css == "m"
            else f'<path class="d" d="M{left + 8},{y} l-5,-12 h10 z"/>' if css == "d"
            else f'<line class="{css}" x1="{left}" x2="{left + 16}" y1="{y - 4}" y2="{y - 4}"/>'
        )  # fmt: skip
        out.append(f'<text x="{left + 22}" y="{y}">{words}</text>')
        left += 44 + int(6.6 * len(words))
    return "".join(out) + "</svg>\n"


def made(heroes: int = HEROES) -> tuple[str, str]:
    """Page and figure."""
    book = load_document(HERE / "cases.yaml", CaseBook)
    told = [book.whole(case.circumstance) for case in book.cases]
    all_lived = [(lived(case, one, heroes), one) for case, one in zip(book.cases, told, strict=True)]
    return page(all_lived, book), figure(all_lived)


def main() -> None:
    """Live every case and write page and figure."""
    text, svg = made()
    (HERE / "case-book.md").write_text(text, encoding="utf-8")
    (HERE / "case-book.svg").write_text(svg, encoding="utf-8")
    print(f"{text.count('## ') - 2} cases in case-book.md")


if __name__ == "__main__":
    main()
