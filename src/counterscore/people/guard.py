"""The guard of the first promise: nothing that holds one row per person gets into this room.

People are born from a recipe of aggregate tables and a seed. A table of real people, in whatever wrapping, is refused
with the reason; so is a recipe in which such a table hides.

Limits: a guard reads shapes and words, not intentions. It stops every ordinary way of offering persons; someone who
disguises one row as an aggregate gets one meaningless number into a distribution, never a person into a result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from counterscore.core.errors import PromiseError
from counterscore.core.wrapping import IDENTITY_WORDS, ROW_WORDS, WHY, refuse_wrapping

__all__ = ["IDENTITY_WORDS", "LARGEST_FILE", "WHY", "refuse_persons", "refuse_rows"]

LONGEST_LIST = 200
MOST_ROWS = 50
LARGEST_FILE = 1_000_000
MOST_NODES = 20_000


def refuse_persons(thing: object, where: str) -> None:
    """Refuse a table, array, file or list of persons offered to a function of this room. Raises: PromiseError."""
    refuse_wrapping(thing, where)
    if isinstance(thing, Mapping | list | tuple | set | frozenset):
        raise PromiseError(f"{where}: got a {type(thing).__name__} where a recipe is expected; {WHY}")


def refuse_rows(tree: Any, where: str) -> None:
    """Refuse a document in which a table of persons hides. Raises: PromiseError naming the place."""
    for number, (path, node) in enumerate(_nodes(tree, "")):
        if number > MOST_NODES:
            raise PromiseError(f"{where}: more than {MOST_NODES} entries, far beyond a set of aggregate tables; {WHY}")
        word = path.rsplit(".", 1)[-1].lower()
        if word in ROW_WORDS or word in IDENTITY_WORDS:
            raise PromiseError(f"{where}: field {path.lstrip('.')!r} is a word for data about single persons; {WHY}")
        if isinstance(node, list) and len(node) > LONGEST_LIST:
            size = f"a list of {len(node)} entries, more than the {LONGEST_LIST} an aggregate table needs"
            raise PromiseError(f"{where}: field {path.lstrip('.')!r} is {size}; {WHY}")
        if isinstance(node, list) and sum(isinstance(item, list | dict) for item in node) > MOST_ROWS:
            raise PromiseError(f"{where}: field {path.lstrip('.')!r} is a table of {len(node)} rows; {WHY}")


def _nodes(tree: Any, path: str) -> Iterable[tuple[str, Any]]:
    """Every node of a document with its dotted path."""
    yield path, tree
    if isinstance(tree, dict):
        for key, child in tree.items():
            yield from _nodes(child, f"{path}.{key}")
    elif isinstance(tree, list):
        for child in tree:
            yield from _nodes(child, path)
