"""Check a regime file that somebody writes: every fault with its line, and what a careful reader would ask next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from counterscore.core.documents import OWN, Value, shown
from counterscore.core.errors import SpecError, nearest
from counterscore.regimes.regime import Regime, load_regime
from counterscore.regimes.schema import RegimeSpec
from counterscore.regimes.telling.outline import numbers
from counterscore.regimes.telling.usage import assumed_share, uses

FEW = 5  # a regime that leaves out fewer things has usually not looked
LAWFUL = re.compile(
    r"speech|\bposts?\b|posting|opinion|critici|worship|pray|mosque|church|temple|assembl|associat|petition|protest",
    re.I,
)
_LINE = re.compile(r"^(.*?):(\d+)  (.*)$")


@dataclass(frozen=True)
class Remark:
    """One thing about a file: `problem` (it cannot be used) or `question` (it can, but a reader will ask)."""

    kind: str
    line: int
    text: str


@dataclass(frozen=True)
class Checked:
    """What came of a check: the remarks in the order of the file, and the regime where it loads."""

    file: str
    remarks: tuple[Remark, ...]
    regime: Regime | None

    @property
    def problems(self) -> list[Remark]:
        """The remarks because of which the file cannot be used."""
        return [remark for remark in self.remarks if remark.kind == "problem"]


def check_file(file: Path, recipes: Sequence[str] = ()) -> Checked:
    """Return every problem and question about a regime file; `recipes` are the known recipes of people.

    Raises: nothing for what stands in the file.
    """
    name = shown(file)
    try:
        regime = load_regime(file)
    except SpecError as fault:
        return Checked(name, tuple(dict.fromkeys(_remark(line) for line in str(fault).splitlines())), None)
    places = _Places(file)
    found = [*_problems(regime, places, recipes)]
    if not found:
        found += _questions(regime.spec, places)
    return Checked(name, tuple(sorted(found, key=lambda remark: remark.line)), regime)


def _remark(line: str) -> Remark:
    found = _LINE.match(line)
    return Remark("problem", int(found[2]), found[3]) if found else Remark("problem", 1, line)


class _Places:
    """Lines of a file by path: `listing.term`, `acts.littering.points`, `bibliography.S1`."""

    def __init__(self, file: Path) -> None:
        self.tree = YAML(typ="rt").load(file.read_text(encoding="utf-8"))

    def line(self, path: str) -> int:
        """Return the line of the deepest part of a path that the file has."""
        node: Any = self.tree
        line = 1
        for step in path.split("."):
            if isinstance(node, CommentedMap) and step in node:
                line, node = int(node.lc.key(step)[0]) + 1, node[step]
            elif isinstance(node, CommentedSeq) and (place := _place(node, step)) is not None:
                line, node = int(node.lc.item(place)[0]) + 1, node[place]
            else:
                break
        return line


def _place(items: list[Any], name: str) -> int | None:
    named = [item.get("use", item.get("id")) if isinstance(item, dict) else None for item in items]
    return named.index(name) if name in named else None


def _problems(regime: Regime, places: _Places, recipes: Sequence[str]) -> Iterator[Remark]:
    """Yield what a run would stumble over although the file loads."""
    spec = regime.spec
    if recipes and spec.recipe not in recipes and not spec.recipe.endswith((".yaml", ".yml")):
        expected = f"expected one of {', '.join(recipes)}{nearest(spec.recipe, recipes)}"
        yield Remark("problem", places.line("recipe"), f"recipe {spec.recipe!r} does not exist; {expected}")
    for path, leaf in numbers(spec).items():
        first = leaf.value.root[0].since
        if first and first > spec.start:
            text = f"{path} has no value before {first}, the regime starts {spec.start}; add an entry from {spec.start}"
            yield Remark("problem", places.line(path), text)


def _questions(spec: RegimeSpec, places: _Places) -> Iterator[Remark]:
    """Yield what a careful reader would ask."""
    for path, leaf in numbers(spec).items():
        for value in leaf.value.root:
            if words := _doubt(value):
                yield Remark("question", places.line(path), f"{path}: {words}")
    for use in uses(spec):
        if not use.used and use.id != OWN:
            line = places.line(f"bibliography.{use.id}")
            yield Remark("question", line, f"source {use.id!r} is cited by nothing; cite it or leave it out")
    unused = [name for name in places.tree.get("catalogue") or {} if name not in [use.use for use in spec.acts]]
    for name in unused:
        text = f"act {name!r} is used by nothing; add `- use: {name}`"
        yield Remark("question", places.line(f"catalogue.{name}"), text)
    if len(spec.not_modelled) < FEW:
        text = f"not_modelled names {len(spec.not_modelled)}; most models leave out at least {FEW} things"
        yield Remark("question", places.line("not_modelled"), text)
    if not spec.conflicts:
        yield Remark("question", places.line("conflicts"), "conflicts is empty; do all your sources agree?")
    if not spec.targets:
        text = "no targets: no published figure a run could be compared with; is there none?"
        yield Remark("question", places.line("targets"), text)
    yield from _errors_and_redress(spec)
    yield from _lawful(spec, places)
    share = assumed_share(spec)
    if share > 0.9 and spec.status == "documented":
        text = f"status is documented, but {100 * share:.0f} % of the numbers are assumptions; is it planned or feared?"
        yield Remark("question", places.line("status"), text)


def _lawful(spec: RegimeSpec, places: _Places) -> Iterator[Remark]:
    """Yield what to ask of acts that sound like speech, belief or association (PROMISES.md, 6)."""
    for place, use in enumerate(spec.acts):
        words = f"{use.use.replace('_', ' ')} {spec.catalogue[use.use].title}"
        if LAWFUL.search(words):
            text = f"act {use.use!r} sounds like something lawful that people say, believe or join; such acts are never"
            yield Remark("question", places.line(f"acts.{place}"), f"{text} scored here, only given up; leave it out")


def _errors_and_redress(spec: RegimeSpec) -> Iterator[Remark]:
    """Yield what to ask of a real regime whose records are never wrong, or which nobody can answer."""
    bad = [use for use in spec.acts if spec.catalogue[use.use].sign < 0]
    if spec.status == "fictional" or (not bad and spec.courts is None):
        return
    if spec.linkage_error is None and spec.courts is None and all(use.false_report_rate is None for use in bad):
        text = "nothing can be recorded wrongly: no linkage_error, no false_report_rate; are all records right?"
        yield Remark("question", 1, text)
    if spec.redress is None:
        text = "no section redress: nobody is told of a wrong record and nobody can object; is that so?"
        yield Remark("question", 1, text)


def _doubt(value: Value) -> str:
    """Return what is odd about one number; empty when nothing is."""
    if value.grade != "assumption":
        return ""
    if value.range is not None and value.range[0] == value.range[1]:
        return "an assumption whose range is one point; how far off could it be?"
    if not value.note:
        return "an assumption without a note; why this number and not another?"
    return ""
