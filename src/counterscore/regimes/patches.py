"""Change a regime by path: `listing.term_months`, `acts.traffic_ticket.points`, `scoring.bands.A.from`.

A patch is checked against the schema before it is applied, and the patched regime is validated as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from counterscore.core.documents import OWN, Dated, Value
from counterscore.core.errors import SpecError, nearest
from counterscore.regimes.act import Act
from counterscore.regimes.schema import SECTIONS, RegimeSpec

Patches = Mapping[str, Any]
NAMED = ("acts", "bands", "catalogue", "lists", "agencies", "dimensions", "traits", "streams", "closes", "keys")


def value_paths(spec: BaseModel, prefix: str = "") -> Iterator[tuple[str, Dated | None]]:
    """Yield (path, value) of every place of a regime that holds a sourced number; None where it could but does not."""
    for name, field in type(spec).model_fields.items():
        path, part = f"{prefix}{field.alias or name}", getattr(spec, name)
        if isinstance(part, Dated) or (part is None and "Dated" in str(field.annotation)):
            yield path, part
        elif isinstance(part, BaseModel):
            yield from value_paths(part, f"{path}.")
        elif isinstance(part, tuple | dict) and name in NAMED:
            for key, item in _named(part):
                inside = f"{path.replace('catalogue', 'acts')}.{key}"
                if isinstance(item, Dated):
                    yield inside, item
                else:
                    yield from value_paths(item, f"{inside}.")


def patched_spec(spec: RegimeSpec, patches: Patches, known_sources: Sequence[str] = ()) -> RegimeSpec:
    """Return the regime with the values at these paths replaced.

    Raises: SpecError for an unknown path (with the nearest one), a value without source, grade or range, a source
    outside the bibliography, or a combination the schema refuses.
    """
    data = spec.model_dump(mode="json", by_alias=True)
    places = [path for path, _ in value_paths(spec)]
    for path, raw in patches.items():
        if path not in places:
            raise SpecError(unknown_path(spec, path, places))
        value = as_dated(path, raw)
        check_sources(path, value, [*(s.id for s in spec.bibliography), *known_sources])
        _set(data, path.split("."), value.model_dump(mode="json", by_alias=True))
    return _validated(data, ", ".join(patches))


def as_dated(path: str, raw: Any) -> Dated:
    """Return a patch value as `Dated`. Raises: SpecError naming the path."""
    if isinstance(raw, Dated):
        return raw
    try:
        return Dated((raw,)) if isinstance(raw, Value) else Dated.model_validate(raw)
    except ValidationError as fault:
        raise SpecError(_words(f"patch {path}", fault)) from None


def check_sources(path: str, value: Dated, known: Sequence[str]) -> None:
    """Refuse a patch that cites what no bibliography holds."""
    for entry in value.root:
        if entry.source not in (*known, OWN):
            expected = f"is not in the bibliography; expected one of its ids or {OWN!r}"
            raise SpecError(f"patch {path}: source {entry.source!r} {expected}{nearest(entry.source, known)}")


def unknown_path(spec: RegimeSpec, path: str, places: Sequence[str]) -> str:
    """Say that a path does not exist in this regime: an absent section, or the nearest path."""
    section = path.partition(".")[0]
    if section in SECTIONS and getattr(spec, section) is None:
        return f"patch {path}: regime {spec.id} has no section {section!r}; add it to the file first"
    expected = "expected the path of a number, for example " + (places[0] if places else "listing.term_months")
    return f"patch {path}: regime {spec.id} has no such number; {expected}{nearest(path, places)}"


def replaced(spec: RegimeSpec, **words: Any) -> RegimeSpec:
    """Return the regime with other words (id, title, start ...), validated as a whole."""
    return _validated(spec.model_dump(mode="json", by_alias=True) | words, ", ".join(words))


def _validated(data: dict[str, Any], what: str) -> RegimeSpec:
    try:
        return RegimeSpec.model_validate_json(json.dumps(data))
    except ValidationError as fault:
        raise SpecError(_words(f"patch {what}", fault)) from None


def _words(where: str, fault: ValidationError) -> str:
    return "\n".join(f"{where}: {'.'.join(map(str, e['loc']))} {e['msg']}" for e in fault.errors())


def _named(part: Any) -> Iterator[tuple[str, Any]]:
    """Yield (name, item) of a dict, or of a list of things with an id; a list of plain words has no numbers inside."""
    if isinstance(part, dict):
        yield from part.items()
    else:
        things = (item for item in part if not isinstance(item, str))
        yield from ((getattr(item, "use", None) or item.id, item) for item in things)


def _set(node: Any, steps: list[str], value: Any) -> None:
    """Replace the value at a path inside plain data; lists are entered by id, acts' own facts by the catalogue."""
    if steps[0] == "acts" and steps[2] in {field.alias or name for name, field in Act.model_fields.items()}:
        steps = ["catalogue", *steps[1:]]
    for step in steps[:-1]:
        node = node[step] if isinstance(node, dict) else next(x for x in node if step in (x.get("use"), x.get("id")))
    node[steps[-1]] = value
