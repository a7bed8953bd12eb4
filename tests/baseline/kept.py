"""The files of the baseline: one per regime, with the numbers of each of its versions, a row to a line for a diff."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from .asked import Asked, asked_from
from .numbers_of import EXACT, SECTIONS, Number, Numbers

HERE = Path(__file__).parent
FOLDER = HERE / "kept"
DIGITS = 10  # of what is compared to nine


@dataclass(frozen=True)
class Lived:
    """A study and its numbers."""

    asked: Asked
    numbers: Numbers


@dataclass(frozen=True)
class Kept:
    """One regime: what is kept of its versions, and which versions read as another one does."""

    versions: Mapping[str, Lived] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)

    def by_id(self) -> dict[str, Lived]:
        """Every version with its numbers, those that read as another one with the numbers of that one."""
        return {**self.versions, **{name: self.versions[first] for name, first in self.same.items()}}


def file_of(regime: str, folder: Path = FOLDER) -> Path:
    """Where the numbers of a regime lie."""
    return folder / f"{regime}.json"


def digest_of(file: Path) -> str:
    """What a file is known by, as sha256sum prints it; the empty text where there is none."""
    return sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def sums(folder: Path = FOLDER) -> dict[str, str]:
    """The digest under which each regime was last written; sha256sum -c reads the same list."""
    listed = folder.with_suffix(".sha256")
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.is_file() else []
    return {Path(name).stem: digest for digest, name in map(str.split, lines)}


def seal(folder: Path = FOLDER) -> None:
    """Write down the digest of every file, so that one that is edited or deleted by hand is noticed."""
    lines = [f"{digest_of(file)}  {folder.name}/{file.name}\n" for file in sorted(folder.glob("*.json"))]
    folder.with_suffix(".sha256").write_text("".join(lines), encoding="utf-8")


def by_hand(regime: str, folder: Path = FOLDER) -> bool:
    """Whether the file of a regime is not what was last written: edited, deleted, or put there."""
    return sums(folder).get(regime, "") != digest_of(file_of(regime, folder))


def read(regime: str, folder: Path = FOLDER) -> Kept:
    """What is kept of a regime; nothing where there is no file."""
    file = file_of(regime, folder)
    if not file.is_file():
        return Kept()
    data = json.loads(file.read_text(encoding="utf-8"))
    found = {name: Lived(asked_from(one["study"]), one["numbers"]) for name, one in data["versions"].items()}
    return Kept(found, data["same text"])


def write(regime: str, kept: Kept, folder: Path = FOLDER) -> None:
    """Write what is kept of a regime."""
    folder.mkdir(parents=True, exist_ok=True)
    file_of(regime, folder).write_text(text_of(kept), encoding="utf-8")


def text_of(kept: Kept) -> str:
    """The file: keys in alphabetical order, a row to a line, every number as Python repeats it."""
    versions: dict[str, Any] = {
        name: {"study": lived.asked.to_json(), "numbers": _shortened(lived.numbers)}
        for name, lived in kept.versions.items()
    }
    return _object({"same text": dict(kept.same), "versions": versions}) + "\n"


def _object(data: Mapping[str, Any], depth: int = 0) -> str:
    """A mapping over several lines; what it holds besides mappings on one line each."""
    if not data:
        return "{}"
    pad = " " * (depth + 1)
    lines = [
        f"{pad}{json.dumps(key)}: " + (_object(value, depth + 1) if isinstance(value, Mapping) else json.dumps(value))
        for key, value in sorted(data.items())
    ]
    return "{\n" + ",\n".join(lines) + "\n" + " " * depth + "}"


def _shortened(numbers: Numbers) -> Numbers:
    """Numbers as they are kept: those that may differ in their last bits without these, so that renewing is calm."""
    return {
        section: {name: [_short(one, section) for one in row] for name, row in numbers.get(section, {}).items()}
        for section in SECTIONS
    }


def _short(number: Number, section: str) -> Number:
    return number if section in EXACT or not isinstance(number, float) else float(f"{number:.{DIGITS}g}")
