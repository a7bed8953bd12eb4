"""In which language a report speaks: English stands in the code, every other language in one file of translations.

A text is looked up by its English form. What has no translation stays English, so that nothing is ever left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files

import polib

from ..core.errors import SpecError, nearest

ENGLISH = "en"
_SPOKEN: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


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


def say(text: str, **parts: object) -> str:
    """A text in the language in use, with its parts filled in; without parts braces stay as they are."""
    found = text if _SPOKEN.get() == ENGLISH else translations(_SPOKEN.get()).get(text, text)
    return found.format(**parts) if parts else found


@cache
def translations(language: str) -> dict[str, str]:
    """English text -> its translation, those that are empty left out."""
    file = files("counterscore.report").joinpath("lang", f"{language}.po")
    entries = polib.pofile(file.read_text(encoding="utf-8"))
    return {entry.msgid: entry.msgstr for entry in entries if entry.msgstr and not entry.obsolete}
