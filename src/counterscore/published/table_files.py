"""Score tables as sourced YAML files: every number with its source, and every table with what it must not be used for.

Shipped tables are published aggregates for checking methods. No population is made from one and no preset is one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from ..core.documents import Source, Strict, Value, load_document
from ..core.errors import PromiseError, SpecError, nearest
from ..core.wrapping import IDENTITY_WORDS, ROW_WORDS, WHY, refuse_wrapping
from ..core.yaml_text import parsed
from .score_tables import ScoreTable, score_table

FOLDER = Path(__file__).parent / "tables"
LARGEST_FILE = 1_000_000


class GroupColumns(Strict):
    """One group of a table: how large it is, its share of people in each bin, and the rates of the bins."""

    title: str
    weight: Value = Field(description="how many people the group has, or its share of all")
    share: Value = Field(description="share of the group in each bin, lowest score first")
    rate: Value = Field(description="share of the bin's people for whom it goes well")

    @model_validator(mode="after")
    def _units(self) -> GroupColumns:
        for name, value in (("share", self.share), ("rate", self.rate)):
            if value.unit != "share":
                raise ValueError(f"{name} is in {value.unit}; expected the unit share, numbers from 0 to 1")
        return self


class TableFile(Strict):
    """A score table with its sources, what it is for, and what it must not be used for."""

    id: str
    title: str
    about: str = Field(description="whose score, when, and what 'it goes well' means")
    use: str = Field(description="what the table may be used for, and what not")
    score: str = Field(description="what the bins are a score of, and on which scale")
    bins: tuple[str, ...] = Field(description="names of the bins, lowest score first")
    groups: dict[str, GroupColumns]
    loss_ratio: Value | None = Field(default=None, description="loss from one failure, in gains from one success")
    rise: Value | None = Field(default=None, description="points a score rises where it goes well")
    fall: Value | None = Field(default=None, description="points a score falls where it does not")
    bibliography: tuple[Source, ...]

    @model_validator(mode="after")
    def _single(self) -> TableFile:
        for path, value in self.values():
            if not path.endswith((".share", ".rate")) and isinstance(value.value, tuple):
                raise ValueError(f"{path} is a list of {len(value.value)}; expected one number")
        return self

    def assumed(self) -> list[str]:
        """Dotted paths of the numbers that no source gives."""
        return [path for path, value in self.values() if value.grade in ("assumption", "unverified")]

    def values(self) -> Iterator[tuple[str, Value]]:
        """Every number of the file with its dotted path."""
        for group, columns in self.groups.items():
            for name in ("weight", "share", "rate"):
                yield f"groups.{group}.{name}", getattr(columns, name)
        for name in ("loss_ratio", "rise", "fall"):
            if (value := getattr(self, name)) is not None:
                yield name, value


@dataclass(frozen=True)
class ReadTable:
    """What a file says: the table, and the document with its words, sources and settings."""

    table: ScoreTable
    file: TableFile


def score_table_ids() -> list[str]:
    """Ids of the shipped tables."""
    return sorted(file.stem for file in FOLDER.glob("*.yaml"))


def read_score_table(name: str | Path) -> ReadTable:
    """A shipped table by id, or one of one's own from a sourced YAML file.

    Raises: PromiseError for files of data and for rows of persons; SpecError with `file:line` for any other fault.
    """
    refuse_wrapping(name, "score table")
    if not isinstance(name, str | Path):
        raise PromiseError(f"score table: got a {type(name).__name__}; expected an id or a YAML file; {WHY}")
    own = str(name).endswith((".yaml", ".yml"))
    if not own and str(name) not in score_table_ids():
        known = score_table_ids()
        near = nearest(str(name), known)
        raise SpecError(f"no score table {str(name)!r}; expected a YAML file or one of {', '.join(known)}{near}")
    file = Path(name) if own else FOLDER / f"{name}.yaml"
    try:
        read = load_document(file, TableFile)
    except SpecError:
        _refuse_hidden(file)
        raise
    share = {group: read.groups[group].share.numbers for group in read.groups}
    rate = {group: read.groups[group].rate.numbers for group in read.groups}
    weight = {group: read.groups[group].weight.number for group in read.groups}
    return ReadTable(score_table(share, rate, weight=weight, bins=read.bins, where=str(name)), read)


def _refuse_hidden(file: Path) -> None:
    """PromiseError where a faulty file has a field for single persons: that is no fault of form."""
    try:
        text = file.read_text(encoding="utf-8") if file.stat().st_size <= LARGEST_FILE else ""
        tree = json.loads(parsed(text, file.name)[1])
    except (OSError, UnicodeDecodeError, SpecError):
        return
    for word in _fields(tree):
        if word.lower() in ROW_WORDS or word.lower() in IDENTITY_WORDS:
            raise PromiseError(f"{file.name}: field {word!r} is a word for data about single persons; {WHY}") from None


def _fields(tree: Any) -> Iterator[str]:
    """Names of all fields of a document."""
    children: list[Any] = []
    if isinstance(tree, dict):
        yield from tree
        children = list(tree.values())
    elif isinstance(tree, list):
        children = tree
    for child in children:
        yield from _fields(child)
