"""The files that ship with the package: regimes of the library and the catalogue of acts with their base rates."""

from __future__ import annotations

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


@lru_cache(maxsize=1)
def shipped_acts() -> tuple[dict[str, Act], tuple[Source, ...]]:
    """Return every act of the catalogue by id, and the catalogue's bibliography. Raises: SpecError."""
    acts: dict[str, Act] = {}
    sources: dict[str, Source] = {}
    for file in sorted(ACTS.glob("*.yaml")):
        part = load_document(file, Catalogue)
        if doubled := acts.keys() & part.acts.keys():
            raise SpecError(f"{file.name}:1  acts {', '.join(sorted(doubled))} are already in another file")
        acts |= part.acts
        sources |= {source.id: source for source in part.bibliography}
    return acts, tuple(sources.values())


def library_files() -> dict[str, Path]:
    """Return the shipped regime files by their id, which is the file's name."""
    return {file.stem: file for file in sorted(LIBRARY.glob("*.yaml"))}


def read_spec(file: Path) -> RegimeSpec:
    """Read one regime file and write the catalogue's acts and sources into it. Raises: SpecError with file and line."""
    spec = load_document(file, RegimeSpec)
    missing = [use.use for use in spec.acts if use.use not in spec.catalogue]
    if not missing:
        return spec
    known, sources = shipped_acts()
    for act in missing:
        if act not in known:
            raise SpecError(
                f"{shown(file)}:{_line_of(file, act)}  act {act!r} is not in the catalogue{nearest(act, known)}"
            )
    acts = {use.use: spec.catalogue.get(use.use) or known[use.use] for use in spec.acts}
    cited = {entry.source for act in missing for _, value in value_paths(known[act]) if value for entry in value.root}
    own = {source.id for source in spec.bibliography}
    extra = tuple(source for source in sources if source.id in cited - own)
    try:
        return replaced(spec, catalogue=_plain(acts), bibliography=_plain(spec.bibliography + extra))
    except SpecError as fault:
        raise SpecError(f"{shown(file)}:1  {fault}") from None


def _plain(part: Any) -> Any:
    """Return models inside a dict or tuple as plain data."""
    if isinstance(part, dict):
        return {key: item.model_dump(mode="json", by_alias=True) for key, item in part.items()}
    return [item.model_dump(mode="json", by_alias=True) for item in part]


def _line_of(file: Path, act: str) -> int:
    """Return the line on which a regime file uses an act."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return next((n for n, line in enumerate(lines, 1) if f"use: {act}" in line), 1)
