"""Find words in sourced documents: ids, titles, sentences, notes, sources; where they stand and in which context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, RootModel

from counterscore.core.errors import nearest
from counterscore.regimes.catalogue import act_files, library_files, read_spec, shipped_acts

_CODES = {"unit", "grade", "source", "needs", "step", "checked_on", "from", "since"}  # no prose, found everywhere
SHORTEST = 2


@dataclass(frozen=True)
class Document:
    """Something that can be searched: what kind of thing, its id, its title, its content."""

    kind: str
    id: str
    title: str
    content: BaseModel


@dataclass
class Hit:
    """One text in which every word stands; `also` names the other documents that hold the same text."""

    kind: str
    id: str
    title: str
    place: str
    text: str
    also: list[str]


def regime_documents() -> list[Document]:
    """Return the shipped regimes (without the acts they share) and the files of the catalogue of acts."""
    shared, sources = shipped_acts()
    found = []
    for name, file in library_files().items():
        spec = read_spec(file)
        own = {key: act for key, act in spec.catalogue.items() if shared.get(key) != act}
        cited = tuple(source for source in spec.bibliography if source not in sources)
        lean = spec.model_copy(update={"catalogue": own, "bibliography": cited})
        found.append(Document("regime", name, spec.title, lean))
    return found + [Document("acts", name, part.title, part) for name, part in act_files().items()]


def find(words: str, documents: Iterable[Document]) -> list[Hit]:
    """Return every text that holds all the words, in any order and case; equal texts are told once."""
    wanted = [word.casefold() for word in words.split()]
    hits: dict[str, Hit] = {}
    for document in documents:
        for place, text in texts(document.content):
            low = text.casefold()
            if not all(word in low for word in wanted):
                continue
            name = f"{document.kind} {document.id}"
            if text not in hits:
                hits[text] = Hit(document.kind, document.id, document.title, place, text, [])
            elif name != f"{hits[text].kind} {hits[text].id}" and name not in hits[text].also:
                hits[text].also.append(name)
    return list(hits.values())


def texts(node: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield (place, text) of every word or sentence of a document that people would look for."""
    if isinstance(node, RootModel):
        yield from texts(node.root, place)
    elif isinstance(node, BaseModel):
        for key, field in type(node).model_fields.items():
            alias = field.alias or key
            if alias not in _CODES:
                yield from texts(getattr(node, key), f"{place}.{alias}".lstrip("."))
    elif isinstance(node, dict):
        for key, item in node.items():
            yield place, str(key)
            yield from texts(item, f"{place}.{key}")
    elif isinstance(node, tuple | list):
        for n, item in enumerate(node):
            name: Any = getattr(item, "use", None) or getattr(item, "id", None)
            plain = place if len(node) == 1 else f"{place}.{n + 1}"
            inside = f"{place}.{name}" if isinstance(name, str) else plain
            yield from texts(item, inside)
    elif isinstance(node, str) and node:
        yield place, node


def context(text: str, words: str, width: int = 220) -> str:
    """Return the part of a long text around the first of the words."""
    if len(text) <= width:
        return text
    first = min(text.casefold().find(word.casefold()) for word in words.split())
    start = max(0, min(first - width // 3, len(text) - width))
    end = min(len(text), start + width)
    cut = text[start:end]
    if start:
        cut = "... " + cut.partition(" ")[2]
    return cut if end == len(text) else cut.rpartition(" ")[0] + " ..."


def suggestion(word: str, documents: Iterable[Document]) -> str:
    """Return the word of the documents that is nearest to one that stands nowhere."""
    known = {found for one in documents for _, text in texts(one.content) for found in re.findall(r"[\w-]{3,}", text)}
    return nearest(word.casefold(), sorted({one.casefold() for one in known}))
