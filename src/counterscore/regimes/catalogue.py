"""The files that ship with the package: regimes of the library and the catalogue of acts with their base rates."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from counterscore.core.documents import Source, load_document, shown
from counterscore.core.errors import SpecError, nearest
from counterscore.regimes.act import Act
from counterscore.regimes.patches import replaced, value_paths
from counterscore.regimes.schema import Catalogue, RegimeSpec

HERE = Path(__file__).parent
LIBRARY = HERE / "library"
ACTS = HERE / "acts"
_CLEAN = re.compile(r"^patch catalogue, bibliography:\s*|(?<=:)\s*Value error,|^\s*Value error,\s*")


@lru_cache(maxsize=1)
def act_files() -> dict[str, Catalogue]:
    """Return the files of the catalogue of acts by name. Raises: SpecError."""
    return {file.stem: load_document(file, Catalogue) for file in sorted(ACTS.glob("*.yaml"))}


@lru_cache(maxsize=1)
def shipped_acts() -> tuple[dict[str, Act], tuple[Source, ...]]:
    """Return every act of the catalogue by id, and the catalogue's bibliography. Raises: SpecError."""
    acts: dict[str, Act] = {}
    sources: dict[str, Source] = {}
    for name, part in act_files().items():
        if doubled := acts.keys() & part.acts.keys():
            raise SpecError(f"{name}.yaml:1  acts {', '.join(sorted(doubled))} are already in another file")
        acts |= part.acts
        sources |= {source.id: source for source in part.bibliography}
    return acts, tuple(sources.values())


def library_files() -> dict[str, Path]:
    """Return the shipped regime files by their id, which is the file's name."""
    return {file.stem: file for file in sorted(LIBRARY.glob("*.yaml"))}


def read_spec(file: Path) -> RegimeSpec:
    """Read one regime file and write the catalogue's acts and sources into it. Raises: SpecError with file and line."""
    spec = _document(file)
    missing = [use.use for use in spec.acts if use.use not in spec.catalogue]
    if not missing:
        return spec
    known, sources = shipped_acts()
    unknown = [act for act in missing if act not in known]
    if unknown:
        told = "act {!r} is not in the catalogue{}"
        lines = [
            f"{shown(file)}:{_line_of(file, act)}  {told.format(act, nearest(act, [*spec.catalogue, *known]))}"
            for act in unknown
        ]
        raise SpecError("\n".join(lines))
    acts = {use.use: spec.catalogue.get(use.use) or known[use.use] for use in spec.acts}
    cited = {entry.source for act in missing for _, value in value_paths(known[act]) if value for entry in value.root}
    own = {source.id for source in spec.bibliography}
    extra = tuple(source for source in sources if source.id in cited - own)
    try:
        return replaced(spec, catalogue=_plain(acts), bibliography=_plain(spec.bibliography + extra))
    except SpecError as fault:
        raise SpecError(placed(file, str(fault))) from None


def _document(file: Path) -> RegimeSpec:
    """Read a regime file; faults of the file or a section as a whole get the line of what they name."""
    try:
        return load_document(file, RegimeSpec)
    except SpecError as fault:
        raise SpecError("\n".join(_closer(file, line) for line in str(fault).splitlines())) from None


def _closer(file: Path, fault: str) -> str:
    """Return one `file:line  what` with a better line where the fault names a word of the file."""
    text = fault.partition("  ")[2]
    whole = "the file: "
    if text.startswith(whole):
        return placed(file, text.removeprefix(whole))
    wanted = _worded(text)
    line = _first(file.read_text(encoding="utf-8").splitlines(), wanted) if wanted else 0
    return f"{shown(file)}:{line}  {text}" if line else fault


def _worded(fault: str) -> list[str]:
    """Return patterns of lines that hold a wrong word: `direct_band is 'lwo'; expected ...` is `direct_band: lwo`."""
    named = re.findall(r"(\w+)(?: is)? '([^']+)'; expected one of", fault)
    return [rf"(- |{{)?{name}:\s*['\"]?{re.escape(word)}\b" for name, word in named]


def placed(file: Path, fault: str) -> str:
    """Return a fault about several parts of a file at once (a patch, acts and lists) with the line it is about."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return "\n".join(f"{shown(file)}:{_place(lines, text)}  {_CLEAN.sub('', text)}" for text in fault.splitlines())


def _place(lines: list[str], fault: str) -> int:
    """Return the line that holds the first thing a fault names: path, patch, act or quoted word; 1 if none is found."""
    path = re.match(r"(\w+)\.(\w+) ", fault)
    section = _first(lines, [rf"{path[1]}\s*:"]) if path else 0
    if path and section and (field := _first(lines[section:], [rf"{path[2]}\s*:"])):
        return section + field
    patch = re.match(r"patch ([^:]+):\s*(\S*)", fault)
    named = patch[1].split(", ") if patch else []
    named.sort(key=lambda path: not (patch and patch[2].startswith(path)))
    wanted = [*_worded(fault), *(rf"{re.escape(path)}\s*:" for path in named)]
    wanted += [rf"(- |{{)use:\s*{name}\b" for name in re.findall(r"acts: (\w+)", fault)]
    wanted += [rf"(- |{{)id:\s*{name}\b" for name in re.findall(r"agencies: (\w+)", fault)]
    quoted = re.findall(r"'([\w.-]+)'", fault)
    wanted += [rf"{re.escape(word)}\s*:" for word in quoted]
    wanted += [rf".*[\s\[,:'\"]{re.escape(word)}\b" for word in quoted]
    return _first(lines, wanted) or 1


def _first(lines: list[str], wanted: list[str]) -> int:
    """Return the number of the first line that begins with the first pattern found at all; 0 if there is none."""
    found = (n for want in wanted for n, line in enumerate(lines, 1) if re.match(rf"\s*['\"]?{want}", line))
    return next(found, 0)


def _plain(part: Any) -> Any:
    """Return models inside a dict or tuple as plain data."""
    if isinstance(part, dict):
        return {key: item.model_dump(mode="json", by_alias=True) for key, item in part.items()}
    return [item.model_dump(mode="json", by_alias=True) for item in part]


def _line_of(file: Path, act: str) -> int:
    """Return the line on which a regime file uses an act."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return next((n for n, line in enumerate(lines, 1) if f"use: {act}" in line), 1)
