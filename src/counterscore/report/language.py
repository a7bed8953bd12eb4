"""In which language a report speaks: English stands in the code, every other language in one file of translations.

A text is looked up by its English form. What has no translation stays English, so that nothing is ever left out. Texts
about adults and months are worded for firms and weeks before they are said; the file of a language says how.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import polib

from ..audit.subjects import worded
from ..core.errors import SpecError, nearest

ENGLISH = "en"
REWORDING = "rewording"  # context of the entries that say how a language speaks of firms and weeks
PATTERN = "pattern"  # context of texts that other rooms fill with their numbers before a report says them
PLACES = re.compile(r"(\{[a-z]+\})")
CODE = re.compile(r"[\w.*]*_[\w.*]*")
FOREIGN = re.compile(r"[A-Za-z]{3,}")
_SPOKEN: ContextVar[str] = ContextVar("spoken", default=ENGLISH)
_UNSAID: ContextVar[set[str] | None] = ContextVar("unsaid", default=None)


class Tongue(NamedTuple):
    """A language: English text -> translation, "firms" or "week" -> pairs of words to put for others, and patterns."""

    said: Mapping[str, str]
    rewording: Mapping[str, tuple[tuple[str, str], ...]]
    patterns: tuple[tuple[re.Pattern[str], str], ...]


def languages() -> list[str]:
    """The languages a report can be written in, English first."""
    room = files("counterscore.report").joinpath("lang")
    return [ENGLISH, *sorted(file.name.removesuffix(".po") for file in room.iterdir() if file.name.endswith(".po"))]


def spoken_language() -> str:
    """The language in use, as a tag for HTML: "en", "zh"."""
    return _SPOKEN.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything said inside is in this language. Raises SpecError naming the known ones."""
    if language not in languages():
        known = ", ".join(languages())
        raise SpecError(f"no language {language!r}; expected one of {known}{nearest(language, languages())}")
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


@contextmanager
def listening() -> Iterator[set[str]]:
    """Collects every text that is said inside without a translation."""
    found: set[str] = set()
    before = _UNSAID.set(found)
    try:
        yield found
    finally:
        _UNSAID.reset(before)


def say(text: str, /, **parts: object) -> str:
    """A text in the language in use, with its parts filled in; without parts braces stay as they are."""
    found = text if _SPOKEN.get() == ENGLISH else _said(text, _SPOKEN.get())
    return found.format(**parts) if parts else found


def is_foreign(text: str) -> bool:
    """Whether a text was left in English inside a page of another language, so that it can be marked as English.

    Limits: a text counts as English where it has a word in Latin letters and nothing beyond them.
    """
    return _SPOKEN.get() != ENGLISH and text.isascii() and bool(FOREIGN.search(text))


def _said(text: str, language: str) -> str:
    """The translation of a text, itself where there is none."""
    found = translations(language).get(text) or _for_others(language).get(text) or _by_pattern(text, language)
    if found is None and (heard := _UNSAID.get()) is not None and FOREIGN.search(text):
        heard.add(text)
    return text if found is None else found


@cache
def tongue(language: str) -> Tongue:
    """What the file of a language says. Raises: SpecError for a line of its rewording that is no pair."""
    file = files("counterscore.report").joinpath("lang", f"{language}.po")
    said, rewording, patterns = {}, {}, []
    for entry in polib.pofile(file.read_text(encoding="utf-8")):
        if entry.obsolete or not entry.msgstr:
            continue
        if entry.msgctxt == REWORDING:
            rewording[entry.msgid] = tuple(_pair(line, language) for line in entry.msgstr.split("; "))
        elif entry.msgctxt == PATTERN:
            patterns.append((pattern_of(entry.msgid), entry.msgstr))
        else:
            said[entry.msgid] = entry.msgstr
    return Tongue(said, rewording, tuple(patterns))


def pattern_of(text: str) -> re.Pattern[str]:
    """A text with places in braces as a pattern: numbers in {n}, as few letters as possible in the others."""
    anything = {"{n}": r"(?P<n>-?\d[\d.,-]*(?:, \d[\d.]*)*)"}
    parts = (
        anything.get(part, f"(?P<{part[1:-1]}>.+?)") if part.startswith("{") else re.escape(part)
        for part in PLACES.split(text)
    )
    return re.compile("".join(parts), re.DOTALL)


def _by_pattern(text: str, language: str) -> str | None:
    """A text that was filled in elsewhere, its parts said in their turn; None where a part cannot be said."""
    for pattern, said in tongue(language).patterns:
        if found := pattern.fullmatch(text):
            parts = {name: _part(part, language) for name, part in found.groupdict().items()}
            if all(part is not None for part in parts.values()):
                return said.format(**parts)
    return None


def _part(text: str, language: str) -> str | None:
    """A part of a text: its translation, itself where it has no words or is a name of the code, else None."""
    known = translations(language).get(text) or _for_others(language).get(text) or _by_pattern(text, language)
    return known or (text if not FOREIGN.search(text) or CODE.fullmatch(text) else None)


def _pair(line: str, language: str) -> tuple[str, str]:
    before, mark, after = line.partition(" = ")
    if not mark:
        raise SpecError(f"lang/{language}.po: rewording {line!r} is no pair; write 'word = other word; word = ...'")
    return before, after


def translations(language: str) -> Mapping[str, str]:
    """English text -> its translation, those that are empty left out."""
    return tongue(language).said


@cache
def _for_others(language: str) -> Mapping[str, str]:
    """Texts worded in English for firms or weeks -> their translation, worded likewise."""
    known, out = tongue(language), dict[str, str]()
    for subjects, step in (("adults", "month"), ("adults", "week"), ("firms", "month"), ("firms", "week")):
        pairs = [*known.rewording.get(subjects, ()), *known.rewording.get(step, ())]
        for text, said in known.said.items():
            other = worded(text, subjects, step)
            if other != text and other not in known.said:
                out.setdefault(other, _replaced(said, pairs))
    return out


def _replaced(text: str, pairs: list[tuple[str, str]]) -> str:
    """A text with words put for others, the first pair first."""
    for before, after in pairs:
        text = text.replace(before, after)
    return text
