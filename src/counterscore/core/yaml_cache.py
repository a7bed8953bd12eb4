"""Remember what the files of the package say, so that reading all of them takes one second and not five.

Only files that ship are remembered, one small file each, with a digest of the text and of the reader; a changed file is
read anew. Without a writable cache folder nothing is remembered and nothing fails.
"""

from __future__ import annotations

import os
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path

import ruamel.yaml

PACKAGE = Path(__file__).resolve().parents[1]
FORMAT = "1"  # another one when the plain form of a document changes


def _folder() -> Path:
    base = os.environ.get("COUNTERSCORE_CACHE") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "counterscore" / "documents"


def place_of(file: Path) -> Path | None:
    """Return where the plain form of a shipped file is remembered; None for any other file."""
    full = file.resolve()
    if not full.is_relative_to(PACKAGE):
        return None
    return _folder() / f"{'-'.join(full.relative_to(PACKAGE).with_suffix('').parts)}.json"


def recall(place: Path, text: str) -> str | None:
    """Return the plain form of this very text, or None."""
    try:
        digest, _, plain = place.read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return plain if digest == _digest(text, plain) else None


def keep(place: Path, text: str, plain: str) -> None:
    """Remember the plain form of a text; whoever reads meanwhile sees the old file or the new one."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(f"{_digest(text, plain)}\n{plain}")
        os.replace(name, place)
    except OSError:
        return


def _digest(text: str, plain: str) -> str:
    return sha256("\0".join((_reader(), text, plain)).encode()).hexdigest()


@cache
def _reader() -> str:
    """Return what the plain form depends on besides the text: the reader's version and our own code."""
    own = (Path(__file__).parent / "yaml_text.py").read_text(encoding="utf-8")
    return "\0".join((FORMAT, ruamel.yaml.__version__, own))
