"""Say the numbers of a regime in words: amounts with units, what 0 or 1 means, what a status or a grade is worth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from counterscore.core.documents import Dated, Value

STATUS_WORDS = {
    "documented": "it is or was in force; law, official texts, reports or measurements describe it",
    "planned": "it was announced; no rule or number of it is known to work",
    "feared": "the press described it as a fear; no such system was ever shown to exist",
    "withdrawn": "it was tried and given up",
    "fictional": "it is made up",
}
FAMILY_WORDS = {
    "city": "Cities and villages",
    "commercial": "Commercial scores",
    "courts": "Courts and joint punishment",
    "transport": "Transport",
    "carbon": "Carbon ledgers",
    "watchlist": "Watchlists",
    "supervision": "Supervision of firms and professions",
    "other": "Other",
    "composite": "As feared: everything in one number",
}
PERCENT = {"probability", "share", "trait_share"}
MANY = {"person": "people", "listed": "listed people", "stock": "people on the list"}
SINGLE = {"listed": "listed person", "stock": "person on the list"}
ONE = {"people": "person", "households": "household", "firms": "firm", "flag": "flag", "log_scale": "log scale"}
# flags that read better with words of their own: label, what 1 is, what 0 is
FLAGS = {"direct_cut": ("effect on the grade", "straight to grade {scoring.direct_band}", "no cut")}
_LEGEND = re.compile(r"(?:^|;\s*)(absent|-?\d+(?:\.\d+)?)\s*[:=]\s*([^;]+)")


@dataclass(frozen=True)
class Legend:
    """What a field is called, what its special numbers mean, and what holds where it is absent."""

    label: str
    meanings: dict[float, str] = field(default_factory=dict)
    absent: str = "not part of the regime"


def number(x: float) -> str:
    """Return a number as people write it: no exponent, no needless zeros."""
    text = format(Decimal(f"{x:.10g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit_words(unit: str, count: float = 2) -> str:
    """Return a unit in words, in the singular for one: months, month, a year per driver."""
    if unit.startswith("per_"):
        who, _, time = unit.removeprefix("per_").rpartition("_")
        return f"a {time} per {SINGLE.get(who, who)}"
    words = unit.replace("_", " ")
    if count == 1 and "per" not in words.split():
        return ONE.get(unit, words.removesuffix("s"))
    return words


def amount(numbers: Sequence[float], unit: str, like: float | None = None) -> str:
    """Return one number or a list with its unit: 57 %, 24 months, yes, 4.5 a year per 100 borrowers.

    `like` is the number whose size chooses the scale (percent, or in 1,000,000); the largest if not given.
    """
    size = max(map(abs, numbers)) if like is None else abs(like)
    base, month, _ = unit.partition("_per_month")
    if base in PERCENT:
        scale, word = (1_000_000, "in 1,000,000") if 0 < size < 0.0001 else (100, "%")
        return f"{_joined(numbers, scale)} {word}{' a month' if month else ''}"
    if unit == "flag":
        return ", ".join("yes" if x else "no" for x in numbers)
    if unit == "count":
        return _joined(numbers)
    if unit == "ratio":
        return _joined(numbers) + " times"
    if unit.startswith("interest_per_"):
        return f"{_joined(numbers, 100)} % a {unit.rpartition('_')[2]}"
    if unit.startswith("per_") and size < 1:
        who, _, time = unit.removeprefix("per_").rpartition("_")
        scale = next((n for n in (100, 10_000) if size * n >= 1 or not size), 1_000_000)
        return f"{_joined(numbers, scale)} a {time} per {scale:,} {MANY.get(who, who + 's')}"
    return f"{_joined(numbers)} {unit_words(unit, numbers[0] if len(numbers) == 1 else 2)}"


def _joined(numbers: Sequence[float], scale: int = 1) -> str:
    return ", ".join(number(scale * x) for x in numbers)


def span(value: Value) -> str:
    """Return the plausible range of a value in its unit; empty where a statute needs none."""
    if value.range is None:
        return ""
    low, high = value.range
    if value.unit == "flag":
        return f"{number(low)} to {number(high)}"
    like = max(map(abs, value.numbers)) or max(abs(low), abs(high))
    last = amount((high,), value.unit, like)
    return last if low == high else f"{amount((low,), value.unit, like).split(' ')[0]} to {last}"


def legend(name: str, description: str) -> Legend:
    """Return how a field is called in words and what its special numbers mean, read from its description.

    `1: on the list are barred` names a flag by what it does; `term of the list; 0 = until fulfilled` keeps its label.
    """
    if name in FLAGS:
        label, yes, no = FLAGS[name]
        return Legend(label, {1.0: yes, 0.0: no}, no)
    found = {key: text.strip() for key, text in _LEGEND.findall(description)}
    absent = found.pop("absent", "not part of the regime")
    meanings = {float(key): text for key, text in found.items()}
    label = _LEGEND.sub("", description).strip("; ")
    if not label and 1.0 in meanings and 0.0 not in meanings:
        return Legend(meanings.pop(1.0), meanings, absent)
    return Legend(label or name.replace("_", " "), meanings, absent)


def said(value: Value, key: Legend) -> str:
    """Return one value in words, by its meaning where it has one."""
    if not isinstance(value.value, tuple) and value.number in key.meanings:
        return key.meanings[value.number]
    return amount(value.numbers, value.unit)


def said_over_time(dated: Dated, key: Legend) -> str:
    """Return a value in words with every change: `no, from 2015-07 yes`."""
    first, *later = dated.root
    return "".join((said(first, key), *(f", from {entry.since} {said(entry, key)}" for entry in later)))


def exact(value: Value) -> str:
    """Return one number as the file has it: value, unit, range, grade, source; what a checker needs."""
    return f"{bare(value)}; {graded(value)}"


def bare(value: Value) -> str:
    """Return value, unit and range as the file has them."""
    text = f"{', '.join(map(number, value.numbers))} {value.unit.replace('_', ' ')}"
    if value.range is not None:
        text += f", range {number(value.range[0])} to {number(value.range[1])}"
    return text


def graded(value: Value) -> str:
    """Return how sure a number is and where it comes from: `statute [S26c, art. 2]`."""
    return f"{value.grade.replace('_', ' ')}{', tuned' if value.tuned else ''} {cited(value.source, value.where)}"


def cited(source: str, where: str = "") -> str:
    """Return a source in brackets, with the place in it."""
    return f"[{source}{', ' + where if where else ''}]"
