"""Recipes: the aggregate tables from which synthetic people are made, each number with its source.

A recipe is the only way into this room. It holds shares, means and distributions, never a row about a person; the
guard refuses anything that looks like one before it is read further.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from pydantic import Field
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from counterscore.core.documents import Source, Strict, Value, load_document, shown
from counterscore.core.errors import PromiseError, SpecError, nearest
from counterscore.core.yaml_cache import place_of, recall

from .guard import LARGEST_FILE, WHY, refuse_persons, refuse_rows
from .layout import LAYOUT

FOLDER = Path(__file__).parent / "recipes"


class Marginal(Value):
    """A published (or assumed) statistic the people must reproduce, with the tolerance within which they do.

    ``tolerance`` is absolute, in the unit of the value, and is the part that does not shrink with more people: what
    the recipe cannot fit, and why, is said in ``note``.
    """

    tolerance: float


class Document(Strict):
    """What a recipe file may contain."""

    id: str
    title: str
    extends: str | None = None
    checked_on: str
    about: str
    era: str = ""
    professions: tuple[str, ...] = ()
    bibliography: tuple[Source, ...]
    values: dict[str, Value] = Field(default_factory=dict)
    keep_marginals: tuple[str, ...] = ()
    marginals: dict[str, Marginal] = Field(default_factory=dict)


@dataclass(frozen=True)
class Recipe:
    """Aggregate tables of one place: every number sourced, nothing about any one person.

    ``origin`` says for each value which recipe file it was taken from, so that a city that has no figures of its own
    shows how much of it is the national recipe. ``era`` chooses among the published counts of shared ID numbers.
    """

    id: str
    title: str
    about: str
    checked_on: str
    era: str
    professions: tuple[str, ...]
    bibliography: tuple[Source, ...]
    values: Mapping[str, Value]
    marginals: Mapping[str, Marginal]
    origin: Mapping[str, str]
    _digest: list[str] = field(default_factory=list, repr=False, compare=False)

    def numbers(self, name: str) -> tuple[float, ...]:
        """The numbers of one value. Raises: SpecError for a name the recipe does not hold."""
        if name not in self.values:
            raise SpecError(f"recipe {self.id!r} holds no value {name!r}{nearest(name, self.values)}")
        return self.values[name].numbers

    def number(self, name: str) -> float:
        """One number of the recipe. Raises: SpecError where the value is a list or unknown."""
        self.numbers(name)
        return self.values[name].number

    @property
    def digest(self) -> str:
        """SHA-256 of everything that decides the people: values, era, professions."""
        if not self._digest:
            content = {name: self.values[name].numbers for name in sorted(self.values)}
            text = json.dumps([content, self.era, self.professions], separators=(",", ":"))
            self._digest.append(sha256(text.encode()).hexdigest())
        return self._digest[0]

    @property
    def grades(self) -> dict[str, int]:
        """How many of the recipe's tables rest on each grade of source, assumptions included."""
        counts = Counter(value.grade for value in self.values.values())
        return dict(sorted(counts.items()))

    def with_era(self, era: str) -> Recipe:
        """The same recipe in another era of shared ID numbers. Raises: SpecError for an unknown era."""
        eras = self.eras
        if era not in eras:
            raise SpecError(f"era {era!r} is not in recipe {self.id!r}; known: {', '.join(eras)}{nearest(era, eras)}")
        return replace(self, era=era, _digest=[])

    def in_year(self, year: int) -> Recipe:
        """The same recipe in the last era of shared ID numbers that has begun by a year, or else in the first."""
        eras = sorted(self.eras)
        begun = [era for era in eras if era <= str(year)]
        return self.with_era(begun[-1] if begun else eras[0])

    @property
    def eras(self) -> tuple[str, ...]:
        """The eras for which the recipe holds a share of people who share an ID number."""
        return tuple(name.rsplit(".", 1)[1] for name in self.values if name.startswith("identity.twins."))

    def with_value(self, name: str, *numbers: float) -> Recipe:
        """The same recipe with one value moved inside its own range, for sensitivity studies.

        Raises: SpecError where the name is unknown, the length differs or a number leaves the range.
        """
        old, known = self.values.get(name), self.numbers(name)
        assert old is not None
        low, high = old.range or (min(known), max(known))
        if len(numbers) != len(known) or not all(low <= x <= high for x in numbers):
            raise SpecError(
                f"recipe {self.id!r}, {name}: got {numbers}; expected {len(known)} number(s) in [{low:g}, {high:g}]"
            )
        moved = numbers if isinstance(old.value, tuple) else numbers[0]
        note = f"moved from {old.value} for a sensitivity study"
        value = old.model_copy(update={"value": moved, "grade": "assumption", "source": "own", "note": note})
        recipe = replace(self, values=MappingProxyType({**self.values, name: value}), _digest=[])
        _check_layout(recipe, f"recipe {self.id}")
        return recipe


def recipe_ids() -> list[str]:
    """The recipes that ship with the laboratory, in alphabetical order."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def load_recipe(id_or_path: str | Path) -> Recipe:
    """Read a shipped recipe by id, or a recipe file of aggregate tables by path ending in .yaml.

    Raises: SpecError for an unknown id or a faulty file (with file and line); PromiseError for anything that holds,
    or looks as if it held, one row per person.
    """
    refuse_persons(id_or_path, "load_recipe")
    if not isinstance(id_or_path, str | Path):
        raise SpecError(f"recipe {id_or_path!r}: expected an id or a path; known ids: {', '.join(recipe_ids())}")
    if isinstance(id_or_path, str) and id_or_path in recipe_ids():
        return _shipped(id_or_path)
    path = Path(id_or_path)
    if path.suffix not in (".yaml", ".yml"):
        word = str(id_or_path)
        raise SpecError(f"recipe {word!r} is unknown; known: {', '.join(recipe_ids())}{nearest(word, recipe_ids())}")
    return _loaded(path, ())


@cache
def _shipped(name: str) -> Recipe:
    """A recipe that ships with the laboratory; read once, because recipes never change."""
    return _loaded(FOLDER / f"{name}.yaml", ())


def _loaded(path: Path, seen: tuple[Path, ...]) -> Recipe:
    """A recipe with everything it extends."""
    if path.resolve() in seen:
        raise SpecError(f"{shown(path)}:1  extends itself through {len(seen)} file(s); expected a chain with an end")
    _refuse_rows_in(path)
    document = load_document(path, Document)
    parent = None
    if document.extends is not None:
        base = FOLDER / f"{document.extends}.yaml"
        if document.extends not in recipe_ids():
            hint = nearest(document.extends, recipe_ids())
            raise SpecError(f"{shown(path)}:1  extends {document.extends!r}; known: {', '.join(recipe_ids())}{hint}")
        parent = _loaded(base, (*seen, path.resolve()))
    recipe = _joined(document, parent, shown(path))
    _check_layout(recipe, shown(path))
    return recipe


def _refuse_rows_in(path: Path) -> None:
    """Look at the raw file before anything else: a table of persons must fail as a promise, not as a typing slip."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise PromiseError(f"{shown(path)}: more than {LARGEST_FILE:,} bytes, far beyond aggregate tables; {WHY}")
        text, place = path.read_text(encoding="utf-8"), place_of(path)
        plain = recall(place, text) if place is not None else None
        # a shipped file is remembered in plain form: reading YAML takes longer than anything else here
        tree = YAML(typ="safe").load(text) if plain is None else json.loads(plain)
    except (OSError, UnicodeDecodeError, YAMLError):
        return  # load_document says what is wrong, with the line
    refuse_rows(tree, shown(path))


def _joined(document: Document, parent: Recipe | None, where: str) -> Recipe:
    """A document laid over the recipe it extends: own values win, marginals are kept only where it says so."""
    values = {**(parent.values if parent else {}), **document.values}
    origin = {**(parent.origin if parent else {}), **dict.fromkeys(document.values, document.id)}
    known: Mapping[str, Marginal] = parent.marginals if parent else {}
    for name in document.keep_marginals:
        if name not in known:
            raise SpecError(f"{where}:1  keep_marginals names {name!r}, which it cannot inherit{nearest(name, known)}")
    marginals = {name: known[name] for name in document.keep_marginals} | document.marginals
    sources = {s.id: s for s in (*(parent.bibliography if parent else ()), *document.bibliography)}
    return Recipe(
        id=document.id,
        title=document.title,
        about=document.about,
        checked_on=document.checked_on,
        era=document.era or (parent.era if parent else ""),
        professions=document.professions or (parent.professions if parent else ()),
        bibliography=tuple(sources.values()),
        values=MappingProxyType(values),
        marginals=MappingProxyType(marginals),
        origin=MappingProxyType(origin),
    )


def _check_layout(recipe: Recipe, where: str) -> None:
    """Every expected table is there with the right length, and nothing else is."""
    lost = [name for name in LAYOUT if name not in recipe.values]
    faults = [f"{where}:1  value {name!r} is missing; expected {LAYOUT[name]} number(s)" for name in lost]
    lengths = {**LAYOUT, "work.profession_shares": len(recipe.professions)}
    for name, value in recipe.values.items():
        if name.startswith(("identity.twins.", "context.")):
            continue
        if name not in LAYOUT:
            faults.append(f"{where}:1  value {name!r} is not known{nearest(name, LAYOUT)}")
        elif len(value.numbers) != lengths[name]:
            faults.append(f"{where}:1  value {name!r} has {len(value.numbers)} number(s); expected {lengths[name]}")
    if recipe.era not in recipe.eras:
        faults.append(f"{where}:1  era {recipe.era!r} has no value identity.twins.{recipe.era}")
    if faults:
        raise SpecError("\n".join(faults))
