"""In which fields two resolved studies differ, for whoever offers a folder another study than the one it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..core.manifest import canonical


def told_differences(here: Mapping[str, Any], there: Mapping[str, Any], most: int = 6) -> str:
    """The fields in which two resolved studies differ, what the study file says first."""
    found = sorted(differences(here, there), key=lambda name: (not name.startswith("file."), name))
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return ", ".join(found[:most]) + more


def differences(here: object, there: object, path: str = "") -> Iterator[str]:
    """Dotted paths of the leaves in which two pieces of plain data differ."""
    if isinstance(here, Mapping) and isinstance(there, Mapping):
        for key in sorted({*map(str, here), *map(str, there)}):
            yield from differences(here.get(key), there.get(key), f"{path}.{key}" if path else key)
    elif canonical(here) != canonical(there):
        yield path
