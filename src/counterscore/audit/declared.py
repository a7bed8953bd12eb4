"""Things that declare themselves in files of their own: a new file in the room is all that it takes."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import Generic, Protocol, TypeVar

from ..core.errors import OutcomeError, SpecError, nearest


class Named(Protocol):
    """What can be declared: it has an id and says what it is."""

    @property
    def id(self) -> str:
        """Its name, unique among its kind."""

    @property
    def definition(self) -> str:
        """What it is, in words."""


Thing = TypeVar("Thing", bound=Named)


@cache
def import_room(room: str) -> None:
    """Imports every file of a room of this package, in the order of their names."""
    package = import_module(f"{__package__}.{room}")
    for file in sorted(pkgutil.iter_modules(package.__path__), key=lambda found: found.name):
        import_module(f"{package.__name__}.{file.name}")


class Declared(Generic[Thing]):
    """All of one kind, whose files are in a room of their own."""

    def __init__(self, kind: str, room: str) -> None:
        self._kind, self._room = kind, room
        self._known: dict[str, Thing] = {}

    def add(self, made: Thing) -> Thing:
        """Adds one. Raises: SpecError for a second one of the same name."""
        if made.id in self._known and self._known[made.id].definition != made.definition:
            raise SpecError(f"two {self._room} are called {made.id!r}; rename one of them")
        self._known[made.id] = made
        return made

    def all(self) -> dict[str, Thing]:
        """Every one by id, in the order of the files."""
        import_room(self._room)
        return dict(self._known)

    def find(self, name: str) -> Thing:
        """The one of that id. Raises: OutcomeError with the nearest name."""
        known = self.all()
        if name not in known:
            listed = ", ".join(known)
            raise OutcomeError(f"no {self._kind} {name!r}{nearest(name, known)}\n  {self._room}: {listed}")
        return known[name]
