"""Read YAML text into a tree that knows its lines; whatever is wrong is one line `file:line  what, expected`."""

from __future__ import annotations

import datetime
import json
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from counterscore.core.errors import SpecError
from counterscore.core.yaml_cache import keep, recall

MOST_BRACKETS = 50


def parsed(text: str, name: str, place: Path | None = None) -> tuple[Callable[[], Any], str]:
    """Return how to get the tree with positions, and the same content as JSON.

    `place` is where the JSON of a shipped file is remembered: reading YAML is the slow part, and the tree is needed
    only to tell where a fault stands. Raises: SpecError for anything that is no plain YAML 1.2.
    """
    plain = recall(place, text) if place is not None else None
    if plain is None:
        plain = _read(text, name)[1]
        if place is not None:
            keep(place, text, plain)
    return (lambda: _read(text, name)[0]), plain


@lru_cache(maxsize=64)
def _read(text: str, name: str) -> tuple[Any, str]:
    """Return the tree with positions and the same content as JSON."""
    if line := _deep(text):
        raise SpecError(f"{name}:{line}  is nested too deeply; expected a flat specification")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the reader warns about odd numbers; the schema refuses them in words
            tree = YAML(typ="rt").load(text)
        if not isinstance(tree, CommentedMap):
            raise SpecError(f"{name}:1  the file holds no mapping; expected `key: value` lines")
        return tree, json.dumps(_plain(tree, name, 1, set()))
    except SpecError:
        raise
    except RecursionError:
        raise SpecError(f"{name}:1  the file is nested too deeply; expected a flat specification") from None
    except MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        what = fault.problem or fault.context or "cannot be read"
        raise SpecError(f"{name}:{line}  {what}; expected YAML 1.2 without repeated keys") from None
    except ReaderError as fault:
        line = len(text[: fault.position].splitlines()) or 1
        raise SpecError(f"{name}:{line}  holds the control character {fault.character!r}; expected text") from None
    except Exception:  # the reader's int(), float() and date() let their own errors out, without a line
        line, word = next(_unreadable(text), (1, "the file"))
        raise SpecError(f"{name}:{line}  {word!r} cannot be read; expected a number, a date or text") from None


def _deep(text: str) -> int:
    """Return the first line that opens more brackets than a specification needs; reading it would take long."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.count("[") + line.count("{") > MOST_BRACKETS:
            depths = accumulate((letter in "[{") - (letter in "]}") for letter in line)
            if max(depths) > MOST_BRACKETS:
                return number
    return 0


def _plain(node: Any, name: str, line: int, seen: set[int]) -> Any:
    """Return the node as plain JSON types; anchors and tags are refused, they hide where a number comes from."""
    if node is None or isinstance(node, bool | int | float | str):
        return node
    if isinstance(node, datetime.date):
        return node.isoformat()
    if type(node) not in (CommentedMap, CommentedSeq) or id(node) in seen:
        raise SpecError(f"{name}:{line}  uses an anchor, tag or set; expected plain YAML, each number written once")
    seen.add(id(node))
    if isinstance(node, CommentedMap):
        return {str(k): _plain(v, name, node.lc.key(k)[0] + 1, seen) for k, v in node.items()}
    return [_plain(v, name, node.lc.item(i)[0] + 1, seen) for i, v in enumerate(node)]


def _unreadable(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, word) of every word that alone cannot be read."""
    for node in _words(YAML(typ="rt").compose(text)):
        try:
            YAML(typ="rt").load(f"x: {node.value}")
        except Exception:  # the same errors again, now word by word
            yield node.start_mark.line + 1, node.value


def _words(node: Node) -> Iterator[ScalarNode]:
    """Yield every word of a composed document."""
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _words(item)
    elif isinstance(node, MappingNode):
        for pair in node.value:
            yield from (word for item in pair for word in _words(item))
