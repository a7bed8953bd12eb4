"""Reads files of biographies; every fault is one line with file, line, what was expected and the nearest word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model

from counterscore.core.documents import Strict, parse_document, shown
from counterscore.core.errors import SpecError, nearest

from .ground import Ground, ground_of
from .reading import HERO, HOW_MANY, Claim, Event, Reading
from .vocabulary import Settings


class CaseBase(Strict):
    """One biography. ``apart`` gives it a world of its own, without the people of other biographies."""

    title: str
    why: str = ""
    apart: bool = False
    with_: tuple[str, ...] = Field(default=(), alias="with")
    without: tuple[str, ...] = ()
    ties: dict[str, tuple[str, ...]] = {}


class Title(BaseModel):
    """As much of a case as says what it is called."""

    model_config = ConfigDict(extra="ignore")
    title: str


class Head(BaseModel):
    """As much of a file as says which regime it is about and which cases it holds."""

    model_config = ConfigDict(extra="ignore")
    regime: str
    cases: tuple[Title, ...]


def file_model(ground: Ground) -> type[BaseModel]:
    """What a file of biographies of this regime must look like."""
    reading = Reading(ground)

    def read(function: Callable[[dict[str, Any]], Any]) -> Any:
        return Annotated[dict[str, Any], AfterValidator(function)]

    case = create_model(
        "Case",
        __base__=CaseBase,
        person=(read(reading.person), Field(default={})),
        others=(dict[str, read(reading.person)], Field(default={})),
        given=(read(reading.given), Field(default={}, validate_default=True)),
        chance=(read(reading.chance), Field(default={})),
        happens=(tuple[read(reading.event), ...], Field(default=())),
        then=(tuple[read(reading.claims), ...], ...),
    )
    return create_model("CaseFile", __base__=Strict, regime=(str, ...), cases=(tuple[case, ...], Field(min_length=1)))


@dataclass(frozen=True, eq=False)
class Case:
    """A biography ready to be lived: columns by role, parameters by path, events and claims."""

    file: str
    line: int
    title: str
    apart: bool
    safeguards: tuple[str, ...]
    without: tuple[str, ...]
    people: Mapping[str, Mapping[str, float]]
    ties: Mapping[str, tuple[str, ...]]
    usual: Settings
    said: Settings
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]


def read_titles(path: Path) -> list[str]:
    """The titles of a file; its regime is not looked at. Raises: SpecError."""
    text = path.read_text(encoding="utf-8")
    return [case.title for case in parse_document(text, shown(path), Head).cases]


def read_cases(path: Path) -> tuple[Ground, list[Case]]:
    """The regime and the biographies of one file. Raises: SpecError with one line per fault."""
    text, name = path.read_text(encoding="utf-8"), shown(path)
    head = parse_document(text, name, Head)
    try:
        ground = ground_of(_asked(path, head.regime))
    except SpecError as fault:
        raise SpecError(f"{name}:1  {fault}") from None
    document: Any = parse_document(text, name, file_model(ground))
    cases = [_case(entry, name, text) for entry in document.cases]
    faults = [fault for case in cases for fault in _faults(case, [c.title for c in cases])]
    if faults:
        raise SpecError("\n".join(faults))
    return ground, cases


def _asked(path: Path, regime: str) -> str:
    """The id of a regime, or the path of its file, which a file of biographies gives from where it lies itself."""
    return str((path.parent / regime).resolve()) if regime.endswith((".yaml", ".yml")) else regime


def _case(entry: Any, name: str, text: str) -> Case:
    lines = [n for n, line in enumerate(text.splitlines(), 1) if entry.title in line]
    usual, said = entry.given
    people, alike = {HERO: entry.person}, {HERO: [HERO]}
    for role, columns in entry.others.items():
        many = int(columns.pop(HOW_MANY, 1))
        alike[role] = [role, *(f"{role} {n}" for n in range(2, many + 1))]
        people |= {one: dict(columns) for one in alike[role]}

    def each(what: Any) -> Any:
        return tuple(replace(one, who=who) for one in what for who in alike.get(one.who, [one.who]))

    ties = {tie: tuple(who for role in roles for who in alike.get(role, [role])) for tie, roles in entry.ties.items()}
    return Case(
        name, lines[0] if lines else 1, entry.title, entry.apart, entry.with_, entry.without, people, ties,
        usual, said | entry.chance, each(entry.happens), each(claim for group in entry.then for claim in group),
    )  # fmt: skip


def _faults(case: Case, titles: list[str]) -> list[str]:
    """What only shows when a case is seen as a whole."""
    place, found = f"{case.file}:{case.line}  ", []
    if not case.claims:
        found.append(f"{place}{case.title!r} expects nothing; add a line under 'then'")
    if titles.count(case.title) > 1:
        found.append(f"{place}two cases are called {case.title!r}; give one another title")
    for what in (*case.events, *case.claims):
        if what.who not in case.people:
            found.append(f"{place}nobody is called {what.who!r}{nearest(what.who, case.people)}")
    for tie, names in case.ties.items():
        found += [f"{place}{tie} names {n!r}, nobody is called that" for n in names if n not in case.people]
    return found
