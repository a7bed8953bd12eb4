"""Walk through a regime: every number, fact and word below a section, with its path and what its field is for.

Generic over the models: a new section or field is found without being named here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, RootModel

from counterscore.core.documents import Dated, Source
from counterscore.regimes.schema import RegimeSpec, Variant
from counterscore.regimes.sections import Governance
from counterscore.regimes.telling.words import Legend, legend
from counterscore.regimes.units import Fact, Target

_APART = (Source, Fact, Target, Variant, Governance)  # models that have chapters of their own
_PLACE = re.compile(r"\b([a-z]+(?:_[a-z]+)*)\.([a-z]+(?:_[a-z]+)*)\b")


@dataclass(frozen=True)
class Leaf:
    """One end of a regime: a dated number, a fact, or a plain word; `groups` are the titles above it."""

    path: str
    name: str
    legend: Legend
    value: Any
    groups: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What it is, with the titles above it."""
        return ": ".join((*self.groups, self.legend.label))


def section_names(kind: type[BaseModel] = RegimeSpec) -> list[str]:
    """Return the fields of a regime that hold rules and numbers, in the order of the file."""
    return [name for name, field in kind.model_fields.items() if _holds_rules(field.annotation)]


def word_names(kind: type[BaseModel] = RegimeSpec) -> list[str]:
    """Return the fields of a regime that are one word or sentence: status, subjects, consent, start ..."""
    fields = kind.model_fields.items()
    return [name for name, field in fields if not any(_models(field.annotation)) and not _is_many(field.annotation)]


def section_doc(spec: RegimeSpec, name: str) -> str:
    """Return what a section does to people: the first line of its model."""
    models = [model for model in _models(type(spec).model_fields[name].annotation) if model not in _APART]
    return (models[0].__doc__ or "").strip().splitlines()[0] if models else ""


def leaves(spec: RegimeSpec, section: str) -> list[Leaf]:
    """Return everything a section holds; empty where the regime does not have it."""
    path = "acts" if section == "catalogue" else type(spec).model_fields[section].alias or section
    return list(_walk(getattr(spec, section), path, (), spec))


def numbers(spec: RegimeSpec) -> dict[str, Leaf]:
    """Return every sourced number by its path."""
    found = (leaf for section in section_names(type(spec)) for leaf in leaves(spec, section))
    return {leaf.path: leaf for leaf in found if isinstance(leaf.value, Dated)}


def inner_facts(spec: RegimeSpec) -> list[Fact]:
    """Return the facts that stand inside sections, such as perks."""
    inside = (leaf for section in section_names(type(spec)) for leaf in leaves(spec, section))
    return [leaf.value for leaf in inside if isinstance(leaf.value, Fact)]


def facts(spec: RegimeSpec) -> list[Fact]:
    """Return every documented fact that no number uses, wherever it stands."""
    return [*inner_facts(spec), *spec.documented]


def _walk(node: Any, path: str, groups: tuple[str, ...], spec: RegimeSpec) -> Iterator[Leaf]:
    """Yield the ends below a node that is a model, a list or a map."""
    if isinstance(node, BaseModel) and not isinstance(node, RootModel):
        for name, field in type(node).model_fields.items():
            child, alias = getattr(node, name), field.alias or name
            if child is None or child == () or child == {} or (path and name in ("id", "use", "title")):
                continue
            if isinstance(child, BaseModel | tuple | dict) and not isinstance(child, RootModel):
                inside = (*groups, *_heading(child, alias, field.description))
                yield from _walk(child, f"{path}.{alias}", inside, spec)
            else:
                key = _resolved(legend(name, field.description or ""), spec)
                yield Leaf(f"{path}.{alias}", alias, key, child, groups)
    else:
        yield from _walk_many(node, path, groups, spec)


def _walk_many(node: Any, path: str, groups: tuple[str, ...], spec: RegimeSpec) -> Iterator[Leaf]:
    """Yield the ends below a list or a map: things with an id, facts, dated numbers by name, or words."""
    if isinstance(node, tuple) and node and all(isinstance(item, str) for item in node):
        yield Leaf(path, path.rsplit(".", 1)[-1], Legend(_plain(path)), node, groups)
        return
    pairs = node.items() if isinstance(node, dict) else ((_key(item, n), item) for n, item in enumerate(node or ()))
    for key, item in pairs:
        inside = f"{path}.{key}"
        if isinstance(item, BaseModel) and not isinstance(item, RootModel | Fact):
            yield from _walk(item, inside, (*groups, _title(item, str(key), spec)), spec)
        elif isinstance(item, Fact):
            yield Leaf(inside, str(key), Legend(item.says), item, groups)
        else:
            yield Leaf(inside, str(key), Legend(_named(str(key), spec)), item, groups)


def _heading(child: Any, name: str, description: str | None) -> tuple[str, ...]:
    """Return the title of a nested model or map; lists of titled things need none."""
    if isinstance(child, tuple):
        return ()
    text = name.replace("_", " ")
    return (f"{text} ({description})" if description and isinstance(child, BaseModel) else text,)


def _key(item: Any, place: int) -> str:
    for name in ("use", "id"):
        if isinstance(found := getattr(item, name, None), str):
            return found
    return str(place)


def _title(item: BaseModel, key: str, spec: RegimeSpec) -> str:
    """Return what a thing with an id is called; an act by its title in the catalogue."""
    own = getattr(item, "title", "")
    if not own and key in spec.catalogue:
        return spec.catalogue[key].title
    return own or key.replace("_", " ")


def _named(key: str, spec: RegimeSpec) -> str:
    """Return the title of whatever in the regime has this id, or the id in words."""
    for things in (getattr(spec, name) for name in section_names(type(spec))):
        for item in things if isinstance(things, tuple) else ():
            if getattr(item, "id", None) == key:
                return str(getattr(item, "title", key))
    return _plain(key)


def _plain(path: str) -> str:
    return path.rsplit(".", 1)[-1].replace("_", " ")


def _resolved(key: Legend, spec: RegimeSpec) -> Legend:
    """Return the legend with places such as scoring.direct_band replaced by the word that stands there."""

    def put(text: str) -> str:
        return _PLACE.sub(lambda m: _word_at(spec, m[1], m[2]) or m[0], text).replace("{", "").replace("}", "")

    return Legend(put(key.label), {n: put(text) for n, text in key.meanings.items()}, put(key.absent))


def _word_at(spec: RegimeSpec, section: str, name: str) -> str:
    found = getattr(getattr(spec, section, None), name, None)
    return found if isinstance(found, str) else ""


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield every model class inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _holds_rules(annotation: Any) -> bool:
    return any(model not in _APART for model in _models(annotation))


def _is_many(annotation: Any) -> bool:
    return "tuple" in str(annotation) or "dict" in str(annotation)
