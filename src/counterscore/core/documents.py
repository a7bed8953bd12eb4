"""Sourced YAML files: every number in them says where it comes from, how sure it is, and on which line it stands.

A fault is one line `file:line  what, expected, did you mean`; `Value` and `Dated` are the only way a number gets in.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args

import pydantic
from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError, model_validator
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from counterscore.core.errors import SpecError, nearest
from counterscore.core.units import BOUNDS, SIGNED, Unit
from counterscore.core.yaml_cache import place_of
from counterscore.core.yaml_text import parsed

Grade = Literal["statute", "official", "court_or_audit", "study", "press", "unverified", "assumption"]
OWN = "own"  # the one source id without a bibliography entry: this project's own assumption

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_SOURCES = re.compile(r'"source": "([^"]*)"')
_LARGEST_FILE = 4_000_000
Model = TypeVar("Model", bound=BaseModel)


def _month(text: str) -> str:
    if not _MONTH.fullmatch(text):
        raise ValueError(f"{text!r} is not a month; expected YYYY-MM, for example 2017-05")
    return text


def _number(raw: Any) -> Any:
    """Return the number or list of numbers unchanged, so that 24 stays 24; anything else is refused."""
    items = raw if isinstance(raw, list | tuple) else [raw]
    if not items or any(isinstance(x, bool) or not isinstance(x, int | float) for x in items):
        raise ValueError(f"{raw!r} is not a number; expected a number or a list of numbers")
    if not all(map(math.isfinite, items)):
        raise ValueError(f"{raw!r} is not finite; expected a finite number")
    return tuple(raw) if isinstance(raw, list) else raw


Month = Annotated[str, pydantic.AfterValidator(_month)]
_NUMBERS = {"anyOf": [{"type": "number"}, {"type": "array", "items": {"type": "number"}, "minItems": 1}]}
Number = Annotated[
    float | int | tuple[float | int, ...], pydantic.BeforeValidator(_number), pydantic.WithJsonSchema(_NUMBERS)
]
Range = Annotated[tuple[float, float], pydantic.BeforeValidator(lambda x: tuple(x) if isinstance(x, list) else x)]


class Strict(BaseModel):
    """A piece of a document: unknown fields are refused, types are not converted, nothing changes after loading."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)


class Source(Strict):
    """One entry of a bibliography: what was read, where it lies, and how well it was read."""

    id: str
    title: str
    where: str = ""
    date: str = ""
    mark: str = ""


class Value(Strict):
    """One sourced number (or list of numbers) with its unit, grade and plausible range.

    `range` is [low, high] for every element, required unless the grade is statute. `tuned` marks an assumption that
    was chosen to meet a published total.
    """

    value: Number
    unit: Unit
    source: str
    grade: Grade
    range: Range | None = None
    where: str = ""
    note: str = ""
    tuned: bool = False
    since: Month | None = Field(default=None, alias="from")

    @property
    def numbers(self) -> tuple[float, ...]:
        """The value as a tuple of floats, one element for a plain number."""
        return tuple(map(float, self.value)) if isinstance(self.value, tuple) else (float(self.value),)

    @property
    def number(self) -> float:
        """The value as one float; a list is refused."""
        if isinstance(self.value, tuple):
            raise SpecError(f"one number expected, this value is a list of {len(self.value)}")
        return float(self.value)

    @model_validator(mode="after")
    def _whole(self) -> Value:
        fault = range_fault(self.numbers, self.unit, self.grade, self.range)
        if fault:
            raise ValueError(fault)
        if self.tuned and self.grade != "assumption":
            raise ValueError(f"tuned: true needs grade assumption, this value is graded {self.grade}")
        if self.source == OWN and self.grade not in ("assumption", "unverified"):
            raise ValueError(f"source {OWN} means our assumption, it cannot be graded {self.grade}")
        return self


def range_fault(numbers: tuple[float, ...], unit: str, grade: str, span: Range | None) -> str:
    """Say what is wrong with a number's range or unit; empty when nothing is."""
    bottom, top = BOUNDS.get(unit, (-math.inf if unit in SIGNED else 0.0, math.inf))
    if outside := [x for x in numbers if not bottom <= x <= top]:
        return f"{outside[0]:g} leaves the unit {unit}, which runs from {bottom:g} to {top:g}"
    if span is None:
        return "" if grade == "statute" else f"range is missing; grade {grade} needs range: [low, high]"
    low, high = span
    if not all(low <= x <= high for x in numbers):
        return f"range [{low:g}, {high:g}] does not contain {', '.join(f'{x:g}' for x in numbers)}"
    if low < bottom or high > top:
        return f"range [{low:g}, {high:g}] leaves the unit {unit}, which runs from {bottom:g} to {top:g}"
    return ""


class Dated(RootModel[tuple[Value, ...]]):
    """A value that may change with time: one Value, or a list of Values each with `from: YYYY-MM`, oldest first."""

    model_config = ConfigDict(strict=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _listed(cls, raw: Any) -> Any:
        if isinstance(raw, Value):
            return (raw,)
        if isinstance(raw, dict):
            return (raw,)
        if isinstance(raw, list | tuple) and raw:
            return tuple(raw)
        raise ValueError(f"{raw!r} has no source; expected a mapping with value, unit, source, grade and range")

    @model_validator(mode="after")
    def _ordered(self) -> Dated:
        months = [entry.since or "" for entry in self.root]
        if len(months) > 1 and ("" in months[1:] or sorted(set(months)) != months):
            raise ValueError("dated entries need from: YYYY-MM each, oldest first, no month twice")
        if len({isinstance(entry.value, tuple) and len(entry.value) for entry in self.root}) > 1:
            raise ValueError("dated entries of one value must all have the same length")
        return self

    @property
    def months(self) -> tuple[str, ...]:
        """The months at which the value changes, oldest first."""
        return tuple(entry.since for entry in self.root if entry.since)

    def at(self, month: str) -> Value:
        """Return the entry in force in a month (YYYY-MM). Raises: SpecError before the first entry."""
        chosen = [entry for entry in self.root if (entry.since or "") <= _month(month)]
        if not chosen:
            raise SpecError(f"no value in force in {month}; the first entry is from {self.root[0].since}")
        return chosen[-1]


def load_document(path: str | Path, model: type[Model]) -> Model:
    """Read a sourced YAML file into a model. Raises: SpecError with one `file:line` line per fault."""
    file = Path(path)
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise SpecError(f"{shown(file)}:1  the file is larger than {_LARGEST_FILE} bytes; expected a specification")
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise SpecError(f"{shown(file)}:1  cannot be read ({fault}); expected a UTF-8 YAML file") from None
    return parse_document(text, shown(file), model, place_of(file))


def parse_document(text: str, name: str, model: type[Model], place: Path | None = None) -> Model:
    """Read sourced YAML text into a model; `name` stands for the file in messages. Raises: SpecError.

    `place` is where the content of a shipped file is remembered, so that it need not be parsed every time.
    """
    tree, plain = parsed(text, name, place)
    try:
        document = model.model_validate_json(plain)
    except ValidationError as fault:
        lines = [f"{name}:{_line(tree(), e['loc'])}  {_sentence(model, e)}" for e in fault.errors()]
        raise SpecError("\n".join(dict.fromkeys(lines))) from None
    if "bibliography" in model.model_fields:
        known = [entry.id for entry in document.__dict__["bibliography"]]
        if set(_SOURCES.findall(plain)) - {*known, OWN}:
            _check_sources(tree(), name, known)
    return document


def shown(file: Path) -> str:
    """Return the path as it should appear in a message: relative to the current folder where it lies inside."""
    full = file.resolve()
    return str(full.relative_to(Path.cwd()) if full.is_relative_to(Path.cwd()) else file)


def line_of(text: str, name: str, loc: tuple[int | str, ...]) -> int:
    """Return the line of a place in YAML text: keys and numbers of list items, as far as the text has them."""
    return _line(parsed(text, name)[0](), loc)


def _line(tree: Any, loc: tuple[int | str, ...]) -> int:
    """Return the 1-based line of the deepest part of `loc` that the file really has."""
    line = 1
    for step in loc:
        if isinstance(tree, CommentedMap) and step in tree:
            line, tree = tree.lc.key(step)[0] + 1, tree[step]
        elif isinstance(tree, CommentedSeq) and isinstance(step, int) and step < len(tree):
            line, tree = tree.lc.item(step)[0] + 1, tree[step]
    return line


def _sentence(model: type[BaseModel], fault: Any) -> str:
    """Say one validation fault in words: what, expected, nearest known word."""
    loc = [str(step) for step in fault["loc"] if not str(step).startswith("function-")]
    where, last = ".".join(loc) or "the file", loc[-1] if loc else ""
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "missing":
        return f"{where} is missing; expected a field {last!r}"
    if kind == "extra_forbidden":
        known = sorted(_fields(model, fault["loc"][:-1]))
        return f"{where} is not a known field; expected one of {', '.join(known)}{nearest(last, known)}"
    if kind == "literal_error":
        words = re.findall(r"'([^']+)'", context["expected"])
        return f"{where} is {fault['input']!r}; expected {context['expected']}{nearest(str(fault['input']), words)}"
    if kind == "value_error":
        told = str(context["error"])
        found = re.search(r"'([^']+)'; expected one of (.+)$", told)
        hint = nearest(found[1], found[2].split(", ")) if found and "did you mean" not in told else ""
        return f"{where}: {told}{hint}"
    given = str(fault["input"])
    return f"{where} is {given[:60]!r}; expected {fault['msg'].removeprefix('Input should be ')}"


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield every model class inside an annotation such as `dict[str, tuple[Act, ...]] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, RootModel):
        yield from _models(annotation.model_fields["root"].annotation)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _fields(model: type[BaseModel], loc: tuple[int | str, ...]) -> set[str]:
    """Return the field names known at a place of the model."""
    here: list[type[BaseModel]] = list(_models(model))
    for step in loc:
        found = [f.annotation for m in here for n, f in m.model_fields.items() if step in (n, f.alias)]
        here = [m for annotation in found for m in _models(annotation)] or here
    return {field.alias or name for m in here for name, field in m.model_fields.items()}


def _check_sources(tree: Any, name: str, known: list[str]) -> None:
    """Refuse a `source` that the file's bibliography does not hold."""
    expected = f"is not in the bibliography; expected one of its ids or {OWN!r}"
    unknown = [(line, tag) for line, tag in _cited(tree) if tag not in (*known, OWN)]
    lines = [f"{name}:{line}  source {tag!r} {expected}{nearest(tag, known)}" for line, tag in unknown]
    if lines:
        raise SpecError("\n".join(lines))


def _cited(tree: Any) -> Iterator[tuple[int, str]]:
    """Yield (line, source id) of every `source` key in the file."""
    if isinstance(tree, CommentedMap):
        if isinstance(tree.get("source"), str):
            yield tree.lc.key("source")[0] + 1, tree["source"]
        for child in tree.values():
            yield from _cited(child)
    elif isinstance(tree, CommentedSeq):
        for child in tree:
            yield from _cited(child)
